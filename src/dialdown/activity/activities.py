"""What a plan can be about: the shipped table of activities, checked as it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from dialdown.intake.shipped import Cited

UNITS = ("seconds", "count")
GROUPS = ("moving", "school", "living")
REQUIRED = {
    "id", "title", "unit", "first", "group", "icon", "how_to_measure", "sensible_step", "floor_idea", "typical_mistakes",
    "cautions", "sources", "seen",
}  # fmt: skip
OPTIONAL = {"one", "many", "device"}


class BadActivities(ValueError):
    """The table is not one: says which row and why."""


@dataclass(frozen=True)
class Activity:
    """One row. `first` is a suggested first floor in the unit; `device` names diary keys whose day counts as done."""

    id: str
    title: str
    unit: str
    one: str
    many: str
    first: int
    group: str
    icon: str
    device: tuple[str, ...]
    how_to_measure: str
    sensible_step: str
    floor_idea: str
    typical_mistakes: tuple[str, ...]
    cautions: tuple[str, ...]
    sources: tuple[Cited, ...]
    seen: bool

    @property
    def timed(self) -> bool:
        """True when its amounts are seconds."""
        return self.unit == "seconds"


@dataclass(frozen=True)
class Activities(Mapping[str, Activity]):
    """The table by id, in its order."""

    rows: dict[str, Activity]

    def __getitem__(self, key: str) -> Activity:
        return self.rows[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def parse(text: str) -> Activities:
    """The table in YAML, checked. Raises BadActivities with the row."""
    found = yaml.safe_load(text)
    if (
        not isinstance(found, dict)
        or not isinstance(found.get("activities"), list)
        or found.get("schema") != 1
    ):
        raise BadActivities("expected schema 1 and a list called activities")
    rows: dict[str, Activity] = {}
    for at, raw in enumerate(found["activities"], 1):
        row = _row(raw, f"row {at}")
        if row.id in rows:
            raise BadActivities(f"row {at}: {row.id} stands twice")
        rows[row.id] = row
    return Activities(rows)


def _row(raw: Any, where: str) -> Activity:
    if not isinstance(raw, dict) or not raw.keys() >= REQUIRED or raw.keys() - REQUIRED - OPTIONAL:
        raise BadActivities(f"{where}: expected the fields {', '.join(sorted(REQUIRED))}")
    where = f"{where} ({raw['id']})"
    if raw["unit"] not in UNITS or raw["group"] not in GROUPS:
        raise BadActivities(f"{where}: unit or group is not one of {', '.join((*UNITS, *GROUPS))}")
    if (raw["unit"] == "count") != bool(raw.get("one") and raw.get("many")):
        raise BadActivities(f"{where}: a count has words for one and many, seconds have none")
    if not isinstance(raw["first"], int) or raw["first"] < 1:
        raise BadActivities(f"{where}: first is a whole number from 1 on")
    sources = tuple(Cited(s["title"], s["ref"], seen=bool(s["seen"])) for s in raw["sources"])
    if not sources or bool(raw["seen"]) != all(s.seen for s in sources):
        raise BadActivities(f"{where}: a row is seen when every one of its sources is")
    return Activity(
        id=raw["id"], title=raw["title"], unit=raw["unit"], one=raw.get("one", ""), many=raw.get("many", ""), first=raw["first"],
        group=raw["group"], icon=raw["icon"], device=tuple(raw.get("device", ())), how_to_measure=raw["how_to_measure"],
        sensible_step=raw["sensible_step"], floor_idea=raw["floor_idea"], typical_mistakes=tuple(raw["typical_mistakes"]),
        cautions=tuple(raw["cautions"]), sources=sources, seen=bool(raw["seen"]),
    )  # fmt: skip


@cache
def shipped() -> Activities:
    """The table of this version."""
    return parse(files("dialdown.activity").joinpath("data/activities.yaml").read_text(encoding="utf-8"))
