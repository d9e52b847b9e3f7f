"""A file on its way into a diary: from the upload to the undo."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import threading
import uuid
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dialdown.diary.import_formats import Holding, ImportProblem, Progress, formats, recognise
from dialdown.diary.importing import Stopped
from dialdown.diary.models import ImportBatch
from dialdown.diary.running import folder, hold, write_over
from dialdown.people.access import Denied, Operator, Sight, require
from dialdown.people.models import Grant, SaidBy

if TYPE_CHECKING:
    from dialdown.intake.mapping import Mapping
    from dialdown.people.access import Viewer

State = ImportBatch.State
UNDO = dt.timedelta(days=30)
# An upload that nobody brought in is thrown away after this.
WAITING = dt.timedelta(days=1)
# So many may wait for one login; the oldest goes for the next.
MOST_WAITING = 3
UNEXPECTED = gettext_noop("something unexpected happened, and nothing was kept")


def upload_of(batch: ImportBatch) -> Path:
    """Where the uploaded file of a batch lies until it is in or given up."""
    return folder() / f"{batch.pk}.upload"


def prepare(
    *,
    viewer: Viewer,
    person_id: uuid.UUID,
    path: Path,
    file_name: str,
    format: str | None = None,
    mapping: dict[str, str] | None = None,
) -> ImportBatch:
    """An unsaved batch for a file; saved by `keep` or `bring_in`. Raises Denied."""
    require(viewer, person_id, write=True)
    typed_by = None if isinstance(viewer, Operator) else viewer
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ImportBatch(
        person_id=person_id, format=format or recognise(path), file_name=_plain(file_name), sha256=digest,
        mapping=mapping or {}, typed_by=typed_by, by_operator=isinstance(viewer, Operator),
    )  # fmt: skip


def _plain(name: str) -> str:
    """A file's name without its folder, as it can stand in a sentence."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c if c.isprintable() else "?" for c in last)[-200:] or "file"


def keep(batch: ImportBatch, path: Path) -> ImportBatch:
    """Put an uploaded file aside until somebody has chosen what to keep of it; those nobody chose from go."""
    forget_old()
    shutil.move(path, upload_of(batch))
    upload_of(batch).chmod(0o600)
    batch.save()
    return batch


def make_room(viewer: Viewer) -> list[str]:
    """Throw away the oldest uploads of a login until one more may wait; returns what they were called."""
    waiting = ImportBatch.objects.filter(state=State.PREVIEW, typed_by_id=getattr(viewer, "pk", None))
    old = list(waiting.order_by("-created_at")[MOST_WAITING - 1 :])
    for batch in old:
        throw_away(batch)
    return [batch.file_name for batch in old]


def say_who(batch: ImportBatch, said_by: str) -> None:
    """Note on an uploaded table whose words it holds. Raises ImportProblem on anybody else than a diary knows."""
    if said_by not in SaidBy.values:
        raise ImportProblem(_("Choose who said what is in this file."))
    batch.mapping = {**batch.mapping, "said_by": said_by}
    batch.save(update_fields=["mapping"])


def throw_away(batch: ImportBatch) -> None:
    """Neither the file of an upload nor a word of it stays."""
    write_over(upload_of(batch))
    batch.delete()


def mine(viewer: Viewer, batch_id: uuid.UUID) -> ImportBatch:
    """A batch that the viewer brought, or any of a diary she sees all of and may write in. Raises Denied.

    A file is of every scope at once: its cells, its notes and its undo are nobody else's.
    """
    batch = ImportBatch.objects.select_related("person").filter(pk=batch_id).first()
    if batch is None or not _theirs(batch, viewer, require(viewer, batch.person_id, write=True)):
        raise Denied
    return batch


def _theirs(batch: ImportBatch, viewer: Viewer, sight: Sight) -> bool:
    return Grant.ALL in sight or (
        batch.typed_by_id is not None and batch.typed_by_id == getattr(viewer, "pk", None)
    )


def of_person(viewer: Viewer, person_id: uuid.UUID) -> list[ImportBatch]:
    """What was brought into a diary, newest first, as far as the viewer may open it. Raises Denied."""
    sight = require(viewer, person_id, write=True)
    return [
        batch for batch in ImportBatch.objects.filter(person_id=person_id) if _theirs(batch, viewer, sight)
    ]


def in_time(batch: ImportBatch) -> bool:
    """True while a finished import can be taken out again."""
    return (
        batch.state == State.DONE
        and batch.finished_at is not None
        and timezone.now() < batch.finished_at + UNDO
    )


def later(batch: ImportBatch) -> ImportBatch | None:
    """A later import that met the same days, and so has to go out before this one."""
    first, last = (batch.summary.get(end) or "" for end in ("first_date", "last_date"))
    newer = ImportBatch.objects.filter(
        person_id=batch.person_id,
        format=batch.format,
        state__in=(State.DONE, State.LEAVING),
        finished_at__gt=batch.finished_at,
    )
    for other in newer:
        begin, end = (other.summary.get(name) or "" for name in ("first_date", "last_date"))
        if other.summary.get("entries_known") and begin <= last and first <= end:
            return other
    return None


def may_undo(batch: ImportBatch) -> bool:
    """True when a finished import can be taken out right now."""
    return in_time(batch) and later(batch) is None


def check(batch: ImportBatch, path: Path, mapping: Mapping | None = None) -> Any:
    """The whole file, checked, as `look` and `bring_in` take it. Raises ImportProblem; stores nothing.

    `mapping` instead of the batch's own, so that an error names the line of the file it came from.
    """
    return formats()[batch.format].open(batch, path, mapping)


def look(batch: ImportBatch, opened: Any) -> Holding:
    """What a checked file holds, and what of it is here."""
    return formats()[batch.format].look(batch, opened)


def look_again(batch: ImportBatch) -> str:
    """Note on an upload what it holds; returns why it cannot be read, or nothing.

    That sentence may quote the file and is for whoever dropped it: what is stored of it does not.
    """
    said = ""
    try:
        holding = look(batch, check(batch, upload_of(batch)))
        batch.message, batch.rows_total = "", holding.total
        batch.summary = {**asdict(holding), "first": _iso(holding.first), "last": _iso(holding.last)}
    except ImportProblem as error:
        said = str(error)
        batch.message, batch.summary = error.kept[:500], {}
    batch.save()
    return said


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def bring_in(batch: ImportBatch, opened: Any, progress: Progress | None = None) -> ImportBatch:
    """Store a checked file now. Raises ImportProblem or Stopped with nothing of it stored."""
    with hold(batch.pk) as held:
        busy = ImportBatch.objects.filter(person_id=batch.person_id, state__in=(State.RUNNING, State.LEAVING))
        if not held or busy.exclude(pk=batch.pk).exists():
            said = _("%(file)s: another file is on its way; expected one at a time")
            raise ImportProblem(said % {"file": batch.file_name})
        try:
            _claim(batch)
            summary = formats()[batch.format].write(batch, opened, progress)
        except BaseException as error:
            _stopped(batch, error)
            raise
        batch.summary = summary
        batch.state, batch.finished_at, batch.rows_done = State.DONE, timezone.now(), batch.rows_total
        batch.save()
    return batch


def _claim(batch: ImportBatch) -> None:
    """Say that it runs. Raises Stopped when it was stopped while it was checked: that word is not written over."""
    batch.state = State.RUNNING
    if batch._state.adding:
        batch.save()
        return
    batch.save(update_fields=[f.name for f in batch._meta.concrete_fields if f.name not in ("id", "state")])
    waiting = ImportBatch.objects.filter(pk=batch.pk, state__in=(State.PREVIEW, State.RUNNING))
    if not waiting.update(state=State.RUNNING):
        raise Stopped


def _stopped(batch: ImportBatch, error: BaseException) -> None:
    batch.state, batch.finished_at = State.STOPPED, timezone.now()
    if not isinstance(error, Stopped):
        batch.message = (error.kept if isinstance(error, ImportProblem) else _(UNEXPECTED))[:500]
    batch.save()


def _beside(work: Callable[[], object]) -> None:
    """Do something beside the page that asked for it."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    threading.Thread(target=run, name="import", daemon=True).start()


def start(batch: ImportBatch, viewer: Viewer = None) -> None:
    """Bring an uploaded file in; it goes on when the page is left.

    With the viewer who brought it, private answers that are here can be compared while her key is open.
    """
    changed = ImportBatch.objects.filter(pk=batch.pk, state=State.PREVIEW).update(state=State.RUNNING)
    if changed:
        _beside(lambda: _run(batch.pk, viewer))


def _run(batch_id: uuid.UUID, viewer: Viewer) -> None:
    batch = ImportBatch.objects.select_related("person").get(pk=batch_id)
    if viewer is not None and viewer.pk is not None and viewer.pk == batch.typed_by_id:
        batch.typed_by = viewer
    path = upload_of(batch)
    try:
        if batch.state != State.RUNNING:
            # Stopped before it began.
            _stopped(batch, Stopped())
            return
        bring_in(batch, check(batch, path))
    except (ImportProblem, Stopped) as error:
        _stopped(batch, error)
    except BaseException as error:
        # Whatever it was, the next file does not wait for this one.
        _stopped(batch, error)
        raise
    finally:
        write_over(path)


def stop(*, viewer: Viewer, batch_id: uuid.UUID) -> None:
    """Ask a running import to stop; it takes out what it wrote."""
    batch = mine(viewer, batch_id)
    ImportBatch.objects.filter(pk=batch.pk, state=State.RUNNING).update(state=State.LEAVING)


def forget(*, viewer: Viewer, batch_id: uuid.UUID) -> None:
    """Throw an upload away that was only looked at."""
    batch = mine(viewer, batch_id)
    if batch.state == State.PREVIEW:
        throw_away(batch)


def undo(*, viewer: Viewer, batch_id: uuid.UUID) -> int:
    """Take a whole import out again; returns the number of entries removed. Raises Denied."""
    batch = mine(viewer, batch_id)
    if not may_undo(batch):
        return 0
    with hold(batch.pk) as held:
        return _undo(batch) if held else 0


def start_undo(*, viewer: Viewer, batch_id: uuid.UUID) -> None:
    """Take a whole import out again; it goes on when the page is left. Raises Denied."""
    batch = mine(viewer, batch_id)
    if may_undo(batch) and ImportBatch.objects.filter(pk=batch.pk, state=State.DONE).update(
        state=State.LEAVING
    ):
        _beside(lambda: _leave(batch))


def _leave(batch: ImportBatch) -> None:
    with hold(batch.pk) as held:
        if held:
            _undo(batch)


def _undo(batch: ImportBatch) -> int:
    # Says so first: a machine that goes off in between goes on with it at the next start.
    ImportBatch.objects.filter(pk=batch.pk).update(state=State.LEAVING)
    removed = formats()[batch.format].take_out(batch)
    batch.state, batch.finished_at, batch.content = State.UNDONE, timezone.now(), None
    batch.summary = {**batch.summary, "entries_removed": removed}
    if ImportBatch.objects.filter(pk=batch.pk).exists():
        batch.save()
    return removed


def sweep() -> int:
    """Take out what a process left behind that is gone, and old uploads; returns how many imports."""
    number = 0
    for batch in ImportBatch.objects.filter(state__in=[State.RUNNING, State.LEAVING]).select_related(
        "person"
    ):
        with hold(batch.pk) as held:
            if not held:
                continue
            batch.refresh_from_db()
            if batch.state not in (State.RUNNING, State.LEAVING):
                continue
            was_in = batch.finished_at is not None
            if was_in:
                _undo(batch)
            else:
                formats()[batch.format].take_out(batch)
                batch.state, batch.finished_at = State.STOPPED, timezone.now()
                batch.message = _("The machine stopped in the middle. Nothing was kept; bring it in again.")
                batch.save()
            number += 1
    forget_old()
    return number


def forget_old() -> None:
    """Throw away what nobody chose from within a day, the file with it."""
    with transaction.atomic():
        ImportBatch.objects.filter(state=State.PREVIEW, created_at__lt=timezone.now() - WAITING).delete()
    _clear_uploads()


def _clear_uploads() -> None:
    wanted = {
        str(pk)
        for pk in ImportBatch.objects.filter(state__in=[State.PREVIEW, State.RUNNING]).values_list(
            "pk", flat=True
        )
    }
    old = (timezone.now() - WAITING).timestamp()
    for path in folder().glob("*.upload*"):
        if path.name.partition(".")[0] not in wanted and path.stat().st_mtime < old:
            write_over(path)


def report(batch: ImportBatch) -> dict[str, Any]:
    """What an import did, as plain data for `--json`."""
    return {"file": batch.file_name, "format": batch.format, "state": batch.state, **batch.summary}
