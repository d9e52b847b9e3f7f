"""Left or right? Scores of answers to pictures: accuracy and time by part, side and angle, outwards against inwards, change.

Nothing here knows a norm, a target or a pass mark. Method and sources: docs/science/laterality.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dialdown.science import laterality_change, laterality_warnings
from dialdown.science.laterality_results import (
    Cell,
    Curve,
    Laterality,
    MedialLateral,
    Scores,
    SideCurve,
    SingleCase,
)
from dialdown.science.laterality_statistics import balanced, crawford_howell, difference, mean, wilson
from dialdown.science.laterality_table import Responses, directions, responses
from dialdown.science.laterality_trimming import Times, trim_times

Rows = NDArray[np.int64]

ADULT = 18


def score_laterality(table: object, *, control_part: str | None = None, trim: str = "mad") -> Laterality:
    """Score one row a response (the columns of `dialdown laterality`; a mapping of columns or a data frame).

    `trim` says which correct answers count for times: `none`, `mad` (not under 200 ms, and within 3 scaled median absolute
    deviations of the log median of the person and part) or `LOW-HIGH` in ms. Accuracy counts every answer.
    `control_part` is the part that was never practised: change of the others is told beside it.
    Raises ValueError when a value or a choice does not fit.
    """
    data = responses(table)
    if control_part is not None and control_part not in data.part:
        raise ValueError(
            f"control part: expected one of {', '.join(sorted({p for p in data.part if p}))}, got {control_part}"
        )
    timed = trim_times(data, trim)
    return Laterality(
        cells=_cells(data, timed),
        curves=_curves(data, timed),
        side_curves=_side_curves(data, timed),
        medial_lateral=_medial_lateral(data, timed),
        single_case=_single_case(data),
        scores=_scores(data, timed),
        change=laterality_change.changes(data, timed.kept, control_part) if control_part is not None else (),
        trimmed=timed.counts,
        warnings=laterality_warnings.warnings(data),
    )


def _figures(data: Responses, timed: Times, rows: Rows) -> dict[str, Any]:
    """What a cell and a curve share."""
    answered = rows[~np.isnan(data.correct[rows])]
    times = data.rt_ms[rows[timed.kept[rows]]]
    held = timed.held[rows]
    lower, median, upper = np.percentile(times, (25, 50, 75)) if len(times) else (np.nan, np.nan, np.nan)
    right = float(data.correct[answered].sum())
    return {
        "n": len(answered),
        "accuracy": wilson(right, len(answered) if data.judged else 0),
        "mean_rt_ms": mean(times, held[~np.isnan(held)]),
        "median_rt_ms": float(median),
        "iqr_ms": float(upper - lower),
    }


def _cells(data: Responses, timed: Times) -> tuple[Cell, ...]:
    return tuple(
        Cell(person, _group_of(data, rows), part, side, **_figures(data, timed, rows))
        for (person, part, side), rows in data.groups("person", "part", "side").items()
    )


def _group_of(data: Responses, rows: Rows) -> str | None:
    return data.group[int(rows[0])]


def _curves(data: Responses, timed: Times) -> tuple[Curve, ...]:
    found = data.groups("person", "part", "view", "angle_deg")
    return tuple(
        Curve(person, part, view, angle, **_figures(data, timed, rows))
        for (person, part, view, angle), rows in sorted(found.items(), key=lambda item: _order(item[0]))
    )


def _side_curves(data: Responses, timed: Times) -> tuple[SideCurve, ...]:
    found = data.groups("person", "part", "view", "side", "angle_deg")
    return tuple(
        SideCurve(person, part, view, side, angle, **_figures(data, timed, rows))
        for (person, part, view, side, angle), rows in sorted(found.items(), key=lambda item: _order(item[0]))
    )


def _order(key: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple((value is None, value if value is not None else "") for value in key)


def _medial_lateral(data: Responses, timed: Times) -> tuple[MedialLateral, ...]:
    towards = directions(data)
    made: list[MedialLateral] = []
    for (person, part, view), rows in data.groups(
        "person", "part", "view", where=timed.kept & (towards != 0)
    ).items():
        medial, lateral = (data.rt_ms[rows[towards[rows] == sign]] for sign in (-1, 1))
        made.append(MedialLateral(person, part, view, difference(medial, lateral)))
    return tuple(made)


def _single_case(data: Responses) -> tuple[SingleCase, ...]:
    """Mean times of correct answers, untrimmed; never for somebody under 18."""
    timed = (data.correct == 1) & ~np.isnan(data.rt_ms)
    made: list[SingleCase] = []
    means: dict[tuple[str | None, str | None], list[tuple[str | None, str | None, float]]] = {}
    for (person, group, part, side), rows in data.groups(
        "person", "group", "part", "side", where=timed
    ).items():
        if group is not None and not (data.age[rows] < ADULT).any():
            means.setdefault((part, side), []).append((person, group, float(data.rt_ms[rows].mean())))
    for (part, side), people in means.items():
        controls = np.array([value for _, group, value in people if group == "control"])
        for person, group, value in people:
            if group == "case" and len(controls) > 1:
                made.append(SingleCase(person, part, side, *crawford_howell(value, controls)))
    return tuple(made)


def _scores(data: Responses, timed: Times) -> tuple[Scores, ...]:
    people = data.groups("person")
    adult = {key: not bool((data.age[rows] < ADULT).any()) for key, rows in people.items()}
    accuracy = np.full(len(people), np.nan)
    speed = np.full(len(people), np.nan)
    rows_of = list(people.values())
    made: list[Scores] = []
    for number, rows in enumerate(rows_of):
        answered = rows[~np.isnan(data.correct[rows])]
        times = data.rt_ms[rows[timed.kept[rows]]]
        if len(answered) and data.judged:
            accuracy[number] = data.correct[answered].mean()
        if len(times):
            speed[number] = times.mean()
    compared = np.array(list(adult.values()), bool) & ~np.isnan(accuracy) & ~np.isnan(speed)
    balance = np.full(len(people), np.nan)
    if compared.sum() > 1:
        balance[compared] = balanced(accuracy[compared], speed[compared])
    for number, ((person,), rows) in enumerate(people.items()):
        made.append(
            Scores(
                person,
                float(balance[number]),
                *_own_scores(data, timed, rows, accuracy[number], speed[number]),
            )
        )
    return tuple(made)


def _own_scores(
    data: Responses, timed: Times, rows: Rows, accuracy: float, speed: float
) -> tuple[float, float, float]:
    """Inverse efficiency (Townsend & Ashby 1978), LISAS (Vandierendonck 2017), rate correct (Woltz & Was 2006)."""
    answered = rows[~np.isnan(data.correct[rows])]
    times = data.rt_ms[rows[timed.kept[rows]]]
    efficiency = speed / accuracy if accuracy > 0 else np.nan
    wrong = 1 - accuracy
    integrated = speed
    if wrong > 0 and len(times) > 1:
        integrated = speed + float(times.std(ddof=1)) / float(data.correct[answered].std(ddof=1)) * wrong
    elif wrong != 0:
        integrated = np.nan
    seconds = np.nansum(data.rt_ms[answered]) / 1000
    rate = float(data.correct[answered].sum()) / seconds if seconds > 0 and data.judged else np.nan
    return float(efficiency), float(integrated), float(rate)
