"""The patterns answer: science on a diary, as plain data. `pattern_words` says it in words."""

from __future__ import annotations

import datetime as dt
import gc
import uuid
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils.translation import gettext as _

from dialdown.diary import selectors as diary
from dialdown.diary.selectors import DaySeries
from dialdown.insights import pattern_words as words
from dialdown.insights.composing import PAIN, pain_series
from dialdown.insights.figures import day_words

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.science import Patterns

FEWEST = 42
FDR = 0.10
ORDER = {"found": 0, "waits": 0, "nothing": 1, "not_yet": 2}


def answer(viewer: Viewer, person_id: uuid.UUID, *, under_18: bool, pain_off: bool = False) -> dict[str, Any]:
    """Which factors go with the outcome, as words and numbers for the page.

    Function is the outcome when it has enough days, else pain (never while pain is off). The answer
    is valid however often the page is opened (`peeking="any"`).
    """
    series = diary.day_series(viewer, person_id)
    outcome = _outcome(viewer, person_id, series, pain_off=pain_off)
    if outcome is None:
        return {"state": "empty"}
    key, days = outcome
    first, last = min(days), max(days)
    grid = [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]
    base = {
        "outcome": words.outcome_name(key), "recorded": len(days), "calendar": len(grid), "needed": FEWEST,
        "pace": pace(days, last),
    }  # fmt: skip
    factors = {key: found for key, found in series.items() if found.definition.role == "factor"}
    if len(days) < FEWEST:
        return {"state": "few", **base}
    if not factors:
        return {"state": "no_factors", **base}
    try:
        found = _found(days, factors, grid)
    except ValueError:
        return {"state": "refused", **base}
    used, calendar = _used(found, days, grid)
    rows: list[dict[str, Any]] = []
    for pattern in found.factors:
        factor = factors[pattern.name]
        row = words.row(pattern, factor.definition, key, under_18=under_18, calendar=calendar)
        row["pace"] = None
        if pattern.reason in ("few_days", "never_recorded"):
            # Counted up to now: the last look may be a while ago.
            now = {day: n for day, n in factor.days.items() if first <= day <= last}
            row["sentence"], row["pace"] = words.waiting(len(now)), pace(now, last)
        rows.append(row)
    rows.sort(key=lambda row: ORDER[row["verdict"]])
    warning = found.dynamics.warning
    if warning is not None:
        asked = any(pattern.p is not None for pattern in found.factors)
        warning = _("These days do not follow the usual ups and downs. Read this with care.") if asked else _(
            "Nothing can be looked for yet: the answers leave nothing to compare.")  # fmt: skip
    return {
        **base, "state": "answered", "rows": rows, "looked_at": sum(pattern.p is not None for pattern in found.factors),
        "found": sum(row["verdict"] in ("found", "waits") for row in rows), "less": words.less_and_more(key)[0],
        "more": words.less_and_more(key)[1], "warning": warning, "used": used, "used_calendar": calendar,
        "until": day_words(dt.date.fromisoformat(found.dynamics.as_of)) if found.dynamics.as_of else None,
        "next_look": found.dynamics.next_look,
    }  # fmt: skip


def _found(days: dict[dt.date, float], factors: dict[str, DaySeries], grid: list[dt.date]) -> Patterns:
    from dialdown import science

    found = science.find_patterns(
        np.array([days.get(day, np.nan) for day in grid]),
        {key: np.array([f.days.get(day, np.nan) for day in grid]) for key, f in factors.items()},
        dates=[day.isoformat() for day in grid], kinds={key: f.definition.kind or "behaviour" for key, f in factors.items()},
        fdr=FDR, peeking="any",
    )  # fmt: skip
    _settle()
    return found


@cache
def _settle() -> None:
    """After the first answer: what the numbers room has loaded and compiled stays for good.

    The garbage collector would go through all of it at every tenth view of any page, so it is told not to.
    """
    gc.collect()
    gc.freeze()


def _used(found: Patterns, days: dict[dt.date, float], grid: list[dt.date]) -> tuple[int, int]:
    """Days with an answer, and calendar days, up to the last look: an answer changes at fixed numbers of days only."""
    last = dt.date.fromisoformat(found.dynamics.as_of) if found.dynamics.as_of else grid[-1]
    return sum(day <= last for day in days), (last - grid[0]).days + 1


def _outcome(
    viewer: Viewer, person_id: uuid.UUID, series: dict[str, DaySeries], *, pain_off: bool
) -> tuple[str, dict[dt.date, float]] | None:
    function = series.get("function")
    own = None if function is None else ("function", function.days)
    if pain_off or (own is not None and len(own[1]) >= FEWEST):
        return own
    pain = pain_series(
        {key: series[key] for key in PAIN if key in series}, diary.region_days(viewer, person_id)
    )
    if pain is not None and (own is None or len(pain[1].days) > len(own[1])):
        return pain[1].definition.key, pain[1].days
    return own


def pace(days: dict[dt.date, float], last: dt.date) -> dict[str, Any] | None:
    """What a date for "enough" is worked out from when the page is shown: days so far, days a day, the last of them."""
    if not days or (last - max(days)).days > FEWEST:
        return None
    return {
        "n": len(days),
        "rate": len(days) / ((max(days) - min(days)).days + 1),
        "last": max(days).isoformat(),
    }


def enough_on(pace: dict[str, Any] | None, today: dt.date) -> dt.date | None:
    """The day near which there are enough days at this pace, counted from today at the earliest; None when it is far."""
    if pace is None or pace["n"] >= FEWEST:
        return None
    start = max(dt.date.fromisoformat(pace["last"]), today)
    wait = -(-(FEWEST - pace["n"]) // pace["rate"])
    return start + dt.timedelta(days=int(wait)) if wait <= 366 else None
