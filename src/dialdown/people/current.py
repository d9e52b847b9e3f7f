"""Whose diary is open on this screen."""

from __future__ import annotations

import uuid

from django.http import HttpRequest

from dialdown.people import selectors
from dialdown.people.models import Person

OPEN_PERSON = "person"
SHARED_DEVICE = "shared_device"


def current_person(request: HttpRequest) -> Person | None:
    """The person chosen in this session (when a grant still holds), else the login's own diary."""
    chosen = request.session.get(OPEN_PERSON)
    if chosen:
        try:
            return selectors.person(request.user, uuid.UUID(chosen))
        except (selectors.Denied, Person.DoesNotExist, ValueError):
            del request.session[OPEN_PERSON]
    return selectors.own_person(request.user)


def shared_device(request: HttpRequest) -> bool:
    """True when this session said that others use this device: nothing is kept on it."""
    return bool(request.session.get(SHARED_DEVICE))
