"""How the columns of a table become answers of the diary: the map, and the text it is kept as."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field

from dialdown.intake.dates import CLOCK, ISO
from dialdown.intake.definitions import OWN_PREFIX, Definition, own_factor

PAIN_PREFIX = "pain."
EVERYTHING_ELSE = "*"


@dataclass(frozen=True)
class OwnFactor:
    """A factor that the table brings: `type` yes_no, count, amount or scale; `kind` as in the definitions."""

    name: str
    label: str = ""
    type: str = "amount"
    unit: str = ""
    kind: str = "behaviour"

    @property
    def key(self) -> str:
        """The key its answers are stored under."""
        return self.name if self.name.startswith(OWN_PREFIX) else OWN_PREFIX + self.name

    def definition(self) -> Definition:
        """Its definition. Raises ValueError on an unknown type or kind."""
        return own_factor(self.key, self.label or self.name, self.type, unit=self.unit, kind=self.kind)


@dataclass(frozen=True)
class ColumnMap:
    """What one column of the file means.

    `key` is a definition's key, `pain.<region-id>` or `own.<name>`; `own` describes a factor that may
    be new. `scale` are the file's numbers for 0 and for 10. `unit` is the unit of the file's numbers.
    `zero_is_missing`: True, or the first day on which a zero is a real zero. `line` is where the map
    says it, for error sentences.
    """

    key: str
    own: OwnFactor | None = None
    scale: tuple[float, float] | None = None
    unit: str = ""
    zero_is_missing: bool | dt.date = False
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Mapping:
    """The map of a table: which column is what, and how it is written.

    `date` None = the column called `date`, or an unnamed first column ("" names that one). `zone` None =
    the zone the reader is told. `said_by_column` says of each row whose words it holds; `said_by` holds where
    there is none, or its cell is empty. `ignore` has names of columns, or `*` for all that `columns` leaves out;
    columns that are neither named nor ignored are guessed. `source` is the file the map came from.
    """

    columns: Dictionary[str, ColumnMap] = field(default_factory=dict[str, ColumnMap])
    date: str | None = None
    date_format: str = ISO
    time: str | None = None
    time_format: str = CLOCK
    zone: str | None = None
    said_by: str = "import"
    said_by_column: str | None = None
    missing: tuple[str, ...] = ("",)
    delimiter: str | None = None
    ignore: tuple[str, ...] = ()
    source: str = field(default="map", compare=False)

    def to_yaml(self) -> str:
        """The map as commented text that `read_mapping` reads back as an equal map."""
        return "\n".join(_lines(self)) + "\n"


_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
# Other readers of YAML take these for something else than text.
_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"}


def quoted(text: str) -> str:
    """`text` as one YAML scalar, in quotation marks unless it is a plain word."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return '"' + "".join(_escaped(c) for c in text) + '"'


def _escaped(c: str) -> str:
    if c in '"\\':
        return "\\" + c
    if c.isprintable():
        return c
    return (
        f"\\x{ord(c):02x}"
        if ord(c) < 0x100
        else f"\\u{ord(c):04x}"
        if ord(c) < 0x10000
        else f"\\U{ord(c):08x}"
    )


def _row(name: str, value: str) -> str:
    start = quoted(name)
    # A key of this length would not be seen as one without the question mark.
    return f"  ? {start}\n  : {value}" if len(start) > 900 else f"  {start}: {value}"


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(quoted(value) for value in values) + "]"


def _column(column: ColumnMap) -> str:
    if column.own is None:
        return quoted(column.key)
    own = column.own
    parts = [f"name: {quoted(own.name)}", f"label: {quoted(own.label)}", f"type: {own.type}"]
    if own.unit:
        parts.append(f"unit: {quoted(own.unit)}")
    return "{" + ", ".join([*parts, f"kind: {own.kind}"]) + "}"


def _lines(mapping: Mapping) -> list[str]:
    lines = ["# How to read this table. Change what is wrong and give it back with --map.", ""]

    def say(comment: str, name: str, value: str, *, given: bool = True) -> None:
        lines.extend([f"# {comment}", f"{'' if given else '# '}{name}: {value}", ""])

    def text(comment: str, name: str, value: str | None, example: str = "") -> None:
        say(comment, name, quoted(example if value is None else value), given=value is not None)

    text('The column with the date ("" = the first one, when it has no name).', "date", mapping.date)
    text(
        "How dates are written: %Y year, %y two digits of it, %m month, %d day.",
        "date_format",
        mapping.date_format,
    )
    text("The column with the time of day, when a day has several rows.", "time", mapping.time, "time")
    text(
        "How times are written: %H hour, %M minute; %I %p with am and pm.", "time_format", mapping.time_format
    )
    text(
        "The time zone of dates and times; left out: the person's own.", "zone", mapping.zone, "Europe/Berlin"
    )
    text("Who said it: import, self, parent, clinician or device.", "said_by", mapping.said_by)
    text(
        "The column that says so row by row, in the same words.",
        "said_by_column",
        mapping.said_by_column,
        "said_by",
    )
    say("What stands in a cell where nothing was recorded.", "missing", _list(mapping.missing))
    text(
        "What separates the cells (comma, semicolon, tab); left out: found out.",
        "delimiter",
        mapping.delimiter,
        ",",
    )
    lines.append(
        "# Column of the file: what it is. An answer of the diary (pain_now, sleep_hours, ...), a place"
    )
    lines.append(
        "# (pain.front-left-knee), or a factor of one's own with type yes_no, count, amount or scale and"
    )
    lines.append("# kind behaviour, state, weather or calendar.")
    lines.append("columns:" if mapping.columns else "columns: {}")
    lines.extend(_row(name, _column(column)) for name, column in mapping.columns.items())
    lines.append("")
    lines.append("# Columns where 0 means that nothing was recorded; `until`: the first day with real zeros.")
    zeros = [
        (name, column.zero_is_missing) for name, column in mapping.columns.items() if column.zero_is_missing
    ]
    lines.append("zero_is_missing:" if zeros else "zero_is_missing: []")
    for name, until in zeros:
        column = quoted(name)
        dated = isinstance(until, dt.date)
        lines.append(f"  - {{column: {column}, until: {until.isoformat()}}}" if dated else f"  - {column}")
    lines.append("")
    scales = [(name, column.scale) for name, column in mapping.columns.items() if column.scale]
    lines.append("# The file's own numbers for 0 and for 10, where it asked on another scale.")
    lines.append("scale:" if scales else "scale: {}")
    lines.extend(_row(name, f"[{low!r}, {high!r}]") for name, (low, high) in scales)
    lines.append("")
    units = [(name, column.unit) for name, column in mapping.columns.items() if column.unit]
    lines.append(
        "# The unit of the file's numbers, where it is another than the diary's (minutes, hours, ...)."
    )
    lines.append("unit:" if units else "unit: {}")
    lines.extend(_row(name, quoted(unit)) for name, unit in units)
    lines.append("")
    everything = mapping.ignore == (EVERYTHING_ELSE,)
    ignore = quoted(EVERYTHING_ELSE) if everything else _list(mapping.ignore)
    say('Columns to leave out; "*" = all that are not named above.', "ignore", ignore)
    return lines[:-1]
