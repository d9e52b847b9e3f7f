"""Rows of the package's own data files: one sentence says which file and row, which field, what stands there, what was expected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

PUBMED, PMC = "https://pubmed.ncbi.nlm.nih.gov/", "https://www.ncbi.nlm.nih.gov/pmc/articles/"
WORDS = {str: "words", list: "a list with something in it", dict: "fields by name", int: "a whole number"}


class BadData(ValueError):
    """A row of a data file that is not what the file holds."""


@dataclass(frozen=True)
class Source:
    """Where something comes from: an address, the number of a paper, or "" when there is none to open; `used_for` in a few words."""

    title: str
    ref: str
    used_for: str = ""

    @property
    def address(self) -> str:
        """What can be opened: an address, or the page of a PubMed or PMC number; "" when the reference is none of these."""
        if self.ref.startswith("PMID "):
            return f"{PUBMED}{self.ref.removeprefix('PMID ')}/"
        if self.ref.startswith("PMC"):
            return f"{PMC}{self.ref}/"
        return self.ref if self.ref.startswith(("https://", "http://")) else ""


@dataclass(frozen=True)
class Cited(Source):
    """A source that was looked for; `seen` = what is said stood there."""

    seen: bool = False

    @property
    def closed(self) -> bool:
        """True when it was seen, but not at an address that anybody can open."""
        return self.seen and not self.address


def checked(
    where: str,
    row: Any,
    fields: Mapping[str, type],
    among: Mapping[str, Collection[str]] | None = None,
) -> None:
    """Raises BadData unless each of `fields` holds something of its type, and those in `among` one of its words.

    `where` = the file and the row, as somebody would look for it. Of a list in `among` every item has to be one of them.
    """
    if not isinstance(row, Mapping):
        raise BadData(f"{where}: is {row!r}; expected {WORDS[dict]}")
    told = cast("Mapping[str, Any]", row)
    _of_their_types(where, told, fields)
    _among(where, told, among or {})


def _of_their_types(where: str, row: Mapping[str, Any], fields: Mapping[str, type]) -> None:
    for key, kind in fields.items():
        found = row.get(key)
        empty = found is None or (kind in (str, list, dict) and not found)
        if empty or not isinstance(found, kind):
            raise BadData(f"{where}: {key} is {found!r}; expected {WORDS[kind]}")


def _among(where: str, row: Mapping[str, Any], among: Mapping[str, Collection[str]]) -> None:
    for key, allowed in among.items():
        told: list[Any] = row[key] if isinstance(row.get(key), list) else [row.get(key)]
        for one in told:
            if one not in allowed:
                raise BadData(
                    f"{where}: {key} is {one!r}; expected one of {', '.join(word or 'nothing' for word in sorted(allowed))}"
                )


def day(where: str, key: str, found: object) -> dt.date:
    """A day that a row names. Raises BadData."""
    try:
        return dt.date.fromisoformat(str(found))
    except ValueError:
        raise BadData(f"{where}: {key} is {found!r}; expected a day like 2026-11-22") from None
