"""The same blocks as a Word file: real headings, lists and tables, so that it can be edited and read aloud."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from dialdown.care.paper.engine import as_png

if TYPE_CHECKING:
    from dialdown.care.paper.document import Block, Document

FONT = "Calibri"


def docx(document: Document, *, made_on: dt.date, lang: str = "en-GB") -> bytes:
    """The Word file. A picture keeps the words that describe it, for whoever does not see it."""
    # Loaded when the first letter is made.
    import docx as word
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    made = word.Document()
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    language = (
        normal.element.get_or_add_rPr()._add_lang()
        if hasattr(normal.element.get_or_add_rPr(), "_add_lang")
        else None
    )
    if language is not None:
        language.set(qn("w:val"), lang)
    section = made.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if document.flipped else (Mm(210), Mm(297))
    section.left_margin = section.right_margin = Mm(20)
    about = made.core_properties
    about.title, about.author, about.language = document.title, document.author, lang
    about.created = about.modified = dt.datetime.combine(made_on, dt.time(12))
    if document.over:
        made.add_paragraph(document.over)
    made.add_heading(document.title, level=1)
    for block in document.blocks:
        _add(made, block)
    if document.footer:
        section.footer.paragraphs[0].text = document.footer
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _add(made: Any, block: Block) -> None:
    if block.kind == "heading":
        made.add_heading(block.text, level=2)
    elif block.kind in ("text", "small"):
        made.add_paragraph(block.text)
    elif block.kind == "items":
        for item in block.items:
            made.add_paragraph(item, style="List Bullet")
    elif block.kind in ("break", "front"):
        made.add_page_break()
    elif block.kind == "table":
        grid = made.add_table(rows=1, cols=len(block.head), style="Table Grid")
        for cell, words in zip(grid.rows[0].cells, block.head, strict=True):
            cell.text = words
        for row in block.rows:
            for cell, words in zip(grid.add_row().cells, row, strict=True):
                cell.text = words
    elif block.kind == "lines":
        made.add_paragraph(block.text)
        for _line in block.items:
            made.add_paragraph("_" * 60)
    elif block.kind == "picture":
        from docx.shared import Mm

        drawn = made.add_picture(io.BytesIO(as_png(block.picture)), width=Mm(140))
        drawn._inline.docPr.set("descr", block.picture["alt"])
        made.add_paragraph(block.picture.get("caption", ""))
    elif block.kind == "signatures":
        for name in block.items:
            made.add_paragraph("\n" + "_" * 34 + f"\n{name}")
