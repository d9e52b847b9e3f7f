"""One line of a benchmark: what was measured, what came out, what it has to be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


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
