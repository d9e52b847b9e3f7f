"""What every read starts from: the definitions that hold for a person, and her entries."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from dialdown.diary.models import Entry, Factor
from dialdown.intake.definitions import Definition, Definitions, own_factor, shipped
from dialdown.people.access import require, require_daily

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


def definitions(person_id: uuid.UUID) -> Definitions:
    """Everything this person's diary can hold: the shipped table and her own factors."""
    own = [
        own_factor(f.key, f.label, f.type, unit=f.unit, kind=f.kind)
        for f in Factor.objects.filter(person_id=person_id)
    ]
    return shipped().with_own(own) if own else shipped()


def visible_definitions(viewer: Viewer, person_id: uuid.UUID) -> tuple[Definition, ...]:
    """The definitions whose answers the viewer may see."""
    sight = require(viewer, person_id)
    return tuple(d for d in definitions(person_id) if d.scope in sight)


def entries(viewer: Viewer, person_id: uuid.UUID) -> QuerySet[Entry]:
    """The entries of a person, oldest first, without those taken out. Raises Denied for who sees no day of it."""
    require_daily(viewer, person_id)
    return Entry.objects.filter(person_id=person_id, deleted_at__isnull=True).order_by("day", "at", "id")


def factors(viewer: Viewer, person_id: uuid.UUID) -> list[Factor]:
    """Her own factors, the asked ones and the others, when the viewer may see them."""
    return list(Factor.objects.filter(person_id=person_id)) if "factors" in require(viewer, person_id) else []
