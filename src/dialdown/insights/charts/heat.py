"""The body map as a picture: five steps from few to many days, only where a side is known."""

from __future__ import annotations

import re
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dialdown.diary.selectors import RegionDay
from dialdown.insights.charts.places import places
from dialdown.insights.periods import Span

STEPS = 5
# Front and back are two pictures, so that each can be as large as a phone allows.
VIEWS = {"front": "0 0 380 690", "back": "380 0 380 690"}


def levels(marks: list[RegionDay], span: Span) -> tuple[dict[str, int], list[str]]:
    """Region id to step 1-5 of days marked, and the places that have no side and are named beside the map."""
    found = places(marks, span)
    sided = [p for p in found if p.side in ("left", "right")]
    most = max((p.days for p in sided), default=0)
    steps = {p.region: max(1, -(-p.days * STEPS // most)) for p in sided}
    return steps, [p.label for p in found if p.side not in ("left", "right")]


def draw(marks: list[RegionDay], span: Span) -> dict[str, Any] | None:
    """Everything the page needs for the map; None when no place was marked."""
    steps, unsided = levels(marks, span)
    if not steps and not unsided:
        return None
    most = max((p.days for p in places(marks, span) if p.side in ("left", "right")), default=0)
    return {"views": drawings(steps), "levels": steps, "unsided": unsided, "most": most}


def drawings(steps: dict[str, int]) -> dict[str, str]:
    """Front and back with the steps as classes `p1` to `p5`; empty when no side is known anywhere."""
    if not steps:
        return {}
    svg = render_to_string("ui/bodymap.svg")
    for region, step in steps.items():
        svg = svg.replace(f'id="{region}" class="r"', f'id="{region}" class="r p{step}"')
    names = {"front": _("Front of the body, stronger colour where more days are marked."),
             "back": _("Back of the body, stronger colour where more days are marked.")}  # fmt: skip
    found: dict[str, str] = {}
    for view, box in VIEWS.items():
        start = svg.index(f'<g id="map-{view}"')
        end = svg.find('<g id="map-', start + 1)
        group = svg[start : end if end > 0 else svg.rindex("</svg>")]
        # "Your left" stands as text above the picture, in a size that can be read.
        inside = re.sub(r'<g class="t".*?</g>', "", re.sub(r"^<g [^>]*>", "<g>", group), flags=re.DOTALL)
        found[view] = (
            f'<svg class="bodymap" viewBox="{box}" role="img" aria-label="{names[view]}">{inside.strip()}</svg>'
        )
    return found
