"""A made-up diary of any length, the same for the same seed, written past the form (which would take minutes)."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from dialdown.diary.changes import touch
from dialdown.diary.models import Entry, Factor, RegionMark, Value
from dialdown.people.models import Account, Person

PLACES = (
    "front-left-knee",
    "front-right-knee",
    "front-right-hand",
    "back-left-calf",
    "front-left-shoulder",
    "front-knee",
)
KINDS = (("yes_no", "behaviour"), ("count", "behaviour"), ("scale", "state"), ("amount", "weather"))
PORTION = 4000


def start(name: str, password: str, *, zone: str, **more: Any) -> int:
    """The first login of a machine with its own long diary; takes what `fill` takes."""
    from dialdown.people import services

    account, person = services.first_account(
        username=name, password=password, role="owner", person_name=name, zone=zone, country="GB", age_group="adult",
        limb_module=False,
    )  # fmt: skip
    return fill(person, account, **more)


def fill(
    person: Person, account: Account, *, last: dt.date, days: int, factors: int = 20, seed: int = 1
) -> int:
    """Days up to `last` with gaps, skipped pain and sometimes a second moment; returns the number of entries."""
    rng = random.Random(seed)
    keys: list[tuple[str, str]] = []
    for i in range(factors):
        kind, lag = KINDS[i % len(KINDS)]
        Factor.objects.create(
            person=person, key=f"own.factor_{i}", label=f"Factor {i + 1}", type=kind, kind=lag
        )
        keys.append((f"own.factor_{i}", kind))
    entries: list[Entry] = []
    values: list[Value] = []
    marks: list[RegionMark] = []
    for day in _written(rng, last, days):
        slept = rng.gauss(7.5, 1.2)
        function = min(10, max(0, round(5 + 0.6 * (slept - 7.5) + rng.gauss(0, 1.5))))
        pain = min(10, max(0, round(9 - function + rng.gauss(0, 1))))
        for moment in range(1 + (rng.random() < 0.3)):
            at = dt.datetime.combine(day, dt.time(9 + 9 * moment, 30), dt.UTC)
            entry = Entry(person=person, at=at, zone=person.zone, day=day, mode="full" if moment == 0 else "quick",
                          typed_by=account, saved_at=at)  # fmt: skip
            entries.append(entry)
            answers: dict[str, float | None] = {"function": function, "pain_now": pain}
            if rng.random() < 0.1:
                answers["pain_now"] = None
            if moment == 0:
                answers |= {
                    "pain_worst": min(10, pain + 1),
                    "sleep_hours": round(2 * slept) / 2,
                    "hours_up": 4 + function,
                }
                answers["mood"] = rng.choice((0, 5, 10))
                if day.weekday() < 5:
                    answers |= {"school_hours": min(6, function), "school_hours_planned": 5}
                answers |= {key: _amount(rng, kind) for key, kind in keys if rng.random() < 0.9}
                marks += [
                    RegionMark(entry=entry, region=place, side=_side(place), pain=pain if rng.random() < 0.5 else None,
                               said_by="self", typed_by=account)
                    for place in PLACES if rng.random() < 0.25
                ]  # fmt: skip
            values += [
                Value(
                    entry=entry,
                    key=key,
                    number=number,
                    skipped=number is None,
                    said_by="self",
                    typed_by=account,
                )
                for key, number in answers.items()
            ]
    for rows in (entries, values, marks):
        model: Any = type(rows[0])
        for start in range(0, len(rows), PORTION):
            model.objects.bulk_create(rows[start : start + PORTION])
    touch(person.pk)
    return len(entries)


def _written(rng: random.Random, last: dt.date, days: int) -> Iterator[dt.date]:
    gap = 0
    for back in range(days - 1, -1, -1):
        if gap == 0 and back and rng.random() < 0.01:
            gap = rng.randint(3, 25)
        if (gap > 0 or rng.random() < 0.05) and back not in (0, days - 1):
            gap = max(0, gap - 1)
            continue
        yield last - dt.timedelta(days=back)


def _amount(rng: random.Random, kind: str) -> float:
    if kind == "yes_no":
        return float(rng.random() < 0.4)
    return float(rng.randint(0, 10)) if kind != "amount" else round(rng.gauss(12, 6), 1)


def _side(place: str) -> str:
    return next((side for side in ("left", "right") if f"-{side}-" in place), "not_stated")
