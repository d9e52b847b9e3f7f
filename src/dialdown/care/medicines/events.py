"""A medicine with a first day is something that began: what changed with it can then be told apart in Insights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialdown.care.medicines.reading import titled
from dialdown.diary import services as diary

if TYPE_CHECKING:
    from dialdown.care.medicines.models import Medicine
    from dialdown.people.access import Viewer


def follow(*, viewer: Viewer, medicine: Medicine) -> None:
    """Let the event of a medicine say what the medicine says: made, changed, or taken out with it."""
    wanted = medicine.removed_at is None and medicine.began_on is not None
    told = {
        "kind": "medicine", "title": titled(medicine)[:120], "starts_on": medicine.began_on, "ends_on": medicine.stopped_on,
    }  # fmt: skip
    if wanted and medicine.event_id is None:
        medicine.event = diary.add_event(
            viewer=viewer, person=medicine.person, **told, said_by=medicine.said_by
        )
    elif wanted:
        diary.edit_event(viewer=viewer, event_id=medicine.event_id, **told)
    elif medicine.event_id is not None:
        gone, medicine.event = medicine.event_id, None
        medicine.save(update_fields=["event"])
        diary.delete_event(viewer=viewer, event_id=gone)
        return
    medicine.save(update_fields=["event"])
