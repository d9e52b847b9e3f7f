"""One go as a device sends it, checked field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dialdown.training.fields import PAINS, Fields, day_of, instant, one_of, pain, whole, zone
from dialdown.training.models import TouchGo
from dialdown.training.touch.ladders import book

if TYPE_CHECKING:
    from dialdown.training.models import TouchLadder

# A go is a minute; an hour is more than anybody means.
LONGEST = 3600


@dataclass(frozen=True)
class GoRecord:
    """The checked fields of a go, named as the model names them. Times with zone, seconds whole, pain 0 to 10."""

    at: dt.datetime
    zone: str
    day: dt.date
    rung: int
    texture: str
    planned: int
    done: int
    before: float | None
    after: float | None
    later: float | None
    felt: str
    skin: str
    saved_at: dt.datetime


def parse_go(document: Mapping[str, Any], ladder: TouchLadder) -> GoRecord:
    """Check a document against its ladder. Raises BadInput with everything that is wrong."""
    fields = Fields(document, {"skin": _("Please look at the skin first.")})
    read = fields.read
    known = book().ladders[ladder.place]
    at, saved_at, where = read("at", instant), read("saved_at", instant), read("zone", zone)
    rung = read("rung", lambda raw: whole(raw, 1, len(known.things)))
    planned, done = read("planned", _seconds), read("done", _seconds)
    before, after, later = (read(name, pain) for name in PAINS)
    felt = read("felt", lambda raw: one_of(raw or "", ("", *TouchGo.Felt.values)))
    skin = read("skin", lambda raw: one_of(raw, TouchGo.Skin.values))
    if skin == TouchGo.Skin.NOT_TODAY and done:
        fields.wrong("skin", _("Skin that is sore or broken is not touched. Choose 0 seconds."))
    fields.check()
    return GoRecord(
        at,
        where,
        day_of(at, where),
        rung,
        known.thing(rung),
        planned,
        done,
        before,
        after,
        later,
        felt,
        skin,
        saved_at,
    )


def _seconds(raw: Any) -> int:
    return whole(raw, 0, LONGEST)
