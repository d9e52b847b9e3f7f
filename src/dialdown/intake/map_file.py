"""Read a map from its YAML text, with the line of everything that is wrong.

The text is taken apart node by node, so a column called `no` stays text and nothing can be built
from tags or aliases.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any, cast
from zoneinfo import ZoneInfo

import yaml

from dialdown.intake.csv_text import DELIMITERS, Source, file_name, read_bytes
from dialdown.intake.dates import check_date_format, check_time_format
from dialdown.intake.definitions import KINDS, OWN_PREFIX, shipped
from dialdown.intake.mapping import EVERYTHING_ELSE, PAIN_PREFIX, ColumnMap, Mapping, OwnFactor
from dialdown.intake.records import SAID_BY
from dialdown.intake.table_error import TableError, Unfit, quote

MAX_MAP = 1024 * 1024
OWN_TYPES = ("yes_no", "count", "amount", "scale")
FIELDS = (
    "date", "date_format", "time", "time_format", "zone", "said_by", "said_by_column", "missing", "delimiter", "columns",
    "zero_is_missing", "scale", "unit", "ignore",
)  # fmt: skip
OWN_FIELDS = ("name", "label", "type", "unit", "kind")
COLUMN_FIELDS = ("key", "scale", "unit", "zero_is_missing")


def read_mapping(source: Source, *, file: str | None = None) -> Mapping:
    """The map in a YAML file (path, open binary file or bytes). Raises TableError with the line in the map."""
    name = file or file_name(source)
    data = read_bytes(source, name, MAX_MAP)
    try:
        # The stubs leave the types of this function open.
        compose = cast("Callable[..., yaml.Node | None]", cast(Any, yaml).compose)
        node = compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise TableError(name, line, None, "text saved as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise TableError(name, mark.line + 1 if mark else 1, None, "YAML like `column: pain_now`") from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise TableError(name, 1, None, "YAML like `column: pain_now`") from None
    return _MapReader(name).read(node)


def shipped_mapping(name: str) -> Mapping:
    """A map that comes with the package. Raises KeyError when there is none of that name."""
    found = files("dialdown.intake").joinpath(f"data/maps/{name}.yaml")
    if name not in shipped_maps():
        raise KeyError(name)
    return read_mapping(found.read_bytes(), file=f"{name}.yaml")


def shipped_maps() -> tuple[str, ...]:
    """The names of the maps that come with the package."""
    folder = files("dialdown.intake").joinpath("data/maps")
    return tuple(
        sorted(found.name.removesuffix(".yaml") for found in folder.iterdir() if found.name.endswith(".yaml"))
    )


class _MapReader:
    def __init__(self, file: str) -> None:
        self.file = file

    def read(self, node: yaml.Node | None) -> Mapping:
        mapping = Mapping(source=self.file)
        if node is None:
            return mapping
        # A name without a value says nothing.
        given = {k: v for k, v in self.pairs(node, FIELDS) if not v.tag.endswith(":null")}
        columns: dict[str, ColumnMap] = {}
        if "columns" in given:
            for key, value in self.items(given["columns"]):
                column = self.column(key, value)
                # `date` and `time` may stand among the columns as well.
                if column.key in ("date", "time"):
                    mapping = (
                        replace(mapping, date=key) if column.key == "date" else replace(mapping, time=key)
                    )
                else:
                    columns[key] = column
        for field, add in (("zero_is_missing", self.zeros), ("scale", self.scales), ("unit", self.units)):
            if field in given:
                add(given[field], columns)
        return self.simple(replace(mapping, columns=columns), given)

    def simple(self, mapping: Mapping, given: dict[str, yaml.Node]) -> Mapping:
        """The fields that are one text or a list of texts."""
        readers: dict[str, Callable[[str], str]] = {
            "date": _name, "time": _name, "date_format": check_date_format, "time_format": check_time_format,
            "zone": _zone, "said_by": _said_by, "said_by_column": _name, "delimiter": _delimiter,
        }  # fmt: skip
        found: dict[str, str] = {}
        for field, read in readers.items():
            if field in given:
                found[field] = self.fit(given[field], read)
        lists: dict[str, tuple[str, ...]] = {}
        if "missing" in given:
            lists["missing"] = tuple(dict.fromkeys(text.strip() for text in self.texts(given["missing"])))
        if "ignore" in given:
            lists["ignore"] = tuple(dict.fromkeys(_name(text) for text in self.texts(given["ignore"])))
            if EVERYTHING_ELSE in lists["ignore"]:
                lists["ignore"] = (EVERYTHING_ELSE,)
        return replace(mapping, **found, **lists)

    # --- parts ------------------------------------------------------------------------------------

    def column(self, name: str, node: yaml.Node) -> ColumnMap:
        line = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            return ColumnMap(self.filled(node), line=line)
        rows = dict(self.pairs(node, (*COLUMN_FIELDS, *OWN_FIELDS)))
        if "key" in rows:
            rows = dict(self.pairs(node, COLUMN_FIELDS))
            column = ColumnMap(self.filled(rows["key"]), line=line)
        else:
            column = self.own(name, rows, line)
        if "scale" in rows:
            column = replace(column, scale=self.scale(rows["scale"]))
        if "unit" in rows and column.own is None:
            column = replace(column, unit=self.text(rows["unit"]))
        if "zero_is_missing" in rows:
            column = replace(column, zero_is_missing=self.zero(rows["zero_is_missing"]))
        return column

    def own(self, name: str, rows: dict[str, yaml.Node], line: int) -> ColumnMap:
        given = {field: self.text(rows[field]) for field in OWN_FIELDS if field in rows}
        own = OwnFactor(**{"name": "", "label": name, **given})
        for field, longest in (("label", 80), ("unit", 20)):
            if len(getattr(own, field)) > longest:
                raise self.error(rows.get(field), f"a {field} of at most {longest} characters", line=line)
        if not re.fullmatch(r"[a-z0-9_.-]{1,70}", own.name):
            raise self.error(rows.get("name"), "a name of small letters, digits and _", quote(own.name), line)
        if own.type not in OWN_TYPES:
            raise self.error(rows.get("type"), f"one of {', '.join(OWN_TYPES)}", quote(own.type), line)
        if own.kind not in KINDS:
            raise self.error(rows.get("kind"), f"one of {', '.join(KINDS)}", quote(own.kind), line)
        return ColumnMap(own.key, own, line=line)

    def zeros(self, node: yaml.Node, columns: dict[str, ColumnMap]) -> None:
        if isinstance(node, yaml.ScalarNode):
            everywhere = self.zero(node)
            columns.update(
                {name: replace(column, zero_is_missing=everywhere) for name, column in columns.items()}
            )
            return
        if isinstance(node, yaml.MappingNode):
            for name, value in self.items(node):
                self.set_zero(columns, name, self.zero(value), value)
            return
        for item in self.entries(node):
            if isinstance(item, yaml.ScalarNode):
                self.set_zero(columns, _name(item.value), True, item)
                continue
            rows = dict(self.pairs(item, ("column", "until")))
            if "column" not in rows:
                raise self.error(item, "a column, like {column: pain, until: 2015-11-25}")
            until = self.zero(rows["until"]) if "until" in rows else True
            self.set_zero(columns, _name(self.text(rows["column"])), until, item)

    def set_zero(
        self, columns: dict[str, ColumnMap], name: str, value: bool | dt.date, node: yaml.Node
    ) -> None:
        columns[name] = replace(self.known(columns, name, node), zero_is_missing=value)

    def scales(self, node: yaml.Node, columns: dict[str, ColumnMap]) -> None:
        if isinstance(node, yaml.SequenceNode):
            scale = self.scale(node)
            columns.update({n: replace(c, scale=scale) for n, c in columns.items() if _from_0_to_10(c)})
            return
        for name, value in self.items(node):
            columns[name] = replace(self.known(columns, name, value), scale=self.scale(value))

    def units(self, node: yaml.Node, columns: dict[str, ColumnMap]) -> None:
        for name, value in self.items(node):
            column, unit = self.known(columns, name, value), self.text(value)
            if len(unit) > 20:
                raise self.error(value, "a unit of at most 20 characters")
            if column.own is not None and not column.own.unit:
                columns[name] = replace(column, own=replace(column.own, unit=unit))
            else:
                columns[name] = replace(column, unit=unit)

    def known(self, columns: dict[str, ColumnMap], name: str, node: yaml.Node) -> ColumnMap:
        if name not in columns:
            raise self.error(node, "a column that stands under `columns`", quote(name))
        return columns[name]

    def scale(self, node: yaml.Node) -> tuple[float, float]:
        texts = [self.text(item) for item in self.entries(node)]
        try:
            low, high = (float(text) for text in texts)
        except ValueError:
            low = high = math.nan
        if not (math.isfinite(low) and math.isfinite(high) and low != high and math.isfinite(high - low)):
            raise self.error(node, "two different numbers like [1, 7]")
        return low, high

    def zero(self, node: yaml.Node) -> bool | dt.date:
        text = self.text(node)
        if text in ("true", "false"):
            return text == "true"
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise self.error(node, "true or a date like 2026-01-31", quote(text)) from None

    # --- nodes ------------------------------------------------------------------------------------

    def error(
        self, node: yaml.Node | None, expected: str, found: str = "", line: int | None = None
    ) -> TableError:
        return TableError(
            self.file, line if node is None else node.start_mark.line + 1, None, expected, found
        )

    def text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(node, "one text")
        return node.value

    def filled(self, node: yaml.Node) -> str:
        text = self.text(node).strip()
        if not text or text in ("null", "~"):
            raise self.error(node, "what the column is, like pain_now")
        return text

    def fit(self, node: yaml.Node, read: Callable[[str], str]) -> str:
        try:
            return read(self.text(node))
        except Unfit as error:
            raise self.error(node, error.expected, error.found) from None

    def texts(self, node: yaml.Node) -> list[str]:
        return (
            [node.value] if isinstance(node, yaml.ScalarNode) else [self.text(n) for n in self.entries(node)]
        )

    def entries(self, node: yaml.Node) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(node, "a list like [a, b]")
        return node.value

    def items(self, node: yaml.Node) -> Iterator[tuple[str, yaml.Node]]:
        """Names and nodes of a set; each name once, with its white space made single."""
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, "rows like `column: pain_now`")
        seen: set[str] = set()
        for key, value in node.value:
            name = _name(self.text(key))
            if name in seen:
                raise self.error(key, "every name once", f"{quote(name)} twice")
            seen.add(name)
            yield name, value

    def pairs(self, node: yaml.Node, allowed: tuple[str, ...]) -> Iterator[tuple[str, yaml.Node]]:
        for name, value in self.items(node):
            if name not in allowed:
                raise self.error(value, f"one of {', '.join(allowed)}", quote(name))
            yield name, value


def _name(text: str) -> str:
    return " ".join(text.split())


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise Unfit("a time zone like Europe/Berlin", quote(text)) from None
    return text


def _said_by(text: str) -> str:
    if text not in SAID_BY:
        raise Unfit(f"one of {', '.join(SAID_BY)}", quote(text))
    return text


def _delimiter(text: str) -> str:
    if text not in DELIMITERS:
        raise Unfit('",", ";" or "\\t"', quote(text))
    return text


def _from_0_to_10(column: ColumnMap) -> bool:
    if column.own is not None:
        return column.own.type == "scale"
    if column.key.startswith((PAIN_PREFIX, OWN_PREFIX)):
        return column.key.startswith(PAIN_PREFIX)
    definition = shipped().get(column.key)
    return definition is not None and (definition.min, definition.max) == (0, 10)
