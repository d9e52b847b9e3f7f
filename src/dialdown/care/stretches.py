"""Four weeks at a time: which numbers lie in them, their mean with its range, and days at school or work."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.insights.figures import number_words

if TYPE_CHECKING:
    from dialdown.science import MeanLevel

FOUR_WEEKS = 28

Days = dict[dt.date, float]


def part(days: Days, last: dt.date, before: int = 0) -> list[float]:
    """The numbers of the four weeks up to `last`, or of those `before` times four weeks back."""
    return [
        n for day, n in days.items() if before * FOUR_WEEKS <= (last - day).days < (before + 1) * FOUR_WEEKS
    ]


def mean(days: Days, last: dt.date, before: int = 0) -> float | None:
    """Their mean; None without a number."""
    found = part(days, last, before)
    return sum(found) / len(found) if found else None


def attendance(school: Days, planned: Days, last: dt.date) -> tuple[int, int, int]:
    """Days there in four weeks, of how many (planned, or told when none was planned), and how many were told."""
    told = part(school, last)
    there = sum(n > 0 for n in told)
    of = sum(n > 0 for n in part(planned, last))
    return there, max(of, there) if of else len(told), len(told)


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


def range_words(found: MeanLevel | None) -> str:
    """The interval in words, kept to the scale 0-10, or why there is none; "" without any number."""
    if found is None:
        return ""
    if found.low is not None and found.high is not None:
        return _("90 %% range %(low)s to %(high)s") % {
            "low": number_words(max(0.0, found.low)), "high": number_words(min(10.0, found.high))}  # fmt: skip
    if found.why_not == "flat":
        return _("the same every day: no range")
    return ngettext(
        "no range before %(n)s more day with an answer", "no range before %(n)s more days with an answer", found.more
    ) % {"n": found.more}  # fmt: skip
