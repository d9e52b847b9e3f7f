"""Change of a part beside a control part that was never practised: difference in differences within the person.

Everybody gets faster by doing the task again; what both parts share cancels, also good and bad days.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dialdown.science.laterality_results import Change, Interval
from dialdown.science.laterality_statistics import UNKNOWN, difference, rise
from dialdown.science.laterality_table import Bools, Responses

Rows = NDArray[np.int64]

FEWEST_SESSIONS = 4
# Two questions, time and accuracy, together wrong in at most 4 of 100.
LEVEL = 0.98


@dataclass(frozen=True)
class _Session:
    """One part in one session: log times of correct answers, and answers."""

    log_times: NDArray[np.float64]
    answers: NDArray[np.float64]


def changes(data: Responses, timed: Bools, control_part: str) -> tuple[Change, ...]:
    """One `Change` for each person and part other than the control part."""
    whole: dict[tuple[str | None, str | None], dict[str | None, Rows]] = {}
    for (person, part, session), rows in data.groups("person", "part", "session").items():
        whole.setdefault((person, part), {})[session] = rows
    made: list[Change] = []
    for (person, part), goes in whole.items():
        control = whole.get((person, control_part))
        if part == control_part or part is None or control is None:
            continue
        own, beside = _sessions(data, timed, goes), _sessions(data, timed, control)
        made.append(_change(person, part, control_part, own, beside))
    return tuple(made)


def _sessions(data: Responses, timed: Bools, goes: Mapping[str | None, Rows]) -> dict[str, _Session]:
    """In order of time; sessions without a time in the order of the file. `goes`: the rows of each."""
    found: list[tuple[str, str, _Session]] = []
    for session, inside in goes.items():
        started = min((data.started_at[int(row)] or "" for row in inside), default="")
        log_times = np.log(data.rt_ms[inside[timed[inside]]])
        answers = data.correct[inside[~np.isnan(data.correct[inside])]]
        found.append((started, str(session), _Session(log_times, answers)))
    found.sort(key=lambda entry: entry[0])
    return {session: made for _, session, made in found if len(made.log_times) and len(made.answers)}


def _change(
    person: str | None, part: str, control_part: str, own: dict[str, _Session], beside: dict[str, _Session]
) -> Change:
    both = [session for session in own if session in beside]
    time = accuracy = UNKNOWN
    specific = None
    if len(both) >= FEWEST_SESSIONS:
        gaps = np.array([own[s].log_times.mean() - beside[s].log_times.mean() for s in both])
        shares = np.array([own[s].answers.mean() - beside[s].answers.mean() for s in both])
        time = _percent(rise(gaps, LEVEL))
        accuracy = rise(shares, LEVEL)
        specific = _excludes_zero(time) or _excludes_zero(accuracy)
    alone_time = alone_accuracy = UNKNOWN
    reliable = None
    if len(own) > 1:
        sessions = list(own.values())
        alone_time = _percent(difference(sessions[0].log_times, sessions[-1].log_times))
        alone_accuracy = difference(sessions[0].answers, sessions[-1].answers)
        reliable = _excludes_zero(alone_time) or _excludes_zero(alone_accuracy)
    return Change(
        person, part, control_part, len(both), time, accuracy, specific, alone_time, alone_accuracy, reliable
    )


def _percent(log: Interval) -> Interval:
    return Interval(
        *(
            100 * math.expm1(value) if not math.isnan(value) else value
            for value in (log.value, log.low, log.high)
        )
    )


def _excludes_zero(interval: Interval) -> bool:
    return interval.low > 0 or interval.high < 0
