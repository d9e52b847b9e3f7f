"""Writes to a diary. What these functions return has been stored."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from dialdown.diary import rows, selectors
from dialdown.diary.bulk import insert_rows
from dialdown.diary.changes import touch
from dialdown.diary.documents import document_of
from dialdown.diary.import_formats import Holding, ImportProblem, Kind
from dialdown.diary.keeping.events import add_event, delete_event, edit_event
from dialdown.diary.keeping.factors import add_factor, rename_factor, set_factor_asked
from dialdown.diary.keeping.goals import (
    add_goal,
    add_step,
    clear_rating,
    rate_goal,
    remove_step,
    rename_goal,
    set_goal_state,
    set_step,
)  # fmt: skip
from dialdown.diary.keeping.rhythm import answer_writing_check, pause, set_mode
from dialdown.diary.models import Entry, ImportBatch, Revision
from dialdown.diary.running import folder, write_over
from dialdown.diary.sealed import Private, private_of
from dialdown.intake.definitions import Definitions
from dialdown.intake.records import BadInput, EntryRecord, Problem, diary_day, parse_document
from dialdown.people import selectors as people
from dialdown.people.access import Denied, Sight, require
from dialdown.people.models import Person, SaidBy
from dialdown.people.sealing.words import doubted

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

Stored = Literal["created", "updated", "same", "newer", "deleted"]
BROUGHT_IN = ("import", "device")
# A clock that is a little ahead must not stop anyone; a day further in the future is a slip.
AHEAD = dt.timedelta(days=1, hours=14)
# A delivery still on its way when an entry is taken back is older than this and stays without effect.
# Counted from her own last save, so that clocks which disagree cannot make her next save look old.
TICK = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Saved:
    """What became of a save: the entry, and whether it was new, changed, the same, older than the stored one, or taken out."""

    entry: Entry
    stored: Stored
    # What undo has to name to take exactly this save back.
    revision: uuid.UUID | None = None


def save_entry(*, viewer: Viewer, document: Mapping[str, Any], person_id: uuid.UUID | None = None) -> Saved:
    """Store one moment from its plain document; sending the same again changes nothing.

    Raises BadInput (every problem named) or Denied. `person_id` overrides the document's person.
    """
    person_id = person_id or _person_id(document)
    sight = require(viewer, person_id, write=True)
    definitions = selectors.definitions(person_id)
    # Not said: whoever writes speaks for herself, a parent as a parent.
    said_by = document.get("said_by") or people.voice(viewer, person_id)
    record = parse_document({**document, "said_by": said_by}, definitions)
    _check(record, viewer, sight, definitions)
    private = private_of(viewer, person_id)
    if private.doubted and any(definitions[key].sealed for key in record.values):
        raise BadInput([Problem("private", doubted())])
    try:
        with transaction.atomic():
            return _store(record, person_id, viewer, definitions, sight, private)
    except IntegrityError:
        # Two deliveries of one new entry met: the other one is stored now, so this one is a repeat.
        with transaction.atomic():
            return _store(record, person_id, viewer, definitions, sight, private)


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
    if record.mode in BROUGHT_IN or record.said_by in (SaidBy.DEVICE, SaidBy.IMPORT):
        problems.append(Problem("said_by", "only an import may say this"))
    hidden = (key for key in sorted({*record.values, *record.skipped}) if definitions[key].scope not in sight)
    problems.extend(Problem(f"values.{key}", "is not yours to write") for key in hidden)
    if (record.regions or record.signs) and "body" not in sight:
        problems.append(Problem("regions", "is not yours to write"))
    if problems:
        raise BadInput(problems)


def _store(
    record: EntryRecord, person_id: uuid.UUID, viewer: Viewer, definitions: Definitions, sight: Sight, private: Private
) -> Saved:  # fmt: skip
    stored = (
        Entry.objects.select_for_update()
        .filter(pk=record.id)
        .prefetch_related("values", "regions", "signs")
        .first()
    )
    if stored is None:
        if replace(record, sealed=frozenset()).empty:
            raise BadInput([Problem("values", "one answer is enough, but one is needed")])
        entry = Entry(
            pk=record.id, person_id=person_id, at=record.at, zone=record.zone, day=record.day, mode=record.mode,
            said_by=record.said_by, typed_by=viewer, saved_at=record.saved_at, remembered=record.remembered or "",
            entered_later=record.day < diary_day(record.saved_at, record.zone) - _grace(record),
        )  # fmt: skip
        entry.save(force_insert=True)
        rows.write(entry, record, definitions, viewer, sight=sight, private=private)
        revision = _remember(entry, None, viewer)
        touch(person_id)
        return Saved(entry, "created", revision.pk)
    if stored.person_id != person_id:
        raise Denied
    if record.saved_at < stored.saved_at:
        return Saved(stored, "newer")
    before = document_of(stored, definitions, opener=private.opener)
    # What a file or a device brought stays marked as such, whoever corrects it.
    mode = stored.mode if stored.mode in BROUGHT_IN else record.mode
    after = {**record.to_document(), "person": str(person_id), "mode": mode}
    repeated = record.saved_at == stored.saved_at
    if stored.deleted_at is None and _same(before, after, definitions, sight, repeated=repeated):
        if not repeated:
            # It stands as of now: once it is taken out, this same saving sent again must not bring it back.
            stored.saved_at = record.saved_at
            stored.save(update_fields=["saved_at"])
        return Saved(stored, "same")
    revision = _remember(
        stored, rows.snapshot(stored, definitions) if stored.deleted_at is None else None, viewer
    )
    stored.at, stored.zone, stored.day, stored.mode = record.at, record.zone, record.day, mode
    stored.saved_at, stored.remembered, stored.deleted_at = record.saved_at, record.remembered or "", None
    stored.edited_at = timezone.now()
    stored.save()
    rows.replace(stored, record, definitions, viewer, sight=sight, private=private)
    touch(person_id)
    return Saved(stored, "updated", revision.pk)


def _remember(entry: Entry, document: dict[str, Any] | None, viewer: Viewer) -> Revision:
    """Keep how a locked entry stood; None = there was nothing."""
    last = entry.revisions.aggregate(last=models.Max("number"))["last"] or 0
    return Revision.objects.create(entry=entry, number=last + 1, document=document, typed_by=viewer)


def _grace(record: EntryRecord) -> dt.timedelta:
    """Before four in the morning the day before is still today."""
    return (
        dt.timedelta(days=1)
        if record.saved_at.astimezone(ZoneInfo(record.zone)).hour < 4
        else dt.timedelta(0)
    )


def _same(
    before: dict[str, Any], after: dict[str, Any], definitions: Definitions, sight: Sight, *, repeated: bool
) -> bool:
    """True when the new document says what is stored. `repeated`: it was saved at the same instant as the stored one."""
    unread = set(before["sealed"])
    if not repeated and unread & {*after["values"], *after["skipped"]}:
        # A private answer that nobody here can compare: kept as a new one.
        return False
    stay = {*unread, *after["sealed"]}
    seen = {k: v for k, v in before["values"].items() if definitions[k].scope in sight and k not in stay}
    skipped = [k for k in before["skipped"] if definitions[k].scope in sight and k not in stay]
    fields = ("at", "zone", "day", "mode", "remembered", *(("regions", "signs") if "body" in sight else ()))

    def plain(document: dict[str, Any]) -> list[Any]:
        return [dt.datetime.fromisoformat(document["at"]), *(document[name] for name in fields[1:])]

    after = {**after, "values": {k: v for k, v in after["values"].items() if k not in stay},
             "skipped": [k for k in after["skipped"] if k not in stay],
             "regions": sorted(after["regions"], key=lambda r: r["region"]),
             "signs": sorted(after["signs"], key=lambda s: (s["kind"], s["side"]))}  # fmt: skip
    return plain(before) == plain(after) and seen == after["values"] and skipped == after["skipped"]


def edit_entry(*, viewer: Viewer, entry_id: uuid.UUID, document: Mapping[str, Any]) -> Saved:
    """Correct a stored entry from a page that showed it; a device's clock that is ahead cannot make it look old.

    Moment, day, zone and mode stay as they are; `said_by` is whose words the changed answers are.
    """
    entry = Entry.objects.filter(pk=entry_id, deleted_at__isnull=True).first()
    if entry is None:
        raise Denied
    kept = {"id": str(entry.pk), "at": entry.at, "zone": entry.zone, "day": entry.day,
            "mode": "full" if entry.mode in BROUGHT_IN else entry.mode,
            "saved_at": saved_after(stored=entry.saved_at)}  # fmt: skip
    return save_entry(viewer=viewer, document={**document, **kept}, person_id=entry.person_id)


def saved_after(*, stored: dt.datetime | str | None) -> dt.datetime:
    """The moment of a save on this machine: now, and later than `stored`, whose clock may have been ahead."""
    if isinstance(stored, str):
        stored = dt.datetime.fromisoformat(stored)
    return timezone.now() if stored is None else max(timezone.now(), stored + TICK)


@transaction.atomic
def delete_entry(*, viewer: Viewer, entry_id: uuid.UUID) -> Saved:
    """Take an entry out of the diary; undo brings it back. What the viewer may not see of it stays."""
    entry, sight = _mine(viewer, entry_id)
    seen = document_of(entry, selectors.definitions(entry.person_id), sight)
    if entry.deleted_at is not None or not any(
        seen[part] for part in ("values", "skipped", "sealed", "regions", "signs")
    ):
        return Saved(entry, "same")
    return Saved(entry, "deleted", _take_out(entry, viewer, sight).pk)


@transaction.atomic
def undo(*, viewer: Viewer, entry_id: uuid.UUID, revision: uuid.UUID | None = None) -> Saved:
    """Take the last change of an entry back: a first save becomes no entry, which another undo brings back.

    With `revision` only that change is taken back, so that a second tap on the same button does nothing.
    Who may see a part of the diary takes back her own changes only.
    """
    entry, sight = _mine(viewer, entry_id)
    last = entry.revisions.last()
    if last is None or (revision is not None and last.pk != revision):
        return Saved(entry, "same")
    if "all" not in sight and last.typed_by_id != getattr(viewer, "pk", None):
        # Who sees a part only would use up somebody else's way back without bringing back what she cannot see.
        return Saved(entry, "same")
    if last.document is None:
        if entry.deleted_at is not None:
            return Saved(entry, "same")
        if last.number > 1:
            # A save had brought back what was taken out: it is out again, and the way further back stays.
            last.delete()
            _mark_out(entry)
            return Saved(entry, "deleted")
        # The first save stays on record below, so that undo and its own undo can go on for ever.
        return Saved(entry, "deleted", _take_out(entry, viewer, sight).pk)
    definitions = selectors.definitions(entry.person_id)
    record = parse_document(_still_known(last.document, definitions), definitions)
    rows.replace(
        entry, record, definitions, viewer, sight=sight, private=private_of(viewer, entry.person_id),
        origins=last.document.get("origins"), boxes=last.document.get("boxes"),
    )  # fmt: skip
    entry.at, entry.zone, entry.day, entry.mode = record.at, record.zone, record.day, record.mode
    entry.remembered, entry.deleted_at = record.remembered or "", None
    entry.edited_at = timezone.now()
    entry.saved_at += TICK
    entry.save()
    last.delete()
    touch(entry.person_id)
    return Saved(entry, "updated")


def _still_known(document: Mapping[str, Any], definitions: Definitions) -> dict[str, Any]:
    """A kept document without answers to a factor that is gone (it went with the file that had brought it)."""
    values = {key: answer for key, answer in document["values"].items() if key in definitions.entries}
    return {
        **document,
        "values": values,
        "skipped": [key for key in document["skipped"] if key in definitions.entries],
    }


def _mark_out(entry: Entry) -> None:
    entry.deleted_at = entry.edited_at = timezone.now()
    entry.saved_at += TICK
    entry.save(update_fields=["deleted_at", "saved_at", "edited_at"])
    touch(entry.person_id)


def _take_out(entry: Entry, viewer: Viewer, sight: Sight) -> Revision:
    definitions = selectors.definitions(entry.person_id)
    revision = _remember(entry, rows.snapshot(entry, definitions), viewer)
    entry.edited_at = timezone.now()
    entry.saved_at += TICK
    if rows.hides(entry, definitions, sight):
        rows.clear(entry, definitions, sight)
    else:
        entry.deleted_at = entry.edited_at
    entry.save(update_fields=["deleted_at", "saved_at", "edited_at"])
    touch(entry.person_id)
    return revision


def _mine(viewer: Viewer, entry_id: uuid.UUID) -> tuple[Entry, Sight]:
    entry = Entry.objects.select_for_update().filter(pk=entry_id).first()
    if entry is None:
        raise Denied
    return entry, require(viewer, entry.person_id, write=True)


def said_by_default(*, viewer: Viewer, person: Person) -> str:
    """Whose words a form starts with: the owner's own, or a parent's."""
    return people.voice(viewer, person.pk)


def waiting_files(*, person_id: uuid.UUID) -> list[Path]:
    """Uploads that wait for a person's answer in the data folder: whoever erases her takes them away too."""
    batches = {str(pk) for pk in ImportBatch.objects.filter(person_id=person_id).values_list("pk", flat=True)}
    return [path for path in folder().glob("*.upload*") if path.name.partition(".")[0] in batches]


__all__ = [
    "Holding", "ImportProblem", "Kind", "Saved", "add_event", "add_factor", "add_goal", "add_step",
    "answer_writing_check", "clear_rating", "delete_entry", "delete_event", "edit_entry", "edit_event", "insert_rows", "pause",
    "rate_goal", "remove_step", "rename_factor", "rename_goal", "said_by_default", "save_entry", "saved_after", "set_factor_asked",
    "set_goal_state", "set_mode", "set_step", "touch", "undo", "waiting_files", "write_over",
]  # fmt: skip
