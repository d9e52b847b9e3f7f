"""Who may read and write a kind of row."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from dialdown.care.records.kinds import MEDICINE, Kind
from dialdown.people.access import Denied, require

if TYPE_CHECKING:
    from dialdown.people.access import Sight, Viewer

# Whoever writes the diary and sees what she did keeps these papers with her; nobody else sees them.
KEPT_WITH = "function"


def may_keep(viewer: Viewer, person_id: uuid.UUID) -> Sight:
    """The sight of whoever keeps this person's papers. Raises Denied."""
    sight = require(viewer, person_id, write=True)
    if KEPT_WITH not in sight:
        raise Denied
    return sight


def may_read(viewer: Viewer, person_id: uuid.UUID, kind: Kind) -> Sight:
    """The viewer's sight when she may read rows of this kind. Raises Denied."""
    if kind.scope != MEDICINE:
        return may_keep(viewer, person_id)
    sight = require(viewer, person_id)
    if MEDICINE not in sight:
        raise Denied
    return sight


def may_write(viewer: Viewer, person_id: uuid.UUID, kind: Kind) -> Sight:
    """The viewer's sight when she may write rows of this kind. Raises Denied."""
    sight = may_read(viewer, person_id, kind)
    if not sight.may_write:
        raise Denied
    return sight
