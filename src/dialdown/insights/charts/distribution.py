"""How often each amount of pain was the day's: a bar for every whole number."""

from __future__ import annotations

import datetime as dt
import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.diary.selectors import DaySeries
from dialdown.insights.charts.drawing import BOTTOM, NARROW, RIGHT, WIDE, Picture, ticks
from dialdown.insights.figures import Figure, label_words, others, series_line
from dialdown.insights.outcomes import outcome_name
from dialdown.insights.periods import Span, within


def counts(numbers: list[float]) -> list[int]:
    """Days at each whole number 0-10; halves go up, as people round."""
    found = [0] * 11
    for number in numbers:
        found[min(10, max(0, math.floor(number + 0.5)))] += 1
    return found


def draw(series: DaySeries, span: Span, *, skipped: frozenset[dt.date] = frozenset()) -> Figure:
    """The spread of the day's pain over the span."""
    numbers = list(within(series.days, span).values())
    found = counts(numbers)
    words = {"below": sum(found[:4]), "n": len(numbers), "top": sum(found[8:])}
    finding = ngettext(
        "%(below)s of %(n)s day was at 3 or below; %(top)s at 8 or above.",
        "%(below)s of %(n)s days were at 3 or below; %(top)s at 8 or above.", len(numbers),
    ) % words  # fmt: skip
    heading = _("How your days spread: %(what)s") % {
        "what": outcome_name(series.definition.key, series.definition)
    }
    label = label_words(heading, span)
    return Figure(
        key="distribution", heading=heading, finding=finding, days=series_line(series, span, skipped),
        narrow=_picture(NARROW, found, span).svg(label, "narrow"), wide=_picture(WIDE, found, span).svg(label, "wide"),
        legend=[("d2", _("days at each whole number"))],
        table_head=[_("Pain"), _("Days")], table_rows=[[str(i), str(n)] for i, n in enumerate(found)],
        source=series.source, others=others(series, span),
    )  # fmt: skip


def _picture(width: int, found: list[int], span: Span) -> Picture:
    marks = ticks(float(max(found)))
    if marks[1] < 1:
        marks = [0.0, 1.0]
    picture = Picture(width, 190, span.first, span.last, marks[-1])
    picture.value_axis(marks)
    room = (width - picture.left - RIGHT) / len(found)
    for i, n in enumerate(found):
        start = picture.left + i * room
        if n:
            picture.bar(start, start + room, float(n), "d2")
        picture.text(start + room / 2, picture.height - BOTTOM + 22, str(i))
    return picture
