"""Rows of every table as plain lines, the same on every database: what SQLite wrote, PostgreSQL reads, and back."""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import hashlib
import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.apps import apps as current
from django.apps.registry import Apps
from django.db import models

# Who is signed in right now is no part of a backup: after a restore everybody signs in again.
MOMENTARY = frozenset({"sessions.session", "usersessions.usersession"})
CHUNK = 500
MODULUS = 1 << 256


def tables(registry: Apps = current) -> list[type[models.Model]]:
    """Every stored model, sorted by its table."""
    found = [
        model for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in MOMENTARY
    ]  # fmt: skip
    return sorted(found, key=lambda model: model._meta.db_table)


def columns(model: type[models.Model]) -> list[str]:
    """The stored fields of a model, by attribute, in its order."""
    return [field.attname for field in model._meta.concrete_fields]


def lines(model: type[models.Model], names: list[str]) -> Iterator[str]:
    """Each row as a JSON list of these columns."""
    query = model._base_manager.order_by("pk").values_list(*names)
    for row in query.iterator(2000):
        yield json.dumps(
            [plain(value) for value in row], ensure_ascii=False, separators=(",", ":"), allow_nan=False
        )


def plain(value: Any) -> Any:
    """A stored value as JSON with one spelling, whichever database it came from."""
    if isinstance(value, dt.datetime):
        return (value.astimezone(dt.UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (uuid.UUID, decimal.Decimal, dt.timedelta)):
        return str(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, dict):
        # PostgreSQL sorts the keys of stored JSON in its own way.
        return {key: plain(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        # 3.0 and 3, 1e16 and 10000000000000000 are one number, spelled as each database likes.
        return int(value)
    return value


class Sum:
    """A checksum of a table in which the order of its rows does not count: databases sort texts differently."""

    def __init__(self) -> None:
        self.rows = 0
        self._total = 0

    def add(self, line: str) -> None:
        """One more row."""
        self.rows += 1
        self._total = (self._total + int.from_bytes(hashlib.sha256(line.encode()).digest())) % MODULUS

    @property
    def hex(self) -> str:
        """The sum of the rows' SHA-256, as 64 hexadecimal digits."""
        return f"{self._total:064x}"


def sum_of(model: type[models.Model], names: list[str]) -> Sum:
    """The checksum of these columns of a table as it is stored now."""
    found = Sum()
    for line in lines(model, names):
        found.add(line)
    return found


class Reader:
    """The way back from a line to an unsaved row of one model."""

    def __init__(self, model: type[models.Model], names: list[str]) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        if set(names) != set(fields) or len(names) != len(fields):
            raise ValueError(f"{model._meta.db_table}: other columns than this version has")
        for field in fields.values():
            # The moment that was stored counts, not the moment of the restore.
            if isinstance(field, models.DateField):
                field.auto_now = field.auto_now_add = False
        self._model, self._fields = model, [fields[name] for name in names]

    def row(self, values: list[Any]) -> models.Model:
        """An unsaved row. Raises ValueError or ValidationError when a value is not of its column."""
        if len(values) != len(self._fields):
            raise ValueError(f"{self._model._meta.db_table}: a row with too many or too few columns")
        stored = {
            field.attname: None if value is None else field.to_python(value)
            for field, value in zip(self._fields, values, strict=True)
        }
        return self._model(**stored)
