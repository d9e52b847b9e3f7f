"""Reads about flares: the plan, whom she tells, and what she said helped."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from dialdown.care.flare.models import Flare, FlareContact, FlarePlan
from dialdown.care.records.doors import may_keep
from dialdown.insights import selectors as insights
from dialdown.people.models import Person

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

# What a calm page can hold.
MOST_HELPED = 5


@dataclass(frozen=True)
class Helped:
    """Something that was tried in flares: how often, and how often she said that it helped."""

    what: str
    helped: int
    tried: int

    @property
    def dots(self) -> list[bool]:
        """One dot a time it was tried, filled where it helped; ten at most, the share kept."""
        if self.tried <= 10:
            return [at < self.helped for at in range(self.tried)]
        return [at < round(10 * self.helped / self.tried) for at in range(10)]


@dataclass(frozen=True)
class Told:
    """Whom she may tell: the row, and the address that opens her own phone with the words in it ("" = show the screen)."""

    contact: FlareContact
    address: str


def plan(viewer: Viewer, person: Person) -> FlarePlan | None:
    """The flare plan. Raises Denied."""
    may_keep(viewer, person.pk)
    return FlarePlan.objects.filter(person=person).first()


def what_helped(viewer: Viewer, person: Person) -> list[Helped]:
    """What she said helped, most often first. A tried thing that never helped is not listed. Raises Denied."""
    may_keep(viewer, person.pk)
    tried, helped = Counter[str](), Counter[str]()
    for row in Flare.objects.filter(person=person, deleted_at__isnull=True).values_list("tried", "helped"):
        tried.update(row[0])
        helped.update(row[1])
    found = [Helped(what, helped[what], times) for what, times in tried.items() if helped[what]]
    return sorted(found, key=lambda one: (-one.helped, -one.helped / one.tried, one.what))[:MOST_HELPED]


def settle(viewer: Viewer, person: Person) -> str:
    """How long her flares take to settle by themselves; "" while that cannot be said. Raises Denied."""
    may_keep(viewer, person.pk)
    found = insights.flares_of(viewer, person)
    return insights.settle_words(found) if found is not None and found.median_days is not None else ""


def contacts(viewer: Viewer, person: Person) -> list[Told]:
    """Whom she may tell, with drafted words. Raises Denied."""
    may_keep(viewer, person.pk)
    rows = FlareContact.objects.filter(person=person, removed_at__isnull=True)
    return [Told(row, _address(row)) for row in rows]


def _address(row: FlareContact) -> str:
    if row.way == FlareContact.Way.TEXT:
        number = "".join(sign for sign in row.address if sign in "+0123456789")
        # "?&" is read by every phone: some want the one sign, some the other.
        return f"sms:{number}?&body={quote(row.message)}"
    if row.way == FlareContact.Way.MAIL:
        return f"mailto:{quote(row.address, safe='@')}?body={quote(row.message)}"
    return ""
