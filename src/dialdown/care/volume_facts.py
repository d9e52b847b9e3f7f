"""The volume on the one page: its number, 90 % range and picture where it answers, the reason where it does not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from dialdown.diary import selectors as diary
from dialdown.insights.figures import number_words
from dialdown.insights.volume import services as volume
from dialdown.insights.volume import showing
from dialdown.people.access import require

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person


@dataclass(frozen=True)
class Told:
    """One volume: `name`, whose days, its value in words, and its range or the reason why there is none."""

    name: str
    source: str
    value: str
    about: str


@dataclass(frozen=True)
class OnPage:
    """What the one page shows of the volume."""

    facts: list[Told] = field(default_factory=list[Told])
    figures: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


def on_page(viewer: Viewer, person: Person) -> OnPage:
    """The volume for this very sight, by the service of Insights: whoever looks first has it worked out. Raises Denied."""
    shown, _load = volume.choice(viewer=viewer, person=person)
    pain = diary.definitions(person.pk).get("pain_now")
    off = not settings.SWITCHES["volume"] or not shown or person.check_in == "off"
    if off or pain is None or not require(viewer, person.pk).line(pain.scope):
        return OnPage()
    kept = volume.volume_answer(viewer=viewer, person=person)
    found = kept.data
    if found["state"] == "no_pain":
        return OnPage()
    if found["state"] == "touch":
        sides = {"left": _("Volume by touch, left"), "right": _("Volume by touch, right")}
        return OnPage(
            [_one(sides[side], one, showing.touch_refusal_words) for side, one in found["sides"].items()]
        )
    if found["state"] == "no_load":
        why = _("no load is noted on enough days, so what more of it brings is not known")
        return OnPage([_cannot(_("Volume"), found.get("source", "self"), why)])
    fact = _one(_("Volume, 1 = first two months"), found, showing.refusal_words)
    return OnPage([fact], [_figure(viewer, person, kept)] if found["state"] == "told" else [])


def _one(name: str, found: dict[str, Any], why: Any) -> Told:
    if found["state"] != "told":
        reason = str(why(found["reason"]))
        if found["enough_on"]:
            reason += " " + _("Perhaps from %(day)s.") % {
                "day": showing.day_words(dt.date.fromisoformat(found["enough_on"]))}  # fmt: skip
        return _cannot(name, found["source"], reason)
    change = found["change"]
    words = {"quieter": _("quieter"), "louder": _("louder"), "unclear": _("not clear yet")}[change["verdict"]]
    value = words if change["now"] is None else f"{number_words(change['now'], digits=2)}: {words}"
    spread = ""
    if change["low"] is not None and change["high"] is not None:
        spread = _("90 %% range %(low)s to %(high)s") % {
            "low": number_words(change["low"], digits=2), "high": number_words(change["high"], digits=2)}  # fmt: skip
    return Told(name, found["source"], value, spread)


def _cannot(name: str, source: str, why: str) -> Told:
    return Told(name, source, _("cannot tell"), why)


def _figure(viewer: Viewer, person: Person, kept: Any) -> dict[str, Any]:
    """The line with its band, in the shape of every other picture on the page."""
    made = showing.context(viewer, person, kept)
    return {
        "key": "volume", "heading": _("Volume"), "finding": f"{made['verdict']} {made['numbers']}", "days": made["days_line"],
        "narrow": made["narrow"], "wide": made["wide"],
        "legend": [("l1", _("Volume")), ("b1", _("90 % range")), ("n", _("1.0 = %(then)s") % {"then": made["then"]})],
        "table_head": [_("Month"), _("Volume"), _("90 % range")], "table_rows": made["rows"],
    }  # fmt: skip
