"""What examinations recorded, for the family and for a clinician, and a clinician's own way to record one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dialdown.care.clinical import keeping, reading
from dialdown.care.clinical.doors import may_examine
from dialdown.care.records.keeping import Unfit
from dialdown.care.records.kinds import KINDS
from dialdown.care.records.visit import At, at_papers
from dialdown.people import selectors as people
from dialdown.people.access import Denied
from dialdown.people.models import Person

P = ParamSpec("P")
Inner = Callable[Concatenate[HttpRequest, Person, P], HttpResponse]


@require_GET
@at_papers
def adult_rules(request: HttpRequest, at: At) -> HttpResponse:
    """For whoever keeps the papers: what was recorded, and a place to write it down."""
    shown = {"at": at, "person": at.person, "rows": reading.examinations(at.viewer, at.person.pk)}
    return render(request, "care/clinical/rules.html", shown)


def _at_person(view: Inner[P]) -> Callable[Concatenate[HttpRequest, uuid.UUID, P], HttpResponse]:
    """The person is named by the address: a diary that another tab opened is not written into."""

    @wraps(view)
    def opened(request: HttpRequest, person_id: uuid.UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = people.person(request.user, person_id)
        try:
            return view(request, person, *args, **kwargs)
        except Denied:
            raise Http404 from None

    return opened


@require_GET
@_at_person
def for_clinician(request: HttpRequest, person: Person) -> HttpResponse:
    """The same for a clinician to whom the body map is open."""
    shown = {
        "person": person,
        "rows": reading.examinations(request.user, person.pk),
        "examines": may_examine(request.user, person.pk),
    }
    return render(request, "care/clinical/rules.html", shown)


@require_http_methods(["GET", "POST"])
@_at_person
def examine(request: HttpRequest, person: Person) -> HttpResponse:
    """A clinician records an examination: the empty form, and storing it."""
    action = reverse("care_examine", args=[person.pk])
    if request.method != "POST":
        return _form(request, person, keeping.form(request.user, person), action)
    try:
        row = keeping.record(viewer=request.user, person=person, given=request.POST)
    except Unfit as error:
        return _form(request, person, error.form, action)
    undo = reverse("care_examined_remove", args=[person.pk, row.pk])
    messages.success(request, _("Saved."), extra_tags=f"undo {undo}")
    return _back(person)


@require_http_methods(["GET", "POST"])
@_at_person
def examined(request: HttpRequest, person: Person, row_id: uuid.UUID) -> HttpResponse:
    """A row of one's own: its form, and storing other words."""
    row = keeping.own_row(request.user, person, row_id)
    action = reverse("care_examined", args=[person.pk, row.pk])
    if request.method != "POST":
        return _form(request, person, keeping.form(request.user, person, row), action, row=row)
    try:
        keeping.record(viewer=request.user, person=person, given=request.POST, row=row)
    except Unfit as error:
        return _form(request, person, error.form, action, row=row)
    messages.success(request, _("Saved."))
    return _back(person)


@require_POST
@_at_person
def remove(request: HttpRequest, person: Person, row_id: uuid.UUID) -> HttpResponse:
    """Take a row of one's own out."""
    row = keeping.take_out(viewer=request.user, person=person, row_id=row_id)
    undo = reverse("care_examined_restore", args=[person.pk, row.pk])
    messages.success(request, _("Taken out."), extra_tags=f"undo {undo}")
    return _back(person)


@require_POST
@_at_person
def restore(request: HttpRequest, person: Person, row_id: uuid.UUID) -> HttpResponse:
    """Bring back what was taken out here."""
    keeping.bring_back(viewer=request.user, person=person, row_id=row_id)
    messages.success(request, _("It is back."))
    return _back(person)


def _form(request: HttpRequest, person: Person, form: Any, action: str, **more: Any) -> HttpResponse:
    shown = {
        "kind": KINDS["rules"], "form": form, "action": action, "person": person, "under": person.display_name,
        "back": reverse("care_adult_rules_read", args=[person.pk]), **more,
    }  # fmt: skip
    return render(request, "care/records/form.html", shown, status=422 if form.errors else 200)


def _back(person: Person) -> HttpResponse:
    return redirect("care_adult_rules_read", person.pk)
