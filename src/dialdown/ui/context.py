"""What every page needs to draw its frame. Nothing is read before a template asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from dialdown.people import selectors as people
from dialdown.people.access import sight
from dialdown.people.current import current_person, shared_device
from dialdown.people.models import Person
from dialdown.ui.look import account_look, device_look
from dialdown.ui.menu import MORE, TABS, Item, active, shown


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

    @property
    def help_path(self) -> str:
        """Help now, with her country first. The fragment opens it offline too."""
        country = self.person.country if self.person else ""
        return f"/help-now?country={country}#in-{country}" if country else "/help-now"


def _shell(request: HttpRequest) -> Shell:
    user = request.user
    person = current_person(request) if user.is_authenticated else None
    tabs = shown((*TABS, MORE) if person else (MORE,)) if user.is_authenticated else []
    return Shell(
        account=str(user.pk) if user.is_authenticated else "",
        tabs=tabs,
        tab=active(tabs, request.path),
        person=person,
        own=person is not None and people.role(user, person.pk) == "owner",
        may_write=person is not None and sight(user, person.pk).may_write,
        several=person is not None and len(people.visible_to(user)) > 1,
        shared_device=shared_device(request),
        demo=bool(settings.DEMO),
    )


@cache
def _built() -> bool:
    """True when the islands were built; without them every page still works."""
    return all(finders.find(f"built/{name}") for name in ("app.js", "islands.css"))


def shell(request: HttpRequest) -> dict[str, Any]:
    """`screen`: the look; `device`: the same without an account; `shell`: the frame; `islands`: is there a script."""
    return {
        "screen": SimpleLazyObject(lambda: account_look(request)),
        "device": SimpleLazyObject(lambda: device_look(request)),
        "shell": SimpleLazyObject(lambda: _shell(request)),
        "islands": SimpleLazyObject(lambda: _built()),
    }
