"""What you do: amounts a day, as bars that start at zero. Only days with an answer count."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.diary.selectors import DaySeries
from dialdown.insights.charts.drawing import NARROW, WIDE, Picture, ticks
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
from dialdown.insights.periods import Bucket, Span, buckets, empty, within

# What she does comes before what a device counts.
ORDER = ("school_hours", "hours_up", "walking_minutes", "steps")


def draw(
    series: DaySeries,
    span: Span,
    *,
    planned: DaySeries | None = None,
    skipped: frozenset[dt.date] = frozenset(),
) -> Figure:
    """Amount a day of one definition; with `planned`, the planned amount as a line across each bar."""
    unit = str(_(series.definition.unit)) if series.definition.unit else ""
    days = within(series.days, span)
    steps = buckets(series.days, span)
    name = str(_(series.definition.label))
    heading = _("What you do: %(what)s") % {"what": name}
    finding = recent(days, span.last, unit, mean=True)
    plans: dict[dt.date, Bucket] = {}
    if planned is not None:
        # A plan says something about a day only beside what was done on it.
        wanted = {day: n for day, n in within(planned.days, span).items() if n > 0 and day in days}
        plans = {b.first: b for b in buckets(wanted, span)}
        if wanted:
            share = round(100 * sum(days[day] for day in wanted) / sum(wanted.values()))
            finding += " " + ngettext(
                "%(share)s %% of what was planned, over %(n)s day with a plan.",
                "%(share)s %% of what was planned, over %(n)s days with a plan.", len(wanted),
            ) % {"share": share, "n": len(wanted)}  # fmt: skip
    gaps = [] if span.step == "day" else empty(steps, span)
    missing = empty(steps, span)
    label = label_words(heading, span)

    def picture(width: int) -> Picture:
        marks = ticks(max([b.mean for b in (*steps, *plans.values())], default=0.0))
        drawn = Picture(width, 190, span.first, span.last, marks[-1])
        drawn.value_axis(marks)
        drawn.time_axis()
        for b in steps:
            start, end = drawn.x(b.first), drawn.end(b.last)
            drawn.bar(start, end, b.mean, "d1")
            if b.first in plans:
                drawn.level(start, end, plans[b.first].mean, "plan")
        drawn.missing(missing, skipped)
        if span.step == "day":
            drawn.skipped(skipped)
        return drawn

    mean = {"day": _("each day"), "week": _("mean day of each week"), "month": _("mean day of each month")}
    legend = [("d1", mean[span.step])]
    if plans:
        legend.append(("plan", _("planned")))
    if skipped and span.step == "day":
        legend.append(("skip", _("skipped")))
    if gaps or (span.step == "day" and len(missing) > len(skipped)):
        legend.append(("gap", no_answer(span.step)))
    return Figure(
        key=f"doing-{series.definition.key}", heading=heading, finding=finding, days=series_line(series, span, skipped),
        narrow=picture(NARROW).svg(label, "narrow"), wide=picture(WIDE).svg(label, "wide"), legend=legend,
        source=series.source, others=others(series, span), **_table(steps, plans, span.step, unit, skipped),
    )  # fmt: skip


def _table(
    steps: list[Bucket], plans: dict[dt.date, Bucket], step: str, unit: str, skipped: frozenset[dt.date]
) -> dict[str, Any]:
    counts = step != "day"
    head = [_("When"), f"{_('A day')} ({unit})" if unit else _("A day")]
    head += [_("Planned")] if plans else []
    head += [_("Days"), _("Without an answer")] if counts else []
    rows: list[tuple[dt.date, list[str]]] = []
    for b in steps:
        row = [step_words(b, step), number_words(b.mean)]
        if plans:
            row.append(number_words(plans[b.first].mean) if b.first in plans else "–")
        rows.append((b.first, [*row, str(b.n), str(b.missing)] if counts else row))
    if not counts:
        rows += [(day, [date_words(day), _("skipped"), *(["–"] if plans else [])]) for day in skipped]
    return {"table_head": head, "table_rows": [row for _day, row in sorted(rows)]}
