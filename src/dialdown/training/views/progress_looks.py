"""The progress of the three stages as its page shows it: the finding first, then a table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.training.selectors import PathStand
from dialdown.training.stages.facts import IMAGINE, MIRROR, RECOGNISE, Week
from dialdown.training.stages.progress import share
from dialdown.training.stages.words import good_side, limb


@dataclass(frozen=True)
class Line:
    """One week in words."""

    begins: str
    recognise: int
    imagine: int
    mirror: int
    comfort: str
    difference: str


@dataclass(frozen=True)
class PathProgress:
    """A path with its findings and weeks."""

    where: str
    stage: str
    difference: str
    comfort: str
    ratio: str
    lines: tuple[Line, ...]


def path_progress(one: PathStand) -> PathProgress:
    """What the page of a path says."""
    weeks = one.weeks()
    lines = tuple(
        Line(
            formats.date_format(row.begins, "j M Y"), row.goes[RECOGNISE], row.goes[IMAGINE], row.goes[MIRROR],
            _change(row.change) if row.change is not None and one.sees_pain else "", _range(row.difference) if row.difference else "",
        )
        for row in weeks
    )  # fmt: skip
    stage = {RECOGNISE: _("Left or right"), IMAGINE: _("Imagine"), MIRROR: _("Mirror")}[one.stage]
    return PathProgress(one.where, stage, _difference(one), _comfort(one), _ratio(one), lines)


def _difference(one: PathStand) -> str:
    checks = one.recognised.weeks
    if not checks:
        return _("No weekly check of left or right yet. The first one says how your two sides differ.")
    words = {"sore": limb(one.row.part, one.row.side), "range": _range(checks[-1])}
    now = (
        _("In the last weekly check pictures of your %(sore)s took %(range)s time than the other side.")
        % words
    )
    if len(checks) < 2:
        return now
    steady = checks[-1].meets(checks[-2])
    then = (
        _("About the same as the week before.")
        if steady
        else _("That is different from the week before (%(range)s).") % {"range": _range(checks[-2])}
    )
    return f"{now} {then}"


def _range(week: Week) -> str:
    found = share(week)
    return _("%(low)+.0f %% to %(high)+.0f %%") % {"low": 100 * found.low, "high": 100 * found.high}


def _comfort(one: PathStand) -> str:
    if not one.sees_pain:
        return _("Pain before and after is not shown to you.")
    told = [
        (sat.after - sat.before) for sat in one.sittings if sat.before is not None and sat.after is not None
    ]
    if not told:
        return _("No sitting with pain before and after yet.")
    up = sum(change >= 2 for change in told)
    return ngettext(
        "In %(n)d sitting of imagine and mirror pain changed by %(mean)s on average; in %(up)d it rose by 2 or more.",
        "In %(n)d sittings of imagine and mirror pain changed by %(mean)s on average; in %(up)d it rose by 2 or more.", len(told),
    ) % {"n": len(told), "mean": _change(sum(told) / len(told)), "up": up}  # fmt: skip


def _change(value: float) -> str:
    return f"{value:+.1f}" if round(value, 1) else "0"


def _ratio(one: PathStand) -> str:
    found = one.imagined_against_moved()
    if found is None:
        return ""
    words = {"limb": limb(one.row.part, good_side(one.row.side)), "value": f"{found.value:.2f}", "low": f"{found.low:.2f}",
             "high": f"{found.high:.2f}", "n": found.count}  # fmt: skip
    return (
        _(
            "Imagining a movement of your %(limb)s took %(value)s times as long as doing it (95 %% range %(low)s to %(high)s, "
            "%(n)d pairs). "
            "Longer is usual. It is a log and no verdict."
        )
        % words
    )
