"""Rows of the package's own data files: one sentence says which file and row, which field, what stands there, what was expected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, cast

PUBMED, PMC = "https://pubmed.ncbi.nlm.nih.gov/", "https://www.ncbi.nlm.nih.gov/pmc/articles/"
WORDS = {str: "words", list: "a list with something in it", dict: "fields by name", int: "a whole number"}


class BadData(ValueError):
    """A row of a data file that is not what the file holds."""


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


def address(ref: str) -> str:
    """What a reference opens: its address, or the page of its PubMed or PMC number; "" when it says something else."""
    if ref.startswith("PMID "):
        return f"{PUBMED}{ref.removeprefix('PMID ')}/"
    if ref.startswith("PMC"):
        return f"{PMC}{ref}/"
    return ref if ref.startswith(("https://", "http://")) else ""


def day(where: str, key: str, found: object) -> dt.date:
    """A day that a row names. Raises BadData."""
    try:
        return dt.date.fromisoformat(str(found))
    except ValueError:
        raise BadData(f"{where}: {key} is {found!r}; expected a day like 2026-11-22") from None
