"""Which pictures a period has, in their order: what she does first, pain second."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dialdown.diary import selectors as diary
from dialdown.diary.selectors import DaySeries, RegionDay
from dialdown.insights.charts import course, distribution, doing, heat, months, places
from dialdown.insights.figures import Figure, day_words
from dialdown.insights.periods import Span, span_of, within
from dialdown.intake.definitions import Definition

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

PAIN = ("pain_now", "pain_worst", "pain_mean")


def figures(viewer: Viewer, person_id: uuid.UUID, period: str) -> dict[str, Any]:
    """All pictures of a period as plain data; empty when the diary has no entry."""
    whole = diary.span(viewer, person_id)
    if whole is None:
        return {"figures": [], "map": None, "span": None}
    span = span_of(period, whole)
    series = diary.day_series(viewer, person_id, [*doing.ORDER, "school_hours_planned", "function", *PAIN], span.first, span.last)
    marks = diary.region_days(viewer, person_id, span.first, span.last)
    entry_days = len(diary.calendar(viewer, person_id, span.first, span.last))
    found = [*_function(series, span), *_pain(viewer, person_id, series, marks, span)]
    levels, unsided = heat.levels(marks, span)
    if places.places(marks, span):
        found.append(places.draw(marks, span, entry_days))
    return {
        "figures": [figure.to_dict() for figure in found],
        "map": {"drawing": heat.drawing(levels), "levels": levels, "unsided": unsided} if levels or unsided else None,
        "span": {"first": span.first.isoformat(), "last": span.last.isoformat(), "days": span.days, "entry_days": entry_days,
                 "words": _("%(first)s to %(last)s") % {"first": day_words(span.first), "last": day_words(span.last)}},
    }  # fmt: skip


def _function(series: dict[str, DaySeries], span: Span) -> list[Figure]:
    found: list[Figure] = []
    did = next((key for key in doing.ORDER if key in series and within(series[key].days, span)), None)
    if did is not None:
        planned = series.get("school_hours_planned") if did == "school_hours" else None
        found.append(doing.draw(series[did], span, planned=planned))
    if "function" in series:
        found.append(course.draw("function", _("How much of what you wanted"), series["function"], span, tone="function"))
    return found


def pain_series(series: dict[str, DaySeries], marks: list[RegionDay]) -> tuple[str, DaySeries] | None:
    """The pain that is shown, with its name: what was asked, else the highest place that was rated each day."""
    for key in PAIN:
        if key in series:
            return str(_(series[key].definition.label)), series[key]
    highest: dict[dt.date, float] = {}
    for mark in marks:
        if mark.pain is not None:
            highest[mark.day] = max(mark.pain, highest.get(mark.day, 0.0))
    if not highest:
        return None
    definition = Definition("highest", "pain", "outcome", "scale", "Highest place", "max", "pain", min=0.0, max=10.0)
    return _("The highest place each day"), DaySeries(definition, marks[0].source, highest, {})


def _pain(
    viewer: Viewer, person_id: uuid.UUID, series: dict[str, DaySeries], marks: list[RegionDay], span: Span
) -> list[Figure]:
    shown = pain_series(series, marks)
    if shown is None:
        return []
    heading, pain = shown
    if not within(pain.days, span):
        return []
    skipped = len(diary.skipped_days(viewer, person_id, pain.definition.key, span.first, span.last) - set(pain.days))
    return [
        course.draw("pain", heading, pain, span, tone="pain", skipped=skipped),
        months.draw(pain, span, skipped=skipped),
        distribution.draw(pain, span, skipped=skipped),
    ]
