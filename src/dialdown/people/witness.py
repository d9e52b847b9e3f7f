"""Notes what is read of whom while one page or command is made.

The gate (`access`) tells it of every leave that was used, so no room has to remember to. Whoever began it
(the middleware, the command line) writes it down at the end.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


@dataclass
class Look:
    """One viewer's reads of one person. `own` = her own diary; `audience` = what the viewer is to her."""

    viewer: Viewer
    person_id: uuid.UUID
    own: bool
    audience: str
    scopes: set[str] = field(default_factory=set[str])


@dataclass
class Witness:
    """What has been read so far."""

    looks: dict[tuple[str, uuid.UUID], Look] = field(default_factory=dict[tuple[str, uuid.UUID], Look])

    def saw(self, viewer: Viewer, person_id: uuid.UUID, *, own: bool, audience: str, scope: str = "") -> None:
        """A viewer's leave for a person was used, for one scope when it is given."""
        key = (
            f"{type(viewer).__name__} {getattr(viewer, 'key', None) or getattr(viewer, 'pk', '')}",
            person_id,
        )
        look = self.looks.setdefault(key, Look(viewer, person_id, own, audience))
        if scope:
            look.scopes.add(scope)


_now: ContextVar[Witness | None] = ContextVar("witness", default=None)


def present() -> Witness | None:
    """The witness of this page or command, if there is one."""
    return _now.get()


@contextmanager
def watching() -> Iterator[Witness]:
    """A fresh witness for as long as the block runs."""
    token = _now.set(Witness())
    try:
        found = _now.get()
        assert found is not None
        yield found
    finally:
        _now.reset(token)
