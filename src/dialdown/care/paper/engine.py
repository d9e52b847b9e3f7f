"""Typst as one function: a template of this folder and plain data in, a tagged PDF/UA-1 out.

Data reach the template as JSON through `sys.inputs` and are shown as text; nothing is ever written into markup.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dialdown.care.paper.marks import copied_once, may_move

if TYPE_CHECKING:
    import typst

HERE = Path(__file__).parent
TEMPLATES, FONTS = HERE / "typ", HERE / "fonts"
STANDARD = "ua-1"
# Typst says this when no font has a letter.
NO_LETTER = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# Words of Latin, Greek, Cyrillic and Hebrew letters are never looked at twice: the first faces have those.
RARE = re.compile(r"[^\u0000-\u058f\u0591-\u05f4\u1e00-\u1fff\u2000-\u203a\u2190-\u2193\u2212]")
# An Arabic letter with dots is one glyph in Vazirmatn and several in Noto, which some viewers copy out of order. But a letter that
# Vazirmatn lacks would stand apart from its neighbours, so that text with such a letter is set in Noto as a whole. What it lacks:
RARE_ARABIC = re.compile(
    "[\u0600-\u0605\u0609\u060a\u0613\u0614\u0616-\u061a\u061c-\u061e\u0620\u063b\u063c\u063e\u063f\u0659\u065c-\u065f\u0672\u0673\u0675-\u0678"
    "\u067a\u067b\u067d\u067f\u0680\u0682-\u0684\u0687\u068a-\u0690\u0692\u0694\u0697\u0699\u069b-\u069f\u06a2\u06a3\u06a5-\u06a8\u06ae\u06b0-\u06b4"
    "\u06b6-\u06b9\u06bb\u06bf\u06c4\u06c5\u06d1\u06d6-\u06db\u06df-\u06e8\u06ea-\u06ef\u06fa-\u06ff\u0750-\u0761\u0764-\u077f\u0870-\u08ff]"
)
# Dots an inch of a picture: sharp on paper, and small enough to send.
PICTURE_PPI = 200
# A compiler keeps what it worked out of one document: one thread at a time.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Paper:
    """A finished PDF and how many pages it has, in all and from one break that was asked for to the next."""

    pdf: bytes
    pages: int
    parts: tuple[int, ...] = ()


class NoLetter(ValueError):
    """Text that no font here can show: `letters`, and a sentence about it as the message."""

    def __init__(self, letters: str) -> None:
        self.letters = letters
        super().__init__(
            _("This machine has no letters to print “%(text)s”. The Word file can show it.")
            % {"text": letters}
        )


@cache
def _compiler() -> typst.Compiler:
    # Loaded when the first page is printed: it is a large library.
    import typst

    return typst.Compiler(root=str(TEMPLATES), font_paths=[str(FONTS)], ignore_system_fonts=True)


def printed(template: str, data: Mapping[str, Any], *, made_on: dt.date) -> Paper:
    """The PDF of `template` (a name in `typ/`) filled with `data` (JSON).

    `data` needs `title` and `lang`; `made_on` is the date inside the file, so that the same data give the same bytes.
    Raises NoLetter.
    """
    import typst

    # Letter and accent as one, whatever the keyboard sent: two glyphs of one letter would be copied as two letters.
    words = unicodedata.normalize("NFC", json.dumps(data, ensure_ascii=False))
    arabic = "Noto Sans Arabic" if RARE_ARABIC.search(words) else "Vazirmatn"
    told = {"lang": (get_language() or "en").split("-")[0], "arabic": arabic, **json.loads(words)}
    composed = json.dumps(told, ensure_ascii=False)
    file = TEMPLATES / f"{template}.typ"
    made_at = dt.datetime.combine(made_on, dt.time(12), tzinfo=dt.UTC)
    with _one_at_a_time:
        compiler = _compiler()
        try:
            made = compiler.compile(
                input=str(file), format="pdf", pdf_standards=STANDARD, timestamp=made_at,
                sys_inputs={"data": composed},
            )  # fmt: skip
            pages, parts = json.loads(compiler.query("<pages>", field="value", one=True))
        except typst.TypstError as error:
            missing = NO_LETTER.search(error.message)
            if missing is None:
                raise
            raise NoLetter(ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), missing[1])) from None
    assert isinstance(made, bytes)
    if may_move(composed) or arabic != "Vazirmatn":
        made = copied_once(made)
    return Paper(made, int(pages), tuple(parts))


def as_png(picture: Mapping[str, str]) -> bytes:
    """A drawing (`svg` with its words, `alt`) as PNG with the letters of the page, 124 mm wide, for files that cannot hold SVG."""
    data = json.dumps({"svg": picture["svg"], "alt": picture["alt"]}, ensure_ascii=False)
    with _one_at_a_time:
        made = _compiler().compile(
            input=str(TEMPLATES / "picture.typ"), format="png", ppi=PICTURE_PPI, sys_inputs={"data": data}
        )
    assert isinstance(made, bytes)
    return made


def unprintable(words: str) -> str:
    """What of `words` no font here has, so that a page can say so before the PDF is asked for; "" when all can be printed."""
    rare = sorted({word for word in words.split() if RARE.search(word)})
    return without_letter(" ".join(rare)) if rare else ""


@lru_cache(maxsize=256)
def without_letter(words: str) -> str:
    """The first letter of `words`, or the letter with its signs, that no font here has; "" when all can be printed."""
    blank = {"over": "", "blocks": [], "paper": "a4", "flipped": False}
    try:
        printed("document", {"title": words, **blank}, made_on=dt.date(2000, 1, 1))
    except NoLetter as error:
        return error.letters
    return ""


def fitted(
    template: str,
    data: Mapping[str, Any],
    *,
    made_on: dt.date,
    sizes: tuple[float, ...],
    pages: int = 1,
) -> Paper:
    """The same in the largest of `sizes` (points) that keeps it on `pages`; in the smallest when none does."""
    found = None
    for size in sizes:
        found = printed(template, {**data, "size": size}, made_on=made_on)
        if found.pages <= pages:
            break
    assert found is not None
    return found
