"""Which days the one page is of: those of its numbers, those of its pictures, and the whole diary; and how old the last is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.care.stretches import FOUR_WEEKS

# Up to a week without an entry is a diary of today; later, a number says of which day it is.
CURRENT = 7
WEEKS, MONTHS = 14, 70


@dataclass(frozen=True)
class Stretch:
    """First and last day, and how many of its days have an entry."""

    first: dt.date
    last: dt.date
    entries: int

    @property
    def days(self) -> int:
        """Calendar days, both ends included."""
        return (self.last - self.first).days + 1

    @property
    def words(self) -> str:
        """From when to when."""
        return _("%(first)s to %(last)s") % {
            "first": date_format(self.first, "j F Y"), "last": date_format(self.last, "j F Y")}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """The stretches of one page. `pictures` is None where no picture stands on it."""

    numbers: Stretch
    diary: Stretch
    pictures: Stretch | None
    today: dt.date

    @property
    def old(self) -> str:
        """How long ago the last entry was; "" while that is no more than a week."""
        days = (self.today - self.diary.last).days
        if days <= CURRENT:
            return ""
        if days < WEEKS:
            return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
        if days < MONTHS:
            return ngettext("%(n)s week ago", "%(n)s weeks ago", days // 7) % {"n": days // 7}
        return ngettext("%(n)s month ago", "%(n)s months ago", days // 30) % {"n": days // 30}

    @property
    def words(self) -> str:
        """For the head of the page: what its numbers and its pictures are of."""
        parts = [_("Numbers: four weeks up to the last entry, %(days)s") % {"days": self.numbers.words}]
        if self.old:
            parts.append(_("last entry %(ago)s") % {"ago": self.old})
        if self.pictures is not None:
            parts.append(_("pictures: %(days)s") % {"days": self.pictures.words})
        return " · ".join(
            [*parts, _("diary since %(day)s") % {"day": date_format(self.diary.first, "j F Y")}]
        )

    @property
    def sure(self) -> str:
        """On how many days all this rests, each stretch once."""
        said = [
            _("Entries on %(n)s of %(all)s days behind the numbers, %(missing)s without.")
            % {"n": self.numbers.entries, "all": self.numbers.days, "missing": self.numbers.days - self.numbers.entries}
        ]  # fmt: skip
        if self.pictures is not None and self.pictures != self.numbers:
            said.append(
                _("Behind the pictures %(n)s of %(all)s.")
                % {"n": self.pictures.entries, "all": self.pictures.days}
            )
        if self.diary not in (self.numbers, self.pictures):
            said.append(
                _("In the whole diary %(n)s of %(all)s.") % {"n": self.diary.entries, "all": self.diary.days}
            )
        if self.old:
            said.append(_("The last entry was %(ago)s.") % {"ago": self.old})
        return " ".join(said)


def shown(
    written: Collection[dt.date], first: dt.date, last: dt.date, today: dt.date, pictures: dt.date | None
) -> Shown:
    """The stretches of a diary from `first` to `last` with entries on `written`; `pictures` = the first day drawn."""

    def stretch(begins: dt.date) -> Stretch:
        begins = max(first, begins)
        return Stretch(begins, last, sum(begins <= day <= last for day in written))

    numbers = stretch(last - dt.timedelta(days=FOUR_WEEKS - 1))
    return Shown(numbers, stretch(first), None if pictures is None else stretch(pictures), today)
