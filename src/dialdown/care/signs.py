"""Left against right on the one page: light touch, what was seen on which side, and what was measured."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialdown.care.facts import VOICE, Fact
from dialdown.care.stretches import FOUR_WEEKS, part
from dialdown.diary import selectors as diary
from dialdown.insights.figures import number_words

if TYPE_CHECKING:
    from dialdown.diary.selectors import DaySeries, SignDay
    from dialdown.intake.definitions import Definition, SignDefinition
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

TOUCH = (
    ("touch_left", gettext_lazy("Light touch hurts, left")),
    ("touch_right", gettext_lazy("Light touch hurts, right")),
)
NONE = "–"


def sign_facts(viewer: Viewer, person: Person, series: dict[str, DaySeries], last: dt.date) -> list[Fact]:
    """A line for each sign that was seen in the last eight weeks, beside the days on which somebody looked.

    A side that nobody looked at has no number, and sources stay apart.
    """
    found = [
        fact for key, words in TOUCH if key in series for fact in _touch(str(words), series[key], last)
    ]  # fmt: skip
    looked: dict[tuple[str, str], list[SignDay]] = defaultdict(list)
    for one in diary.sign_days(viewer, person.pk, last - dt.timedelta(days=2 * FOUR_WEEKS - 1), last):
        looked[one.kind, one.source].append(one)
    for kind, sign in diary.definitions(person.pk).signs.items():
        for source, voice in VOICE.items():
            found += _seen(sign, voice, looked[kind, source], last)
    return found


def _touch(name: str, series: DaySeries, last: dt.date) -> list[Fact]:
    found: list[Fact] = []
    for source, days in ((series.source, series.days), *series.others.items()):
        now, before = part(days, last), part(days, last, 1)
        if now:
            value = _of(sum(n > 0 for n in now), len(now))
            was = _of(sum(n > 0 for n in before), len(before)) if before else NONE
            found.append(Fact(name, VOICE.get(source, "?"), value, was))
    return found


def _seen(sign: SignDefinition, voice: str, rows: list[SignDay], last: dt.date) -> list[Fact]:
    """Answers other than the first, which is the usual one, that were given at least once; then the readings."""
    recent, before = ([row for row in rows if (last - row.day).days // FOUR_WEEKS == back] for back in (0, 1))
    found: list[Fact] = []
    for option in sign.options[1:]:
        if any(option.key in row.answers for row in rows):
            name = _("%(sign)s: %(answer)s") % {"sign": _(sign.label), "answer": _(option.label).lower()}
            found.append(Fact(name, voice, _sides(recent, option.key), _sides(before, option.key)))
    now, was = (_apart(part_, sign.reading) for part_ in (recent, before))
    if sign.reading is not None and (now, was) != (NONE, NONE):
        name = _("%(what)s, left minus right") % {"what": _(sign.reading.label)}
        found.append(Fact(name, voice, now, was))
    return found


def _sides(rows: list[SignDay], answer: str) -> str:
    names = {"left": _("left %(count)s"), "right": _("right %(count)s")}
    told = {side: [row for row in rows if row.side == side and row.answers] for side in names}
    parts = [
        names[side] % {"count": _of(sum(answer in row.answers for row in days), len(days))}
        for side, days in told.items()
        if days
    ]
    # A narrow column breaks between the sides and nowhere else.
    return ", ".join(one.replace(" ", "\u00a0") for one in parts) or NONE


def _apart(rows: list[SignDay], reading: Definition | None) -> str:
    """How far the readings of the two sides lie apart on average, over the days with both."""
    sides = {
        side: {row.day: row.reading for row in rows if row.side == side and row.reading is not None}
        for side in ("left", "right")
    }
    apart = [number - sides["right"][day] for day, number in sides["left"].items() if day in sides["right"]]
    if reading is None or not apart:
        return NONE
    said = number_words(sum(apart) / len(apart), _(reading.unit))
    return _("%(number)s on %(n)s") % {"number": said, "n": len(apart)}


def _of(number: int, days: int) -> str:
    return _("%(n)s of %(all)s") % {"n": number, "all": days}
