"""Own pictures as their page words them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from dialdown.training.recognise import words
from dialdown.training.recognise.own import keeping
from dialdown.training.recognise.own.reading import OwnBank


@dataclass(frozen=True)
class Shown:
    """One picture of the list."""

    id: uuid.UUID
    what: str
    seen: str
    when: str


@dataclass(frozen=True)
class Option:
    """One choice of the form."""

    key: str
    label: str


def groups(bank: OwnBank) -> list[tuple[str, list[Shown]]]:
    """The pictures by part, in the order in which they were added."""
    return [
        (words.part(part), [_shown(one) for one in bank.pictures if one.part == part])
        for part in keeping.PARTS
        if any(one.part == part for one in bank.pictures)
    ]


def _shown(one: keeping.OwnPicture) -> Shown:
    seen = {option.key: option.label for option in views(one.part)}.get(one.view, "")
    return Shown(one.pk, words.side(one.part, one.side), seen, formats.date_format(one.created_at, "j F Y"))


def goes(bank: OwnBank) -> list[tuple[str, str]]:
    """The parts that can be practised with own pictures now, with the words of their button."""
    return [(part, words.part(part)) for part in keeping.PARTS if bank.of(part)]


def parts() -> list[Option]:
    """Hand or foot."""
    return [Option("hand", _("Hand")), Option("foot", _("Foot"))]


def sides() -> list[Option]:
    """Left or right."""
    return [Option("left", _("Left")), Option("right", _("Right"))]


def views(part: str) -> list[Option]:
    """From where it is seen."""
    named = {
        ("hand", "back"): _("The back of the hand"), ("hand", "palm"): _("The palm"), ("hand", "thumb"): _("From the thumb’s side"),
        ("hand", "little"): _("From the little finger’s side"), ("foot", "top"): _("From above"), ("foot", "sole"): _("The sole"),
        ("foot", "inner"): _("From the big toe’s side"), ("foot", "outer"): _("From the little toe’s side"),
    }  # fmt: skip
    return [Option(view, named.get((part, view), view)) for view in keeping.views(part)]
