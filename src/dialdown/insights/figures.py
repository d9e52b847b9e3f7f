"""What a picture on Insights consists of: words first, then the drawing, then the same as a table."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.people.selectors import source_words
from dialdown.insights.periods import Bucket


@dataclass(frozen=True)
class Figure:
    """One picture with its caption, its line of days, its legend and its table. All text is plain."""

    key: str
    heading: str
    finding: str
    days: str
    narrow: str
    wide: str
    table_head: list[str]
    table_rows: list[list[str]]
    legend: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As plain data, for storing."""
        return asdict(self)


def day_words(day: dt.date) -> str:
    """A date in words: 4 November 2026."""
    return date_format(day, "j F Y")


def number_words(number: float, unit: str = "", digits: int = 1) -> str:
    """A number for a sentence: at most `digits` decimals, a thin space between thousands, with its unit."""
    if abs(number) >= 100:
        text = f"{number:,.0f}".replace(",", "\u202f")
    else:
        text = f"{number:.{digits}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        text = "0" if text == "-0" else text.replace("-", "\u2212")
    return f"{text} {unit}".strip()


def days_line(recorded: int, calendar: int, source: str, skipped: int = 0) -> str:
    """How many days are in the picture, how many are missing or skipped, and whose words they are."""
    parts = [_("%(n)s of %(all)s days") % {"n": recorded, "all": calendar}]
    if skipped:
        parts.append(ngettext("%(n)s skipped", "%(n)s skipped", skipped) % {"n": skipped})
    missing = calendar - recorded - skipped
    if missing:
        parts.append(ngettext("%(n)s without an answer", "%(n)s without an answer", missing) % {"n": missing})
    parts.append(source_words(source))
    return " · ".join(parts)


def step_words(bucket: Bucket, step: str) -> str:
    """Name of one step of a picture, for its table."""
    if step == "month":
        return date_format(bucket.first, "F Y")
    if step == "week":
        return _("Week from %(day)s") % {"day": date_format(bucket.first, "j M Y")}
    return date_format(bucket.first, "j M Y")


def recent(buckets: list[Bucket], days: dict[dt.date, float], last: dt.date, unit: str = "") -> str:
    """What the last four weeks and the four before were like: middle values and counts, no claim of change."""
    import numpy as np

    def stretch(first: int, end: int) -> list[float]:
        return [n for d, n in days.items() if first <= (last - d).days < end]

    now, before = stretch(0, 28), stretch(28, 56)
    if not now:
        return _("No answers in the last four weeks shown.")
    words = _("Last four weeks: in the middle %(value)s, over %(n)s days.") % {
        "value": number_words(float(np.median(now)), unit), "n": len(now)}  # fmt: skip
    if before:
        words += " " + _("The four weeks before: %(value)s, over %(n)s days.") % {
            "value": number_words(float(np.median(before)), unit), "n": len(before)}  # fmt: skip
    return words
