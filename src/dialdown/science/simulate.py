"""The standard diary: a person whose truth is known, for tests, planning and demonstrations."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from dialdown.science.compiled import compiled
from dialdown.science.pattern_results import frame_of

Floats = NDArray[np.float64]

MEAN, MEMORY_SD, WHITE_SD = 4.5, 1.5, 1.0
FACTOR_PHI = 0.7
START = dt.date(2024, 1, 1)
LONGEST_LAG = 30


@dataclass(frozen=True)
class Effect:
    """`size` points of the outcome per factor SD, split equally over lags `first` to `last` (days)."""

    size: float
    first: int = 1
    last: int = 1

    @classmethod
    def parse(cls, text: str) -> tuple[str, Effect]:
        """Read `f0=0.7@1-3` (name, points per SD, lags) or `f0=0.7@2`."""
        match = re.fullmatch(r"(\w+)=([-+]?\d*\.?\d+)@(\d+)(?:-(\d+))?", text.strip())
        if match is None:
            raise ValueError(f"effect {text!r}; expected NAME=SIZE@LAG or NAME=SIZE@FIRST-LAST")
        name, size, first, last = match.groups()
        return name, cls(float(size), int(first), int(last if last is not None else first))


@dataclass(frozen=True)
class SimulatedDiary:
    """One made-up diary and its truth.

    `dates` (days,) datetime64[D]; `outcome` (days,) whole numbers 0-10, NaN = not recorded;
    `factors` name to (days,), mean 0 and SD 1 in the long run; `effects` the truth.
    """

    dates: NDArray[np.datetime64]
    outcome: Floats
    factors: dict[str, Floats]
    effects: dict[str, Effect]

    def truth(self) -> dict[str, Any]:
        """The planted effects as plain data."""
        return {
            name: {"effect": effect.size, "lags": list(range(effect.first, effect.last + 1))}
            for name, effect in self.effects.items()
        }

    def to_dict(self) -> dict[str, Any]:
        """Columns `date`, `pain`, `f0` ... as plain lists, None = not recorded."""
        columns: dict[str, Any] = {"date": [str(day) for day in self.dates]}
        for name, values in {"pain": self.outcome, **self.factors}.items():
            columns[name] = [None if np.isnan(value) else float(value) for value in values]
        return columns

    def to_frame(self) -> Any:
        """The diary table as a pandas data frame (else polars; ImportError without either)."""
        columns = self.to_dict()
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return frame_of(rows, list(columns))


Effects: TypeAlias = Mapping[str, Effect | tuple[float, int, int]] | Iterable[str]


@compiled
def autoregressive(shocks: Floats, phi: float) -> Floats:
    """AR(1) with unit variance from standard normal `shocks` (days, series), stationary from day one."""
    series = np.empty(shocks.shape)
    series[0] = shocks[0]
    spread = np.sqrt(1.0 - phi * phi)
    for t in range(1, len(shocks)):
        for c in range(shocks.shape[1]):
            series[t, c] = phi * series[t - 1, c] + spread * shocks[t, c]
    return series


def _planted(effects: Effects | None, factors: int) -> dict[str, Effect]:
    planted: dict[str, Effect] = {}
    if isinstance(effects, Mapping):
        given = cast(Mapping[str, Effect | tuple[float, int, int]], effects)
        for name, effect in given.items():
            planted[name] = effect if isinstance(effect, Effect) else Effect(*effect)
    elif effects is not None:
        planted = dict(Effect.parse(text) for text in effects)
    for name, effect in planted.items():
        if name not in {f"f{i}" for i in range(factors)}:
            raise ValueError(f"effects: there is no factor called {name}; there are f0 to f{factors - 1}")
        if not 0 <= effect.first <= effect.last <= LONGEST_LAG:
            raise ValueError(
                f"effects: {name} has lags {effect.first} to {effect.last}; expected 0 to {LONGEST_LAG}"
            )
    return planted


def simulate_diary(
    days: int,
    *,
    seed: int,
    effects: Effects | None = None,
    phi: float = 0.7,
    missing: float = 0.2,
    drift: float = 0.0,
    factors: int = 20,
    factor_missing: float = 0.0,
) -> SimulatedDiary:
    """The standard diary of the truth suite.

    Outcome = 4.5 + AR(1) `phi` with marginal SD 1.5 + white noise of SD 1.0 + effects, rounded
    and clipped to 0-10, a share `missing` of days lost at random; `factors` series AR(1) .7.
    `effects` maps a factor to (size, first lag, last lag) or lists texts such as "f0=0.7@1-3".
    `drift` is the standard deviation in points of a slow random-walk level after one year.
    `factor_missing` loses days of each factor at random too. Same arguments, same diary.
    ValueError on an argument out of range or an effect of an unknown factor.
    """
    if days < 1 or factors < 0:
        raise ValueError(f"days: {days}, factors: {factors}; expected at least 1 day and 0 factors")
    if not (0.0 <= missing < 1.0 and 0.0 <= factor_missing < 1.0 and -1.0 < phi < 1.0 and drift >= 0.0):
        raise ValueError("missing in [0, 1), phi in (-1, 1) and drift >= 0 are expected")
    planted = _planted(effects, factors)
    before = max((effect.last for effect in planted.values()), default=0)
    rng = np.random.default_rng(seed)
    exposure = autoregressive(rng.standard_normal((days + before, factors)), FACTOR_PHI)
    memory = autoregressive(rng.standard_normal((days, 1)), phi)[:, 0]
    level = np.cumsum(rng.standard_normal(days)) * drift / np.sqrt(365.0)
    latent = MEAN + MEMORY_SD * memory + WHITE_SD * rng.standard_normal(days) + level
    for name, effect in planted.items():
        series = exposure[:, int(name[1:])]
        share = effect.size / (effect.last - effect.first + 1)
        for lag in range(effect.first, effect.last + 1):
            latent += share * series[before - lag : before - lag + days]
    outcome: Floats = latent.round().clip(0.0, 10.0)
    outcome[rng.random(days) < missing] = np.nan
    recorded = exposure[before:].copy()
    recorded[rng.random(recorded.shape) < factor_missing] = np.nan
    dates = np.datetime64(START) + np.arange(days)
    return SimulatedDiary(dates, outcome, {f"f{i}": recorded[:, i] for i in range(factors)}, planted)
