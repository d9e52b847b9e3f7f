"""Which pictures a period has, in their order: what she does first, pain second."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dialdown.diary import selectors as diary
from dialdown.diary.selectors import DaySeries
from dialdown.insights.charts import course, distribution, doing, heat, months, places
from dialdown.insights.figures import Figure, day_words
from dialdown.insights.pain import heading, pain_series
from dialdown.insights.periods import Span, span_of

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

PLANNED = "school_hours_planned"
WEEKLY = {"function": "function", "pain_worst": "pain"}


def figures(viewer: Viewer, person_id: uuid.UUID, period: str) -> dict[str, Any]:
    """All pictures of a period as plain data; empty when the diary has no entry."""
    whole = diary.span(viewer, person_id)
    if whole is None:
        return {"figures": [], "map": None, "span": None}
    span = span_of(period, whole)
    keys = [*doing.ORDER, PLANNED, "function"]
    series = diary.day_series(viewer, person_id, keys, span.first, span.last)
    weekly = diary.day_series(viewer, person_id, WEEKLY, span.first, span.last, weekly=True)
    marks = diary.region_days(viewer, person_id, span.first, span.last)
    entry_days = len(diary.calendar(viewer, person_id, span.first, span.last))

    def skipped(found: DaySeries) -> frozenset[dt.date]:
        """Days that were skipped on purpose and stayed without an answer."""
        return diary.skipped_days(
            viewer, person_id, found.definition.key, span.first, span.last, said_by=found.source
        ) - set(found.days)

    found: list[Figure] = []
    done = [key for key in doing.ORDER if key in series]
    if "walking_minutes" in done and "steps" in done:
        # Two counts of the same walking: hers is enough.
        done.remove("steps")
    for key in done:
        planned = series.get(PLANNED) if key == "school_hours" else None
        found.append(doing.draw(series[key], span, planned=planned, skipped=skipped(series[key])))
    if "function" in series:
        wanted = series["function"]
        found.append(
            course.draw(
                "function",
                _("How much of what you wanted"),
                wanted,
                span,
                tone="function",
                skipped=skipped(wanted),
            )
        )
    for key, tone in WEEKLY.items():
        if key in weekly:
            title = (
                _("Week by week: how much of what you wanted")
                if tone == "function"
                else _("Week by week: the worst pain")
            )
            found.append(course.weekly(f"weekly-{tone}", title, weekly[key], span, tone=tone))
    found += _pain(pain_series(viewer, person_id, span.first, span.last), span, skipped)
    if places.places(marks, span):
        found.append(places.draw(marks, span, entry_days))
    return {
        "figures": [figure.to_dict() for figure in found],
        "map": heat.draw(marks, span),
        "span": {"first": span.first.isoformat(), "last": span.last.isoformat(), "days": span.days, "entry_days": entry_days,
                 "words": _("%(first)s to %(last)s") % {"first": day_words(span.first), "last": day_words(span.last)}},
    }  # fmt: skip


def _pain(
    pain: DaySeries | None, span: Span, skipped: Callable[[DaySeries], frozenset[dt.date]]
) -> list[Figure]:
    if pain is None:
        return []
    left_out = skipped(pain)
    found = [course.draw("pain", heading(pain.definition), pain, span, tone="pain", skipped=left_out)]
    if span.step != "day":
        found.append(months.draw(pain, span, skipped=left_out))
    return [*found, distribution.draw(pain, span, skipped=left_out)]
