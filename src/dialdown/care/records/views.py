"""One form page for every kind of row; save, take out, bring back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dialdown.care.medicines.notes import can_change_mood
from dialdown.care.records import keeping
from dialdown.care.records.kinds import KINDS, LISTS, Kind
from dialdown.care.records.models import Kept
from dialdown.care.records.visit import At, at_medicines

# In the session of whoever wrote it down: the medicine whose page says once that it can change mood.
MOOD_NOTE = "mood_note"


def kind_of(key: str) -> Kind:
    """The kind of that name, else not found."""
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def _parent(at: At, kind: Kind, given: str) -> Kept | None:
    """The row that a new one hangs on."""
    if not kind.parent:
        return None
    parent = next(k for k in KINDS.values() if k.key == kind.parent)
    try:
        return keeping.row_of(at.viewer, parent, uuid.UUID(given))
    except ValueError:
        raise Http404 from None


def _page(request: HttpRequest, kind: Kind, form: Any, more: dict[str, Any]) -> HttpResponse:
    shown = {"kind": kind, "form": form, **more}
    return render(request, "care/records/form.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@at_medicines
def add(request: HttpRequest, at: At, key: str) -> HttpResponse:
    """A new row: its empty form, and storing it."""
    kind = kind_of(key)
    of = _parent(at, kind, request.POST.get("of", "") or request.GET.get("of", ""))
    more = {
        "action": f"/care/new/{key}",
        "of": of,
        "back": kind.home.format(id="", of=of.pk if of else "").rstrip("/"),
    }
    if request.method != "POST":
        form = keeping.blank(at.viewer, kind, at.person, of)
        return _page(request, kind, form, more)
    try:
        row = keeping.keep(viewer=at.viewer, kind=kind, person=at.person, given=request.POST, of=of)
    except keeping.Unfit as error:
        return _page(request, kind, error.form, more)
    _mind_mood(request, row)
    return _said(request, kind, row, _("Saved."), "remove")


@require_http_methods(["GET", "POST"])
@at_medicines
def edit(request: HttpRequest, at: At, key: str, row_id: uuid.UUID) -> HttpResponse:
    """A row: its form, and storing other words."""
    kind = kind_of(key)
    row = keeping.row_of(at.viewer, kind, row_id)
    if row.person_id != at.person.pk:
        raise Http404
    keeping.may_reword(at.viewer, row)
    more = {"action": f"/care/rows/{key}/{row.pk}", "row": row, "back": kind.back(row)}
    if request.method != "POST":
        form = kind.form(instance=row, today=keeping.today_of(at.person), person_id=at.person.pk)
        return _page(request, kind, form, more)
    try:
        row = keeping.keep(viewer=at.viewer, kind=kind, person=at.person, given=request.POST, row=row)
    except keeping.Unfit as error:
        return _page(request, kind, error.form, more)
    _mind_mood(request, row)
    messages.success(request, _("Saved."))
    return redirect(kind.back(row))


@require_POST
@at_medicines
def remove(request: HttpRequest, at: At, key: str, row_id: uuid.UUID) -> HttpResponse:
    """Take a row out."""
    kind = kind_of(key)
    row = keeping.take_out(viewer=at.viewer, kind=kind, row_id=row_id)
    messages.success(request, _("Taken out."), extra_tags=f"undo /care/rows/{key}/{row.pk}/restore")
    return redirect(LISTS.get(key) or kind.back(row))


@require_POST
@at_medicines
def restore(request: HttpRequest, at: At, key: str, row_id: uuid.UUID) -> HttpResponse:
    """Bring a row back."""
    kind = kind_of(key)
    row = keeping.bring_back(viewer=at.viewer, kind=kind, row_id=row_id)
    messages.success(request, _("It is back."))
    return redirect(kind.back(row))


def _mind_mood(request: HttpRequest, row: Kept) -> None:
    medicine = can_change_mood(row)
    if medicine is not None:
        request.session[MOOD_NOTE] = str(medicine.pk)


def _said(request: HttpRequest, kind: Kind, row: Kept, words: str, undo: str) -> HttpResponse:
    messages.success(request, words, extra_tags=f"undo /care/rows/{kind.key}/{row.pk}/{undo}")
    return redirect(kind.back(row))
