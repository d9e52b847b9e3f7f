"""What a grant can open: groups of fields, each as a weekly sum, as a line day by day, or answer by answer.

A scope is a group's name ("pain": every answer), or the name with a level ("pain:line", "function:week").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

# From coarse to fine. A finer level holds what the coarser ones show.
WEEK, LINE, EACH = "week", "line", ""
# Hers alone: sealed with her own key, never on offer.
PRIVATE = frozenset({"mood", "note", "period"})
# A group that is a page of its own, made for others to read.
SCHOOL = "school"


@dataclass(frozen=True)
class Group:
    """Fields that are opened together. `levels` are what can be chosen, coarse to fine."""

    key: str
    label: str | Promise
    levels: tuple[str, ...] = (EACH,)
    help: str | Promise = ""


GROUPS = (
    Group(
        "function", _("What I did"), (WEEK, LINE, EACH), _("School, up and about, how much of what I wanted")
    ),
    Group("move", _("Moving"), (WEEK, EACH), _("The plan and what was done")),
    Group("train", _("Training"), (EACH,), _("Left or right, imagine, mirror, textures")),
    Group("goals", _("Goals and small wins"), (WEEK, EACH), _("Each week: small wins only")),
    Group("pain", _("Pain"), (LINE, EACH), _("Now and worst")),
    Group("body", _("Body map and signs"), (LINE, EACH), _("Where, and left against right")),
    Group("sleep", _("Sleep"), (LINE, EACH)),
    Group("medicine", _("Medicine"), (LINE, EACH)),
    Group("illness", _("Illness"), (LINE, EACH)),
    Group("senses", _("Sound, light and smell")),
    Group("food", _("Food")),
    Group("factors", _("My own factors"), (LINE, EACH)),
    Group(
        "visits",
        _("Visits and my questions"),
        (WEEK, EACH),
        _("Each week: when the next visit is and how many questions wait"),
    ),
    Group(
        SCHOOL, _("Hard-day plan, review date, and the letter you chose"), (EACH,), _("The page for school")
    ),
)
BY_KEY = {group.key: group for group in GROUPS}
LEVELS = {
    WEEK: _("In the weekly summary"), LINE: _("The line, not each answer"), EACH: _("Each answer"),
}  # fmt: skip
# Pages that are not the diary: leave for one of them opens no day of it.
BESIDE = frozenset({"move", "train", "visits", SCHOOL})

# What a new grant starts with. A parent gets a weekly summary of function, never a live pain feed.
DEFAULTS: dict[str, tuple[str, ...]] = {
    "parent": ("function:week", "goals:week", "move:week", "visits:week"),
    "clinician": (
        "function:line",
        "goals",
        "pain:line",
        "body:line",
        "medicine:line",
        "move",
        "train",
        "visits",
    ),
    "school": (SCHOOL,),
    "other": ("function:week",),
}


class WrongScopes(ValueError):
    """Scopes that this audience cannot be given."""


def scope(group: str, level: str) -> str:
    """The scope of a group at a level."""
    return f"{group}:{level}" if level else group


def split(name: str) -> tuple[str, str]:
    """Group and level of a scope."""
    group, _colon, level = name.partition(":")
    return group, level


def checked(audience: str, wanted: Iterable[str]) -> list[str]:
    """The scopes, sorted, when every one can be given to this audience. Raises WrongScopes."""
    found = sorted(set(wanted))
    for name in found:
        group, level = split(name)
        if group not in BY_KEY or level not in BY_KEY[group].levels:
            raise WrongScopes(name)
        if audience == "school" and group != SCHOOL:
            raise WrongScopes(name)
    if not found:
        raise WrongScopes("")
    return found


def words(names: Iterable[str]) -> list[str]:
    """Scopes in plain words, in the order of the groups."""
    levels: dict[str, list[str]] = {}
    for name in names:
        group, level = split(name)
        levels.setdefault(group, []).append(level)
    if "all" in levels:
        return [str(_("everything"))]
    found: list[str] = []
    for group in GROUPS:
        if group.key in levels:
            finest = max(levels[group.key], key=(WEEK, LINE, EACH).index)
            label = str(group.label)
            found.append(f"{label} ({str(LEVELS[finest]).lower()})" if finest else label)
    return found
