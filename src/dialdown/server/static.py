"""Static files straight from the package: named by their content, without a collecting step."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@cache
def _fingerprint(name: str) -> str:
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(
            f"static file {name} is missing; expected in the package (run the islands build)"
        )
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


class PackagedStatic(StaticFilesStorage):
    """Adds `?v=<fingerprint>`: a changed file gets a new address, an unchanged one stays cached."""

    def url(self, name: str | None) -> str:
        address = super().url(name)
        return f"{address}?v={_fingerprint(name)}" if name else address
