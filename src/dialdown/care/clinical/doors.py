"""Who may read what examinations recorded, and who may write one down as a clinician."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from dialdown.care.records.doors import KEPT_WITH
from dialdown.people import selectors as people
from dialdown.people.access import Denied, require
from dialdown.people.models import Account, Membership

if TYPE_CHECKING:
    from dialdown.people.access import Sight, Viewer

# Signs belong to the body map: whoever was shown that line may record what an examination found.
SCOPE = "body"


def _clinician(viewer: Viewer, person_id: uuid.UUID, sight: Sight) -> bool:
    return sight.audience == "clinician" or people.role(viewer, person_id) == Membership.Role.CLINICIAN


def may_examine(viewer: Viewer, person_id: uuid.UUID) -> bool:
    """True for a clinician with a login whose grant holds the body map. Raises Denied when nothing is open."""
    sight = require(viewer, person_id)
    return isinstance(viewer, Account) and _clinician(viewer, person_id, sight) and sight.line(SCOPE)


def sees(viewer: Viewer, person_id: uuid.UUID) -> bool:
    """True for a clinician to whom the body map is open, and for whoever keeps the papers. Raises Denied."""
    sight = require(viewer, person_id)
    if _clinician(viewer, person_id, sight) and sight.line(SCOPE):
        return True
    return sight.may_write and KEPT_WITH in sight


def require_sight(viewer: Viewer, person_id: uuid.UUID) -> None:
    """Raises Denied for everybody else."""
    if not sees(viewer, person_id):
        raise Denied
