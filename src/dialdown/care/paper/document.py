"""A letter or sheet as plain blocks: the same blocks become the preview, the PDF and the Word file."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from dialdown.care.paper.engine import Paper, fitted, printed

SIZES = (11.0, 10.5, 10.0, 9.5, 9.0)
# A sheet that keeps to one page may go on down to these.
SMALLER = (8.5, 8.0)
# A list of more lines than this, none longer than so many letters, fits into two columns.
MANY, SHORT = 6, 60
Kind = Literal[
    "heading", "text", "small", "items", "table", "lines", "signatures", "picture", "cards", "break", "front"
]


@dataclass(frozen=True)
class Block:
    """One part of a page. Which fields hold something depends on `kind`."""

    kind: Kind
    text: str = ""
    items: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[float, ...] = ()
    picture: dict[str, str] = field(default_factory=dict[str, str])
    # A list in two columns, read down the first and then down the second.
    two: bool = False
    # Height of a row to write in by hand, in millimetres.
    tall: float = 0.0


@dataclass(frozen=True)
class Document:
    """A whole page or more: title, the line above it, blocks, the line at the foot."""

    title: str
    blocks: tuple[Block, ...]
    over: str = ""
    footer: str = ""
    author: str = ""
    pages: int = 1
    # Names of the parts between breaks, when each of them is one page.
    parts: tuple[str, ...] = ()
    paper: str = "a4"
    flipped: bool = False
    # The title that the file tells, where the one on the page cannot hold all its letters.
    called: str = ""
    # As many pages as it takes, in the largest letters, each with its number.
    numbered: bool = False

    def words(self) -> str:
        """All its text in reading order: what goldens hold and tests look through."""
        said = [self.over, self.title]
        for one in self.blocks:
            said += [
                one.text,
                *one.items,
                *(" | ".join(_said(one, row)) for row in (one.head, *one.rows) if row),
            ]
            said += [one.picture.get(key, "") for key in ("alt", "labels", "caption")]
        return "\n".join(part for part in [*said, self.footer] if part) + "\n"


def _said(block: Block, row: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a row; a card is its number and what stands on it or for it."""
    return (row[0], row[2]) if block.kind == "cards" and row else row


def heading(text: str) -> Block:
    """A heading of the second level."""
    return Block("heading", text)


def text(words: str) -> Block:
    """A paragraph."""
    return Block("text", words)


def small(words: str) -> Block:
    """A paragraph in small letters."""
    return Block("small", words)


def items(words: list[str]) -> Block:
    """A list."""
    return Block("items", items=tuple(words))


def two_columns(words: list[str]) -> Block:
    """A list that stands in two columns when it is long and its lines are not."""
    return Block("items", items=tuple(words), two=len(words) > MANY and max(map(len, words)) <= SHORT)


def table(head: list[str], rows: list[list[str]], widths: list[float], tall: float = 0.0) -> Block:
    """A table; `widths` are shares."""
    return Block("table", head=tuple(head), rows=tuple(map(tuple, rows)), widths=tuple(widths), tall=tall)


def lines(label: str, number: int) -> Block:
    """Empty lines to write on."""
    return Block("lines", label, items=("",) * number)


def as_data(document: Document) -> dict[str, Any]:
    """What the Typst template reads."""
    return {
        **asdict(document), "author": [document.author] if document.author else [],
    }  # fmt: skip


def pdf(document: Document, *, made_on: dt.date) -> Paper:
    """The PDF; letters get smaller before another page is taken. Raises NoLetter."""
    if document.parts:
        return _a_page_each(document, made_on)
    if document.numbered:
        return printed("document", {**as_data(document), "size": SIZES[0]}, made_on=made_on)
    return fitted("document", as_data(document), made_on=made_on, sizes=SIZES, pages=document.pages)


def _a_page_each(document: Document, made_on: dt.date) -> Paper:
    steps, sizes = [0] * len(document.parts), SIZES + SMALLER
    while True:
        # A full sheet has smaller letters; those beside it keep theirs.
        data = {**as_data(document), "size": sizes[0], "sizes": [sizes[step] for step in steps]}
        found = printed("document", data, made_on=made_on)
        longer = [n for n, pages in enumerate(found.parts) if pages > 1 and steps[n] + 1 < len(sizes)]
        if not longer:
            return found
        for n in longer:
            steps[n] += 1


def too_long(document: Document, paper: Paper) -> list[str]:
    """The names of the parts that take more than their one page."""
    return [name for name, pages in zip(document.parts, paper.parts, strict=True) if pages > 1]
