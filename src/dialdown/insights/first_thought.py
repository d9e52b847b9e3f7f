"""Belief first: what the diary says about weather is read only after she was asked what she thinks of it.

This stands where a stored answer is read, so that no page, paper or file can tell it before.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dialdown.insights.models import WeatherSetting
from dialdown.insights.weather.factors import PREFIX

if TYPE_CHECKING:
    from dialdown.insights.records import History
    from dialdown.people.models import Person


def waits(person: Person) -> bool:
    """True until she was asked what she thinks weather does."""
    return _waits(person.pk)


def _waits(person_id: uuid.UUID) -> bool:
    return not WeatherSetting.objects.filter(person_id=person_id, beliefs_asked_at__isnull=False).exists()


def held_back(person: Person, answer: dict[str, Any]) -> dict[str, Any]:
    """A patterns answer as it may be read now; `weather_waits` = how many rows wait for her thought."""
    waiting = 0
    answers: list[dict[str, Any]] = answer["answers"]
    if waits(person):
        shown: list[dict[str, Any]] = []
        for one in answers:
            rows = [row for row in one.get("rows", []) if not row["key"].startswith(PREFIX)]
            waiting += len(one.get("rows", [])) - len(rows)
            shown.append({**one, "rows": rows} if "rows" in one else one)
        answers = shown
    return {**answer, "answers": answers, "weather_waits": waiting}


def history_held_back(person: Person, found: History | None) -> History | None:
    """What changed, without what waits: it is not told by the back door."""
    if found is None or not waits(person):
        return found
    return replace(
        found, changes=tuple(change for change in found.changes if not change.key.startswith(PREFIX))
    )


def said_held_back(person_id: uuid.UUID, said: dict[str, Any]) -> dict[str, Any]:
    """What was said by factor, as a file may hold it now: nothing of weather while that waits."""
    if not _waits(person_id):
        return said
    return {key: one for key, one in said.items() if not key.startswith(PREFIX)}
