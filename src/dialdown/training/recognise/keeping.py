"""Writes of recognise. What these functions return has been stored."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialdown.intake.records import BadInput, Problem
from dialdown.people import selectors as people
from dialdown.people.access import Denied
from dialdown.people.services import hold
from dialdown.training.later import TICK, forget_later, kept_later, put_later
from dialdown.training.recognise.documents import parse_session
from dialdown.training.recognise.models import RecogniseAnswer, RecogniseSession
from dialdown.training.touch.keeping import may_practise

if TYPE_CHECKING:
    from dialdown.people.access import Viewer


@dataclass(frozen=True)
class SavedSession:
    """A session and what became of it: created, updated, same (again the same), newer (what is stored is newer)."""

    session: RecogniseSession
    stored: Literal["created", "updated", "same", "newer", "deleted"]


@transaction.atomic
def save_session(*, viewer: Viewer, session_id: uuid.UUID, document: Mapping[str, Any]) -> SavedSession:
    """Store a session as far as it has gone. Repeating it changes nothing; the later `saved_at` wins; no answer is ever dropped.

    `document` as in the API. Raises BadInput, Denied.
    """
    if not settings.SWITCHES["imagery"]:
        raise Denied
    stored = _locked(session_id)
    person_id = stored.person_id if stored else _id(document.get("person"))
    may_practise(viewer, person_id)
    if stored is None:
        # A page sends each answer at once: two of its requests may both find nothing.
        hold(person_id=person_id)
        stored = _locked(session_id)
    record, answers = parse_session(document)
    _open_at(viewer, person_id, record["at"])
    fields = {
        **record,
        "person_id": person_id,
        "said_by": people.voice(viewer, person_id),
        "typed_by_id": viewer.pk if viewer else None,
    }
    if stored is not None and record["saved_at"] <= stored.saved_at:
        return SavedSession(stored, "same" if record["saved_at"] == stored.saved_at else "newer")
    if stored is None:
        session = RecogniseSession.objects.create(pk=session_id, **fields)
    else:
        session = stored
        for name, value in {**fields, **kept_later(record, stored), "deleted_at": None}.items():
            setattr(session, name, value)
        session.save()
    there = set(session.answers.values_list("number", flat=True))
    RecogniseAnswer.objects.bulk_create(
        RecogniseAnswer(pk=uuid.uuid5(session.pk, str(one["number"])), session=session, **one)
        for one in answers if one["number"] not in there
    )  # fmt: skip
    return SavedSession(session, "updated" if stored else "created")


@transaction.atomic
def answer_session_later(
    *,
    viewer: Viewer,
    session_id: uuid.UUID,
    pain: float | None,
    colour: bool = False,
    swelling: bool = False,
) -> RecogniseSession:
    """How it is an hour after a session: pain 0 to 10 or left out, what is new there. Raises BadInput, Denied."""
    session = _session(viewer, session_id)
    put_later(session, pain=pain, colour=colour, swelling=swelling)
    return session


@transaction.atomic
def undo_session_later(*, viewer: Viewer, session_id: uuid.UUID) -> RecogniseSession:
    """Take back what was said an hour after a session: it is as before, and asked again while there is time. Raises Denied."""
    session = _session(viewer, session_id)
    forget_later(session)
    return session


@transaction.atomic
def take_session_out(*, viewer: Viewer, session_id: uuid.UUID, out: bool = True) -> SavedSession:
    """Take a session out, or bring it back."""
    session = _session(viewer, session_id)
    if (session.deleted_at is not None) != out:
        session.deleted_at = timezone.now() if out else None
        session.saved_at += TICK
        session.save(update_fields=["deleted_at", "saved_at"])
    return SavedSession(session, "deleted" if out else "updated")


def _open_at(viewer: Viewer, person_id: uuid.UUID, at: dt.datetime) -> None:
    """The gate in front of practice. A session from before new pain was reported is kept: it did happen."""
    state = people.clearance(viewer, person_id)
    before = state.new_pain is not None and state.sign_off is not None and at < state.new_pain.created_at
    if not state.open and not before:
        raise BadInput(
            [Problem("locked", _("Practice waits until a doctor has looked. This session is kept here."))]
        )


def _id(given: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(given))
    except ValueError:
        raise BadInput([Problem("person", _("We couldn’t read that. Please choose again."))]) from None


def _session(viewer: Viewer, session_id: uuid.UUID) -> RecogniseSession:
    session = _locked(session_id)
    if session is None:
        raise Denied
    may_practise(viewer, session.person_id)
    return session


def _locked(session_id: uuid.UUID) -> RecogniseSession | None:
    return RecogniseSession.objects.select_for_update().filter(pk=session_id).first()
