"""How a person's flares come and settle, for this page and for the flare page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.insights.figures import number_words
from dialdown.insights.pain import on_days, pain_of
from dialdown.people.access import Denied

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person
    from dialdown.science import Flares

SPREADS = (1.5, 2.0, 3.0)
DEFAULT = 2.0


def flares_of(viewer: Viewer, person: Person, spreads: float = DEFAULT) -> Flares | None:
    """The flares in a diary; None while pain is off, or where no pain may be seen. Raises Denied."""
    if person.check_in == "off":
        return None
    pain = pain_of(viewer, person.pk)
    if pain is None:
        return None
    from dialdown.science import find_flares

    first, last = min(pain.days), max(pain.days)
    grid = [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]
    return find_flares(on_days(grid, pain.days), dates=[day.isoformat() for day in grid], spreads=spreads)


def settle_words(found: Flares) -> str:
    """How long flares take to settle by themselves: a median with its interval, or why that cannot be said."""
    count = len(found.flares)
    if count == 0:
        return _("No flare in this diary so far, as flares are counted here.")
    if found.median_days is None:
        return ngettext(
            "%(n)s flare so far. From five on, it can be said how long they take to settle.",
            "%(n)s flares so far. It cannot be said yet how long they take to settle.", count,
        ) % {"n": count}  # fmt: skip
    one = found.median_days == 1.0
    days = ngettext("%(n)s day", "%(n)s days", 1 if one else 2) % {"n": number_words(found.median_days)}
    words = {"days": days, "n": count, "low": found.low_days, "high": found.high_days}
    if found.high_days is None:
        return _("Half of your %(n)s flares settled within about %(days)s, likely %(low)s or more.") % words
    return _("Your flares settle in about %(days)s (likely %(low)s to %(high)s, from %(n)s flares).") % words


def recovery_words(found: Flares) -> str:
    """How long the way back from the highest day takes; "" where that cannot be said."""
    if found.recovery_median_days is None:
        return ""
    one = found.recovery_median_days == 1.0
    days = ngettext("%(n)s day", "%(n)s days", 1 if one else 2) % {
        "n": number_words(found.recovery_median_days)
    }
    words = {"days": days, "low": found.recovery_low_days, "high": found.recovery_high_days}
    if found.recovery_high_days is None:
        return _("From the worst day it took about %(days)s, likely %(low)s or more.") % words
    return _("From the worst day it took about %(days)s (likely %(low)s to %(high)s).") % words


def open_words(found: Flares) -> str:
    """How many flares count as "at least so long", and why; "" when every one was seen whole."""
    count = sum(not flare.whole for flare in found.flares)
    if not count:
        return ""
    return ngettext(
        "%(n)s of them still runs, or was cut by more than a week without an answer: it counts as “at least so long”.",
        "%(n)s of them still run, or were cut by more than a week without an answer: they count as “at least so long”.", count,
    ) % {"n": count}  # fmt: skip


def helped_before(viewer: Viewer, person: Person) -> list[Any]:
    """What she said helped in flares (`what`, `helped` of `tried` times), from the rooms that keep it.

    Empty where this viewer may not see it.
    """
    try:
        return [
            row
            for name in settings.FLARES_HELPED
            for row in import_string(name)(viewer=viewer, person=person)
        ]
    except Denied:
        return []


def definition_words(found: Flares) -> str:
    """What is counted as a flare, in this diary's own numbers."""
    if found.spread is None:
        return _("Flares can be counted once ten days before a day have an answer.")
    rise = max(found.spreads * found.spread, found.least)
    back = max(found.spread, found.least / 2.0)
    return _(
        "Counted as a flare: a day at least %(rise)s points above your usual (the middle of the four weeks before). It has "
        "settled when two noted days in a row are back within %(back)s points."
    ) % {"rise": number_words(rise), "back": number_words(back)}  # fmt: skip
