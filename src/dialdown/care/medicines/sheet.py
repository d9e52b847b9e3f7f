"""The list of medicines for paper: as it was written down, with no word of our own about any of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dialdown.care.medicines.reading import Listed, medicines
from dialdown.care.paper.document import Document, table
from dialdown.care.paper.gaps import printable

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

WIDTHS = [1.7, 1.7, 1.3, 1.3, 0.8, 1.4]
NONE = "–"


def sheet(viewer: Viewer, person: Person, *, today: dt.date) -> tuple[Document, list[str]]:
    """The list on as many pages as it takes, and what of it has no font and leaves a gap. Raises Denied."""
    head = [_("Called"), _("Name on the pack"), _("Amount now"), _("When"), _("Since"), _("Part")]
    rows = [_row(one) for one in medicines(viewer, person)]
    title, day = _("Medicines of %(name)s") % {"name": person.display_name}, date_format(today, "j F Y")
    return printable(
        Document(
            title,
            (table(head, rows or [[_("None noted"), *[""] * (len(head) - 1)]], WIDTHS),),
            over=f"{day} · {_('as written down by the family; amounts as ordered')}",
            # A loose page of several still says whose it is and of when.
            footer=f"{title} · {day}",
            flipped=True,
            numbered=True,
        )
    )


def _row(one: Listed) -> list[str]:
    row = one.medicine
    began, stopped = (date_format(day, "j M Y") if day else "" for day in (row.began_on, row.stopped_on))
    return [
        row.nickname, row.name or NONE, one.amount or NONE, row.schedule or NONE, began or NONE, f"{one.role.label} {stopped}".strip(),
    ]  # fmt: skip
