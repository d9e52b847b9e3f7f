"""Reads of medicines, aids and comforts."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery

from dialdown.care.medicines.models import Aid, Dose, Medicine, MedicineEffect, Taken
from dialdown.care.medicines.notes import ClassNote, note_for
from dialdown.care.records.doors import may_keep
from dialdown.diary.selectors import today_of
from dialdown.people.access import Denied, require
from dialdown.people.models import Person

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

MONTH = dt.timedelta(days=28)
# What a page shows of a long log; the archive holds all of it.
NEWEST = 60


@dataclass(frozen=True)
class Listed:
    """A medicine in the list: its amount now and how often it was taken in the last 28 days."""

    medicine: Medicine
    role: Medicine.Role
    amount: str
    taken_lately: int
    taken_today: int
    note: ClassNote | None


@dataclass(frozen=True)
class MedicinePage:
    """Everything about one medicine; the log and what was noticed only for whoever sees each answer."""

    medicine: Medicine
    role: Medicine.Role
    doses: list[Dose]
    takings: list[Taken]
    effects: list[MedicineEffect]
    taken_in_all: int
    note: ClassNote | None


def titled(medicine: Medicine) -> str:
    """Her own name for it, and the name on the pack, which a doctor reads, too."""
    return f"{medicine.nickname} ({medicine.name})" if medicine.name else medicine.nickname


def medicines(viewer: Viewer, person: Person) -> list[Listed]:
    """Daily ones, then those for when needed, then stopped ones. Raises Denied."""
    sight = require(viewer, person.pk)
    if "medicine" not in sight:
        raise Denied
    today = today_of(person)
    doses = Dose.objects.filter(medicine=OuterRef("pk"), removed_at__isnull=True, from_on__lte=today)
    lately = Q(takings__removed_at__isnull=True, takings__day__gt=today - MONTH, takings__day__lte=today)
    rows = (
        Medicine.objects.filter(person=person, removed_at__isnull=True)
        .annotate(
            amount=Subquery(doses.values("amount")[:1]), lately=Count("takings", filter=lately),
            today=Count("takings", filter=lately & Q(takings__day=today)),
        )
        .order_by("nickname", "id")
    )  # fmt: skip
    order = list(Medicine.Role.values)
    found = [
        Listed(
            row,
            row.role_on(today),
            row.amount or "",
            row.lately,
            row.today,
            note_for(f"{row.nickname} {row.name}"),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: order.index(one.role))


def medicine(viewer: Viewer, medicine_id: uuid.UUID) -> MedicinePage:
    """One medicine. Raises Denied."""
    found = Medicine.objects.filter(pk=medicine_id, removed_at__isnull=True).select_related("person").first()
    if found is None or "medicine" not in require(viewer, found.person_id):
        raise Denied
    takings = found.takings.filter(removed_at__isnull=True)
    return MedicinePage(
        found, found.role_on(today_of(found.person)), list(found.doses.filter(removed_at__isnull=True)), list(takings[:NEWEST]),
        list(found.effects.filter(removed_at__isnull=True)[:NEWEST]), takings.count(),
        note_for(f"{found.nickname} {found.name}"),
    )  # fmt: skip


def aids(viewer: Viewer, person: Person) -> list[Aid]:
    """Aids and comforts that are in use, the next step down first, then those that are gone. Raises Denied."""
    may_keep(viewer, person.pk)
    rows = Aid.objects.filter(person=person, removed_at__isnull=True)
    return sorted(rows, key=lambda aid: (aid.gone_on is not None, aid.until))
