"""The list of what began, and one event with its before and after."""

from __future__ import annotations

import datetime as dt
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dialdown.diary import selectors as diary
from dialdown.diary.models import Event
from dialdown.insights.before_after import selectors, words
from dialdown.insights.figures import day_words
from dialdown.people.access import Denied, require
from dialdown.people.current import current_person
from dialdown.people.models import Person


@require_safe
def before_afters(request: HttpRequest) -> HttpResponse:
    """What began and ended, as far as it has an after."""
    person = _person(request)
    if person is None:
        return render(request, "diary/nobody.html")
    rows = [
        {
            "id": event.pk,
            "title": event.title,
            "kind": event.get_kind_display(),
            "day": day_words(event.starts_on),
        }
        for event in selectors.comparable(request.user, person)
    ]
    return render(request, "insights/before_after/list.html", {"person": person, "rows": rows})


@require_safe
def before_after(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """One event: what was different, what would have come by itself, and what is left. `?on=` names a day of a change within it."""
    person = _person(request)
    if person is None:
        raise Http404
    try:
        event = diary.event(request.user, event_id)
        on = _on(request, event)
        found = selectors.before_after(request.user, person, event, on)
    except Denied:
        raise Http404 from None
    shown = {
        "person": person, "event": event, "kind": event.get_kind_display(), "began": day_words(event.starts_on),
        "ended": day_words(event.ends_on) if event.ends_on else "", "changed": day_words(on) if on else "",
        "programme": event.kind == "programme",
        "medicine": event.kind == "medicine", "rows": [words.row(one) for one in found], "together": words.together(found),
    }  # fmt: skip
    return render(request, "insights/before_after/event.html", shown)


def _on(request: HttpRequest, event: Event) -> dt.date | None:
    """The day of a change within an event, when the address names one. Raises Http404 for a day that cannot be one."""
    if "on" not in request.GET:
        return None
    try:
        on = dt.date.fromisoformat(request.GET["on"])
    except ValueError:
        raise Http404 from None
    # The amount of a medicine, after its first day and while it went on.
    goes_on = event.starts_on < on and (event.ends_on is None or on <= event.ends_on)
    if event.kind != "medicine" or not goes_on:
        raise Http404
    return on


def _person(request: HttpRequest) -> Person | None:
    """The diary that is open, for whoever sees its days."""
    person = current_person(request)
    if person is not None and not require(request.user, person.pk).daily:
        raise Http404
    return person
