"""Read a plain diary table: every row checked, then handed over as entries.

    result = read_table("diary.csv", None, person_id, definitions, zone="Europe/Berlin")
    for record in result.records(): ...

The whole file is read and checked before `read_table` returns, so nothing can be written from a
file that is wrong further down; `records()` reads it a second time and needs no memory for it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from dialdown.intake.cells import CellReader
from dialdown.intake.csv_text import CsvText, Source, file_name, read_bytes
from dialdown.intake.dates import DateReader, TimeReader, moment
from dialdown.intake.definitions import OWN_PREFIX, Definition, Definitions
from dialdown.intake.guess import NOT_RECORDED, guess_mapping
from dialdown.intake.mapping import Mapping
from dialdown.intake.records import SAID_BY, Answer, EntryRecord, RegionRecord
from dialdown.intake.table_error import TableError, Unfit, quote

FORMAT = "table"
MAX_ROWS = 500_000
SAMPLE = 200


@dataclass
class Counts:
    """What a table holds: data rows (blank lines apart), rows without any answer, entries, answers."""

    rows: int = 0
    empty_rows: int = 0
    entries: int = 0
    values: int = 0
    missing: Counter[str] = field(default_factory=Counter[str])
    zero_as_missing: Counter[str] = field(default_factory=Counter[str])
    first_day: dt.date | None = None
    last_day: dt.date | None = None


@dataclass(frozen=True)
class TableResult:
    """A table that was read without an error.

    `mapping` is complete: it names or ignores every column. `own` are the factors that the person does
    not have yet. `ignored` are columns that were left out, `rescaled` the numbers of the file that became
    0 and 10 in each column that asked on another scale.
    """

    file: str
    encoding: str
    delimiter: str
    mapping: Mapping
    counts: Counts
    own: tuple[Definition, ...]
    ignored: tuple[str, ...]
    rescaled: dict[str, tuple[float, float]]
    _reading: _Reading = field(repr=False, compare=False)

    def records(self) -> Iterator[EntryRecord]:
        """One record for each date and time with at least one answer, in the order of the file."""
        return self._reading.records(Counts())

    def __iter__(self) -> Iterator[EntryRecord]:
        return self.records()

    def __len__(self) -> int:
        return self.counts.entries

    def to_dict(self) -> dict[str, Any]:
        """The notes of the reader as plain data, for `--json` and for the import's summary."""
        counts = self.counts
        return {
            "file": self.file, "rows": counts.rows, "empty_rows": counts.empty_rows, "entries": counts.entries,
            "values": counts.values,
            "first_date": counts.first_day.isoformat() if counts.first_day else None,
            "last_date": counts.last_day.isoformat() if counts.last_day else None,
            "missing": dict(counts.missing), "zero_as_missing": dict(counts.zero_as_missing),
            "ignored": list(self.ignored), "factors": [d.key for d in self.own],
            "rescaled": {name: list(scale) for name, scale in self.rescaled.items()},
            "said_by": self.mapping.said_by, "said_by_column": self.mapping.said_by_column,
        }  # fmt: skip


def read_table(
    source: Source,
    mapping: Mapping | None,
    person_id: uuid.UUID,
    definitions: Definitions,
    *,
    zone: str = "UTC",
    file: str | None = None,
    today: dt.date | None = None,
) -> TableResult:
    """Check a whole table and say what it holds. Raises TableError and nothing else.

    `source` is a path, an open binary file or the bytes; `file` the name for error sentences. `zone`
    (IANA) holds when the map has none. Dates may lie one day after `today` (default: today in the zone),
    since it may already be tomorrow where the person is.

    The id of an entry is the v5 UUID of the person's id and the name `table 2026-01-31` or
    `table 2026-01-31T18:30:00`, so that the same row of any file is the same entry; an entry without a
    time stands at noon of its zone. `said_by` is what the column for it says, else the map's, else `import`. A
    date and time may stand there once for each voice; then the voice is part of that name for all but the first of them, in
    the order self, parent, clinician, device, import. `mode` is `import`. A column called `person` may name one person only.
    """
    text = CsvText(*_opened(source, file), None if mapping is None else mapping.delimiter)
    reading = _Reading(text, _completed(text, mapping, definitions), person_id, definitions, zone, today)
    counts = Counts()
    for _ in reading.records(counts):
        pass
    if counts.rows == 0:
        raise text.error(text.header_line, None, "rows below the names of the columns", "none")
    full = reading.mapping
    scales = {name: column.scale for name, column in full.columns.items() if column.scale}
    return TableResult(
        text.file, text.encoding.removesuffix("-sig"), text.delimiter, full, counts, reading.own,
        reading.ignored, scales, reading,
    )  # fmt: skip


def guess_table(
    source: Source, definitions: Definitions, *, mapping: Mapping | None = None, file: str | None = None
) -> Mapping:
    """The map that `read_table` would use, without reading the rows: what `--write-map` writes.

    Unlike `read_table` it does not mind dates in another form. Raises TableError.
    """
    text = CsvText(*_opened(source, file), None if mapping is None else mapping.delimiter)
    return _completed(text, mapping, definitions)


def _opened(source: Source, file: str | None) -> tuple[bytes, str]:
    name = file or file_name(source)
    return read_bytes(source, name), name


def _completed(text: CsvText, mapping: Mapping | None, definitions: Definitions) -> Mapping:
    """Every column named or ignored."""
    return guess_mapping(
        text.header, _sample(text), definitions=definitions, base=mapping, decimal_comma=text.delimiter != ",",
        file=text.file, header_line=text.header_line,
    )  # fmt: skip


def _sample(text: CsvText) -> list[list[str]]:
    """The first rows, and later ones as long as they are the first with something in a column."""
    rows: list[list[str]] = []
    unseen = set(range(len(text.header)))
    for _, cells in text.rows():
        news = {index for index in unseen if cells[index]}
        unseen -= news
        if len(rows) < SAMPLE or news:
            rows.append(cells)
        elif not unseen:
            break
    return rows


class _Reading:
    """A table, its map and the readers of its columns, ready to go through the rows."""

    def __init__(
        self,
        text: CsvText,
        mapping: Mapping,
        person_id: uuid.UUID,
        definitions: Definitions,
        zone: str,
        today: dt.date | None,
    ) -> None:
        self.text, self.mapping, self.person_id = text, mapping, person_id
        self.zone = mapping.zone or zone
        self.missing = frozenset(mapping.missing) | {""}
        self._check_map()
        latest = (today or dt.datetime.now(ZoneInfo(self.zone)).date()) + dt.timedelta(days=1)
        try:
            self.date = DateReader(mapping.date_format, self.zone, latest)
            self.time = None if mapping.time is None else TimeReader(mapping.time_format)
        except Unfit as error:
            raise TableError(mapping.source, None, None, error.expected, error.found) from None
        self.date_index = self._date_index()
        self.time_index = None if mapping.time is None else self._index(mapping.time)
        self.cells = self._cell_readers(definitions)
        self.own = tuple(
            cell.definition for cell in self.cells
            if cell.key.startswith(OWN_PREFIX) and definitions.get(cell.key) is None
        )  # fmt: skip
        voice = mapping.said_by_column
        self.voice_index = None if voice is None else self._index(voice)
        # Of a moment that several told, whose row has the id that the moment has otherwise; filled by the first reading.
        self.first_voice: dict[tuple[dt.date, dt.time | None], str] = {}
        whose = [
            i
            for i, name in enumerate(text.header)
            if name.lower() == "person" and name not in mapping.columns
        ]
        self.person_index = whose[0] if whose else None
        used = {self.date_index, self.time_index, self.voice_index, *(cell.index for cell in self.cells)}
        self.ignored = tuple(text.column(i) for i in range(len(text.header)) if i not in used)

    def records(self, counts: Counts) -> Iterator[EntryRecord]:
        """Go through the rows, filling `counts`. Raises TableError at the first thing that is wrong."""
        seen: dict[tuple[dt.date, dt.time | None], dict[str, int]] = {}
        whose = ""
        for line, cells in self.text.rows():
            if not any(cells):
                continue
            counts.rows += 1
            if counts.rows > MAX_ROWS:
                raise self.text.error(line, None, f"at most {MAX_ROWS:,} rows", "more")
            day, time = self._when(line, cells)
            voice, whose = self._voice(line, cells), self._one_person(line, cells, whose)
            voices = seen.setdefault((day, time), {})
            first = voices.setdefault(voice, line)
            if len(voices) > 1:
                self.first_voice[(day, time)] = min(voices, key=SAID_BY.index)
            if first != line:
                what = "each date once" if time is None else "each date and time once"
                again = day.isoformat() if time is None else f"{day.isoformat()} {time:%H:%M:%S}"
                raise self.text.error(line, self.date_index, what, f"{again} again (first in line {first})")
            values, marks = self._answers(line, cells, day, counts)
            if not values and not marks:
                counts.empty_rows += 1
                continue
            counts.entries += 1
            counts.values += len(values) + len(marks)
            counts.first_day = min(day, counts.first_day or day)
            counts.last_day = max(day, counts.last_day or day)
            yield self._record(day, time, voice, values, marks)

    def _voice(self, line: int, cells: list[str]) -> str:
        text = "" if self.voice_index is None else cells[self.voice_index]
        if text in self.missing or text == NOT_RECORDED:
            return self.mapping.said_by
        if text.lower() not in SAID_BY:
            raise self.text.error(line, self.voice_index, f"one of {', '.join(SAID_BY)}", quote(text))
        return text.lower()

    def _one_person(self, line: int, cells: list[str], whose: str) -> str:
        """The one name in a column `person`: two diaries in one table would become one."""
        name = "" if self.person_index is None else cells[self.person_index]
        if name in self.missing or name == whose:
            return whose
        if whose:
            raise self.text.error(
                line, self.person_index, f"the diary of one person, {quote(whose)}", quote(name)
            )
        return name

    def _record(
        self,
        day: dt.date,
        time: dt.time | None,
        voice: str,
        values: dict[str, Answer],
        marks: list[RegionRecord],
    ) -> EntryRecord:
        at = moment(day, time, self.zone)
        name = f"{FORMAT} {day.isoformat()}" + ("" if time is None else f"T{time.isoformat('seconds')}")
        if voice != self.first_voice.get((day, time), voice):
            name += f" {voice}"
        return EntryRecord(
            id=uuid.uuid5(self.person_id, name), at=at, zone=self.zone, day=day, mode="import",
            said_by=voice, saved_at=at, values=values, regions=tuple(marks),
        )  # fmt: skip

    def _when(self, line: int, cells: list[str]) -> tuple[dt.date, dt.time | None]:
        index, text = self.date_index, cells[self.date_index]
        try:
            if text in self.missing:
                raise Unfit(self.date.expected)
            day, time = self.date.read(text)
            if self.time is not None and self.time_index is not None:
                index, text = self.time_index, cells[self.time_index]
                if text not in self.missing:
                    time = self.time.read(text)
        except Unfit as error:
            raise self.text.error(
                line, index, error.expected, quote(text) if text else "an empty cell"
            ) from None
        return day, time

    def _answers(
        self, line: int, cells: list[str], day: dt.date, counts: Counts
    ) -> tuple[dict[str, Answer], list[RegionRecord]]:
        values: dict[str, Answer] = {}
        marks: list[RegionRecord] = []
        for cell in self.cells:
            text = cells[cell.index]
            if text in self.missing:
                counts.missing[self.text.column(cell.index)] += 1
                continue
            try:
                answer = cell.read(text, day)
            except Unfit as error:
                wrong = self.text.error(line, cell.index, error.expected, error.found)
                wrong.private = cell.definition.sealed
                raise wrong from None
            if answer is None:
                counts.zero_as_missing[self.text.column(cell.index)] += 1
            elif cell.region is None:
                values[cell.key] = answer
            elif isinstance(answer, float):
                marks.append(RegionRecord(cell.region.id, cell.region.side, answer))
        return values, marks

    def _check_map(self) -> None:
        mapping = self.mapping
        if mapping.said_by not in SAID_BY:
            expected = f"said_by to be one of {', '.join(SAID_BY)}"
            raise TableError(mapping.source, None, None, expected, quote(mapping.said_by))
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError):
            raise TableError(
                mapping.source, None, None, "a time zone like Europe/Berlin", quote(self.zone)
            ) from None

    def _date_index(self) -> int:
        if self.mapping.date is None:
            expected = 'a column called "date", or a first one without a name that holds dates'
            raise self.text.error(self.text.header_line, None, expected)
        return self._index(self.mapping.date)

    def _index(self, name: str) -> int:
        try:
            return self.text.header.index(name)
        except ValueError:
            expected = f"the column {quote(name)}, which the map names"
            raise self.text.error(self.text.header_line, None, expected) from None

    def _cell_readers(self, definitions: Definitions) -> list[CellReader]:
        readers: list[CellReader] = []
        seen: dict[str, str] = {}
        for name, column in self.mapping.columns.items():
            index = self._index(name)
            try:
                if column.key in seen:
                    raise Unfit(
                        "every answer from one column", f"{column.key} from {quote(seen[column.key])} too"
                    )
                if index in (self.date_index, self.time_index):
                    raise Unfit("another column than the one with the date or time")
                readers.append(
                    CellReader(index, name, column, definitions, decimal_comma=self.text.delimiter != ",")
                )
            except Unfit as error:
                raise TableError(
                    self.mapping.source, column.line, name, error.expected, error.found
                ) from None
            seen[column.key] = name
        return readers
