"""Notes what is read of whom while one page or command is made.

The gate (`access`) tells it of every leave that was used, so no room has to remember to. Whoever began it
(the middleware, the command line) writes it down at the end.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Grant


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
    """What has been read so far.

    `leave` holds the grants that this page has read already; None where the page may change them.
    """

    leave: dict[tuple[str, uuid.UUID], list[Grant]] | None = None
    looks: dict[tuple[str, uuid.UUID], Look] = field(default_factory=dict[tuple[str, uuid.UUID], Look])

    def leave_of(self, viewer: Viewer, person_id: uuid.UUID, read: Callable[[], list[Grant]]) -> list[Grant]:
        """The viewer's grants for a person: read once a page, or every time where the page may change them."""
        if self.leave is None:
            return read()
        key = _key(viewer, person_id)
        if key not in self.leave:
            self.leave[key] = read()
        return self.leave[key]

    def saw(self, viewer: Viewer, person_id: uuid.UUID, *, own: bool, audience: str, scope: str = "") -> None:
        """A viewer's leave for a person was used, for one scope when it is given."""
        look = self.looks.setdefault(_key(viewer, person_id), Look(viewer, person_id, own, audience))
        if scope:
            look.scopes.add(scope)


def _key(viewer: Viewer, person_id: uuid.UUID) -> tuple[str, uuid.UUID]:
    return (
        f"{type(viewer).__name__} {getattr(viewer, 'key', None) or getattr(viewer, 'pk', '')}",
        person_id,
    )


_now: ContextVar[Witness | None] = ContextVar("witness", default=None)


def present() -> Witness | None:
    """The witness of this page or command, if there is one."""
    return _now.get()


@contextmanager
def watching(*, only_reads: bool = False) -> Iterator[Witness]:
    """A fresh witness for as long as the block runs. `only_reads` = nothing in it changes who may see what."""
    token = _now.set(Witness({} if only_reads else None))
    try:
        found = _now.get()
        assert found is not None
        yield found
    finally:
        _now.reset(token)
