"""Reads the data files of this room, once a process."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def document(name: str, folder: str = "data") -> dict[str, Any]:
    """A YAML file of `data/`, or of another folder of this room."""
    return yaml.safe_load(files("dialdown.care").joinpath(folder, name).read_text(encoding="utf-8"))
