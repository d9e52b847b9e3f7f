"""A letter as a tagged PDF, warm; beside the same page printed by the browser."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import time
from dataclasses import replace
from html import escape
from itertools import count

from benchmarks.table import Line, seconds
from dialdown.care.paper import document

TIMES = 30
ON = dt.date(2026, 3, 2)
PARAGRAPH = (
    "Over the last four weeks the days at school were 11 of 20, and on most of them half of the lessons. Walking is "
    "12 minutes at a time, stairs are two floors with a rest, and writing by hand 15 minutes."
)
ASKED = ["Ten more minutes between two rooms", "A place to sit at the side of the hall", "Notes as a file"]


def letter() -> document.Document:
    """A letter of one page, as long as most are."""
    rows = [[what, "until 1 June", "8 April", "half of it from May on"] for what in ASKED]
    asked = document.table(["What", "How long", "Looked at again", "And then"], rows, [3, 2, 2, 3])
    blocks = [document.text(PARAGRAPH)] * 3 + [
        document.heading("What is asked"),
        asked,
        document.items(ASKED),
    ]
    return document.Document(
        "A letter to the school", (*blocks, document.lines("Signed", 2)), over="2 March 2026"
    )


def _page(of: document.Document) -> str:
    """The same words as a web page."""
    parts = [f"<h1>{escape(of.title)}</h1>"]
    for block in of.blocks:
        parts += [f"<p>{escape(block.text)}</p>"] if block.text else []
        parts += [f"<li>{escape(item)}</li>" for item in block.items]
        rows = (f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in block.rows)
        parts.append(f"<table>{''.join(rows)}</table>")
    return "".join(parts)


def measure() -> list[Line]:
    """Ours as it is served, the browser's with its start not counted."""
    # Each has another title, so that nothing is taken from the one before.
    letters = (replace(letter(), title=f"Letter {number}") for number in count())
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DIALDOWN_DATA": folder, "DJANGO_SETTINGS_MODULE": "dialdown.server.settings"}
        import django

        django.setup()
        ours = seconds(lambda: document.pdf(next(letters), made_on=ON), TIMES)
        worked = seconds(lambda: document.pdf(next(letters), made_on=ON), TIMES, clock=time.process_time)
    from tests.servers import chromium

    with chromium.launched() as browser:
        page = browser.new_page()

        def printed() -> None:
            page.set_content(_page(next(letters)))
            page.pdf(format="A4", tagged=True)

        theirs = seconds(printed, TIMES)
    return [
        Line("a letter of one page as PDF/UA-1, warm", 1000 * ours, "ms", 30),
        Line("the same, time of the processor (a busy machine makes it no longer)", 1000 * worked, "ms", 30),
        Line("the same words printed by Chromium, warm and tagged", 1000 * theirs, "ms"),
        Line("our time as a share of Chromium's", ours / theirs, ""),
    ]
