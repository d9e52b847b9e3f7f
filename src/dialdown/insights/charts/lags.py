"""How a pattern spreads over days: what each day does by itself, with its range, around a line of no change."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

WIDTH, HEIGHT = 320, 132
LEFT, RIGHT, TOP, BOTTOM = 12, 12, 10, 30
Curve = Sequence[Sequence[float]]


def lag_words(lag: int) -> str:
    """A lag in words: same day, next day, 3 days later."""
    if lag == 0:
        return _("same day")
    return ngettext("next day", "%(n)s days later", lag) % {"n": lag}


def draw(curve: Curve, label: str) -> str:
    """The picture of the days: rows of lag, effect, low, high (each lag by itself)."""
    lags = [int(row[0]) for row in curve]
    ends = max(abs(number) for row in curve for number in row[1:]) * 1.05 or 1.0
    room = (WIDTH - LEFT - RIGHT) / len(lags)

    def x(i: int) -> float:
        return LEFT + room * (i + 0.5)

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) / 2 * (1 - value / ends)

    parts = [
        f'<rect class="b1" x="{x(i) - 6:.1f}" y="{y(high):.1f}" width="12" height="{max(2.0, y(low) - y(high)):.1f}" rx="6"/>'
        for i, (_lag, _effect, low, high) in enumerate(curve)
    ]
    parts.append(
        f'<line class="axis zero" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(0):.1f}" y2="{y(0):.1f}"/>'
    )
    for i, (_lag, effect, _low, _high) in enumerate(curve):
        parts.append(f'<circle class="d1" cx="{x(i):.1f}" cy="{y(effect):.1f}" r="4"/>')
        parts.append(f'<text x="{x(i):.1f}" y="{HEIGHT - 8}" text-anchor="middle">{lags[i]}</text>')
    return (
        f'<svg class="lagpic" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg>"
    )
