"""What a dated backup is called. The server makes them; erasing tells which of them still hold what was erased."""

from __future__ import annotations

import datetime as dt

NAME = "dialdown-%Y-%m-%dT%H%M%SZ.age"


def name_of(made_at: dt.datetime) -> str:
    """The name of a backup made at a moment; it says that moment in UTC."""
    return made_at.astimezone(dt.UTC).strftime(NAME)


def made_at(name: str) -> dt.datetime | None:
    """When a backup of this name was made; None for every other file."""
    try:
        found = dt.datetime.strptime(name, NAME).replace(tzinfo=dt.UTC)
    except ValueError:
        return None
    # Figures may be left out for strptime; we never write such a name.
    return found if name_of(found) == name else None
