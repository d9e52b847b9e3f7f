"""The patterns answer: science on a diary, as plain data. `pattern_words` says it in words."""

from __future__ import annotations

import datetime as dt
import gc
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils.translation import gettext as _

from dialdown.diary import selectors as diary
from dialdown.diary.selectors import DaySeries
from dialdown.insights import pattern_words as words
from dialdown.insights.figures import day_words
from dialdown.insights.outcomes import DONE, FEWEST, FURTHER, Question, more_is_better, questions
from dialdown.insights.pain import pain_series
from dialdown.insights.weather import factors as weather
from dialdown.insights.weather.other_years import YEARS, how_often, years_back
from dialdown.people.models import SaidBy

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.science import Patterns

ORDER = {"found": 0, "waits": 0, "unsure": 1, "nothing": 2, "not_yet": 3}
SHOWN_AS_FOUND = ("found", "waits", "unsure")


@dataclass(frozen=True)
class Asking:
    """What the answer depends on beside the diary.

    `further` outcomes she asked about, with their place; `signed` factors that a clinician has looked at.
    """

    under_18: bool
    pain_off: bool = False
    further: Sequence[tuple[str, int]] = ()
    signed: frozenset[str] = field(default_factory=frozenset[str])


def answer(viewer: Viewer, person_id: uuid.UUID, asking: Asking) -> dict[str, Any]:
    """Which factors go with each outcome, as words and numbers for the page: `answers`, one an outcome.

    Function comes first, pain second (never while pain is off), then what else she asked about. Every
    answer is valid however often the page is opened (`peeking="any"`), all of them together, too.
    """
    series = diary.day_series(viewer, person_id)
    function = series["function"].days if "function" in series else None
    found = None if asking.pain_off else pain_series(viewer, person_id)
    pain = (found.definition.key, found.days) if found else None
    asked = questions(function, pain, asking.further, series)
    factors = {key: one for key, one in series.items() if one.definition.role == "factor" or key in DONE}
    sky = _weather(viewer, person_id, asked)
    return {
        "answers": [_about(question, factors, sky, asking) for question in asked],
        "weather": bool(sky),
        "recorded": [key for key in FURTHER if key in series],
        "unnamed": _unnamed([*series.values(), *([] if found is None else [found])], {q.key for q in asked}),
    }


def _unnamed(series: Sequence[DaySeries], outcomes: Collection[str]) -> list[dict[str, Any]]:
    """What others wrote, or a file brought without saying whose words it is, and is not counted for that.

    Name, days and whose they are, only where they are more than what is counted. Her own words come first, and
    voices are never mixed.
    """
    found: dict[str, dict[str, Any]] = {}
    for one in series:
        who, days = max(one.others.items(), key=lambda other: len(other[1]), default=(SaidBy.IMPORT, {}))
        if len(days) > len(one.days) and (one.definition.role == "factor" or one.definition.key in outcomes):
            name = (
                words.outcome_name(one.definition.key)
                if one.definition.key in outcomes
                else words.label(one.definition)
            )
            found[one.definition.key] = {
                "label": name, "days": len(days), "counted": len(one.days), "who": str(who),
            }  # fmt: skip
    return list(found.values())


def _weather(viewer: Viewer, person_id: uuid.UUID, asked: list[Question]) -> dict[str, dict[dt.date, float]]:
    """The weather factors by day, from ten years before the first outcome on; empty when weather is off."""
    source = weather.source_of(viewer, person_id)
    days = [day for question in asked for day in question.days]
    if source is None or not days:
        return {}
    stored = weather.stored_days(
        person_id, source, years_back(min(days), YEARS) - dt.timedelta(days=3), max(days)
    )
    return weather.asked_days(stored)


def _about(
    question: Question,
    own: Mapping[str, DaySeries],
    sky: Mapping[str, Mapping[dt.date, float]],
    asking: Asking,
) -> dict[str, Any]:
    days = question.days
    first, last = min(days), max(days)
    grid = [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]
    less, more = words.less_and_more(question.key)
    base = {
        "key": question.key, "outcome": words.outcome_name(question.key), "recorded": len(days), "calendar": len(grid),
        "needed": FEWEST, "pace": pace(days, last), "less": less, "more": more, "luck": round(1 / question.fdr),
    }  # fmt: skip
    parts = DONE if more_is_better(question.key) else ()
    factors = {key: one for key, one in own.items() if key not in (question.key, *parts)}
    factors |= weather.series(sky, first, last)
    if len(days) < FEWEST:
        return {"state": "few", **base}
    if not factors:
        return {"state": "no_factors", **base}
    try:
        found = _found(question, factors, grid)
    except ValueError:
        return {"state": "refused", **base}
    as_of = dt.date.fromisoformat(found.dynamics.as_of) if found.dynamics.as_of else last
    seen = [day for day in grid if day <= as_of]
    other_years = how_often(days, seen, sky) if sky else {}
    rows: list[dict[str, Any]] = []
    for pattern in found.factors:
        factor = factors[pattern.name]
        row = words.row(
            pattern, factor.definition, question.key, under_18=asking.under_18, calendar=len(seen),
            signed=pattern.name in asking.signed,
        )  # fmt: skip
        row["pace"] = None
        row["other_years"] = other_years.get(pattern.name)
        if pattern.reason in ("few_days", "never_recorded") and not pattern.found:
            # Counted up to now: the last look may be a while ago.
            now = {day: n for day, n in factor.days.items() if first <= day <= last}
            row["sentence"], row["pace"] = words.waiting(len(now)), pace(now, last)
        rows.append(row)
    rows.sort(key=lambda row: ORDER[row["verdict"]])
    warning = found.dynamics.warning
    if warning is not None and found.dynamics.converged:
        warning = _("These days do not follow the usual ups and downs. Read this with care.")
    elif warning is not None and found.found:
        warning = _(
            "The newest answers leave nothing to compare. What was found before stands, as it was then."
        )
    elif warning is not None:
        warning = _("Nothing can be looked for yet: the answers leave nothing to compare.")
    return {
        **base, "state": "answered", "rows": rows, "looked_at": sum(pattern.p is not None for pattern in found.factors),
        "found": sum(row["verdict"] in SHOWN_AS_FOUND for row in rows), "warning": warning,
        # An answer changes at fixed numbers of days only, so these are counted up to the last look.
        "used": sum(day <= as_of for day in days), "used_calendar": len(seen), "until": day_words(as_of),
        "next_look": found.dynamics.next_look,
    }  # fmt: skip


def _found(question: Question, factors: Mapping[str, DaySeries], grid: list[dt.date]) -> Patterns:
    from dialdown import science

    found = science.find_patterns(
        np.array([question.days.get(day, np.nan) for day in grid]),
        {key: np.array([f.days.get(day, np.nan) for day in grid]) for key, f in factors.items()},
        dates=[day.isoformat() for day in grid], kinds={key: f.definition.kind or "behaviour" for key, f in factors.items()},
        fdr=question.fdr, peeking="any",
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


def pace(days: Mapping[dt.date, float], last: dt.date) -> dict[str, Any] | None:
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
