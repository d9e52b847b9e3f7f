"""Cards of other rooms on Today: the rooms below do not know them, the settings name them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from dialdown.diary.views.doors import Visit


def cards(request: HttpRequest, visit: Visit) -> list[SafeString]:
    """What stands beside the check-in today, in the order of `TODAY_CARDS`; an empty card is left out."""
    found = (import_string(name)(request, visit.person) for name in settings.TODAY_CARDS)
    return [card for card in found if card]
