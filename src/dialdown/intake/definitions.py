"""The table of definitions: what a diary can hold, read once from `data/definitions.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

import yaml

Role = Literal["outcome", "factor", "record"]
Kind = Literal["behaviour", "state", "weather", "calendar"]
Rollup = Literal["mean", "max", "sum", "last", "any", "none"]

TYPES = ("scale", "amount", "count", "yes_no", "choice", "choices", "text")
ROLES = ("outcome", "factor", "record")
ROLLUPS = ("mean", "max", "sum", "last", "any", "none")
KINDS = ("behaviour", "state", "weather", "calendar")
# What a check-in asks is written down with the outcome of its day and may answer to it: never lag 0.
ASKED_KINDS = ("behaviour", "state")
MODES = ("quick", "full", "weekly", "off")
OWN_PREFIX = "own."
# What a name becomes as a key, here, in a table's map or by hand: nothing in it that a spreadsheet or a page would read as more.
_OWN_KEY = re.compile(rf"{re.escape(OWN_PREFIX)}[a-z0-9_.-]{{1,76}}")


@dataclass(frozen=True)
class Option:
    """One answer of a choice; `value` is its number (for roll-up and analysis), None for tags."""

    key: str
    label: str
    value: float | None = None


@dataclass(frozen=True)
class Definition:
    """One thing a diary can hold. Field meanings stand on top of `definitions.yaml`."""

    key: str
    group: str
    role: str
    type: str
    label: str
    rollup: str
    scope: str
    min: float | None = None
    max: float | None = None
    step: float | None = None
    unit: str = ""
    low: str = ""
    high: str = ""
    anchors: int | None = None
    start: float | None = None
    week: str = ""
    past: str = ""
    kind: str | None = None
    private: bool = False
    sealed: bool = False
    more: bool = False
    modes: tuple[str, ...] = ("full", "off")
    options: tuple[Option, ...] = ()

    @property
    def numeric(self) -> bool:
        """True when an answer has a number that can be rolled up and analysed."""
        return self.type in ("scale", "amount", "count", "yes_no", "choice")

    def option(self, key: str) -> Option | None:
        """The option called `key`, or None."""
        return next((option for option in self.options if option.key == key), None)

    def number(self, answer: object) -> float | None:
        """The number behind an answer: yes 1, no 0, a choice its value; None for text and tags.

        A choice that came in as a number between two options is that number (see `parse_answer`).
        """
        if self.type == "choice":
            option = self.option(str(answer))
            if option is not None:
                return option.value
            try:
                return float(str(answer))
            except ValueError:
                return None
        if self.type == "yes_no":
            return 1.0 if answer else 0.0
        return float(cast(Any, answer)) if self.numeric else None


@dataclass(frozen=True)
class SignDefinition:
    """A left-right sign of the limb module with its answers and an optional instrument reading."""

    key: str
    label: str
    options: tuple[Option, ...]
    reading: Definition | None = None


@dataclass(frozen=True)
class Definitions:
    """All definitions that hold for one person: the shipped ones and her own factors."""

    version: int
    scopes: Mapping[str, str]
    entries: Mapping[str, Definition]
    region_pain: Definition
    region_quality: tuple[Option, ...]
    region_brings_on: tuple[Option, ...]
    signs: Mapping[str, SignDefinition] = field(default_factory=dict[str, SignDefinition])

    def __getitem__(self, key: str) -> Definition:
        return self.entries[key]

    def get(self, key: str) -> Definition | None:
        """The definition called `key`, or None."""
        return self.entries.get(key)

    def __iter__(self) -> Iterator[Definition]:
        return iter(self.entries.values())

    @property
    def sealed(self) -> tuple[Definition, ...]:
        """The definitions whose answers are sealed with the person's own key."""
        return tuple(d for d in self if d.sealed)

    def group(self, name: str) -> tuple[Definition, ...]:
        """The definitions of one card, in the order of the table."""
        return tuple(d for d in self if d.group == name)

    def for_mode(self, mode: str) -> tuple[Definition, ...]:
        """The definitions that a check-in mode asks."""
        return tuple(d for d in self if mode in d.modes)

    def with_own(self, own: list[Definition]) -> Definitions:
        """The same table with a person's own factors added at the end."""
        return replace(self, entries={**self.entries, **{d.key: d for d in own}})


def own_factor(
    key: str, label: str, type: str, *, unit: str = "", kind: str = "behaviour", max: float | None = None
) -> Definition:
    """A factor that a person (or an import) made: `type` yes_no, count, amount or scale (0-10).

    The key is stored with the prefix `own.`. Raises ValueError on an unknown type or kind.
    """
    if type not in ("yes_no", "count", "amount", "scale"):
        raise ValueError(f"type: {type!r}; expected yes_no, count, amount or scale")
    if kind not in KINDS:
        raise ValueError(f"kind: {kind!r}; expected one of {', '.join(KINDS)}")
    return Definition(
        key=key if key.startswith(OWN_PREFIX) else OWN_PREFIX + key, group="own", role="factor",
        type=type, label=label, unit=unit, kind=kind, scope="factors",
        # An amount may be negative (temperatures); a count or a scale may not.
        min=None if type == "amount" else 0.0, max=10.0 if type == "scale" else max,
        step={"yes_no": None, "count": 1.0, "amount": None, "scale": 1.0}[type],
        rollup={"yes_no": "any", "count": "sum", "amount": "sum", "scale": "mean"}[type], more=True,
    )  # fmt: skip


def is_own_key(key: str) -> bool:
    """True for a key as Dialdown makes it for a factor of one's own: small letters, digits, and ``_ . -``."""
    return _OWN_KEY.fullmatch(key) is not None


def _options(rows: Any) -> tuple[Option, ...]:
    return tuple(Option(str(r["key"]), str(r["label"]), r.get("value")) for r in rows or ())


def _definition(row: Mapping[str, Any], scopes: Mapping[str, str]) -> Definition:
    known: dict[str, Any] = {**row, "options": _options(row.get("options"))}
    known["modes"] = tuple(row.get("modes", ("full", "off")))
    found = Definition(**known)
    checks = (
        (found.type in TYPES, "type"), (found.role in ROLES, "role"), (found.rollup in ROLLUPS, "rollup"),
        (found.scope in scopes, "scope"), (found.kind is None or found.kind in ASKED_KINDS, "kind"),
        (found.private or not found.sealed, "sealed"),
        (set(found.modes) <= set(MODES), "modes"), ((found.role == "factor") == (found.kind is not None), "kind"),
    )  # fmt: skip
    wrong = [name for fine, name in checks if not fine]
    if wrong:
        raise ValueError(f"definitions.yaml: {found.key}: wrong {', '.join(wrong)}")
    return found


@cache
def shipped() -> Definitions:
    """The definitions that come with the package. Raises ValueError when the table is wrong."""
    text = files("dialdown.intake").joinpath("data/definitions.yaml").read_text(encoding="utf-8")
    table = cast(dict[str, Any], yaml.safe_load(text))
    scopes: dict[str, str] = table["scopes"]
    entries: dict[str, Definition] = {}
    for row in table["definitions"]:
        found = _definition(row, scopes)
        if found.key in entries:
            raise ValueError(f"definitions.yaml: {found.key} stands there twice")
        entries[found.key] = found
    signs: dict[str, SignDefinition] = {}
    for row in table["signs"]:
        reading = row.get("reading")
        made = reading and Definition(
            key=row["key"],
            group="signs",
            role="outcome",
            type="amount",
            rollup="last",
            scope="body",
            **reading,
        )
        signs[row["key"]] = SignDefinition(row["key"], row["label"], _options(row["options"]), made)
    region = table["region"]
    pain = Definition(
        key="region_pain", group="regions", role="outcome", type="scale", label="Pain here", rollup="mean",
        **region["pain"],
    )  # fmt: skip
    return Definitions(
        int(table["version"]),
        scopes,
        entries,
        pain,
        _options(region["quality"]),
        _options(region["brings_on"]),
        signs,
    )
