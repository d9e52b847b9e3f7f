"""Reads about practice and its rules."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext

from dialdown.training.recognise.dealing import pictures
from dialdown.training.recognise.documents import unfit as _recognise_unfit
from dialdown.training.recognise.own.dealing import with_own
from dialdown.training.recognise.own.reading import OwnBank, own_bank, own_picture
from dialdown.training.recognise.reading import (
    PartStand,
    recognise_part,
    recognise_parts,
    recognise_session,
    recognise_sessions,
    recognise_sides,
)
from dialdown.training.recognise.words import side as _part_and_side
from dialdown.training.rules import Decision, Facts, Rule
from dialdown.training.rules import decide as _decide
from dialdown.training.rules import shipped as _shipped
from dialdown.training.stages.book import book as _doses
from dialdown.training.stages.models import Sitting
from dialdown.training.stages.reading import (
    PathStand,
    may_open,
    opens_as_clinician,
    sitting,
    stage_path,
    stage_paths,
)
from dialdown.training.stages.unfit import unfit as _unfit
from dialdown.training.touch.ladders import Ladder
from dialdown.training.touch.ladders import book as _book
from dialdown.training.touch.reading import (
    TouchStand,
    all_touch_ladders,
    taken_back,
    touch_go,
    touch_ladder,
    touch_ladders,
)

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.training.models import TouchChoice


def decide(what: str, event: str, facts: Facts | None = None) -> Decision | None:
    """The decision of the shipped table about an activity or a practice, or None. It is about nobody."""
    return _decide(what, event, facts)


def rules(what: str) -> tuple[Rule, ...]:
    """The rows of the shipped table about an activity or a practice. They are about nobody."""
    return _shipped().about(what)


def rule(rule_id: str) -> Rule:
    """One row of the shipped table. KeyError when there is none."""
    try:
        return _shipped()[rule_id]
    except StopIteration:
        raise KeyError(rule_id) from None


def sentence(rule_id: str, **places: object) -> str:
    """The sentence of a rule in the reader's language, with its {places} filled in."""
    return gettext(rule(rule_id).sentence).format(**places)


def home_doses() -> int:
    """How many goes a day are planned before anybody chose. It is about nobody."""
    return _doses().doses["home"].a_day


def touch_taken_back(viewer: Viewer, ladder_id: uuid.UUID) -> list[TouchChoice]:
    """What was chosen by hand on a ladder and taken back, with what it was. Raises Denied."""
    return taken_back(viewer, ladder_id)


def touch_places() -> Mapping[str, Ladder]:
    """The ladders of this version by place. They are about nobody."""
    return _book().ladders


def part_and_side(part: str, side: str) -> str:
    """A part with its side in words: "Left foot". It is about nobody."""
    return _part_and_side(part, side)


def pictures_on() -> bool:
    """False where left or right, imagine and mirror are switched off. It is about nobody."""
    return settings.SWITCHES["imagery"]


def recognise_unfit(row: object) -> str:
    """Why a row about left or right is none that a page could show, or "". It is about nobody."""
    return _recognise_unfit(row)


def stages_unfit(row: object) -> str:
    """Why a row about the stages is none that a page could show, or "". It is about nobody."""
    return _unfit(row)


__all__ = [
    "OwnBank",
    "PartStand",
    "PathStand",
    "Sitting",
    "TouchStand",
    "all_touch_ladders",
    "decide",
    "home_doses",
    "may_open",
    "opens_as_clinician",
    "own_bank",
    "own_picture",
    "part_and_side",
    "pictures",
    "pictures_on",
    "recognise_part",
    "recognise_parts",
    "recognise_session",
    "recognise_sessions",
    "recognise_sides",
    "recognise_unfit",
    "rule",
    "rules",
    "sentence",
    "sitting",
    "stage_path",
    "stage_paths",
    "stages_unfit",
    "touch_go",
    "touch_ladder",
    "touch_ladders",
    "touch_places",
    "touch_taken_back",
    "with_own",
]  # fmt: skip
