"""One line of a benchmark: what was measured, what came out, what it has to be."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Line:
    """`measured` and `most` are in `unit`; without `most` the line only informs."""

    what: str
    measured: float
    unit: str
    most: float | None = None

    @property
    def kept(self) -> bool:
        """True when the measurement is within its target, or has none."""
        return self.most is None or self.measured <= self.most

    def markdown(self) -> str:
        """The line as a row of a Markdown table."""
        target = "" if self.most is None else f"at most {self.most:g} {self.unit}"
        verdict = "" if self.most is None else ("yes" if self.kept else "**no**")
        return f"| {self.what} | {self.measured:.3g} {self.unit} | {target} | {verdict} |"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of `values` do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def seconds(
    work: Callable[[], object],
    times: int,
    of: Callable[[list[float]], float] = median,
    clock: Callable[[], float] = time.perf_counter,
) -> float:
    """Seconds of one call of `work`, warm: the median of `times`, or what `of` says; of the processor with its `clock`."""
    work()
    taken: list[float] = []
    for _ in range(times):
        before = clock()
        work()
        taken.append(clock() - before)
    return of(taken)
