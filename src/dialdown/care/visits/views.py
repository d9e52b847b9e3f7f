"""Care, the team, visits, questions, tests that were done, the line of time, and the calendar."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import is_valid_path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dialdown.care.claims.reading import due
from dialdown.care.medicines.models import Medicine
from dialdown.care.medicines.reading import aids, medicines
from dialdown.care.records import keeping
from dialdown.care.records.kinds import KINDS
from dialdown.care.records.visit import At, at_papers
from dialdown.care.visits import reading
from dialdown.care.visits.calendar import calendar
from dialdown.care.visits.starters import roles, sources, starters
from dialdown.diary.selectors import today_of
from dialdown.people.access import Denied

# How many medicines and helps stand on the first page.
FEW = 6
# The parts that a team for amplified pain usually has come first; psychology from the start.
FIRST_PARTS = ("physio", "psychologist", "occupational", "rheumatologist")


@require_GET
@at_papers
def care(request: HttpRequest, at: At) -> HttpResponse:
    """Everything about the people and papers around it, at a glance."""
    today = today_of(at.person)
    try:
        taken = medicines(at.viewer, at.person)
    except Denied:
        taken = None
    using = [one for one in taken or [] if one.role != Medicine.Role.STOPPED]
    helps = [aid for aid in aids(at.viewer, at.person) if aid.gone_on is None]
    shown = {
        "at": at, "person": at.person, "today": today, "medicines": using[:FEW],
        "more_medicines": len(taken or []) - len(using[:FEW]), "sees_medicines": taken is not None,
        "visit": reading.next_visit(at.viewer, at.person), "questions": reading.open_questions(at.viewer, at.person),
        "aids": helps[:FEW], "more_aids": len(helps) - len(helps[:FEW]), "team": reading.team(at.viewer, at.person),
        "programmes": reading.programme_blocks(at.viewer, at.person)[:1],
        "due": due(at.viewer, at.person),
        "rooms": [path for path in ("/care/letters", "/care/paper") if is_valid_path(path)],
    }  # fmt: skip
    return render(request, "care/home.html", shown)


@require_GET
@at_papers
def team(request: HttpRequest, at: At) -> HttpResponse:
    """Who helps, what each part does, and which part nobody has yet."""
    rows = reading.team(at.viewer, at.person)
    words = dict(reading.TeamMember.Role.choices)
    there = {row.role for row in rows}
    # What each part does can be read before anybody of it is there.
    order = [*FIRST_PARTS, *(key for key in roles() if key not in FIRST_PARTS)]
    shown = {
        "at": at, "rows": [(row, roles()[row.role]) for row in rows], "sources": sources(),
        "open": [(key, words[key], roles()[key]) for key in order if key not in there],
    }  # fmt: skip
    return render(request, "care/visits/team.html", shown)


@require_GET
@at_papers
def visits(request: HttpRequest, at: At) -> HttpResponse:
    """Visits to come, then those that were."""
    today = today_of(at.person)
    rows = reading.visits(at.viewer, at.person)
    shown = {
        "at": at, "coming": [v for v in rows if v.day >= today], "been": [v for v in reversed(rows) if v.day < today],
    }  # fmt: skip
    return render(request, "care/visits/visits.html", shown)


def _visit(at: At, visit_id: uuid.UUID) -> Any:
    found = reading.visit(at.viewer, visit_id)
    if found.person_id != at.person.pk:
        raise Http404
    return found


@require_GET
@at_papers
def visit(request: HttpRequest, at: At, visit_id: uuid.UUID) -> HttpResponse:
    """One visit: questions before, answers after."""
    found = _visit(at, visit_id)
    asked = reading.questions(at.viewer, found)
    there = {question.text for question in asked}
    shown = {
        "at": at, "person": at.person, "visit": found, "questions": asked, "over": found.day < today_of(at.person),
        "starters": [(group, [q for q in group.questions if str(q.text) not in there]) for group in starters()],
        "sources": sources(),
    }  # fmt: skip
    return render(request, "care/visits/visit.html", shown)


@require_POST
@at_papers
def take_starters(request: HttpRequest, at: At, visit_id: uuid.UUID) -> HttpResponse:
    """Put chosen starter questions on the list of a visit."""
    found = _visit(at, visit_id)
    wanted = set(request.POST.getlist("starter"))
    chosen = [q for group in starters() for q in group.questions if q.key in wanted]
    for question in chosen:
        keeping.keep(
            viewer=at.viewer,
            kind=KINDS["question"],
            person=at.person,
            given={"text": question.text},
            of=found,
        )
    messages.success(request, _("On your list.") if chosen else _("Nothing was ticked."))
    return redirect("care_visit", visit_id)


@require_GET
@at_papers
def tests(request: HttpRequest, at: At) -> HttpResponse:
    """Tests that were done."""
    return render(
        request, "care/visits/tests.html", {"at": at, "rows": reading.tests_done(at.viewer, at.person)}
    )


@require_GET
@at_papers
def timeline(request: HttpRequest, at: At) -> HttpResponse:
    """Everything in one line of time."""
    rows = reading.timeline(at.viewer, at.person)
    shown = {
        "at": at,
        "person": at.person,
        "rows": rows,
        "blocks": reading.programme_blocks(at.viewer, at.person),
    }
    return render(request, "care/visits/timeline.html", shown)


@require_GET
@at_papers
def ics(request: HttpRequest, at: At) -> HttpResponse:
    """Every visit as a calendar file."""
    text, _count = calendar(at.viewer, at.person)
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="dialdown-visits.ics"'},
    )
