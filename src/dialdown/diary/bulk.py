"""Insert many rows at once: several times as fast as `bulk_create`, for files of years."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models

Convert = Callable[[Any], Any] | None


def insert_rows(*, model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model, every field as it stands. Needs an open transaction; sends no signal."""
    if not rows:
        return
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    take = attrgetter(*(field.attname for field in fields))
    converters = [
        (at, convert) for at, field in enumerate(fields) if (convert := _converter(field)) is not None
    ]

    def prepared(row: models.Model) -> list[Any]:
        cells = list(take(row))
        for at, convert in converters:
            if cells[at] is not None:
                cells[at] = convert(cells[at])
        return cells

    with connection.cursor() as cursor:
        sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - names of our models
        cursor.executemany(sql, [prepared(row) for row in rows])


def _converter(field: models.Field[Any, Any]) -> Convert:
    """How this database wants a value of the field; None = as it is."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.UUIDField):
        return None if connection.features.has_native_uuid_field else _hex
    if isinstance(target, models.JSONField):
        empty = target.get_db_prep_save([], connection)
        return lambda value: empty if value == [] else target.get_db_prep_save(value, connection)
    if isinstance(target, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(target, models.DateField):
        return connection.ops.adapt_datefield_value
    return None


def _hex(value: uuid.UUID) -> str:
    return value.hex
