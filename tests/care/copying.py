"""What somebody gets who copies text out of a PDF: the letters behind the glyphs, as ISO 32000-1, 14.9.4 and 9.10 say.

pypdf by itself passes over /ActualText, which stands for all glyphs inside it.
"""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

import pypdf
from pypdf.generic import ContentStream

PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")


def _letters(font: Any) -> dict[int, str]:
    """Two-byte code -> text, from the font's ToUnicode."""
    table = font["/ToUnicode"].get_object().get_data().split(b"endcodespacerange", 1)[1]
    return {int(a, 16): bytes.fromhex(b.decode()).decode("utf-16-be") for a, b in PAIR.findall(table)}


def text_of(pdf: bytes, *, actual: bool = True) -> str:
    """All text in the order of drawing, composed (NFC); right-to-left words read right, their order is that of the line.

    Without `actual` as viewers do it that pass over ActualText.
    """
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    found: list[str] = []
    for page in reader.pages:
        fonts = {
            name: _letters(font.get_object()) for name, font in page["/Resources"].get("/Font", {}).items()
        }
        inside: list[tuple[str, bool]] = []
        letters: dict[int, str] = {}
        for given, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in (b"BDC", b"BMC"):
                about = given[1] if operator == b"BDC" else {}
                said = about.get("/ActualText") if actual and isinstance(about, dict) else None
                found += (
                    [str(said)] if said is not None and not any(stands for _tag, stands in inside) else []
                )
                inside.append((str(given[0]), said is not None))
            elif operator == b"EMC":
                inside.pop()
            elif operator == b"Tf":
                letters = fonts[given[0]]
            elif operator in (b"Tj", b"TJ") and not any(stands for _tag, stands in inside):
                parts = given[0] if operator == b"TJ" else given
                raw = b"".join(part.original_bytes for part in parts if hasattr(part, "original_bytes"))
                glyphs = [letters[int.from_bytes(raw[at : at + 2])] for at in range(0, len(raw), 2)]
                turned = any(tag == "/ReversedChars" for tag, _stands in inside)
                found.append("".join(reversed(glyphs) if turned else glyphs))
    return unicodedata.normalize("NFC", "".join(found))
