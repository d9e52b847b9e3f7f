"""Small SVG drawing with the classes of the design kit; colours and type come from the page's theme.

A picture is drawn narrow for a phone and wide for a desktop (`NARROW`, `WIDE`), so that labels stay
near 15 px; `insights.css` shows the one that fits its card and sets the size of its labels.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.dates import MONTHS_3
from django.utils.formats import date_format, number_format
from django.utils.html import escape

from dialdown.insights.periods import Bucket

NARROW, WIDE = 326, 540
LEFT, RIGHT, TOP, BOTTOM = 36, 10, 16, 34
# About the width of a digit or letter of a label.
LETTER = 9.0
# The same where a small card makes labels large.
LARGE = 11.0


def ticks(top: float, most: int = 4) -> list[float]:
    """Round values from 0 to at least `top`, at most `most` steps apart."""
    if not top > 0:
        return [0.0, 1.0]
    raw = top / most
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(m * size for m in (1, 2, 2.5, 5, 10) if m * size >= raw * (1 - 1e-9))
    return [step * i for i in range(math.ceil(top / step - 1e-9) + 1)]


def plain(number: float) -> str:
    """A short number for a label: no trailing zeros, at most two decimals, a thin space between thousands."""
    if abs(number) >= 1000:
        return f"{number:,.0f}".replace(",", "\u202f")
    return str(number_format(f"{number:.2f}".rstrip("0").rstrip(".")))


@dataclass
class Picture:
    """One drawing: a plot area with a value axis from 0 and a time axis, and shapes on it."""

    width: int
    height: int
    first: dt.date
    last: dt.date
    top: float
    left: float = LEFT
    bottom: float = BOTTOM
    shapes: list[str] = field(default_factory=list[str])

    def x(self, day: dt.date | float) -> float:
        """Left edge of a day in the picture."""
        at = (day - self.first).days if isinstance(day, dt.date) else day
        span = (self.last - self.first).days + 1
        return self.left + (self.width - self.left - RIGHT) * at / span

    def end(self, day: dt.date) -> float:
        """Right edge of a day in the picture."""
        return self.x((day - self.first).days + 1.0)

    def middle(self, day: dt.date) -> float:
        """Middle of a day in the picture."""
        return (self.x(day) + self.end(day)) / 2

    def y(self, value: float) -> float:
        """Height of a value in the picture."""
        return TOP + (self.height - TOP - self.bottom) * (1 - value / self.top)

    def add(self, shape: str) -> None:
        """Put a shape on top of the others."""
        self.shapes.append(shape)

    def text(self, x: float, y: float, words: str, anchor: str = "middle", cls: str = "") -> None:
        """Words at a place."""
        name = f' class="{cls}"' if cls else ""
        self.add(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{name}>{escape(words)}</text>')

    def value_axis(self, values: Sequence[float]) -> None:
        """Grid lines with their numbers; the plot makes room for them."""
        names = [plain(value) for value in values]
        self.left = max(float(LEFT), 12 + LARGE * max(len(name) for name in names))
        for value, name in zip(values, names, strict=True):
            y = self.y(value)
            self.add(
                f'<line class="grid" x1="{self.left:g}" x2="{self.width - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            )
            self.text(self.left - 8, y + 5, name, "end")

    def time_axis(self) -> None:
        """Days, months or years below the plot, as many as fit."""
        base = self.height - self.bottom
        room = 0.0
        for start, name in self._starts():
            x = self.x(start)
            width = len(name) * LETTER
            if x - 2 < room or x + width > self.width:
                continue
            self.text(x, base + 26, name, "start")
            self.add(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{base:g}" y2="{base + 5:g}"/>')
            room = x + width + 8

    def _starts(self) -> list[tuple[dt.date, str]]:
        span = (self.last - self.first).days + 1
        if span <= 45:
            days = (self.first + dt.timedelta(days=i) for i in range(0, span, 7))
            return [(day, date_format(day, "j M")) for day in days]
        long = span > 800
        found: list[tuple[dt.date, str]] = [] if long else [(self.first, month_name(self.first.month))]
        year, month = (self.first.year + 1, 1) if long else (self.first.year, self.first.month + 1)
        while dt.date(year + (month > 12), 1 if month > 12 else month, 1) <= self.last:
            year, month = (year + 1, 1) if month > 12 else (year, month)
            # A year in place of January: spans of more than a year stay clear.
            found.append(
                (dt.date(year, month, 1), str(year) if month == 1 and span > 200 else month_name(month))
            )
            year, month = (year + 1, 1) if long else (year, month + 1)
        # A first month that is nearly over would crowd out the next label.
        crowded = len(found) > 1 and not long and (found[1][0] - found[0][0]).days < 10
        return found[1:] if crowded else found

    def line(self, runs: Iterable[Sequence[Bucket]], cls: str) -> None:
        """A line for each run, with open space between them; a lone point becomes a dot."""
        for run in runs:
            points = [(self.middle(step.centre), self.y(step.middle)) for step in run]
            if len(points) == 1:
                self.add(
                    f'<circle class="d{cls[1:]}" cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="3"/>'
                )
            else:
                self.add(f'<path class="{cls}" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in points)}"/>')

    def band(self, runs: Iterable[Sequence[Bucket]], cls: str) -> None:
        """The middle half of each step as a band, with the same gaps as `line`."""
        for run in runs:
            up = [f"{self.middle(step.centre):.1f} {self.y(step.high):.1f}" for step in run]
            down = [f"{self.middle(step.centre):.1f} {self.y(step.low):.1f}" for step in reversed(run)]
            if len(run) == 1:
                self.box(
                    self.middle(run[0].centre) - 3,
                    self.middle(run[0].centre) + 3,
                    run[0].low,
                    run[0].high,
                    cls,
                )
            else:
                self.add(f'<path class="{cls}" d="M{"L".join([*up, *down])}Z"/>')

    def box(self, start: float, end: float, low: float, high: float, cls: str) -> None:
        """A rectangle between two values, at least a line high."""
        y = self.y(high)
        self.add(
            f'<rect class="{cls}" x="{start:.1f}" y="{y:.1f}" width="{end - start:.1f}" '
            f'height="{max(2.0, self.y(low) - y):.1f}" rx="2"/>'
        )

    def bar(self, start: float, end: float, value: float, cls: str) -> None:
        """A bar from the axis up to `value` between two places of the time axis (in picture units)."""
        gap = min(2.0, (end - start) * 0.15)
        y = self.y(value)
        self.add(
            f'<rect class="{cls}" x="{start + gap:.1f}" y="{y:.1f}" width="{max(0.8, end - start - 2 * gap):.1f}" '
            f'height="{self.y(0) - y:.1f}"/>'
        )

    def level(self, start: float, end: float, value: float, cls: str) -> None:
        """A short level line across a bar."""
        y = self.y(value)
        self.add(f'<path class="{cls}" d="M{start:.1f} {y:.1f}H{end:.1f}"/>')

    def dot(self, day: dt.date, value: float, cls: str, r: float = 3.0) -> None:
        """A point."""
        self.add(f'<circle class="{cls}" cx="{self.middle(day):.1f}" cy="{self.y(value):.1f}" r="{r:g}"/>')

    def missing(
        self, stretches: Iterable[tuple[dt.date, dt.date]], but: frozenset[dt.date] = frozenset()
    ) -> None:
        """A mark under the axis where nothing was answered, joined where stretches follow each other."""
        joined: list[tuple[dt.date, dt.date]] = []
        for first, last in stretches:
            if first == last and first in but:
                continue
            if joined and (first - joined[-1][1]).days <= 1:
                joined[-1] = (joined[-1][0], last)
            else:
                joined.append((first, last))
        y = self.height - self.bottom + 9
        for first, last in joined:
            a, b = self.x(first), self.end(last)
            self.add(
                f'<line class="gap" x1="{a:.1f}" x2="{max(b - 0.5, a + 0.8):.1f}" y1="{y:g}" y2="{y:g}"/>'
            )

    def skipped(self, days: Iterable[dt.date]) -> None:
        """A small ring under the axis for each day that was skipped on purpose."""
        y = self.height - self.bottom + 9
        for day in sorted(days):
            self.add(f'<circle class="skip" cx="{self.middle(day):.1f}" cy="{y:g}" r="2.2"/>')

    def svg(self, label: str, cls: str) -> str:
        """The finished picture; `label` says in one sentence what it shows."""
        return (
            f'<svg class="{cls}" viewBox="0 0 {self.width} {self.height:g}" role="img" aria-label="{escape(label)}">'
            f"{''.join(self.shapes)}</svg>"
        )


def month_name(month: int) -> str:
    """A month in three letters."""
    name = str(MONTHS_3[month])
    return name[:1].upper() + name[1:]
