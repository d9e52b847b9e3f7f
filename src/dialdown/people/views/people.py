"""Whose diary is open on this screen: the people a login may see, and the switch between them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dialdown.people import selectors
from dialdown.people.current import OPEN_PERSON, current_person


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The people of whom this login may see anything."""
    found = selectors.visible_to(request.user)
    return render(request, "people/people.html", {"found": found, "now": current_person(request)})


@require_POST
def open_person(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Open another diary on this screen. Somebody the login may not see is not found."""
    person = selectors.person(request.user, person_id)
    request.session[OPEN_PERSON] = str(person.pk)
    messages.success(request, _("This is the diary of %(name)s now.") % {"name": person.display_name})
    return redirect("today")
