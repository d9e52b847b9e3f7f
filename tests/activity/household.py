"""Who is there, and short ways to say what happened on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

from dialdown.activity import selectors, services
from dialdown.activity.models import Plan, PlanFact
from dialdown.people import services as people
from dialdown.people.models import Account, Grant, Person, SignOff
from dialdown.uuid7 import uuid7
from tests.access.households import account, grant, member, owner

ZONE = "Europe/London"


def today() -> dt.date:
    """The present day where Robin lives."""
    return timezone.now().astimezone(ZoneInfo(ZONE)).date()


@dataclass
class Moving:
    """Robin's plans and everybody around them."""

    person: Person
    robin: Account
    kim: Account
    dana: Account
    lee: Account

    def plan(self, activity: str = "walk", ago: int = 0, **more: object) -> Plan:
        """A plan that began some days ago."""
        made = services.begin_plan(viewer=self.robin, person=self.person, activity=activity, **more)
        Plan.objects.filter(pk=made.pk).update(begins=today() - dt.timedelta(days=ago))
        made.refresh_from_db()
        return made

    def did(self, plan: Plan, amount: int, ago: Iterable[int]) -> None:
        """The same amount on each of these days."""
        for days in ago:
            at = timezone.now() - dt.timedelta(days=days)
            services.save_done(viewer=self.robin, done_id=uuid7(), document={
                "plan": str(plan.pk), "at": at.isoformat(), "zone": ZONE, "day": (today() - dt.timedelta(days=days)).isoformat(),
                "amount": amount, "saved_at": at.isoformat(),
            })  # fmt: skip

    def walking(self, ago: int = 28) -> Plan:
        """A plan of four weeks: measured 2 min 30 s, 2 min every day since."""
        plan = self.plan(ago=ago)
        self.did(plan, 150, range(ago, ago - 7, -1))
        self.did(plan, 120, range(ago - 7, 0, -1))
        return plan

    def note(self, kind: str, plan: Plan | None = None, ago: int = 0, **more: object) -> PlanFact:
        """Something that moves plans, some days ago."""
        day = today() - dt.timedelta(days=ago)
        return services.note_fact(
            viewer=self.robin,
            person=self.person,
            kind=kind,
            plan_id=plan.pk if plan else None,
            day=day,
            **more,
        )

    def standing(self, plan: Plan, viewer: Account | None = None) -> selectors.Standing:
        """The plan as it stands today."""
        plan.refresh_from_db()
        plan.person.refresh_from_db()
        found = selectors.standing(viewer or self.robin, plan)
        assert found is not None
        return found

    def amounts(self, plan: Plan) -> list[int | None]:
        """The amount of every day so far."""
        return [day.amount for day in self.standing(plan).course.days]


def moving() -> Moving:
    """Robin's doctor has looked long ago."""
    robin, person = owner("Robin", age_group="13_to_17")
    people.record_clearance(
        viewer=robin, person=person, by_whom="Dr Who", on=today() - dt.timedelta(days=200)
    )
    SignOff.objects.update(created_at=timezone.now() - dt.timedelta(days=200))
    kim, dana, lee = account("Kim"), account("Dana"), account("Lee")
    member(kim, person, "parent")
    grant(kim, person, people.PARENT_LED, write=True)
    member(dana, person, "clinician")
    grant(dana, person, ["function:line", "move", "train"], audience=Grant.Audience.CLINICIAN)
    grant(lee, person, ["function"], audience=Grant.Audience.OTHER)
    return Moving(person, robin, kim, dana, lee)
