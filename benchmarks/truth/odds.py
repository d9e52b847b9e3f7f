"""How often the 95 % range of the odds that conditional logistic regression gives leaves out 1 for factors that do nothing.

python -m benchmarks.truth.odds --people 100
"""

from __future__ import annotations

import argparse

import numpy as np

from benchmarks.truth.conditions import CONDITIONS, diary
from dialdown.science.lags import lag_shapes
from dialdown.science.looks import look_at
from dialdown.science.strata import conditional_logit
from dialdown.science.table import day_table

LAGS, MONTH = 7, 30


def left_out(name: str, days: int, people: int) -> tuple[int, int]:
    """Ranges that leave 1 out, and ranges, over all factors of `people` diaries without any pattern."""
    (condition,) = (one for one in CONDITIONS if one.name == name)
    out = asked = 0
    for person in range(people):
        table = day_table(*diary(condition, days, np.random.default_rng([51, days, person])), None)
        look = look_at(table, dict.fromkeys(table.factors, "behaviour"), LAGS)
        for factor, test in enumerate(look.tests):
            if test is not None:
                window = look.columns(factor)[:, 0] / lag_shapes(1, LAGS)[:, 0].sum()
                _odds, low, high = conditional_logit(
                    table.outcome[look.day], window, look.day // MONTH
                ).odds_ratio(per=1.0)
                asked += 1
                out += not low <= 1.0 <= high
    return out, asked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100)
    wanted = parser.parse_args()
    print("condition | days | ranges | leave 1 out, %")
    for condition in CONDITIONS:
        for days in (180, 365) if condition.scale == "yes/no" else ():
            out, asked = left_out(condition.name, days, wanted.people)
            print(f"{condition.name} | {days} | {asked} | {100 * out / asked:.1f}", flush=True)


if __name__ == "__main__":
    main()
