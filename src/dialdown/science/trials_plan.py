"""A personal trial before it begins: pairs of blocks, an order drawn by coin, and what it can show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dialdown.science.pattern_results import frame_of, plain
from dialdown.science.trials_power import UpsAndDowns, power_range
from dialdown.science.trials_randomisation import smallest_p

# Fewer pairs can never reach 5 %: the smallest two-sided p-value is 2 / 2^pairs.
FEWEST_PAIRS, MOST_PAIRS = 6, 40
LONGEST_BLOCK = 60
WASHOUT, MEASURE = "washout", "measure"


@dataclass(frozen=True)
class TrialDay:
    """One day of a trial. `block` counts from 1 through the whole trial; `phase` washout or measure."""

    date: dt.date
    pair: int
    block: int
    arm: str
    phase: str


@dataclass(frozen=True)
class TrialPlan:
    """What will be done when, drawn from `seed`: the same arguments give the same days.

    A block is `block_days` long; its first `washout_days` are lived like the rest and not counted.
    `power` the chance of finding a real change of `effect` points, None when either is not known, and the 90 % range in
    which that chance lies (as wide as nothing where the ups and downs were told and not learned from a diary).
    """

    arms: tuple[str, str]
    pairs: int
    block_days: int
    washout_days: int
    start: dt.date
    seed: int
    days: tuple[TrialDay, ...]
    effect: float | None = None
    power: float | None = None
    power_low: float | None = None
    power_high: float | None = None

    @property
    def end(self) -> dt.date:
        """The last day."""
        return self.days[-1].date

    @property
    def min_p(self) -> float:
        """The smallest p-value it can give."""
        return smallest_p(self.pairs)

    def to_dict(self) -> dict[str, Any]:
        """The plan as plain data."""
        names = (
            "pairs",
            "block_days",
            "washout_days",
            "seed",
            "effect",
            "power",
            "power_low",
            "power_high",
            "min_p",
        )
        return {
            "arms": list(self.arms), **{name: plain(getattr(self, name)) for name in names},
            "start": self.start.isoformat(), "end": self.end.isoformat(), "days": self.rows(),
        }  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        """One row a day: date, pair, block, arm, phase."""
        return [
            {"date": d.date.isoformat(), "pair": d.pair, "block": d.block, "arm": d.arm, "phase": d.phase}
            for d in self.days
        ]

    def to_frame(self) -> Any:
        """One row a day, as a pandas data frame (else polars; ImportError without either)."""
        return frame_of(self.rows(), ["date", "pair", "block", "arm", "phase"])


def plan_trial(
    *,
    arms: Sequence[str],
    start: dt.date | str,
    seed: int,
    pairs: int = FEWEST_PAIRS,
    block_days: int = 7,
    washout_days: int = 2,
    effect: float | None = None,
    outcome_sd: float | None = None,
    phi: float | None = None,
    moves: UpsAndDowns | None = None,
) -> TrialPlan:
    """Draw the days of a randomised personal trial.

    Parameters
    ----------
    arms : two names; the first is what the second is set against.
    start : first day. seed : of the coin; a whole number from 0.
    pairs : at least 6. block_days : 1 to 60. washout_days : first days of a block that do not count.
    effect : change in outcome units whose chance of being found is asked for.
    outcome_sd, phi : spread of the daily outcome and its lag-1 autocorrelation (an AR(1)), or
    moves : a person's own ups and downs (`ups_and_downs`).

    Raises
    ------
    ValueError
        With one sentence, on an argument out of range.
    """
    names = _names(arms)
    _check(pairs, block_days, washout_days, seed)
    first = _date(start)
    if 2 * pairs * block_days > (dt.date.max - first).days:
        raise ValueError(f"start: {first} is too late; expected an end before the year 10000")
    if effect is not None and not effect > 0.0:
        raise ValueError(f"effect: {effect}; expected a number above 0 in the outcome's units")
    moves = moves or _told(outcome_sd, phi)
    chance = None
    if moves is not None and effect is not None:
        chance = power_range(
            moves, effect=effect, pairs=pairs, block_days=block_days, washout_days=washout_days
        )
    days = _days(names, first, seed, pairs, block_days, washout_days)
    told = (chance.value, chance.low, chance.high) if chance else ()
    return TrialPlan(names, pairs, block_days, washout_days, first, seed, days, effect, *told)


def _names(arms: Sequence[str]) -> tuple[str, str]:
    names = tuple(" ".join(str(arm).split()) for arm in arms)
    if len(names) != 2 or not all(names) or names[0] == names[1]:
        raise ValueError(f"arms: {', '.join(names) or 'none'}; expected two different names, A,B")
    return names[0], names[1]


def _check(pairs: int, block_days: int, washout_days: int, seed: int) -> None:
    if not FEWEST_PAIRS <= pairs <= MOST_PAIRS:
        raise ValueError(
            f"pairs: {pairs}; expected {FEWEST_PAIRS} to {MOST_PAIRS}, fewer can never tell luck from a change"
        )
    if not 1 <= block_days <= LONGEST_BLOCK:
        raise ValueError(f"block days: {block_days}; expected 1 to {LONGEST_BLOCK}")
    if not 0 <= washout_days < block_days:
        raise ValueError(f"washout days: {washout_days}; expected 0 to {block_days - 1}, less than a block")
    if seed < 0:
        raise ValueError(f"seed: {seed}; expected a whole number from 0")


def _date(start: dt.date | str) -> dt.date:
    if isinstance(start, dt.date):
        return start
    try:
        return dt.date.fromisoformat(start)
    except ValueError:
        raise ValueError(f"start: {start!r}; expected an ISO date like 2026-01-31") from None


def _told(outcome_sd: float | None, phi: float | None) -> UpsAndDowns | None:
    if outcome_sd is None and phi is None:
        return None
    if outcome_sd is None or not outcome_sd > 0.0:
        raise ValueError("outcome sd: expected a number above 0 beside phi")
    if phi is not None and not -1.0 < phi < 1.0:
        raise ValueError(f"phi: {phi}; expected a number between -1 and 1")
    return UpsAndDowns(phi=phi or 0.0, memory_sd=outcome_sd)


def _days(
    arms: tuple[str, str], first: dt.date, seed: int, pairs: int, block_days: int, washout_days: int
) -> tuple[TrialDay, ...]:  # fmt: skip
    coins = np.random.default_rng(seed).integers(0, 2, pairs)
    made: list[TrialDay] = []
    for block in range(2 * pairs):
        pair, half = divmod(block, 2)
        arm = arms[int(coins[pair]) ^ half]
        begins = first + dt.timedelta(days=block * block_days)
        made += [
            TrialDay(
                begins + dt.timedelta(days=day),
                pair + 1,
                block + 1,
                arm,
                WASHOUT if day < washout_days else MEASURE,
            )
            for day in range(block_days)
        ]
    return tuple(made)
