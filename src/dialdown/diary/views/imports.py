"""Bring in data: drop a file, see what it holds, choose, watch it come in, take it out again."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dialdown.diary import columns, imports, selectors, services
from dialdown.diary.import_formats import ImportProblem
from dialdown.diary.models import ImportBatch
from dialdown.diary.table_import import label_of, mapping_of
from dialdown.diary.views import looks
from dialdown.diary.views.doors import Visit, open_diary
from dialdown.people.models import SaidBy

State = ImportBatch.State
PAGES = {
    State.PREVIEW: "diary/import_holds.html", State.RUNNING: "diary/import_running.html", State.LEAVING: "diary/import_running.html",
    State.DONE: "diary/import_done.html", State.STOPPED: "diary/import_over.html", State.UNDONE: "diary/import_over.html",
}  # fmt: skip
MEGABYTES = 100


def _writing(visit: Visit) -> None:
    if not visit.sight.may_write:
        raise Http404


def _batch(visit: Visit, batch_id: uuid.UUID) -> ImportBatch:
    batch = imports.mine(visit.viewer, batch_id)
    if batch.person_id != visit.person.pk:
        raise Http404
    return batch


@require_http_methods(["GET", "POST"])
@open_diary
def start(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Step 1: a place to drop a file, and what was brought in before."""
    _writing(visit)
    error = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        # Set by the upload handler, which reads a file that is too big to its end and throws it away.
        big = request.META.get("dialdown.upload_too_big")
        if big:
            error = _("%(file)s: is larger than %(megabytes)s MB. Split it, or leave years out.") % {
                "file": big,
                "megabytes": MEGABYTES,
            }
        elif file is None:
            error = _("Choose a file first.")
        else:
            path = Path(file.temporary_file_path())
            batch = imports.prepare(
                viewer=visit.viewer, person_id=visit.person.pk, path=path, file_name=file.name or "file"
            )
            for name in imports.make_room(visit.viewer):
                messages.info(
                    request, _("“%(file)s” was thrown away: three files may wait at a time.") % {"file": name}
                )
            imports.keep(batch, path)
            error = imports.look_again(batch)
            if not error or (batch.format == "table" and columns.may_choose(batch, imports.upload_of(batch))):
                return redirect("import_batch", batch.pk)
            imports.throw_away(batch)
            error = f"{error.removesuffix('.')}. {_('Nothing of it was kept.')}"
    past = [b for b in imports.of_person(visit.viewer, visit.person.pk) if b.state != State.PREVIEW]
    shown = {"visit": visit, "error": error, "past": past[:20]}
    return render(request, "diary/import_start.html", shown, status=422 if error else 200)


@require_GET
@open_diary
def batch(request: HttpRequest, visit: Visit, batch_id: uuid.UUID) -> HttpResponse:
    """Steps 2, 4 and 5: what the file holds, how far it is, what became of it."""
    found = _batch(visit, batch_id)
    # Read again rather than stored: the sentence may quote the file.
    refused = imports.look_again(found) if found.state == State.PREVIEW and found.message else found.message
    summary = found.summary
    span = ""
    if summary.get("first"):
        first, last = (looks.date(dt.date.fromisoformat(summary[end])) for end in ("first", "last"))
        span = _("%(start)s to %(end)s") % {"start": first, "end": last}
    shown = {
        "visit": visit, "batch": found, "span": span, "notes": summary.get("notes", {}), "is_table": found.format == "table",
        "kind": _kind(found), "refused": refused,
        "may_undo": imports.may_undo(found), "later": imports.later(found) if imports.in_time(found) else None,
        "voices": _voices(visit, found), "kinds": _kinds(found), "zeros": sum(_of(summary, "zero_as_missing").values()),
    }  # fmt: skip
    return render(request, PAGES[State(found.state)], shown)


def _voices(visit: Visit, found: ImportBatch) -> list[dict[str, object]]:
    """Who may have said what a table holds, the likeliest chosen: what its map says, else whose page this is."""
    if found.format != "table" or found.summary.get("notes", {}).get("said_by_column"):
        return []
    mapped = mapping_of(found)
    default = services.said_by_default(viewer=visit.viewer, person=visit.person)
    chosen = mapped.said_by if mapped is not None and mapped.said_by != SaidBy.IMPORT else default
    own = (
        _("I did: these are my own answers")
        if visit.owner
        else _("%(name)s did") % {"name": visit.person.display_name}
    )
    words = {
        SaidBy.SELF: own, SaidBy.PARENT: _("A parent"), SaidBy.CLINICIAN: _("A clinician"), SaidBy.DEVICE: _("A device"),
        SaidBy.IMPORT: _("Not known"),
    }  # fmt: skip
    return [{"key": key, "label": label, "chosen": key == chosen} for key, label in words.items()]


def _kind(found: ImportBatch) -> str:
    """What the file is called on a page."""
    named = {
        "table": _("table"),
        "archive": _("Dialdown archive"),
        "psychopy": _("PsychoPy run of left or right"),
    }
    return named.get(found.format, "")


def _of(summary: dict[str, object], name: str) -> dict[str, int]:
    notes = summary.get("notes", summary)
    found = notes.get(name, {}) if isinstance(notes, dict) else {}
    return found if isinstance(found, dict) else {}


def _kinds(found: ImportBatch) -> list[tuple[str, dict[str, int]]]:
    """What came of each kind: added, the same, kept as she changed it."""
    definitions = selectors.definitions(found.person_id)
    if found.format == "archive":
        names = {
            "entry": _("Check-ins"),
            "value": _("Answers"),
            "region_mark": _("Places"),
            "goal": _("Goals"),
            "event": _("What began and ended"),
        }
        return [
            (names[name], counts)
            for name, counts in found.summary.get("tables", {}).items()
            if name in names and any(counts.values())
        ]
    return [(label_of(key, definitions), counts) for key, counts in found.summary.get("by_kind", {}).items()]


@require_http_methods(["GET", "POST"])
@open_diary
def choose(request: HttpRequest, visit: Visit, batch_id: uuid.UUID) -> HttpResponse:
    """Step 3: what each column is, and what is left out."""
    found = _batch(visit, batch_id)
    if found.state != State.PREVIEW or found.format != "table":
        return redirect("import_batch", found.pk)
    path = imports.upload_of(found)
    error = ""
    try:
        if request.method == "POST":
            found.mapping = {"yaml": columns.chosen(found, path, request.POST.dict()).to_yaml()}
            error = imports.look_again(found)
            if not error:
                return redirect("import_batch", found.pk)
        form = columns.form(found, path)
    except ImportProblem as problem:
        if request.method == "GET":
            return redirect("import_batch", found.pk)
        error, form = str(problem), columns.form(found, path)
    shown = {"visit": visit, "batch": found, "form": form, "error": error}
    return render(request, "diary/import_choose.html", shown, status=422 if error else 200)


@require_POST
@open_diary
def bring_in(request: HttpRequest, visit: Visit, batch_id: uuid.UUID) -> HttpResponse:
    """Start; it goes on when the page is left."""
    found = _batch(visit, batch_id)
    if found.state == State.PREVIEW and not found.message:
        if found.format == "table" and "said_by" in request.POST:
            try:
                imports.say_who(found, request.POST["said_by"])
            except ImportProblem as problem:
                messages.error(request, str(problem))
                return redirect("import_batch", found.pk)
        imports.start(found, viewer=visit.viewer)
    return redirect("import_batch", found.pk)


@require_GET
@open_diary
def progress(request: HttpRequest, visit: Visit, batch_id: uuid.UUID) -> HttpResponse:
    """How far it is, for the script that moves the bar."""
    found = _batch(visit, batch_id)
    return JsonResponse({"state": found.state, "done": found.rows_done, "total": found.rows_total})


@require_POST
@open_diary
def stop(request: HttpRequest, visit: Visit, batch_id: uuid.UUID) -> HttpResponse:
    """Stop; what is in already goes out again."""
    found = _batch(visit, batch_id)
    imports.stop(viewer=visit.viewer, batch_id=found.pk)
    return redirect("import_batch", found.pk)


@require_POST
@open_diary
def forget(request: HttpRequest, visit: Visit, batch_id: uuid.UUID) -> HttpResponse:
    """Throw an upload away that was only looked at."""
    imports.forget(viewer=visit.viewer, batch_id=_batch(visit, batch_id).pk)
    return redirect("import")


@require_POST
@open_diary
def undo(request: HttpRequest, visit: Visit, batch_id: uuid.UUID) -> HttpResponse:
    """Take the whole import out again."""
    found = _batch(visit, batch_id)
    imports.start_undo(viewer=visit.viewer, batch_id=found.pk)
    return redirect("import_batch", found.pk)
