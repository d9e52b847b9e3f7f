"""What every page needs to draw its frame. Nothing is read before a template asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from dialdown.people import selectors as people
from dialdown.people.access import sight
from dialdown.people.current import current_person, in_background, shared_device
from dialdown.people.models import Person
from dialdown.ui.look import account_look, device_look
from dialdown.ui.menu import CHILD, MORE, TABS, Item, active, for_others, shown


@dataclass(frozen=True)
class Shell:
    """The frame around a page for one viewer."""

    account: str
    tabs: list[Item]
    tab: str
    person: Person | None
    own: bool
    may_write: bool
    several: bool
    shared_device: bool
    demo: bool
    # What of the open diary this login may see and do: a browser keeps pages of it under this mark only.
    leave: str = ""
    # Names are listed on this device: then there is a lock.
    locks: bool = False
    # The own login of a child under 13: big, few words.
    child: bool = False
    # 13, 16 or 18 when it is time to choose again who sees what.
    age_review: int | None = None
    age_runs_out: bool = False
    # The same for a parent who leads: time for an own login.
    grown_up: int | None = None
    # After how many minutes without a click this login is signed out; 0 = never.
    idle_minutes: int = 0
    notices: Sequence[Any] = ()

    @property
    def help_path(self) -> str:
        """Help now, with her country first. The fragment opens it offline too."""
        country = self.person.country if self.person else ""
        return f"/help-now?country={country}#in-{country}" if country else "/help-now"


def _shell(request: HttpRequest) -> Shell:
    user = request.user
    person = current_person(request) if user.is_authenticated else None
    child = people.child_screen(user, person)
    seen = sight(user, person.pk) if person is not None else None
    for_owner = CHILD if child else (*TABS, MORE) if person else (MORE,)
    for_viewer = (
        for_others(person.pk, seen) if person is not None and seen and not seen.may_write else for_owner
    )
    tabs = shown(for_viewer) if user.is_authenticated else []
    return Shell(
        account=str(user.pk) if user.is_authenticated else "",
        tabs=tabs,
        tab=active(tabs, request.path),
        person=person,
        own=person is not None and people.role(user, person.pk) == "owner",
        may_write=seen is not None and seen.may_write,
        several=person is not None and len(people.visible_to(user)) > 1,
        shared_device=shared_device(request),
        demo=bool(settings.DEMO),
        leave=seen.mark if seen is not None else "",
        locks=bool(user.is_authenticated and request.session.get("listed")),
        child=child,
        age_review=people.age_review_due(user, person),
        age_runs_out=people.age_runs_out(user, person),
        grown_up=people.grown_up(user, person),
        idle_minutes=people.idle_minutes(user) if user.is_authenticated else 0,
        notices=people.sign_in_notices(user, request.session.session_key or "")
        if user.is_authenticated
        else (),
    )


@cache
def _built() -> bool:
    """True when the islands were built; without them every page still works."""
    return all(finders.find(f"built/{name}") for name in ("app.js", "islands.css"))


def shell(request: HttpRequest) -> dict[str, Any]:
    """`screen`: the look; `device`: the same without an account; `shell`: the frame; `islands`: is there a script.

    `messages` are told once, so that only a page that somebody looks at may hold them.
    """
    return {
        "messages": [] if in_background(request) else get_messages(request),
        "screen": SimpleLazyObject(lambda: account_look(request)),
        "device": SimpleLazyObject(lambda: device_look(request)),
        "shell": SimpleLazyObject(lambda: _shell(request)),
        "islands": SimpleLazyObject(lambda: _built()),
    }
