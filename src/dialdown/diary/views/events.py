"""Events: what began and what ended."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dialdown.diary import selectors, services
from dialdown.diary.keeping.events import scope_of
from dialdown.diary.models import Event
from dialdown.diary.views import looks
from dialdown.diary.views.doors import Visit, open_diary, undo_tag
from dialdown.intake.records import BadInput

FIELDS = ("kind", "title", "starts_on", "ends_on")
# What was just taken out stays in the session until the next one, so that Undo can bring it back.
TAKEN_OUT = "event_taken_out"
ICONS = {
    "programme": "calendar-days",
    "medicine": "pill",
    "illness": "thermometer",
    "relapse": "waves",
    "other": "pencil",
}


def _kinds(visit: Visit) -> list[dict[str, str]]:
    return [
        {"key": value, "label": label, "icon": ICONS[value]}
        for value, label in Event.Kind.choices
        if scope_of(value) in visit.sight
    ]


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in FIELDS}


def _span(event: Event) -> str:
    start = looks.date(event.starts_on)
    if event.ends_on is None:
        return _("since %(start)s") % {"start": start}
    return (
        start
        if event.ends_on == event.starts_on
        else _("%(start)s to %(end)s") % {"start": start, "end": looks.date(event.ends_on)}
    )


@require_http_methods(["GET", "POST"])
@open_diary
def events(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The list, newest first, and a form for one more."""
    if request.method == "POST" and not visit.sight.may_write:
        raise Http404
    typed, errors = {}, {}
    if request.method == "POST":
        typed = _typed(request)
        try:
            services.add_event(
                viewer=visit.viewer, person=visit.person, **typed,
                said_by=services.said_by_default(viewer=visit.viewer, person=visit.person),
            )  # fmt: skip
        except BadInput as error:
            errors = {p.where: p.message for p in error.problems}
        else:
            return redirect("events")
    found = sorted(selectors.events(visit.viewer, visit.person.pk), key=lambda e: e.starts_on, reverse=True)
    rows = [(event, _span(event), ICONS[event.kind]) for event in found]
    shown = {"visit": visit, "person": visit.person, "rows": rows, "kinds": _kinds(visit), "typed": typed, "errors": errors,
             "writing": visit.sight.may_write, "today": selectors.today_of(visit.person)}  # fmt: skip
    return render(request, "diary/events.html", shown, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
@open_diary
def event(request: HttpRequest, visit: Visit, event_id: uuid.UUID) -> HttpResponse:
    """Correct one event."""
    found = selectors.event(visit.viewer, event_id)
    if found.person_id != visit.person.pk or not visit.sight.may_write:
        raise Http404
    typed: dict[str, Any] = {
        "kind": found.kind, "title": found.title, "starts_on": found.starts_on.isoformat(),
        "ends_on": found.ends_on.isoformat() if found.ends_on else "",
    }  # fmt: skip
    errors: dict[str, str] = {}
    if request.method == "POST":
        typed = _typed(request)
        try:
            services.edit_event(viewer=visit.viewer, event_id=event_id, **typed)
        except BadInput as error:
            errors = {p.where: p.message for p in error.problems}
        else:
            return redirect("events")
    shown = {
        "visit": visit,
        "person": visit.person,
        "event": found,
        "kinds": _kinds(visit),
        "typed": typed,
        "errors": errors,
    }
    return render(request, "diary/event.html", shown, status=422 if errors else 200)


@require_POST
@open_diary
def delete(request: HttpRequest, visit: Visit, event_id: uuid.UUID) -> HttpResponse:
    """Take an event out; Undo brings it back."""
    gone = services.delete_event(viewer=visit.viewer, event_id=event_id)
    request.session[TAKEN_OUT] = {
        "person": str(gone.person_id), "kind": gone.kind, "title": gone.title, "starts_on": gone.starts_on.isoformat(),
        "ends_on": gone.ends_on.isoformat() if gone.ends_on else "", "said_by": gone.said_by,
    }  # fmt: skip
    messages.success(request, _("Taken out."), **undo_tag("/events/restore"))
    return redirect("events")


@require_POST
@open_diary
def restore(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Bring back what was taken out last."""
    kept = request.session.pop(TAKEN_OUT, None)
    if kept and kept.pop("person") == str(visit.person.pk):
        services.add_event(viewer=visit.viewer, person=visit.person, **kept)
        messages.success(request, _("It is back."))
    return redirect("events")
