"""Moving, practice and patterns on the one page, each only for whoever may see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialdown.activity import selectors as moving
from dialdown.activity import services as plans
from dialdown.insights import services as insights
from dialdown.people.access import require
from dialdown.people.models import Account
from dialdown.training import selectors as training

if TYPE_CHECKING:
    from dialdown.activity.selectors import PlanLine
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person

FOUR_WEEKS = dt.timedelta(days=27)


@dataclass(frozen=True)
class Moving:
    """Open plans, how many prescriptions wait for an answer, and whether this login may write one."""

    plans: list[PlanLine]
    waiting: int
    may_prescribe: bool


@dataclass(frozen=True)
class Practice:
    """One place of touch practice: how far it is, and what was done in four weeks."""

    where: str
    thing: str
    step: str
    goes: int
    days: int


@dataclass(frozen=True)
class Verdicts:
    """What patterns say about one outcome for what this viewer may see; `why_not` = why there are no rows."""

    outcome: str
    rows: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    why_not: str = ""


def moving_block(viewer: Viewer, person: Person) -> Moving | None:
    """Plans with floor and ceiling, done beside planned in the last four weeks. None without leave for moving."""
    if "move" not in require(viewer, person.pk):
        return None
    last = moving.today_of(person)
    # Only a login can write one: a link, a file and the owner's preview show no way there.
    may = isinstance(viewer, Account) and plans.may_prescribe(viewer, person.pk)
    lines = moving.plan_lines(viewer, person, last - FOUR_WEEKS, last)
    return Moving(lines, len(moving.waiting(viewer, person.pk)), may)


def practice_block(viewer: Viewer, person: Person) -> list[Practice] | None:
    """Touch practice of the last four weeks, a line a place; no pain. None without leave for training."""
    if "train" not in require(viewer, person.pk):
        return None
    last = moving.today_of(person)
    found: list[Practice] = []
    for one in training.touch_ladders(viewer, person.pk):
        step = one.stand.step
        at = _("%(n)s of %(all)s") % {"n": step.rung, "all": len(one.ladder.things)}
        goes, days = one.done_between(last - FOUR_WEEKS, last)
        found.append(Practice(one.where, _(one.thing), at, goes, days))
    return found


def verdicts_block(viewer: Viewer, person: Person) -> list[Verdicts]:
    """The patterns answer for this very sight of the diary, by the service of Insights: whoever looks first has it worked out."""
    if not settings.SWITCHES["patterns"]:
        return []
    found: list[Verdicts] = []
    for answer in insights.pattern_answer(viewer=viewer, person=person).data["answers"]:
        one = _verdicts(answer)
        # One sentence does for all outcomes about which nothing can be told for the same reason.
        alike = [place for place, other in enumerate(found) if one.why_not and other.why_not == one.why_not]
        for place in alike:
            found[place] = replace(one, outcome=f"{found[place].outcome} · {one.outcome}")
        found += [] if alike else [one]
    return found


def _verdicts(one: dict[str, Any]) -> Verdicts:
    rows = [row for row in one.get("rows", []) if row["verdict"] != "not_yet"]
    if rows:
        return Verdicts(one["outcome"], rows)
    if one["state"] == "few":
        why = ngettext(
            "Cannot tell yet: %(n)s day has an answer, and it takes %(all)s.",
            "Cannot tell yet: %(n)s days have an answer, and it takes %(all)s.",
            one["recorded"],
        )
        return Verdicts(one["outcome"], why_not=why % {"n": one["recorded"], "all": one["needed"]})
    why = {
        "no_factors": _("Cannot tell: nothing that it could go with was noted, or it is not open here."),
        "refused": _("Cannot tell: these answers leave nothing to compare."),
    }.get(one["state"], _("Cannot tell yet: nothing that it could go with was noted on enough days."))
    return Verdicts(one["outcome"], why_not=why)
