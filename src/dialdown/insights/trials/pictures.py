"""The picture of a finished trial: a square and a circle for each pair, joined."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.html import escape

from dialdown.insights.figures import number_words
from dialdown.insights.trials.outcomes import SMALLEST

if TYPE_CHECKING:
    from dialdown.science.trials import PairMeans

WIDTH, HEIGHT = 326, 206
LEFT, RIGHT, TOP, BOTTOM = 30, 318, 14, 166
HALF = 8


def pairs(means: Sequence[PairMeans], arms: tuple[str, str], outcome: str, label: str) -> str:
    """The SVG of a trial's pair means; `label` says what it shows, for who cannot see it."""
    known = [value for m in means for value in (m.first, m.second) if value is not None]
    top = 10.0 if outcome not in SMALLEST else _round_up(max(known, default=1.0))
    gap = (RIGHT - LEFT) / max(1, len(means))

    def y(value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * min(1.0, max(0.0, value / top))

    parts = [
        f'<line class="grid" x1="{LEFT}" x2="{RIGHT}" y1="{y(tick):g}" y2="{y(tick):g}"/>'
        f'<text x="22" y="{y(tick) + 5:g}" text-anchor="end">{number_words(tick)}</text>'
        for tick in (0.0, top / 2.0, top)
    ]
    for at, m in enumerate(means):
        x = LEFT + gap * (at + 0.5)
        if m.first is not None and m.second is not None:
            parts.append(
                f'<path d="M{x - HALF:.1f} {y(m.first):.1f}L{x + HALF:.1f} {y(m.second):.1f}" class="axis" stroke-width="2"/>'
            )
        if m.first is not None:
            parts.append(
                f'<rect x="{x - HALF - 5:.1f}" y="{y(m.first) - 5:.1f}" width="10" height="10" class="d3"/>'
            )
        if m.second is not None:
            parts.append(f'<circle cx="{x + HALF:.1f}" cy="{y(m.second):.1f}" r="5.5" class="d1"/>')
        parts.append(f'<text x="{x:.1f}" y="188" text-anchor="middle">{m.pair}</text>')
    words = escape(f"{arms[0]} / {arms[1]}. {label}")
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}">{"".join(parts)}</svg>'


def _round_up(value: float) -> float:
    """A round number at or above `value`."""
    if value <= 0.0:
        return 1.0
    step = 10.0 ** math.floor(math.log10(value))
    return next(step * times for times in (1.0, 2.0, 4.0, 6.0, 8.0, 10.0) if step * times >= value)
