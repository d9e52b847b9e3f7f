"""A personal trial afterwards: the coin gives the verdict, a whitened regression stands beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science.dynamics import fit_null
from dialdown.science.pattern_results import frame_of, plain
from dialdown.science.trials_plan import FEWEST_PAIRS, TrialPlan, plan_trial
from dialdown.science.trials_randomisation import LEVEL, flip_interval, flip_p, overlap_free, smallest_p
from dialdown.science.trials_rows import Trial, trial_rows

__all__ = ["Estimate", "PairMeans", "TrialAnswer", "TrialPlan", "analyse_trial", "plan_trial"]

Floats = NDArray[np.float64]

ALPHA = 0.05
FEWEST_GLS = 12
LITTLE_DONE, LITTLE_NOTED = 0.8, 0.6


@dataclass(frozen=True)
class Estimate:
    """A difference with its interval, and a p-value where it has one of its own."""

    value: float
    low: float | None
    high: float | None
    p: float | None = None


@dataclass(frozen=True)
class PairMeans:
    """The means of a pair's measured days in the first and the second arm; None without an answer."""

    pair: int
    first: float | None
    second: float | None


@dataclass(frozen=True)
class TrialAnswer:
    """What came out (`trial analyse --json`).

    `difference` second arm - first, mean over the pairs, with the exact 95 % interval (None with fewer than
    6 complete pairs) and p-value; `gls` the same from a whitened regression on days. `verdict` better, worse
    or not_clear, by the coin alone. `better_is` which direction is good. `matters` yes (the whole interval
    reaches the smallest change that matters), no (none of it does) or None. `adherence` share of days done as
    planned of those noted. `overlap_free` share of day pairs where the second arm is higher.
    """

    arms: tuple[str, str]
    pairs: int
    difference: Estimate | None
    p: float | None
    gls: Estimate | None
    verdict: Literal["better", "worse", "not_clear"]
    better_is: str
    smallest: float | None
    matters: str | None
    adherence: float | None
    overlap_free: float | None
    days: int
    of_days: int
    means: tuple[PairMeans, ...]
    warnings: tuple[str, ...]
    level: float = LEVEL

    @property
    def min_p(self) -> float:
        """The smallest p-value that these pairs could give."""
        return smallest_p(self.pairs)

    def to_dict(self) -> dict[str, Any]:
        """The document of `trial analyse --json`; never NaN, not known = None."""
        return {
            "pairs": self.pairs, "arms": list(self.arms), "difference": _shown(self.difference), "level": self.level,
            "p": plain(self.p), "min_p": self.min_p, "gls": {**_shown(self.gls), "p": self.gls.p if self.gls else None},
            "verdict": self.verdict, "adherence": plain(self.adherence), "warnings": list(self.warnings),
            "better_is": self.better_is, "smallest": self.smallest, "matters": self.matters,
            "overlap_free": plain(self.overlap_free), "days": self.days, "of_days": self.of_days,
        }  # fmt: skip

    def to_frame(self) -> Any:
        """One row a pair, as a pandas data frame (else polars; ImportError without either)."""
        rows = [{"pair": m.pair, self.arms[0]: m.first, self.arms[1]: m.second} for m in self.means]
        return frame_of(rows, ["pair", *self.arms])


def _shown(found: Estimate | None) -> dict[str, Any]:
    names = ("value", "low", "high")
    return {name: plain(getattr(found, name)) if found else None for name in names}


def analyse_trial(
    trial: object,
    *,
    outcome: str = "outcome",
    arms: Sequence[str] | None = None,
    smallest: float | None = None,
    better_is: Literal["lower", "higher"] = "lower",
) -> TrialAnswer:
    """What a randomised personal trial says.

    Parameters
    ----------
    trial : mapping or data frame with columns date, pair, block, arm, phase (washout or measure), adhered
        (0, 1 or not known) and the outcome (NaN = not recorded), one row a day.
    arms : which arm is the first; default the names in alphabetical order.
    smallest : smallest change that matters, in outcome units.
    better_is : "lower" for pain, "higher" for what one wants more of.

    Notes
    -----
    Exact randomisation of the order within every pair that has answers in both blocks; interval by inversion.
    Every day counts to the arm that was drawn for it, whether or not it was done as planned.

    Raises
    ------
    ValueError
        With one sentence when the table is not a trial.
    """
    if smallest is not None and not (smallest > 0.0 and math.isfinite(smallest)):
        raise ValueError(f"smallest: {smallest}; expected a number above 0 in the outcome's units")
    rows = trial_rows(trial, outcome, arms)
    means = _means(rows)
    whole = np.array([m.second - m.first for m in means if m.first is not None and m.second is not None])
    difference, p = _by_the_coin(whole)
    measured = rows.measured
    known = measured & np.isfinite(rows.outcome)
    split = [rows.outcome[known & (rows.second == arm)] for arm in (0, 1)]
    free = overlap_free(split[0], split[1])
    noted = np.isfinite(rows.adhered)
    done = float(rows.adhered[noted].mean()) if noted.any() else None
    return TrialAnswer(
        arms=rows.arms, pairs=len(whole), difference=difference, p=p, gls=_on_days(rows, known),
        verdict=_verdict(difference, p, better_is), better_is=better_is, smallest=smallest,
        matters=_matters(difference, smallest), adherence=done, overlap_free=None if math.isnan(free) else free,
        days=int(known.sum()), of_days=int(measured.sum()), means=means,
        warnings=tuple(_warnings(rows, means, len(whole), known, done)),
    )  # fmt: skip


def _means(rows: Trial) -> tuple[PairMeans, ...]:
    found: list[PairMeans] = []
    for pair in np.unique(rows.pair):
        mine = rows.measured & (rows.pair == pair) & np.isfinite(rows.outcome)
        first, second = (rows.outcome[mine & (rows.second == arm)] for arm in (0, 1))
        found.append(
            PairMeans(
                int(pair),
                float(first.mean()) if len(first) else None,
                float(second.mean()) if len(second) else None,
            )
        )
    return tuple(found)


def _by_the_coin(whole: Floats) -> tuple[Estimate | None, float | None]:
    if len(whole) == 0:
        return None, None
    ends = flip_interval(whole)
    low, high = ends or (None, None)
    return Estimate(float(whole.mean()), low, high), float(flip_p(whole[None, :])[0])


def _verdict(
    difference: Estimate | None, p: float | None, better_is: str
) -> Literal["better", "worse", "not_clear"]:
    if difference is None or p is None or p > ALPHA or difference.value == 0.0:
        return "not_clear"
    return "better" if (difference.value > 0.0) == (better_is == "higher") else "worse"


def _matters(difference: Estimate | None, smallest: float | None) -> str | None:
    if difference is None or smallest is None or difference.low is None or difference.high is None:
        return None
    if difference.low >= smallest or difference.high <= -smallest:
        return "yes"
    return "no" if -smallest < difference.low and difference.high < smallest else None


def _on_days(rows: Trial, known: NDArray[np.bool_]) -> Estimate | None:
    """The same difference from the measured days, whitened by what the outcome does by itself."""
    order = np.argsort(rows.day[known])
    day, second = rows.day[known][order], rows.second[known][order].astype(np.float64)
    if len(day) < FEWEST_GLS or not 0.0 < second.mean() < 1.0:
        return None
    try:
        fit = fit_null(day, rows.outcome[known][order], np.column_stack([np.ones(len(day)), second]))
    except ValueError:
        return None
    design = fit.whiten(np.column_stack([np.ones(len(day)), second]))
    answer = fit.whiten(rows.outcome[known][order][:, None])[:, 0]
    value = float(np.linalg.lstsq(design, answer, rcond=None)[0][1])
    free = len(day) - 2
    error = math.sqrt(fit.scale * float(np.linalg.inv(design.T @ design)[1, 1]))
    reach = float(stdtrit(free, 0.5 + LEVEL / 2.0)) * error
    p = 2.0 * float(stdtr(free, -abs(value) / error))
    return Estimate(value, value - reach, value + reach, p)


def _warnings(
    rows: Trial, means: tuple[PairMeans, ...], whole: int, known: NDArray[np.bool_], done: float | None
) -> list[str]:  # fmt: skip
    said: list[str] = []
    if whole < FEWEST_PAIRS:
        said.append(
            f"{whole} complete pairs; {FEWEST_PAIRS} are the fewest that can tell luck from a change, so this cannot."
        )
    if whole < len(means):
        said.append(f"{len(means) - whole} pairs have no answer in one of their blocks and are left out.")
    share = float(known.sum()) / max(1, int(rows.measured.sum()))
    if share < LITTLE_NOTED:
        said.append(f"Only {100 * share:.0f} % of the measured days have an answer.")
    if done is not None and done < LITTLE_DONE:
        said.append(
            f"{100 * done:.0f} % of the noted days were done as planned: the difference tells of the plan, not of what was done."
        )
    return said
