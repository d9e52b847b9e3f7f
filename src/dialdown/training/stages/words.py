"""Steps of the stages, worded for the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from dialdown.training.stages.facts import IMAGINE, MIRROR


@dataclass(frozen=True)
class StepWords:
    """A step: its name, and what to do in it."""

    name: str
    how: str


def step(stage: str, key: str, part: str) -> StepWords:
    """A step in words. `part` is hand or foot."""
    foot = part == "foot"
    if stage == MIRROR:
        small = _("Lift the toes and lower them.") if foot else _("Open the hand a little and close it.")
        large = _("Move the feet up and down.") if foot else _("Open both hands wide and close them.")
        together = _("Only as far as both can go. Or just look.")
        return {
            "look": StepWords(_("Just look"), _("Keep both sides still. Look as if it were your own.")),
            "small": StepWords(_("Both sides, small and slow, together"), f"{small} {together}"),
            "larger": StepWords(_("Both sides, larger, together"), f"{large} {together}"),
        }[key]
    near = _("the knee above it") if foot else _("the elbow above it")
    still = _("Do not move.")
    return {
        "watch": StepWords(_("Just watch"), _("Look at the picture. Nothing else.") + " " + still),
        "other": StepWords(
            _("Your other side"), _("See your other side go there in your mind, and back.") + " " + still
        ),
        "near": StepWords(
            _("Near it"),
            _("See %(near)s move a little in your mind, and back.") % {"near": near} + " " + still,
        ),
        "own": StepWords(
            _("The side that hurts"),
            _("See it through your own eyes. Go there in your mind, and back.") + " " + still,
        ),
    }[key]


def amount(stage: str, count: int) -> str:
    """A dose in words: pictures, or minutes."""
    if stage == IMAGINE:
        return ngettext("%(n)d picture", "%(n)d pictures", count) % {"n": count}
    minutes = max(1, round(count / 60))
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def good_side(side: str) -> Literal["left", "right"]:
    """The side that does not hurt."""
    return "right" if side == "left" else "left"


def good_word(side: str) -> str:
    """The side that does not hurt, in words."""
    return pgettext("side of the body", "right") if side == "left" else pgettext("side of the body", "left")


def whose(part: str, side: str, step: str) -> str:
    """What a sitting of imagine shows: "right foot", "left knee"."""
    if step == "near":
        return joint(part, side)
    return limb(part, good_side(side) if step == "other" else side)


def joint(part: str, side: str) -> str:
    """The joint near a limb, with its side."""
    return {
        ("hand", "left"): _("left elbow"), ("hand", "right"): _("right elbow"),
        ("foot", "left"): _("left knee"), ("foot", "right"): _("right knee"),
    }[part, side]  # fmt: skip


def limb(part: str, side: str) -> str:
    """ "left foot"."""
    return {
        ("hand", "left"): _("left hand"), ("hand", "right"): _("right hand"),
        ("foot", "left"): _("left foot"), ("foot", "right"): _("right foot"),
    }[part, side]  # fmt: skip
