"""Whose diary is open on this screen."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import HttpRequest

from dialdown.people import selectors
from dialdown.people.models import Person

OPEN_PERSON = "person"
SHARED_DEVICE = "shared_device"


def current_person(request: HttpRequest) -> Person | None:
    """The person chosen in this session (when a grant still holds), else the login's own diary, else the only one."""
    chosen = request.session.get(OPEN_PERSON)
    if chosen:
        try:
            return selectors.person(request.user, uuid.UUID(chosen))
        except (selectors.Denied, Person.DoesNotExist, ValueError):
            del request.session[OPEN_PERSON]
    own = selectors.own_person(request.user)
    if own is not None:
        return own
    open_to_me = selectors.visible_to(request.user)
    return open_to_me[0] if len(open_to_me) == 1 else None


def in_background(request: HttpRequest) -> bool:
    """True when a page or its worker fetches this for itself, and nobody looks at the answer."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"


def shared_device(request: HttpRequest) -> bool:
    """True when this session said that others use this device: nothing is kept on it."""
    return bool(request.session.get(SHARED_DEVICE))


def open_session(request: HttpRequest, *, shared: bool) -> None:
    """How long a fresh sign-in lasts: on a shared device until the browser is closed."""
    request.session[SHARED_DEVICE] = shared
    request.session.set_expiry(0 if shared else settings.SESSION_COOKIE_AGE)
