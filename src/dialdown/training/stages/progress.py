"""How the three stages went: weeks, comfort, the own difference, imagined against moved time. No Django."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from dialdown.training.stages.facts import ORDER, RECOGNISE, Recognised, Sat, Week

FEWEST_PAIRS = 6


@dataclass(frozen=True)
class Interval:
    """A value with its 95 % interval, and how many it rests on."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True)
class WeekRow:
    """One week: goes and sittings of each stage, and the mean change of pain from before to after with how many said it."""

    begins: dt.date
    goes: dict[str, int]
    change: float | None
    told: int
    difference: Week | None


def by_week(recognised: Recognised, sats: Iterable[Sat]) -> list[WeekRow]:
    """Weeks (Monday to Sunday) with at least one go, the latest first."""
    done: dict[dt.date, dict[str, int]] = {}
    changes: dict[dt.date, list[float]] = {}
    happened = [(one.day, RECOGNISE, one.before, one.after) for one in recognised.goes]
    happened += [(one.day, one.stage, one.before, one.after) for one in sats]
    for day, stage, before, after in happened:
        begins = day - dt.timedelta(days=day.weekday())
        row = done.setdefault(begins, dict.fromkeys(ORDER, 0))
        row[stage] += 1
        if before is not None and after is not None:
            changes.setdefault(begins, []).append(after - before)
    checks = {one.begins - dt.timedelta(days=one.begins.weekday()): one for one in recognised.weeks}
    found: list[WeekRow] = []
    for begins in sorted(done, reverse=True):
        told = changes.get(begins, [])
        found.append(
            WeekRow(
                begins, done[begins], sum(told) / len(told) if told else None, len(told), checks.get(begins)
            )
        )
    return found


def share(week: Week) -> Interval:
    """A difference in log time as a share: 0.1 = her sore side takes 10 % longer."""
    return Interval(math.expm1((week.low + week.high) / 2), math.expm1(week.low), math.expm1(week.high), 1)


def imagined_against_moved(imagined: Sequence[float], moved: Sequence[float]) -> Interval | None:
    """Imagined time over moved time of the side that does not hurt (1 = the same), from pairs of turns in seconds.

    Geometric mean of the ratios with its 95 % interval by t; None under six pairs. Turns without a partner are left out.
    """
    pairs = [(a, b) for a, b in zip(imagined, moved, strict=False) if a > 0 and b > 0]
    if len(pairs) < FEWEST_PAIRS:
        return None
    logs = np.log([a / b for a, b in pairs])
    # Late: it would cost every start of the server half a second.
    from scipy.special import stdtrit

    half = float(stdtrit(len(logs) - 1, 0.975) * logs.std(ddof=1) / math.sqrt(len(logs)))
    middle = float(logs.mean())
    return Interval(math.exp(middle), math.exp(middle - half), math.exp(middle + half), len(logs))
