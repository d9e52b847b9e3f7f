"""Reads of the team, of visits with their questions, of tests, and of everything in one line of time."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dialdown.activity import selectors as activity
from dialdown.care.records.doors import KEPT_WITH, may_keep
from dialdown.care.visits.models import TeamMember, TestDone, Visit, VisitQuestion
from dialdown.diary import selectors as diary
from dialdown.people.access import Denied, require
from dialdown.people.models import Person

if TYPE_CHECKING:
    from dialdown.people.access import Sight, Viewer

# What opens the next visit to others: its day in a week, its questions answer by answer.
SCOPE = "visits"


@dataclass(frozen=True)
class Moment:
    """One thing in the line of time; `until` for what lasted."""

    day: dt.date
    until: dt.date | None
    what: str
    title: str
    icon: str
    path: str = ""
    note: str = ""


def team(viewer: Viewer, person: Person) -> list[TeamMember]:
    """Everybody of the team, psychology among the first. Raises Denied."""
    may_keep(viewer, person.pk)
    order = list(TeamMember.Role.values)
    rows = TeamMember.objects.filter(person=person, removed_at__isnull=True)
    return sorted(rows, key=lambda row: (order.index(row.role), row.name))


def visits(viewer: Viewer, person: Person) -> list[Visit]:
    """Every visit, by its day. Raises Denied."""
    may_keep(viewer, person.pk)
    return list(Visit.objects.filter(person=person, removed_at__isnull=True).select_related("member"))


def next_visit(viewer: Viewer, person: Person) -> Visit | None:
    """The next visit, today's included. Raises Denied."""
    may_keep(viewer, person.pk)
    return _next(person)


def _next(person: Person) -> Visit | None:
    return (
        Visit.objects.filter(person=person, removed_at__isnull=True, day__gte=diary.today_of(person))
        .select_related("member")
        .first()
    )


def visit(viewer: Viewer, visit_id: uuid.UUID) -> Visit:
    """One visit. Raises Denied."""
    found = (
        Visit.objects.filter(pk=visit_id, removed_at__isnull=True).select_related("member", "person").first()
    )
    if found is None:
        raise Denied
    may_keep(viewer, found.person_id)
    return found


def questions(viewer: Viewer, visit: Visit) -> list[VisitQuestion]:
    """The questions of a visit in the order they came. Raises Denied."""
    may_keep(viewer, visit.person_id)
    return list(visit.questions.filter(removed_at__isnull=True))


def _keeps(sight: Sight) -> bool:
    return sight.may_write and KEPT_WITH in sight


def open_questions(viewer: Viewer, person: Person) -> list[VisitQuestion]:
    """Questions of the next visit that have no answer yet, for whom they were opened to and who keeps the papers.

    Empty for everybody else.
    """
    sight = require(viewer, person.pk)
    found = _next(person) if SCOPE in sight or _keeps(sight) else None
    return list(found.questions.filter(removed_at__isnull=True, answer="")) if found else []


@dataclass(frozen=True)
class Coming:
    """When the next visit is and how many questions wait for it; neither its name nor what is asked."""

    id: uuid.UUID
    day: dt.date
    clock: str
    questions: int


def coming(viewer: Viewer, person: Person) -> Coming | None:
    """The next visit for a weekly summary; None without one, and for whom visits are closed to. Raises Denied."""
    sight = require(viewer, person.pk)
    found = _next(person) if sight.week(SCOPE) or _keeps(sight) else None
    if found is None:
        return None
    number = found.questions.filter(removed_at__isnull=True, answer="").count()
    return Coming(found.pk, found.day, found.clock, number)


def tests_done(viewer: Viewer, person: Person) -> list[TestDone]:
    """Tests that were done, newest first. Raises Denied."""
    may_keep(viewer, person.pk)
    return list(TestDone.objects.filter(person=person, removed_at__isnull=True))


def timeline(viewer: Viewer, person: Person) -> list[Moment]:
    """Visits, tests, programmes, medicines and what else began, newest first. Raises Denied."""
    may_keep(viewer, person.pk)
    found = [
        Moment(v.day, None, _("Visit"), v.title, "stethoscope", f"/care/visits/{v.pk}", v.agreed)
        for v in visits(viewer, person)
    ]
    found += [
        Moment(t.day, None, _("Test"), t.what, "file-check", "", t.result) for t in tests_done(viewer, person)
    ]
    icons = {
        "medicine": "pill",
        "programme": "calendar-days",
        "illness": "thermometer",
        "relapse": "refresh-cw",
    }
    found += [
        Moment(e.starts_on, e.ends_on, e.get_kind_display(), e.title, icons.get(e.kind, "git-compare-arrows"))
        for e in diary.events(viewer, person.pk)
    ]
    return sorted(found, key=lambda one: (one.day, one.title), reverse=True)


@dataclass(frozen=True)
class ProgrammeBlock:
    """One programme with the sums of its hours by kind; hours that nobody noted are not counted."""

    name: str
    starts_on: dt.date
    ends_on: dt.date
    physiotherapy: float
    occupational: float
    psychology: float
    days_noted: int
    # The event that tells before from after, when the programme has begun.
    event: uuid.UUID | None


def programme_blocks(viewer: Viewer, person: Person) -> list[ProgrammeBlock]:
    """Programmes with their hours, newest first; empty when the viewer may not see moving."""
    may_keep(viewer, person.pk)
    try:
        rows = activity.programmes(viewer, person.pk)
    except Denied:
        return []
    found: list[ProgrammeBlock] = []
    for row in reversed(rows):
        hours = list(row.hours.all())
        sums = [
            sum(getattr(h, name) or 0 for h in hours)
            for name in ("physiotherapy", "occupational", "psychology")
        ]
        event = row.event_id if row.starts_on <= diary.today_of(person) else None
        found.append(ProgrammeBlock(row.name, row.starts_on, row.ends_on, *sums, len(hours), event))
    return found
