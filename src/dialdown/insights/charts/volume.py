"""The volume as in the design: a line with its band, the window as a shaded stretch, 1.0 dashed, flares and events below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dialdown.insights.charts.drawing import BOTTOM, NARROW, RIGHT, TOP, WIDE, Picture

# Room under the axis for triangles and the marks of events.
MARKS = 18
# A band further up than this is cut: the axis is for the line.
HIGHEST = 3.0

Points = Sequence[tuple[dt.date, float, float, float]]


def draw(
    points: Points,
    window: tuple[dt.date, dt.date],
    flares: Sequence[dt.date],
    events: Sequence[dt.date],
    label: str,
) -> tuple[str, str]:
    """A narrow and a wide picture. `points` = day, volume, low, high; `flares`, `events` their first days."""
    return (
        _picture(NARROW, points, window, flares, events).svg(label, "narrow"),
        _picture(WIDE, points, window, flares, events).svg(label, "wide"),
    )


def _picture(
    width: int, points: Points, window: tuple[dt.date, dt.date], flares: Sequence[dt.date], events: Sequence[dt.date]
) -> Picture:  # fmt: skip
    highest = max(1.0, *(point[1] for point in points), min(HIGHEST, max(point[3] for point in points)))
    top = 0.5 * (1 + int(highest / 0.5 - 1e-9))
    picture = Picture(width, 232, points[0][0], points[-1][0], top, bottom=BOTTOM + MARKS)
    picture.value_axis(
        [0.5 * i for i in range(int(top / 0.5) + 1)] if top <= 2 else [float(i) for i in range(int(top) + 1)]
    )
    start, end = max(window[0], picture.first), min(window[1], picture.last)
    base = picture.height - picture.bottom
    picture.shapes.insert(
        0,
        f'<rect class="window" x="{picture.x(start):.1f}" y="{TOP}" width="{picture.end(end) - picture.x(start):.1f}" '
        f'height="{base - TOP:.1f}" rx="6"/>',
    )
    picture.time_axis()
    picture.add(
        f'<line class="axis one" x1="{picture.left:g}" x2="{width - RIGHT}" y1="{picture.y(1.0):.1f}" y2="{picture.y(1.0):.1f}"/>'
    )

    def at(day: dt.date, value: float) -> str:
        return f"{picture.middle(day):.1f} {picture.y(max(0.0, min(top, value))):.1f}"

    up = [at(day, high) for day, _v, _low, high in points]
    down = [at(day, low) for day, _v, low, _high in reversed(points)]
    picture.add(f'<path class="b1" d="M{"L".join([*up, *down])}Z"/>')
    picture.add(f'<path class="l1" d="M{"L".join(at(day, value) for day, value, _low, _high in points)}"/>')
    for day in flares:
        if picture.first <= day <= picture.last:
            picture.add(f'<path class="d2" d="M{picture.middle(day):.1f} {base + 4:g}l6 10h-12z"/>')
    for day in events:
        if picture.first <= day <= picture.last:
            x = picture.middle(day)
            picture.add(f'<path class="event" d="M{x:.1f} {TOP}V{base:g}"/>')
    return picture
