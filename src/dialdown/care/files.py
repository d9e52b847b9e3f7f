"""Reads the data files of this room, once a process."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def document(name: str) -> dict[str, Any]:
    """A YAML file of `data/`."""
    return yaml.safe_load(files("dialdown.care").joinpath("data", name).read_text(encoding="utf-8"))
