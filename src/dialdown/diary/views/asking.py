"""What a check-in asks of whom: the same on Today, on the page of a day, and on the page that is kept for the time without a network."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from dialdown.diary import selectors
from dialdown.people import selectors as people

if TYPE_CHECKING:
    from dialdown.intake.definitions import Definition
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person


def mode_of(viewer: Viewer, person: Person) -> str:
    """How this login checks in. A child's own screen is two taps, and less than that when less was chosen."""
    if person.check_in == "full" and people.child_screen(viewer, person):
        return "quick"
    return person.check_in


def mode_of_day(viewer: Viewer, person: Person) -> str:
    """The same on the page of a day, which is never about a week."""
    if people.child_screen(viewer, person):
        return "off" if person.check_in in ("off", "weekly") else "quick"
    return "off" if person.check_in == "off" else "full"


def asked(
    viewer: Viewer, person: Person, mode: str, day: dt.date, extra: tuple[str, ...] = ()
) -> tuple[Definition, ...]:
    """The questions of a mode on a day, and those of `extra`. Pain rests while an intensive programme has the say."""
    found = selectors.asked(viewer, person.pk, mode, extra)
    if people.child_screen(viewer, person):
        # As few as the two taps: what she did, and how loud it was, each where the mode asks it.
        found = tuple(
            d
            for d in found
            if d.key in extra or "quick" in d.modes or (mode == "weekly" and d.week and d.role == "outcome")
        )
    return tuple(d for d in found if d.group != "pain" or d.key in extra or not person.in_programme(day))
