"""The body map as a picture: five steps from few to many days, only where a side is known."""

from __future__ import annotations

from django.template.loader import render_to_string

from dialdown.diary.selectors import RegionDay
from dialdown.insights.charts.places import places
from dialdown.insights.periods import Span

STEPS = 5


def levels(marks: list[RegionDay], span: Span) -> tuple[dict[str, int], list[str]]:
    """Region id to step 1-5 of days marked, and the places that have no side and are named beside the map."""
    found = places(marks, span)
    sided = [p for p in found if p.side in ("left", "right")]
    most = max((p.days for p in sided), default=0)
    steps = {p.region: max(1, -(-p.days * STEPS // most)) for p in sided}
    return steps, [p.label for p in found if p.side not in ("left", "right")]


def drawing(steps: dict[str, int]) -> str:
    """The body map with the steps as classes `p1` to `p5`; empty when no side is known anywhere."""
    if not steps:
        return ""
    svg = render_to_string("ui/bodymap.svg")
    for region, step in steps.items():
        svg = svg.replace(f'id="{region}" class="r"', f'id="{region}" class="r p{step}"')
    return svg
