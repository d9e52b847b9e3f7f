"""Four weeks at a time: which numbers lie in them, their mean with its range, and days at school or work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.insights.figures import number_words

if TYPE_CHECKING:
    from dialdown.diary.selectors import DaySeries
    from dialdown.science import MeanLevel

FOUR_WEEKS = 28

Days = dict[dt.date, float]


def part(days: Days, last: dt.date, before: int = 0) -> list[float]:
    """The numbers of the four weeks up to `last`, or of those `before` times four weeks back."""
    return list(within(days, last, before).values())


def within(days: Days, last: dt.date, before: int = 0) -> Days:
    """The same with their days."""
    since, until = before * FOUR_WEEKS, (before + 1) * FOUR_WEEKS
    return {day: n for day, n in days.items() if since <= (last - day).days < until}


def mean(days: Days, last: dt.date, before: int = 0) -> float | None:
    """Their mean; None without a number."""
    found = part(days, last, before)
    return sum(found) / len(found) if found else None


@dataclass(frozen=True)
class Attended:
    """Days at school or work in four weeks: `there`, of `of` days with an answer; `told` = all days with an answer.

    `planned`: `of` counts the days that were planned, or were done all the same; else it is all that were told. A day without
    an answer is in none of them: missing is not away.
    """

    there: int
    of: int
    told: int
    planned: bool

    @property
    def basis(self) -> str:
        """Which days those are, for after the two numbers."""
        if self.planned:
            return ngettext("planned day with an answer", "planned days with an answer", self.of)
        return ngettext("day with an answer", "days with an answer", self.of)

    @property
    def words(self) -> str:
        """Both numbers and which days they are of: 11 of 14 planned days with an answer."""
        return _("%(n)s of %(all)s %(days)s") % {"n": self.there, "all": self.of, "days": self.basis}

    @property
    def missing(self) -> str:
        """The days of the four weeks without an answer, in words; "" without any."""
        left = FOUR_WEEKS - self.told
        if left <= 0:
            return ""
        return ngettext("%(n)s day without an answer", "%(n)s days without an answer", left) % {"n": left}


def attendance(school: DaySeries, planned: DaySeries | None, last: dt.date, voice: str = "") -> Attended:
    """The days of one voice, that of the series unless another is named, beside what the same voice says was planned."""
    told = within(days_of(school, voice or school.source), last)
    hours = within(days_of(planned, voice or school.source), last) if planned is not None else {}
    there = sum(n > 0 for n in told.values())
    if not any(n > 0 for n in hours.values()):
        return Attended(there, len(told), len(told), planned=False)
    of = sum(n > 0 or hours.get(day, 0) > 0 for day, n in told.items())
    return Attended(there, of, len(told), planned=True)


def days_of(series: DaySeries, voice: str) -> Days:
    """The days that one voice told."""
    return series.days if voice == series.source else series.others.get(voice, {})


def level(days: Days, last: dt.date) -> MeanLevel | None:
    """The mean of four weeks with its 90 % interval, for days that hang together; None without a number."""
    if not part(days, last):
        return None
    # Loaded when a page has pain on it: it is a large library.
    import numpy as np

    from dialdown import science

    told = sorted((day.toordinal(), value) for day, value in days.items())
    return science.mean_level(
        np.array([day for day, _value in told], dtype=np.int64), np.array([value for _day, value in told], dtype=float),
        last=last.toordinal(),
    )  # fmt: skip


def interval_words(told: DaySeries, found: MeanLevel | None) -> str:
    """The interval in words, kept to the scale of what was asked, or why there is none; "" without any number."""
    if found is None:
        return ""
    if found.low is not None and found.high is not None:
        least, most = told.definition.min, told.definition.max
        low = found.low if least is None else max(least, found.low)
        high = found.high if most is None else min(most, found.high)
        return _("90 %% range %(low)s to %(high)s") % {
            "low": number_words(low), "high": number_words(high)}  # fmt: skip
    if found.why_not == "flat":
        return _("the same every day: no range")
    return ngettext(
        "no range before %(n)s more day with an answer", "no range before %(n)s more days with an answer", found.more
    ) % {"n": found.more}  # fmt: skip
