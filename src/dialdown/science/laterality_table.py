"""A table of left-or-right answers as arrays: one row a response, what is not known is None or NaN."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Words = list[str | None]

TEXTS = (
    "person",
    "session",
    "started_at",
    "part",
    "view",
    "side",
    "response",
    "group",
    "device",
    "direction",
)
# Parts that are not a limb: nothing of them points to the midline or away from it.
NOT_LIMBS = {"neck", "back", "trunk", "shoulder", "face", "body"}
NUMBERS = ("angle_deg", "rt_ms", "correct", "age")


@dataclass(frozen=True)
class Responses:
    """(rows,) each. `rt_ms` > 0 or NaN; `correct` 1, 0 or NaN = not answered; `angle_deg` clockwise, 0 <= angle < 360 or NaN."""

    person: Words
    session: Words
    started_at: Words
    part: Words
    view: Words
    side: Words
    group: Words
    device: Words
    direction: Words
    angle_deg: Floats
    rt_ms: Floats
    correct: Floats
    age: Floats
    # Whether the table says which answers were right.
    judged: bool

    def groups(self, *names: str, where: Bools | None = None) -> dict[tuple[Any, ...], NDArray[np.int64]]:
        """Row numbers by the values of these columns, in the order of their first row. NaN rows of a number are left out."""
        columns: list[Sequence[Hashable]] = []
        for name in names:
            column = getattr(self, name)
            columns.append(
                cast(Sequence[Hashable], column.tolist() if isinstance(column, np.ndarray) else column)
            )
        rows = range(len(self.person)) if where is None else np.flatnonzero(where).tolist()
        found: dict[tuple[Any, ...], list[int]] = {}
        for row in rows:
            key = tuple(column[row] for column in columns)
            if not any(value != value for value in key):
                found.setdefault(key, []).append(row)
        return {key: np.array(rows, dtype=np.int64) for key, rows in found.items()}


def responses(table: object) -> Responses:
    """A mapping of columns or a data frame of any library as `Responses`. Raises ValueError naming column and row."""
    names: Sequence[object]
    if hasattr(table, "columns"):
        names = list(cast(Any, table).columns)
    elif isinstance(table, Mapping):
        names = list(cast(Mapping[object, object], table))
    else:
        raise ValueError("table: expected a mapping of columns or a data frame")
    given = {str(name): list(cast(Any, table)[name]) for name in names if str(name) in (*TEXTS, *NUMBERS)}
    lengths = {len(column) for column in given.values()}
    if len(lengths) > 1:
        raise ValueError(f"table: expected columns of one length, got {sorted(lengths)}")
    rows = lengths.pop() if lengths else 0
    words = {name: _words(given.get(name), name, rows) for name in TEXTS}
    numbers = {name: _numbers(given.get(name), name, rows) for name in NUMBERS}
    for name, low, high in (("angle_deg", 0.0, 360.0), ("rt_ms", 1e-9, 1e9), ("correct", 0.0, 1.0)):
        wrong = (numbers[name] < low) | (numbers[name] > high)
        if wrong.any():
            row = int(np.argmax(wrong))
            raise ValueError(f"{name}: row {row + 1} is {numbers[name][row]:g}; expected {low:g} to {high:g}")
    for name, allowed in (
        ("side", ("left", "right")),
        ("response", ("left", "right")),
        ("group", ("case", "control")),
    ):
        words[name] = _chosen(words[name], name, allowed)
    judged = "correct" in given or {"side", "response"} <= given.keys()
    if "correct" not in given and judged:
        for row, (side, response) in enumerate(zip(words["side"], words["response"], strict=True)):
            if side is not None and response is not None:
                numbers["correct"][row] = float(side == response)
    if not judged:
        numbers["correct"] = np.where(np.isnan(numbers["rt_ms"]), np.nan, 1.0)
    numbers["angle_deg"] %= 360
    return Responses(
        person=words["person"], session=words["session"], started_at=words["started_at"], part=words["part"], view=words["view"],
        side=words["side"], group=words["group"], device=words["device"], direction=words["direction"],
        angle_deg=numbers["angle_deg"], rt_ms=numbers["rt_ms"], correct=numbers["correct"], age=numbers["age"], judged=judged,
    )  # fmt: skip


def directions(data: Responses) -> NDArray[np.int64]:
    """(rows,) 1 = the picture points outwards, -1 = to the midline, 0 = neither or not known.

    Right side: 1-179 degrees clockwise outwards, 181-359 to the midline; left side mirrored; the same for every view.
    """
    angle = data.angle_deg
    clockwise = np.where((angle > 0) & (angle < 180), 1, np.where(angle > 180, -1, 0))
    side = np.array([{"right": 1, "left": -1}.get(side or "", 0) for side in data.side], dtype=np.int64)
    limb = np.array([part not in NOT_LIMBS for part in data.part], dtype=np.int64)
    return clockwise * side * limb


def _words(column: list[Any] | None, name: str, rows: int) -> Words:
    if column is None:
        return [None] * rows
    unknown: Callable[[Any], bool] = lambda value: value is None or value != value or value == ""  # noqa: E731
    made = [None if unknown(value) else str(value) for value in column]
    return [
        word.lower() if word is not None and name in ("side", "response", "group", "direction") else word
        for word in made
    ]


def _chosen(words: Words, name: str, allowed: tuple[str, ...]) -> Words:
    for row, word in enumerate(words):
        if word is not None and word not in allowed:
            raise ValueError(
                f"{name}: row {row + 1} is {word[:40]!r}; expected {' or '.join(allowed)} or nothing"
            )
    return words


def _numbers(column: list[Any] | None, name: str, rows: int) -> Floats:
    if column is None:
        return np.full(rows, np.nan)
    try:
        return np.array([np.nan if value is None else float(value) for value in column], dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: expected numbers, with NaN for what is not known") from None
