"""Small SVG drawing with the classes of the design kit; colours and type come from the page's theme.

Everything is placed in the units of a picture that is shown at its own width, so that labels stay
at 15 px: a picture is drawn narrow for a phone and wide for a desktop (`NARROW`, `WIDE`).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.dates import MONTHS_3
from django.utils.html import escape

NARROW, WIDE = 326, 680
LEFT, RIGHT, TOP, BOTTOM = 36, 10, 16, 34
# A line is never joined across more missing days than this.
BRIDGE = 2


def ticks(top: float, most: int = 4) -> list[float]:
    """Round values from 0 to at least `top`, at most `most` steps apart."""
    if not top > 0:
        return [0.0, 1.0]
    raw = top / most
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(m * size for m in (1, 2, 2.5, 5, 10) if m * size >= raw * (1 - 1e-9))
    return [step * i for i in range(math.ceil(top / step - 1e-9) + 1)]


def plain(number: float) -> str:
    """A short number for a label: no trailing zeros, at most one decimal."""
    return f"{number:.1f}".removesuffix(".0") if abs(number) < 100 else f"{number:.0f}"


def segments(days: Sequence[dt.date], step: int = 1) -> list[list[int]]:
    """Runs of positions that may be joined: no more than BRIDGE steps of `step` days missing between."""
    runs: list[list[int]] = []
    for i, day in enumerate(days):
        if runs and (day - days[i - 1]).days <= step * (BRIDGE + 1):
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


@dataclass
class Picture:
    """One drawing: a plot area with a value axis from 0 and a time axis, and shapes on it."""

    width: int
    height: int
    first: dt.date
    last: dt.date
    top: float
    bottom: float = 0.0
    shapes: list[str] = field(default_factory=list[str])

    def x(self, day: dt.date | float) -> float:
        """Left edge of a day in the picture."""
        at = (day - self.first).days if isinstance(day, dt.date) else day
        span = (self.last - self.first).days + 1
        return LEFT + (self.width - LEFT - RIGHT) * at / span

    def middle(self, day: dt.date) -> float:
        """Middle of a day in the picture."""
        return (self.x(day) + self.x(day + dt.timedelta(days=1))) / 2

    def y(self, value: float) -> float:
        """Height of a value in the picture."""
        share = (value - self.bottom) / (self.top - self.bottom)
        return TOP + (self.height - TOP - BOTTOM) * (1 - share)

    def add(self, shape: str) -> None:
        """Put a shape on top of the others."""
        self.shapes.append(shape)

    def text(self, x: float, y: float, words: str, anchor: str = "middle", cls: str = "") -> None:
        """Words at a place."""
        name = f' class="{cls}"' if cls else ""
        self.add(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{name}>{escape(words)}</text>')

    def value_axis(self, values: Iterable[float]) -> None:
        """Grid lines with their numbers."""
        for value in values:
            y = self.y(value)
            self.add(f'<line class="grid" x1="{LEFT}" x2="{self.width - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
            self.text(LEFT - 8, y + 5, plain(value), "end")

    def time_axis(self) -> None:
        """Months (or years, on long spans) below the plot, as many as fit."""
        span = (self.last - self.first).days + 1
        if span > 800:
            starts = [dt.date(year, 1, 1) for year in range(self.first.year, self.last.year + 1)]
            names = [str(start.year) for start in starts]
        elif span > 45:
            starts = _month_starts(self.first, self.last)
            names = [str(MONTHS_3[start.month]).capitalize() for start in starts]
        else:
            starts = [self.first + dt.timedelta(days=i) for i in range(0, span, 7)]
            names = [f"{start.day} {str(MONTHS_3[start.month]).capitalize()}" for start in starts]
        room = 0.0
        for start, name in zip(starts, names, strict=True):
            x = self.x(max(start, self.first))
            half = len(name) * 4.4
            if x - 2 < room or x + 2 * half > self.width:
                continue
            self.text(x, self.height - 8, name, "start")
            self.add(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{self.height - BOTTOM}" y2="{self.height - BOTTOM + 5}"/>')
            room = x + 2 * half + 12

    def line(self, days: Sequence[dt.date], values: Sequence[float], cls: str, step: int = 1) -> None:
        """A line that stops where more than two steps are missing; a lone point becomes a dot."""
        dots = {"l1": "d1", "l2": "d2", "l3": "d3"}[cls]
        for run in segments(days, step):
            points = [(self.middle(days[i]), self.y(values[i])) for i in run]
            if len(points) == 1:
                self.add(f'<circle class="{dots}" cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="3"/>')
            else:
                path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
                self.add(f'<path class="{cls}" d="M{path}"/>')

    def band(self, days: Sequence[dt.date], lows: Sequence[float], highs: Sequence[float], cls: str, step: int = 1) -> None:
        """A filled band between two lines, with the same gaps as `line`."""
        for run in segments(days, step):
            up = [f"{self.middle(days[i]):.1f} {self.y(highs[i]):.1f}" for i in run]
            down = [f"{self.middle(days[i]):.1f} {self.y(lows[i]):.1f}" for i in reversed(run)]
            if len(run) == 1:
                i = run[0]
                self.add(
                    f'<rect class="{cls}" x="{self.middle(days[i]) - 3:.1f}" y="{self.y(highs[i]):.1f}" width="6" '
                    f'height="{max(1.0, self.y(lows[i]) - self.y(highs[i])):.1f}"/>'
                )
            else:
                self.add(f'<path class="{cls}" d="M{"L".join([*up, *down])}Z"/>')

    def bar(self, start: float, end: float, value: float, cls: str) -> None:
        """A bar from the axis up to `value` between two heights of the time axis (in picture units)."""
        gap = min(2.0, (end - start) * 0.15)
        y = self.y(value)
        height = self.y(self.bottom) - y
        self.add(
            f'<rect class="{cls}" x="{start + gap:.1f}" y="{y:.1f}" width="{max(0.8, end - start - 2 * gap):.1f}" height="{height:.1f}"/>'
        )

    def dot(self, day: dt.date, value: float, cls: str, r: float = 3.0) -> None:
        """A point."""
        self.add(f'<circle class="{cls}" cx="{self.middle(day):.1f}" cy="{self.y(value):.1f}" r="{r:g}"/>')

    def missing(self, days: Iterable[dt.date]) -> None:
        """A short open mark under the axis for each day without an entry, joined where they follow each other."""
        y = self.height - BOTTOM + 10
        run: list[dt.date] = []
        for day in [*sorted(days), None]:
            if run and (day is None or (day - run[-1]).days > 1):
                a, b = self.x(run[0]), self.x(run[-1] + dt.timedelta(days=1))
                self.add(f'<line class="gap" x1="{a:.1f}" x2="{max(b - 0.5, a + 0.8):.1f}" y1="{y}" y2="{y}"/>')
                run = []
            if day is not None:
                run.append(day)

    def svg(self, label: str, cls: str) -> str:
        """The finished picture; `label` says in one sentence what it shows."""
        return (
            f'<svg class="{cls}" viewBox="0 0 {self.width} {self.height}" role="img" aria-label="{escape(label)}">'
            f"{''.join(self.shapes)}</svg>"
        )


def _month_starts(first: dt.date, last: dt.date) -> list[dt.date]:
    starts = [first]
    year, month = first.year, first.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        start = dt.date(year, month, 1)
        if start > last:
            # A first month that is nearly over would crowd out the next label.
            return starts[1:] if len(starts) > 1 and (starts[1] - first).days < 10 else starts
        starts.append(start)
