"""One sitting as a device sends it, checked field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialdown.training.fields import (
    PAINS,
    Fields,
    day_of,
    instant,
    number,
    one_of,
    pain,
    unanswered,
    whole,
    yes,
    yes_or_unasked,
    zone,
)
from dialdown.training.stages.facts import IMAGINE, MIRROR, STEPS
from dialdown.training.stages.models import Sitting

# The ceiling of a sitting is ten minutes or twelve pictures; more than this is a mistake.
LONGEST = {IMAGINE: 60, MIRROR: 1200}
MOST_COUNTED, MOST_TIMES, LONGEST_TIME = 2000, 60, 120.0
PICTURES = frozenset({Sitting.How.PICTURES})


def parse_sitting(document: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a Sitting, named as the model names them. Raises BadInput with everything that is wrong."""
    fields = Fields(document)
    read = fields.read
    stage = read("stage", lambda raw: one_of(raw, STEPS))
    found: dict[str, Any] = {
        "stage": stage,
        "at": read("at", instant),
        "saved_at": read("saved_at", instant),
        "zone": read("zone", zone),
    }
    found["step"] = read("step", lambda raw: one_of(raw, STEPS.get(stage or "", ())))
    for name in ("planned", "done"):
        found[name] = read(name, lambda raw: whole(raw, 0, LONGEST[stage or MIRROR]))
    found["ended"] = read("ended", lambda raw: one_of(raw, Sitting.Ended.values))
    found["how"] = read("how", lambda raw: _how(raw, stage))
    for name in PAINS:
        found[name] = read(name, pain)
    for name in ("colour", "swelling", "odd"):
        found[name] = read(name, yes)
    for name in ("later_colour", "later_swelling"):
        found[name] = read(name, yes_or_unasked)
    found["counted"] = read("counted", lambda raw: None if unanswered(raw) else whole(raw, 0, MOST_COUNTED))
    for name in ("seen", "felt"):
        found[name] = read(name, lambda raw: None if unanswered(raw) else whole(raw, 1, 5))
    for name in ("imagined", "moved"):
        found[name] = read(name, _times)
    fields.check()
    found["day"] = day_of(found["at"], found["zone"])
    return found


def _times(raw: Any) -> list[float]:
    if raw is None:
        return []
    if not isinstance(raw, list) or len(raw) > MOST_TIMES:
        raise ValueError
    found = [round(number(one, 0, LONGEST_TIME), 2) for one in raw]
    if not all(found):
        raise ValueError
    return found


def _how(raw: Any, stage: str | None) -> str:
    how = one_of(raw, Sitting.How.values)
    if (how in PICTURES) != (stage == IMAGINE):
        raise ValueError
    return how
