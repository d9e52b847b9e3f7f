"""Simulated people on the path of three stages, day by day through the very rules; and one of them as a picture.

python -m tests.training.six_weeks docs/science/pictures      # draws six-weeks-*.svg
"""

from __future__ import annotations

import datetime as dt
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dialdown.training.stages import order
from dialdown.training.stages.facts import IMAGINE, MIRROR, ORDER, Chose, Recognised, Sat, Week, Went

BEGAN = dt.date(2026, 1, 5)
DAYS = 42


@dataclass(frozen=True)
class Person:
    """How a simulated person answers. Shares are of sittings; `steady`: her weekly difference stays the same."""

    name: str
    rises: float = 0.03
    stays_up: float = 0.0
    stops: float = 0.0
    steady: bool = True
    away: tuple[int, int] = (0, 0)


PEOPLE = (
    Person("calm"),
    Person("sore", rises=0.25, stays_up=0.12, stops=0.08),
    Person("away", away=(20, 50)),
)


@dataclass(frozen=True)
class Day:
    """What a day ended with: the stage she was at, what was open, sittings of imagine and mirror, the dose of mirror in seconds."""

    day: int
    stage: int
    open: tuple[bool, bool]
    sat: str
    rule: str
    dose: int


def live(person: Person, seed: int = 1, days: int = DAYS) -> list[Day]:
    """Two goes a day, of the hardest stage that is open; a weekly check; her answers drawn at random."""
    rng = np.random.default_rng(seed)
    goes: list[Went] = []
    weeks: list[Week] = []
    sats: list[Sat] = []
    choices = [Chose(uuid.UUID(int=1), _at(0, 7), BEGAN, "answers")]
    found: list[Day] = []
    for n in range(days):
        today = BEGAN + dt.timedelta(days=n)
        sat, rule = "", ""
        if not person.away[0] <= n < person.away[1]:
            if n % 7 == 0:
                middle = rng.normal(0.15 if person.steady else 0.15 + 0.5 * (n % 2), 0.03)
                weeks.append(Week(today, middle - 0.12, middle + 0.12))
            for turn in range(2):
                now = order.stand(Recognised(tuple(goes), tuple(weeks)), sats, choices, today)
                stage = next((s for s in (MIRROR, IMAGINE) if now.open(s) and not now.rests(today)), "")
                if not stage or (n % 7 == 0 and turn == 0):
                    goes.append(Went(_at(n, 9 + turn), today))
                    continue
                one = _sitting(person, rng, now, stage, n, turn)
                sats.append(one)
                after = order.stand(Recognised(tuple(goes), tuple(weeks)), sats, choices, today)
                if after.doses[stage].may_step(stage):
                    choices.append(Chose(uuid.uuid4(), _at(n, 20), today, "step", stage))
                sat, rule = stage, after.turns[-1].rule
        now = order.stand(Recognised(tuple(goes), tuple(weeks)), sats, choices, today)
        found.append(
            Day(
                n,
                ORDER.index(now.stage),
                (now.open(IMAGINE), now.open(MIRROR)),
                sat,
                rule,
                now.doses[MIRROR].amount,
            )
        )
    return found


def _sitting(
    person: Person, rng: np.random.Generator, now: order.Stand, stage: str, n: int, turn: int
) -> Sat:
    dose = now.doses[stage]
    rises, stays, stops = rng.random(3) < (person.rises, person.stays_up, person.stops)
    return Sat(
        uuid.UUID(int=1000 + 2 * n + turn), _at(n, 12 + turn), BEGAN + dt.timedelta(days=n), stage, dose.step, dose.amount,
        dose.amount // 2 if stops else dose.amount, "self" if stops else "time", 3.0, 5.0 if rises else 3.0, 4.0 if stays else 3.0,
    )  # fmt: skip


def _at(day: int, hour: int) -> dt.datetime:
    return dt.datetime.combine(BEGAN + dt.timedelta(days=day), dt.time(hour), dt.UTC)


WORDS = {
    "calm": "Steady and calm: imagine opens after two weeks, mirror after two more.",
    "sore": "Sore for longer after some sittings: each time one stage back, never on.",
    "away": "A month away: one go of left or right comes first, then it goes on.",
}
STAGES = ("Left or right", "Imagine", "Mirror")


def picture(person: Person, days: list[Day]) -> str:
    """The days as an SVG: where she was, and a mark for each step back."""
    wide, left, top, row = 720, 110, 44, 44
    step = (wide - left - 16) / len(days)
    title = WORDS[person.name]
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {top + 3 * row + 34}" role="img" aria-label="{title}">',
           '<style>svg{background:#fbfcf9}text{font:15px sans-serif;fill:#1d2b28}.g{stroke:#c9d3cf}.s{fill:#1f5f58}.b{fill:#5b4382}</style>',
           f'<text x="0" y="20">{title}</text>']  # fmt: skip
    for level, name in enumerate(STAGES):
        y = top + (2 - level) * row
        out.append(
            f'<text x="0" y="{y + 20}">{name}</text><path class="g" d="M{left} {y + 32}H{wide - 16}"/>'
        )
    for one in days:
        x, y = left + one.day * step, top + (2 - one.stage) * row
        gone = person.away[0] <= one.day < person.away[1]
        if not gone:
            out.append(
                f'<rect class="s" x="{x:.1f}" y="{y + 8}" width="{max(step - 2, 1):.1f}" height="18" rx="3"/>'
            )
        if one.rule.endswith((".still-up", ".sign", ".two-stops")):
            out.append(f'<path class="b" d="M{x:.1f} {y - 2}h{step:.1f}l-{step / 2:.1f} 8z"/>')
    out += [
        f'<text text-anchor="middle" x="{left + week * 7 * step:.1f}" y="{top + 3 * row + 22}">{week}</text>'
        for week in range(len(days) // 7 + 1)
    ]
    out.append(f'<text x="0" y="{top + 3 * row + 22}">Weeks</text></svg>')
    return "\n".join(out) + "\n"


def main(folder: Path) -> None:
    """Draw the three people."""
    folder.mkdir(parents=True, exist_ok=True)
    for person in PEOPLE:
        days = live(person, days=84 if person.away[1] else DAYS if person.name == "calm" else 70)
        (folder / f"six-weeks-{person.name}.svg").write_text(picture(person, days), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
