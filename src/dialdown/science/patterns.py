"""The pattern finder: which factors go with the outcome, at which lag, with controlled error.

The outcome is first explained by itself (slow level, day-to-day memory, weekday, trend). Each
factor is then asked whether its earlier days explain anything of what is left. See
docs/science/patterns.md for the method and its measured error rates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

import numpy as np

from dialdown.science.answers import Planning, enough_on, factor_answers
from dialdown.science.looks import FIRST_LAG, Look, scheduled_looks, single_look
from dialdown.science.multiplicity import FEWEST_DAYS, look_schedule, next_look
from dialdown.science.pattern_results import Dynamics, FactorPattern, Patterns
from dialdown.science.table import DayTable, day_table

# The size of effect that planning aims at, as a share of the outcome's own standard deviation.
SMALLEST_SHARE = 0.5
LONGEST_LAG = 30


def find_patterns(
    outcome: object,
    factors: object,
    *,
    dates: object | None = None,
    kinds: Mapping[str, str] | None = None,
    lags: int = 7,
    fdr: float = 0.10,
    peeking: Literal["none", "any"] = "none",
    smallest: float | None = None,
    outcome_name: str | None = None,
) -> Patterns:
    """Which factors go with the outcome, with controlled false discoveries.

    Parameters
    ----------
    outcome : one number a row (rows,), NaN = not recorded. Points on a scale, amounts, counts, or
        yes/no as 1/0: effects are then shares of days, with an odds ratio beside them, and each
        answer is needed on 10 days.
    factors : mapping of name to (rows,), a data frame, or an array (rows, factors) named f0, f1, ...
    dates : ISO dates or datetime64, one a row, any order, gaps allowed, none twice. Without dates
        (and without a date index on `outcome`) rows are consecutive days.
    kinds : name to "behaviour" (default), "state" (both lags 1 to `lags`), "weather" or
        "calendar" (lags 0 to `lags`): what cannot answer to the day, such as holidays. An answer that was
        written down together with the outcome is neither, even if it is about a plan.
    lags : longest lag in days, 1 to 30.
    fdr : expected share of luck among what is found. Several outcomes of one diary count as several
        questions: take the values of `outcome_budgets`.
    peeking : "none" = this table is looked at once; "any" = valid however often one asks while
        the same diary grows at its end (verdicts change at fixed numbers of observed days only; with other
        factors, or old days filled in, all looks are taken anew and what was found may be lost; `p` and `q`
        hold at any time, and `level` = 1 - fdr x share of the look x R / m).
    smallest : effect in outcome units that `months_needed` plans for; default half of the
        outcome's own standard deviation.
    outcome_name : default the name of a series, else "outcome".

    Returns
    -------
    Patterns
        `enough` is False below 42 observed days, and `enough_on` the date when there will be enough.

    Raises
    ------
    ValueError
        With one sentence: not numbers, infinite or absurdly large values, lengths that differ,
        dates that are no dates or appear twice, an unknown kind, lags, fdr or peeking out of range.
    """
    table = day_table(outcome, factors, dates)
    kinds = _checked(kinds, list(table.factors), lags=lags, fdr=fdr, peeking=peeking, smallest=smallest)
    name = outcome_name or str(getattr(outcome, "name", None) or "outcome")
    observed = int(np.isfinite(table.outcome).sum())
    if observed < FEWEST_DAYS:
        last = table.date(len(table.outcome) - 1)
        return _result(
            name, table, fdr, peeking, Dynamics(), [], enough_on(last, observed, len(table.outcome))
        )
    if peeking == "any":
        look, verdicts = scheduled_looks(table, kinds, lags, fdr)
        following = next_look(look_schedule(observed))[0]
    else:
        look, verdicts = single_look(table, kinds, lags, fdr)
        following = None
    aim = (
        smallest if smallest is not None else SMALLEST_SHARE * float(np.std(table.outcome[look.day], ddof=1))
    )
    answers = factor_answers(look, verdicts, Planning(aim, peeking == "any"), kinds)
    return _result(name, table, fdr, peeking, _describe(look, aim, following), answers, None)


def _result(
    name: str, table: DayTable, fdr: float, peeking: str, dynamics: Dynamics, answers: list[FactorPattern],
    enough: str | None,
) -> Patterns:  # fmt: skip
    days, observed = len(table.outcome), int(np.isfinite(table.outcome).sum())
    first, last = (table.date(0), table.date(days - 1)) if days else (None, None)
    return Patterns(
        outcome=name, days=days, observed_days=observed, first_date=first.isoformat() if first else None,
        last_date=last.isoformat() if last else None, fdr=fdr, peeking=peeking, dynamics=dynamics,
        enough=observed >= FEWEST_DAYS, enough_on=enough, factors=tuple(answers),
    )  # fmt: skip


def _describe(look: Look, smallest: float, following: int | None) -> Dynamics:
    as_of = look.table.date(len(look.table.outcome) - 1)
    when = None if as_of is None else as_of.isoformat()
    null = look.null
    if null is None:
        return Dynamics(as_of=when, next_look=following, warning=look.refusal)
    warning = look.refusal
    if warning is None and not null.follows_the_model:
        warning = "The outcome does not follow the simple day-to-day model; read these answers with care."
    size = math.sqrt(null.scale)
    return Dynamics(
        phi=null.phi, memory_sd=size * math.sqrt(null.r), white_sd=size, level_step_sd=size * math.sqrt(null.q),
        innovation_check_p=null.check if math.isfinite(null.check) else None, gradient=null.gradient,
        converged=null.converged, as_of=when, next_look=following, smallest=smallest, warning=warning,
    )  # fmt: skip


def _checked(
    kinds: Mapping[str, str] | None, names: list[str], *, lags: int, fdr: float, peeking: str,
    smallest: float | None,
) -> dict[str, str]:  # fmt: skip
    """The kind of every factor; ValueError with one sentence on a bad argument."""
    given = dict(kinds or {})
    for name, kind in given.items():
        if name not in names:
            raise ValueError(f"kinds: there is no factor called {name}")
        if kind not in FIRST_LAG:
            raise ValueError(f"kinds: {name} is {kind!r}; expected behaviour, state, weather or calendar")
    if not 1 <= lags <= LONGEST_LAG:
        raise ValueError(f"lags: {lags}; expected 1 to {LONGEST_LAG} days")
    if not 0.0 < fdr < 1.0:
        raise ValueError(f"fdr: {fdr}; expected a share between 0 and 1")
    if peeking not in ("none", "any"):
        raise ValueError(f"peeking: {peeking!r}; expected none or any")
    if smallest is not None and not (smallest > 0.0 and math.isfinite(smallest)):
        raise ValueError(f"smallest: {smallest}; expected a number above 0 in the outcome's units")
    return {name: given.get(name, "behaviour") for name in names}
