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

if TYPE_CHECKING:
    import typst

HERE = Path(__file__).parent
TEMPLATES, FONTS = HERE / "typ", HERE / "fonts"
STANDARD = "ua-1"
# Typst says this when no font has a letter.
NO_LETTER = re.compile(r'the text `"(.+?)"` could not be displayed')
# Words of Latin, Greek, Cyrillic and Hebrew letters are never looked at twice: the first faces have those.
RARE = re.compile(r"[^\u0000-\u058f\u0591-\u05f4\u1e00-\u1fff\u2000-\u203a\u2190-\u2193\u2212]")
# A compiler keeps what it worked out of one document: one thread at a time.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Paper:
    """A finished PDF and how many pages it has."""

    pdf: bytes
    pages: int


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

    told = {"lang": (get_language() or "en").split("-")[0], **data}
    # Letter and accent as one, whatever the keyboard sent: two glyphs of one letter would be copied as two letters.
    composed = unicodedata.normalize("NFC", json.dumps(told, ensure_ascii=False))
    file = TEMPLATES / f"{template}.typ"
    made_at = dt.datetime.combine(made_on, dt.time(12), tzinfo=dt.UTC)
    with _one_at_a_time:
        compiler = _compiler()
        try:
            made = compiler.compile(
                input=str(file), format="pdf", pdf_standards=STANDARD, timestamp=made_at,
                sys_inputs={"data": composed},
            )  # fmt: skip
            pages = json.loads(compiler.query("<pages>", field="value", one=True))
        except typst.TypstError as error:
            missing = NO_LETTER.search(error.message)
            if missing is None:
                raise
            raise NoLetter(missing[1]) from None
    assert isinstance(made, bytes)
    return Paper(made, int(pages))


def unprintable(words: str) -> str:
    """What of `words` no font here has, so that a page can say so before the PDF is asked for; "" when all can be printed."""
    rare = sorted({word for word in words.split() if RARE.search(word)})
    return _without_letters(" ".join(rare)) if rare else ""


@lru_cache(maxsize=256)
def _without_letters(words: str) -> str:
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
