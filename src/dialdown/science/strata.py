"""Exact conditional logistic regression: yes/no days compared with other days of the same stratum.

Each stratum (a person, a person's month) is conditioned on its number of yes-days, so whatever is
constant in it drops out: no intercepts are estimated and none can bias the rest. The likelihood
is exact, ties and all::

    log L(b) = sum over strata of  sum of x'b over yes-days  -  log sum over all choices of as many days

The sum over choices is an elementary symmetric function of exp(x'b), built day by day together
with its first and second derivatives.

Source: Gail, Lubin and Rubinstein 1981, Biometrika 68:703. Reference: R's survival::clogit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, ndtri  # pyright: ignore[reportMissingTypeStubs]

from dialdown.science.compiled import compiled
from dialdown.science.pattern_results import frame_of, plain

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEVEL = 0.95
# Largest change of the log odds across one covariate's own SD that is still taken for an estimate.
LARGEST = 15.0
LARGEST_SE = 100.0
TOLERANCE, ROUNDING = 1e-16, 1e-13


@dataclass(frozen=True)
class ConditionalLogit:
    """Log odds ratios per unit of each covariate: `coef` (p,) with standard errors `se` (p,).

    `loglik` the exact conditional log likelihood at `coef` and `loglik_null` at 0; `days` and
    `strata` that say something: strata with yes and no days.
    """

    names: tuple[str, ...]
    coef: Floats
    se: Floats
    loglik: float
    loglik_null: float
    days: int
    strata: int

    def odds_ratio(self, covariate: int = 0, *, per: float = 1.0) -> tuple[float, float, float]:
        """Odds ratio for `per` units of one covariate, with its 95 % interval.

        Beyond the range of floating point numbers it is infinite (or 0): the days all but separate yes from no.
        """
        middle, reach = (
            per * self.coef[covariate],
            abs(per) * self.se[covariate] * float(ndtri(0.5 + LEVEL / 2.0)),
        )
        return _exp(middle), _exp(middle - reach), _exp(middle + reach)

    def to_dict(self) -> dict[str, Any]:
        """Plain data: one entry per covariate."""
        effects = [
            {"name": name, "coef": plain(self.coef[i]), "se": plain(self.se[i])}
            for i, name in enumerate(self.names)
        ]
        return {
            "effects": effects, "loglik": self.loglik, "loglik_null": self.loglik_null, "days": self.days,
            "strata": self.strata,
        }  # fmt: skip

    def to_frame(self) -> Any:
        """One row per covariate, as a pandas data frame (else polars; ImportError without either)."""
        return frame_of(self.to_dict()["effects"], ["name", "coef", "se"])


def _exp(power: float) -> float:
    try:
        return math.exp(power)
    except OverflowError:
        return math.inf


def conditional_logit(outcome: object, covariates: object, strata: object) -> ConditionalLogit:
    """Exact conditional logistic regression.

    `outcome` (n,) 0 or 1; `covariates` a mapping of name to (n,), a data frame, or an array (n, p) or
    (n,); `strata` (n,) labels, such as the person or the person's month. Rows with a value that was
    not recorded (NaN) are left out. ValueError with one sentence when the input is not that, when a
    covariate says nothing within the strata, or when it separates yes from no so that no estimate exists.
    """
    yes, design, names, group = _checked(outcome, covariates, strata)
    order = np.argsort(group, kind="stable")
    yes, design, group = yes[order], design[order], group[order]
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(group) else np.zeros(0, np.int64)
    sizes = np.diff(np.r_[starts, len(group)])
    cases = np.add.reduceat(yes, starts) if len(starts) else np.zeros(0)
    informs = (cases > 0) & (cases < sizes)
    if not informs.any():
        raise ValueError("outcome: no stratum has both yes and no days")
    used = np.repeat(informs, sizes)
    yes, design, sizes, cases = yes[used], design[used], sizes[informs], cases[informs].astype(np.int64)
    begins = np.r_[0, np.cumsum(sizes)].astype(np.int64)
    # Within the strata only differences matter: taking the means out keeps the digits.
    design = design - np.repeat(np.add.reduceat(design, begins[:-1]) / sizes[:, None], sizes, axis=0)
    size = _sizes(design, names)
    # Days that are rarer (yes or no) are chosen: the same likelihood with less work.
    flip = np.where(2 * cases > sizes, -1.0, 1.0)
    rare = np.where(np.repeat(flip, sizes) < 0.0, 1.0 - yes, yes)
    turned = np.ascontiguousarray(design / size * np.repeat(flip, sizes)[:, None])
    chosen = np.minimum(cases, sizes - cases)
    ways = float(sum(gammaln(sizes + 1.0) - gammaln(chosen + 1.0) - gammaln(sizes - chosen + 1.0)))
    coef, value, variance = _newton(turned, rare, begins, chosen, names)
    null = -ways
    return ConditionalLogit(
        names=names, coef=coef / size, se=np.sqrt(variance) / size, loglik=value - ways,
        loglik_null=null, days=len(yes), strata=len(sizes),
    )  # fmt: skip


def _newton(
    design: Floats, rare: Floats, begins: Ints, chosen: Ints, names: tuple[str, ...]
) -> tuple[Floats, float, Floats]:
    """The maximum (p,), its log likelihood but for a constant, and the variances (p,) there."""
    pulled = design.T @ rare
    coef = variance = np.zeros(len(names))
    value, gradient, information = _likelihood(coef, design, begins, chosen, pulled)
    for _ in range(100):
        step = np.linalg.solve(information, gradient)
        gain = float(step @ gradient)
        tried = _likelihood(coef + step, design, begins, chosen, pulled)
        while not tried[0] >= value - ROUNDING * abs(value):
            step = step / 2.0
            tried = _likelihood(coef + step, design, begins, chosen, pulled)
        coef = coef + step
        value, gradient, information = tried
        variance = np.asarray(np.diag(np.linalg.pinv(information)), np.float64)
        endless = (np.abs(coef) > LARGEST) | (variance > LARGEST_SE**2)
        if endless.any():
            name = names[int(np.argmax(np.where(endless, np.abs(coef), 0.0)))]
            raise ValueError(
                f"covariates: {name} separates yes from no days; its effect has no finite estimate"
            )
        if gain < TOLERANCE * max(1.0, abs(value)):
            break
    return coef, value, variance


@compiled
def _likelihood(
    coef: Floats, design: Floats, begins: Ints, chosen: Ints, pulled: Floats
) -> tuple[float, Floats, Floats]:
    """Log likelihood (without the number of choices), gradient (p,) and information (p, p).

    `design` (n, p) with stratum means 0, `begins` (s + 1,) first rows of the strata, `chosen` (s,)
    days chosen in each, `pulled` (p,) sum of the chosen rows. The functions are divided by the
    number of choices all along, so that they stay means of products and never overflow by counting.
    """
    width = len(coef)
    total = 0.0
    gradient = pulled.copy()
    information = np.zeros((width, width))
    for i in range(width):
        total += coef[i] * pulled[i]
    most = 0
    for s in range(len(chosen)):
        most = max(most, chosen[s])
    value = np.empty(most + 1)
    first = np.empty((most + 1, width))
    second = np.empty((most + 1, width, width))
    for s in range(len(chosen)):
        begin, end, pick = begins[s], begins[s + 1], chosen[s]
        value[: pick + 1] = 0.0
        first[: pick + 1] = 0.0
        second[: pick + 1] = 0.0
        value[0] = 1.0
        for t in range(begin, end):
            seen = t - begin + 1
            power = 0.0
            for i in range(width):
                power += coef[i] * design[t, i]
            odds = math.exp(power)
            # Downwards, so that j - 1 still is the value without this day.
            for j in range(min(pick, seen), max(0, pick - (end - t)), -1):
                stay = (seen - j) / seen
                take = odds * j / seen
                for i in range(width):
                    x = design[t, i]
                    for k in range(i + 1):
                        second[j, i, k] = stay * second[j, i, k] + take * (
                            second[j - 1, i, k]
                            + x * first[j - 1, k]
                            + design[t, k] * (first[j - 1, i] + x * value[j - 1])
                        )
                for i in range(width):
                    first[j, i] = stay * first[j, i] + take * (first[j - 1, i] + design[t, i] * value[j - 1])
                value[j] = stay * value[j] + take * value[j - 1]
        total -= math.log(value[pick])
        for i in range(width):
            mean = first[pick, i] / value[pick]
            gradient[i] -= mean
            for k in range(i + 1):
                spread = second[pick, i, k] / value[pick] - mean * first[pick, k] / value[pick]
                information[i, k] += spread
                if k < i:
                    information[k, i] += spread
    return total, gradient, information


def _sizes(design: Floats, names: tuple[str, ...]) -> Floats:
    """SD within the strata of every covariate (p,); ValueError for one that says nothing of its own."""
    size = np.sqrt((design * design).mean(axis=0))
    largest = np.abs(design).max(axis=0)
    for name, one, most in zip(names, size, largest, strict=True):
        if not one > 1e-9 * max(most, 1e-100):
            raise ValueError(f"covariates: {name} is the same on all days of every stratum")
    _, triangle = np.linalg.qr(design / size)
    for i, name in enumerate(names):
        if not abs(triangle[i, i]) > 1e-7 * math.sqrt(len(design)):
            raise ValueError(f"covariates: {name} follows from the ones before it")
    return size


def _checked(
    outcome: object, covariates: object, strata: object
) -> tuple[Floats, Floats, tuple[str, ...], Ints]:
    """Complete rows only: yes (n,), design (n, p), names, stratum number (n,)."""
    columns = _columns(covariates)
    try:
        yes = np.asarray(outcome, dtype=np.float64)
        design = np.column_stack([np.asarray(values, dtype=np.float64) for values in columns.values()])
    except (TypeError, ValueError):
        raise ValueError("outcome and covariates: expected columns of numbers of one length") from None
    labels = np.asarray(strata)
    if yes.ndim != 1 or labels.ndim != 1 or not len(yes) == len(design) == len(labels):
        raise ValueError(
            f"outcome, covariates and strata: expected one row a day, got {yes.shape}, {design.shape}, {labels.shape}"
        )
    if np.isinf(design).any():
        raise ValueError("covariates: expected finite numbers")
    if not np.isin(yes[np.isfinite(yes)], (0.0, 1.0)).all() or np.isinf(yes).any():
        raise ValueError("outcome: expected 0 or 1 on every day")
    keep = np.isfinite(yes) & np.isfinite(design).all(axis=1)
    numbers: dict[Any, int] = {}
    group = np.array([numbers.setdefault(label, len(numbers)) for label in labels[keep].tolist()], np.int64)
    return yes[keep], design[keep], tuple(columns), group


def _columns(covariates: object) -> dict[str, object]:
    if hasattr(covariates, "columns"):  # a data frame of any library
        frame = cast(Any, covariates)
        found: dict[str, object] = {str(name): frame[name] for name in frame.columns}
    elif isinstance(covariates, Mapping):
        found = {str(name): values for name, values in cast(Mapping[str, object], covariates).items()}
    else:
        array = np.asarray(covariates)
        array = array[:, None] if array.ndim == 1 else array
        found = {f"x{i}": array[:, i] for i in range(array.shape[1])} if array.ndim == 2 else {}
    if not found:
        raise ValueError("covariates: expected a mapping, a data frame or an array (days, covariates)")
    return found
