"""Who sees something of a diary, for the page where its owner chooses again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from dialdown.people import sharing
from dialdown.people.access import Denied, open_at, sight
from dialdown.people.logins import ages
from dialdown.people.models import Account, Grant, Person
from dialdown.people.scopes import DEFAULTS, split, words

AS_IT_IS, WEEK, NOTHING = "as_it_is", "week", "nothing"
ANSWERS = (AS_IT_IS, WEEK, NOTHING)


@dataclass(frozen=True)
class Seer:
    """Somebody who sees something: the grant, a name, what of it in words, and whether they may write."""

    id: uuid.UUID
    name: str
    sees: tuple[str, ...]
    may_write: bool
    by_link: bool


def who_sees(owner: Account, person: Person) -> list[Seer]:
    """Everybody else with an open grant. Raises Denied for all but the owner."""
    if not sight(owner, person.pk).own:
        raise Denied
    return [
        Seer(
            grant.pk,
            sharing.name_of(grant),
            tuple(words(grant.scopes)),
            grant.may_write,
            grant.account_id is None,
        )
        for grant in _grants(owner, person)
    ]


def _grants(owner: Account, person: Person) -> list[Grant]:
    rows = Grant.objects.filter(open_at(timezone.now()), person=person).exclude(audience=Grant.Audience.SELF)
    return list(rows.exclude(account_id=owner.pk).select_related("account").order_by("created_at"))


@transaction.atomic
def choose_again(*, owner: Account, person: Person, answers: Mapping[uuid.UUID, str]) -> None:
    """Keep, narrow or end each grant, and note that she has looked. Raises Denied for all but the owner."""
    if not sight(owner, person.pk).own:
        raise Denied
    for grant in _grants(owner, person):
        answer = answers.get(grant.pk, AS_IT_IS)
        if answer == NOTHING:
            sharing.revoke(viewer=owner, grant=grant)
        elif answer == WEEK:
            _narrow(owner, person, grant)
    ages.reviewed(account=owner, person=person)


def _narrow(owner: Account, person: Person, grant: Grant) -> None:
    """The weekly summary of what is seen now. A link cannot be narrowed and ends, as does what has no weekly summary."""
    scopes = _weekly(grant)
    if grant.account_id is None or not scopes:
        sharing.revoke(viewer=owner, grant=grant)
    elif grant.may_write:
        sharing.revoke(viewer=owner, grant=grant)
        sharing.open_to(viewer=owner, person=person, account_id=grant.account_id, scopes=scopes)
    else:
        sharing.change(viewer=owner, grant_id=grant.pk, scopes=scopes, ends_at=grant.ends_at)


def _weekly(grant: Grant) -> list[str]:
    """The weekly summary, without the groups that the grant never opened: seeing less opens nothing new."""
    held = {split(name)[0] for name in grant.scopes}
    return [name for name in DEFAULTS["parent"] if Grant.ALL in held or split(name)[0] in held]
