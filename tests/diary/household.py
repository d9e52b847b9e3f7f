"""A household with a diary: Robin owns it, Kim is a parent who leads, Lee only looks at function."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from dialdown.diary import services
from dialdown.people import services as people
from dialdown.people.models import Account, Grant, Membership, Person
from dialdown.uuid7 import uuid7


@dataclass
class Home:
    """Robin's diary and everybody around it."""

    person: Person
    robin: Account
    kim: Account
    lee: Account
    host: Account
    stranger: Account

    def document(self, *, at: dt.datetime | None = None, **fields: Any) -> dict[str, Any]:
        """A plain document of a moment that is now unless told otherwise."""
        moment = at or timezone.now()
        made: dict[str, Any] = {
            "id": str(uuid7()), "person": str(self.person.pk), "at": moment.isoformat(), "zone": self.person.zone,
            "saved_at": moment.isoformat(), "mode": "full", "said_by": "self", "values": {}, "skipped": [], "regions": [], "signs": [],
        }  # fmt: skip
        return {**made, **fields}

    def save(self, viewer: Account | None = None, **fields: Any) -> services.Saved:
        """Store a moment as Robin (or as `viewer`)."""
        return services.save_entry(viewer=viewer or self.robin, document=self.document(**fields))


def account(name: str) -> Account:
    """A login: tests sign in by force."""
    made = Account(username=name.lower(), display_name=name)
    # Any hash will do: nobody signs in with it here.
    made.password = "argon2$none"
    made.save()
    return made


def home() -> Home:
    """The household, fresh in the database."""
    robin, kim, lee, host, stranger = (account(name) for name in ("Robin", "Kim", "Lee", "Host", "Stranger"))
    person = people.create_person(
        account=robin, display_name="Robin", zone="Europe/Berlin", age_group="13_to_17"
    )
    people.create_person(account=stranger, display_name="Noa")
    Membership.objects.create(account=kim, person=person, role="parent")
    Grant.objects.create(person=person, account=kim, scopes=people.PARENT_LED, may_write=True, made_by=robin)
    Membership.objects.create(account=lee, person=person, role="clinician")
    Grant.objects.create(person=person, account=lee, scopes=["function"], made_by=robin)
    Membership.objects.create(account=host, role="host")
    # From long before, so that a test may set the clock back.
    Grant.objects.update(starts_at=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    return Home(person, robin, kim, lee, host, stranger)


def browser(login: Account | None = None) -> Client:
    """A browser in which somebody is signed in."""
    client = Client(SERVER_NAME="localhost")
    if login is not None:
        client.force_login(login)
    return client
