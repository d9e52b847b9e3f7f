"""How one 0-10 answer went over time: days as a line, longer spans as middle value with the middle half."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from dialdown.diary.selectors import DaySeries
from dialdown.insights.charts.drawing import NARROW, WIDE, Picture
from dialdown.insights.figures import (
    Figure,
    date_words,
    label_words,
    no_answer,
    number_words,
    others,
    recent,
    series_line,
    step_words,
)
from dialdown.insights.periods import Bucket, Span, buckets, empty, next_week, quantile, runs, within

TONES = {"function": ("l1", "b1"), "pain": ("l2", "b2")}


def draw(
    key: str,
    heading: str,
    series: DaySeries,
    span: Span,
    *,
    tone: str,
    skipped: frozenset[dt.date] = frozenset(),
) -> Figure:
    """The course of `series` over `span`. `skipped` = days without an answer that were skipped on purpose."""
    days = within(series.days, span)
    steps = buckets(series.days, span)
    step = span.step
    line, band = TONES[tone]
    label = label_words(heading, span)

    def picture(width: int) -> Picture:
        drawn = _frame(width, series, span)
        if step != "day":
            drawn.band(runs(steps), band)
        drawn.missing(empty(steps, span), skipped)
        if step == "day":
            drawn.skipped(skipped)
        drawn.line(runs(steps), line)
        return drawn

    return Figure(
        key=key, heading=heading, finding=recent(days, span.last), days=series_line(series, span, skipped),
        narrow=picture(NARROW).svg(label, "narrow"), wide=picture(WIDE).svg(label, "wide"),
        legend=_legend(step, tone, gaps=bool(empty(steps, span)), skips=bool(skipped)),
        source=series.source, others=others(series, span),
        **_table(steps, step, skipped),
    )  # fmt: skip


def weekly(key: str, heading: str, series: DaySeries, span: Span, *, tone: str) -> Figure:
    """Weekly check-ins: one answer about each week, apart from the answers about days."""
    steps = buckets(series.days, span, "week")
    line, _band = TONES[tone]
    label = label_words(heading, span)
    weeks = len(span.steps("week"))

    def picture(width: int) -> Picture:
        drawn = _frame(width, series, span)
        drawn.missing(empty(steps, span, "week"))
        drawn.line(runs(steps, next_week), line)
        return drawn

    last = steps[-1]
    finding = f"{step_words(last, 'week')}: {number_words(last.middle)}."
    if len(steps) > 1:
        finding += " " + _("In the middle of all %(n)s: %(value)s.") % {
            "n": len(steps), "value": number_words(quantile(sorted(b.middle for b in steps), 0.5))}  # fmt: skip
    parts = [_("%(n)s of %(all)s weeks") % {"n": len(steps), "all": weeks}]
    if weeks > len(steps):
        parts.append(_("%(n)s without an answer") % {"n": weeks - len(steps)})
    legend = [(line, _("each week")), *([("gap", no_answer("week"))] if weeks > len(steps) else [])]
    return Figure(
        key=key, heading=heading, finding=finding, days=" · ".join(parts),
        narrow=picture(NARROW).svg(label, "narrow"), wide=picture(WIDE).svg(label, "wide"), legend=legend,
        table_head=[_("When"), _("Answer")], table_rows=[[step_words(b, "week"), number_words(b.middle)] for b in steps],
        source=series.source, others=others(series, span),
    )  # fmt: skip


def _table(steps: list[Bucket], step: str, skipped: frozenset[dt.date]) -> dict[str, Any]:
    if step == "day":
        rows = [(b.first, [date_words(b.first), number_words(b.middle)]) for b in steps]
        rows += [(day, [date_words(day), _("skipped")]) for day in skipped]
        return {"table_head": [_("When"), _("Answer")], "table_rows": [row for _day, row in sorted(rows)]}
    return {
        "table_head": [_("When"), _("Middle"), _("Middle half"), _("Days"), _("Without an answer")],
        "table_rows": [
            [step_words(b, step), number_words(b.middle), f"{number_words(b.low)} – {number_words(b.high)}", str(b.n), str(b.missing)]
            for b in steps
        ],
    }  # fmt: skip


def _legend(step: str, tone: str, *, gaps: bool, skips: bool) -> list[tuple[str, str]]:
    line, band = TONES[tone]
    if step == "day":
        parts = [(line, _("each day"))]
    elif step == "week":
        parts = [(line, _("middle of each week")), (band, _("middle half of its days"))]
    else:
        parts = [(line, _("middle of each month")), (band, _("middle half of its days"))]
    if skips and step == "day":
        parts.append(("skip", _("skipped")))
    if gaps:
        parts.append(("gap", no_answer(step)))
    return parts


def _frame(width: int, series: DaySeries, span: Span) -> Picture:
    top = series.definition.max or 10.0
    picture = Picture(width, 200, span.first, span.last, top)
    picture.value_axis((0, top / 2, top))
    picture.time_axis()
    return picture
