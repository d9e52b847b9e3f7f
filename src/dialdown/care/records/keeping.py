"""Writes of rows. What these functions return has been stored."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from dialdown.care.medicines.events import follow
from dialdown.care.medicines.models import Medicine
from dialdown.care.records.doors import may_write
from dialdown.care.visits.models import Visit
from dialdown.diary.selectors import today_of
from dialdown.diary.services import said_by_default, touch
from dialdown.people.access import Denied
from dialdown.people.models import Person, SaidBy

if TYPE_CHECKING:
    from dialdown.care.records.forms import RowForm
    from dialdown.care.records.kinds import Kind
    from dialdown.care.records.models import Kept
    from dialdown.people.access import Viewer


class Unfit(ValueError):
    """What was given does not fit; `form` says what and where."""

    def __init__(self, form: RowForm) -> None:
        super().__init__("does not fit")
        self.form = form


def row_of(viewer: Viewer, kind: Kind, row_id: uuid.UUID | None, *, out: bool = False) -> Kept:
    """One row to change: one that is not taken out (with `out`, one that is). Raises Denied."""
    found = (
        kind.model._default_manager.filter(pk=row_id, removed_at__isnull=not out)
        .select_related("person")
        .first()
    )
    if found is None:
        raise Denied
    may_write(viewer, found.person_id, kind)
    return found


def may_reword(viewer: Viewer, row: Kept) -> None:
    """Raises Denied for a row that a clinician typed: whoever keeps the papers can take it out, its words stay hers."""
    if row.said_by == SaidBy.CLINICIAN and row.typed_by_id != getattr(viewer, "pk", None):
        raise Denied


def blank(viewer: Viewer, kind: Kind, person: Person, of: Kept | None) -> RowForm:
    """An empty form of a kind. Raises Denied."""
    may_write(viewer, person.pk, kind)
    return kind.form(today=today_of(person), person_id=person.pk, of=of)


@transaction.atomic
def keep(
    *,
    viewer: Viewer,
    kind: Kind,
    person: Person,
    given: Mapping[str, Any],
    row: Kept | None = None,
    of: Kept | None = None,
) -> Kept:
    """Store a row, or other words for `row`; `of` is the row it hangs on. Raises Unfit or Denied."""
    may_write(viewer, person.pk, kind)
    if row is not None:
        may_reword(viewer, row)
        if row.person_id != person.pk:
            raise Denied
    if row is None and kind.parent and (of is None or of.person_id != person.pk):
        raise Denied
    form = kind.form(given, instance=row, today=today_of(person), person_id=person.pk, of=of)
    if not form.is_valid():
        raise Unfit(form)
    found: Any = form.save(commit=False)
    if row is None:
        found.person, found.typed_by = person, viewer
        found.said_by = said_by_default(viewer=viewer, person=person)
        if kind.parent:
            setattr(found, kind.parent, of)
        if isinstance(found, Visit):
            found.zone = person.zone
    # The database stores no such character.
    for field in form.cleaned_data:
        value = getattr(found, field)
        if isinstance(value, str):
            setattr(found, field, value.replace("\x00", ""))
    found.saved_at = timezone.now()
    found.save()
    if isinstance(found, Medicine):
        follow(viewer=viewer, medicine=found)
    touch(person.pk)
    return found


@transaction.atomic
def take_out(*, viewer: Viewer, kind: Kind, row_id: uuid.UUID) -> Kept:
    """Take a row out; `bring_back` undoes it. Raises Denied."""
    return _move(viewer, row_of(viewer, kind, row_id), out=True)


@transaction.atomic
def bring_back(*, viewer: Viewer, kind: Kind, row_id: uuid.UUID) -> Kept:
    """Bring back a row that was taken out. Raises Denied."""
    return _move(viewer, row_of(viewer, kind, row_id, out=True), out=False)


def _move(viewer: Viewer, row: Kept, *, out: bool) -> Kept:
    row.removed_at = timezone.now() if out else None
    row.save(update_fields=["removed_at"])
    if isinstance(row, Medicine):
        follow(viewer=viewer, medicine=row)
    touch(row.person_id)
    return row
