"""What an archive holds: one table a model, each row as plain JSON, sorted by id.

Grants, memberships and passwords are about one machine and never leave it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models

from dialdown.diary import models as diary
from dialdown.people import models as people
from dialdown.people.models import Grant

if TYPE_CHECKING:
    from dialdown.intake.definitions import Definitions
    from dialdown.people.access import Sight

EVENT_SCOPE = {"medicine": "medicine", "illness": "illness"}
# Files that were only looked at, or that are out again, left nothing that refers to them; an archive that was read
# in is no part of what it brought.
BROUGHT_IN = models.Q(state__in=["done", "running", "leaving"]) & ~models.Q(format="archive")


@dataclass(frozen=True)
class Table:
    """One model of the archive. `person` is the path from a row to its person."""

    name: str
    model: type[models.Model]
    person: str
    scope: str | None = None
    left_out: tuple[str, ...] = ()
    only: models.Q = field(default_factory=models.Q)

    def fields(self) -> list[models.Field[Any, Any]]:
        """The stored fields, in the order of the model."""
        return [f for f in self.model._meta.concrete_fields if f.attname not in self.left_out]


# Parents before children: the order in which rows are read back.
TABLES = (
    Table("person", people.Person, "pk"),
    Table("sign_off", people.SignOff, "person_id", "pain"),
    Table("new_pain_report", people.NewPainReport, "person_id", "pain"),
    Table(
        "import_batch", diary.ImportBatch, "person_id", left_out=("content", "by_operator"), only=BROUGHT_IN
    ),
    Table("factor", diary.Factor, "person_id", "factors"),
    Table("goal", diary.Goal, "person_id", "goals"),
    Table("goal_step", diary.GoalStep, "goal__person_id", "goals"),
    Table("goal_rating", diary.GoalRating, "goal__person_id", "goals"),
    Table("event", diary.Event, "person_id"),
    Table("writing_check", diary.WritingCheck, "person_id"),
    Table("entry", diary.Entry, "person_id"),
    Table("value", diary.Value, "entry__person_id"),
    Table("region_mark", diary.RegionMark, "entry__person_id", "body"),
    Table("sign", diary.Sign, "entry__person_id", "body"),
    Table("revision", diary.Revision, "entry__person_id"),
    Table("replaced_value", diary.ReplacedValue, "batch__person_id"),
)
BY_NAME = {table.name: table for table in TABLES}
# Who typed a row; on another machine they become names without a password.
TYPISTS = ("id", "display_name")
# Only for whoever sees all of a diary: they speak of every scope at once.
WHOLE = ("import_batch", "writing_check", "revision", "replaced_value")


def plain(value: Any) -> Any:
    """A stored value as JSON."""
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return value


def rows(
    table: Table, person_id: uuid.UUID, definitions: Definitions, sight: Sight
) -> Iterator[dict[str, Any]]:
    """The rows of one table that the viewer may see, sorted by id."""
    if (table.scope is not None and table.scope not in sight) or (
        table.name in WHOLE and Grant.ALL not in sight
    ):
        return
    names = [field.attname for field in table.fields()]
    query = (
        table.model._default_manager.filter(table.only, **{table.person: person_id})
        .order_by("pk")
        .values(*names)
    )
    whole = Grant.ALL in sight
    for row in query.iterator(2000):
        if not whole:
            if not _visible(table, row, definitions, sight):
                continue
            if "batch_id" in row:
                row["batch_id"] = None
        yield {name: plain(value) for name, value in row.items()}


def _visible(table: Table, row: dict[str, Any], definitions: Definitions, sight: Sight) -> bool:
    if table.name == "value":
        found = definitions.get(row["key"])
        return found is not None and found.scope in sight
    if table.name == "event":
        return EVENT_SCOPE.get(row["kind"], "function") in sight
    return True


def schema(table: Table) -> dict[str, Any]:
    """A JSON Schema of one row."""
    kinds: dict[str, dict[str, Any]] = {
        "UUIDField": {"type": "string", "format": "uuid"}, "DateTimeField": {"type": "string", "format": "date-time"},
        "DateField": {"type": "string", "format": "date"}, "FloatField": {"type": "number"},
        "BooleanField": {"type": "boolean"}, "PositiveIntegerField": {"type": "integer", "minimum": 0},
        "PositiveSmallIntegerField": {"type": "integer", "minimum": 0}, "JSONField": {},
    }  # fmt: skip
    properties: dict[str, Any] = {}
    for one in table.fields():
        target = one.target_field if isinstance(one, models.ForeignKey) else one
        kind = dict(kinds.get(type(target).__name__, {"type": "string"}))
        if one.null and "type" in kind:
            kind["type"] = [kind["type"], "null"]
        properties[one.attname] = kind
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": table.name, "type": "object",
        "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip
