"""What other folders read from here. It is the same for everyone; the viewer is asked for by every selector."""

from __future__ import annotations

from typing import Any

from dialdown.learn import files, lines, signs
from dialdown.learn.signs import Group, RedFlag


def red_flags(viewer: object, group: Group | None = None) -> list[RedFlag]:
    """Signs that need a doctor, for cards and paper."""
    return signs.red_flags(group)


def country_choices(viewer: object) -> list[tuple[str, str]]:
    """Countries with help lines, for set-up: (code, name)."""
    return [(c.code, c.name) for c in lines.countries()]


def review(viewer: object) -> dict[str, Any]:
    """Who has checked the safety texts: `drafted`, `reviewer`, `reviewed_on` (None = nobody yet)."""
    return files.document("review.yaml")


__all__ = ["RedFlag", "country_choices", "red_flags", "review"]
