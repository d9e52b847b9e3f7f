"""A raw PsychoPy run of the open Hand Laterality Judgement Task (Moreno-Verdu and others 2025, HLJT) as our columns.

Its own words for the direction of a picture come along as `direction`: they are opposite to ours for the back of the hand, which
the scoring says. Practice is left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from dialdown.intake.csv_text import CsvText
from dialdown.intake.table_error import quote

NEEDED = ("hljt_side", "hljt_view", "hljt_angle", "test_hljt_response.keys", "test_hljt_response.rt")
VIEWS = {"palmar": "palm", "dorsal": "back"}
ONE_HAND = "one"

Cell = str | float | None


def is_run(header: Sequence[str]) -> bool:
    """Whether these are the columns of such a run."""
    return set(NEEDED) <= set(header)


def responses(text: CsvText) -> tuple[dict[str, list[Cell]], list[str]]:
    """The test trials as columns, and what was left out. Raises TableError at a cell that does not fit."""
    place = {name: index for index, name in enumerate(text.header)}
    names = (
        "person",
        "session",
        "started_at",
        "part",
        "view",
        "angle_deg",
        "side",
        "response",
        "rt_ms",
        "correct",
        "direction",
    )
    columns: dict[str, list[Cell]] = {name: [] for name in names}
    practice = 0
    for line, cells in text.rows():

        def cell(name: str, cells: list[str] = cells) -> str:
            return cells[place[name]] if name in place else ""

        def number(name: str, line: int = line, cells: list[str] = cells) -> float:
            try:
                value = float(cells[place[name]])
            except ValueError:
                value = math.nan
            if not 0 <= value < 1e4:
                raise text.error(line, place[name], "a number", quote(cells[place[name]]))
            return value

        side = cell("hljt_side").lower()
        if not side:
            continue
        if side not in ("left", "right"):
            raise text.error(line, place["hljt_side"], "left or right", quote(side))
        if not cell("test_hljt_response.keys"):
            practice += 1
            continue
        one_hand = cell("response_mode").lower().startswith(ONE_HAND)
        wanted = cell("hljt_correct_one" if one_hand else "hljt_correct_both")
        right = (
            cell("test_hljt_response.keys") == wanted if wanted else number("test_hljt_response.corr") == 1
        )
        answered = cell("test_hljt_response.keys").lower() != "none"
        view = cell("hljt_view").lower()
        direction = cell("hljt_direction").lower()
        other = "right" if side == "left" else "left"
        columns["person"].append(cell("participant") or None)
        columns["session"].append(cell("session") or None)
        columns["started_at"].append(cell("date") or None)
        columns["part"].append("hand")
        columns["view"].append(VIEWS.get(view, view) or None)
        columns["angle_deg"].append(number("hljt_angle") % 360)
        columns["side"].append(side)
        columns["response"].append((side if right else other) if answered else None)
        columns["rt_ms"].append(number("test_hljt_response.rt") * 1000 if answered else math.nan)
        columns["correct"].append(float(right) if answered else math.nan)
        columns["direction"].append(direction if direction in ("medial", "lateral") else None)
    notes = [f"{practice} trials without an answer in the test were left out (practice)."] if practice else []
    return columns, notes
