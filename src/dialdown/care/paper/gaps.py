"""A sheet that can be printed whatever letters are in it: gaps for the pen where no font has them, emoji left out.

Letters to others and the one page do not do this: a gap in a name would go out unseen. They say what lacks and have another way out.
The one page leaves emoji out, and says so beforehand: nothing that is read is lost with them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

from django.utils.translation import gettext as _

from dialdown.care.paper.document import Block, Document
from dialdown.care.paper.engine import without_letter

GAP = "………"
_EMOJI = "\u20d0-\u20ff\u2300-\u2bff\ufe00-\ufe0f\U0001f000-\U0001fbff\U000e0000-\U000e01ef"
EMOJI = re.compile(f"[{_EMOJI}][{_EMOJI}\u200d]*")
# Latin letters and signs, which the first faces have. All others are looked at word by word, with what is written on or inside of
# them, so that no sign is left alone.
_OTHER = f"[^\u0000-\u024f\u0300-\u036f\u1e00-\u1eff\u2000-\u203a\u2190-\u2193\u2212{_EMOJI}\\s]"
LETTERS = re.compile(f"{_OTHER}(?:{_OTHER}|[\u0300-\u036f\u200c\u200d])*")
# Never to be seen, and no font has them.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Parts that are named before a sheet is printed; a plan that is wholly in such letters has many.
NAMED = 12


def lacking(words: str) -> frozenset[str]:
    """The parts of `words` (runs of letters or of emoji) that no font here has."""
    rare = {word for word in _composed(words).split() if LETTERS.search(word) or EMOJI.search(word)}
    return _lacking(tuple(sorted(rare))) if rare else frozenset()


@lru_cache(maxsize=256)
def _lacking(words: tuple[str, ...]) -> frozenset[str]:
    gone = frozenset[str]()
    while True:
        left = " ".join(filled(word, gone) for word in words)
        letter = without_letter(left)
        parts = _parts(left)
        # Where a sign above or inside of a letter is what lacks, the letter may be named: then all that is rare goes.
        found = {part for part in parts if letter in part} or parts or {letter}
        if not letter or gone.issuperset(found):
            return gone
        gone |= found


def _parts(words: str) -> frozenset[str]:
    return frozenset([*LETTERS.findall(words), *EMOJI.findall(words)])


def _composed(words: str) -> str:
    return CONTROL.sub("", unicodedata.normalize("NFC", words))


def filled(words: str, gone: frozenset[str]) -> str:
    """`words` with a gap for each of the letters that are `gone`; an emoji is left out, unless nothing else stands there."""
    words = _composed(words)
    emoji, letters = (
        sorted((part for part in gone if bool(EMOJI.fullmatch(part)) == wanted and part in words), key=len, reverse=True)
        for wanted in (True, False)
    )  # fmt: skip
    if not emoji and not letters:
        return words
    kept = re.sub("|".join(map(re.escape, letters)), GAP, words) if letters else words
    if emoji:
        some = "|".join(map(re.escape, emoji))
        kept = re.sub(
            rf"\s*(?:(?:{some})\s*)+(?=(\S?))",
            lambda found: " " if found[0][-1].isspace() or found[1].isalnum() else "",
            kept,
        ).strip()
    return kept or GAP


def printable(document: Document) -> tuple[Document, list[str]]:
    """The document as it can be printed, and what of it cannot be, as far as it is worth naming."""
    words = document.words()
    gone = lacking(words)
    if not gone and not CONTROL.search(words):
        return document, []

    def said(words: str) -> str:
        return filled(words, gone)

    footer = said(document.footer)
    if any(not EMOJI.fullmatch(part) for part in gone):
        footer += (" " if footer.endswith(".") else " · ") + _(
            "Where %(gap)s stands, there are no letters to print: write it in by hand."
        ) % {"gap": GAP}
    named = sorted(gone)
    return replace(
        document, title=said(document.title), called=_composed(document.title), over=said(document.over), footer=footer,
        blocks=tuple(_block(one, said) for one in document.blocks),
    ), [*named[:NAMED], *(["…"] if len(named) > NAMED else [])]  # fmt: skip


def emoji_in(words: str) -> frozenset[str]:
    """The emoji of `words` that no font here has."""
    return (
        frozenset(part for part in lacking(words) if EMOJI.fullmatch(part))
        if EMOJI.search(words)
        else frozenset()
    )


def words_in(told: Any) -> list[str]:
    """Every word of plain data, wherever it stands; no drawings."""
    if isinstance(told, str):
        return [told]
    if isinstance(told, (list, tuple)):
        return [words for one in cast("list[Any]", told) for words in words_in(one)]
    if isinstance(told, dict):
        rows = cast("dict[str, Any]", told).items()
        return [words for key, one in rows if key != "svg" for words in words_in(one)]
    return []


def without(told: Any, emoji: frozenset[str]) -> Any:
    """Plain data without these emoji, wherever a word stands in it; drawings stay as they are."""
    if isinstance(told, str):
        return filled(told, emoji)
    if isinstance(told, (list, tuple)):
        return [without(one, emoji) for one in cast("list[Any]", told)]
    if isinstance(told, dict):
        rows = cast("dict[str, Any]", told).items()
        return {key: one if key == "svg" else without(one, emoji) for key, one in rows}
    return told


def _block(block: Block, said: Callable[[str], str]) -> Block:
    # Cards hold drawings and our own words.
    if block.kind == "cards":
        return block
    return replace(
        block, text=said(block.text), items=tuple(map(said, block.items)), head=tuple(map(said, block.head)),
        rows=tuple(tuple(map(said, row)) for row in block.rows),
    )  # fmt: skip
