"""Flares in the diary, month by month, for forms that ask how often and how long: what was, never what will be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.care.stretches import FOUR_WEEKS
from dialdown.diary import selectors as diary
from dialdown.insights import selectors as insights
from dialdown.insights.figures import number_words

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person
    from dialdown.science import Flares

# Fewer months than this say nothing about a month; of more than these only the newest count.
FEWEST, MOST = 3, 12


@dataclass(frozen=True)
class Episodes:
    """Flares by whole month from `first` to `last`, days of each that was seen whole, and whose words the pain is.

    `rise` and `back` (points) = from where a flare counts, and within what it is over. `scope` = what it takes to see it.
    """

    first: dt.date
    last: dt.date
    months: tuple[int, ...]
    days: tuple[int, ...]
    missing: int
    voice: str
    scope: str
    rise: float
    back: float

    @property
    def words(self) -> str:
        """The sentences of a letter."""
        all_days = (self.last - self.first).days + 1
        span = {"first": date_format(self.first, "j F Y"), "last": date_format(self.last, "j F Y")}
        if not any(self.months):
            said = _("Flares in the diary, %(first)s to %(last)s: none.") % span
        else:
            said = _("Flares in the diary, %(first)s to %(last)s: median %(n)s a month (range %(low)s–%(high)s)") % {
                **span, "n": number_words(median(self.months)), "low": min(self.months), "high": max(self.months),
            }  # fmt: skip
            if self.days:
                middle = median(self.days)
                said += ngettext(
                    ", each of median %(n)s day (range %(low)s–%(high)s)",
                    ", each of median %(n)s days (range %(low)s–%(high)s)",
                    1 if middle == 1 else 2,
                ) % {"n": number_words(middle), "low": min(self.days), "high": max(self.days)}
            said += "."
            if len(self.days) < sum(self.months):
                said += " " + _("%(w)s of %(n)s were seen from beginning to end.") % {
                    "w": len(self.days), "n": sum(self.months)}  # fmt: skip
        missing = ngettext(
            "%(k)s of %(d)s day without an answer.", "%(k)s of %(d)s days without an answer.", all_days
        ) % {"k": self.missing, "d": all_days}
        counted = _(
            "Counted as a flare: a day at least %(rise)s points above the middle of the four weeks before, until two noted "
            "days in a row are back within %(back)s points."
        ) % {"rise": number_words(self.rise), "back": number_words(self.back)}
        return f"{said} {missing} {counted}"


def episodes(viewer: Viewer, person: Person) -> Episodes | None:
    """The flares of the newest whole months; None with fewer than three, or where no pain is for this viewer. Raises Denied."""
    pain = insights.pain_series(viewer, person.pk)
    found = insights.flares_of(viewer, person) if pain is not None else None
    if pain is None or found is None or found.spread is None:
        return None
    # A flare is told by the four weeks before it, so those have none.
    begins = _months(min(pain.days) + dt.timedelta(days=FOUR_WEEKS), max(pain.days), diary.today_of(person))
    if len(begins) - 1 < FEWEST:
        return None
    first, last = begins[0], begins[-1] - dt.timedelta(days=1)
    return _counted(
        found, begins, _missing(pain.days, first, last), pain.source, f"{pain.definition.scope}:line"
    )


def _counted(found: Flares, begins: list[dt.date], missing: int, voice: str, scope: str) -> Episodes:
    started = [(dt.date.fromisoformat(str(one.start)), one) for one in found.flares]
    inside = [(day, one) for day, one in started if begins[0] <= day < begins[-1]]
    months = tuple(sum(begin <= day < end for day, _one in inside) for begin, end in pairwise(begins))
    spread = found.spread or 0.0
    return Episodes(
        begins[0], begins[-1] - dt.timedelta(days=1), months,
        tuple(one.days for _day, one in inside if one.whole), missing, voice, scope,
        rise=max(found.spreads * spread, found.least), back=max(spread, found.least / 2.0),
    )  # fmt: skip


def _missing(days: dict[dt.date, float], first: dt.date, last: dt.date) -> int:
    return (last - first).days + 1 - sum(first <= day <= last for day in days)


def _months(since: dt.date, last: dt.date, today: dt.date) -> list[dt.date]:
    """The first days of the newest whole months between `since` and the last pain or today, and of the month after them."""
    begin = since if since.day == 1 else _next(since)
    found = [begin]
    while (following := _next(found[-1])) <= min(last + dt.timedelta(days=1), today):
        found.append(following)
    return found[-MOST - 1 :]


def _next(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
