"""The one page as a file of `dialdown export`."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from dialdown.care import selectors as care
from dialdown.diary import selectors as diary

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person


def one_page(viewer: Viewer, person: Person, out: IO[bytes]) -> int:
    """Write the one page as PDF; returns how many pages it took. Raises NoLetter, a ValueError."""
    made = care.one_page_paper(viewer, person, today=diary.today_of(person))
    out.write(made.paper.pdf)
    return made.paper.pages
