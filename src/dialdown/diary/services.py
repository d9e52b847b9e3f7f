"""Writes to a diary. What these functions return has been stored."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from dialdown.diary import selectors
from dialdown.diary.documents import document_of, region_rows, rows_of, sign_rows
from dialdown.diary.models import DiaryVersion, Entry, Revision, Value
from dialdown.intake.definitions import Definitions
from dialdown.intake.records import BadInput, EntryRecord, Problem, diary_day, parse_document
from dialdown.people import selectors as people
from dialdown.people.access import Denied, Sight, require
from dialdown.people.models import Membership, Person, SaidBy

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

Stored = Literal["created", "updated", "same", "newer"]
# A clock that is a little ahead must not stop anyone; a day further in the future is a slip.
AHEAD = dt.timedelta(days=1, hours=14)
# A delivery still on its way when an entry is taken back is older than this and stays without effect.
# Counted from her own last save, so that clocks which disagree cannot make her next save look old.
TICK = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Saved:
    """What became of a save: the entry, and whether it was new, changed, the same, or older than the stored one."""

    entry: Entry
    stored: Stored


def touch(person_id: uuid.UUID) -> None:
    """Say that the diary changed, so that stored pictures are drawn anew."""
    changed = DiaryVersion.objects.filter(pk=person_id).update(number=models.F("number") + 1)
    if not changed:
        DiaryVersion.objects.get_or_create(pk=person_id, defaults={"number": 1})


def save_entry(*, viewer: Viewer, document: Mapping[str, Any], person_id: uuid.UUID | None = None) -> Saved:
    """Store one moment from its plain document; sending the same again changes nothing.

    Raises BadInput (every problem named) or Denied. `person_id` overrides the document's person.
    """
    person_id = person_id or _person_id(document)
    sight = require(viewer, person_id, write=True)
    definitions = selectors.definitions(person_id)
    record = parse_document(document, definitions)
    _check(record, viewer, sight, definitions)
    try:
        with transaction.atomic():
            return _store(record, person_id, viewer, definitions, sight)
    except IntegrityError:
        # Two deliveries of one new entry met: the other one is stored now, so this one is a repeat.
        with transaction.atomic():
            return _store(record, person_id, viewer, definitions, sight)


def _person_id(document: Mapping[str, Any]) -> uuid.UUID:
    try:
        return uuid.UUID(str(document.get("person")))
    except ValueError:
        raise BadInput([Problem("person", "expected a UUID")]) from None


def _check(record: EntryRecord, viewer: Viewer, sight: Sight, definitions: Definitions) -> None:
    """What a record may not do: lie in the future, speak for others, touch what the viewer cannot see."""
    problems: list[Problem] = []
    if record.at > timezone.now() + AHEAD or record.day > (timezone.now() + AHEAD).date():
        problems.append(Problem("day", f"{record.day.isoformat()} lies in the future"))
    if record.empty:
        problems.append(Problem("values", "one answer is enough, but one is needed"))
    if record.mode in ("import", "device") or record.said_by in (SaidBy.DEVICE, SaidBy.IMPORT):
        problems.append(Problem("said_by", "only an import may say this"))
    for key in sorted({*record.values, *record.skipped}):
        if definitions[key].scope not in sight:
            problems.append(Problem(f"values.{key}", "is not yours to write"))
    if (record.regions or record.signs) and "body" not in sight:
        problems.append(Problem("regions", "is not yours to write"))
    if problems:
        raise BadInput(problems)


def _store(record: EntryRecord, person_id: uuid.UUID, viewer: Viewer, definitions: Definitions, sight: Sight) -> Saved:
    stored = (
        Entry.objects.select_for_update().filter(pk=record.id).prefetch_related("values", "regions", "signs").first()
    )
    if stored is None:
        entry = Entry(
            pk=record.id, person_id=person_id, at=record.at, zone=record.zone, day=record.day, mode=record.mode,
            said_by=record.said_by, typed_by=viewer, saved_at=record.saved_at, remembered=record.remembered or "",
            entered_later=record.day < diary_day(record.saved_at, record.zone) - _grace(record),
        )  # fmt: skip
        entry.save(force_insert=True)
        _write_values(entry, record, viewer, definitions, {})
        Revision.objects.create(entry=entry, document=None, typed_by=viewer)
        touch(person_id)
        return Saved(entry, "created")
    if stored.person_id != person_id:
        raise Denied
    if record.saved_at < stored.saved_at:
        return Saved(stored, "newer")
    before = document_of(stored, definitions)
    after = {**record.to_document(), "person": str(person_id)}
    if stored.deleted_at is None and _same(before, after, definitions, sight):
        return Saved(stored, "same")
    if stored.deleted_at is not None and record.saved_at <= stored.saved_at:
        return Saved(stored, "newer")
    Revision.objects.create(entry=stored, document=before if stored.deleted_at is None else None, typed_by=viewer)
    stored.at, stored.zone, stored.day, stored.mode = record.at, record.zone, record.day, record.mode
    stored.saved_at, stored.remembered, stored.deleted_at = record.saved_at, record.remembered or "", None
    stored.edited_at = timezone.now()
    stored.save()
    # What the viewer may not see is not in the document, and so must not be lost by it.
    hidden = {row.key for row in stored.values.all() if row.key in definitions.entries and definitions[row.key].scope not in sight}
    unknown = {row.key for row in stored.values.all() if row.key not in definitions.entries}
    kept = {row.key: row for row in stored.values.all()}
    stored.values.exclude(key__in=hidden | unknown).delete()
    if "body" in sight:
        stored.regions.all().delete()
        stored.signs.all().delete()
    _write_values(stored, record, viewer, definitions, kept)
    touch(person_id)
    return Saved(stored, "updated")


def _grace(record: EntryRecord) -> dt.timedelta:
    """Before four in the morning the day before is still today."""
    return dt.timedelta(days=1) if record.saved_at.astimezone(ZoneInfo(record.zone)).hour < 4 else dt.timedelta(0)


def _same(before: dict[str, Any], after: dict[str, Any], definitions: Definitions, sight: Sight) -> bool:
    seen = {k: v for k, v in before["values"].items() if definitions[k].scope in sight}
    skipped = [k for k in before["skipped"] if definitions[k].scope in sight]
    fields = ("at", "zone", "day", "mode", "remembered", "regions", "signs")

    def plain(document: dict[str, Any]) -> list[Any]:
        return [dt.datetime.fromisoformat(document["at"]), *(document[name] for name in fields[1:])]

    after = {**after, "regions": sorted(after["regions"], key=lambda r: r["region"]),
             "signs": sorted(after["signs"], key=lambda s: (s["kind"], s["side"]))}  # fmt: skip
    return plain(before) == plain(after) and seen == after["values"] and skipped == after["skipped"]


def _write_values(
    entry: Entry, record: EntryRecord, viewer: Viewer, definitions: Definitions, kept: Mapping[str, Value]
) -> None:
    rows = rows_of(record, entry, definitions, viewer)
    for key, row in rows.items():
        old = kept.get(key)
        if old is not None and (old.number, old.text, old.tags, old.skipped) == (row.number, row.text, row.tags, row.skipped):
            # An unchanged answer keeps its origin: editing a note does not make a device's steps hers.
            row.id, row.said_by, row.typed_by_id = old.id, old.said_by, old.typed_by_id
            row.step, row.anchors = old.step, old.anchors
    Value.objects.bulk_create(rows.values())
    if record.regions:
        entry.regions.bulk_create(region_rows(record, entry, viewer))
    if record.signs:
        entry.signs.bulk_create(sign_rows(record, entry, viewer))


@transaction.atomic
def delete_entry(*, viewer: Viewer, entry_id: uuid.UUID) -> Entry:
    """Take an entry out of the diary; undo brings it back."""
    entry = _mine(viewer, entry_id)
    if entry.deleted_at is None:
        definitions = selectors.definitions(entry.person_id)
        Revision.objects.create(entry=entry, document=document_of(entry, definitions), typed_by=viewer)
        entry.deleted_at = entry.edited_at = timezone.now()
        entry.saved_at += TICK
        entry.save(update_fields=["deleted_at", "saved_at", "edited_at"])
        touch(entry.person_id)
    return entry


@transaction.atomic
def undo(*, viewer: Viewer, entry_id: uuid.UUID) -> Entry:
    """Take the last change of an entry back (a first save becomes no entry). Repeating goes further back."""
    entry = _mine(viewer, entry_id)
    last = entry.revisions.last()
    if last is None:
        return entry
    if last.document is None:
        entry.deleted_at = timezone.now()
        entry.saved_at += TICK
        entry.save(update_fields=["deleted_at", "saved_at"])
    else:
        definitions = selectors.definitions(entry.person_id)
        record = parse_document(last.document, definitions)
        kept = {row.key: row for row in entry.values.all()}
        entry.values.all().delete()
        entry.regions.all().delete()
        entry.signs.all().delete()
        _write_values(entry, record, entry.typed_by, definitions, kept)
        entry.at, entry.zone, entry.day, entry.mode = record.at, record.zone, record.day, record.mode
        entry.remembered, entry.deleted_at = record.remembered or "", None
        entry.saved_at += TICK
        entry.save()
    last.delete()
    touch(entry.person_id)
    return entry


def _mine(viewer: Viewer, entry_id: uuid.UUID) -> Entry:
    entry = Entry.objects.select_for_update().filter(pk=entry_id).first()
    if entry is None:
        raise Denied
    require(viewer, entry.person_id, write=True)
    return entry


def said_by_default(viewer: Viewer, person: Person) -> str:
    """Whose words a form starts with: the owner's own, or a parent's."""
    role = people.role(viewer, person.pk)
    return {Membership.Role.PARENT: SaidBy.PARENT, Membership.Role.CLINICIAN: SaidBy.CLINICIAN}.get(role, SaidBy.SELF)
