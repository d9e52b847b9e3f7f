"""The check-in form as the page draws it, made from the table of definitions.

A new row of the table, or a factor somebody adds, gets its field here without any code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dialdown.diary import words
from dialdown.intake.definitions import Definition, Definitions, Option, shipped
from dialdown.intake.records import Problem
from dialdown.intake.regions import drawn, regions
from dialdown.people.access import Sight
from dialdown.people.models import Grant

# The two columns of a wide screen; a group that stands in neither goes to "Add more".
LEFT, RIGHT = ("did", "pain"), ("gap", "win", "sleep", "touch", "inside", "note")
SIDES = ("left", "right")


@dataclass(frozen=True)
class Field:
    """One question. `answer` is what is stored or was typed, None or "" = nothing."""

    definition: Definition
    label: str
    widget: str
    answer: Any = None
    error: str = ""
    skipped: bool = False

    @property
    def name(self) -> str:
        return f"values.{self.definition.key}"

    @property
    def id(self) -> str:
        return "f-" + self.definition.key.replace(".", "-").replace("_", "-")

    @property
    def options(self) -> tuple[Option, ...]:
        """The options with their labels in the reader's language."""
        if self.definition.type == "yes_no":
            return (Option("true", _("Yes")), Option("false", _("No")))
        shown = [Option(o.key, words.said(o.label), o.value) for o in self.definition.options]
        if self.definition.type == "choice" and self._between:
            # What a file brought between two options stays the answer until she picks another one.
            shown.append(Option(str(self.answer), words.answer(self.definition, str(self.answer))))
        return tuple(shown)

    @property
    def _between(self) -> bool:
        if self.answer in (None, "") or self.definition.option(str(self.answer)):
            return False
        return self.definition.number(self.answer) is not None

    @property
    def low(self) -> str:
        return words.said(self.definition.low)

    @property
    def high(self) -> str:
        return words.said(self.definition.high)

    @property
    def unit(self) -> str:
        return self.definition.unit if self.definition.group == "own" else words.said(self.definition.unit)

    @property
    def value(self) -> Any:
        """The answer as the field's `value` attribute wants it."""
        if self.definition.type == "yes_no" and self.answer not in (None, ""):
            return "true" if str(self.answer).lower() in ("true", "1", "1.0", "yes") else "false"
        return self.answer

    @property
    def text(self) -> str:
        """The answer as typed text: a stored 3.0 reads 3."""
        if isinstance(self.answer, float) and self.answer.is_integer():
            return str(int(self.answer))
        return "" if self.answer is None else str(self.answer)

    @property
    def empty(self) -> bool:
        """True when there is no answer (a skip is none)."""
        return self.answer in (None, "", [], ())

    @property
    def skipped_label(self) -> str:
        """The words of the chip that stands for a stored skip of this one question."""
        return _("%(question)s: skipped") % {"question": self.label}

    @property
    def tone(self) -> str:
        return "pain" if self.definition.scope == "pain" else "function"


def widget(definition: Definition, mode: str) -> str:
    """How a definition is asked; decided by its type alone."""
    if definition.type == "scale":
        return "pad" if mode == "quick" else "scale"
    if definition.type in ("amount", "count"):
        # Steps and limits make two buttons useful; an open amount is typed.
        return (
            "stepper"
            if definition.step and definition.min is not None and definition.max is not None
            else "number"
        )
    if definition.type == "choice":
        return "segments" if len(definition.options) <= 4 else "radios"
    if definition.type == "yes_no":
        return "segments"
    if definition.type == "choices":
        return "chips"
    return "lines" if (definition.max or 0) > 300 else "line"


@dataclass(frozen=True)
class Card:
    """One card of the form: its questions, and those that stand behind "more" inside it."""

    group: str
    title: str
    fields: tuple[Field, ...]
    more: tuple[Field, ...] = ()
    private: bool = False

    @property
    def icon(self) -> str:
        return words.ICONS.get(self.group, "list-plus")

    @property
    def skips(self) -> str:
        """The keys that one tap on skip means; a stored skip stays what it was, no more."""
        return " ".join(f.definition.key for f in self.every if f.skipped or not self.skipped)

    @property
    def every(self) -> tuple[Field, ...]:
        return (*self.fields, *self.more)

    @property
    def skipped(self) -> bool:
        """True when the card was skipped as a whole: something was skipped and nothing answered."""
        return any(f.skipped for f in self.every) and all(f.empty for f in self.every)

    @property
    def filled(self) -> bool:
        """True when something stands in it, so that it starts open."""
        return any(not f.empty or f.error or f.skipped for f in self.every)

    @property
    def more_filled(self) -> bool:
        """True when something stands in its folded part."""
        return any(not f.empty or f.error or f.skipped for f in self.more)


@dataclass(frozen=True)
class Place:
    """A region of the body map in the list, and what was said about it."""

    id: str
    name: str
    picked: bool
    pain: Any = None
    quality: tuple[str, ...] = ()
    brings_on: tuple[str, ...] = ()
    own_word: str = ""


@dataclass(frozen=True)
class Part:
    """A body part of the list with its places."""

    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class SignSide:
    """One side of a left-right sign."""

    side: str
    label: str
    answer: str
    reading: str


@dataclass(frozen=True)
class SignRow:
    """A left-right sign with both sides, always apart."""

    kind: str
    label: str
    options: tuple[Option, ...]
    reading: Definition | None
    reading_label: str
    unit: str
    sides: tuple[SignSide, ...]


@dataclass(frozen=True)
class CheckInForm:
    """Everything the form shows for one moment."""

    document: Mapping[str, Any]
    mode: str
    left: tuple[Card, ...]
    right: tuple[Card, ...]
    more: tuple[Card, ...]
    parts: tuple[Part, ...]
    signs: tuple[SignRow, ...]
    quality: tuple[Option, ...]
    brings_on: tuple[Option, ...]
    problems: tuple[str, ...] = ()

    @property
    def picked(self) -> tuple[Place, ...]:
        """The places that are ticked."""
        return tuple(place for part in self.parts for place in part.places if place.picked)

    @property
    def any_place(self) -> Place:
        """Stands in the page's template for a place; the script puts the real one in."""
        return Place("{id}", "{name}", True)

    @property
    def signs_filled(self) -> bool:
        """True when a sign was noted, so that its topic starts open."""
        return any(side.answer or side.reading for sign in self.signs for side in sign.sides)

    @property
    def own(self) -> bool:
        """True when own factors are asked."""
        return any(card.group == "own" for card in self.more)


def _parts(document: Mapping[str, Any]) -> tuple[Part, ...]:
    given = {row.get("region"): row for row in document.get("regions", ())}
    listed = {region.id for region in drawn()}
    # Places without a side come from files; they are listed only where they are picked already.
    known = [*drawn(), *(regions()[r] for r in given if r in regions() and r not in listed)]
    by_part: dict[tuple[str, str], list[Place]] = {}
    for region in known:
        row = given.get(region.id, {})
        by_part.setdefault((region.part, region.side), []).append(
            Place(
                region.id, words.said(region.label), region.id in given, row.get("pain"), tuple(row.get("quality") or ()),
                tuple(row.get("brings_on") or ()), row.get("own_word") or "",
            )
        )  # fmt: skip
    order = {part: i for i, part in enumerate(dict.fromkeys(region.part for region in known))}
    found = sorted(by_part.items(), key=lambda row: (order[row[0][0]], row[0][1]))
    return tuple(Part(words.part(*name), tuple(places)) for name, places in found)


def _signs(document: Mapping[str, Any], definitions: Definitions) -> tuple[SignRow, ...]:
    given = {(row.get("kind"), row.get("side")): row for row in document.get("signs", ())}
    sides = {"left": _("Left"), "right": _("Right")}
    return tuple(
        SignRow(
            sign.key, words.said(sign.label), tuple(Option(o.key, words.said(o.label)) for o in sign.options), sign.reading,
            words.said(sign.reading.label) if sign.reading else "", words.said(sign.reading.unit) if sign.reading else "",
            tuple(
                SignSide(
                    side, sides[side], str(given.get((sign.key, side), {}).get("answer") or ""),
                    "" if given.get((sign.key, side), {}).get("reading") is None else str(given[sign.key, side]["reading"]),
                )
                for side in SIDES
            ),
        )
        for sign in definitions.signs.values()
    )  # fmt: skip


def build(
    asked: Sequence[Definition], document: Mapping[str, Any], *, mode: str, sight: Sight,
    day: dt.date | None = None, problems: Iterable[Problem] = (), limb: bool = False, body_map: bool = True,
    seen_by_others: frozenset[str] = frozenset(), folded: bool = False,
) -> CheckInForm:  # fmt: skip
    """The form for `asked`, filled with what `document` holds, each problem beside its field.

    `day` = a day that is filled in later; `limb` = the limb module is on; `seen_by_others` are the
    scopes that somebody else may see (there "only you" would not be true). `folded`: the cards of the
    right column stand under "Add more".
    """
    found = list(problems)
    errors = {p.where: p for p in found}
    values, skipped = document.get("values", {}), set(document.get("skipped", ()))
    cards: dict[str, Card] = {}
    for definition in asked:
        error = errors.get(f"values.{definition.key}")
        made = Field(
            definition, words.label(definition, mode, past=day is not None), widget(definition, mode), values.get(definition.key),
            words.problem(error, definition) if error else "", definition.key in skipped,
        )  # fmt: skip
        group = definition.group
        card = cards.get(group) or Card(
            group, words.title(group, mode=mode, day=day), (), (),
            private=definition.private and not seen_by_others & {definition.scope, Grant.ALL},
        )  # fmt: skip
        # Inside a card "more" folds away; a card of "Add more" is folded as a whole.
        inner = definition.more and group in (*LEFT, *RIGHT)
        cards[group] = Card(
            group, card.title, card.fields if inner else (*card.fields, made), (*card.more, made) if inner else card.more,
            card.private,
        )  # fmt: skip
    right = tuple(g for g in RIGHT if not folded or g == "gap")
    on_form = {f"values.{d.key}" for d in asked}
    rest = tuple(dict.fromkeys(words.problem(p, None) for p in found if p.where not in on_form))
    body = body_map and "body" in sight
    compares = limb and mode in ("full", "off") and "body" in sight
    table = shipped()
    return CheckInForm(
        document=document, mode=mode,
        left=tuple(cards[g] for g in LEFT if g in cards), right=tuple(cards[g] for g in right if g in cards),
        more=tuple(card for group, card in cards.items() if group not in (*LEFT, *right)),
        parts=_parts(document) if body else (), signs=_signs(document, table) if compares else (),
        quality=tuple(Option(o.key, words.said(o.label)) for o in table.region_quality),
        brings_on=tuple(Option(o.key, words.said(o.label)) for o in table.region_brings_on),
        problems=rest,
    )  # fmt: skip
