"""Draws a made-up year of one walking plan, turn by turn, as the person would see it.

    python -m tools.move_year        # writes docs/images/move-year-*.svg and docs/guide/a-year-of-moving.md

Everything comes from the rules that are shipped: the plan is replayed, nothing is drawn by hand. The pictures carry
their colours with them, so that they can be looked at outside of the product.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMAGES, PAGE = ROOT / "docs" / "images", ROOT / "docs" / "guide" / "a-year-of-moving.md"
BEGIN = dt.date(2026, 1, 5)
SEED = 3
DAY = dt.timedelta(days=1)
STYLE = (
    "<style>svg{background:#fbfcf9}text{font:15px sans-serif;fill:#4a5955}.grid,.axis{stroke:#d5ddd5;stroke-width:1}"
    ".b1{fill:#cfe3dc}.l1{fill:none;stroke:#1f5d58;stroke-width:3}.mv-dot{fill:#1c2b29}.mv-over{fill:#6b4b8a}</style>"
)


@dataclass(frozen=True)
class Part:
    """A stretch of the year: its name, its days, and what the text says about it."""

    key: str
    title: str
    first: int
    last: int
    text: str


PARTS = (
    Part("baseline", "Measuring, and the first weeks", 0, 41,
         "Seven days are measured, good ones and harder ones. Then the plan starts at 80 % and takes one step a week."),
    Part("flu", "Back to school, and a flu", 42, 83,
         "School begins again and takes its share of the day; the plan stays as it is. A flu holds it."),
    Part("flare", "A flare week", 84, 125, "Every day of the week is called a flare day. Three of them are floor days."),
    Part("away", "Three weeks away", 126, 195, "Nothing is written down for three weeks. The plan waits; three days make a fresh start."),
    Part("programme", "An intensive programme", 196, 265, "Three weeks with a plan of its own, and the way home."),
    Part("relapse", "A relapse, and the way back", 266, 363, "New pain is looked at first. Then three floor days, and on at 80 %."),
)  # fmt: skip
# What happens, by the number of the day.
ILL, FLARES, AWAY, PROGRAMME, LOCKED, RELAPSE = (
    65,
    range(98, 105),
    range(140, 161),
    (203, 223),
    (290, 292),
    293,
)


def setting_and_facts() -> tuple[object, list[object]]:
    """The plan, and everything that happens to it."""
    from dialdown.activity.quotas import Fact, Setting

    facts: list[object] = [Fact("ill", BEGIN + ILL * DAY, BEGIN + (ILL + 4) * DAY)]
    facts += [Fact("flare", BEGIN + n * DAY) for n in FLARES]
    facts.append(Fact("programme", BEGIN + PROGRAMME[0] * DAY, BEGIN + PROGRAMME[1] * DAY))
    facts.append(Fact("locked", BEGIN + LOCKED[0] * DAY, BEGIN + LOCKED[1] * DAY))
    facts.append(Fact("relapse", BEGIN + RELAPSE * DAY))
    return Setting("seconds", BEGIN, 60), facts


def live() -> tuple[object, dict[dt.date, int]]:
    """The year as it comes: each day she does about what the plan says on that day, or what was usual while measuring."""
    from dialdown.activity import quotas
    from dialdown.training.rules import decide

    rng = random.Random(SEED)
    setting, facts = setting_and_facts()
    done: dict[dt.date, int] = {}
    last = PARTS[-1].last
    for n in range(last + 1):
        day = BEGIN + n * DAY
        if (
            n in AWAY
            or ILL <= n <= ILL + 4
            or PROGRAMME[0] <= n <= PROGRAMME[1]
            or LOCKED[0] <= n <= LOCKED[1]
        ):
            continue
        if rng.random() < 0.12:
            continue
        found = quotas.course(setting, facts, done, day, decide).days[-1]  # type: ignore[arg-type]
        if found.today is None:
            continue
        usual = 150 if n < 7 else 420 if n > PROGRAMME[1] else 300
        base = usual if found.state == "measuring" and n not in range(161, 165) else found.today
        done[day] = max(30, base + rng.choice((-30, -15, 0, 0, 0, 0, 15)))
    return quotas.course(setting, facts, done, BEGIN + last * DAY, decide), done  # type: ignore[arg-type]


def pictures(course: object, done: dict[dt.date, int]) -> Iterator[tuple[str, str]]:
    """File name and drawing: the whole year, and each part of it."""
    from dialdown.activity.activities import shipped
    from dialdown.activity.pictures import stretch

    walk = shipped()["walk"]
    whole = (BEGIN, BEGIN + PARTS[-1].last * DAY)
    yield "move-year", stretch(course, done, walk, *whole, label="A year of one walking plan", width=980)  # type: ignore[arg-type]
    for part in PARTS:
        span = (BEGIN + part.first * DAY, BEGIN + part.last * DAY)
        yield f"move-year-{part.key}", stretch(course, done, walk, *span, label=part.title, width=640)  # type: ignore[arg-type]


def standing_alone(svg: str) -> str:
    """A drawing of the product as a file of its own."""
    return re.sub(r"(<svg [^>]*?)>", rf'\1 xmlns="http://www.w3.org/2000/svg">{STYLE}', svg, count=1) + "\n"


def page(course: object) -> str:
    """The text: each part with its picture and the sentence at every turn."""
    lines = [
        "# A year of moving", "",
        "A made-up year of one walking plan, replayed by the rules that are shipped (`python -m tools.move_year` draws it again).",
        "The band reaches from floor to ceiling, the line is the amount, each dot is a day that was done. Steps that only go up by",
        "the calendar are counted, every other turn is quoted as the person sees it.", "",
        "![A year of one walking plan](../images/move-year.svg)", "",
    ]  # fmt: skip
    for part in PARTS:
        lines += [
            f"## {part.title}",
            "",
            part.text,
            "",
            f"![{part.title}](../images/move-year-{part.key}.svg)",
            "",
        ]
        lines += [*_turns(course, part), ""]
    return "\n".join(lines)


def _turns(course: object, part: Part) -> Sequence[str]:
    from dialdown.activity import amounts
    from dialdown.activity.activities import shipped
    from dialdown.training import selectors as training

    walk = shipped()["walk"]
    rows, steps = ["| Day | What the person sees | Amount |", "|---|---|---|"], 0
    first, last = BEGIN + part.first * DAY, BEGIN + part.last * DAY
    for turn in course.turns:  # type: ignore[attr-defined]
        if not first <= turn.day <= last:
            continue
        steps += turn.steps
        if turn.steps and steps > 1:
            continue
        places = {k: amounts.words(int(v), walk) if k == "baseline" else v for k, v in turn.places.items()}
        after = amounts.words(turn.after, walk) if turn.after is not None else ""
        moved = turn.before is not None and turn.before != turn.after
        said = f"{amounts.words(turn.before, walk)} → {after}" if moved else after
        rows.append(f"| {turn.day:%-d %B} | {training.sentence(turn.rule, **places)} | {said} |")
    if steps > 1:
        rows += ["", f"Steps by the calendar in these weeks: {steps}."]
    return rows


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DIALDOWN_DATA", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialdown.server.settings")
        import django

        django.setup()
        course, done = live()
        for name, svg in pictures(course, done):
            (IMAGES / f"{name}.svg").write_text(standing_alone(svg), encoding="utf-8")
        PAGE.write_text(page(course), encoding="utf-8")


if __name__ == "__main__":
    main()
