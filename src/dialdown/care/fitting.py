"""Whether a row of these papers that was written elsewhere is one that could have been written here."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

from dialdown.care.clinical.rules import keys
from dialdown.care.flare import keeping as flares
from dialdown.care.flare.forms import LONGEST_LINE, MOST_LINES
from dialdown.care.letters.book import kinds, steps
from dialdown.care.letters.facts import MEASURES

# Leave that the numbers and the records in a letter can need.
DRAWN_ON = ("move", "function:line", "function", "medicine:line")


def unfit(name: str, row: Any) -> str:
    """Why a row of the table `name` could not have been written here; "" when it could."""
    check = CHECKS.get(name)
    return check(row) if check is not None else ""


def _clock(row: Any) -> str:
    if not row.clock:
        return ""
    try:
        dt.time.fromisoformat(row.clock)
    except ValueError:
        return f"clock: {row.clock!r} is not a time like 15:30"
    return "" if len(row.clock) == 5 else f"clock: {row.clock!r} is not a time like 15:30"


def _visit(row: Any) -> str:
    return _clock(row) if flares.is_zone(row.zone) else f"zone: {row.zone[:40]!r} is not a time zone"


def _items(row: Any) -> str:
    found = row.items
    fits = all(isinstance(key, str) for key in found) and set(found) <= keys()
    return "" if fits else "items: expected keys of the list"


def _plan(row: Any) -> str:
    for name in ("first_steps", "kit", "getting_back"):
        lines = getattr(row, name)
        if len(lines) > MOST_LINES or not all(
            isinstance(x, str) and 0 < len(x) <= LONGEST_LINE for x in lines
        ):
            return f"{name}: expected at most {MOST_LINES} short texts"
    return ""


def _cost(row: Any) -> str:
    fits = (
        len(row.currency) == 3
        and row.currency.isascii()
        and row.currency.isupper()
        and row.currency.isalpha()
    )
    return "" if fits else f"currency: {row.currency!r} is not three capital letters"


def _letter(row: Any) -> str:
    if row.kind not in kinds():
        return f"kind: {row.kind[:40]!r} is no kind of letter"
    if not _texts(row.values):
        return "values: expected texts by name"
    if not all(
        key in MEASURES and isinstance(n, (int, float)) and math.isfinite(n)
        for key, n in row.measures.items()
    ):
        return "measures: expected numbers by the names of the list"
    for step in row.steps:
        if not isinstance(step, dict) or step.get("id") not in steps() or not _texts(step.get("places")):
            return "steps: expected steps of the list with their places"
    return (
        ""
        if all(scope in DRAWN_ON for scope in row.scopes)
        else "scopes: expected those that a letter can need"
    )


def _texts(found: Any) -> bool:
    return isinstance(found, dict) and all(isinstance(text, str) for text in found.values())


CHECKS: dict[str, Callable[[Any], str]] = {
    "taken": _clock, "visit": _visit, "rule_items": _items, "flare_plan": _plan, "flare": flares.unfit, "cost": _cost, "letter": _letter,
}  # fmt: skip
