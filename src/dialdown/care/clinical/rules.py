"""Adult rules as lists of items, and how many of each part were recorded. Nothing is concluded from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from dialdown.care.files import document
from dialdown.intake.shipped import checked


@dataclass(frozen=True)
class Item:
    """One item: its key and its words."""

    key: str
    label: str


@dataclass(frozen=True)
class Part:
    """Items that are counted together. `rule` says in words what the rule asks of this part."""

    key: str
    title: str
    rule: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Rule:
    """A published rule for adults with its parts and source."""

    key: str
    title: str
    source: str
    ref: str
    parts: tuple[Part, ...]

    def count(self, keys: Iterable[str]) -> list[tuple[Part, list[Item]]]:
        """The recorded items of each part, in its order."""
        found = set(keys)
        return [(part, [item for item in part.items if item.key in found]) for part in self.parts]


@cache
def rules() -> tuple[Rule, ...]:
    """The shipped rules. Raises BadData."""
    raw = document("adult_rules.yaml")
    for place, row in enumerate(raw["rules"], start=1):
        where = f"adult_rules.yaml, {row.get('id', f'row {place}')}"
        checked(where, row, {**dict.fromkeys(("id", "title", "source", "ref"), str), "parts": list})
        for part in row["parts"]:
            checked(f"{where}, parts", part, {"id": str, "title": str, "rule": str, "items": dict})
    return tuple(
        Rule(
            row["id"], row["title"], row["source"], row["ref"],
            tuple(
                Part(p["id"], p["title"], p["rule"], tuple(Item(f"{row['id']}.{p['id']}.{k}", v) for k, v in p["items"].items()))
                for p in row["parts"]
            ),
        )
        for row in raw["rules"]
    )  # fmt: skip


@cache
def keys() -> frozenset[str]:
    """The keys of every item."""
    return frozenset(item.key for rule in rules() for part in rule.parts for item in part.items)
