"""Today: the check-in in four modes, what follows a save, and the switch between the modes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dialdown.diary import form_documents, selectors, services
from dialdown.diary.views import asking, beside, checking_in, looks
from dialdown.diary.views.doors import Visit, open_diary
from dialdown.intake.definitions import MODES, Definition
from dialdown.intake.records import BadInput
from dialdown.people import selectors as people
from dialdown.people.current import ours
from dialdown.people.models import Person
from dialdown.people.sealing import keys


def mode_of(request: HttpRequest, person: Person) -> str:
    """The mode of this page: the one in the address, else the one she chose. A child's own screen has no choice of modes."""
    wanted = request.GET.get("mode", "")
    if wanted in MODES and not people.child_screen(request.user, person):
        return wanted
    return asking.mode_of(request.user, person)


def _asked(visit: Visit, state: selectors.Today, mode: str, *, only_pain: bool) -> tuple[Definition, ...]:
    found = asking.asked(visit.viewer, visit.person, mode, state.day)
    if only_pain:
        every = selectors.asked(visit.viewer, visit.person.pk, "full")
        return tuple(d for d in every if d.group == "pain")
    # At most one pain prompt a day: answered or skipped, it is not asked again unless she wants to.
    found = tuple(d for d in found if not (state.pain_asked and d.group == "pain"))
    if state.gap is not None and "function" in visit.sight:
        found = (*found, selectors.definitions(visit.person.pk)["gap_reason"])
    return found


@require_http_methods(["GET", "POST"])
@open_diary
def today(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask, keep, and say that it is kept."""
    if not visit.sight.may_write:
        return render(request, "diary/looking.html", {"visit": visit, "person": visit.person})
    now = timezone.now()
    state = selectors.today(visit.viewer, visit.person, now)
    if request.method == "POST":
        return _save(request, visit, state, now)
    asked_less = visit.person.stage != Person.Stage.EVERY_DAY
    if (state.paused or asked_less) and not {"write", "again", "pain"} & request.GET.keys():
        shown = {
            "visit": visit, "person": visit.person, "until": visit.person.paused_until if state.paused else None,
            "beside": beside.cards(request, visit), "new_pain": _new_pain(visit),
        }  # fmt: skip
        return render(request, "diary/paused.html", shown)
    return _page(
        request, visit, state, form_documents.blank(visit.person, mode=mode_of(request, visit.person))
    )


def _save(request: HttpRequest, visit: Visit, state: selectors.Today, now: dt.datetime) -> HttpResponse:
    definitions = selectors.definitions(visit.person.pk)
    document = form_documents.document(request.POST, person=visit.person, definitions=definitions, now=now)
    if request.POST.get("do") == "same_places":
        return _page(request, visit, state, _with_last_places(visit, state, document))
    try:
        saved = services.save_entry(viewer=visit.viewer, document=document, person_id=visit.person.pk)
    except BadInput as error:
        return _page(request, visit, state, document, problems=error.problems)
    checking_in.say_saved(request, saved, checking_in.saved_words(document))
    return redirect("today")


def _with_last_places(visit: Visit, state: selectors.Today, document: dict[str, Any]) -> dict[str, Any]:
    last = selectors.last_places(visit.viewer, visit.person.pk, state.day)
    given = {row["region"] for row in document["regions"]}
    more = [{"region": region} for region in (last[1] if last else ()) if region not in given]
    return {**document, "regions": [*document["regions"], *more]}


def _typed_here(visit: Visit, moment: selectors.Moment) -> bool:
    """True for what this viewer wrote today: a parent's words do not close a child's day, nor a file's."""
    if moment.mode in ("import", "device"):
        return False
    mine = moment.typed_by is not None and moment.typed_by.pk == visit.viewer.pk
    return mine or (visit.owner and moment.said_by == "self")


def _new_pain(visit: Visit) -> bool:
    """True while new pain waits for a doctor's look; that question stands on Today only then."""
    if "pain" not in visit.sight:
        return False
    state = people.clearance(visit.viewer, visit.person.pk)
    return state.new_pain is not None and not state.open


def _page(
    request: HttpRequest,
    visit: Visit,
    state: selectors.Today,
    document: dict[str, Any],
    *,
    problems: Any = (),
) -> HttpResponse:
    given = str(document.get("mode"))
    mode = given if given in MODES else mode_of(request, visit.person)
    only_pain = "pain" in request.GET and mode != "off"
    written = [m for m in state.moments if _typed_here(visit, m) and (mode != "weekly" or m.mode == "weekly")]
    open_form = (
        bool(problems) or request.method == "POST" or only_pain or "again" in request.GET or not written
    )
    made = checking_in.form(
        visit,
        _asked(visit, state, mode, only_pain=only_pain),
        document,
        mode=mode,
        problems=problems,
        body_map=not only_pain and not visit.person.in_programme(state.day),
    )
    last = selectors.last_places(visit.viewer, visit.person.pk, state.day) if made.parts else None
    more = {
        "state": state, "mode": mode, "only_pain": only_pain, "asking": open_form, "modes": looks.modes(mode),
        "pain_again": state.pain_asked and mode in ("quick", "full") and not only_pain,
        "last_places": last, "last_places_label": looks.same_places(last, state.day) if last else "",
        "needs_code": not open_form and keys.needs_code(visit.viewer, visit.person.pk),
        "new_pain": _new_pain(visit), "beside": [] if only_pain else beside.cards(request, visit),
        "moments": looks.moment_rows(visit, state.moments), "done": looks.done(visit, written[-1]) if written else None,
        "dates": looks.early_days(state), "action": request.get_full_path(),
    }  # fmt: skip
    return render(
        request, "diary/today.html", checking_in.context(visit, made, **more), status=422 if problems else 200
    )


@require_POST
@open_diary
def switch_mode(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Remember how she checks in from now on, and go back to where the switch was."""
    try:
        services.set_mode(viewer=visit.viewer, person=visit.person, mode=request.POST.get("mode", ""))
    except BadInput as error:
        messages.warning(request, error.problems[0].message)
    return redirect(ours(request, request.POST.get("next", "/"), "/"))
