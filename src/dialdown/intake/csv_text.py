"""Plain separated text: bytes in, numbered rows of cells out, inside limits of memory.

Reads UTF-8 (with or without a mark) and UTF-16 with its mark; comma, semicolon or tab; quoted cells
with line breaks; line ends of every system. Everything else is a `TableError`.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
from collections import deque
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO

from dialdown.intake.table_error import TableError, quote

MAX_BYTES = 100 * 1024 * 1024
MAX_COLUMNS = 2_000
MAX_ROW = 1_000_000
MAX_CELL = 100_000
MAX_NAME = 300
# On a tie a semicolon or tab is meant: commas then stand inside names or numbers.
DELIMITERS = (";", "\t", ",")

KINDS = (
    (b"PK\x03\x04", "a zip or Excel file"), (b"PK\x05\x06", "an empty zip file"), (b"\x1f\x8b", "a gzip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file"), (b"%PDF", "a PDF"), (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\x00", "a database"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"),
)  # fmt: skip

Source = str | os.PathLike[str] | IO[bytes] | bytes


def read_bytes(source: Source, file: str, limit: int = MAX_BYTES) -> bytes:
    """All bytes of a path or an open binary file. Raises TableError when there are more than `limit`."""
    try:
        if isinstance(source, bytes):
            data = source
        elif isinstance(source, (str, os.PathLike)):
            size = Path(source).stat().st_size
            if size > limit:
                raise _too_big(file, limit, f"{size / 1024 / 1024:.1f} MB")
            with Path(source).open("rb") as stream:
                data = stream.read(limit + 1)
        else:
            data = source.read(limit + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, TableError):
            raise
        why = (error.strerror if isinstance(error, OSError) else None) or "something else"
        raise TableError(file, None, None, "a file that can be read", why.lower()) from None
    if len(data) > limit:
        raise _too_big(file, limit, "more")
    return data


def _too_big(file: str, limit: int, found: str) -> TableError:
    return TableError(file, None, None, f"a table of at most {limit // 1024 // 1024} MB", found)


def file_name(source: Source) -> str:
    """The name that error sentences use for a source."""
    name = source if isinstance(source, (str, os.PathLike)) else getattr(source, "name", "")
    return os.path.basename(name if isinstance(name, (str, os.PathLike)) else "") or "table"


class CsvText:
    """A table as text. `header` has the names (white space made single); `rows()` may be called again.

    Every row has as many cells as the header. Raises TableError at once when there is no header.
    """

    def __init__(self, data: bytes, file: str, delimiter: str | None = None) -> None:
        self.file, self._data = file, data
        if delimiter is not None and delimiter not in DELIMITERS:
            raise TableError(file, None, None, "comma, semicolon or tab as delimiter", quote(delimiter))
        self.encoding = self._encoding()
        # Empty while it is looked for: what goes wrong before it is known has to guess it.
        self.delimiter = delimiter or ""
        self.delimiter = self.delimiter or self._delimiter()
        header = next(self._records(self.delimiter), None)
        if header is None:
            raise TableError(file, 1, None, "a first line with the names of the columns", "an empty file")
        self.header_line, names = header
        self.header = self._names(names)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows below the header as (line, cells); cells without white space around them."""
        width = len(self.header)
        for line, cells in islice(self._records(self.delimiter), 1, None):
            if len(cells) != width:
                raise TableError(
                    self.file, line, None, f"{width} cells as in the first line", str(len(cells))
                )
            yield line, [cell.strip() for cell in cells]

    def column(self, index: int) -> str:
        """The name of a column for people: its own, or `column 3`."""
        return self.header[index] or f"column {index + 1}"

    def error(self, line: int | None, index: int | None, expected: str, found: str = "") -> TableError:
        """A TableError at a place of this table."""
        return TableError(self.file, line, None if index is None else self.column(index), expected, found)

    def _encoding(self) -> str:
        data = self._data
        for start, kind in KINDS:
            if data.startswith(start):
                raise TableError(self.file, None, None, "a table as plain text (CSV)", kind)
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        return "utf-8-sig"

    def _delimiter(self) -> str:
        best, chosen = (False, 1), None
        problem: TableError | None = None
        for candidate in DELIMITERS:
            try:
                score = _fit(cells for _, cells in self._records(candidate))
            except TableError as error:
                # Quotation marks look misplaced when the cells are cut at the wrong places.
                problem = error
                continue
            if score > best:
                best, chosen = score, candidate
        if chosen is None and problem is not None:
            raise problem
        if chosen is None:
            line, cells = next(self._records(","), (1, [""]))
            found = "an empty file" if cells == [""] else f"one column, {quote(cells[0].strip())}"
            raise TableError(
                self.file, line, None, "names of columns separated by comma, semicolon or tab", found
            )
        return chosen

    def _names(self, cells: list[str]) -> list[str]:
        names = [" ".join(cell.split()) for cell in cells]
        line = self.header_line
        if len(names) > MAX_COLUMNS:
            raise TableError(self.file, line, None, f"at most {MAX_COLUMNS:,} columns", f"{len(names):,}")
        seen: set[str] = set()
        for index, name in enumerate(names):
            if len(name) > MAX_NAME:
                raise TableError(
                    self.file,
                    line,
                    f"column {index + 1}",
                    f"a name of at most {MAX_NAME} characters",
                    f"{len(name)}",
                )
            if name and name in seen:
                raise TableError(self.file, line, name, "every name once", "it twice")
            seen.add(name)
        return names

    def _records(self, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        """(line, cells) of every line that is not blank, as the file has them."""
        start, spent = 1, 0

        def lines() -> Iterator[str]:
            nonlocal spent
            stream = io.TextIOWrapper(io.BytesIO(self._data), encoding=self.encoding, newline="")
            while line := stream.readline(MAX_ROW + 1):
                spent += len(line)
                if "\x00" in line:
                    raise TableError(self.file, reader.line_num + 1, None, "plain text", "a zero byte")
                if spent > MAX_ROW:
                    raise self._too_long(start, line)
                yield line

        reader = csv.reader(lines(), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                # The limit of the csv module is global and may be set higher by other code.
                if cells and spent > MAX_CELL and max(map(len, cells)) > MAX_CELL:
                    raise self._huge_cell(start)
                if not _blank(cells):
                    yield start, cells
                start, spent = reader.line_num + 1, 0
        except csv.Error as error:
            raise self._malformed(start, str(error)) from None
        except UnicodeDecodeError:
            raise self._undecodable() from None

    def _too_long(self, start: int, line: str) -> TableError:
        number = max(line.count(delimiter) for delimiter in DELIMITERS)
        if number >= MAX_COLUMNS:
            return TableError(
                self.file, start, None, f"at most {MAX_COLUMNS:,} columns", f"more than {number:,}"
            )
        return TableError(self.file, start, None, f"a row of at most {MAX_ROW:,} characters", "a longer one")

    def _huge_cell(self, start: int) -> TableError:
        return TableError(self.file, start, None, f"cells of at most {MAX_CELL:,} characters", "a longer one")

    def _malformed(self, start: int, message: str) -> TableError:
        if "field larger" in message:
            return self._huge_cell(start)
        if "end of data" in message:
            return TableError(self.file, start, None, "a closing quotation mark", "the end of the file")
        return TableError(
            self.file, start, None, "quotation marks around a whole cell and doubled inside it", "a stray one"
        )

    def _undecodable(self) -> TableError:
        kind = "UTF-16" if self.encoding == "utf-16" else "UTF-8"
        try:
            self._data.decode(self.encoding)
        except UnicodeDecodeError as error:
            # Positions of `utf-8-sig` count from behind the mark.
            skip = 3 if self._data.startswith(codecs.BOM_UTF8) else 0
            before = self._data[: error.start + skip]
            text = before.decode(self.encoding, errors="ignore")
            line = len(re.findall(r"\r\n|\r|\n", text)) + 1
            bad = " ".join(f"{byte:02X}" for byte in self._data[error.start + skip :][:1])
            return TableError(
                self.file,
                line,
                _column_after(text, self.delimiter),
                f"text saved as {kind}",
                f"the byte {bad}, which is not {kind}",
            )
        return TableError(self.file, None, None, f"text saved as {kind}", "something else")


def _column_after(text: str, delimiter: str) -> str | None:
    """The name of the column in which the next character of `text` stands; None where the cells cannot be told apart."""

    def records(by: str) -> Iterator[list[str]]:
        read = csv.reader(io.StringIO(text + "?", newline=""), delimiter=by)
        return (cells for cells in read if not _blank(cells))

    try:
        found = records(delimiter or max(DELIMITERS, key=lambda by: _fit(records(by))))
        names = next(found)
        cells = deque(chain([names], found), maxlen=1).pop()
    except csv.Error:
        return None
    place = len(cells) - 1
    named = cells is not names and place < len(names) and names[place].strip()
    return " ".join(names[place].split()) if named else f"column {place + 1}"


def _fit(records: Iterator[list[str]]) -> tuple[bool, int]:
    """How well a delimiter cuts: whether the first two rows are equally wide, and how wide."""
    widths = [len(cells) for cells in islice(records, 2)]
    return (len(set(widths)) == 1, widths[0]) if widths and widths[0] > 1 else (False, 1)


def _blank(cells: list[str]) -> bool:
    return not cells or (len(cells) == 1 and not cells[0].strip())
