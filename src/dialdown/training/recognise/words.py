"""Names of parts and views for the reader."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dialdown.training.recognise.order import HIGHEST


def part(name: str) -> str:
    """A part of the body in the plural, as pictures show it."""
    return {
        "hand": _("Hands"), "foot": _("Feet"), "neck": _("Neck"), "back": _("Back"), "shoulder": _("Shoulders"), "elbow": _("Elbows"),
        "knee": _("Knees"),
    }.get(name, name)  # fmt: skip


def question(name: str) -> str:
    """What is asked about each picture of a part."""
    if name in ("neck", "back"):
        return _("Which way does it turn or lean: left or right?")
    return {
        "hand": _("A left or a right hand?"), "foot": _("A left or a right foot?"), "shoulder": _("A left or a right shoulder?"),
        "elbow": _("A left or a right elbow?"), "knee": _("A left or a right knee?"),
    }.get(name, _("Left or right?"))  # fmt: skip


def side(part_name: str, side_name: str) -> str:
    """Part and side: "Left foot"."""
    names = {
        ("hand", "left"): _("Left hand"), ("hand", "right"): _("Right hand"), ("foot", "left"): _("Left foot"),
        ("foot", "right"): _("Right foot"), ("shoulder", "left"): _("Left shoulder"), ("shoulder", "right"): _("Right shoulder"),
        ("elbow", "left"): _("Left elbow"), ("elbow", "right"): _("Right elbow"), ("knee", "left"): _("Left knee"),
        ("knee", "right"): _("Right knee"), ("neck", "left"): _("Neck to the left"), ("neck", "right"): _("Neck to the right"),
        ("back", "left"): _("Back to the left"), ("back", "right"): _("Back to the right"),
    }  # fmt: skip
    return names.get((part_name, side_name), f"{part(part_name)}, {side_name}")


def view(part_name: str, name: str) -> str:
    """From where a part is seen: "back of the hand"."""
    straight = name.removesuffix("_tilted")
    said = {
        ("hand", "back"): _("back of the hand"), ("hand", "palm"): _("palm"), ("hand", "thumb"): _("thumb’s side"),
        ("hand", "little"): _("little finger’s side"), ("foot", "top"): _("from above"), ("foot", "sole"): _("sole"),
        ("foot", "inner"): _("big toe’s side"), ("foot", "outer"): _("little toe’s side"), ("elbow", "thumb"): _("thumb’s side"),
        ("elbow", "little"): _("little finger’s side"), ("knee", "inner"): _("inner side"), ("knee", "outer"): _("outer side"),
    }.get((part_name, straight)) or {"back": _("from behind"), "front": _("from the front")}.get(straight, straight)  # fmt: skip
    return said if straight == name else _("%(view)s, tilted") % {"view": said}


def level(number: int) -> str:
    """What the pictures of a level are."""
    return {
        1: _("plain and upright"), 2: _("turned"), 3: _("from every side"), 4: _("in an everyday place"),
    }.get(min(number, HIGHEST - 1) if number < HIGHEST else 0, _("grey, on a busy ground"))  # fmt: skip
