"""Amounts as people read and write them: 2 min 45 s, 12 steps."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _

from dialdown.activity.activities import Activity
from dialdown.intake.records import BadInput, Problem

# Nobody plans longer than a day; a count of steps may be high.
LONGEST, MOST = 16 * 3600, 100_000


def words(amount: int | None, activity: Activity) -> str:
    """An amount in words, in the unit of its activity."""
    if amount is None:
        return "–"
    if not activity.timed:
        return f"{amount:,} ".replace(",", "\u202f") + str(
            _(activity.one) if amount == 1 else _(activity.many)
        )
    minutes, seconds = divmod(amount, 60)
    hours, minutes = divmod(minutes, 60) if amount >= 3600 else (0, minutes)
    parts: list[str] = []
    if hours:
        parts.append(_("%(n)s h") % {"n": hours})
    if minutes:
        parts.append(_("%(n)s min") % {"n": minutes})
    if seconds or not parts:
        parts.append(_("%(n)s s") % {"n": seconds})
    return "\u00a0".join(" ".join(parts).split(" "))


def short(amount: int | None, activity: Activity) -> str:
    """An amount for tables and axes: 2:45, 1:05:00, 12."""
    if amount is None:
        return ""
    if not activity.timed:
        return f"{amount:,}".replace(",", "\u202f")
    minutes, seconds = divmod(amount, 60)
    if minutes < 60:
        return f"{minutes}:{seconds:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def read(
    minutes: str, seconds: str, number: str, activity: Activity, *, where: str = "amount", least: int = 0
) -> int:
    """An amount from the fields of a form: minutes and seconds, or a number. Raises BadInput."""
    given = (minutes, seconds) if activity.timed else (number,)
    try:
        values = [float(text.strip().replace(",", ".") or 0) for text in given]
    except ValueError:
        values = [-1.0]
    if not all(math.isfinite(value) for value in values):
        values = [-1.0]
    empty = not any(text.strip() for text in given)
    total = round(values[0] * 60 + values[1]) if len(values) == 2 else round(values[0])
    most = LONGEST if activity.timed else MOST
    if empty or any(value < 0 for value in values) or not least <= total <= most:
        example = _("Write an amount, like 2 minutes.") if activity.timed else _("Write an amount, like 12.")
        raise BadInput([Problem(where, example)])
    return total
