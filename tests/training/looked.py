"""A session of left or right as a device sends it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialdown.people.models import Person


def looked_at(person: Person, at: dt.datetime | str) -> dict[str, object]:
    """A session of left or right with one answer."""
    answer = {
        "number": 0, "item": "foot/neutral/top", "part": "foot", "view": "top", "posture": "neutral", "angle_deg": 0, "side": "left", "direction": "",
        "tone": 1, "light": 0, "difficulty": -2.3, "response": "left", "onset_ms": 10.0, "rt_ms": 1200.0, "usable": True, "dropped": 0, "away": 0,
    }  # fmt: skip
    return {
        "person": str(person.pk), "kind": "training", "part": "foot", "seed": 3, "level": 1, "ability": 0.0, "aim": 0.83, "planned": 1, "at": at,
        "zone": "UTC", "saved_at": at, "ended": "whole", "before": 2, "after": 2, "device": "", "frame_ms": None, "answers": [answer],
    }  # fmt: skip
