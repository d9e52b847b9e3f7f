"""What a weekly summary leaves for a parent to do: the next visit, a draft to read, a place for what she saw herself."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.care.letters import reading as letters
from dialdown.care.letters.book import kinds
from dialdown.care.lines import Line
from dialdown.care.records.doors import KEPT_WITH
from dialdown.care.visits import reading as visits
from dialdown.people.access import require

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

# A draft that nobody touched for longer is not news of this week.
FRESH = dt.timedelta(days=14)


def to_do(viewer: Viewer, person: Person) -> list[Line]:
    """As far as this viewer may see and do it; empty for whose diary it is. Raises Denied."""
    sight = require(viewer, person.pk)
    if sight.audience not in ("parent", "other"):
        return []
    keeps = sight.may_write and KEPT_WITH in sight
    found = _visit(viewer, person, linked=keeps)
    if keeps:
        since = timezone.now() - FRESH
        found += [
            Line(
                "pen-line",
                _("Read the draft: %(letter)s") % {"letter": _(kinds()[one.kind].title)},
                _("then it can go out"),
                f"/care/letters/{one.pk}",
            )
            for one in letters.letters(viewer, person.pk)
            if one.saved_at >= since and one.kind in kinds()
        ]
    if sight.may_write and sight.answers:
        found.append(Line("plus", _("Add what you saw"), _("kept under your name"), "/"))
    return found


def _visit(viewer: Viewer, person: Person, *, linked: bool) -> list[Line]:
    coming = visits.coming(viewer, person)
    if coming is None:
        return []
    when = date_format(coming.day, "l j F")
    if coming.clock:
        when += f", {coming.clock}"
    small = (
        ngettext("%(name)s has %(n)s question", "%(name)s has %(n)s questions", coming.questions)
        % {"name": person.display_name, "n": coming.questions}
        if coming.questions
        else _("no question yet")
    )
    path = f"/care/visits/{coming.id}" if linked else ""
    return [Line("stethoscope", _("Visit on %(when)s") % {"when": when}, small, path)]
