"""Bring in a plain diary table."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from dialdown.diary import importing, selectors
from dialdown.diary.import_formats import Holding, ImportProblem, Kind, Progress
from dialdown.diary.models import ImportBatch, RegionMark, Value
from dialdown.diary.taking_out import take_out
from dialdown.intake.definitions import Definitions
from dialdown.intake.map_file import read_mapping
from dialdown.intake.mapping import Mapping
from dialdown.intake.regions import regions
from dialdown.intake.table import TableResult, read_table
from dialdown.intake.table_error import TableError
from dialdown.people.access import Operator, sight


class TableImport:
    """A CSV table with one row a day or moment."""

    key = "table"

    def recognises(self, path: Path) -> bool:
        """Anything may turn out to be a table; the reader says so when it is not."""
        return True

    def open(self, batch: ImportBatch, path: Path, mapping: Mapping | None = None) -> TableResult:
        """The whole table, checked."""
        definitions = selectors.definitions(batch.person_id)
        try:
            result = read_table(
                path,
                mapping or mapping_of(batch),
                batch.person_id,
                definitions,
                zone=batch.person.zone,
                file=batch.file_name,
            )
        except TableError as error:
            if error.private:
                error.found = _("something else")
            kept = _("%(place)s: cannot be read as it is") % {"place": error.place}
            raise ImportProblem(str(error), kept) from None
        _check_scopes(batch, result, definitions)
        return result

    def look(self, batch: ImportBatch, opened: TableResult) -> Holding:
        """What the table holds by column, and what of it is here."""
        definitions = selectors.definitions(batch.person_id).with_own(list(opened.own))
        days: dict[str, set[dt.date]] = defaultdict(set)
        every: set[dt.date] = set()
        for record in opened.records():
            every.add(record.day)
            for key in record.values:
                days[key].add(record.day)
            for mark in record.regions:
                days[f"pain.{mark.region}"].add(record.day)
        kinds = [
            Kind(
                label_of(key, definitions), len(found), len(found & _here(batch, key)),
                (d := definitions.get(key)) is not None and d.private,
            )
            for key, found in days.items()
        ]  # fmt: skip
        counts = opened.counts
        return Holding(kinds, len(every), counts.first_day, counts.last_day, counts.entries, opened.to_dict())

    def write(self, batch: ImportBatch, opened: TableResult, progress: Progress | None) -> dict[str, Any]:
        """Store every row that is not here yet."""
        batch.mapping = {"yaml": opened.mapping.to_yaml()}
        batch.rows_total = len(opened)
        batch.save(update_fields=["mapping", "rows_total"])
        counts = importing.write(
            batch=batch, records=opened.records(), own=opened.own, progress=progress,
            asked={column.key for column in opened.mapping.columns.values()},
        )  # fmt: skip
        return {**counts.to_dict(), **opened.to_dict()}

    def take_out(self, batch: ImportBatch) -> int:
        """Remove what the table brought."""
        return take_out(batch)


def _check_scopes(batch: ImportBatch, result: TableResult, definitions: Definitions) -> None:
    """Nobody writes by a file what she may not write by hand."""
    seen = sight(Operator() if batch.by_operator else batch.typed_by, batch.person_id)
    for name, column in result.mapping.columns.items():
        found = definitions.get(column.key)
        scope = "body" if column.key.startswith("pain.") else found.scope if found else "factors"
        if scope not in seen:
            raise ImportProblem(
                _("%(file)s, column “%(column)s”: is not yours to write; leave it out")
                % {"file": batch.file_name, "column": name},
                _("%(file)s: holds a column that is not yours to write; leave it out")
                % {"file": batch.file_name},
            )


def mapping_of(batch: ImportBatch) -> Mapping | None:
    """The map chosen for a batch, or None when the table is to be guessed and nobody said whose words it holds."""
    text, said_by = batch.mapping.get("yaml"), batch.mapping.get("said_by")
    chosen = read_mapping(text.encode(), file=batch.mapping.get("file", "map")) if text else None
    return replace(chosen or Mapping(), said_by=said_by) if said_by else chosen


def label_of(key: str, definitions: Definitions) -> str:
    """What a kind of answer is called on a page."""
    if key == importing.PRIVATE:
        return _("Private answers")
    if key.startswith("pain."):
        region = regions().get(key.removeprefix("pain."))
        return region.label if region else key
    found = definitions.get(key)
    return found.label if found else key


def _here(batch: ImportBatch, key: str) -> set[dt.date]:
    """The days on which an earlier file brought the same kind."""
    imported = {"entry__person_id": batch.person_id, "entry__mode": "import"}
    if key.startswith("pain."):
        rows = RegionMark.objects.filter(region=key.removeprefix("pain."), **imported)
    else:
        rows = Value.objects.filter(key=key, **imported)
    return set(rows.values_list("entry__day", flat=True))
