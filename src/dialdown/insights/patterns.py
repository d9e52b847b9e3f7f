"""The patterns answer: science on a diary, said in plain words that never teach avoidance."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.diary import selectors as diary
from dialdown.diary.selectors import DaySeries
from dialdown.insights.composing import PAIN, pain_series
from dialdown.insights.figures import day_words, number_words
from dialdown.intake.definitions import OWN_PREFIX

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

FEWEST = 42
# Of several questions asked of one diary each gets its share; this page asks one outcome.
FDR = 0.10


def answer(viewer: Viewer, person_id: uuid.UUID, *, under_18: bool) -> dict[str, Any]:
    """Which factors go with the outcome, as words and numbers for the page.

    Function is the outcome when it has enough days, else pain. The answer is valid however often
    the page is opened (`peeking="any"`).
    """
    series = diary.day_series(viewer, person_id)
    outcome = _outcome(viewer, person_id, series)
    if outcome is None:
        return {"state": "empty"}
    name, good_up, days = outcome
    first, last = min(days), max(days)
    grid = [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]
    factors = {
        key: found for key, found in series.items()
        if found.definition.role == "factor" and len(found.days) >= 2
    }  # fmt: skip
    if len(days) < FEWEST or not factors:
        return {"state": "few" if len(days) < FEWEST else "no_factors", "outcome": name, **_progress(days, grid)}
    from dialdown import science

    try:
        found = science.find_patterns(
            np.array([days.get(day, np.nan) for day in grid]),
            {key: np.array([f.days.get(day, np.nan) for day in grid]) for key, f in factors.items()},
            dates=[day.isoformat() for day in grid], kinds={key: f.definition.kind or "behaviour" for key, f in factors.items()},
            fdr=FDR, peeking="any", outcome_name=name,
        ).to_dict()  # fmt: skip
    except ValueError as error:
        return {"state": "refused", "outcome": name, "why": str(error), **_progress(days, grid)}
    rows = [_row(row, factors[row["name"]], name, good_up=good_up, under_18=under_18, grid=len(grid)) for row in found["factors"]]
    order = {"found": 0, "waits": 0, "nothing": 1, "not_yet": 2}
    rows.sort(key=lambda row: order[row["verdict"]])
    return {
        "state": "answered", "outcome": name, "rows": rows, "looked_at": len(rows),
        "found": sum(row["verdict"] in ("found", "waits") for row in rows),
        "warning": found["dynamics"].get("warning"), **_progress(days, grid),
    }  # fmt: skip


def _outcome(
    viewer: Viewer, person_id: uuid.UUID, series: dict[str, DaySeries]
) -> tuple[str, bool, dict[dt.date, float]] | None:
    function = series.get("function")
    if function is not None and len(function.days) >= FEWEST:
        return str(_(function.definition.label)), True, function.days
    pain = pain_series({key: series[key] for key in PAIN if key in series}, diary.region_days(viewer, person_id))
    if pain is not None and (function is None or len(pain[1].days) > len(function.days)):
        return pain[0], False, pain[1].days
    return None if function is None else (str(_(function.definition.label)), True, function.days)


def _progress(days: dict[dt.date, float], grid: list[dt.date]) -> dict[str, Any]:
    recorded = len(days)
    rate = recorded / len(grid)
    enough_on = max(days) + dt.timedelta(days=round((FEWEST - recorded) / rate)) if recorded < FEWEST else None
    return {
        "recorded": recorded, "calendar": len(grid), "needed": FEWEST,
        "enough_on": day_words(enough_on) if enough_on else None, "last": day_words(max(days)),
    }  # fmt: skip


def _row(
    row: dict[str, Any], factor: DaySeries, outcome: str, *, good_up: bool, under_18: bool, grid: int
) -> dict[str, Any]:
    label = str(_(factor.definition.label))
    recorded = len(factor.days)
    numbers = [ngettext("%(n)s day", "%(n)s days", recorded) % {"n": recorded}, _("%(n)s missing") % {"n": max(0, grid - recorded)}]
    base = {"label": label, "kind": factor.definition.kind, "numbers": numbers}
    if row["p"] is None:
        return {**base, "verdict": "not_yet", "sentence": row["note"] or _("Not enough yet."), "bar": None}
    if not row["found"]:
        return {
            **base, "verdict": "nothing", "bar": {"bound": row["bound"]},
            "sentence": _("Less than %(bound)s points, if anything.") % {"bound": _up(row["bound"])},
        }  # fmt: skip
    helps = (row["effect"] > 0) == good_up
    activity = factor.definition.scope == "function"
    if under_18 and not helps and (factor.definition.key.startswith(OWN_PREFIX) or factor.definition.scope == "food"):
        # Food among her own factors cannot be told apart by its name, so all of them wait.
        words = _("There is a pattern here. Look at it together with your clinician before anything changes.")
        return {**base, "verdict": "waits", "sentence": words, "bar": None}
    per = _("for %(amount)s more") % {"amount": number_words(row["per"], factor.definition.unit)}
    digits = 1 if max(abs(row["low"]), abs(row["high"])) >= 1 else 2
    words = {
        "outcome": outcome, "size": number_words(abs(row["effect"]), digits=digits),
        "way": _("higher") if row["effect"] > 0 else _("lower"),
        "per": per if factor.definition.type != "yes_no" else _("with it"),
        "low": number_words(row["low"], digits=digits), "high": number_words(row["high"], digits=digits),
    }  # fmt: skip
    if row["low"] < 0 < row["high"]:
        # The days together differ from nothing, but they pull both ways.
        sentence = _("It goes together, but some days after are higher and others lower: %(low)s to %(high)s points in all, %(per)s.") % words
    else:
        sentence = _("%(outcome)s is %(size)s points %(way)s in the days after, %(per)s (likely %(low)s to %(high)s).") % words
    if activity and not helps:
        sentence += " " + _("This often happens when building up; your plan stays.")
    numbers.insert(0, _("clearest at %(lag)s") % {"lag": _lag(row["best_lag"])})
    return {**base, "verdict": "found", "sentence": sentence, "numbers": numbers,
            "bar": {"effect": row["effect"], "low": row["low"], "high": row["high"]}}  # fmt: skip


def _up(bound: float) -> str:
    """A limit, rounded up so that it is never too small."""
    return number_words(float(np.ceil(bound * 10) / 10))


def _lag(lag: int) -> str:
    if lag == 0:
        return _("the same day")
    return ngettext("the next day, give or take one", "%(n)s days later, give or take one", lag) % {"n": lag}
