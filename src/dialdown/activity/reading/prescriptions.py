"""Prescriptions as they are read: what waits, what is in use, what was before."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from dialdown.activity.keeping.doors import may_read
from dialdown.activity.keeping.prescriptions import in_use
from dialdown.activity.models import Plan, Prescription
from dialdown.people.access import Denied

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


def prescriptions(viewer: Viewer, person_id: uuid.UUID) -> list[Prescription]:
    """Everything that was ever written for a person, newest first; old versions stay. Raises Denied."""
    may_read(viewer, person_id)
    return list(Prescription.objects.filter(person_id=person_id).order_by("-created_at", "-id"))


def prescription(viewer: Viewer, prescription_id: uuid.UUID) -> Prescription:
    """One prescription. Raises Denied."""
    found = Prescription.objects.filter(pk=prescription_id).select_related("person").first()
    if found is None:
        raise Denied
    may_read(viewer, found.person_id)
    return found


def waiting(viewer: Viewer, person_id: uuid.UUID) -> list[Prescription]:
    """Those that wait for an answer."""
    return [p for p in prescriptions(viewer, person_id) if p.state == Prescription.State.OFFERED]


def conflict(viewer: Viewer, person_id: uuid.UUID, activity: str) -> tuple[Prescription | None, Plan | None]:
    """What already has the say over an activity: a prescription in use, else a plan of her own."""
    may_read(viewer, person_id)
    plan = Plan.objects.filter(person_id=person_id, activity=activity, put_away_on__isnull=True).last()
    return in_use(person_id, activity), plan
