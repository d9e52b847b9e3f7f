"""How often the clearest lag of what is found is the true one, and how often it is within a day of it.

python -m benchmarks.truth.clearest --people 1000
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np

from benchmarks.truth.conditions import STANDARD, diary
from dialdown.science.looks import best_lag, look_at
from dialdown.science.multiplicity import false_discovery_q
from dialdown.science.table import day_table

FDR, LAGS, EFFECT = 0.10, 7, 0.7
PLANTED = ((1,), (2,), (3,), (4,), (5,), (1, 2), (1, 2, 3), (1, 2, 3, 4, 5, 6, 7))


def clearest(at: tuple[int, ...], days: int, people: int, first: int = 0) -> Iterator[int]:
    """The clearest lag of the planted factor, for each person in whom it is found at one look."""
    for person in range(first, first + people):
        rng = np.random.default_rng([31, days, person])
        table = day_table(*diary(STANDARD.planted(EFFECT, at), days, rng), None)
        look = look_at(table, dict.fromkeys(table.factors, "behaviour"), LAGS)
        q = np.nan_to_num(false_discovery_q(look.p), nan=1.0)
        lag = best_lag(look, 0) if q[0] <= FDR else None
        if lag is not None:
            yield lag


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="number of the first person")
    wanted = parser.parse_args()
    print(f"{wanted.people} people | days | found | clearest lag is true | within one day")
    for at in PLANTED:
        for days in (180, 365):
            lags = list(clearest(at, days, wanted.people, wanted.first))
            near = [min(abs(lag - true) for true in at) for lag in lags]
            print(
                f"{', '.join(map(str, at))} | {days} | {100 * len(lags) / wanted.people:.1f} % | "
                f"{100 * np.mean(np.array(near) == 0):.1f} % | {100 * np.mean(np.array(near) <= 1):.1f} %",
                flush=True,
            )


if __name__ == "__main__":
    main()
