"""How likely a trial is to show a real change, from a person's own ups and downs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.special import nctdtr, stdtrit  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science.dynamics import fit_null, null_regressors
from dialdown.science.table import day_table
from dialdown.science.trials_randomisation import flip_p

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ALPHA = 0.05
FEWEST_DAYS = 42
TRIALS = 4000
SEED = 41
# Made-up diaries that show how far learning from her diary is off.
AGAIN = 24
LEVEL = 0.90


@dataclass(frozen=True)
class UpsAndDowns:
    """How an outcome moves by itself, in its own units.

    `phi` day-to-day memory, `memory_sd` size of that part, `white_sd` day noise without rounding, `level_step_sd`
    daily step of the slow level; `missing` share of days without an answer; `days` observed days it was learned
    from (0 = told); `step` the outcome is written down in (0 = any number); `again` what was learned from
    made-up diaries with exactly these ups and downs: how far learning is off.
    """

    phi: float
    memory_sd: float
    white_sd: float = 0.0
    level_step_sd: float = 0.0
    missing: float = 0.0
    days: int = 0
    step: float = 0.0
    again: tuple[UpsAndDowns, ...] = ()

    def series(self, trials: int, days: int, rng: np.random.Generator) -> Floats:
        """Made-up days with these ups and downs around 0, (trials, days)."""
        shocks = rng.standard_normal((days, trials))
        memory = np.empty((days, trials))
        memory[0] = shocks[0]
        spread = math.sqrt(1.0 - self.phi**2)
        for t in range(1, days):
            memory[t] = self.phi * memory[t - 1] + spread * shocks[t]
        made = self.memory_sd * memory
        if self.level_step_sd > 0.0:
            made += self.level_step_sd * np.cumsum(rng.standard_normal((days, trials)), axis=0)
        if self.white_sd > 0.0:
            made += self.white_sd * rng.standard_normal((days, trials))
        return made.T

    def rounded(self, days: Floats, rng: np.random.Generator) -> Floats:
        """Days (trials, days) as they are written down, each trial around a level of its own."""
        if not self.step > 0.0:
            return days
        level = self.step * rng.random((len(days), 1))
        return self.step * np.round((days + level) / self.step)


def ups_and_downs(outcome: object, dates: object | None = None) -> UpsAndDowns | None:
    """Learn a person's ups and downs from her diary; None below 42 observed days or when it hardly changes.

    `outcome` one number a row, NaN = not recorded; `dates` as in `find_patterns`. ValueError on bad input.
    """
    table = day_table(outcome, {}, dates)
    day = np.flatnonzero(np.isfinite(table.outcome)).astype(np.int64)
    if len(day) < FEWEST_DAYS:
        return None
    regressors = null_regressors(day, table.weekdays()[day])
    missing = 1.0 - len(day) / len(table.outcome)
    try:
        found = _learned(day, table.outcome[day], regressors, missing)
        own = np.random.default_rng([SEED, crc32(np.ascontiguousarray(table.outcome[day]).tobytes())])
        made = found.rounded(found.series(AGAIN, len(table.outcome), own), own)[:, day]
        again = tuple(_learned(day, one, regressors, missing) for one in made)
    except ValueError:
        return None
    return replace(found, again=again)


def _learned(day: Ints, outcome: Floats, regressors: Floats, missing: float) -> UpsAndDowns:
    fit = fit_null(day, outcome, regressors)
    size = math.sqrt(fit.scale)
    step = next((step for step in (1.0, 0.5) if bool((outcome % step == 0.0).all())), 0.0)
    return UpsAndDowns(
        phi=fit.phi, memory_sd=size * math.sqrt(fit.r), white_sd=math.sqrt(max(0.0, fit.scale - step * step / 12.0)),
        level_step_sd=size * math.sqrt(fit.q), missing=missing, days=len(day), step=step,
    )  # fmt: skip


def pair_sd(moves: UpsAndDowns, *, block_days: int, washout_days: int) -> float:
    """Standard deviation of the difference between the two blocks of a pair when nothing is different."""
    day = np.arange(2 * block_days)
    counted = (day % block_days) >= washout_days
    share = np.where(day < block_days, -1.0, 1.0) * counted / (block_days - washout_days)
    memory = moves.memory_sd**2 * moves.phi ** np.abs(day[:, None] - day[None, :])
    level = moves.level_step_sd**2 * np.minimum(day[:, None], day[None, :])
    own = (moves.white_sd**2 + moves.step**2 / 12.0) / (1.0 - moves.missing) * np.eye(len(day))
    return math.sqrt(float(share @ (memory + level + own) @ share))


def _roughly(sd: float, effect: float, pairs: int) -> float:
    """The chance by the t test on independent pairs of spread `sd`: near enough to see how far learning shifts it."""
    limit = float(stdtrit(pairs - 1, 1.0 - ALPHA / 2.0))
    return 1.0 - float(nctdtr(pairs - 1, effect / sd * math.sqrt(pairs), limit))


def made_up(
    moves: UpsAndDowns, effect: float, *, pairs: int, block_days: int, washout_days: int, trials: int = TRIALS
) -> Floats:  # fmt: skip
    """Pair differences, second arm - first, of made-up trials (trials, pairs); 0 where a block has no answer."""
    rng = np.random.default_rng([SEED, pairs, block_days, washout_days])
    later = rng.integers(0, 2, (trials, pairs, 1)).astype(np.float64)
    # The second arm is the later or the earlier block of a pair.
    second = np.concatenate([1.0 - later, later], axis=2)
    days = moves.series(trials, 2 * pairs * block_days, rng)
    days += effect * np.repeat(second.reshape(trials, -1), block_days, axis=1)
    days = moves.rounded(days, rng)
    days[rng.random(days.shape) < moves.missing] = np.nan
    measured = days.reshape(trials, pairs, 2, block_days)[..., washout_days:]
    known = np.isfinite(measured)
    count = known.sum(axis=-1)
    with np.errstate(invalid="ignore"):
        means = np.where(known, measured, 0.0).sum(axis=-1) / count
    differences = (2.0 * later[..., 0] - 1.0) * (means[..., 1] - means[..., 0])
    return np.where(np.isfinite(differences), differences, 0.0)


@dataclass(frozen=True)
class Chance:
    """A chance, and the 90 % range in which it lies, since a diary says only so much about its ups and downs."""

    value: float
    low: float
    high: float


def trial_power(
    moves: UpsAndDowns, *, effect: float, pairs: int, block_days: int, washout_days: int, trials: int = TRIALS
) -> float:  # fmt: skip
    """Chance that the exact test finds a real change of `effect` (two-sided 5 %, on the right side)."""
    return power_range(
        moves, effect=effect, pairs=pairs, block_days=block_days, washout_days=washout_days, trials=trials
    ).value


def power_range(
    moves: UpsAndDowns, *, effect: float, pairs: int, block_days: int, washout_days: int, trials: int = TRIALS
) -> Chance:  # fmt: skip
    """The chance of `trial_power` with its 90 % range; told ups and downs (not learned from days) have no width.

    The same diary lived again would have taught other ups and downs. `again` shows how far they lie apart.
    """
    size = abs(effect)
    differences = made_up(
        moves, size, pairs=pairs, block_days=block_days, washout_days=washout_days, trials=trials
    )
    found = (flip_p(differences) <= ALPHA) & (differences.sum(axis=1) > 0.0)
    chance = float(found.mean())
    if not moves.again:
        return Chance(chance, chance, chance)
    # Learning from a short diary promises too much on average; by how much is seen on made-up ones.
    here = pair_sd(moves, block_days=block_days, washout_days=washout_days)
    there = [pair_sd(one, block_days=block_days, washout_days=washout_days) for one in moves.again]
    chance += _roughly(here, size, pairs) - float(np.mean([_roughly(sd, size, pairs) for sd in there]))
    # The range is that of the spread of a pair, on the scale of its logarithm, where it errs evenly.
    away = np.log(there) - math.log(here)
    middle = math.log(here) - float(away.mean())
    reach = float(stdtrit(len(away) - 1, 0.5 + LEVEL / 2.0)) * float(away.std(ddof=1))
    least, most = (_roughly(math.exp(middle + way * reach), size, pairs) for way in (1.0, -1.0))
    shift = chance - _roughly(math.exp(middle), size, pairs)
    return Chance(*(min(1.0, max(0.0, one)) for one in (chance, least + shift, most + shift)))
