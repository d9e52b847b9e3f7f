"""Whose diary is open on this screen, by whose clock, and where a form may lead from it."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from dialdown.people import places, selectors
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


def local_time(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Show days and hours as they are where the person lives whose diary is open, not as the machine's clock has them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Public pages never load the account, and have no diary.
        signed_in = hasattr(request, "_cached_user") and request.user.is_authenticated
        person = current_person(request) if signed_in else None
        with timezone.override(person and places.zone_info(person.zone)):
            return get_response(request)

    return middleware


def show_time_of(person: Person) -> None:
    """The same for a page about somebody else's diary, until `local_time` ends the request."""
    timezone.activate(places.zone_info(person.zone))


def ours(request: HttpRequest, wanted: str, otherwise: str = "") -> str:
    """The page that a form or an address wants to lead to when it is a path on this host, else `otherwise`."""
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if here and wanted.startswith("/") else otherwise


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
