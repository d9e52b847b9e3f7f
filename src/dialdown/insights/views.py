"""The Insights page."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dialdown.diary import selectors as diary
from dialdown.insights import services
from dialdown.insights.bars import bar, reach
from dialdown.insights.figures import day_words
from dialdown.insights.patterns import enough_on
from dialdown.insights.periods import DEFAULT, PERIODS
from dialdown.people import selectors as people
from dialdown.people.current import current_person
from dialdown.people.models import Person, SaidBy

# In the pain-off mode pain is one tap away instead of in the way.
PAIN_FIGURES = {"pain", "weekly-pain", "months", "distribution", "places"}
# Patterns that are open at first; the others are one tap away.
SHOWN = 4


@require_safe
def insights(request: HttpRequest) -> HttpResponse:
    """What you do, how it went, patterns; pain second."""
    person = current_person(request)
    period = request.GET.get("period", DEFAULT)
    if period not in PERIODS:
        raise Http404
    if person is None or diary.span(request.user, person.pk) is None:
        return render(request, "insights/empty.html", {"person": person})
    made = services.figures(viewer=request.user, person=person, period=period)
    own = people.role(request.user, person.pk) == "owner"
    pain_off = person.check_in == "off"
    hide_pain = pain_off and request.GET.get("pain") != "1"
    figures = [f for f in made.data["figures"] if not (hide_pain and f["key"] in PAIN_FIGURES)]
    for figure in figures:
        figure["days"] = " · ".join([figure["days"], *_voices(figure, person, own=own)])
    hidden = hide_pain and (len(figures) < len(made.data["figures"]) or made.data["map"] is not None)
    kept = (
        services.kept_pattern_answer(viewer=request.user, person=person)
        if settings.SWITCHES["patterns"]
        else None
    )
    context = {
        "person": person, "own": own, "period": period, "periods": PERIODS, "span": made.data["span"], "figures": figures,
        "drawn": day_words(made.made_at.astimezone(ZoneInfo(person.zone)).date()),
        "map": None if hide_pain else made.data["map"], "hidden_pain": hidden, "shown_pain": pain_off and not hide_pain,
        "patterns_on": settings.SWITCHES["patterns"], **_answer(kept, person),
    }  # fmt: skip
    return render(request, "insights/insights.html", context)


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """The patterns answer alone: a part of the page above, or a page of its own without script."""
    person = current_person(request)
    if person is None or not settings.SWITCHES["patterns"]:
        raise Http404
    context = {
        "person": person,
        **_answer(services.pattern_answer(viewer=request.user, person=person), person),
    }
    part = request.headers.get("X-Fragment") == "1"
    return render(request, "insights/patterns.html" if part else "insights/patterns_page.html", context)


def _voices(figure: dict[str, Any], person: Person, *, own: bool) -> list[str]:
    """Whose words a picture shows, and who else answered: sources are never merged."""

    def voice(source: str) -> str:
        return (
            _("by %(name)s") % {"name": person.display_name}
            if source == SaidBy.SELF and not own
            else people.source_words(source)
        )

    return [
        voice(figure["source"]),
        *(_("answers %(who)s are kept apart") % {"who": voice(s)} for s in figure["others"]),
    ]


def _answer(kept: services.Result | None, person: Person) -> dict[str, Any]:
    """The answer for the template: the clear ones first, the others folded away behind them."""
    if kept is None:
        return {"answer": None}
    today = diary.today_of(person)
    rows = kept.data.get("rows", [])
    ends = reach(row["bar"] for row in rows if row["bar"])
    for row in rows:
        row["picture"] = bar(row["bar"], f"{row['sentence']} {row['numbers'][0]}", ends) if row["bar"] else ""
        row["enough_on"] = _day(enough_on(row["pace"], today))
    clear = sum(row["verdict"] in ("found", "waits") for row in rows)
    shown = rows[: max(SHOWN, clear)]
    return {
        "answer": kept.data, "shown": shown, "folded": rows[len(shown) :],
        "enough_on": _day(enough_on(kept.data.get("pace"), today)),
    }  # fmt: skip


def _day(day: Any) -> str:
    return day_words(day) if day else ""
