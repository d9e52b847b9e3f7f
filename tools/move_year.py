"""Draws a made-up year of two plans, walking and lessons at school, turn by turn, as the person would see it.

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
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialdown.activity.quotas import Course, Fact, Setting

    Year = tuple[Course, dict[dt.date, int]]

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
    """A stretch of the year: its name, its days, what the text says about it, and the activity it shows."""

    key: str
    title: str
    first: int
    last: int
    text: str
    activity: str = "walk"


PARTS = (
    Part("baseline", "Measuring, and the first weeks", 0, 41,
         "Seven days are measured, good ones and harder ones. Then the plan starts at 80 % and takes one step a week."),
    Part("school", "Back to school", 42, 125,
         "A plan of its own for lessons a day, from the first one towards six. A school week is measured as it comes; then one lesson"
         " more every few weeks, towards a full day. The flu holds it, too.", "school-hours"),
    Part("flu", "A flu", 42, 83, "Walking goes on beside school. A flu holds it for a week."),
    Part("flare", "A flare week", 84, 125, "Every day of the week is called a flare day. Three of them are floor days."),
    Part("away", "Three weeks away", 126, 195, "Nothing is written down for three weeks. The plan waits; three days make a fresh start."),
    Part("programme", "An intensive programme", 196, 265, "Three weeks with a plan of its own, and the way home."),
    Part("relapse", "A relapse, and the way back", 266, 363, "New pain is looked at first. Then three floor days, and on at 80 %."),
)  # fmt: skip
# What happens, by the number of the day.
SCHOOL, ILL, FLARES, AWAY, PROGRAMME, LOCKED, RELAPSE = (
    42,
    65,
    range(98, 105),
    range(140, 161),
    (203, 223),
    (290, 292),
    293,
)


def setting_and_facts(activity: str) -> tuple[Setting, list[Fact]]:
    """A plan, and everything that happens to it."""
    from dialdown.activity.quotas import Fact, Setting

    facts = [Fact("ill", BEGIN + ILL * DAY, BEGIN + (ILL + 4) * DAY)]
    facts += [Fact("flare", BEGIN + n * DAY) for n in FLARES]
    facts.append(Fact("programme", BEGIN + PROGRAMME[0] * DAY, BEGIN + PROGRAMME[1] * DAY))
    facts.append(Fact("locked", BEGIN + LOCKED[0] * DAY, BEGIN + LOCKED[1] * DAY))
    facts.append(Fact("relapse", BEGIN + RELAPSE * DAY))
    if activity == "walk":
        return Setting("seconds", BEGIN, 60), facts
    # School: from the first lesson on, up to a full day of six.
    return Setting("count", BEGIN + SCHOOL * DAY, 1, top=6), facts


def live(activity: str = "walk") -> Year:
    """The year as it comes: each day she does about what the plan says on that day, or what was usual while measuring."""
    from dialdown.activity import quotas
    from dialdown.training.rules import decide

    rng = random.Random(SEED)
    setting, facts = setting_and_facts(activity)
    school = activity != "walk"
    done: dict[dt.date, int] = {}
    last = PARTS[-1].last
    for n in range((setting.begins - BEGIN).days, last + 1):
        day = BEGIN + n * DAY
        if (
            n in AWAY
            or ILL <= n <= ILL + 4
            or PROGRAMME[0] <= n <= PROGRAMME[1]
            or LOCKED[0] <= n <= LOCKED[1]
            or (school and day.weekday() > 4)
        ):
            continue
        if rng.random() < (0.04 if school else 0.12):
            continue
        found = quotas.course(setting, facts, done, day, decide).days[-1]
        if found.today is None:
            continue
        if school:
            done[day] = 2 if n < SCHOOL + 7 else found.today
            continue
        usual = 150 if n < 7 else 420 if n > PROGRAMME[1] else 300
        base = usual if found.state == "measuring" and n not in range(161, 165) else found.today
        done[day] = max(30, base + rng.choice((-30, -15, 0, 0, 0, 0, 15)))
    return quotas.course(setting, facts, done, BEGIN + last * DAY, decide), done


def years() -> dict[str, Year]:
    """The year of every activity that a part is about."""
    return {activity: live(activity) for activity in sorted({part.activity for part in PARTS})}


def pictures(years: dict[str, Year]) -> Iterator[tuple[str, str]]:
    """File name and drawing: the whole year of walking, and each part."""
    from dialdown.activity.activities import shipped
    from dialdown.activity.pictures import stretch

    whole = (BEGIN, BEGIN + PARTS[-1].last * DAY)
    yield (
        "move-year",
        stretch(*years["walk"], shipped()["walk"], *whole, label="A year of one walking plan", width=980),
    )
    for part in PARTS:
        span = (BEGIN + part.first * DAY, BEGIN + part.last * DAY)
        drawn = stretch(*years[part.activity], shipped()[part.activity], *span, label=part.title, width=640)
        yield f"move-year-{part.key}", drawn


def standing_alone(svg: str) -> str:
    """A drawing of the product as a file of its own."""
    return re.sub(r"(<svg [^>]*?)>", rf'\1 xmlns="http://www.w3.org/2000/svg">{STYLE}', svg, count=1) + "\n"


def page(years: dict[str, Year]) -> str:
    """The text: each part with its picture and the sentence at every turn."""
    lines = [
        "# A year of moving", "",
        "A made-up year of two plans, walking and lessons at school, replayed by the rules that are shipped (`python -m tools.move_year`",
        "draws it again; a test holds this page and its pictures to the rules).",
        "The band reaches from floor to ceiling, the line is the amount, each dot is a day that was done; the numbers at the left are",
        "minutes, and lessons on the way back to school. Steps that only go up by the calendar are counted, every other turn is quoted",
        "as the person sees it.", "",
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
        lines += [*_turns(years[part.activity][0], part), ""]
    return "\n".join(lines)


def _turns(course: Course, part: Part) -> Sequence[str]:
    from dialdown.activity import amounts
    from dialdown.activity.activities import shipped
    from dialdown.training import selectors as training

    activity = shipped()[part.activity]
    rows, steps = ["| Day | What the person sees | Amount |", "|---|---|---|"], 0
    first, last = BEGIN + part.first * DAY, BEGIN + part.last * DAY
    for turn in course.turns:
        if not first <= turn.day <= last:
            continue
        steps += turn.steps
        if turn.steps and steps > 1:
            continue
        places = {
            k: amounts.words(int(v), activity) if k == "baseline" else v for k, v in turn.places.items()
        }
        after = amounts.words(turn.after, activity) if turn.after is not None else ""
        moved = turn.before is not None and turn.before != turn.after
        said = f"{amounts.words(turn.before, activity)} → {after}" if moved else after
        rows.append(f"| {turn.day:%-d %B} | {training.sentence(turn.rule, **places)} | {said} |")
    if steps > 1:
        rows += ["", f"Steps by the calendar in these weeks: {steps}."]
    return rows


def files() -> dict[Path, str]:
    """The page and its pictures, as they stand in docs. Needs Django to be set up."""
    found = years()
    drawn = {IMAGES / f"{name}.svg": standing_alone(svg) for name, svg in pictures(found)}
    return {**drawn, PAGE: page(found)}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DIALDOWN_DATA", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialdown.server.settings")
        import django

        django.setup()
        for path, text in files().items():
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
