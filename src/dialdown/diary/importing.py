"""Write imported records: all of a file or nothing, twice without doubling.

Who said it may become known: a file that is brought in again with that answer changes whose words stand there, and only
"brought in", which says nothing, never takes the place of a name. A value that a person edited is never overwritten; it is
counted as kept, and so is a private answer that stands there sealed while her key is not open: nobody can tell whether the
file says something else. Rows are written in small transactions with a pause between them, so that a diary stays writable
meanwhile; what a broken import has already written is taken out again.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.db import models, transaction

from dialdown.diary import sealed, selectors
from dialdown.diary.bulk import insert_rows
from dialdown.diary.changes import touch
from dialdown.diary.documents import region_rows, rows_of, sealed_row, sign_rows
from dialdown.diary.import_formats import ImportProblem
from dialdown.diary.models import Entry, Factor, ImportBatch, RegionMark, ReplacedValue, Sign, Value
from dialdown.diary.taking_out import take_out
from dialdown.intake.definitions import Definition, Definitions
from dialdown.intake.records import EntryRecord
from dialdown.people.access import Denied
from dialdown.people.models import SaidBy
from dialdown.people.sealing.words import doubted

# Rows of one transaction: less than two tenths of a second.
WEIGHT = 5000
# SQLite asks a waiting writer to look again after 25 ms at first: so long the door stands open between two
# transactions (measured in tests/faults).
PAUSE = 0.03
# What makes up an answer, by the model that holds it.
ANSWER: Mapping[type[models.Model], tuple[str, ...]] = {
    Value: ("number", "text", "tags", "skipped"),
    RegionMark: ("pain", "quality", "brings_on", "own_word"),
    Sign: ("answer", "reading"),
}
OUTCOMES = ("added", "same", "changed", "kept")

Progress = Callable[[int], None]


class Stopped(Exception):
    """Somebody asked to stop: what was written is out again."""


@dataclass
class Counts:
    """What an import did, in entries and answers.

    `kept` are answers that were left as they are because a person changed or removed them, `closed` private ones that
    are here sealed and could not be compared.
    """

    entries_added: int = 0
    entries_known: int = 0
    values_added: int = 0
    values_same: int = 0
    values_changed: int = 0
    values_kept: int = 0
    values_closed: int = 0
    by_kind: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])

    def count(self, kind: str, outcome: str) -> None:
        """Note one answer of a kind (a definition's key, a place or a sign)."""
        setattr(self, f"values_{outcome}", getattr(self, f"values_{outcome}") + 1)
        of_kind = self.by_kind.setdefault(kind, dict.fromkeys(OUTCOMES, 0))
        of_kind["kept" if outcome == "closed" else outcome] += 1

    def to_dict(self) -> dict[str, Any]:
        """As plain data, for the batch and for `--json`."""
        return dict(vars(self))


# Under this name private answers are counted, all together: how many there are of each would tell something.
PRIVATE = "private"


def kind_of(row: models.Model) -> str:
    """Under which name an answer is counted."""
    if isinstance(row, Value):
        return row.key if row.sealed is None else PRIVATE
    return f"pain.{row.region}" if isinstance(row, RegionMark) else f"sign.{row.kind}"


# What tells an answer from the others of its entry.
NAMES: Mapping[type[models.Model], tuple[str, ...]] = {
    Value: ("key",), RegionMark: ("region", "side"), Sign: ("kind", "side"),
}  # fmt: skip


def _get(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    take = attrgetter(*names)
    return take if len(names) > 1 else lambda row: (take(row),)


_NAME = {model: _get(names) for model, names in NAMES.items()}
_ANSWER = {model: _get(names) for model, names in ANSWER.items()}


@dataclass(frozen=True)
class _Stored:
    """An answer as it stands in the database. `box` = a private one, sealed."""

    pk: uuid.UUID
    typed: bool
    said_by: str
    answer: tuple[Any, ...]
    box: bytes | None = None
    batch_id: uuid.UUID | None = None


def add_factors(person_id: uuid.UUID, own: Iterable[Definition], batch: ImportBatch) -> None:
    """Make the factors that a file brings, when the person has none of that key yet."""
    Factor.objects.bulk_create(
        [
            # An imported column is not asked in the check-in until she wants it there.
            Factor(pk=uuid.uuid5(person_id, f"factor {d.key}"), person_id=person_id, key=d.key, label=d.label[:80],
                   type=d.type, unit=d.unit, kind=d.kind or "behaviour", asked=False, batch=batch)
            for d in own
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def write(
    *,
    batch: ImportBatch,
    records: Iterable[EntryRecord],
    own: Iterable[Definition] = (),
    asked: Collection[str] = (),
    progress: Progress | None = None,
) -> Counts:
    """Store the records of a running batch. On any error everything this call wrote is taken out again.

    `asked` are the keys that the file has a column for: a private one gets a sealed row for every record, so that
    a day without an answer looks like one with. Raises Stopped when the batch is no longer running.
    """
    counts = Counts()
    done = 0
    try:
        with transaction.atomic():
            add_factors(batch.person_id, own, batch)
        definitions = selectors.definitions(batch.person_id)
        private = {d.key for d in definitions.sealed} & set(asked)
        if private and sealed.private_of(batch.typed_by, batch.person_id).doubted:
            raise ImportProblem(doubted())
        for chunk in _chunks(records):
            with transaction.atomic():
                _Chunk(batch, definitions, counts, asked).write(chunk)
                done += len(chunk)
                still = ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.RUNNING).update(
                    rows_done=done
                )
                if not still:
                    raise Stopped
            if progress is not None:
                progress(done)
            time.sleep(PAUSE)
        with transaction.atomic():
            touch(batch.person_id)
    except BaseException:
        take_out(batch)
        raise
    return counts


def _chunks(records: Iterable[EntryRecord]) -> Iterator[list[EntryRecord]]:
    chunk: list[EntryRecord] = []
    weight = 0
    for record in records:
        chunk.append(record)
        weight += 1 + len(record.values) + len(record.regions) + len(record.signs)
        if weight >= WEIGHT:
            yield chunk
            chunk, weight = [], 0
    if chunk:
        yield chunk


def _later() -> None:
    """No id yet: only a row that is stored gets one, in `_add_row`."""


class _Chunk:
    """The rows of one transaction."""

    def __init__(
        self, batch: ImportBatch, definitions: Definitions, counts: Counts, asked: Collection[str]
    ) -> None:
        self.batch, self.definitions, self.counts = batch, definitions, counts
        self.private = sealed.private_of(batch.typed_by, batch.person_id)
        self.silent = [d for d in definitions.sealed if d.key in asked and self.private.sealer is not None]
        self.same_file = _same_file(batch) if self.silent else frozenset()
        self.added: dict[type[models.Model], list[Any]] = {Entry: [], Value: [], RegionMark: [], Sign: []}
        self.changed: dict[type[models.Model], dict[uuid.UUID, Any]] = {Value: {}, RegionMark: {}}

    def write(self, records: list[EntryRecord]) -> None:
        """Compare with what is stored, then store the difference."""
        # Locked, in one order: what she edits in the same moment is either seen here or waits, and is never written over.
        entries = (
            Entry.objects.select_for_update()
            .filter(pk__in=[r.id for r in records])
            .order_by("pk")
            .only("id", "person_id", "edited_at", "deleted_at")
        )
        known = {entry.pk: entry for entry in entries}
        stored = _stored(known)
        for record in records:
            entry = known.get(record.id)
            if entry is None:
                self._add(record)
            elif entry.person_id != self.batch.person_id:
                raise Denied
            else:
                self._compare(record, entry, stored[entry.pk])
        for model, rows in self.added.items():
            insert_rows(model=model, rows=rows)
        for model, fresh in self.changed.items():
            self._change(model, fresh)

    def _rows(self, record: EntryRecord, entry: Entry) -> list[Any]:
        return [
            *rows_of(record, entry, self.definitions, None, _later, self.private.sealer).values(),
            *region_rows(record, entry, None, _later), *sign_rows(record, entry, None),
        ]  # fmt: skip

    def _add_row(self, row: Any) -> None:
        model = type(row)
        # An id that says what the row is: the same file makes the same rows anywhere.
        row.id = uuid.uuid5(row.entry_id, " ".join((model.__name__.lower(), *_NAME[model](row))))
        row.batch_id = self.batch.pk
        self.added[model].append(row)

    def _add_silent(self, record: EntryRecord, entry: Entry, known: Collection[str] = ()) -> None:
        """Sealed rows that say nothing, for the private columns this record leaves empty."""
        for definition in self.silent:
            if definition.key not in {*record.values, *record.skipped, *known}:
                self._add_row(
                    sealed_row(
                        entry, definition, sealed.NOTHING, said_by=record.said_by, typed_by=None, make_id=_later,
                        sealer=self.private.sealer,
                    )
                )  # fmt: skip

    def _add(self, record: EntryRecord) -> None:
        entry = Entry(
            id=record.id, person_id=self.batch.person_id, at=record.at, zone=record.zone, day=record.day,
            mode=record.mode, said_by=record.said_by, typed_by_id=self.batch.typed_by_id, saved_at=record.saved_at,
            remembered=record.remembered or "", batch_id=self.batch.pk,
        )  # fmt: skip
        self.added[Entry].append(entry)
        self.counts.entries_added += 1
        for row in self._rows(record, entry):
            self._add_row(row)
            self.counts.count(kind_of(row), "added")
        self._add_silent(record, entry)

    def _compare(self, record: EntryRecord, entry: Entry, stored: dict[tuple[Any, ...], _Stored]) -> None:
        self.counts.entries_known += 1
        # Missing or different in an entry that a person edited or took out: she meant it.
        hers = entry.edited_at is not None or entry.deleted_at is not None
        for row in self._rows(record, entry):
            model = type(row)
            old = stored.get((model, *_NAME[model](row)))
            if old is not None and _same_voice(old, row) and self._same(old, row, record):
                self.counts.count(kind_of(row), "same")
            elif hers or (old is not None and (old.typed or model is Sign)):
                self.counts.count(kind_of(row), "kept")
            elif old is not None and old.box is not None and self.private.opener is None:
                self.counts.count(kind_of(row), "closed")
            elif old is None:
                self._add_row(row)
                self.counts.count(kind_of(row), "added")
            else:
                self.changed[model][old.pk] = row
                self.counts.count(kind_of(row), "changed")
        if not hers:
            self._add_silent(record, entry, [name[1] for name in stored if name[0] is Value])

    def _same(self, old: _Stored, row: Any, record: EntryRecord) -> bool:
        if old.box is None:
            return old.answer == _ANSWER[type(row)](row)
        if old.batch_id in self.same_file:
            # The very same file brought it, and nobody touched it since.
            return True
        definition = self.definitions[row.key]
        found = sealed.open_box(old.box, definition, row.entry_id, self.private.opener)
        return found == (sealed.SKIPPED if row.key in record.skipped else sealed.said(record.values[row.key]))

    def _change(self, model: type[models.Model], fresh: dict[uuid.UUID, Any]) -> None:
        """Give stored answers their new content, and keep the old one for undo."""
        rows = list(model._default_manager.filter(pk__in=fresh))
        of = "value" if model is Value else "region"
        kept = [
            ReplacedValue(batch=self.batch, before=_before(row, fresh[row.pk].said_by), **{of: row})
            for row in rows
        ]
        ReplacedValue.objects.bulk_create(kept)
        names = (*ANSWER[model], "sealed") if model is Value else ANSWER[model]
        for row in rows:
            for name in names:
                setattr(row, name, getattr(fresh[row.pk], name))
            if fresh[row.pk].said_by != SaidBy.IMPORT:
                row.said_by = fresh[row.pk].said_by
        if rows:
            model._default_manager.bulk_update(rows, (*names, "said_by"))


def _same_voice(old: _Stored, row: Any) -> bool:
    """True unless the file says who said it, and that is somebody else."""
    return row.said_by in (old.said_by, SaidBy.IMPORT)


def _before(row: Any, said_by: str) -> dict[str, Any]:
    """An answer as it stands, for undo; a private one in its box. With who said it, if that changes to `said_by`."""
    before = {name: getattr(row, name) for name in ANSWER[type(row)]}
    if said_by not in (row.said_by, SaidBy.IMPORT):
        before["said_by"] = row.said_by
    box = sealed.as_text(row.sealed) if isinstance(row, Value) else None
    return before if box is None else {**before, "sealed": box}


def _same_file(batch: ImportBatch) -> frozenset[uuid.UUID]:
    """Earlier imports of the same bytes, read the same way."""
    earlier = ImportBatch.objects.filter(
        person_id=batch.person_id, sha256=batch.sha256, mapping=batch.mapping
    )
    return frozenset(earlier.exclude(pk=batch.pk).values_list("pk", flat=True))


def _stored(known: Mapping[uuid.UUID, Entry]) -> dict[uuid.UUID, dict[tuple[Any, ...], _Stored]]:
    """The answers of these entries, by what tells them apart."""
    found: dict[uuid.UUID, dict[tuple[Any, ...], _Stored]] = {pk: {} for pk in known}
    for model, names in NAMES.items():
        rows = model._default_manager.filter(entry_id__in=known)
        more = ("sealed",) if model is Value else ()
        for entry, pk, typed_by, said_by, batch, *rest in rows.values_list(
            "entry_id", "pk", "typed_by_id", "said_by", "batch_id", *names, *ANSWER[model], *more
        ):
            name, answer = (
                tuple(rest[: len(names)]),
                tuple(rest[len(names) : len(names) + len(ANSWER[model])]),
            )
            box = rest[-1] if more else None
            found[entry][(model, *name)] = _Stored(pk, typed_by is not None, said_by, answer, box, batch)
    return found
