"""Adult rules as lists of items, and how many of each part were recorded. Nothing is concluded from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from dialdown.care.files import document
from dialdown.intake.shipped import checked


@dataclass(frozen=True)
class Item:
    """One item: its key and its words. `region` is "" for what counts for no region of its part."""

    key: str
    label: str
    region: str = ""


@dataclass(frozen=True)
class Part:
    """Items that are counted together. `rule` says in words what the rule asks of this part.

    `regions` = the regions that are counted, too, and `uncounted` in words what counts for none of them.
    """

    key: str
    title: str
    rule: str
    items: tuple[Item, ...]
    regions: tuple[str, ...] = ()
    uncounted: str = ""
    # Its word on the one page; "" for what is read on its own page alone.
    short: str = ""


class Counted(NamedTuple):
    """What was recorded of one part, in its order."""

    part: Part
    items: list[Item]

    @property
    def words(self) -> str:
        """How many of its items."""
        return _("%(n)s of %(all)s") % {"n": len(self.items), "all": len(self.part.items)}

    @property
    def regions(self) -> str:
        """In how many of its regions; "" for a part without regions."""
        if not self.part.regions:
            return ""
        there = {item.region for item in self.items if item.region}
        return _("%(n)s of %(all)s regions (%(what)s not counted)") % {
            "n": len(there), "all": len(self.part.regions), "what": self.part.uncounted}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """A published rule for adults with its parts and source."""

    key: str
    title: str
    source: str
    ref: str
    parts: tuple[Part, ...]

    def count(self, keys: Iterable[str]) -> list[Counted]:
        """The recorded items of each part, in its order."""
        found = set(keys)
        return [Counted(part, [item for item in part.items if item.key in found]) for part in self.parts]


@cache
def rules() -> tuple[Rule, ...]:
    """The shipped rules. Raises BadData."""
    raw = document("adult_rules.yaml")
    for place, row in enumerate(raw["rules"], start=1):
        where = f"adult_rules.yaml, {row.get('id', f'row {place}')}"
        checked(where, row, {**dict.fromkeys(("id", "title", "source", "ref"), str), "parts": list})
        for part in row["parts"]:
            checked(f"{where}, parts", part, {"id": str, "title": str, "rule": str, "items": dict})
            if "regions" in part:
                _check_regions(f"{where}, {part['id']}", part)
    return tuple(
        Rule(
            row["id"], row["title"], row["source"], row["ref"], tuple(_part(row["id"], part) for part in row["parts"])
        )
        for row in raw["rules"]
    )  # fmt: skip


def _check_regions(where: str, part: dict[str, Any]) -> None:
    checked(where, part, {"regions": list, "uncounted": str})
    for key, item in part["items"].items():
        checked(f"{where}, {key}", item, {"label": str, "region": str}, {"region": part["regions"]})


def _part(rule: str, part: dict[str, Any]) -> Part:
    return Part(
        part["id"], part["title"], part["rule"],
        tuple(_item(f"{rule}.{part['id']}.{key}", told) for key, told in part["items"].items()),
        tuple(part.get("regions", ())), part.get("uncounted", ""), part.get("short", ""),
    )  # fmt: skip


def _item(key: str, told: Any) -> Item:
    """From words alone, or from words with their region."""
    if isinstance(told, str):
        return Item(key, told)
    return Item(key, told["label"], told["region"] if told.get("counted", True) else "")


@cache
def keys() -> frozenset[str]:
    """The keys of every item."""
    return frozenset(item.key for rule in rules() for part in rule.parts for item in part.items)
