"""Which tables hold something of a person or of a login: read off the models, so that a new one is never forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.db.models import ForeignKey, Model, Q

from dialdown.insights.models import InsightsState, PatternRecord, StoredResult
from dialdown.people.models import Account, Person

# What a look leaves behind, by table: the owner's own page may write it, and it says nothing of hers that is not elsewhere.
OF_LOOKING = {
    "people_auditevent": "who looked",
    "people_audithead": "how many looks there are",
    "people_knownlogin": "which browser a login was seen in",
    "people_signinnotice": "that a login came in",
    "usersessions_usersession": "where a login is signed in",
    StoredResult._meta.db_table: "worked out at the first look at it",
    InsightsState._meta.db_table: "whether it has to be worked out anew",
    PatternRecord._meta.db_table: "what it said when it was first looked at",
}


def _ways(model: type[Model], goal: type[Model], seen: frozenset[type[Model]]) -> Iterator[tuple[str, ...]]:
    """Every chain of references from a table to `goal`, without going in a circle."""
    if model is goal:
        yield ()
        return
    for field in model._meta.concrete_fields:
        there = field.related_model
        # Who typed a row is not whose it is: of logins only the row's own, and never on the way to somebody else.
        if not isinstance(field, ForeignKey) or not isinstance(there, type) or there in seen:
            continue
        if goal is Person and there is Account:
            continue
        if goal is Account and field.null:
            continue
        for rest in _ways(there, goal, seen | {model}):
            yield (field.name, *rest)


@cache
def way_to(model: type[Model], goal: type[Model]) -> str:
    """The shortest way from a table to whose its rows are, as a lookup; "" when there is none."""
    found = min(_ways(model, goal, frozenset()), key=len, default=None)
    return "" if found is None else "__".join(found) or "pk"


@cache
def of_somebody() -> tuple[type[Model], ...]:
    """Every table that belongs to a person or a login, but for what a look leaves; logins themselves are compared apart."""
    return tuple(
        model for model in apps.get_models()
        if model is not Account and model._meta.db_table not in OF_LOOKING
        and (way_to(model, Person) or way_to(model, Account))
    )  # fmt: skip


def rows_but(person: Person, login: Account) -> Iterator[Model]:
    """Every row of these tables, but for those of one person and her login."""
    for model in of_somebody():
        whose, who = way_to(model, Person), way_to(model, Account)
        hers = Q(**{whose: person.pk}) if whose else Q()
        if who:
            # What has a person is that person's, whichever login it names.
            hers |= Q(**{who: login.pk}) & (Q(**{f"{whose}__isnull": True}) if whose else Q())
        yield from model._base_manager.exclude(hers).order_by("pk")
