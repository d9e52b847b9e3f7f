"""The small bar beside a pattern: an interval around the estimate, or the limit when nothing was found."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape

WIDTH, HEIGHT = 300, 34


def bar(values: dict[str, Any], label: str) -> str:
    """The picture of one answer; zero is the long tick in the middle, the ends stand for the range shown."""
    bound = values.get("bound")
    low, high = (-bound, bound) if bound is not None else (values["low"], values["high"])
    reach = max(1.0, abs(low), abs(high)) * 1.1

    def x(value: float) -> float:
        return WIDTH / 2 * (1 + value / reach)

    y = HEIGHT / 2
    parts = [f'<line class="axis" x1="0" x2="{WIDTH}" y1="{y}" y2="{y}"/>',
             f'<line class="axis zero" x1="{WIDTH / 2}" x2="{WIDTH / 2}" y1="4" y2="{HEIGHT - 4}"/>']  # fmt: skip
    if bound is not None:
        parts += [f'<path class="bracket" d="M{x(low):.1f} {y - 7}v14M{x(high):.1f} {y - 7}v14M{x(low):.1f} {y}H{x(high):.1f}"/>']
    else:
        parts += [f'<rect class="b1" x="{x(low):.1f}" y="{y - 6}" width="{max(2.0, x(high) - x(low)):.1f}" height="12" rx="6"/>',
                  f'<circle class="d1" cx="{x(values["effect"]):.1f}" cy="{y}" r="7"/>']  # fmt: skip
    return f'<svg class="fxbar" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'
