"""One cell of a table into one answer: numbers, units, other scales, zeros that mean nothing."""

from __future__ import annotations

import datetime as dt
import math
import re

from dialdown.intake.definitions import OWN_PREFIX, Definition, Definitions, is_own_key, own_factor
from dialdown.intake.mapping import PAIN_PREFIX, ColumnMap
from dialdown.intake.records import Answer, parse_answer
from dialdown.intake.regions import Region, regions
from dialdown.intake.table_error import Unfit, quote

_POINT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_COMMA = re.compile(r"[+-]?(?:[0-9]+,[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_BETWEEN_TAGS = re.compile(r"[\s,;|]+")
# A spreadsheet runs text that begins with one of these signs as a formula, where a cell begins for it: at a semicolon, a tab or a
# line inside our cell, too, when it does not take commas to separate.
_SIGN = r"[=+\-@＝＋－＠]"
_BEGINS = re.compile(rf'(^|[;\t\r\n])([\s"]*)(?={_SIGN})')
_GUARDED = re.compile(rf"""(^|[;\t\r\n])([\s"]*)'(?={_SIGN})""")
_FIRST = ("\t", "\r")
OWN_KEYS = "own. and a name of small letters, digits and _, 76 at most"

_SECONDS = {
    "hours": 3600.0, "hour": 3600.0, "h": 3600.0, "hrs": 3600.0,
    "minutes": 60.0, "minute": 60.0, "min": 60.0, "mins": 60.0,
    "seconds": 1.0, "second": 1.0, "s": 1.0, "sec": 1.0,
}  # fmt: skip


def guarded(text: str) -> str:
    """Text as a table holds it: a quotation mark before every sign that a spreadsheet would take for a formula's."""
    kept = _BEGINS.sub(r"\1\2'", text)
    return f"'{kept}" if kept.startswith(_FIRST) else kept


def unguarded(text: str) -> str:
    """The text again."""
    return _GUARDED.sub(r"\1\2", text[1:] if text[:1] == "'" and text[1:].startswith(_FIRST) else text)


def number(text: str, *, decimal_comma: bool = False) -> float:
    """The finite number a cell holds. Raises Unfit; never reads inf, nan, `1_000` or a formula."""
    if len(text) <= 100:
        if _POINT.fullmatch(text):
            value = float(text)
        elif decimal_comma and _COMMA.fullmatch(text):
            value = float(text.replace(",", "."))
        else:
            value = math.nan
        if math.isfinite(value):
            # No minus zero: it would be another value than the zero it is.
            return value + 0.0
    raise Unfit("a number", _found(text, decimal_comma))


def _found(text: str, decimal_comma: bool) -> str:
    if text.startswith(("=", "@")):
        return f"the formula {quote(text)}"
    if not decimal_comma and _COMMA.fullmatch(text):
        return f"{quote(text)} (a decimal comma needs a semicolon or tab between the cells)"
    return quote(text)


def ratio(unit: str, wanted: str) -> float:
    """What one `unit` is in units of `wanted`. Raises Unfit when nobody can say."""
    if unit == wanted:
        return 1.0
    if unit in _SECONDS and wanted in _SECONDS:
        return _SECONDS[unit] / _SECONDS[wanted]
    if wanted in _SECONDS:
        raise Unfit("a unit such as hours, minutes or seconds", quote(unit))
    raise Unfit(f"the unit {quote(wanted)}" if wanted else "no unit", quote(unit))


def target(name: str, column: ColumnMap, definitions: Definitions) -> tuple[Definition, Region | None]:
    """What a column of the map stands for. Raises Unfit when there is no such thing."""
    if column.key.startswith(PAIN_PREFIX):
        region = regions().get(column.key.removeprefix(PAIN_PREFIX))
        if region is None:
            raise Unfit("a place on the body map, like pain.front-left-knee", quote(column.key))
        return definitions.region_pain, region
    known = definitions.get(column.key)
    if column.own is not None:
        try:
            made = column.own.definition()
        except ValueError as error:
            raise Unfit("a factor of one's own", str(error)) from None
        if known is not None and known.type != made.type:
            raise Unfit(f"the type {known.type}, as {known.key} has it", made.type)
        if len(made.key) > 80:
            raise Unfit("a name of at most 76 characters", quote(made.key))
        if not is_own_key(made.key):
            raise Unfit(OWN_KEYS, quote(made.key))
        return known or made, None
    if known is None:
        if not column.key.startswith(OWN_PREFIX):
            raise Unfit("an answer of the diary, a place or a factor of one's own", quote(column.key))
        if not is_own_key(column.key):
            raise Unfit(OWN_KEYS, quote(column.key))
        known = own_factor(column.key, name[:80] or column.key, "amount")
    return known, None


class CellReader:
    """Reads the cells of one column. `missing` cells are not for it. Raises Unfit when the map is wrong."""

    def __init__(
        self, index: int, name: str, column: ColumnMap, definitions: Definitions, *, decimal_comma: bool
    ) -> None:
        self.index, self.name, self.key, self._comma = index, name, column.key, decimal_comma
        self.definition, self.region = target(name, column, definitions)
        self._scale, self._zero = column.scale, column.zero_is_missing
        if self._scale and (self.definition.min, self.definition.max) != (0, 10):
            raise Unfit("no scale, since this is not answered from 0 to 10", column.key)
        if self._scale and not (math.isfinite(sum(self._scale)) and self._scale[0] != self._scale[1]):
            raise Unfit("two different numbers as scale")
        self._ratio = 1.0 if not column.unit else ratio(column.unit, self.definition.unit)
        self.unit = column.unit
        self._numeric = self.definition.type in ("scale", "amount", "count")
        self.expected = self._phrase()

    def read(self, text: str, day: dt.date) -> Answer | None:
        """The answer, or None for a zero that means nothing was recorded. Raises Unfit."""
        definition = self.definition
        if self._numeric or (definition.type == "choice" and self._looks_numeric(text)):
            return self._number(text, day)
        try:
            if definition.type == "choices":
                return parse_answer([tag for tag in _BETWEEN_TAGS.split(text) if tag], definition)
            if definition.type == "text":
                shown = unguarded(text)
                return parse_answer(shown, definition)
            answer = parse_answer(text.lower() if definition.type == "choice" else text, definition)
        except ValueError:
            raise Unfit(self.expected, _found(text, self._comma)) from None
        return None if answer is False and self._missing_zero(day) else answer

    def _number(self, text: str, day: dt.date) -> Answer | None:
        try:
            value = number(text, decimal_comma=self._comma)
        except Unfit as error:
            raise Unfit(self.expected, error.found) from None
        if value == 0 and self._missing_zero(day):
            return None
        if self._scale:
            low, high = self._scale
            if not min(low, high) <= value <= max(low, high):
                raise Unfit(self.expected, quote(text))
            value = min(10.0, max(0.0, (value - low) / (high - low) * 10.0))
        try:
            return parse_answer(value * self._ratio, self.definition)
        except ValueError:
            raise Unfit(self.expected, quote(text)) from None

    def _missing_zero(self, day: dt.date) -> bool:
        return day < self._zero if isinstance(self._zero, dt.date) else self._zero

    def _looks_numeric(self, text: str) -> bool:
        return text[:1] in "+-.,0123456789"

    def _phrase(self) -> str:
        definition = self.definition
        if definition.type == "yes_no":
            return "yes or no (1 or 0)"
        keys = ", ".join(option.key for option in definition.options)
        if definition.type == "choices":
            return f"some of {keys}"
        if definition.type == "text":
            return f"a text of at most {definition.max:g} characters" if definition.max else "a text"
        if self._scale:
            limits = f"a number from {min(self._scale):g} to {max(self._scale):g}"
        elif self._ratio != 1.0:
            span = _limits(definition).removeprefix(" from ")
            limits = f"a number of {self.unit} that makes {span} {definition.unit}"
        else:
            limits = ("a whole number" if definition.type == "count" else "a number") + _limits(definition)
        if definition.type != "choice":
            return limits
        return f"one of {keys}" + (f" or {limits}" if definition.max is not None else "")


def _limits(definition: Definition) -> str:
    low, high = definition.min, definition.max
    if low is None or high is None:
        return "" if low is None else f" from {low:g} on"
    return f" from {low:g} to {high:g}"
