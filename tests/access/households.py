"""Households for tests: who is there, what they may see, and a way to sign in."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.utils import timezone

from dialdown.diary import services as diary
from dialdown.diary.models import ImportBatch
from dialdown.people import services
from dialdown.people.models import Account, Grant, Membership, Person
from dialdown.uuid7 import uuid7


class QuickArgon2(Argon2PasswordHasher):
    """The product's hasher with little work to do: tests sign in hundreds of times."""

    time_cost, memory_cost, parallelism = 1, 8, 1


PASSWORD = "four quiet plain words"
NOW = dt.timedelta(0)


def account(name: str = "Robin", **fields: object) -> Account:
    """A login with the password of every test login."""
    return Account.objects.create_user(name, PASSWORD, **fields)


def owner(name: str = "Robin", **fields: object) -> tuple[Account, Person]:
    """A login with its own diary."""
    login = account(name)
    return login, services.create_person(account=login, display_name=name, zone="Europe/London", **fields)


def client_of(login: Account | None = None) -> Client:
    """A browser on this machine, signed in when a login is given."""
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "en-GB,en;q=0.9"})
    if login is not None:
        client.force_login(login)
    return client


# A word that stands in what Robin wrote, by the scope that it takes to read it.
MARKS = {
    "note": "marmot", "goals": "zebra", "medicine": "tapir", "illness": "bison", "function": "heron",
    "body": "gecko", "import": "ibex", "factors": "ocelot", "name": "Robin",
}  # fmt: skip


@dataclass
class World:
    """Two diaries, everything Robin's holds, and everybody who might want to look into it."""

    person: Person
    other_person: Person
    entry: uuid.UUID
    goal: uuid.UUID
    step: uuid.UUID
    factor: uuid.UUID
    event: uuid.UUID
    batch: uuid.UUID
    logins: dict[str, Account | None] = field(default_factory=dict)


def grant(
    login: Account,
    person: Person,
    scopes: list[str],
    *,
    write: bool = False,
    start: dt.timedelta = NOW,
    **more: object,
) -> None:
    """Leave to see `scopes`; `start` counts from now."""
    begins = timezone.now() + start - dt.timedelta(seconds=1)
    Grant.objects.create(
        person=person, account=login, scopes=scopes, may_write=write, starts_at=begins, **more
    )


def member(login: Account, person: Person | None, role: str) -> None:
    """What somebody is to a person; opens nothing by itself."""
    Membership.objects.create(account=login, person=person, role=role)


def world() -> World:
    """Robin owns a diary; everybody else stands in some relation to it."""
    robin, person = owner("Robin", age_group="13_to_17")
    sam, other = owner("Sam", age_group="adult")
    long_ago = -dt.timedelta(days=30)
    yesterday = timezone.now() - dt.timedelta(days=1)
    logins: dict[str, Account | None] = {"anonymous": None, "owner": robin, "other owner": sam}

    def someone(role: str, membership: str | None = None, **fields: object) -> Account:
        login = account(role.title(), **fields)
        if membership:
            member(login, None if membership == Membership.Role.HOST else person, membership)
        logins[role] = login
        return login

    grant(someone("parent who leads", "parent"), person, services.PARENT_LED, write=True)
    someone("parent without grant", "parent")
    grant(someone("clinician", "clinician"), person, ["function"])
    grant(someone("expired", "clinician"), person, ["all"], write=True, start=long_ago, ends_at=yesterday)
    grant(someone("revoked", "parent"), person, ["all"], write=True, start=long_ago, revoked_at=yesterday)
    grant(someone("too early", "clinician"), person, ["all"], write=True, start=dt.timedelta(days=1))
    someone("host", "host")
    grant(someone("inactive", "parent"), person, ["all"], write=True)
    resting = logins["inactive"]
    assert resting is not None
    resting.is_active = False
    resting.save()
    return World(person, other, logins=logins, **_diary(robin, person))


def _diary(login: Account, person: Person) -> dict[str, uuid.UUID]:
    """One of everything, each with its mark."""
    today = timezone.now().date()
    factor = diary.add_factor(viewer=login, person=person, label="ocelot", type="count")
    goal = diary.add_goal(viewer=login, person=person, text="zebra")
    step = diary.add_step(viewer=login, goal_id=goal.pk, text="zebra too")
    diary.rate_goal(viewer=login, goal_id=goal.pk, day=today, rating=4, said_by="self")
    for kind, title in (("medicine", "tapir"), ("illness", "bison")):
        diary.add_event(viewer=login, person=person, kind=kind, title=title, starts_on=today)
    event = diary.add_event(viewer=login, person=person, kind="programme", title="heron", starts_on=today)
    entry = uuid7()
    diary.save_entry(viewer=login, document=document(person, entry))
    batch = ImportBatch.objects.create(
        person=person, format="table", file_name="ibex.csv", sha256="0" * 64, typed_by=login, rows_total=3,
        state=ImportBatch.State.STOPPED, message="line 3: not a number",
    )  # fmt: skip
    return {
        "batch": batch.pk,
        "entry": entry,
        "goal": goal.pk,
        "step": step.pk,
        "factor": factor.pk,
        "event": event.pk,
    }


def document(person: Person, identity: uuid.UUID, **more: object) -> dict[str, object]:
    """A moment of today that touches every scope it can."""
    moment = timezone.now()
    return {
        "id": str(identity), "person": str(person.pk), "at": moment.isoformat(), "zone": "UTC",
        "day": moment.date().isoformat(), "mode": "full", "said_by": "self", "saved_at": moment.isoformat(),
        "values": {"function": 6, "pain_now": 4, "note": "marmot", "mood": "good"}, "skipped": ["sleep_hours"],
        "regions": [{"region": "front-left-knee", "pain": 5, "own_word": "gecko"}], "signs": [], **more,
    }  # fmt: skip
