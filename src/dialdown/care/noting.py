"""Who may write a clinician's note."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from dialdown.people import selectors as people
from dialdown.people.models import Account

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


def may_note(viewer: Viewer, person_id: uuid.UUID) -> bool:
    """True for a clinician with a login to whom the diary is open now."""
    if not isinstance(viewer, Account):
        return False
    grant = people.grant_of(viewer, person_id)
    return grant is not None and grant.audience == grant.Audience.CLINICIAN
