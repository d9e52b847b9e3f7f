"""Results that were worked out with somebody's private answers are stored sealed, or not at all."""

from __future__ import annotations

import base64
import json
import uuid
from typing import TYPE_CHECKING, Any

from dialdown.insights.models import StoredResult
from dialdown.intake.definitions import Definitions
from dialdown.people.sealing import keys
from dialdown.people.sealing.boxes import CannotOpen, Opener, Sealer, public_of

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

# Added to the name of what is worked out while her key is open: it may hold what is private.
OPEN = "open"


def is_open(viewer: Viewer, person_id: uuid.UUID) -> bool:
    """True when this viewer reads the private part of a diary."""
    return person_id in keys.opened(viewer)


def put_away(viewer: Viewer, person_id: uuid.UUID, name: str, result: dict[str, Any]) -> dict[str, Any]:
    """A result as it is stored."""
    opener = keys.opener(viewer, person_id)
    if opener is None:
        return result
    # To the key that is open here: whoever holds the database can write another public key into it.
    box = Sealer(public_of(opener.private), person_id).seal(
        json.dumps(result, ensure_ascii=False).encode(), "insights", name
    )
    return {"sealed": base64.b64encode(box).decode()}


def take_out(
    viewer: Viewer, person_id: uuid.UUID, name: str, stored: dict[str, Any]
) -> dict[str, Any] | None:
    """A stored result as it was; None when it does not open here (a new key was made since)."""
    if "sealed" not in stored:
        return stored
    opener = keys.opener(viewer, person_id)
    try:
        return (
            json.loads(opener.open(base64.b64decode(stored["sealed"]), "insights", name)) if opener else None
        )
    except (CannotOpen, ValueError):
        return None


def without_private(said: dict[str, dict[str, Any]], definitions: Definitions) -> dict[str, dict[str, Any]]:
    """What may be kept of an answer about many factors: nothing of a private one."""
    private = {d.key for d in definitions.sealed}
    return {key: one for key, one in said.items() if key not in private}


def reseal(person_id: uuid.UUID, old: Opener | None, new: Sealer) -> None:
    """Her key changes: what was worked out is worked out again."""
    StoredResult.objects.filter(person_id=person_id).delete()
