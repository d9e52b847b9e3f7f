"""Diaries whose truth is known, under everything that makes naive screens lie."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dialdown.science.simulate import FACTOR_PHI, MEAN, MEMORY_SD, WHITE_SD, autoregressive

Floats = NDArray[np.float64]

WARM_UP = 31
EFFECT_LAGS = (1, 2, 3)
# A flare: points on top, for days in a row, with this many days at least between two starts.
FLARE_POINTS, FLARE_DAYS, FLARE_APART = 6.0, 4, 12
HALF_YEAR = 180
# Present on a fifth of the days.
ABOVE, BINARY_SD = 0.8416, 0.4


@dataclass(frozen=True)
class Condition:
    """One way a diary can be. Points of the outcome unless said otherwise.

    `drift` SD of the level after a year; `weekday` extra on two days a week; `skip_bad` share of
    days lost at 7 and above (`missing` elsewhere); `answers` change in factor SDs per point of the
    outcome of the day before ("yesterday") or of the same day ("today"); `season` size of a shared
    yearly wave in outcome and factors; `alike` correlation between the factors, or (`pair`) of the first two alone, which then
    both have the `effect`; `binary` cuts
    every factor into absent and present (present on a fifth of the days); `present` makes every factor
    absent but for this many days, drawn at random; `flares` in half a year (one at least), on ordinary days that move
    `calm` times as much; `kind` of the factors;
    `scale` of what is written down: points, counts (Poisson, around 1 a day for a `mean` of 4.5) or
    yes/no (above 4.5: half of the days for a `mean` of 4.5, a fifth for one of 3); `effect` of factor 0, over the
    lags `at` together, in points per factor SD.
    """

    name: str
    mean: float = MEAN
    phi: float = 0.7
    drift: float = 0.0
    weekday: float = 0.0
    missing: float = 0.2
    skip_bad: float | None = None
    answers: str | None = None
    season: float = 0.0
    alike: float = 0.0
    pair: bool = False
    binary: bool = False
    present: int = 0
    flares: int = 0
    calm: float = 1.0
    kind: str = "behaviour"
    scale: str = "points"
    effect: float = 0.0
    at: tuple[int, ...] = EFFECT_LAGS

    @property
    def effect_is_exact(self) -> bool:
        """True when the effect planted is the one that is there to be found: whole points, not cut at an end, of the factor as recorded."""
        return self.scale == "points" and 3.0 < self.mean < 7.0 and self.answers is None

    @property
    def effect_of_standard(self) -> bool:
        """True for the standard diary with an effect, whose variances are known."""
        return bool(self.effect) and replace(self, name=STANDARD.name, effect=0.0) == STANDARD

    @property
    def effect_of_one(self) -> float:
        """Points over the lags for one more of factor 0 as recorded, of which `effect` is one SD."""
        return self.effect / (BINARY_SD if self.binary else 1.0)

    def planted(self, effect: float = 0.7, at: tuple[int, ...] = EFFECT_LAGS) -> Condition:
        """The same with an effect of factor 0 over the lags `at`, in points per factor SD."""
        return replace(self, name=f"{self.name}, effect {effect:g}", effect=effect, at=at)


STANDARD = Condition("standard")
SEASONS = Condition("shared seasons", season=1.0)
CONDITIONS = (
    STANDARD,
    Condition("no memory", phi=0.0),
    Condition("strong memory", phi=0.9),
    Condition("drift", drift=2.0),
    Condition("weekday", weekday=1.0),
    Condition("half missing", missing=0.5),
    Condition("missing on bad days", missing=0.1, skip_bad=0.6),
    Condition("near the ceiling", mean=8.0),
    Condition("near the floor", mean=1.5),
    Condition("answers to yesterday", answers="yesterday"),
    Condition("answers to today", answers="today"),
    Condition("collinear weather", alike=0.9, kind="weather"),
    Condition("yes/no factors", binary=True),
    Condition("counts", scale="counts"),
    Condition("counts, mostly none", scale="counts", mean=2.0),
    Condition("yes/no outcome, half of the days", scale="yes/no"),
    Condition("yes/no outcome, a fifth of the days", scale="yes/no", mean=3.0),
    Condition("flares", mean=2.0, phi=0.5, calm=0.45, flares=3),
    Condition("one flare, rare yes/no factors", mean=2.0, phi=0.5, calm=0.45, flares=1, present=8),
    Condition("flares, rare yes/no factors", mean=2.0, phi=0.5, calm=0.45, flares=3, present=8),
    Condition("many flares, rare yes/no factors", mean=2.0, phi=0.5, calm=0.45, flares=8, present=8),
)


def _recorded(latent: Floats, scale: str, rng: np.random.Generator) -> Floats:
    """What is written down of a latent series on the 0-10 scale (days,)."""
    if scale == "counts":
        return rng.poisson(np.exp((latent - MEAN) / 2.0)).astype(np.float64)
    if scale == "yes/no":
        return (latent > MEAN).astype(np.float64)
    return latent.round().clip(0.0, 10.0)


def diary(
    condition: Condition, days: int, rng: np.random.Generator, factors: int = 20
) -> tuple[Floats, Floats]:
    """Outcome (days,) with NaN for lost days, and factors (days, factors)."""
    total = days + WARM_UP
    shared = autoregressive(rng.standard_normal((total, 1)), FACTOR_PHI)
    own = autoregressive(rng.standard_normal((total, factors)), FACTOR_PHI)
    together = slice(2 if condition.pair else None)
    exposure = own.copy()
    exposure[:, together] = (
        np.sqrt(condition.alike) * shared + np.sqrt(1.0 - condition.alike) * own[:, together]
    )
    wave = condition.season * np.sin(2.0 * np.pi * (np.arange(total) / 365.25 + rng.random()))
    exposure += wave[:, None]
    if condition.binary:
        exposure = (exposure > ABOVE).astype(np.float64)
    memory, white = condition.calm * MEMORY_SD, condition.calm * WHITE_SD
    latent = condition.mean + memory * autoregressive(rng.standard_normal((total, 1)), condition.phi)[:, 0]
    latent += white * rng.standard_normal(total) + condition.weekday * (np.arange(total) % 7 > 4) + wave
    latent += np.cumsum(rng.standard_normal(total)) * condition.drift / np.sqrt(365.0)
    for lag in condition.at if condition.effect else ():
        acting = exposure[: total - lag, : 2 if condition.pair else 1].sum(axis=1)
        latent[lag:] += condition.effect_of_one / len(condition.at) * acting
    if condition.answers is not None:
        away = latent - condition.mean
        exposure -= 0.5 * (np.r_[0.0, away[:-1]] if condition.answers == "yesterday" else away)[:, None]
    if condition.present:
        exposure = np.zeros((total, factors))
        for column in exposure.T:
            column[WARM_UP + rng.choice(days, condition.present, replace=False)] = 1.0
    if condition.flares:
        starts = np.arange(WARM_UP + FLARE_APART, total - FLARE_APART, FLARE_APART)
        often = max(1, round(condition.flares * days / HALF_YEAR))
        for start in rng.choice(starts, often, replace=False):
            latent[start : start + FLARE_DAYS] += FLARE_POINTS
    outcome = _recorded(latent[WARM_UP:], condition.scale, rng)
    lost = np.full(days, condition.missing)
    if condition.skip_bad is not None:
        lost[outcome >= 7.0] = condition.skip_bad
    outcome[rng.random(days) < lost] = np.nan
    return outcome, exposure[WARM_UP:]
