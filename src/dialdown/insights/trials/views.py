"""The wizard, the running test, what came out, and the files of it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dialdown.diary import selectors as diary
from dialdown.diary import services as diary_services
from dialdown.insights.trials import files, rules, selectors, services, showing
from dialdown.insights.trials.doors import Visit, testing
from dialdown.intake.records import BadInput, Problem

if TYPE_CHECKING:
    from dialdown.insights.trials.running import Standing

IDEAS = {idea.key for idea in rules.IDEAS}


@require_safe
@testing
def trials(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The test that runs, the finished ones, and the way to a new one."""
    found = selectors.trials(visit.viewer, visit.person)
    shown = {
        "person": visit.person, "writing": visit.writing, "open": next((t for t in found if not t.finished), None),
        "rows": [showing.line(visit.viewer, one) for one in found],
    }  # fmt: skip
    return render(request, "insights/trials/list.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@testing
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The wizard: what, how long; a POST draws the order."""
    if not visit.writing:
        raise Http404
    typed = request.POST if request.method == "POST" else request.GET
    wanted = _wanted(typed, visit)
    errors: dict[str, str] = {}
    step = typed.get("step", "1")
    kinds: list[str] = []
    if step == "2" or request.method == "POST":
        try:
            if typed.get("idea") not in IDEAS and not _answered(typed):
                raise BadInput(
                    [
                        Problem(
                            "kinds", _("Please answer both: what it has to do with, and what it leaves out.")
                        )
                    ]
                )
            kinds = services.check_what(viewer=visit.viewer, person=visit.person, wanted=wanted)
            if request.method == "POST":
                made = services.draw(
                    viewer=visit.viewer, person=visit.person, wanted=wanted,
                    said_by=diary_services.said_by_default(viewer=visit.viewer, person=visit.person),
                )  # fmt: skip
                return redirect("trial", made.pk)
        except BadInput as error:
            errors = {problem.where: problem.message for problem in error.problems}
            step = "2" if request.method == "POST" and not set(errors) & showing.FIRST_STEP else "1"
    shown = showing.wizard(visit.viewer, visit.person, wanted, typed, kinds, second=step == "2")
    template = "insights/trials/how_long.html" if step == "2" else "insights/trials/what.html"
    back = "?" + typed.urlencode() if request.method == "GET" else reverse("trial_new")
    shown |= {"errors": errors, "back": back.replace("step=2", "step=1")}
    return render(request, template, shown, status=422 if errors else 200)


def _answered(typed: Any) -> bool:
    """True when both questions about something of her own have an answer, and one that fits together."""
    about = set(typed.getlist("about"))
    return (
        bool(about)
        and (showing.NONE not in about or len(about) == 1)
        and typed.get("takes_away") in ("yes", "no")
    )


def _wanted(typed: Any, visit: Visit) -> services.Wanted:
    """What was typed, with the two arms of an idea where one was chosen."""
    idea = next((one for one in rules.IDEAS if one.key == typed.get("idea")), None)
    about = typed.getlist("about")
    kinds = [kind for kind in about if kind != showing.NONE]
    try:
        pairs, smallest = int(typed.get("pairs", services.PAIRS[1])), float(typed.get("smallest", "nan"))
    except ValueError:
        pairs, smallest = 0, 0.0
    outcome = typed.get("outcome", "function")
    return services.Wanted(
        usual=str(idea.usual) if idea else typed.get("usual", ""), other=str(idea.other) if idea else typed.get("other", ""),
        outcome=outcome, kinds=[*kinds, *(idea.kinds if idea else ())], takes_away=typed.get("takes_away") == "yes",
        pairs=pairs, block=typed.get("block", "7"), smallest=showing.chosen(outcome, smallest),
        starts_on=typed.get("starts_on", (diary.today_of(visit.person) + dt.timedelta(days=1)).isoformat()),
        by_whom=typed.get("by_whom", ""), looked_on=typed.get("looked_on", ""),
    )  # fmt: skip


@require_safe
@testing
def trial(request: HttpRequest, visit: Visit, trial_id: uuid.UUID) -> HttpResponse:
    """One test: what waits, the pair of today, or what came out."""
    found = selectors.trial(visit.viewer, visit.person, trial_id)
    shown = showing.page(visit.viewer, visit.person, found)
    template = "insights/trials/answer.html" if found.finished else "insights/trials/running.html"
    return render(
        request, template, {**shown, "person": visit.person, "writing": visit.writing, "errors": {}}
    )


@require_POST
@testing
def day(request: HttpRequest, visit: Visit, trial_id: uuid.UUID) -> HttpResponse:
    """One tap: it went as drawn, or not, or the note is taken back."""
    answers = {"yes": True, "no": False, "": None}
    did = request.POST.get("did", "")
    if did not in answers:
        raise Http404
    try:
        services.note_day(
            viewer=visit.viewer, person=visit.person, trial_id=trial_id, day=request.POST.get("day", ""), adhered=answers[did],
            said_by=diary_services.said_by_default(viewer=visit.viewer, person=visit.person),
        )  # fmt: skip
    except BadInput as error:
        messages.warning(request, error.problems[0].message)
    return redirect("/" if request.POST.get("next") == "/" else reverse("trial", args=[trial_id]))


@require_POST
@testing
def sign_off(request: HttpRequest, visit: Visit, trial_id: uuid.UUID) -> HttpResponse:
    """A clinician has said yes: who and when."""
    try:
        services.sign_off(
            viewer=visit.viewer, person=visit.person, trial_id=trial_id, by_whom=request.POST.get("by_whom", ""),
            on=request.POST.get("looked_on", ""),
            said_by=diary_services.said_by_default(viewer=visit.viewer, person=visit.person),
        )  # fmt: skip
    except BadInput as error:
        messages.warning(request, " ".join(problem.message for problem in error.problems))
    else:
        messages.success(request, _("Noted."))
    return redirect("trial", trial_id)


@require_POST
@testing
def stop(request: HttpRequest, visit: Visit, trial_id: uuid.UUID) -> HttpResponse:
    """End it early; undo takes that back on the same day."""
    services.stop(viewer=visit.viewer, person=visit.person, trial_id=trial_id)
    messages.success(
        request, _("The test is over. What you lived of it is kept."), extra_tags=f"undo /insights/trials/{trial_id}/go-on"
    )  # fmt: skip
    return redirect("trial", trial_id)


@require_POST
@testing
def go_on(request: HttpRequest, visit: Visit, trial_id: uuid.UUID) -> HttpResponse:
    """Undo of an early end."""
    services.go_on(viewer=visit.viewer, person=visit.person, trial_id=trial_id)
    messages.success(request, _("It goes on."))
    return redirect("trial", trial_id)


@require_safe
@testing
def table(request: HttpRequest, visit: Visit, trial_id: uuid.UUID) -> HttpResponse:
    """The lived days as TRIAL.csv, as the command line reads it."""
    found = selectors.trial(visit.viewer, visit.person, trial_id)
    return _file(files.table(visit.viewer, found), "text/csv; charset=utf-8", found, "csv")


@require_safe
@testing
def protocol(request: HttpRequest, visit: Visit, trial_id: uuid.UUID) -> HttpResponse:
    """What was settled before it began, as JSON; the order of later days only once it is over."""
    found = selectors.trial(visit.viewer, visit.person, trial_id)
    text = json.dumps(files.protocol(found), ensure_ascii=False, indent=1)
    return _file(text, "application/json", found, "protocol.json")


@require_safe
@testing
def calendar(request: HttpRequest, visit: Visit, trial_id: uuid.UUID) -> HttpResponse:
    """The first day of every block for a calendar; what it holds stays hidden until that day."""
    found = selectors.trial(visit.viewer, visit.person, trial_id)
    return _file(files.calendar(found), "text/calendar; charset=utf-8", found, "ics")


def _file(text: str, kind: str, found: Standing, ending: str) -> HttpResponse:
    response = HttpResponse(text, content_type=kind)
    response["Content-Disposition"] = (
        f'attachment; filename="trial-{found.trial.starts_on.isoformat()}.{ending}"'
    )
    return response
