"""The inside of a backup: lines of JSON, packed with gzip, each table with its count and checksum.

    {"dialdown": "backup", "format": 1, "version": …, "made_at": …, "migrations": {app: name}}
    {"table": "people_person", "columns": ["id", …]}
    ["…", …]                                        one line a row
    {"end": "people_person", "rows": 2, "sum": "…"}
    {"whole": true, "tables": 30, "rows": 12345}

There is no file name in it, so nothing can be unpacked to somewhere else.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from dialdown.server.backup import sealing
from dialdown.server.backup.rows import Sum
from dialdown.server.mistakes import Mistake

if TYPE_CHECKING:
    from pyrage import x25519

FORMAT = 1
MAX_LINE = 64 << 20
# A diary packs to a tenth or a twentieth; gzip at its worst to a thousandth.
MAX_RATIO = 250
ALLOWANCE = 64 << 20


@dataclass
class Table:
    """The count and checksum of one table."""

    rows: int
    sum: str
    columns: list[str]


@dataclass
class Contents:
    """What a backup says of itself, checked."""

    head: dict[str, Any]
    tables: dict[str, Table] = field(default_factory=dict[str, Table])

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables.values())


class Taker(Protocol):
    """Takes the rows of a backup as they come."""

    def begin(self, head: dict[str, Any]) -> None: ...
    def table(self, name: str, columns: list[str]) -> None: ...
    def row(self, values: list[Any]) -> None: ...
    def end(self) -> None: ...


def write(
    out: IO[bytes], head: dict[str, Any], tables: Iterator[tuple[str, list[str], Iterator[str]]]
) -> Contents:
    """Write head, tables and the end; returns what was written."""
    contents = Contents(head)
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0, compresslevel=6) as packed:

        def put(document: Any) -> None:
            packed.write(json.dumps(document, separators=(",", ":")).encode() + b"\n")

        put(head)
        for name, columns, rows in tables:
            put({"table": name, "columns": columns})
            found = Sum()
            for line in rows:
                found.add(line)
                packed.write(line.encode() + b"\n")
            put({"end": name, "rows": found.rows, "sum": found.hex})
            contents.tables[name] = Table(found.rows, found.hex, columns)
        put({"whole": True, "tables": len(contents.tables), "rows": contents.rows})
    return contents


def check(
    path: Path, *, key: x25519.Identity | None, secret: str | None, taker: Taker | None = None
) -> Contents:
    """Open a backup and check every count and sum; `taker` gets the rows. Needs no database. Raises Mistake."""
    with sealing.opened(path, key=key, secret=secret) as stream:
        contents = read(stream, name=path.name, size=path.stat().st_size, taker=taker)
        while stream.read(1 << 16):
            pass
    return contents


def read(stream: IO[bytes], *, name: str, size: int, taker: Taker | None = None) -> Contents:
    """Read a whole backup and check every count and sum. `size` is that of the sealed file in bytes.

    Raises Mistake with one sentence when anything is not as it was written.
    """
    try:
        with gzip.GzipFile(fileobj=stream) as packed:
            return _Reading(_limited(packed, name, size * MAX_RATIO + ALLOWANCE), name, taker).read()
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise Mistake(f"{name}: holds no Dialdown backup, or one that is not whole") from None


def _limited(packed: IO[bytes], name: str, most: int) -> Iterator[bytes]:
    total = 0
    while line := packed.readline(MAX_LINE + 1):
        total += len(line)
        if len(line) > MAX_LINE or total > most:
            raise Mistake(f"{name}: grows far beyond what a diary takes; expected a backup as it was written")
        yield line


class _Reading:
    def __init__(self, lines: Iterator[bytes], name: str, taker: Taker | None) -> None:
        self._lines, self._name, self._taker = lines, name, taker

    def _next(self, kind: type[Any], tell: Callable[[], str]) -> Any:
        for line in self._lines:
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                break
            if isinstance(found, kind):
                return found
            break
        raise Mistake(f"{self._name}: {tell()}")

    def read(self) -> Contents:
        head = self._next(dict, lambda: "holds no Dialdown backup")
        if head.get("dialdown") != "backup" or not isinstance(head.get("migrations"), dict):
            raise Mistake(f"{self._name}: holds no Dialdown backup")
        if head.get("format") != FORMAT:
            raise Mistake(
                f"{self._name}: is of format {head.get('format')!r}; expected {FORMAT} (a newer Dialdown reads newer ones)"
            )
        contents = Contents(head)
        if self._taker:
            self._taker.begin(head)
        while True:
            opening = self._next(dict, lambda: "is not whole; expected a backup as it was written")
            if opening.get("whole") is True:
                break
            name, columns = opening.get("table"), opening.get("columns")
            if (
                not isinstance(name, str) or name in contents.tables or not isinstance(columns, list)
                or not all(isinstance(column, str) for column in columns)
            ):  # fmt: skip
                raise Mistake(f"{self._name}: a table does not begin as it should")
            contents.tables[name] = self._table(name, columns)
        if (opening.get("tables"), opening.get("rows")) != (len(contents.tables), contents.rows):
            raise Mistake(f"{self._name}: holds more or fewer rows than it says")
        if next(self._lines, None) is not None:
            raise Mistake(f"{self._name}: goes on after its end; expected a backup as it was written")
        return contents

    def _table(self, name: str, columns: list[str]) -> Table:
        if self._taker:
            self._taker.table(name, columns)
        found = Sum()
        for line in self._lines:
            try:
                text = line.decode().rstrip("\n")
                values = json.loads(text)
            except (ValueError, RecursionError):
                raise Mistake(f"{self._name}, table {name[:60]}: row {found.rows + 1} is damaged") from None
            if isinstance(values, dict):
                if (values.get("end"), values.get("rows"), values.get("sum")) != (
                    name,
                    found.rows,
                    found.hex,
                ):
                    raise Mistake(f"{self._name}, table {name[:60]}: the checksum does not fit its rows")
                if self._taker:
                    self._taker.end()
                return Table(found.rows, found.hex, columns)
            if not isinstance(values, list):
                raise Mistake(f"{self._name}, table {name[:60]}: row {found.rows + 1} is damaged")
            found.add(text)
            if self._taker:
                self._taker.row(values)
        raise Mistake(f"{self._name}: is not whole; expected a backup as it was written")
