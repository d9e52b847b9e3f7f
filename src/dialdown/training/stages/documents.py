"""One sitting as a device sends it, checked field by field."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from dialdown.intake.records import BadInput, Problem
from dialdown.training.stages.facts import IMAGINE, MIRROR, STEPS
from dialdown.training.stages.models import Sitting

# The ceiling of a sitting is ten minutes or twelve pictures; more than this is a mistake.
LONGEST = {IMAGINE: 60, MIRROR: 1200}
MOST_COUNTED, MOST_TIMES, LONGEST_TIME = 2000, 60, 120.0
AHEAD = dt.timedelta(days=1)
FIRST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
PICTURES = frozenset({Sitting.How.PICTURES})


def parse_sitting(document: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a Sitting, named as the model names them. Raises BadInput with everything that is wrong."""
    wrong: list[Problem] = []

    def check(where: str, read: Callable[[Any], Any]) -> Any:
        try:
            return read(document.get(where))
        except (ValueError, TypeError, KeyError, OSError, OverflowError):
            wrong.append(Problem(where, _expected(where)))
            return None

    stage = check("stage", lambda raw: one_of(raw, STEPS))
    found: dict[str, Any] = {
        "stage": stage,
        "at": check("at", instant),
        "saved_at": check("saved_at", instant),
        "zone": check("zone", _zone),
    }
    found["step"] = check("step", lambda raw: one_of(raw, STEPS.get(stage or "", ())))
    for name in ("planned", "done"):
        found[name] = check(name, lambda raw: _whole(raw, 0, LONGEST[stage or MIRROR]))
    found["ended"] = check("ended", lambda raw: one_of(raw, Sitting.Ended.values))
    found["how"] = check("how", lambda raw: _how(raw, stage))
    for name in ("before", "after", "later"):
        found[name] = check(name, pain)
    for name in ("colour", "swelling", "odd"):
        found[name] = check(name, _yes)
    found["counted"] = check(
        "counted", lambda raw: None if raw is None or raw == "" else _whole(raw, 0, MOST_COUNTED)
    )
    for name in ("seen", "felt"):
        found[name] = check(name, lambda raw: None if raw is None or raw == "" else _whole(raw, 1, 5))
    for name in ("imagined", "moved"):
        found[name] = check(name, _times)
    if wrong:
        raise BadInput(wrong)
    found["day"] = found["at"].astimezone(ZoneInfo(found["zone"])).date()
    return found


def _expected(where: str) -> str:
    if where in ("before", "after", "later"):
        return _("Try a number from 0 to 10.")
    return _("We couldn’t read that. Please choose again.")


def instant(raw: Any) -> dt.datetime:
    """A moment with its zone, not in the future."""
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


def pain(raw: Any) -> float | None:
    """0 to 10, or None when it was not answered."""
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


def _yes(raw: Any) -> bool:
    if raw not in (True, False, None):
        raise ValueError
    return bool(raw)


def _times(raw: Any) -> list[float]:
    if raw is None:
        return []
    if not isinstance(raw, list) or len(raw) > MOST_TIMES:
        raise ValueError
    found = [round(float(one), 2) for one in raw if not isinstance(one, (bool, str))]
    if len(found) != len(raw) or not all(0 < one <= LONGEST_TIME for one in found):
        raise ValueError
    return found


def _how(raw: Any, stage: str | None) -> str:
    how = one_of(raw, Sitting.How.values)
    if (how in PICTURES) != (stage == IMAGINE):
        raise ValueError
    return how


def one_of(raw: Any, options: Any) -> str:
    """One of the options, as it is."""
    if raw not in options:
        raise ValueError
    return str(raw)
