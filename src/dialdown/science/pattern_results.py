"""What the pattern finder says: plain frozen records, as JSON and as a data frame."""

from __future__ import annotations

import importlib
import importlib.util
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, cast


def plain(value: object) -> Any:
    """A JSON value: NaN becomes None, NumPy scalars become Python numbers, tuples become lists."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in cast(Sequence[object], value)]
    if isinstance(value, (bool, str)) or value is None:
        return value
    item = getattr(value, "item", None)
    number = item() if callable(item) else value
    if isinstance(number, float) and not math.isfinite(number):
        return None
    return number


def frame_of(rows: list[dict[str, Any]], columns: list[str]) -> Any:
    """A pandas data frame, else a polars one, of `rows`; ImportError when neither is installed."""
    data = {name: [row[name] for row in rows] for name in columns}
    for library in ("pandas", "polars"):
        if importlib.util.find_spec(library) is not None:
            return importlib.import_module(library).DataFrame(data)
    raise ImportError("to_frame needs pandas or polars; to_dict works without them")


@dataclass(frozen=True)
class LagEffect:
    """Effect of one lag (days), with its interval at the factor's level, per `per` units of the factor."""

    lag: int
    effect: float
    low: float
    high: float


# The fields of FactorPattern up to this one are the keys of `patterns --json`.
LAST_PUBLIC = "note"


class FactorPattern(NamedTuple):
    """The answer for one factor (the keys of `patterns --json`, and some that stay in Python).

    `effect` = change of the outcome, summed over the lags, for `per` units of the factor; set with
    `low`, `high` at confidence `level` only when `found`. Otherwise `bound` is the outer end of the
    95 % interval of |effect|, and `months_needed` the further months of the same diary until the
    planned effect would be found in 4 of 5 cases. `p` is None when the factor could not be asked
    about; `note` says why and `reason` is a word for it (never_recorded, few_days, constant,
    hardly_varied, apart, calendar, same, outcome). A bound as wide as the outcome ever moved is none:
    `reason` is then wide. With peeking any, what was found stays found where the last
    look could not ask about it any more: then the numbers are those of the day it was found, and `reason` says
    why the newest days cannot be judged.

    Python only: `lag_effects` what each day does by itself, with intervals at `level` (found only); `lead_p` negative
    control on later days; `joint_p` the factor's p beside everything else that was found, and `beside_others` True when its
    effect is the one beside that, too; `found_on` ISO date of the
    look that found it and `later` "held up" or "did not hold up" on the days since (peeking any;
    None = cannot be told yet); `odds` for a yes/no outcome the odds ratio of yes for `per` units all
    over the lags, beside days of the same month; `recorded_days` days with a value that can be read, `used_days` days of the
    outcome that one of them lies before; `filled_share` share of the needed earlier days that were not recorded and carry
    an expected value.
    """

    name: str
    kind: str
    lags: tuple[int, ...]
    p: float | None = None
    q: float | None = None
    found: bool = False
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    per: float | None = None
    unit: str | None = None
    best_lag: int | None = None
    bound: float | None = None
    months_needed: int | None = None
    note: str | None = None
    reason: str | None = None
    lag_effects: tuple[LagEffect, ...] = ()
    lead_p: float | None = None
    joint_p: float | None = None
    beside_others: bool = False
    found_on: str | None = None
    later: str | None = None
    odds: float | None = None
    recorded_days: int = 0
    used_days: int = 0
    filled_share: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The factor's object of `patterns --json`."""
        public = self._fields[: self._fields.index(LAST_PUBLIC) + 1]
        return {name: plain(getattr(self, name)) for name in public}


@dataclass(frozen=True)
class Dynamics:
    """How the outcome follows itself, in its own units.

    `phi` day-to-day memory; `memory_sd` size of that part, `white_sd` day noise, `level_step_sd`
    daily step of the slow level; `innovation_check_p` Ljung-Box p-value of what is left;
    `gradient` and `converged` of the fit; `as_of` last day that was looked at; `next_look` number
    of observed days at which the next look falls (peeking any); `smallest` the effect that
    `months_needed` plans for; `warning` one sentence or None.
    """

    phi: float | None = None
    memory_sd: float | None = None
    white_sd: float | None = None
    level_step_sd: float | None = None
    innovation_check_p: float | None = None
    gradient: float | None = None
    converged: bool = False
    as_of: str | None = None
    next_look: int | None = None
    smallest: float | None = None
    warning: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The `dynamics` object of `patterns --json`."""
        values = {field.name: plain(getattr(self, field.name)) for field in fields(self)}
        values["innovation_check"] = {"p": values.pop("innovation_check_p")}
        return values


@dataclass(frozen=True)
class Patterns:
    """All answers for one outcome of one person (`patterns --json`)."""

    outcome: str
    days: int
    observed_days: int
    first_date: str | None
    last_date: str | None
    fdr: float
    peeking: str
    dynamics: Dynamics
    enough: bool
    enough_on: str | None
    factors: tuple[FactorPattern, ...]

    @property
    def found(self) -> tuple[FactorPattern, ...]:
        """The factors that passed."""
        return tuple(factor for factor in self.factors if factor.found)

    def to_dict(self) -> dict[str, Any]:
        """The document of `patterns --json`; never NaN, not known = None."""
        values = {field.name: plain(getattr(self, field.name)) for field in fields(self)[:-1]}
        values["dynamics"] = self.dynamics.to_dict()
        values["factors"] = [factor.to_dict() for factor in self.factors]
        return values

    def to_frame(self) -> Any:
        """One row per factor, as a pandas data frame (else polars; ImportError without either)."""
        names = [name for name in FactorPattern._fields if name != "lag_effects"]
        rows = [{name: plain(getattr(factor, name)) for name in names} for factor in self.factors]
        return frame_of(rows, names)
