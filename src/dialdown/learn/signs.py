"""Red flags in plain words. Never scored, never counted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from dialdown.intake.shipped import checked
from dialdown.learn import files

Group = Literal["same_day", "soon"]


@dataclass(frozen=True)
class RedFlag:
    """One sign that needs a doctor. `emergency` = now, not today."""

    id: str
    group: Group
    text: str
    more: str
    emergency: bool
    source: str
    seen: bool


@cache
def _all() -> tuple[RedFlag, ...]:
    book = files.document("data/red_flags.yaml")
    for place, row in enumerate(book["signs"], start=1):
        where = f"red_flags.yaml, {row.get('id', f'row {place}')}"
        among = {"group": ("same_day", "soon"), "source": book["sources"], "seen": ("yes", "no")}
        checked(where, row, {"id": str, "text": str}, among)
    return tuple(
        RedFlag(
            row["id"], row["group"], row["text"], row.get("more", ""), bool(row.get("emergency")),
            book["sources"][row["source"]], row["seen"] == "yes",
        )
        for row in book["signs"]
    )  # fmt: skip


def red_flags(group: Group | None = None) -> list[RedFlag]:
    """The signs of a group (default: all), in the order in which they are shown."""
    return [sign for sign in _all() if group in (None, sign.group)]
