"""The calm pages. Public like Help now: they read no session and no account, and hold nothing of anyone."""

from __future__ import annotations

import math
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from dialdown.learn import calm, selectors


def _calm(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    shown = context | {"review": selectors.skills_review(), "sources": calm.sources()}
    response = render(request, template, shown)
    # May be kept on the device, which is what makes it open offline; asks again when there is a network.
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    # The cookie of the look changes the colours and nothing else.
    patch_vary_headers(response, ["Cookie"])
    return response


def _circle(count: int) -> list[tuple[float, float]]:
    """Points on a circle of radius 1, clockwise from just right of the top."""
    steps = [(2 * k + 1) * math.pi / count for k in range(count)]
    return [(math.sin(step), -math.cos(step)) for step in steps]


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What there is."""
    return _calm(request, "learn/calm/start.html", {})


@require_safe
def breathing(request: HttpRequest) -> HttpResponse:
    """Breathe with the dots."""
    circle = _circle(calm.BREATHE_IN + calm.BREATHE_OUT)
    dots = [(f"{120 + 98 * x:.1f}", f"{120 + 98 * y:.1f}") for x, y in circle]
    shown = {"breathe_in": calm.BREATHE_IN, "breathe_out": calm.BREATHE_OUT, "dots": dots}
    return _calm(request, "learn/calm/breathing.html", shown)


@require_safe
def relaxing(request: HttpRequest) -> HttpResponse:
    """Letting go, in captions."""
    return _calm(
        request, "learn/calm/scripts.html", {"page": "relaxing", "scripts": calm.scripts("relaxing")}
    )


@require_safe
def grounding(request: HttpRequest) -> HttpResponse:
    """Looking outwards, in captions."""
    return _calm(
        request, "learn/calm/scripts.html", {"page": "grounding", "scripts": calm.scripts("grounding")}
    )


@require_safe
def ideas(request: HttpRequest) -> HttpResponse:
    """Things that hold the attention."""
    return _calm(request, "learn/calm/ideas.html", {"groups": calm.ideas()})
