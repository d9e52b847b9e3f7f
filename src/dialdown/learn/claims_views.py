"""Learn: the guide's questions with their verdicts, and pain explained. The same for everyone; nothing of a diary is read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import is_valid_path
from django.views.decorators.http import require_safe

from dialdown.learn import selectors
from dialdown.learn.claims.book import Claim

# Where the app does what a topic speaks of.
PLACES = {
    "weather": "/insights",
    "diary": "/",
    "moving": "/move",
    "training": "/train",
    "flare": "/flare",
    "school": "/care/letters",
    "work": "/care/letters",
    "sleep": "/learn/skills/sleep",
}


def _topics(found: list[Claim]) -> list[tuple[str, list[Claim]]]:
    topics: dict[str, list[Claim]] = {}
    for claim in found:
        topics.setdefault(claim.topic, []).append(claim)
    return list(topics.items())


@require_safe
def learn(request: HttpRequest) -> HttpResponse:
    """Every question, by topic; `q` looks for words."""
    wanted = request.GET.get("q", "").strip()[:100]
    found = selectors.claims(wanted)
    shown: dict[str, Any] = {
        "wanted": wanted,
        "found": found,
        "topics": [] if wanted else _topics(found),
        "all": len(selectors.claims()),
        "review": selectors.claims_review(),
        "tab": "more",
    }
    return render(request, "learn/claims/learn.html", shown)


@require_safe
def claim(request: HttpRequest, question_id: str) -> HttpResponse:
    """One question with its answer."""
    rows = selectors.claims()
    found = next((row for row in rows if row.id == question_id), None)
    if found is None:
        raise Http404
    place = PLACES.get(found.topic, "")
    shown: dict[str, Any] = {
        "claim": found,
        "near": [row for row in rows if row.topic == found.topic and row is not found][:6],
        "place": place if place and is_valid_path(place) else "",
        "review": selectors.claims_review(),
        "tab": "more",
    }
    return render(request, "learn/claims/claim.html", shown)


@require_safe
def explain(request: HttpRequest) -> HttpResponse:
    """Pain, amplified: at the level that was chosen, else the middle one."""
    book = selectors.explained()
    wanted = request.GET.get("level", "teen")
    level = next((one for one in book.levels if one.id == wanted), book.levels[1])
    shown: dict[str, Any] = {
        "book": book,
        "level": level,
        "review": selectors.claims_review(),
        "tab": "more",
    }
    return render(request, "learn/claims/explain.html", shown)


@require_safe
def offline_learn(request: HttpRequest) -> HttpResponse:
    """Every question on one page for the service worker to keep."""
    shown: dict[str, Any] = {
        "topics": _topics(selectors.claims()),
        "book": selectors.explained(),
        "review": selectors.claims_review(),
    }
    return render(request, "learn/claims/offline_learn.html", shown)
