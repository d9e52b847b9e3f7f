"""The gate: what a viewer may see of a person, read from Grant rows. No row, no access."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from dialdown.people import witness
from dialdown.people.models import Grant, Membership, Person
from dialdown.people.scopes import BESIDE, LINE, WEEK, split


class Operator:
    """Whoever runs `dialdown` on the machine that keeps the diaries: reads the files anyway, so sees everything.

    Only the command line makes one; no page ever does.
    """

    pk = None
    is_authenticated = is_active = True


class _ThroughGrant:
    """Somebody who sees what one grant opens and nothing else; writes nothing."""

    pk = None
    is_authenticated = is_active = True

    def __init__(self, grant_id: uuid.UUID) -> None:
        self.key = grant_id


class LinkHolder(_ThroughGrant):
    """Whoever opened a link: no login, one grant."""


class Preview(_ThroughGrant):
    """The owner, looking with the eyes of somebody she opened her diary to."""


if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from dialdown.people.models import Account

    Viewer = Account | AnonymousUser | Operator | LinkHolder | Preview | None


class Denied(Exception):
    """The viewer may not do this; shown as a plain 'not found' so that nobody learns who exists."""


def open_at(moment: dt.datetime) -> Q:
    """Grants that hold at a moment: begun, not over, not ended."""
    return Q(revoked_at__isnull=True, starts_at__lte=moment) & (
        Q(ends_at__isnull=True) | Q(ends_at__gt=moment)
    )


def runs_machine(viewer: Viewer) -> bool:
    """True for whoever runs this machine."""
    found = Membership.objects.filter(account_id=getattr(viewer, "pk", None), role=Membership.Role.HOST)
    return found.exists()


def own_grants(person_id: uuid.UUID) -> QuerySet[Grant]:
    """The grants that hold now by which a login has this diary as its own."""
    return Grant.objects.filter(open_at(timezone.now()), person_id=person_id, audience=Grant.Audience.SELF)


def open_grants(viewer: Viewer, at: dt.datetime | None = None) -> QuerySet[Grant]:
    """The viewer's grants that hold at `at` (default: now)."""
    if viewer is None or isinstance(viewer, Operator) or not viewer.is_authenticated or not viewer.is_active:
        return Grant.objects.none()
    holding = Grant.objects.filter(open_at(at or timezone.now()))
    if isinstance(viewer, LinkHolder):
        return holding.filter(pk=viewer.key, account__isnull=True)
    if isinstance(viewer, Preview):
        return holding.filter(pk=viewer.key)
    return holding.filter(account_id=viewer.pk)


def people_visible_to(viewer: Viewer) -> QuerySet[Person]:
    """The people of whom the viewer may see anything, by name."""
    if isinstance(viewer, Operator):
        return Person.objects.order_by("display_name", "id")
    return Person.objects.filter(pk__in=open_grants(viewer).values("person_id")).order_by(
        "display_name", "id"
    )


class Sight:
    """What one viewer may see of one person: a set of scopes, or everything.

    `scope in sight` = every answer of the group; `line` = day by day or finer; `week` = weekly sums or finer.
    Every leave that is used is told to the witness.
    """

    def __init__(
        self, grants: list[Grant], viewer: Viewer = None, person_id: uuid.UUID | None = None
    ) -> None:
        self._scopes: frozenset[str] = frozenset(scope for grant in grants for scope in grant.scopes)
        self._viewer, self._person_id = viewer, person_id
        self._told: set[str] = set()
        self.may_write = any(grant.may_write for grant in grants) and not isinstance(viewer, _ThroughGrant)
        self.audience = grants[0].audience if grants else ""
        self.own = any(grant.audience == Grant.Audience.SELF for grant in grants)

    def __contains__(self, scope: str) -> bool:
        return self._used(scope, scope in self._scopes or Grant.ALL in self._scopes)

    def line(self, group: str) -> bool:
        """True when the days of a group may be seen as a line."""
        return group in self or self._used(f"{group}:{LINE}", f"{group}:{LINE}" in self._scopes)

    def week(self, group: str) -> bool:
        """True when weekly sums of a group may be seen."""
        return self.line(group) or self._used(f"{group}:{WEEK}", f"{group}:{WEEK}" in self._scopes)

    def named(self, scope: str) -> bool:
        """The same as `in`, for a menu: nothing is read, so nobody is told."""
        return scope in self._scopes or Grant.ALL in self._scopes

    def __bool__(self) -> bool:
        return bool(self._scopes)

    @property
    def new_pain(self) -> bool:
        """True for whoever sees pain day by day, or what new pain shuts. Nothing is read, so nobody is told."""
        return any(self.named(scope) for scope in ("pain", f"pain:{LINE}", "move", "train"))

    @property
    def answers(self) -> bool:
        """True when single answers of some group of the diary may be seen."""
        return any(not level and group not in BESIDE for group, level in map(split, self._scopes))

    @property
    def daily(self) -> bool:
        """True when some group of the diary may be seen day by day, as answers or as a line."""
        return self.answers or any(level == LINE for _group, level in map(split, self._scopes))

    @property
    def mark(self) -> str:
        """A short name of this leave, which tells nobody what is in it: another one as soon as any of it changes."""
        leave = [*sorted(self._scopes), f"{self.may_write} {self.own}"]
        return hashlib.sha256("\n".join(leave).encode()).hexdigest()[:16]

    def signature(self, groups: Iterable[str]) -> str:
        """What of `groups` may be seen, and how finely: two viewers of one signature see the same.

        What is beside the diary is named too, without telling the witness: it may lend what is made of `groups`.
        """
        found = [
            group if group in self else f"{group}:{LINE}" for group in sorted(groups) if self.line(group)
        ]
        return ",".join([*found, *(group for group in sorted(BESIDE) if self.named(group))])

    def tell(self, groups: Iterable[str]) -> None:
        """Tell the witness that these groups are looked at, as far as they may be seen."""
        for group in groups:
            self.week(group)

    def used(self) -> None:
        """Tell the witness that this leave was asked for."""
        found = witness.present()
        if found is not None and self._person_id is not None and not isinstance(self._viewer, Preview):
            found.saw(self._viewer, self._person_id, own=self.own, audience=self.audience)

    def _used(self, scope: str, open_: bool) -> bool:
        if open_ and scope not in self._told and self._person_id is not None:
            self._told.add(scope)
            found = witness.present()
            if found is not None and not isinstance(self._viewer, Preview):
                found.saw(self._viewer, self._person_id, own=self.own, audience=self.audience, scope=scope)
        return open_


def sight(viewer: Viewer, person_id: uuid.UUID) -> Sight:
    """What `viewer` may see of a person. Empty (false) when nothing."""
    if isinstance(viewer, Operator):
        whole = Grant(person_id=person_id, scopes=[Grant.ALL], may_write=True, audience=Grant.Audience.HOST)
        return Sight([whole], viewer, person_id)

    def read() -> list[Grant]:
        return list(open_grants(viewer).filter(person_id=person_id))

    found = witness.present()
    return Sight(found.leave_of(viewer, person_id, read) if found else read(), viewer, person_id)


def require(viewer: Viewer, person_id: uuid.UUID, *, write: bool = False) -> Sight:
    """The viewer's sight of a person; raises Denied when there is none (or no leave to write)."""
    found = sight(viewer, person_id)
    if not found or (write and not found.may_write):
        raise Denied
    found.used()
    return found


def require_daily(viewer: Viewer, person_id: uuid.UUID) -> Sight:
    """The viewer's sight of a diary's days; raises Denied for whoever sees weekly sums or the school's page only."""
    found = require(viewer, person_id)
    if not found.daily:
        raise Denied
    return found


def require_answers(viewer: Viewer, person_id: uuid.UUID) -> Sight:
    """The viewer's sight of single answers; raises Denied for whoever sees sums and lines only."""
    found = require(viewer, person_id)
    if not found.answers:
        raise Denied
    return found
