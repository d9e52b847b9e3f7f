"""Five made-up people of different kinds, and what each writes into a letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dialdown.diary import selectors
from dialdown.diary import services as diary
from dialdown.people import services as people
from dialdown.people.models import Account, Person
from dialdown.uuid7 import uuid7
from tests.care import papers

TODAY = dt.date(2026, 3, 31)
SECRET = "a word that only her note holds"


@dataclass(frozen=True)
class Somebody:
    """One person: how long a diary, how full, and which letter is written with what."""

    key: str
    name: str
    days: int
    kind: str
    every: int = 1
    gap: int = 0
    limb: bool = False
    medicine: str = ""
    question: str = ""
    goal: str = ""
    sent: Mapping[str, Any] = field(default_factory=dict[str, Any])


PEOPLE = (
    Somebody(
        "teen", "Robin Rowan", 28, "us-504-request",
        sent={"recipient": "504 coordinator", "place": "Oak Hill Middle School", "class": "grade 8", "contact": "Ms. Ortiz", "reply_by": "2026-04-20",
              "measure.walk_min": "3", "measure.sit_min": "25", "attendance": "on", "gets_in_way": "Long corridors\nCrowded stairs",
              "tried": "Shorter days in autumn: worked for two weeks", "steps": ["sch-passing-time", "sch-stay-in-plan", "sch-one-contact"],
              "place.sch-stay-in-plan.place": "the library", "review_on": "2026-06-15", "author": "Alex Rowan"},
    ),
    Somebody(
        "empty", "Ángela Nuñez-Łukasiewicz", 0, "general",
        medicine="Evening tablet", question="Is swimming all right?", goal="Sleep over at Zofia’s",
        sent={"recipient": "Head of year", "measure.walk_min": "10", "now": "Reads at home for an hour", "own_steps": "A chair in the corridor", "exit": "The chair goes when ten minutes of standing work",
              "review_on": "2026-05-01", "author": "Ana Nuñez"},
    ),
    Somebody(
        "one-day", "فاطمة الزهراء", 1, "hard-day",
        sent={"place": "Schule am Park", "hard": "Ten minutes in the quiet room\nA glass of water\nBack to class", "contact": "Frau Öztürk",
              "review_on": "2026-06-01", "author": "Amira"},
    ),
    Somebody(
        "worker", "李小龍", 27, "fmla-helper", every=3,
        sent={"recipient": "Dr. Wong", "form": "WH-380-E", "patient": "the worker", "job": "Lab technician, 40 hours", "measure.stand_min": "40",
              "measure.hours": "4", "attendance": "on", "visits": "PT twice a week", "cannot": "Stand at the bench", "author": "Lee"},
    ),
    Somebody(
        "after-gap", "Дмитрий Иванов", 5, "uk-ihp", gap=1826, limb=True,
        sent={"recipient": "SENCo", "place": "St Anne’s", "class": "Year 9", "measure.stairs": "2", "hard": "A break card\nBack in ten minutes",
              "steps": ["sch-break-card", "sch-lift-key"], "who_does": "Mr Shah", "contact": "Mr Shah", "review_on": "2026-06-20", "author": "Olga"},
    ),
)  # fmt: skip


def document(person: Person, day: dt.date, place: int, *, limb: bool) -> dict[str, Any]:
    """One day's moment, with a private note, food and medicine that no letter may hold."""
    at = dt.datetime.combine(day, dt.time(18), tzinfo=dt.UTC)
    school = 0 if place % 5 == 4 else 5
    return {
        "id": str(uuid7()), "person": str(person.pk), "at": at.isoformat(), "zone": "Europe/London", "day": day.isoformat(),
        "mode": "full", "said_by": "self", "saved_at": at.isoformat(), "skipped": [], "signs": [],
        "regions": [{"region": "front-left-knee", "pain": 6}] if limb else [],
        "values": {"function": 4 + place % 4, "pain_now": 3 + place % 5, "school_hours": school, "school_hours_planned": 6, "note": SECRET},
    }  # fmt: skip


def make(one: Somebody) -> tuple[Account, Person]:
    """The person with a diary that ends on TODAY, and what was written beside it."""
    account = Account.objects.create_user(one.key, "four quiet plain words", display_name=one.sent["author"])
    person = people.create_person(account=account, display_name=one.name, zone="Europe/London")
    days = [TODAY - dt.timedelta(days=back) for back in range(0, one.days, one.every)]
    if one.gap:
        days += [day - dt.timedelta(days=one.gap) for day in days]
    for place, day in enumerate(sorted(days)):
        diary.save_entry(viewer=account, document=document(person, day, place, limb=one.limb))
    if one.medicine:
        began = (selectors.today_of(person) - dt.timedelta(days=20)).isoformat()
        papers.keep(account, person, "medicine", nickname=one.medicine, role="daily", began_on=began)
    if one.question:
        comes = (selectors.today_of(person) + dt.timedelta(days=3)).isoformat()
        visit = papers.keep(account, person, "visit", title="Pain clinic", day=comes)
        papers.keep(account, person, "question", visit, text=one.question)
    if one.goal:
        diary.add_goal(viewer=account, person=person, text=one.goal)
    return account, person
