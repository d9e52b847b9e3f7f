"""Goals with small steps, and the small wins by month."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dialdown.diary import selectors, services, words
from dialdown.diary.models import Goal, GoalRating
from dialdown.diary.views import looks
from dialdown.diary.views.doors import Visit, open_diary
from dialdown.intake.records import BadInput


@dataclass(frozen=True)
class GoalCard:
    """A goal as its page shows it: this week's rating, and the ones before."""

    goal: Goal
    rating: GoalRating | None
    earlier: list[tuple[str, str]]
    error: str


def _require_goals(visit: Visit, *, write: bool = False) -> None:
    if "goals" not in visit.sight or (write and not visit.sight.may_write):
        raise Http404


def _cards(visit: Visit, goals: list[Goal], errors: dict[str, str]) -> list[GoalCard]:
    week = selectors.monday(selectors.today_of(visit.person))
    said_by = services.said_by_default(viewer=visit.viewer, person=visit.person)
    found: list[GoalCard] = []
    for goal in goals:
        ratings = sorted(goal.ratings.all(), key=lambda r: r.week, reverse=True)
        mine = next((r for r in ratings if r.week == week and r.said_by == said_by), None)
        earlier = [
            (looks.date(r.week), _("skipped") if r.rating is None else words.number(r.rating))
            for r in ratings
            if r.week < week
        ]
        found.append(GoalCard(goal, mine, earlier[:6], errors.get(str(goal.pk), "")))
    return found


def _page(
    request: HttpRequest,
    visit: Visit,
    *,
    typed: str = "",
    error: str = "",
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    goals = selectors.all_goals(visit.viewer, visit.person.pk)
    opened = [g for g in goals if g.closed_at is None and g.reached_at is None]
    shown = {
        "visit": visit, "person": visit.person, "cards": _cards(visit, opened, errors or {}), "room": len(opened) < 3,
        "reached": [g for g in goals if g.reached_at is not None], "away": [g for g in goals if g.closed_at is not None],
        "typed": typed, "error": error, "writing": visit.sight.may_write,
    }  # fmt: skip
    return render(request, "diary/goals.html", shown, status=422 if error or errors else 200)


@require_http_methods(["GET", "POST"])
@open_diary
def goals(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Up to three goals in her own words."""
    _require_goals(visit, write=request.method == "POST")
    if request.method != "POST":
        return _page(request, visit)
    text = request.POST.get("text", "")
    try:
        services.add_goal(
            viewer=visit.viewer,
            person=visit.person,
            text=text,
            said_by=services.said_by_default(viewer=visit.viewer, person=visit.person),
        )
    except BadInput as error:
        return _page(request, visit, typed=text, error=error.problems[0].message)
    return redirect("goals")


def _attempt(
    request: HttpRequest, visit: Visit, goal_id: uuid.UUID, write: Callable[[], Any]
) -> HttpResponse:
    """Run one write; a problem is shown on the goal's own card."""
    try:
        write()
    except BadInput as error:
        return _page(request, visit, errors={str(goal_id): error.problems[0].message})
    return redirect(f"/goals#g-{goal_id}")


@require_POST
@open_diary
def goal(request: HttpRequest, visit: Visit, goal_id: uuid.UUID) -> HttpResponse:
    """Reword a goal, say that it is reached, put it away, take it up again."""
    state = request.POST.get("state")
    if state is None:
        return _attempt(request, visit, goal_id, lambda: services.rename_goal(
            viewer=visit.viewer, goal_id=goal_id, text=request.POST.get("text", "")))  # fmt: skip
    answer = _attempt(
        request,
        visit,
        goal_id,
        lambda: services.set_goal_state(viewer=visit.viewer, goal_id=goal_id, state=state),
    )
    if answer.status_code == 302 and state == "reached":
        messages.success(request, _("Reached. It stands with your wins now."))
    return answer


@require_POST
@open_diary
def add_step(request: HttpRequest, visit: Visit, goal_id: uuid.UUID) -> HttpResponse:
    """A small step towards a goal."""
    return _attempt(request, visit, goal_id, lambda: services.add_step(
        viewer=visit.viewer, goal_id=goal_id, text=request.POST.get("text", ""),
        said_by=services.said_by_default(viewer=visit.viewer, person=visit.person)))  # fmt: skip


@require_POST
@open_diary
def step(request: HttpRequest, visit: Visit, step_id: uuid.UUID) -> HttpResponse:
    """Done today, not done after all, or off the list."""
    if request.POST.get("do") == "remove":
        changed = services.remove_step(viewer=visit.viewer, step_id=step_id)
    else:
        done_on = selectors.today_of(visit.person) if request.POST.get("do") == "done" else None
        changed = services.set_step(viewer=visit.viewer, step_id=step_id, done_on=done_on)
    return redirect(f"/goals#g-{changed.goal_id}")


@require_POST
@open_diary
def rate(request: HttpRequest, visit: Visit, goal_id: uuid.UUID) -> HttpResponse:
    """How close a goal feels this week; nothing chosen takes the answer back, skip is kept as a skip."""
    said_by = services.said_by_default(viewer=visit.viewer, person=visit.person)
    day = selectors.today_of(visit.person)
    given = request.POST.get("rating", "").strip()
    skip = request.POST.get("do") == "skip"

    def write() -> None:
        if not given and not skip:
            services.clear_rating(viewer=visit.viewer, goal_id=goal_id, day=day, said_by=said_by)
            return
        try:
            number = None if skip else float(given)
        except ValueError:
            number = -1.0
        services.rate_goal(viewer=visit.viewer, goal_id=goal_id, day=day, rating=number, said_by=said_by)

    return _attempt(request, visit, goal_id, write)


@require_safe
@open_diary
def wins(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Small wins, month by month, one year at a time."""
    _require_goals(visit)
    today = selectors.today_of(visit.person)
    try:
        year = int(request.GET.get("year") or today.year)
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    except (ValueError, OverflowError):
        raise Http404 from None
    found = selectors.wins(visit.viewer, visit.person.pk, first, last)
    months = [
        (formats.date_format(key, "YEAR_MONTH_FORMAT" if year != today.year else "F"),
         [(looks.date(win.day), words.said(win.text) if win.from_table else win.text) for win in rows])
        for key, rows in groupby(found, key=lambda win: win.day.replace(day=1))
    ]  # fmt: skip
    span = selectors.span(visit.viewer, visit.person.pk)
    years = range(today.year, (span[0].year if span else today.year) - 1, -1)
    shown = {
        "visit": visit,
        "person": visit.person,
        "months": months,
        "year": year,
        "years": years,
    }
    return render(request, "diary/wins.html", shown)
