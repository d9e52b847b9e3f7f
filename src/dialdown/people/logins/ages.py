"""Growing up: at 13, 16 and 18 she looks again at who sees what."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from dialdown.people import audit
from dialdown.people.access import Denied, sight
from dialdown.people.logins.models import AgeReview
from dialdown.people.models import Account, AuditEvent, Person

AGES = (13, 16, 18)


def due(person: Person, on: dt.date | None = None) -> int | None:
    """The age at which she should look again, or None. Only birthdays since the diary began count.

    Not asked when the month of birth is not known: nothing is guessed about her age.
    """
    age = passed(person, on or person.today())
    if age is None or AgeReview.objects.filter(person=person, age=age).exists():
        return None
    return age


def passed(person: Person, on: dt.date) -> int | None:
    """The last of 13, 16 and 18 that she turned since the diary began, or None."""
    age = person.age(on)
    began = person.age(person.day_of(person.created_at))
    if age is None or began is None:
        return None
    return next((mark for mark in reversed(AGES) if began < mark <= age), None)


def due_for(account: Account, person: Person) -> int | None:
    """The same, for whose diary it is only."""
    return due(person) if sight(account, person.pk).own else None


@transaction.atomic
def reviewed(*, account: Account, person: Person) -> None:
    """She has looked. Raises Denied for anybody else."""
    if not sight(account, person.pk).own:
        raise Denied
    age = due(person)
    if age is not None:
        AgeReview.objects.get_or_create(person=person, age=age, defaults={"reviewed_by": account})
        audit.record(
            subject=person.pk,
            kind=AuditEvent.Kind.OTHER,
            viewer=account,
            about={"what": "age_review", "age": age},
        )
