"""Writes of touch practice. What these functions return has been stored."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialdown.intake.records import BadInput, Problem
from dialdown.people import selectors as people
from dialdown.people.access import Denied, require
from dialdown.people.models import Person
from dialdown.training.later import TICK
from dialdown.training.models import TouchChoice, TouchGo, TouchLadder
from dialdown.training.touch.documents import parse_go
from dialdown.training.touch.ladders import book
from dialdown.training.touch.reading import standing

if TYPE_CHECKING:
    from dialdown.people.access import Viewer

SCOPE = "train"
BY_HAND = (TouchChoice.Kind.SOFTER, TouchChoice.Kind.NEXT)
Outcome = Literal["created", "updated", "same", "newer", "deleted"]


@dataclass(frozen=True)
class SavedGo:
    """A go and what became of it: created, updated, same (again the same), newer (what is stored is newer)."""

    go: TouchGo
    stored: Outcome


def may_practise(viewer: Viewer, person_id: uuid.UUID) -> None:
    """Raises Denied unless the viewer may write practice into this diary."""
    if SCOPE not in require(viewer, person_id, write=True):
        raise Denied


@transaction.atomic
def open_touch_ladder(*, viewer: Viewer, person: Person, place: str, side: str) -> TouchLadder:
    """Begin touch practice of a place and side, or take it up again. Raises BadInput, Denied."""
    may_practise(viewer, person.pk)
    known = book().ladders.get(place)
    if known is None:
        raise BadInput([Problem("place", _("Please choose a place."))])
    if side not in known.sides:
        raise BadInput([Problem("side", _("Please choose a side."))])
    ladder, _made = TouchLadder.objects.get_or_create(
        person=person, place=place, side=side,
        defaults={"said_by": people.voice(viewer, person.pk), "typed_by_id": viewer.pk if viewer else None},
    )  # fmt: skip
    if ladder.put_away_at is not None:
        ladder.put_away_at = None
        ladder.save(update_fields=["put_away_at"])
    return ladder


@transaction.atomic
def put_touch_away(*, viewer: Viewer, ladder_id: uuid.UUID, away: bool = True) -> TouchLadder:
    """Put a ladder away, or take it up again; everything that was done on it stays."""
    ladder = _ladder(viewer, ladder_id)
    ladder.put_away_at = timezone.now() if away else None
    ladder.save(update_fields=["put_away_at"])
    return ladder


@transaction.atomic
def save_go(*, viewer: Viewer, go_id: uuid.UUID, document: Mapping[str, Any]) -> SavedGo:
    """Store one go as a device sent it. Repeating it changes nothing; the later `saved_at` wins.

    `document` as in the API: ladder, at, zone, saved_at, rung, planned, done, and before, after, later, felt, skin as
    far as they were answered. Raises BadInput, Denied.
    """
    stored = _locked(go_id)
    ladder = _ladder(viewer, stored.ladder_id if stored else _id(document.get("ladder")))
    if stored is None:
        # Two deliveries of one go may both find nothing.
        TouchLadder.objects.select_for_update().get(pk=ladder.pk)
        stored = _locked(go_id)
    record = parse_go(document, ladder)
    _open_at(viewer, ladder.person_id, record.at)
    fields = {**vars(record), "ladder": ladder, "typed_by_id": viewer.pk if viewer else None,
              "said_by": people.voice(viewer, ladder.person_id)}  # fmt: skip
    if stored is None:
        return SavedGo(TouchGo.objects.create(pk=go_id, **fields), "created")
    if record.saved_at < stored.saved_at:
        return SavedGo(stored, "newer")
    if record.saved_at == stored.saved_at:
        return SavedGo(stored, "same")
    for name, value in {**fields, "deleted_at": None}.items():
        setattr(stored, name, value)
    stored.save()
    return SavedGo(stored, "updated")


def _locked(go_id: uuid.UUID) -> TouchGo | None:
    return TouchGo.objects.select_for_update().filter(pk=go_id).first()


@transaction.atomic
def answer_later(*, viewer: Viewer, go_id: uuid.UUID, pain: float) -> TouchGo:
    """How it is an hour after a go, 0 to 10. Raises BadInput, Denied."""
    go = _go(viewer, go_id)
    if not 0 <= pain <= 10:
        raise BadInput([Problem("later", _("Try a number from 0 to 10."))])
    go.later = pain
    go.saved_at += TICK
    go.save(update_fields=["later", "saved_at"])
    return go


@transaction.atomic
def undo_later(*, viewer: Viewer, go_id: uuid.UUID) -> TouchGo:
    """Take back what was said an hour after a go: it is as before, and asked again while there is time. Raises Denied."""
    go = _go(viewer, go_id)
    go.later = None
    go.saved_at += TICK
    go.save(update_fields=["later", "saved_at"])
    return go


@transaction.atomic
def take_go_out(*, viewer: Viewer, go_id: uuid.UUID) -> SavedGo:
    """Take a go out; `bring_go_back` undoes it."""
    go = _go(viewer, go_id)
    if go.deleted_at is None:
        go.deleted_at = timezone.now()
        go.saved_at += TICK
        go.save(update_fields=["deleted_at", "saved_at"])
    return SavedGo(go, "deleted")


@transaction.atomic
def bring_go_back(*, viewer: Viewer, go_id: uuid.UUID) -> SavedGo:
    """Undo of taking a go out."""
    go = _go(viewer, go_id)
    go.deleted_at = None
    go.saved_at += TICK
    go.save(update_fields=["deleted_at", "saved_at"])
    return SavedGo(go, "updated")


@transaction.atomic
def choose_touch(
    *, viewer: Viewer, ladder_id: uuid.UUID, kind: str, go_id: uuid.UUID | None = None
) -> TouchChoice:
    """A step by hand: `softer`, `next`, or `keep` (take back the change after one go). Raises Denied."""
    ladder = _ladder(viewer, ladder_id)
    if kind not in (*BY_HAND, TouchChoice.Kind.KEEP) or (kind == TouchChoice.Kind.KEEP) != (
        go_id is not None
    ):
        raise BadInput([Problem("kind", _("Please choose one of the answers."))])
    if go_id is not None:
        _go(viewer, go_id, ladder=ladder)
        found = [
            one
            for one in standing(list(ladder.choices.select_for_update()))
            if one.kind == kind and one.go_id == go_id
        ]
        if found:
            return found[0]
    return TouchChoice.objects.create(
        ladder=ladder, kind=kind, go_id=go_id, at=timezone.now(), said_by=people.voice(viewer, ladder.person_id),
        typed_by_id=viewer.pk if viewer else None,
    )  # fmt: skip


@transaction.atomic
def undo_touch_choice(*, viewer: Viewer, choice_id: uuid.UUID) -> TouchLadder:
    """Take a choice by hand back. Both stay in the history; a second time changes nothing. Raises Denied."""
    choice = TouchChoice.objects.select_for_update().filter(pk=choice_id).first()
    if choice is None or choice.kind == TouchChoice.Kind.UNDONE:
        raise Denied
    ladder = _ladder(viewer, choice.ladder_id)
    if not TouchChoice.objects.filter(undoes=choice).exists():
        TouchChoice.objects.create(
            ladder=ladder, kind=TouchChoice.Kind.UNDONE, undoes=choice, at=timezone.now(),
            said_by=people.voice(viewer, ladder.person_id), typed_by_id=viewer.pk if viewer else None,
        )  # fmt: skip
    return ladder


def _open_at(viewer: Viewer, person_id: uuid.UUID, at: dt.datetime) -> None:
    """The gate in front of practice. A go from before new pain was reported is kept: it did happen."""
    state = people.clearance(viewer, person_id)
    before = state.new_pain is not None and state.sign_off is not None and at < state.new_pain.created_at
    if not state.open and not before:
        message = _("Touch practice waits until a doctor has looked. This go is kept here.")
        raise BadInput([Problem("locked", message)])


def _id(given: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(given))
    except ValueError:
        raise BadInput([Problem("ladder", _("Please choose a place."))]) from None


def _ladder(viewer: Viewer, ladder_id: uuid.UUID) -> TouchLadder:
    ladder = TouchLadder.objects.filter(pk=ladder_id).first()
    if ladder is None:
        raise Denied
    may_practise(viewer, ladder.person_id)
    return ladder


def _go(viewer: Viewer, go_id: uuid.UUID, ladder: TouchLadder | None = None) -> TouchGo:
    go = TouchGo.objects.select_for_update().select_related("ladder").filter(pk=go_id).first()
    if go is None or (ladder is not None and go.ladder_id != ladder.pk):
        raise Denied
    may_practise(viewer, go.ladder.person_id)
    return go
