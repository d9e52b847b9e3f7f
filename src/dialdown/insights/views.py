"""The Insights page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dialdown.diary import selectors as diary
from dialdown.insights import services
from dialdown.insights.bars import bar
from dialdown.insights.periods import DEFAULT, PERIODS
from dialdown.people.current import current_person

# In the pain-off mode pain is one tap away instead of in the way.
PAIN_FIGURES = {"pain", "months", "distribution", "places"}
# Patterns that are open at first; the others are one tap away.
SHOWN = 4


def insights(request: HttpRequest) -> HttpResponse:
    """What you do, how it went, patterns; pain second."""
    person = current_person(request)
    period = request.GET.get("period", DEFAULT)
    if period not in PERIODS:
        raise Http404
    if person is None or diary.span(request.user, person.pk) is None:
        return render(request, "insights/empty.html", {"person": person})
    made = services.figures(request.user, person, period)
    hide_pain = person.check_in == "off" and request.GET.get("pain") != "1"
    figures = [f for f in made.data["figures"] if not (hide_pain and f["key"] in PAIN_FIGURES)]
    kept = services.kept_pattern_answer(request.user, person) if settings.SWITCHES["patterns"] else None
    context = {
        "person": person, "period": period, "periods": PERIODS, "made_at": made.made_at, "span": made.data["span"],
        "figures": figures, "map": None if hide_pain else made.data["map"], "hide_pain": hide_pain,
        "patterns_on": settings.SWITCHES["patterns"], **_answer(kept),
    }  # fmt: skip
    return render(request, "insights/insights.html", context)


def patterns(request: HttpRequest) -> HttpResponse:
    """The patterns answer alone: a part of the page above, or a page of its own without script."""
    person = current_person(request)
    if person is None or not settings.SWITCHES["patterns"]:
        raise Http404
    context = {"person": person, **_answer(services.pattern_answer(request.user, person))}
    part = request.headers.get("X-Fragment") == "1"
    return render(request, "insights/patterns.html" if part else "insights/patterns_page.html", context)


def _answer(kept: services.Result | None) -> dict[str, Any]:
    """The answer for the template: the clear ones first, the others folded away behind them."""
    if kept is None:
        return {"answer": None}
    for row in kept.data.get("rows", ()):
        row["picture"] = bar(row["bar"], str(row["sentence"])) if row["bar"] else ""
    rows = kept.data.get("rows", [])
    clear = [row for row in rows if row["verdict"] in ("found", "waits")]
    rest = rows[len(clear) :]
    shown = [*clear, *rest[: max(0, SHOWN - len(clear))]]
    return {"answer": kept.data, "answered_at": kept.made_at, "shown": shown, "folded": rows[len(shown) :]}
