"""Reads of claims, calls and costs."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialdown.care.claims.models import Claim, ClaimCall, Cost
from dialdown.care.records.doors import may_keep
from dialdown.diary.selectors import today_of
from dialdown.people.access import Denied
from dialdown.people.models import Person

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

ENDED = (Claim.State.AGREED, Claim.State.CLOSED)
# How many deadlines of a kind stand on the first page of Care.
FEW = 5


@dataclass(frozen=True)
class ClaimLine:
    """A claim with its calls, newest first, and its deadlines as they stand on `today`."""

    claim: Claim
    calls: list[ClaimCall]
    today: dt.date

    @property
    def deadline(self) -> dt.date | None:
        """The next deadline of the claim or of any call, while the claim is open; a deadline of today is still to come."""
        if self.claim.state in ENDED:
            return None
        days = (self.claim.deadline, *(call.deadline for call in self.calls))
        return min((day for day in days if day and day >= self.today), default=None)

    @property
    def over(self) -> dt.date | None:
        """The last deadline that is over while the claim is open: its own, or of the newest call with one.

        What older calls asked for was answered by the newer one and is not said again.
        """
        if self.claim.state in ENDED:
            return None
        last = next((call.deadline for call in self.calls if call.deadline), None)
        return max((day for day in (self.claim.deadline, last) if day and day < self.today), default=None)

    @property
    def place(self) -> tuple[bool, dt.date, int, str]:
        """Where it stands in a list: by what is to come, then what was over last, then without a date, then ended."""
        ended = self.claim.state in ENDED
        ago = (self.today - self.over).days if self.over else dt.date.max.toordinal()
        return ended, self.deadline or dt.date.max, ago, self.claim.title


@dataclass(frozen=True)
class Sum:
    """What was paid and what came back in one currency, in hundredths."""

    currency: str
    paid: int
    back: int

    @property
    def left(self) -> int:
        """What was paid and did not come back."""
        return self.paid - self.back


def claims(viewer: Viewer, person: Person) -> list[ClaimLine]:
    """Open claims by their next deadline, then those whose deadline is over, then the ended ones. Raises Denied."""
    may_keep(viewer, person.pk)
    today = today_of(person)
    calls: dict[uuid.UUID, list[ClaimCall]] = {}
    for call in ClaimCall.objects.filter(person=person, removed_at__isnull=True):
        calls.setdefault(call.claim_id, []).append(call)
    rows = Claim.objects.filter(person=person, removed_at__isnull=True)
    found = [ClaimLine(row, calls.get(row.pk, []), today) for row in rows]
    return sorted(found, key=lambda one: one.place)


def due(viewer: Viewer, person: Person) -> list[ClaimLine]:
    """Open claims with a deadline that is to come, the first `FEW`, then as many of those whose deadline is over. Raises Denied."""
    rows = claims(viewer, person)
    coming = [one for one in rows if one.deadline is not None]
    return coming[:FEW] + [one for one in rows if one.deadline is None and one.over is not None][:FEW]


def claim(viewer: Viewer, claim_id: uuid.UUID) -> ClaimLine:
    """One claim. Raises Denied."""
    found = Claim.objects.filter(pk=claim_id, removed_at__isnull=True).select_related("person").first()
    if found is None:
        raise Denied
    may_keep(viewer, found.person_id)
    return ClaimLine(found, list(found.calls.filter(removed_at__isnull=True)), today_of(found.person))


def costs(viewer: Viewer, person: Person) -> list[Cost]:
    """Every cost, newest first. Raises Denied."""
    may_keep(viewer, person.pk)
    return list(Cost.objects.filter(person=person, removed_at__isnull=True).select_related("claim"))


def sums(rows: list[Cost]) -> list[Sum]:
    """Totals by currency; currencies are never added up."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        paid, back = found.get(row.currency, (0, 0))
        found[row.currency] = (paid + row.paid, back + row.back)
    return [Sum(currency, paid, back) for currency, (paid, back) in sorted(found.items())]
