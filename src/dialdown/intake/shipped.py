"""Rows of the package's own data files: one sentence says which file and row, which field, what stands there, what was expected."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

WORDS = {str: "words", list: "a list with something in it", dict: "fields by name", int: "a whole number"}


class BadData(ValueError):
    """A row of a data file that is not what the file holds."""


def checked(
    where: str,
    row: Mapping[str, Any],
    fields: Mapping[str, type],
    among: Mapping[str, Collection[str]] | None = None,
) -> None:
    """Raises BadData unless each of `fields` holds something of its type, and those in `among` one of its words.

    `where` = the file and the row, as somebody would look for it. Of a list in `among` every item has to be one of them.
    """
    for key, kind in fields.items():
        found = row.get(key)
        empty = found is None or (kind in (str, list, dict) and not found)
        if empty or not isinstance(found, kind):
            raise BadData(f"{where}: {key} is {found!r}; expected {WORDS[kind]}")
    for key, allowed in (among or {}).items():
        told: list[Any] = row[key] if isinstance(row.get(key), list) else [row.get(key)]
        for one in told:
            if one not in allowed:
                raise BadData(f"{where}: {key} is {one!r}; expected one of {', '.join(sorted(allowed))}")
