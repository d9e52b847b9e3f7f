"""How much is asked over time: every day, three questions a week, once a month, nothing; and the look back after six weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from dialdown.activity.keeping.doors import may_write, today_of, touch, voice
from dialdown.activity.models import LightWatch, PlanFact, Review
from dialdown.diary import selectors as diary
from dialdown.intake.records import BadInput, Problem
from dialdown.people.models import Person

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

QUESTIONS = ("school", "wanted", "moving")
PARTS = ("goals", "school", "plan", "practice")


@transaction.atomic
def set_stage(*, viewer: Viewer, person: Person, stage: str) -> Person:
    """From today on ask so much. Resting pauses every plan; coming back ends that pause. Nothing is lost by either."""
    may_write(viewer, person.pk)
    if stage not in Person.Stage.values:
        raise BadInput([Problem("stage", _("Choose one of the four."))])
    if stage == person.stage:
        return person
    today = today_of(person)
    rests = PlanFact.objects.filter(
        person=person, kind=PlanFact.Kind.RESTING, undone_at__isnull=True, until__isnull=True
    )
    if stage == Person.Stage.RESTING:
        PlanFact.objects.create(
            person=person,
            kind=PlanFact.Kind.RESTING,
            day=today,
            said_by=voice(viewer, person),
            typed_by=viewer,
        )
    else:
        for rest in rests:
            # Begun and ended on one day: it never was.
            rest.until = today - dt.timedelta(days=1)
            if rest.until < rest.day:
                rest.delete()
            else:
                rest.save(update_fields=["until"])
    person.stage, person.stage_since = stage, today
    person.save(update_fields=["stage", "stage_since"])
    touch(person.pk)
    return person


def period(person: Person, on: dt.date) -> dt.date:
    """The first day of the week (monthly: of the month) that the light watch asks about."""
    return on.replace(day=1) if person.stage == Person.Stage.MONTHLY else diary.monday(on)


@transaction.atomic
def answer_watch(*, viewer: Viewer, person: Person, answers: Mapping[str, str]) -> LightWatch:
    """Three answers about function, any of them left out; a second answer replaces the first."""
    may_write(viewer, person.pk)
    given = {name: answers.get(name, "") for name in QUESTIONS}
    wrong = [name for name, value in given.items() if value not in ("", *LightWatch.Answer.values)]
    if wrong or not any(given.values()):
        raise BadInput([Problem(name, _("Choose one of the answers.")) for name in wrong or ("wanted",)])
    found, _made = LightWatch.objects.update_or_create(
        person=person,
        since=period(person, today_of(person)),
        said_by=voice(viewer, person),
        defaults={**given, "typed_by": viewer},
    )
    touch(person.pk)
    return found


@transaction.atomic
def keep_review(*, viewer: Viewer, person: Person, answers: Mapping[str, str]) -> Review:
    """The look back: go on, change or stop, for any of goals, school, plan and practice."""
    may_write(viewer, person.pk)
    given = {name: answers.get(name, "") for name in PARTS}
    wrong = [name for name, value in given.items() if value not in ("", *Review.Verdict.values)]
    if wrong or not any(given.values()):
        raise BadInput([Problem(name, _("Choose one of the three.")) for name in wrong or PARTS[:1]])
    found = Review.objects.create(
        person=person, on=today_of(person), said_by=voice(viewer, person), typed_by=viewer, **given
    )
    touch(person.pk)
    return found
