"""A day is the day where she lives: in what is shown, in what is kept, and in what goes out."""

from __future__ import annotations

import datetime as dt
import json
import re
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from dialdown.diary import selectors as diary
from dialdown.diary import services as keeping
from dialdown.diary.models import Goal
from dialdown.export.health_link.bundle import bundle
from dialdown.people import services as people
from dialdown.people.access import Operator
from dialdown.people.models import Account, AuditEvent, Grant, Person
from dialdown.uuid7 import uuid7
from tests.access.households import account, client_of, grant, owner

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ZONES = ("Pacific/Auckland", "America/New_York", "UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago")


@pytest.fixture(params=ZONES)
def hers(request: pytest.FixtureRequest) -> tuple[Account, Person]:
    robin, person = owner("Robin", age_group="13_to_17")
    Person.objects.filter(pk=person.pk).update(zone=request.param)
    person.refresh_from_db()
    return robin, person


def test_everybody_reads_the_same_last_day(hers: tuple[Account, Person]) -> None:
    robin, person = hers
    oak = account("Ms Oak")
    people_page = client_of(robin)
    given = grant(oak, person, ["function:line", "pain:line"], audience="clinician")
    last = person.today() + dt.timedelta(days=40)
    ends = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), ZoneInfo(person.zone))
    Grant.objects.filter(pk=given.pk).update(ends_at=ends)
    said = f"until {last.day} {last:%B} {last.year}"
    keep(robin, person, timezone.now(), 3)
    for client, path in ((people_page, "/sharing"), (client_of(oak), f"/people/{person.pk}/one-page")):
        assert said in read(client, path), path
    assert f"until {last.day} {last:%b} {last.year}" in read(client_of(oak), "/people")
    made = people.make_link(
        viewer=robin, person=person, audience="clinician", label="Ms Elm", scopes=["function:line"], lasts=dt.timedelta(days=7)
    )  # fmt: skip
    Grant.objects.filter(pk=made.grant.pk).update(ends_at=ends)
    link = client_of()
    link.post("/shared/open", {"secret": made.secret, "spoken": made.spoken})
    assert said in read(link, "/shared")


def test_who_looked_stands_there_by_her_clock(hers: tuple[Account, Person]) -> None:
    robin, person = hers
    oak = account("Ms Oak")
    grant(oak, person, ["function:line"], audience="clinician")
    keep(robin, person, timezone.now(), 3)
    assert client_of(oak).get(f"/people/{person.pk}/one-page").status_code == 200
    looked = AuditEvent.objects.filter(kind=AuditEvent.Kind.LOOK).latest("at").at
    hers_at = looked.astimezone(ZoneInfo(person.zone))
    assert f"{hers_at:%A} {hers_at.day} {hers_at:%B %Y, %H:%M}" in read(client_of(robin), "/sharing")
    # Nothing of it stays for the next request.
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_reached_goal_is_a_win_of_her_day(hers: tuple[Account, Person]) -> None:
    robin, person = hers
    for hour in (0, 6, 12, 18, 23):
        at = dt.datetime(2026, 3, 31, hour, 30, tzinfo=ZoneInfo(person.zone))
        Goal.objects.create(person=person, text=f"Swim at {hour}", typed_by=robin, reached_at=at)
    march, april = (dt.date(2026, month, 1) for month in (3, 4))
    told = diary.wins(robin, person.pk, march, april - dt.timedelta(days=1))
    assert {win.day for win in told} == {dt.date(2026, 3, 31)}
    assert len(told) == 5
    assert diary.wins(robin, person.pk, april, april + dt.timedelta(days=29)) == []


def test_a_clinic_gets_her_today(hers: tuple[Account, Person]) -> None:
    robin, person = hers
    keep(robin, person, timezone.now(), 7)
    sent = json.loads(bundle(Operator(), person))
    days = [row["resource"].get("effectiveDateTime", "")[:10] for row in sent["entry"]]
    assert person.today().isoformat() in days


def keep(robin: Account, person: Person, at: dt.datetime, pain: int) -> None:
    day = person.day_of(at).isoformat()
    keeping.save_entry(
        viewer=robin,
        document={
            "id": str(uuid7()), "person": str(person.pk), "at": at.isoformat(), "zone": person.zone, "day": day, "mode": "full",
            "said_by": "self", "saved_at": at.isoformat(), "skipped": [], "signs": [], "regions": [],
            "values": {"pain_now": pain, "function": 5},
        },
    )  # fmt: skip


def read(client: object, path: str) -> str:
    return re.sub(r"\s+", " ", unescape(client.get(path).content.decode()))  # type: ignore[attr-defined]


# A day of the machine's clock is nobody's day. In a view `localdate` is the day where she lives (see `people.current`).
FORBIDDEN = re.compile(r"now\(\)\.date\(\)|_at\.date\(\)|_at__date|date\.today\(\)")
ONLY_IN_VIEWS = re.compile(r"localdate\(\)")
WALL = {"server/demo/run.py"}


def test_no_day_is_taken_from_the_machines_clock(root: Path) -> None:
    source = root / "src" / "dialdown"
    for path in source.rglob("*.py"):
        name, text = path.relative_to(source).as_posix(), path.read_text(encoding="utf-8")
        assert name in WALL or not FORBIDDEN.search(text), name
        assert "views" in name or not ONLY_IN_VIEWS.search(text), name
