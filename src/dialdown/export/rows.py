"""One line of an archive, checked as strictly as a form: what a row may hold, and what only a diary can hold."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from dialdown.export.tables import Table
from dialdown.intake.definitions import KINDS, OWN_PREFIX, Definitions
from dialdown.intake.records import ENTRY_MODES, BadInput, parse_document
from dialdown.intake.regions import regions

YEARS = range(1900, 9999)


class Unfit(ValueError):
    """A row that no diary could have written; the text says why."""


def parse_row(table: Table, line: str) -> models.Model:
    """An unsaved row from one line of JSON. Raises Unfit."""
    try:
        given = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Unfit("expected one JSON object") from None
    if "\\u0000" in line:
        raise Unfit("holds a character that cannot be stored")
    fields = table.fields()
    if not isinstance(given, dict) or given.keys() != {f.attname for f in fields}:
        raise Unfit(f"expected the fields {', '.join(f.attname for f in fields)}")
    row = table.model()
    for field in fields:
        try:
            setattr(row, field.attname, _value(field, given[field.attname], row))
        except (ValidationError, ValueError, TypeError, OverflowError) as error:
            said = error.messages[0] if isinstance(error, ValidationError) else str(error)
            raise Unfit(f"{field.attname}: {said}") from None
    return row


def _no_number(text: str) -> None:
    raise ValueError(text)


def _value(field: models.Field[Any, Any], raw: Any, row: models.Model) -> Any:
    if raw is None:
        if not field.null:
            raise ValueError("is empty")
        return None
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(raw)
    _check_type(field, raw)
    value = field.to_python(raw)
    if isinstance(value, dt.datetime) and timezone.is_naive(value):
        raise ValueError("expected a time with its offset")
    if isinstance(value, dt.date) and value.year not in YEARS:
        raise ValueError(f"expected a year from {YEARS[0]} on")
    if raw != "":
        if not isinstance(field, (models.UUIDField, models.JSONField)):
            field.clean(value, row)
    elif not isinstance(field, models.CharField | models.TextField):
        raise ValueError("is empty")
    return value


def _check_type(field: models.Field[Any, Any], raw: Any) -> None:
    if isinstance(field, models.JSONField):
        wanted: Any = list if field.default is list else dict
        if not isinstance(raw, wanted):
            raise ValueError(f"expected a {'list' if wanted is list else 'set of named values'}")
    elif isinstance(field, models.BooleanField):
        if not isinstance(raw, bool):
            raise ValueError("expected true or false")
    elif isinstance(field, (models.FloatField, models.IntegerField)):
        if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not math.isfinite(raw):
            raise ValueError("expected a number")
        if isinstance(field, models.IntegerField) and not isinstance(raw, int):
            raise ValueError("expected a whole number")
    elif not isinstance(raw, str):
        raise ValueError("expected text")


# --- what only a diary can hold -------------------------------------------------------------------


def _zone(row: Any) -> None:
    try:
        ZoneInfo(row.zone)
    except (KeyError, ValueError, OSError):
        raise Unfit(f"zone: {row.zone[:40]!r} is not a time zone") from None


def _entry(row: Any, _: Definitions) -> None:
    _zone(row)
    if row.mode not in ENTRY_MODES:
        raise Unfit(f"mode: {row.mode!r} is not a kind of check-in")


def _factor(row: Any, _: Definitions) -> None:
    if not row.key.startswith(OWN_PREFIX) or row.kind not in KINDS:
        raise Unfit("key, kind: expected a factor of one's own")


def _value_row(row: Any, definitions: Definitions) -> None:
    found = definitions.get(row.key)
    if found is None:
        raise Unfit(f"key: {row.key[:40]!r} is not something this diary knows")
    if row.number is not None:
        low, high = found.min, found.max
        if (low is not None and row.number < low) or (high is not None and found.type != "text" and row.number > high):
            raise Unfit(f"number: {row.number:g} does not fit {row.key}")
    _texts("tags", row.tags)
    if set(row.tags) - {option.key for option in found.options}:
        raise Unfit(f"tags: not all of them belong to {row.key}")


def _region(row: Any, definitions: Definitions) -> None:
    found = regions().get(row.region)
    if found is None or (row.side != found.side and (found.side, row.side) != ("not_stated", "middle")):
        raise Unfit(f"region, side: {row.region[:40]!r} {row.side} is not a place on the body map")
    if row.pain is not None and not 0 <= row.pain <= 10:
        raise Unfit(f"pain: {row.pain:g} is outside 0 to 10")
    _texts("quality", row.quality)
    _texts("brings_on", row.brings_on)


def _sign(row: Any, definitions: Definitions) -> None:
    if row.kind not in definitions.signs:
        raise Unfit(f"kind: {row.kind!r} is not a sign this diary knows")


def _revision(row: Any, definitions: Definitions) -> None:
    if row.document is None:
        return
    try:
        parse_document(row.document, definitions)
    except BadInput as error:
        raise Unfit(f"document, {error.problems[0].where}: {error.problems[0].message}") from None


def _texts(name: str, values: list[Any]) -> None:
    if not all(isinstance(value, str) for value in values):
        raise Unfit(f"{name}: expected texts")


CHECKS: Mapping[str, Callable[[Any, Definitions], None]] = {
    "person": lambda row, _: _zone(row), "entry": _entry, "factor": _factor, "value": _value_row,
    "region_mark": _region, "sign": _sign, "revision": _revision,
}  # fmt: skip


def check_meaning(table: Table, row: models.Model, definitions: Definitions) -> None:
    """Raises Unfit for a row that no page could show."""
    check = CHECKS.get(table.name)
    if check is not None:
        check(row, definitions)
