"""Find the person that a command names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialdown.people import selectors as people
from dialdown.people.access import Operator
from dialdown.server.mistakes import Mistake

if TYPE_CHECKING:
    from dialdown.people.models import Person

OPERATOR = Operator()


def maybe(name: str) -> Person | None:
    """The person of this exact name or id, or None. Raises Mistake when several have the name."""
    found = people.find(OPERATOR, name)
    if len(found) > 1:
        ids = ", ".join(str(person.pk) for person in found)
        raise Mistake(f"{name}: expected one person, found {len(found)} of that name; give an id ({ids})")
    return found[0] if found else None


def person(name: str) -> Person:
    """The person of this exact name or id. Raises Mistake when there is none, or more than one."""
    found = maybe(name)
    if found is None:
        known = ", ".join(p.display_name for p in people.visible_to(OPERATOR)) or "nobody yet"
        raise Mistake(f"{name}: expected the exact name or id of a person who is here ({known})")
    return found
