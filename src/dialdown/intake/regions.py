"""Body-map regions: one row per segment of the map, with its side and its wider outline."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SIDES = ("left", "right", "middle", "not_stated")


@dataclass(frozen=True)
class Region:
    """A segment of the body map. `id` equals the id in the drawing and is never renumbered.

    `view` front or back; `side` left, right or not_stated; `place` the name without view and side;
    `part` the body part it is listed under; `outline` the number of the published outline with the
    largest overlap (None for a region whose side is not stated).
    """

    id: str
    view: str
    side: str
    place: str
    part: str
    label: str
    outline: int | None = None


@cache
def regions() -> Mapping[str, Region]:
    """Every region by id: the drawn ones, then one without a side per place (`front-knee`)."""
    text = files("dialdown.intake").joinpath("data/regions.csv").read_text(encoding="utf-8")
    found: dict[str, Region] = {}
    for row in csv.DictReader(text.splitlines()):
        found[row["id"]] = Region(
            row["id"], row["view"], row["side"], row["place"], row["part"], row["label"], int(row["outline"])
        )
    for row in list(found.values()):
        free = f"{row.view}-{row.place}"
        label = (
            row.label.replace("Left ", "").replace("left ", "").replace("Right ", "").replace("right ", "")
        )
        found.setdefault(
            free, Region(free, row.view, "not_stated", row.place, row.part, label[:1].upper() + label[1:])
        )
    return found


def drawn() -> tuple[Region, ...]:
    """The regions of the drawing, in the order of the list: by body part, front first, from the top down."""
    return tuple(region for region in regions().values() if region.outline is not None)
