"""Left and right on cards to cut out: our own pictures of hands and feet, the answer on the back."""

from __future__ import annotations

import base64
import datetime as dt
import json
import random
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _

from dialdown.care.paper.document import Block, heading, small, text

# From straight in front, from behind and from the inner side: what can be told apart on a card as well.
VIEWS = {"hand": ("back", "palm", "thumb"), "foot": ("top", "sole", "inner")}
PARTS = tuple(VIEWS)
ACROSS, DOWN = 3, 4
A_SHEET = ACROSS * DOWN
# Pictures show the left side; the other side is the same one mirrored.
SIDE = 256
# Fronts begin a sheet of paper, so that their backs are printed behind them.
FRONT = Block("front")


@dataclass(frozen=True)
class Card:
    """One card: its number on both faces, the file of its left picture, and whether it is mirrored to the right."""

    number: int
    file: str
    right: bool


def drawn(part: str, today: dt.date) -> list[Card]:
    """The cards of a sheet, as many left as right, in another order every day; no picture twice."""
    draw = random.Random(f"{part} {today.isoformat()}")  # noqa: S311  (an order of cards is no secret)
    shown = [row["file"] for row in _listed() if row["part"] == part and row["view"] in VIEWS[part]]
    chosen = draw.sample(shown, A_SHEET)
    sides = [place % 2 == 0 for place in range(A_SHEET)]
    draw.shuffle(sides)
    first = 1 + PARTS.index(part) * A_SHEET
    return [Card(first + n, file, right) for n, (file, right) in enumerate(zip(chosen, sides, strict=True))]


def cards(today: dt.date) -> list[Block]:
    """Fronts and backs of both parts, each on a page of its own; a back lies behind its front when turned over the long edge."""
    names = {"hand": _("Hands"), "foot": _("Feet")}
    one = {"hand": _("a hand"), "foot": _("a foot")}
    blocks: list[Block] = []
    for part in PARTS:
        found = drawn(part, today)
        fronts = tuple(
            (str(card.number), _picture(card), _("Card %(n)s: %(what)s, left or right?") % {"n": card.number, "what": one[part]})
            for card in found
        )  # fmt: skip
        rows = [found[at : at + ACROSS] for at in range(0, A_SHEET, ACROSS)]
        backs = tuple(
            (str(card.number), "", _("right") if card.right else _("left")) for row in rows for card in reversed(row)
        )  # fmt: skip
        blocks += [
            *([FRONT] if blocks else []),
            heading(_("Left or right: %(what)s") % {"what": names[part]}),
            text(_("Print on both sides, turned over the long edge, or use the next page as the key. Cut along the lines.")),
            Block("cards", rows=fronts, widths=(1.0,) * ACROSS),
            Block("break"),
            heading(_("Left or right: %(what)s, the backs") % {"what": names[part]}),
            small(_("Say which side it is without turning your own first, then turn the card. Nobody counts.")),
            Block("cards", rows=backs, widths=(1.0,) * ACROSS),
        ]  # fmt: skip
    return blocks


# Pages that the cards take.
PAGES = 2 * len(PARTS)


@cache
def _listed() -> list[dict[str, Any]]:
    folder = files("dialdown.training").joinpath("static/training/stimuli/flat")
    return json.loads(folder.joinpath("flat.json").read_text(encoding="utf-8"))


def _picture(card: Card) -> str:
    """The picture as SVG, mirrored for a right one."""
    kept = files("dialdown.training").joinpath("static/training/stimuli/flat", card.file).read_bytes()
    turned = f' transform="translate({SIDE} 0) scale(-1 1)"' if card.right else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}"><g{turned}>'
        f'<image width="{SIDE}" height="{SIDE}" href="data:image/webp;base64,{base64.b64encode(kept).decode()}"/></g></svg>'
    )
