"""The one way a table is refused: a sentence with file, line, column and what was expected."""

from __future__ import annotations

import re

LONGEST_QUOTE = 40


def quote(text: str) -> str:
    """`text` as it can stand in a sentence: in quotation marks, on one line, shortened."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[: LONGEST_QUOTE + 1])
    return f'"{shown[:LONGEST_QUOTE]}…"' if len(shown) > LONGEST_QUOTE else f'"{shown}"'


class Unfit(ValueError):
    """A cell that does not fit. `expected` and `found` are phrases; the reader of the table adds the place."""

    def __init__(self, expected: str, found: str = "") -> None:
        self.expected, self.found = expected, found
        super().__init__(expected)


class TableError(ValueError):
    """A table (or the map of one) that cannot be read. Nothing of it has been kept.

    `file` is its name, `line` the first line of the row (1 = the first of the file) or None when the
    whole file is meant, `column` the name of the column (`column 3` when it has none) or None when the
    whole line is meant. `str()` is one sentence.
    """

    def __init__(
        self, file: str, line: int | None, column: str | None, expected: str, found: str = ""
    ) -> None:
        self.file, self.line, self.column, self.expected, self.found = file, line, column, expected, found
        # True when `found` quotes an answer that is stored sealed: a sentence that is kept must not.
        self.private = False
        super().__init__(file, line, column, expected, found)

    @property
    def place(self) -> str:
        """The file, and the line when one is meant: nothing that the file says."""
        return self.file if self.line is None else f"{self.file}, line {self.line}"

    def __str__(self) -> str:
        place = [self.file]
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.column is not None:
            counted = re.fullmatch(r"column \d+", self.column)
            place.append(self.column if counted else f"column {quote(self.column)}")
        return f"{', '.join(place)}: expected {self.expected}" + (
            f", found {self.found}" if self.found else ""
        )
