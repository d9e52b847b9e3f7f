"""Reads the data files of this folder, once a process."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any

import yaml


def _text(name: str) -> str:
    return files("dialdown.learn").joinpath(name).read_text(encoding="utf-8")


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV file."""
    return tuple(csv.DictReader(StringIO(_text(name))))


@cache
def document(name: str) -> dict[str, Any]:
    """A YAML file."""
    return yaml.safe_load(_text(name))
