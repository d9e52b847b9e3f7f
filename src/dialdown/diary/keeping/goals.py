"""Goals: up to three at a time, small steps, a rating once a week."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialdown.diary.changes import touch
from dialdown.diary.models import Goal, GoalRating, GoalStep
from dialdown.intake.records import BadInput, Problem
from dialdown.people.access import Denied, require
from dialdown.people.models import Person, SaidBy
from dialdown.people.services import hold

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

MOST_GOALS = 3


def words(text: object, *, where: str, longest: int) -> str:
    """Text as it is stored: trimmed, not empty, at most `longest` characters. Raises BadInput."""
    found = " ".join(str(text or "").split())
    if not found:
        raise BadInput([Problem(where, _("Write a few words here."))])
    if len(found) > longest:
        raise BadInput(
            [Problem(where, _("That is long. Up to %(number)d letters fit.") % {"number": longest})]
        )
    if "\x00" in found:
        raise BadInput([Problem(where, _("We couldn’t read that. Try other letters."))])
    return found


def _goal(viewer: Viewer, goal_id: uuid.UUID) -> Goal:
    goal = Goal.objects.filter(pk=goal_id).first()
    if goal is None:
        raise Denied
    _require(viewer, goal.person_id)
    return goal


def _require(viewer: Viewer, person_id: uuid.UUID) -> None:
    if "goals" not in require(viewer, person_id, write=True):
        raise Denied


@transaction.atomic
def add_goal(*, viewer: Viewer, person: Person, text: str, said_by: str = SaidBy.SELF) -> Goal:
    """A new goal in her own words. Raises BadInput when three are open."""
    _require(viewer, person.pk)
    found = words(text, where="text", longest=200)
    # Locked, so that two taps at once do not make a fourth.
    hold(person_id=person.pk)
    if (
        Goal.objects.filter(person=person, closed_at__isnull=True, reached_at__isnull=True).count()
        >= MOST_GOALS
    ):
        raise BadInput([Problem("text", _("Three goals are enough for now. Put one away first."))])
    goal = Goal.objects.create(person=person, text=found, said_by=said_by, typed_by=viewer)
    touch(person.pk)
    return goal


@transaction.atomic
def rename_goal(*, viewer: Viewer, goal_id: uuid.UUID, text: str) -> Goal:
    """Say a goal in other words."""
    goal = _goal(viewer, goal_id)
    goal.text = words(text, where="text", longest=200)
    goal.save(update_fields=["text"])
    touch(goal.person_id)
    return goal


@transaction.atomic
def set_goal_state(*, viewer: Viewer, goal_id: uuid.UUID, state: str) -> Goal:
    """`state` open, reached or away (put away for now). Each can be taken back by another."""
    if state not in ("open", "reached", "away"):
        raise BadInput([Problem("state", _("Choose one of the buttons."))])
    goal = _goal(viewer, goal_id)
    if state == "open":
        hold(person_id=goal.person_id)
        others = Goal.objects.filter(
            person_id=goal.person_id, closed_at__isnull=True, reached_at__isnull=True
        )
        if others.exclude(pk=goal.pk).count() >= MOST_GOALS:
            raise BadInput([Problem("text", _("Three goals are enough for now. Put one away first."))])
    goal.reached_at = timezone.now() if state == "reached" else None
    goal.closed_at = timezone.now() if state == "away" else None
    goal.save(update_fields=["reached_at", "closed_at"])
    touch(goal.person_id)
    return goal


@transaction.atomic
def add_step(*, viewer: Viewer, goal_id: uuid.UUID, text: str, said_by: str = SaidBy.SELF) -> GoalStep:
    """A small step towards a goal."""
    goal = _goal(viewer, goal_id)
    found = words(text, where=f"step.{goal.pk}", longest=200)
    step = GoalStep.objects.create(goal=goal, text=found, said_by=said_by, typed_by=viewer)
    touch(goal.person_id)
    return step


@transaction.atomic
def set_step(*, viewer: Viewer, step_id: uuid.UUID, done_on: dt.date | None) -> GoalStep:
    """Say that a step was done on a day, or take that back with None."""
    step = GoalStep.objects.filter(pk=step_id).select_related("goal").first()
    if step is None:
        raise Denied
    _require(viewer, step.goal.person_id)
    step.done_on = done_on
    step.save(update_fields=["done_on"])
    touch(step.goal.person_id)
    return step


@transaction.atomic
def remove_step(*, viewer: Viewer, step_id: uuid.UUID) -> GoalStep:
    """Take a step off its goal; `add_step` with the returned text brings it back."""
    step = GoalStep.objects.filter(pk=step_id).select_related("goal").first()
    if step is None:
        raise Denied
    _require(viewer, step.goal.person_id)
    step.delete()
    touch(step.goal.person_id)
    return step


def monday(day: dt.date) -> dt.date:
    """The Monday of the week a day lies in."""
    return day - dt.timedelta(days=day.weekday())


@transaction.atomic
def rate_goal(
    *, viewer: Viewer, goal_id: uuid.UUID, day: dt.date, rating: float | None, said_by: str = SaidBy.SELF
) -> GoalRating:
    """How close a goal feels, 0 to 10, for the week of `day`; None = skipped. A second answer replaces the first."""
    goal = _goal(viewer, goal_id)
    if rating is not None and not 0 <= rating <= 10:
        raise BadInput([Problem(f"rating.{goal.pk}", _("Try a number from 0 to 10."))])
    found, _made = GoalRating.objects.update_or_create(
        goal=goal, week=monday(day), said_by=said_by,
        defaults={"rating": rating, "skipped": rating is None, "typed_by": viewer},
    )  # fmt: skip
    touch(goal.person_id)
    return found


@transaction.atomic
def clear_rating(*, viewer: Viewer, goal_id: uuid.UUID, day: dt.date, said_by: str = SaidBy.SELF) -> None:
    """Take this week's rating back: not answered is not the same as skipped."""
    goal = _goal(viewer, goal_id)
    GoalRating.objects.filter(goal=goal, week=monday(day), said_by=said_by).delete()
    touch(goal.person_id)
