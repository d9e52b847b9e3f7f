"""Nine months of a made-up teenager, from a fixed seed: ups and downs, gaps, a programme, a slow way back."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

NAME = "Robin (made up)"
ZONE = "Europe/London"
DAYS = 270
SEED = 20
# Days on which nothing was written: a holiday and a bad week.
GAPS = (range(74, 81), range(166, 171))
PROGRAMME, COLD, SETBACK = range(96, 117), range(140, 146), range(205, 214)

NOTES = (
    "Maths club again. Sat at the front.", "Long day, but the evening was good.", "Socks on all morning.",
    "The cat slept on my leg. Only hurt a bit.", "Watched a film with Jo.", "Too loud in the canteen.",
)  # fmt: skip
WINS = (
    "Walked to the corner and back", "Wore shoes all day", "Stayed for the whole lesson", "Swam two lengths",
    "Painted for an hour", "Took the stairs", "Went to the cinema", "Slept without the night light on",
)  # fmt: skip
GOALS = (
    ("Swim with my friends again", ("Feet in the water", "Ten minutes in the pool", "Four lengths"), False),
    ("A whole school day", ("Two lessons", "Until lunch", "Four days a week"), False),
    ("Play the piano for Grandma", ("One hand", "Ten minutes", "The whole piece"), True),
)
PLACES = ("front-left-knee", "front-left-shin", "front-left-foot", "back-left-calf")


@dataclass
class Day:
    """How one day went, before it is written down."""

    number: int
    date: dt.date
    level: float
    sleep: float
    quiet: bool

    @property
    def recovery(self) -> float:
        """0 at the start, 1 at the end; not a straight line."""
        back = 0.35 if self.number in SETBACK else 0.0
        before = 0.15 * min(1.0, self.number / 96)
        after = 0.75 * max(0.0, min(1.0, (self.number - 96) / 150))
        return max(0.0, before + after - back)


def moments(person_id: uuid.UUID, last: dt.date) -> Iterator[dict[str, Any]]:
    """The entries as documents, the last one on `last`."""
    rng = random.Random(SEED)  # noqa: S311 - a made-up diary
    wave, slept = 0.0, 7.5
    for number in range(DAYS):
        wave = 0.75 * wave + rng.gauss(0, 0.75)
        slept = max(4.0, min(10.5, 7.4 + 0.4 * (slept - 7.4) + rng.gauss(0, 0.9)))
        day = Day(
            number,
            last - dt.timedelta(days=DAYS - 1 - number),
            wave,
            round(slept * 2) / 2,
            rng.random() < 0.5,
        )
        written = rng.random() < 0.88 and not any(number in gap for gap in GAPS)
        document = _document(rng, day, person_id)
        if written or number == DAYS - 1:
            yield document


def _near(rng: random.Random, middle: float, spread: float, low: float = 0, high: float = 10) -> int:
    return int(max(low, min(high, round(rng.gauss(middle, spread)))))


def _document(rng: random.Random, day: Day, person_id: uuid.UUID) -> dict[str, Any]:
    ill, school_day = day.number in COLD, day.date.weekday() < 5
    worse = day.level + (7.4 - day.sleep) * 0.5 + (1.5 if day.number in SETBACK else 0)
    pain = _near(rng, 6.4 - 2.6 * day.recovery + worse, 0.7)
    function = _near(rng, 3.2 + 5.0 * day.recovery - 0.35 * worse - (2 if ill else 0), 0.8)
    planned = 0.0 if not school_day else 2.0 if day.number < 96 else 4.0 if day.number < 180 else 6.0
    went = (
        0.0
        if ill or not planned
        else max(0.0, min(planned, round((planned - max(0, worse) * 0.7 + rng.gauss(0, 0.6)) * 2) / 2))
    )
    mood = (
        "low"
        if function <= 3 and rng.random() < 0.7
        else "good"
        if function >= 6 and rng.random() < 0.7
        else "so_so"
    )
    values: dict[str, Any] = {
        "function": function, "hours_up": float(_near(rng, 5 + 6 * day.recovery - worse * 0.4, 0.8, 1, 14)),
        "did": _did(rng, day, function), "sleep_hours": day.sleep, "mood": mood,
        "sleep_quality": "rough" if day.sleep < 6.5 else "good" if day.sleep > 8 else "okay",
        "energy": "tired" if function < 4 else "lively" if function > 7 else "okay",
        "touch_left": ("hurts_a_lot", "hurts", "odd", "fine")[min(3, int(day.recovery * 4 + rng.random()))],
        "touch_right": "fine", "own.screen_hours": float(_near(rng, 4 - 2 * day.recovery, 1, 0, 9)),
        "medicine": day.number > 30 and rng.random() < 0.93,
    }  # fmt: skip
    if planned:
        values |= {"school_hours": went, "school_hours_planned": planned}
    skipped: list[str] = []
    if rng.random() < 0.12:
        skipped = ["pain_now", "pain_worst"]
    else:
        values |= {"pain_now": pain, "pain_worst": min(10, pain + rng.choice((0, 1, 1, 2)))}
    if rng.random() < 0.3:
        values["fog"] = "foggy" if worse > 1 else "a_bit" if worse > -1 else "clear"
    if rng.random() < 0.25 + 0.3 * day.recovery:
        values["win"] = rng.choice(WINS)
    if rng.random() < 0.12:
        values["note"] = rng.choice(NOTES)
    if rng.random() < 0.15:
        values["senses"] = rng.sample(["sound", "light", "clothes"], k=rng.choice((1, 2)))
    if day.number % 29 < 5:
        values["period"] = True
    if ill:
        values["ill"] = True
    return _whole(rng, day, person_id, values, skipped, pain)


def _did(rng: random.Random, day: Day, function: int) -> list[str]:
    chances = {"walking": 0.3 + 0.5 * day.recovery, "friends": 0.1 + 0.06 * function, "homework": 0.4, "hobby": 0.35,
               "sport": 0.5 * day.recovery, "helped": 0.2, "self_care": 0.5, "out": 0.05 * function, "rest": 0.2}  # fmt: skip
    return [key for key, chance in chances.items() if rng.random() < chance] or ["rest"]


def _whole(
    rng: random.Random, day: Day, person_id: uuid.UUID, values: dict[str, Any], skipped: list[str], pain: int
) -> dict[str, Any]:
    at = dt.datetime.combine(day.date, dt.time(19, rng.randrange(60)), tzinfo=ZoneInfo(ZONE))
    number = 0 if skipped else min(len(PLACES), max(1, pain // 2 - int(2 * day.recovery)))
    regions = [
        {"region": place, "pain": max(0, pain - at_place), "quality": rng.sample(["burning", "aching", "pins"], k=1),
         "brings_on": ["touch"] if day.recovery < 0.5 else ["standing"]}
        for at_place, place in enumerate(PLACES[:number])
    ]  # fmt: skip
    signs = []
    if day.number % 3 == 0 and day.recovery < 0.6:
        cold = round(rng.gauss(28.5 + 3 * day.recovery, 0.4), 1)
        signs = _cold(day, cold, round(rng.gauss(31.8, 0.3), 1))
    elif day.number % 3 == 0:
        # Apart from the other draws, so that the rest of the diary stays as it was.
        late = random.Random(SEED * DAYS + day.number)  # noqa: S311
        signs = _cold(day, round(late.gauss(30.6, 0.5), 1), round(late.gauss(31.8, 0.3), 1))
    return {
        "id": str(uuid.uuid5(person_id, f"demo {day.number}")), "person": str(person_id), "at": at.isoformat(), "zone": ZONE,
        "day": day.date.isoformat(), "mode": "full", "said_by": "self", "saved_at": at.isoformat(), "remembered": None,
        "values": values, "skipped": skipped, "regions": regions, "signs": signs,
    }  # fmt: skip


def _cold(day: Day, left: float, right: float) -> list[dict[str, Any]]:
    """The foot that hurts is the colder one, less often as things go better; colour and swelling come with the cold."""
    apart = right - left
    told = [
        ("temperature", "cold" if apart >= 1 else "same", left, right), ("colour", "blue" if apart >= 2 else "same", None, None),
        ("swelling", "some" if day.recovery < 0.3 else "none", None, None), ("sweat", "more" if apart >= 2.5 else "same", None, None),
    ]  # fmt: skip
    usual = {"swelling": "none"}
    return [
        {"kind": kind, "side": side, "answer": answer if side == "left" else usual.get(kind, "same"), "reading": reading}
        for kind, answer, *readings in told
        for side, reading in zip(("left", "right"), readings, strict=True)
    ]  # fmt: skip
