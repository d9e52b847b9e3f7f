"""A mark that a face moves to its letter is not copied a second time.

Typst draws such a mark (the accent of ọ́, a vowel sign of Arabic, the dots of a Sindhi letter, a Khmer subscript) by itself and says
of it, as of its letter, that it stands for both: whoever copies a name, or has it read aloud, gets the letter twice. Here the letter
keeps the words, and of the mark nothing is said: in the marked content (ActualText, ISO 32000-1, 14.9.4) and, for viewers that pass
over that, in the font's ToUnicode (9.10.3).
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

NOTHING = b"\xfe\xff"
# What a code stands for may not be nothing (ISO 14289-1, 7.21.7). Chrome leaves this one out of what is copied; nobody sees it.
ZERO_WIDTH_SPACE = b"200B"


def may_move(words: str) -> bool:
    """Whether there is a mark above, below or inside of a letter in `words`."""
    return any(unicodedata.category(letter) == "Mn" for letter in words)


def copied_once(pdf: bytes) -> bytes:
    """The same pages, drawn the same, on which every letter is copied once. The same bytes give the same bytes."""
    # Loaded when a name needs it.
    from pypdf import PdfWriter
    from pypdf.generic import ByteStringObject, ContentStream, NameObject, StreamObject

    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    writer.pdf_header = pdf[:8].decode()
    silent: dict[int, set[int]] = defaultdict(set)

    def packed(data: bytes) -> Any:
        stream = StreamObject()
        stream.set_data(data)
        return writer._add_object(stream.flate_encode())

    for page in writer.pages:
        fonts = page["/Resources"].get("/Font", {})
        wide = {name: _with_width(fonts[name]) for name in fonts}
        content = ContentStream(page.get_contents(), writer)
        moved = False
        for said, glyphs in _pieces(content.operations):
            if glyphs and not any(code in wide[name] for name, code in glyphs):
                for one in said:
                    one.pop("/ActualText", None)
                said[0][NameObject("/ActualText")] = ByteStringObject(NOTHING)
                for name, code in glyphs:
                    silent[fonts.raw_get(name).idnum].add(code)
                moved = True
        if moved:
            page[NameObject("/Contents")] = packed(content.get_data())
    for number, codes in silent.items():
        font: Any = writer.get_object(number)
        table = font["/ToUnicode"].get_data()
        for code in codes:
            table = re.sub(rb"<%04X> <[0-9A-F]*>" % code, b"<%04X> <%s>" % (code, ZERO_WIDTH_SPACE), table)
        font[NameObject("/ToUnicode")] = packed(table)
    if not silent:
        return pdf
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _with_width(font: Any) -> set[int]:
    """The codes of a composite font after which the pen moves on (ISO 32000-1, 9.7.4.3)."""
    widths, found = list(font["/DescendantFonts"][0]["/W"]), set[int]()
    while widths:
        first, second = int(widths.pop(0)), widths.pop(0)
        if isinstance(second, list):
            found.update(first + place for place, width in enumerate(second) if width)
        elif widths.pop(0):
            found.update(range(first, int(second) + 1))
    return found


def _pieces(operations: list[tuple[Any, bytes]]) -> Iterator[tuple[list[Any], list[tuple[str, int]]]]:
    """The outer pieces of marked content that belong to the text: what is said of each and of the pieces in it, and its glyphs."""
    depth, said, glyphs, font = 0, [], [], ""
    for given, operator in operations:
        if operator in (b"BDC", b"BMC"):
            depth += 1
            said.append(given[1] if operator == b"BDC" and isinstance(given[1], dict) else {})
        elif operator == b"EMC":
            depth -= 1
            if not depth:
                if "/MCID" in said[0]:
                    yield said, glyphs
                said, glyphs = [], []
        elif operator == b"Tf":
            font = str(given[0])
        elif operator in (b"Tj", b"TJ"):
            parts = given[0] if operator == b"TJ" else given
            raw = b"".join(part.original_bytes for part in parts if hasattr(part, "original_bytes"))
            glyphs += [(font, int.from_bytes(raw[at : at + 2], "big")) for at in range(0, len(raw), 2)]
