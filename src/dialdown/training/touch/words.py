"""Places and sides of touch practice, worded for the reader."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dialdown.training.touch.ladders import book


def side(place: str, key: str) -> str:
    """A side in words; the middle of a place that has one means all of it."""
    if place == "whole" and key == "middle":
        return ""
    return {
        "left": pgettext("side of the body", "left"),
        "right": pgettext("side of the body", "right"),
        "middle": pgettext("side of the body", "middle, or both sides"),
    }[key]


def where(place: str, key: str) -> str:
    """ "Hand and fingers, left"."""
    words = side(place, key)
    label = _(book().ladders[place].label)
    return f"{label}, {words}" if words else label
