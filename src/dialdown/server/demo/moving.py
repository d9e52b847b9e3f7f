"""How the made-up teenager moves: two plans, a cold, a flare, and a paper from a physiotherapist."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

from dialdown.uuid7 import uuid7

if TYPE_CHECKING:
    from dialdown.people.models import Account, Person

WEEKS = 8
SEED = 11
# Days since the beginning: without an amount, a cold, a flare.
QUIET, COLD, FLARE = {12, 13, 30, 41}, 20, range(44, 46)


def fill(account: Account, person: Person, today: dt.date) -> None:
    """Eight weeks of walking, measured first, and sitting in class as somebody wrote it two weeks ago."""
    from dialdown.activity import quotas, services
    from dialdown.activity.models import Done, Plan, PlanFact, Prescription
    from dialdown.activity.prescribing import Written, code_of
    from dialdown.training import selectors as training

    rng = random.Random(SEED)  # noqa: S311 - a made-up plan
    begin = today - dt.timedelta(weeks=WEEKS)
    walk = services.begin_plan(viewer=account, person=person, activity="walk")
    Plan.objects.filter(pk=walk.pk).update(begins=begin)
    facts = [quotas.Fact("ill", begin + dt.timedelta(days=COLD))]
    facts += [quotas.Fact("flare", begin + dt.timedelta(days=number)) for number in FLARE]
    for fact in facts:
        PlanFact.objects.create(person=person, kind=fact.kind, day=fact.day, typed_by=account)
    done: dict[dt.date, int] = {}
    setting = quotas.Setting("seconds", begin, walk.first)
    for number in range(WEEKS * 7):
        day = begin + dt.timedelta(days=number)
        if number in QUIET or COLD <= number < COLD + 3:
            continue
        asked = quotas.course(setting, facts, done, day, training.decide).days[-1].today or walk.first
        # Measured days differ; big days and small ones take turns at first, then they even out.
        swing = (
            rng.choice((-30, 0, 15, 30)) + 90
            if number < 7
            else {9: 90, 10: -75, 17: 75, 18: -60}.get(number, rng.choice((-15, 0, 0, 0)))
        )
        done[day] = max(30, asked + swing)
        at = dt.datetime.combine(day, dt.time(16, 30), tzinfo=dt.UTC)
        Done.objects.create(
            pk=uuid7(), plan=walk, at=at, zone=person.zone, day=day, amount=done[day], how=Done.How.TIMER, saved_at=at, created_at=at,
            typed_by=account,
        )  # fmt: skip
    written = Written(
        "sit-class", 1200, 600, 2700, 300, 6, today - dt.timedelta(days=14), stop_rules=("numb",)
    )
    paper = services.bring_code(
        viewer=account, person=person, code=code_of(written), who="Dana, physiotherapist"
    )
    plan = services.accept(viewer=account, prescription_id=paper.pk)
    begun = today - dt.timedelta(days=13)
    Plan.objects.filter(pk=plan.pk).update(begins=begun)
    PlanFact.objects.filter(prescription=paper).update(day=begun)
    Prescription.objects.filter(pk=paper.pk).update(
        answered_at=dt.datetime.combine(begun, dt.time(16), tzinfo=dt.UTC)
    )
    for number in range(13):
        if number % 7 in (5, 6):
            continue
        day = begun + dt.timedelta(days=number)
        at = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
        Done.objects.create(
            pk=uuid7(),
            plan=plan,
            at=at,
            zone=person.zone,
            day=day,
            amount=1200,
            saved_at=at,
            created_at=at,
            typed_by=account,
        )
