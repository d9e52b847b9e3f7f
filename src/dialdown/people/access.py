"""The gate: what a viewer may see of a person, read from Grant rows. No row, no access."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from dialdown.people.models import Grant, Person


class Operator:
    """Whoever runs `dialdown` on the machine that keeps the diaries: reads the files anyway, so sees everything.

    Only the command line makes one; no page ever does.
    """

    pk = None
    is_authenticated = is_active = True


if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from dialdown.people.models import Account

    Viewer = Account | AnonymousUser | Operator | None


class Denied(Exception):
    """The viewer may not do this; shown as a plain 'not found' so that nobody learns who exists."""


def open_grants(viewer: Viewer, at: dt.datetime | None = None) -> QuerySet[Grant]:
    """The viewer's grants that hold at `at` (default: now)."""
    moment = at or timezone.now()
    if viewer is None or isinstance(viewer, Operator) or not viewer.is_authenticated or not viewer.is_active:
        return Grant.objects.none()
    return Grant.objects.filter(account_id=viewer.pk, revoked_at__isnull=True, starts_at__lte=moment).filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=moment)
    )


def people_visible_to(viewer: Viewer) -> QuerySet[Person]:
    """The people of whom the viewer may see anything, by name."""
    if isinstance(viewer, Operator):
        return Person.objects.order_by("display_name", "id")
    return Person.objects.filter(pk__in=open_grants(viewer).values("person_id")).order_by(
        "display_name", "id"
    )


class Sight:
    """What one viewer may see of one person: a set of scopes, or everything."""

    def __init__(self, grants: list[Grant]) -> None:
        self._scopes: frozenset[str] = frozenset(scope for grant in grants for scope in grant.scopes)
        self.may_write = any(grant.may_write for grant in grants)

    def __contains__(self, scope: str) -> bool:
        return scope in self._scopes or Grant.ALL in self._scopes

    def __bool__(self) -> bool:
        return bool(self._scopes)


def sight(viewer: Viewer, person_id: uuid.UUID) -> Sight:
    """What `viewer` may see of a person. Empty (false) when nothing."""
    if isinstance(viewer, Operator):
        return Sight([Grant(person_id=person_id, scopes=[Grant.ALL], may_write=True)])
    return Sight(list(open_grants(viewer).filter(person_id=person_id)))


def require(viewer: Viewer, person_id: uuid.UUID, *, write: bool = False) -> Sight:
    """The viewer's sight of a person; raises Denied when there is none (or no leave to write)."""
    found = sight(viewer, person_id)
    if not found or (write and not found.may_write):
        raise Denied
    return found
