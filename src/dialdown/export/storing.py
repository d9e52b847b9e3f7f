"""Store a checked archive: what is not here yet, and nothing over what somebody changed here."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, models, transaction

from dialdown.diary import services as diary
from dialdown.diary.models import Entry
from dialdown.export import marks
from dialdown.export.private import fill_up, seal_rows, without_private
from dialdown.export.restore import Archive, ArchiveError
from dialdown.export.tables import BY_NAME, TABLES, Table, plain, told_source
from dialdown.people import selectors as people
from dialdown.people import services as accounts
from dialdown.people.access import Operator
from dialdown.people.models import Person
from dialdown.people.sealing import keys
from dialdown.people.sealing.words import doubted

if TYPE_CHECKING:
    from dialdown.people.models import Account

CHUNK = 500
Progress = Callable[[int], None]


@dataclass
class Restored:
    """What became of an archive: rows by table (`added`, `same`, `kept` as they are here), and the new ids."""

    tables: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    ids: dict[str, list[uuid.UUID]] = field(default_factory=dict[str, list[uuid.UUID]])
    person_id: uuid.UUID | None = None
    person_added: bool = False

    def total(self, outcome: str) -> int:
        """How many rows had this outcome."""
        return sum(counts[outcome] for counts in self.tables.values())


def stored_here(archive: Archive, table: str) -> int:
    """How many rows of one table are here already."""
    found = archive.rows[table]
    chunks = (found[start : start + CHUNK] for start in range(0, len(found), CHUNK))
    return sum(
        BY_NAME[table].model._default_manager.filter(pk__in=[row.pk for row in chunk]).count()
        for chunk in chunks
    )


def restore(*, archive: Archive, owner: Account | None = None, progress: Progress | None = None) -> Restored:
    """Store what is not there yet, all of it or nothing.

    The archive's own person is filled, or made anew and then opened to `owner`. Whoever calls this has
    checked that the person may be written to. A row that is here is left as it is: reading the same
    archive again adds nothing and overwrites nothing. Raises ArchiveError.
    """
    try:
        with transaction.atomic():
            return _Storing(archive, progress, owner).store(owner)
    except keys.Doubted:
        raise ArchiveError(doubted()) from None
    except DatabaseError:
        raise ArchiveError(
            f"{archive.name}: holds rows that do not fit together; expected an archive as it was written"
        ) from None


class _Storing:
    def __init__(self, archive: Archive, progress: Progress | None, owner: Account | None) -> None:
        self.archive, self.progress = archive, progress
        self.result = Restored(person_id=archive.person_id)
        # Rows of the archive that are not stored, and entries that were changed here: nothing may be hung onto them.
        self.closed: dict[type[models.Model], set[Any]] = {}
        values: list[Any] = archive.rows["value"]
        self.keys_of = {row.pk: (row.key, row.entry_id) for row in values}
        self.sealer = keys.sealer(archive.person_id, viewer=owner)
        self.definitions = archive.definitions()

    def store(self, owner: Account | None) -> Restored:
        self.result.person_added = not people.exists(Operator(), self.archive.person_id)
        for pk, name in self.archive.typists:
            accounts.note_typist(account_id=pk, display_name=name)
        done = 0
        for table in TABLES:
            self._table(table)
            done += len(self.archive.rows[table.name])
            if self.progress is not None:
                self.progress(done)
        if self.result.person_added and owner is not None:
            accounts.open_diary(account=owner, person=people.person(Operator(), self.archive.person_id))
        if self.sealer is not None:
            fill_up(self.archive.person_id, self.definitions, self.sealer)
        diary.touch(self.archive.person_id)
        return self.result

    def _table(self, table: Table) -> None:
        counts = self.result.tables[table.name] = {"added": 0, "same": 0, "kept": 0}
        added = self.result.ids[table.name] = []
        closed = self.closed[table.model] = set()
        found = self.archive.rows[table.name]
        for start in range(0, len(found), CHUNK):
            chunk = found[start : start + CHUNK]
            stored = self._stored(table, chunk)
            taken = self._taken(table, [row for row in chunk if row.pk not in stored])
            fresh: list[models.Model] = []
            for row in chunk:
                here = stored.get(row.pk)
                if here is not None:
                    same = self._same(table, here, row)
                    counts["same" if same else "kept"] += 1
                    if not same and table.model is Entry:
                        closed.add(row.pk)
                elif self._hangs_on_closed(table, row) or _natural(table, row) & taken:
                    counts["kept"] += 1
                    closed.add(row.pk)
                else:
                    for name, value in self._lowered(table, row).items():
                        setattr(row, name, value)
                    fresh.append(row)
            if self.sealer is not None:
                seal_rows(fresh, self.definitions, self.sealer, self.keys_of)
            diary.insert_rows(model=table.model, rows=fresh)
            counts["added"] += len(fresh)
            added.extend(row.pk for row in fresh)

    def _lowered(self, table: Table, row: models.Model) -> dict[str, Any]:
        """What becomes of a row that says it is a clinician's and carries no mark of this machine."""
        if (table.name, row.pk) not in self.archive.unmarked:
            return {}
        return marks.lowered(table.name, {f.attname: getattr(row, f.attname) for f in table.fields()})

    def _same(self, table: Table, here: dict[str, Any], row: models.Model) -> bool:
        """True when the stored row says what the archive's does, as it stands there or as it was let in before."""
        told = {f.attname: self._plain(table, getattr(row, f.attname)) for f in table.fields()}
        stored = {name: self._plain(table, here[name]) for name in told}
        if table.name == "weather_setting":
            stored["source"] = told_source(stored["source"])
        return stored in (told, told | self._lowered(table, row))

    def _plain(self, table: Table, value: Any) -> Any:
        return without_private(value, self.definitions) if table.name == "revision" else plain(value)

    def _stored(self, table: Table, chunk: list[models.Model]) -> dict[Any, dict[str, Any]]:
        names = [f.attname for f in table.fields()]
        rows = table.model._default_manager.filter(pk__in=[row.pk for row in chunk])
        # An id that is here but in another diary would let a file write into that diary.
        if rows.exclude(**{table.person: self.archive.person_id}).exists():
            raise ArchiveError(
                f"{self.archive.name}, {table.name}.jsonl: holds rows of another diary; expected an archive as it was written"
            )
        return {row["pk"]: row for row in rows.values(*names, "pk")}

    def _hangs_on_closed(self, table: Table, row: models.Model) -> bool:
        return any(
            getattr(row, f.attname) in self.closed.get(f.related_model, ())
            for f in table.fields() if isinstance(f, models.ForeignKey)
        )  # fmt: skip

    def _taken(self, table: Table, rows: list[models.Model]) -> set[tuple[Any, ...]]:
        """The names by which rows stored here are known beside their id (an answer of an entry, a factor's key)."""
        names = _natural_fields(table)
        # Somebody who was not here has no rows of her own yet.
        if names is None or not rows or self.result.person_added:
            return set()
        anchor = names[0]
        stored = table.model._default_manager.filter(
            **{f"{anchor}__in": {getattr(row, anchor) for row in rows}}
        )
        return set(stored.values_list(*names))


def _natural_fields(table: Table) -> tuple[str, ...] | None:
    for constraint in table.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            return tuple(table.model._meta.get_field(name).attname for name in constraint.fields)
    for one in table.fields():
        # One a person: what was chosen here stays.
        if isinstance(one, models.OneToOneField) and one.related_model is Person:
            return (one.attname,)
    return None


def _natural(table: Table, row: models.Model) -> set[tuple[Any, ...]]:
    names = _natural_fields(table)
    return {tuple(getattr(row, name) for name in names)} if names else set()
