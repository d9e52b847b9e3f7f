"""Prescriptions: written by a clinician (own login, or a paper with a code), answered by the person."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dialdown.activity import amounts, looks, prescribing, selectors, services
from dialdown.activity.activities import shipped
from dialdown.activity.models import Prescription
from dialdown.activity.prescribing import STOP_RULES, TEMPLATES, Written
from dialdown.activity.views.doors import Visit, always, moving, problems_by_field, say, writing
from dialdown.intake.records import BadInput, Problem

State = Prescription.State


@require_safe
@always
def listing(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everything that was ever written for this person, and the two ways to bring more."""
    rows = [
        (row, str(_(shipped()[row.activity].title)), row.get_state_display())
        for row in selectors.prescriptions(visit.viewer, visit.person.pk) if row.activity in shipped()
    ]  # fmt: skip
    shown = {
        "visit": visit, "person": visit.person, "rows": rows, "tab": "move",
        "prescribing": services.may_prescribe(visit.viewer, visit.person.pk),
    }  # fmt: skip
    return render(request, "activity/prescriptions.html", shown)


@require_http_methods(["GET", "POST"])
@moving
def code(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Type the code from the paper."""
    writing(visit)
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            found = services.bring_code(
                viewer=visit.viewer,
                person=visit.person,
                code=request.POST.get("code", ""),
                who=request.POST.get("who", ""),
            )
            return redirect(f"/move/prescriptions/{found.pk}")
        except BadInput as error:
            problems = problems_by_field(error)
    shown = {
        "visit": visit,
        "person": visit.person,
        "problems": problems,
        "typed": request.POST,
        "tab": "move",
    }
    return render(request, "activity/code.html", shown, status=422 if problems else 200)


@require_http_methods(["GET", "POST"])
@moving
def prescription(request: HttpRequest, visit: Visit, prescription_id: uuid.UUID) -> HttpResponse:
    """One prescription: its terms, what it would replace, and the answer."""
    found = selectors.prescription(visit.viewer, prescription_id)
    if found.person_id != visit.person.pk or found.activity not in shipped():
        raise Http404
    problems: dict[str, str] = {}
    if request.method == "POST":
        writing(visit)
        try:
            return _answer(request, visit, found)
        except BadInput as error:
            problems = problems_by_field(error)
    in_use, plan = selectors.conflict(visit.viewer, visit.person.pk, found.activity)
    shown = {
        "visit": visit, "person": visit.person, "one": found, "title": str(_(shipped()[found.activity].title)), "tab": "move",
        "terms": looks.prescription_rows(found), "stops": looks.stop_words(found.stop_rules), "problems": problems,
        "in_use": in_use if in_use is not None and in_use.pk != found.pk else None, "own": plan if in_use is None else None,
        "via": found.get_via_display(), "state": found.get_state_display(),
    }  # fmt: skip
    return render(request, "activity/prescription.html", shown, status=422 if problems else 200)


def _answer(request: HttpRequest, visit: Visit, found: Prescription) -> HttpResponse:
    do = request.POST.get("do", "")
    here = f"/move/prescriptions/{found.pk}"
    if do == "accept":
        plan = services.accept(viewer=visit.viewer, prescription_id=found.pk)
        say(request, _("The plan follows it from today."), f"{here}/undo")
        return redirect(f"/move/{plan.pk}")
    if do == "decline":
        services.decline(
            viewer=visit.viewer, prescription_id=found.pk, why_not=request.POST.get("why_not", "")
        )
        say(request, _("Answered. Whoever wrote it can read why."), f"{here}/undo")
        return redirect(here)
    if do == "end":
        services.end(viewer=visit.viewer, prescription_id=found.pk)
        say(request, _("Ended. The same amount goes on as your own plan."), f"{here}/undo")
        return redirect(here)
    raise Http404


@require_http_methods(["POST"])
@moving
def undo(request: HttpRequest, visit: Visit, prescription_id: uuid.UUID) -> HttpResponse:
    """Take an answer back."""
    writing(visit)
    try:
        found = services.reopen(viewer=visit.viewer, prescription_id=prescription_id)
        again = found.state == Prescription.State.ACCEPTED
        say(
            request,
            _("Taken back. The plan follows it again.")
            if again
            else _("Taken back. It waits for your answer again."),
        )
    except BadInput as error:
        say(request, error.problems[0].message)
    return redirect(f"/move/prescriptions/{prescription_id}")


# --- writing one ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@always
def prescribe(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A clinician writes for the person whose diary is open."""
    if not services.may_prescribe(visit.viewer, visit.person.pk):
        raise Http404
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            _same_person(request, visit)
            found = services.offer(
                viewer=visit.viewer,
                person=visit.person,
                written=_written(request, visit.person.today()),
                who=request.POST.get("who", ""),
            )
            say(request, _("Sent. It waits for an answer; nothing changes before that."))
            return redirect("/move/prescriptions") if found else redirect("/move")
        except BadInput as error:
            problems = problems_by_field(error)
    context = _form(request, problems)
    in_use, plan = selectors.conflict(visit.viewer, visit.person.pk, context["chosen"].activity)
    context |= {
        "visit": visit, "person": visit.person, "in_use": in_use, "own": plan if in_use is None else None, "action": "/prescribe",
        "who": request.POST.get("who", str(request.user)), "tab": "move",
    }  # fmt: skip
    return render(request, "activity/prescribe.html", context, status=422 if problems else 200)


def _same_person(request: HttpRequest, visit: Visit) -> None:
    """Raises BadInput when another diary was opened in this browser since the form was shown."""
    if request.POST.get("person", str(visit.person.pk)) != str(visit.person.pk):
        said = _("Another diary was opened since. Nothing was sent; this form is for %(name)s now.")
        raise BadInput([Problem("person", said % {"name": visit.person.display_name})])


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest) -> HttpResponse:
    """The same without an account: a page to print, with a code. Nothing is stored, and no name is asked but the writer's."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            written = _written(request, timezone.localdate())
            printed = prescribing.code_of(written)
            activity = written.row
            shown = {
                "code": printed, "title": str(_(activity.title)), "written": written, "who": request.POST.get("who", "")[:80],
                "terms": looks.prescription_rows(written), "stops": looks.stop_words(list(written.stop_rules)),
            }  # fmt: skip
            return render(request, "activity/sheet.html", shown)
        except BadInput as error:
            problems = problems_by_field(error)
    context = _form(request, problems) | {
        "action": "/prescribe/paper",
        "who": request.POST.get("who", ""),
        "paper": True,
    }
    return render(request, "activity/paper.html", context, status=422 if problems else 200)


def _form(request: HttpRequest, problems: dict[str, str]) -> dict[str, Any]:
    """The form, filled with a template or with what was typed."""
    wanted = request.POST.get("template") or request.GET.get("template") or "walk"
    chosen = prescribing.template(wanted) or TEMPLATES[0]
    row = shipped()[chosen.activity]
    given = request.POST
    fields = [
        _field(name, label, getattr(chosen, name), row, given, problems)
        for name, label in (
            ("amount", _("Amount a day")), ("floor", _("Floor, on hard days")), ("ceiling", _("Ceiling")),
            ("weekly", _("More each week, up to the ceiling")),
        )
    ]  # fmt: skip
    stops = given.getlist("stop_rules") if given else list(chosen.stop_rules)
    return {
        "templates": TEMPLATES, "others": prescribing.others(), "chosen": chosen, "activity": row, "fields": fields, "problems": problems,
        "stop_rules": STOP_RULES,
        "stops": stops, "weeks": given.get("weeks", chosen.weeks), "note": given.get("note", ""),
        "hold": given.get("hold") == "on" if given else True,
    }  # fmt: skip


def _field(
    name: str, label: str, start: int, row: Any, given: Any, problems: dict[str, str]
) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, "label": label, "error": problems.get(name, "")}
    if row.timed:
        found["minutes"] = given.get(f"{name}_minutes", start // 60)
        found["seconds"] = given.get(f"{name}_seconds", start % 60)
    else:
        found["number"] = given.get(f"{name}_number", start)
    return found


def _written(request: HttpRequest, today: dt.date) -> Written:
    """What a form says. Raises BadInput with every field that cannot be read."""
    given = request.POST
    chosen = prescribing.template(given.get("template", ""))
    if chosen is None:
        raise BadInput([Problem("template", _("Choose one of the list."))])
    row = shipped()[chosen.activity]
    problems: list[Problem] = []
    found: dict[str, int] = {}
    for name in ("amount", "floor", "ceiling", "weekly"):
        try:
            found[name] = amounts.read(
                given.get(f"{name}_minutes", ""), given.get(f"{name}_seconds", ""), given.get(f"{name}_number", ""), row, where=name
            )  # fmt: skip
        except BadInput as error:
            problems.extend(error.problems)
    try:
        weeks = int(given.get("weeks", ""))
    except ValueError:
        weeks = 0
    if problems:
        raise BadInput(problems)
    written = Written(
        chosen.activity, found["amount"], found["floor"], found["ceiling"], found["weekly"], weeks, today,
        hold_after_illness=given.get("hold") == "on", stop_rules=tuple(k for k in STOP_RULES if k in given.getlist("stop_rules")),
        note=given.get("note", "")[:400],
    )  # fmt: skip
    prescribing.check(written)
    return written
