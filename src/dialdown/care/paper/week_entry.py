"""A paper week brought in: one moment a day that has an answer, the same moment when it is sent again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from dialdown.care.paper.pack import ROWS
from dialdown.care.records.doors import may_keep
from dialdown.diary import selectors as diary
from dialdown.diary import services
from dialdown.intake.records import BadInput
from dialdown.people import selectors as people
from dialdown.people.models import Grant

if TYPE_CHECKING:
    from dialdown.intake.definitions import Definition
    from dialdown.people.models import Account, Person

# When in the day a number from paper is put: in the evening.
EVENING = dt.time(20)
PAPER = uuid.UUID("018f6d2e-5b1a-7cc0-9d41-7061706572aa")


@dataclass(frozen=True)
class Taken:
    """How many days were kept; `problems` = a sentence by box, and then nothing was kept."""

    days: int = 0
    problems: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Row:
    """A row of the sheet as the page asks it. `most` = letters that fit; `private`: nobody else reads it."""

    definition: Definition
    words: str
    private: bool

    @property
    def key(self) -> str:
        return self.definition.key

    @property
    def text(self) -> bool:
        """True when words go into its boxes."""
        return self.definition.type == "text"

    @property
    def most(self) -> int:
        return int(self.definition.max or 0) if self.text else 6


def rows_of(viewer: Account, person: Person) -> list[Row]:
    """The rows of the sheet that this viewer may write, by the rules of Today. Raises Denied."""
    may_keep(viewer, person.pk)
    seen = {one.key: one for one in diary.visible_definitions(viewer, person.pk)}
    others = people.seen_by_others(viewer, person.pk)
    return [
        Row(seen[key], str(words), seen[key].private and not others & {seen[key].scope, Grant.ALL})
        for key, words, _kind in ROWS
        if key in seen
    ]


def days_of(monday: dt.date) -> list[dt.date]:
    """Monday to Sunday."""
    return [monday + dt.timedelta(days=n) for n in range(7)]


@transaction.atomic
def take_in(*, viewer: Account, person: Person, monday: dt.date, typed: Mapping[str, str]) -> Taken:
    """Keep what was typed, by `<key>.<0-6>`. A day without an answer makes no moment. Raises Denied."""
    rows = rows_of(viewer, person)
    problems: dict[str, str] = {}
    kept = 0
    for place, day in enumerate(days_of(monday)):
        values: dict[str, float | str] = {}
        for row in rows:
            raw = typed.get(f"{row.key}.{place}", "").strip()
            if not raw:
                continue
            if row.text:
                # Its length is looked at where every answer is.
                values[row.key] = raw
                continue
            low, high = row.definition.min or 0, row.definition.max or 10
            try:
                number = float(raw.replace(",", "."))
            except ValueError:
                number = float("nan")
            if not low <= number <= high:
                problems[f"{row.key}.{place}"] = _("Expected a number from %(low)g to %(high)g.") % {
                    "low": low,
                    "high": high,
                }
            else:
                values[row.key] = number
        if day > diary.today_of(person) and values:
            problems[f"{next(iter(values))}.{place}"] = _("This day is still to come.")
        if values and not problems:
            kept += _keep(viewer, person, day, values, place, problems)
    if problems:
        transaction.set_rollback(True)
        return Taken(0, problems)
    return Taken(kept)


def _keep(
    viewer: Account,
    person: Person,
    day: dt.date,
    values: Mapping[str, float | str],
    place: int,
    problems: dict[str, str],
) -> int:
    at = dt.datetime.combine(day, EVENING, tzinfo=ZoneInfo(person.zone))
    voice = services.said_by_default(viewer=viewer, person=person)
    identity = str(uuid.uuid5(PAPER, f"{person.pk} {day.isoformat()} {voice}"))
    # A week that is completed later keeps what it had, and what was added to the day since.
    before = next((one for one in diary.day_documents(viewer, person.pk, day) if one["id"] == identity), {})
    document: dict[str, Any] = {
        "id": identity,
        "person": str(person.pk),
        "at": at.isoformat(),
        "zone": person.zone,
        "day": day.isoformat(),
        "mode": "full",
        "regions": [],
        "signs": [],
        **before,
        # A phone whose clock is ahead, or one that a correction came from, does not make the paper look old.
        "saved_at": services.saved_after(stored=before.get("saved_at")).isoformat(),
        "values": {**before.get("values", {}), **values},
        "skipped": [key for key in before.get("skipped", []) if key not in values],
    }
    try:
        saved = services.save_entry(viewer=viewer, document=document, person_id=person.pk)
    except BadInput as error:
        for one in error.problems:
            key = one.where.removeprefix("values.")
            # A refusal of the private part is said where private words stand.
            key = key if key in values else "note" if "note" in values else next(iter(values))
            problems[f"{key}.{place}"] = one.message
        return 0
    return int(saved.stored in ("created", "updated", "same"))
