"""How one 0-10 answer went over time: days as a line, longer spans as middle value with the middle half."""

from __future__ import annotations

from dialdown.diary.selectors import DaySeries
from dialdown.insights.charts.drawing import NARROW, WIDE, Picture
from dialdown.insights.figures import Figure, days_line, number_words, recent, step_words
from dialdown.insights.periods import Span, buckets, within
from django.utils.translation import gettext as _

TONES = {"function": ("l1", "b1"), "pain": ("l2", "b2")}


def draw(key: str, heading: str, series: DaySeries, span: Span, *, tone: str, skipped: int = 0) -> Figure:
    """The course of `series` over `span`. `skipped` = days on which it was skipped on purpose."""
    days = within(series.days, span)
    steps = buckets(series.days, span)
    finding = recent(steps, days, span.last)
    return Figure(
        key=key, heading=heading, finding=finding,
        days=days_line(len(days), span.days, series.source, skipped),
        narrow=_picture(NARROW, series, span, tone, f"{heading}. {finding}").svg(f"{heading}. {finding}", "narrow"),
        wide=_picture(WIDE, series, span, tone, f"{heading}. {finding}").svg(f"{heading}. {finding}", "wide"),
        legend=_legend(span, tone),
        table_head=[_("When"), _("Middle"), _("Middle half"), _("Days")],
        table_rows=[
            [step_words(b, span.step), number_words(b.middle), f"{number_words(b.low)} – {number_words(b.high)}", str(b.n)]
            for b in steps
        ],
    )  # fmt: skip


def _legend(span: Span, tone: str) -> list[tuple[str, str]]:
    line, band = TONES[tone]
    if span.step == "day":
        return [(line, _("each day")), ("gap", _("no answer"))]
    unit = _("week") if span.step == "week" else _("month")
    return [(line, _("middle of each %(step)s") % {"step": unit}), (band, _("middle half of its days"))]


def _picture(width: int, series: DaySeries, span: Span, tone: str, label: str) -> Picture:
    line, band = TONES[tone]
    top = series.definition.max or 10.0
    picture = Picture(width, 200, span.first, span.last, top)
    picture.value_axis((0, top / 2, top))
    picture.time_axis()
    steps = buckets(series.days, span)
    centres = [b.centre for b in steps]
    if span.step != "day":
        picture.band(centres, [b.low for b in steps], [b.high for b in steps], band, span.step_days)
    else:
        recorded = {b.first for b in steps}
        picture.missing(day for day in span.dates() if day not in recorded)
    picture.line(centres, [b.middle for b in steps], line, span.step_days)
    return picture
