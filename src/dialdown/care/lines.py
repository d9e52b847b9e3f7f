"""One line of the weekly summary."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """An icon, words, smaller words below, and the page they lead to ("" = none)."""

    icon: str
    words: str
    small: str
    path: str = ""
