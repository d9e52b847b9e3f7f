"""Programme mode: from a day to a day, its hours, and the hand-over when it is over."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dialdown.activity import selectors, services
from dialdown.activity.keeping.programmes import HOURS
from dialdown.activity.models import Programme
from dialdown.activity.views.doors import Visit, always, problems_by_field, say, writing
from dialdown.intake.records import BadInput, Problem
from dialdown.people.models import Person


def hour_words() -> dict[str, str]:
    """The three kinds of hours."""
    return {
        "physiotherapy": _("Physiotherapy"),
        "occupational": _("Occupational therapy"),
        "psychology": _("Psychology"),
    }


@require_http_methods(["GET", "POST"])
@always
def programme(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Programmes so far; a new one from its first to its last day."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        writing(visit)
        try:
            found = services.plan_programme(
                viewer=visit.viewer, person=visit.person, name=request.POST.get("name", ""),
                starts_on=_date(request.POST.get("starts_on", "")), ends_on=_date(request.POST.get("ends_on", "")),
            )  # fmt: skip
            say(request, _("Noted. From the first to the last day your own amounts, practice and pain questions rest."),
                f"/move/programme/{found.pk}/remove")  # fmt: skip
            return redirect("/move/programme")
        except BadInput as error:
            problems = problems_by_field(error)
    today = selectors.today_of(visit.person)
    found_all = selectors.programmes(visit.viewer, visit.person.pk)
    shown = {
        "visit": visit, "person": visit.person, "problems": problems, "typed": request.POST, "tab": "move", "today": today,
        "rows": [_row(p, today) for p in reversed(found_all)], "kinds": hour_words(),
        "running": next((p for p in found_all if p.starts_on <= today <= p.ends_on), None),
    }  # fmt: skip
    return render(request, "activity/programme.html", shown, status=422 if problems else 200)


def _row(found: Programme, today: dt.date) -> dict[str, Any]:
    hours = list(found.hours.all())
    sums = [(label, sum(getattr(h, name) or 0 for h in hours)) for name, label in hour_words().items()]
    return {
        "programme": found, "sums": [(label, total) for label, total in sums if total],
        "running": found.starts_on <= today <= found.ends_on,
        "today": next((h for h in hours if h.day == today), None), "over": found.ends_on < today,
    }  # fmt: skip


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


@require_POST
@always
def hours(request: HttpRequest, visit: Visit, programme_id: uuid.UUID) -> HttpResponse:
    """Hours of one day of a programme."""
    writing(visit)
    day = _date(request.POST.get("day", "")) or selectors.today_of(visit.person)
    try:
        given = {name: _hours(request.POST.get(name, "")) for name in HOURS}
        services.note_hours(viewer=visit.viewer, programme_id=programme_id, day=day, hours=given)
        say(request, _("Hours written down."))
    except BadInput as error:
        say(request, error.problems[0].message)
    return redirect("/move/programme")


def _hours(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise BadInput([Problem("hours", _("Try a number of hours, like 2 or 1.5."))]) from None


@require_POST
@always
def end(request: HttpRequest, visit: Visit, programme_id: uuid.UUID) -> HttpResponse:
    """It is over sooner than was planned."""
    writing(visit)
    try:
        services.end_programme(viewer=visit.viewer, programme_id=programme_id)
    except BadInput as error:
        say(request, error.problems[0].message)
        return redirect("/move/programme")
    return redirect("/move/programme/hand-over")


@require_POST
@always
def remove(request: HttpRequest, visit: Visit, programme_id: uuid.UUID) -> HttpResponse:
    """Take a programme out again."""
    writing(visit)
    services.remove_programme(viewer=visit.viewer, programme_id=programme_id)
    say(request, _("Taken out. Every plan is as it was."))
    return redirect("/move/programme")


@require_http_methods(["GET", "POST"])
@always
def hand_over(request: HttpRequest, visit: Visit) -> HttpResponse:
    """After the last day: the plan for home, hours at school, and how much is asked from now on."""
    writing(visit)
    found = selectors.hand_over_due(visit.viewer, visit.person)
    if found is None:
        return redirect("/move/programme")
    if request.method == "POST":
        today = selectors.today_of(visit.person)
        if request.POST.get("school") == "on":
            lessons = _whole(request.POST.get("lessons", ""))
            top = _whole(request.POST.get("full", ""))
            try:
                services.begin_plan(
                    viewer=visit.viewer, person=visit.person, activity="school-hours", first=lessons or 1, top=top,
                )  # fmt: skip
            except BadInput as error:
                say(request, error.problems[0].message)
                return redirect("/move/programme/hand-over")
        if request.POST.get("watch") == "on":
            services.set_stage(viewer=visit.viewer, person=visit.person, stage=Person.Stage.LIGHT)
        services.handed_over(viewer=visit.viewer, programme_id=found.pk, on=today)
        say(request, _("Home plan is ready. Three days at home show where you are now."))
        return redirect("move")
    shown = {
        "visit": visit, "person": visit.person, "programme": found, "tab": "move",
        "plans": [s.activity.title for s in selectors.standings(visit.viewer, visit.person)],
        "prescriptions": selectors.waiting(visit.viewer, visit.person.pk),
    }  # fmt: skip
    return render(request, "activity/hand_over.html", shown)


def _whole(text: str) -> int | None:
    try:
        number = int(text)
    except ValueError:
        return None
    if not 1 <= number <= 12:
        raise Http404
    return number
