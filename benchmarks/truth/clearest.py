"""How often the clearest lag of what is found is the true one or within a day of it, and whether each day's range holds its effect.

python -m benchmarks.truth.clearest --people 1000
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.truth.conditions import STANDARD, diary
from dialdown.science.findings import best_lag, day_effects, days_by_lag
from dialdown.science.lags import SD
from dialdown.science.looks import look_at
from dialdown.science.multiplicity import false_discovery_q
from dialdown.science.table import day_table

FDR, LAGS, EFFECT = 0.10, 7, 0.7
PLANTED = ((1,), (2,), (3,), (4,), (5,), (1, 2), (1, 2, 3), (1, 2, 3, 4, 5, 6, 7))


@dataclass(frozen=True)
class Found:
    """One person in whom the planted factor is found at one look: its clearest `lag`; of the lags how many have their effect in
    their range at the `level` of what is shown (`covered`), and how many without an effect are shown as clear (`clear`)."""

    lag: int
    level: float
    covered: int
    clear: int


def clearest(
    at: tuple[int, ...], days: int, people: int, first: int = 0, kind: str = "behaviour"
) -> Iterator[Found]:
    """What is found of a factor that does something at the lags `at`, for each person in whom it is found."""
    for person in range(first, first + people):
        rng = np.random.default_rng([31, days, person])
        table = day_table(*diary(STANDARD.planted(EFFECT, at), days, rng), None)
        look = look_at(table, dict.fromkeys(table.factors, kind), LAGS)
        found = np.nan_to_num(false_discovery_q(look.p), nan=1.0) <= FDR
        lag = best_lag(look, 0, days_by_lag(look, 0)) if found[0] else None
        if lag is not None:
            level = 1.0 - FDR * int(found.sum()) / len(found)
            covered = clear = 0
            for one, _effect, low, high in day_effects(look, 0, days_by_lag(look, 0), level):
                # In points per person-SD of this very diary.
                true = EFFECT / len(at) * look.records[0, SD] if one in at else 0.0
                covered += low <= true <= high
                clear += true == 0.0 and not low <= 0.0 <= high
            yield Found(lag, level, covered, clear)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="number of the first person")
    wanted = parser.parse_args()
    print(
        f"{wanted.people} people | days | found | clearest lag is true | within one day | range of a day at | holds | wrongly clear days"
    )
    for at, kind in [*((at, "behaviour") for at in PLANTED), ((0,), "weather"), ((0, 1), "weather")]:
        for days in (180, 365):
            found = list(clearest(at, days, wanted.people, wanted.first, kind))
            near = np.array([min(abs(one.lag - true) for true in at) for one in found])
            lags = LAGS + (kind == "weather")
            print(
                f"{kind} {', '.join(map(str, at))} | {days} | {100 * len(found) / wanted.people:.1f} | {100 * np.mean(near == 0):.1f} | "
                f"{100 * np.mean(near <= 1):.1f} | {100 * np.mean([one.level for one in found]):.1f} | "
                f"{100 * np.mean([one.covered for one in found]) / lags:.1f} | {np.mean([one.clear for one in found]):.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
