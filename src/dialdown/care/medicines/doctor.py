"""Medicines for a doctor: each as a line with its role, and what was noticed with it for whoever sees each answer."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.care.facts import VOICE
from dialdown.care.medicines.models import Medicine, MedicineEffect, Taken
from dialdown.care.medicines.reading import titled
from dialdown.diary import selectors as diary
from dialdown.people.access import require

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

# Up to today, that day included.
FOUR_WEEKS = dt.timedelta(days=27)
# Side effects of one medicine that are named; the page of the medicine has them all.
MOST = 2


@dataclass(frozen=True)
class DoctorLine:
    """One medicine. `voice` and `role` are "" for one that stands in the diary alone; `notes` only with each answer."""

    title: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    voice: str = ""
    role: str = ""
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name with its role: Night tablet, daily."""
        return f"{self.title}, {self.role}" if self.role else self.title


def doctor_lines(viewer: Viewer, person: Person) -> list[DoctorLine]:
    """Every medicine by its first day, then those without one; empty when the viewer may not see that line."""
    sight = require(viewer, person.pk)
    if not sight.line("medicine"):
        return []
    rows = list(Medicine.objects.filter(person=person, removed_at__isnull=True).order_by("nickname", "id"))
    # The event of a medicine says what the medicine says.
    known = {
        (titled(row)[:120], row.began_on, row.stopped_on): row for row in rows if row.event_id is not None
    }
    today = diary.today_of(person)
    notes = _notes(rows, today) if "medicine" in sight else {}
    found = [
        (line.title, line.starts_on, line.ends_on, known.get((line.title, line.starts_on, line.ends_on)))
        for line in diary.medicine_lines(viewer, person.pk)
    ] + [(titled(row), row.began_on, row.stopped_on, row) for row in rows if row.event_id is None]
    return [
        DoctorLine(title, begins, ends)
        if row is None
        else DoctorLine(
            title, begins, ends, VOICE.get(row.said_by, ""), _role(row, today), notes.get(row.pk, ())
        )
        for title, begins, ends, row in found
    ]


def _role(row: Medicine, today: dt.date) -> str:
    role = row.role_on(today)
    # With its last day, "ended" stands there already.
    return "" if role == Medicine.Role.STOPPED and row.stopped_on else str(role.label).lower()


def _notes(rows: list[Medicine], today: dt.date) -> dict[uuid.UUID, tuple[str, ...]]:
    taken: dict[uuid.UUID, int] = defaultdict(int)
    recent = Taken.objects.filter(
        medicine__in=rows, removed_at__isnull=True, day__range=(today - FOUR_WEEKS, today)
    )
    for one in recent.values_list("medicine_id", flat=True):
        taken[one] += 1
    side: dict[uuid.UUID, dict[str, list[MedicineEffect]]] = defaultdict(lambda: defaultdict(list))
    kept = MedicineEffect.objects.filter(medicine__in=rows, removed_at__isnull=True, day__lte=today)
    for effect in kept.filter(kind=MedicineEffect.Kind.SIDE):
        side[effect.medicine_id][" ".join(effect.text.casefold().split())].append(effect)
    said: dict[uuid.UUID, tuple[str, ...]] = {}
    for row in rows:
        parts: list[str] = []
        if row.role_on(today) == Medicine.Role.RESCUE:
            n = taken[row.pk]
            parts.append(
                ngettext("%(n)s time in 4 weeks to today", "%(n)s times in 4 weeks to today", n) % {"n": n}
            )
        latest = sorted(side[row.pk].values(), key=lambda same: max(one.day for one in same), reverse=True)
        parts += [_side(same) for same in latest[:MOST]]
        if len(latest) > MOST:
            left = len(latest) - MOST
            parts.append(
                ngettext("and %(n)s more side effect", "and %(n)s more side effects", left) % {"n": left}
            )
        said[row.pk] = tuple(parts)
    return said


def _side(same: list[MedicineEffect]) -> str:
    """One side effect: in the words of the newest note, on how many days, and the last of them."""
    newest = max(same, key=lambda one: one.day)
    days = {one.day for one in same}
    return ngettext(
        "side effect noted: %(what)s, %(n)s day, %(last)s", "side effect noted: %(what)s, %(n)s days, the last %(last)s", len(days)
    ) % {
        "what": newest.text.strip() or _("not described"), "n": len(days), "last": date_format(newest.day, "j M Y")}  # fmt: skip
