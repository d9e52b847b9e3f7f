"""The small bar beside a pattern: an interval around the estimate, or the limit when nothing was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import escape

WIDTH, HEIGHT = 300, 34
# A limit further out than this does not shrink the other bars; its bracket stays open there.
FAR = 3.0


def reach(values: Iterable[Mapping[str, Any]]) -> float:
    """What the ends of all bars of a page stand for, so that they can be compared."""
    ends = [1.0]
    for one in values:
        bound = one.get("bound")
        ends += [abs(one["low"]), abs(one["high"])] if bound is None else [min(bound, FAR)]
    return max(ends) * 1.05


def bar(values: Mapping[str, Any], label: str, ends: float) -> str:
    """The picture of one answer; zero is the long tick in the middle, the ends stand for `ends`."""
    bound = values.get("bound")
    low, high = (-bound, bound) if bound is not None else (values["low"], values["high"])

    def x(value: float) -> float:
        return WIDTH / 2 * (1 + max(-1.0, min(1.0, value / ends)))

    y = HEIGHT / 2
    parts = [f'<line class="axis" x1="0" x2="{WIDTH}" y1="{y:g}" y2="{y:g}"/>',
             f'<line class="axis zero" x1="{WIDTH / 2:g}" x2="{WIDTH / 2:g}" y1="4" y2="{HEIGHT - 4}"/>']  # fmt: skip
    if bound is not None:
        tick = f"M{x(low):.1f} {y - 7:g}v14M{x(high):.1f} {y - 7:g}v14" if bound <= ends else ""
        parts.append(f'<path class="bracket" d="{tick}M{x(low):.1f} {y:g}H{x(high):.1f}"/>')
    else:
        parts += [f'<rect class="b1" x="{x(low):.1f}" y="{y - 6:g}" width="{max(2.0, x(high) - x(low)):.1f}" height="12" rx="6"/>',
                  f'<circle class="d1" cx="{x(values["effect"]):.1f}" cy="{y:g}" r="7"/>']  # fmt: skip
    return f'<svg class="fxbar" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'
