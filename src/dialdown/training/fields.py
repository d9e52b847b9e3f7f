"""One room for reading documents of practice: the fields that touch, stages and recognise have in common, checked one by one.

Each reader takes what a device sent and gives the value of the model, or raises one of WRONG.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from dialdown.intake.records import BadInput, Problem

# A device's clock may be ahead by this much.
AHEAD = dt.timedelta(days=1)
FIRST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
PAINS = ("before", "after", "later")
WRONG = (ValueError, TypeError, KeyError, OSError, OverflowError)


class Fields:
    """A document that is read field by field; what is wrong is gathered, each with the words that belong to the field."""

    def __init__(self, document: Mapping[str, Any], words: Mapping[str, str] | None = None) -> None:
        self._document = document
        self._words = words or {}
        self._wrong: list[Problem] = []

    def read(self, where: str, reader: Callable[[Any], Any]) -> Any:
        """The value of a field; None, and a problem, when it is none."""
        try:
            return reader(self._document.get(where))
        except WRONG:
            self.wrong(where, self._words.get(where) or _expected(where))
            return None

    def wrong(self, where: str, message: str) -> None:
        """One more thing that is wrong."""
        self._wrong.append(Problem(where, message))

    def check(self) -> None:
        """Raises BadInput with everything that was wrong."""
        if self._wrong:
            raise BadInput(self._wrong)


def _expected(where: str) -> str:
    if where in PAINS:
        return _("Try a number from 0 to 10.")
    return _("We couldn’t read that. Please choose again.")


def instant(raw: Any) -> dt.datetime:
    """A moment with its zone, not in the future."""
    at = raw if isinstance(raw, dt.datetime) else dt.datetime.fromisoformat(raw)
    if at.tzinfo is None or not FIRST <= at <= timezone.now() + AHEAD:
        raise ValueError
    return at


def zone(raw: Any) -> str:
    """The name of a time zone."""
    if not isinstance(raw, str) or len(raw) > 64:
        raise ValueError
    ZoneInfo(raw)
    return raw


def day_of(at: dt.datetime, name: str) -> dt.date:
    """The day of a moment where it was."""
    return at.astimezone(ZoneInfo(name)).date()


def whole(raw: Any, low: int, high: int) -> int:
    """A whole number from `low` to `high`."""
    if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
        raise ValueError
    return raw


def number(raw: Any, low: float, high: float) -> float:
    """A number from `low` to `high`, as a float."""
    if (
        isinstance(raw, bool)
        or not isinstance(raw, (int, float))
        or not math.isfinite(raw)
        or not low <= raw <= high
    ):
        raise ValueError
    return float(raw)


def pain(raw: Any) -> float | None:
    """0 to 10, or None when it was not answered."""
    return None if unanswered(raw) else number(raw, 0, 10)


def unanswered(raw: Any) -> bool:
    """True for null and for the empty text of a form."""
    return raw is None or raw == ""


def yes(raw: Any) -> bool:
    """A tick; nothing is none."""
    if raw not in (True, False, None):
        raise ValueError
    return bool(raw)


def yes_or_unasked(raw: Any) -> bool | None:
    """A tick of a question that comes later: None until it was answered."""
    return None if raw is None else yes(raw)


def one_of(raw: Any, options: Collection[str]) -> str:
    """One of the options, as it is."""
    if raw not in options:
        raise ValueError
    return str(raw)
