"""One go as a device sends it, checked field by field."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from dialdown.intake.records import BadInput, Problem
from dialdown.training.models import TouchGo
from dialdown.training.touch.ladders import book

if TYPE_CHECKING:
    from dialdown.training.models import TouchLadder

# A go is a minute; an hour is more than anybody means.
LONGEST = 3600
# A device's clock may be ahead by this much.
AHEAD = dt.timedelta(days=1)
FIRST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


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
    wrong: list[Problem] = []

    def check(where: str, read: Any) -> Any:
        try:
            return read(document.get(where))
        except (ValueError, TypeError, KeyError, OSError, OverflowError):
            wrong.append(Problem(where, _expected(where)))
            return None

    known = book().ladders[ladder.place]
    at, saved_at = check("at", _instant), check("saved_at", _instant)
    zone = check("zone", _zone)
    rung = check("rung", lambda raw: _whole(raw, 1, len(known.things)))
    planned, done = check("planned", _seconds), check("done", _seconds)
    before, after, later = (check(name, _pain) for name in ("before", "after", "later"))
    felt = check("felt", lambda raw: _one_of(raw or "", ("", *TouchGo.Felt.values)))
    skin = check("skin", lambda raw: _one_of(raw, TouchGo.Skin.values))
    if skin == TouchGo.Skin.NOT_TODAY and done:
        wrong.append(Problem("skin", _("Skin that is sore or broken is not touched. Choose 0 seconds.")))
    if wrong:
        raise BadInput(wrong)
    return GoRecord(
        at, zone, at.astimezone(ZoneInfo(zone)).date(), rung, known.thing(rung), planned, done, before, after, later,
        felt, skin, saved_at,
    )  # fmt: skip


def _expected(where: str) -> str:
    return {
        "before": _("Try a number from 0 to 10."), "after": _("Try a number from 0 to 10."),
        "later": _("Try a number from 0 to 10."), "skin": _("Please look at the skin first."),
    }.get(where, _("We couldn’t read that. Please choose again."))  # fmt: skip


def _instant(raw: Any) -> dt.datetime:
    at = raw if isinstance(raw, dt.datetime) else dt.datetime.fromisoformat(raw)
    if at.tzinfo is None or not FIRST <= at <= timezone.now() + AHEAD:
        raise ValueError
    return at


def _zone(raw: Any) -> str:
    if not isinstance(raw, str) or len(raw) > 64:
        raise ValueError
    ZoneInfo(raw)
    return raw


def _whole(raw: Any, low: int, high: int) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
        raise ValueError
    return raw


def _seconds(raw: Any) -> int:
    return _whole(raw, 0, LONGEST)


def _pain(raw: Any) -> float | None:
    if raw is None or raw == "":
        return None
    if (
        isinstance(raw, bool)
        or not isinstance(raw, (int, float))
        or not math.isfinite(raw)
        or not 0 <= raw <= 10
    ):
        raise ValueError
    return float(raw)


def _one_of(raw: Any, options: Any) -> str:
    if raw not in options:
        raise ValueError
    return str(raw)
