"""Left or right, imagine and mirror on the one page: both sides and the control part, and how often; no pain."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.people.access import require
from dialdown.training import selectors as training

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

# Of fewer answers a share says next to nothing.
FEWEST = 10


@dataclass(frozen=True)
class Sided:
    """One part and side of left or right over 14 days: share of right answers and time of right ones, in words."""

    where: str
    share: str
    time: str
    answers: str


@dataclass(frozen=True)
class Sat:
    """How often one stage of one limb was practised in four weeks."""

    where: str
    stage: str
    times: str


@dataclass(frozen=True)
class Practised:
    """Both, as far as something was done."""

    sides: list[Sided]
    sittings: list[Sat]


def practised_block(viewer: Viewer, person: Person, first: dt.date, last: dt.date) -> Practised | None:
    """What was practised with pictures and a mirror; None without leave for training, or when nothing was."""
    if "train" not in require(viewer, person.pk):
        return None
    paths = training.stage_paths(viewer, person.pk)
    sore = {path.row.part for path in paths}
    found = training.recognise_sides(viewer, person) if training.pictures_on() else []
    sides = [
        Sided(
            _control(training.part_and_side(one.part, one.side), control=bool(sore) and one.part not in sore),
            _range("%", [share * 100 for share in one.share], 0),
            _range(_("s"), one.seconds, 1) if one.seconds is not None else "–",
            str(one.count),
        )
        for one in sorted(found, key=lambda one: (one.part not in sore, one.part, one.side))
        if one.count >= FEWEST
    ]
    sittings = [
        Sat(path.where, words, _times([one.day for one in path.sittings if _counts(one, stage, first, last)]))
        for path in paths
        for stage, words in (("imagine", _("Imagine")), ("mirror", _("Mirror")))
        if any(_counts(one, stage, first, last) for one in path.sittings)
    ]
    return Practised(sides, sittings) if sides or sittings else None


def _counts(one: training.Sitting, stage: str, first: dt.date, last: dt.date) -> bool:
    # Opened and left again is no practice.
    return one.stage == stage and one.done > 0 and first <= one.day <= last


def _times(days: list[dt.date]) -> str:
    on = len(set(days))
    return ngettext("%(n)s on %(days)s day", "%(n)s on %(days)s days", on) % {"n": len(days), "days": on}


def _control(where: str, *, control: bool) -> str:
    return _("%(where)s (control)") % {"where": where} if control else where


def _range(unit: str, told: tuple[float, float, float] | list[float], digits: int) -> str:
    value, low, high = (number_format(round(one, digits), digits) for one in told)
    return _("%(value)s %(unit)s (%(low)s to %(high)s)") % {
        "value": value,
        "unit": unit,
        "low": low,
        "high": high,
    }


def caution() -> str:
    """What such numbers can be compared with."""
    return _(
        "Right answers and time of right ones over 14 days to today, 95 % ranges. There is no norm under 18: "
        "compare the two sides, and compare with the control part."
    )
