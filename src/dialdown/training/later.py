"""What is asked about an hour after left or right, imagine and mirror: pain, a new colour, swelling. All of them can come late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dialdown.intake.records import BadInput, Problem

if TYPE_CHECKING:
    from dialdown.training.recognise.models import RecogniseSession
    from dialdown.training.stages.models import Sitting

# The two signs are null until the question was answered; pain may be left out of an answer.
LATER = ("later", "later_colour", "later_swelling")
# When it is worth asking: from about an hour on, until the day is over.
AFTER = dt.timedelta(minutes=50)
UNTIL = dt.timedelta(hours=6)
# What is changed here is newer than the document of the device that wrote it.
TICK = dt.timedelta(milliseconds=1)


def to_ask(row: Sitting | RecogniseSession, now: dt.datetime) -> bool:
    """True while an answer is missing and about an hour has passed. Whether pain was rated before makes no difference."""
    return not answered(row) and AFTER <= now - row.at <= UNTIL


def sign(row: Sitting | RecogniseSession) -> bool:
    """A new colour or swelling was seen, right after or about an hour later."""
    return row.colour or row.swelling or bool(row.later_colour) or bool(row.later_swelling)


def put_later(row: Any, *, pain: float | None, colour: bool, swelling: bool) -> None:
    """Keep an answer: pain 0 to 10, or None when it was left out. Raises BadInput."""
    if pain is not None and not 0 <= pain <= 10:
        raise BadInput([Problem("later", _("Try a number from 0 to 10."))])
    _keep(row, (pain, colour, swelling))


def forget_later(row: Any) -> None:
    """Take the answer out, as if it had not been asked."""
    _keep(row, (None, None, None))


def _keep(row: Any, answers: tuple[float | None, bool | None, bool | None]) -> None:
    for name, answer in zip(LATER, answers, strict=True):
        setattr(row, name, answer)
    row.saved_at += TICK
    row.save(update_fields=[*LATER, "saved_at"])


def answered(row: Sitting | RecogniseSession) -> bool:
    """True when anything was said about an hour later, also that nothing is new."""
    return any(getattr(row, name) is not None for name in LATER)


def kept_later(record: Mapping[str, Any], stored: Any) -> dict[str, Any]:
    """The answers of a newer document: a page that stayed open knows nothing of what was said elsewhere an hour later."""
    return {name: getattr(stored, name) if record[name] is None else record[name] for name in LATER}
