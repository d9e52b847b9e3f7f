"""How often each amount of pain was the day's: a bar for every whole number."""

from __future__ import annotations

import math

from dialdown.diary.selectors import DaySeries
from dialdown.insights.charts.drawing import BOTTOM, LEFT, NARROW, RIGHT, WIDE, Picture, ticks
from dialdown.insights.figures import Figure, days_line
from dialdown.insights.periods import Span, within
from django.utils.translation import gettext as _


def counts(numbers: list[float]) -> list[int]:
    """Days at each whole number 0-10; halves go up, as people round."""
    found = [0] * 11
    for number in numbers:
        found[min(10, max(0, math.floor(number + 0.5)))] += 1
    return found


def draw(series: DaySeries, span: Span, *, skipped: int = 0) -> Figure:
    """The spread of the day's pain over the span."""
    days = within(series.days, span)
    found = counts(list(days.values()))
    half = sorted(days.values())
    finding = ""
    if half:
        below = sum(n <= 3 for n in half)
        finding = _("%(below)s of %(n)s days were at 3 or below; %(top)s at 8 or above.") % {
            "below": below, "n": len(half), "top": sum(n >= 8 for n in half)}  # fmt: skip
    heading = _("How your days spread")
    return Figure(
        key="distribution", heading=heading, finding=finding, days=days_line(len(days), span.days, series.source, skipped),
        narrow=_picture(NARROW, found, span).svg(f"{heading}. {finding}", "narrow"),
        wide=_picture(WIDE, found, span).svg(f"{heading}. {finding}", "wide"),
        legend=[("d2", _("days"))],
        table_head=[_("Pain"), _("Days")], table_rows=[[str(i), str(n)] for i, n in enumerate(found)],
    )  # fmt: skip


def _picture(width: int, found: list[int], span: Span) -> Picture:
    marks = ticks(float(max(found)))
    picture = Picture(width, 190, span.first, span.last, marks[-1])
    picture.value_axis(marks)
    room = (width - LEFT - RIGHT) / 11
    for i, n in enumerate(found):
        start = LEFT + i * room
        if n:
            picture.bar(start, start + room, float(n), "d2")
        picture.text(start + room / 2, picture.height - BOTTOM + 20, str(i))
    return picture
