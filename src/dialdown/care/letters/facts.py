"""Measured facts that a letter can lead with, from the writer's own view of the diary, each with its dates and days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dialdown.activity import selectors as moving
from dialdown.care import stretches
from dialdown.diary import selectors as diary
from dialdown.insights.figures import number_words
from dialdown.people.access import require

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

# What can be measured: key, its name, its unit. Typed, or taken from what was done in Move or from the diary; concentrating is
# always typed, since what the diary knows of it (fog) is hers alone, and so are hours in a row: the diary knows those of a whole day.
MEASURES = {
    "walk_min": (gettext_lazy("Walking"), gettext_lazy("minutes")),
    "walk_day": (gettext_lazy("Walking, a day in all"), gettext_lazy("minutes")),
    "sit_min": (gettext_lazy("Sitting"), gettext_lazy("minutes")),
    "stand_min": (gettext_lazy("Standing"), gettext_lazy("minutes")),
    "write_min": (gettext_lazy("Writing by hand"), gettext_lazy("minutes")),
    "stairs": (gettext_lazy("Stairs"), gettext_lazy("flights")),
    "stair_steps": (gettext_lazy("Stairs"), gettext_lazy("steps")),
    "focus_min": (gettext_lazy("Concentrating"), gettext_lazy("minutes")),
    "day_hours": (gettext_lazy("School or work on a day there"), gettext_lazy("hours")),
    "hours": (gettext_lazy("School or work in a row"), gettext_lazy("hours")),
    "lessons": (gettext_lazy("Lessons a day"), gettext_lazy("lessons")),
}
# What was done by which plan of Move says how much of it works now.
PLANS = {
    "walk": "walk_min", "sit-class": "sit_min", "stand": "stand_min", "write": "write_min", "stairs": "stair_steps",
    "school-hours": "lessons",
}  # fmt: skip
# Which answers of the diary say it, as the middle of the days with more than none.
ANSWERS = {"school_hours": "day_hours", "walking_minutes": "walk_day"}


@dataclass(frozen=True)
class Suggested:
    """A number to start from, and where it is from: in words, and as `where`. `scope` = what it takes to see it.

    `voice` = whose words it is; "" for what was done or planned in Move.
    """

    key: str
    value: float
    source: str
    scope: str
    where: Literal["done", "diary", "plan"]
    voice: str = ""


@dataclass(frozen=True)
class Attendance:
    """Days at school or work in four weeks, which four weeks those were, and whose words it is."""

    days: stretches.Attended
    first: dt.date
    last: dt.date
    voice: str

    @property
    def words(self) -> str:
        """The sentence of a letter."""
        said = _("School or work: there on %(days)s, %(first)s to %(last)s") % {
            "days": self.days.words, "first": date_format(self.first, "j F"), "last": date_format(self.last, "j F Y"),
        }  # fmt: skip
        return f"{said} ({self.days.missing})" if self.days.missing else said


def suggested(viewer: Viewer, person: Person) -> list[Suggested]:
    """What was done by running plans, and what the diary says, over four weeks, as far as this writer may see it.

    What a plan asks for is no measured fact: it stands in for one that was not done yet, and is called planned. What a device
    counted over a day is no amount in a row.
    """
    sight = require(viewer, person.pk)
    last = diary.today_of(person)
    first = last - dt.timedelta(days=stretches.FOUR_WEEKS - 1)
    found: list[Suggested] = []
    if "move" in sight:
        for one in moving.standings(viewer, person):
            key = PLANS.get(one.activity.id)
            done = sorted(
                n for day, n in one.done.items() if n > 0 and first <= day <= last and day not in one.counted
            )
            if key and done:
                middle = done[len(done) // 2] / (60 if one.activity.timed else 1)
                source = ngettext(
                    "middle of %(n)s day done in Move", "middle of %(n)s days done in Move", len(done)
                ) % {"n": len(done)}
                found.append(Suggested(key, round(middle, 1), source, "move", "done"))
            elif key and one.day.amount is not None:
                planned = one.day.amount / (60 if one.activity.timed else 1)
                found.append(Suggested(key, round(planned, 1), _("planned in Move"), "move", "plan"))
    if sight.line("function"):
        series = diary.day_series(viewer, person.pk, ANSWERS, first, last)
        for answer, key in ANSWERS.items():
            told = sorted(n for n in series[answer].days.values() if n > 0) if answer in series else []
            if told:
                source = ngettext(
                    "middle of %(n)s day in the diary", "middle of %(n)s days in the diary", len(told)
                ) % {"n": len(told)}
                middle = told[len(told) // 2]
                found.append(
                    Suggested(key, round(middle, 1), source, "function:line", "diary", series[answer].source)
                )
    return found


def attendance(viewer: Viewer, person: Person) -> Attendance | None:
    """Days there over the last four weeks; None when it was not written down or is not for this viewer."""
    if not require(viewer, person.pk).line("function"):
        return None
    last = diary.today_of(person)
    first = last - dt.timedelta(days=stretches.FOUR_WEEKS - 1)
    series = diary.day_series(viewer, person.pk, ["school_hours", "school_hours_planned"], first, last)
    if "school_hours" not in series:
        return None
    told = series["school_hours"]
    days = stretches.attendance(told, series.get("school_hours_planned"), last)
    return Attendance(days, first, last, told.source)


def measure_words(key: str, value: float, *, planned: bool = False) -> str:
    """One measured fact as a line: Walking: about 3 minutes. What is only planned is called so."""
    # A part of one is said as more than one is: 0.5 minutes.
    count = int(value) if value == int(value) else 2
    hours = ngettext("%(what)s: about %(n)s hour", "%(what)s: about %(n)s hours", count)
    said = {
        "stairs": ngettext("%(what)s: about %(n)s flight", "%(what)s: about %(n)s flights", count),
        "stair_steps": ngettext("%(what)s: about %(n)s step", "%(what)s: about %(n)s steps", count),
        "day_hours": hours,
        "hours": hours,
        "lessons": ngettext("%(what)s: about %(n)s lesson", "%(what)s: about %(n)s lessons", count),
    }.get(key) or ngettext("%(what)s: about %(n)s minute", "%(what)s: about %(n)s minutes", count)
    line = said % {"what": MEASURES[key][0], "n": number_words(value)}
    return _("%(line)s (planned)") % {"line": line} if planned else line
