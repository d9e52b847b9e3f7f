"""What a picture on Insights consists of: words first, then the drawing, then the same as a table."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.diary.selectors import DaySeries
from dialdown.insights.periods import Bucket, Span, quantile, within


@dataclass(frozen=True)
class Figure:
    """One picture with its caption, its line of days, its legend and its table. All text is plain.

    `source` says whose words are drawn; `others` who else answered and is kept apart.
    """

    key: str
    heading: str
    finding: str
    days: str
    narrow: str
    wide: str
    table_head: list[str]
    table_rows: list[list[str]]
    legend: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    source: str = "self"
    others: list[str] = field(default_factory=list[str])

    def to_dict(self) -> dict[str, Any]:
        """As plain data, the same before and after storing."""
        return {**asdict(self), "legend": [list(pair) for pair in self.legend]}


def day_words(day: dt.date) -> str:
    """A date in words: 4 November 2026."""
    return date_format(day, "j F Y")


def number_words(number: float, unit: str = "", digits: int = 1) -> str:
    """A number for a sentence: at most `digits` decimals, a thin space between thousands, with its unit."""
    rounded = round(number, 0 if abs(number) >= 100 else digits) + 0.0
    if abs(rounded) >= 1000:
        text = f"{rounded:,.0f}".replace(",", "\u202f")
    else:
        text = number_format(
            f"{abs(rounded):.{digits}f}".rstrip("0").rstrip(".") if digits else f"{abs(rounded):.0f}"
        )
        text = f"\u2212{text}" if rounded < 0 else text
    return f"{text} {unit}".strip()


def limit_up(bound: float) -> float:
    """A limit as it is said: to one decimal, rounded up so that it is never too small."""
    return math.ceil(bound * 10 - 1e-9) / 10


def days_line(recorded: int, calendar: int, skipped: int = 0, by_others: int = 0) -> str:
    """How many days are in the picture, and how many are skipped, said by somebody else only, or missing."""
    parts = [_("%(n)s of %(all)s days") % {"n": recorded, "all": calendar}]
    if skipped:
        parts.append(ngettext("%(n)s skipped", "%(n)s skipped", skipped) % {"n": skipped})
    if by_others:
        parts.append(
            ngettext("%(n)s said by somebody else only", "%(n)s said by somebody else only", by_others)
            % {"n": by_others}
        )
    missing = calendar - recorded - skipped - by_others
    if missing:
        parts.append(ngettext("%(n)s without an answer", "%(n)s without an answer", missing) % {"n": missing})
    return " · ".join(parts)


def others(series: DaySeries, span: Span) -> list[str]:
    """Who else answered in the span; their numbers are never mixed in."""
    return [source for source, days in series.others.items() if within(days, span)]


def series_line(series: DaySeries, span: Span, skipped: Collection[dt.date] = ()) -> str:
    """The same for a series: what somebody else said is no answer of its voice, and no missing day either."""
    theirs = {day for days in series.others.values() for day in within(days, span)} - series.days.keys()
    return days_line(len(within(series.days, span)), span.days, len(skipped), len(theirs - set(skipped)))


def step_words(bucket: Bucket, step: str) -> str:
    """Name of one step of a picture, for its table."""
    if step == "month":
        return date_format(bucket.first, "F Y")
    if step == "week":
        return _("Week from %(day)s") % {"day": date_words(bucket.first)}
    return date_words(bucket.first)


def date_words(day: dt.date) -> str:
    """A date for a table: 4 Nov 2026."""
    return date_format(day, "j M Y")


def no_answer(step: str) -> str:
    """What the mark under the axis of a picture means."""
    return {
        "day": _("no answer"),
        "week": _("a week without an answer"),
        "month": _("a month without an answer"),
    }[step]


def label_words(heading: str, span: Span) -> str:
    """One sentence that says what is drawn, for who cannot see it; the caption beside it says what it shows."""
    return _("%(what)s, %(first)s to %(last)s.") % {
        "what": heading, "first": day_words(span.first), "last": day_words(span.last)}  # fmt: skip


def recent(days: Mapping[dt.date, float], last: dt.date, unit: str = "", *, mean: bool = False) -> str:
    """What the last four weeks and the four before were like: middle (or mean) and counts, no claim of change."""

    def stretch(first: int, end: int) -> list[float]:
        return sorted(n for d, n in days.items() if first <= (last - d).days < end)

    def typical(numbers: list[float]) -> str:
        return number_words(sum(numbers) / len(numbers) if mean else quantile(numbers, 0.5), unit)

    now, before = stretch(0, 28), stretch(28, 56)
    if not now:
        return _("No answers in the last four weeks shown.")
    words = {"value": typical(now), "n": len(now)}
    if mean:
        text = ngettext(
            "Last four weeks shown: %(value)s a day, over %(n)s day.",
            "Last four weeks shown: %(value)s a day, over %(n)s days.", len(now),
        ) % words  # fmt: skip
    else:
        text = ngettext(
            "Last four weeks shown: %(value)s in the middle, over %(n)s day.",
            "Last four weeks shown: %(value)s in the middle, over %(n)s days.", len(now),
        ) % words  # fmt: skip
    if before:
        earlier = ngettext(
            "The four before: %(value)s, over %(n)s day.",
            "The four before: %(value)s, over %(n)s days.",
            len(before),
        )
        text += " " + earlier % {"value": typical(before), "n": len(before)}
    return text
