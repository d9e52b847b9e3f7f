"""How a pattern spreads over days: the smooth curve by lag with its band, around a line of no change."""

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
    """The picture of a lag curve: rows of lag, effect, low, high (90 % at each lag by itself)."""
    lags = [int(row[0]) for row in curve]
    ends = max(abs(number) for row in curve for number in row[1:]) * 1.05 or 1.0
    room = (WIDTH - LEFT - RIGHT) / len(lags)

    def x(i: int) -> float:
        return LEFT + room * (i + 0.5)

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) / 2 * (1 - value / ends)

    def path(values: Sequence[tuple[int, float]]) -> str:
        return "L".join(f"{x(i):.1f} {y(value):.1f}" for i, value in values)

    up = [(i, float(row[3])) for i, row in enumerate(curve)]
    down = [(i, float(row[2])) for i, row in enumerate(curve)]
    middle = [(i, float(row[1])) for i, row in enumerate(curve)]
    parts = [f'<path class="b1" d="M{path([*up, *reversed(down)])}Z"/>'] if len(curve) > 1 else []
    parts += [
        f'<line class="axis zero" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(0):.1f}" y2="{y(0):.1f}"/>',
        f'<path class="l1" d="M{path(middle)}"/>' if len(curve) > 1 else "",
    ]
    for i, value in middle:
        parts.append(f'<circle class="d1" cx="{x(i):.1f}" cy="{y(value):.1f}" r="4"/>')
        parts.append(f'<text x="{x(i):.1f}" y="{HEIGHT - 8}" text-anchor="middle">{lags[i]}</text>')
    return (
        f'<svg class="lagpic" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg>"
    )
