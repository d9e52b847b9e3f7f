"""Whose diary is open on this screen: the switch between people."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dialdown.people import selectors
from dialdown.people.current import OPEN_PERSON


@require_POST
def open_person(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Open another diary on this screen. Somebody the login may not see is not found."""
    person = selectors.person(request.user, person_id)
    request.session[OPEN_PERSON] = str(person.pk)
    messages.success(request, _("This is the diary of %(name)s now.") % {"name": person.display_name})
    return redirect("today")
