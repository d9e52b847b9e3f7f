"""Writes of drafts. What these functions return has been stored."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from dialdown.care.letters import facts
from dialdown.care.letters.book import kinds, steps
from dialdown.care.letters.episodes import episodes
from dialdown.care.letters.models import Letter
from dialdown.care.letters.reading import FLARES
from dialdown.care.letters.reading import letter as read
from dialdown.care.letters.records import recorded
from dialdown.care.letters.taken import TOLD, Taken, as_values, chosen, taken
from dialdown.care.records.doors import may_keep
from dialdown.diary.selectors import today_of
from dialdown.diary.services import said_by_default
from dialdown.people.access import Denied

if TYPE_CHECKING:
    from dialdown.people.models import Account, Person

LONGEST, MOST_STEPS, LARGEST = 2000, 12, 1000.0
# Fields of one line, with how many letters one holds.
SHORT = {"full_name": 80, "phone_home": 40}
# A letter is looked at again after a school half term unless said.
REVIEW = dt.timedelta(weeks=12)
# Parts of a letter that numbers of the diary stand in.
DRAWING = {"now", "missed"}


@dataclass(frozen=True)
class Typed:
    """What a form sent, read and limited; never more than a letter of this kind has."""

    values: Mapping[str, str] = field(default_factory=dict[str, str])
    measures: Mapping[str, float] = field(default_factory=dict[str, float])
    steps: Sequence[Mapping[str, Any]] = ()
    own_steps: str = ""
    attendance: bool = False
    episodes: bool = False
    condition: str = ""
    medicine_at_school: bool = False
    review_on: dt.date | None = None


def begin(*, viewer: Account, person: Person, kind: str) -> Letter:
    """A new draft, with what the writer may take from the diary and from the family's records in it. Raises Denied."""
    may_keep(viewer, person.pk)
    if kind not in kinds():
        raise Denied
    parts, made = kinds()[kind].parts, Letter(person=person, kind=kind, typed_by=viewer)
    made.said_by = said_by_default(viewer=viewer, person=person)
    made.review_on = today_of(person) + REVIEW if "review" in parts else None
    made.values = {"author": str(viewer)}
    if DRAWING & set(parts):
        there = facts.attendance(viewer, person)
        made.attendance = there is not None
        made.scopes = ["function:line"] if there else []
        _put_in(made, facts.suggested(viewer, person))
    _put_flares_in(made, viewer, wanted=True)
    known = recorded(viewer, person, kinds()[kind])
    made.values = {**made.values, **{key: one.words for key, one in known.items()}}
    made.scopes = sorted({*made.scopes, *(scope for one in known.values() for scope in one.scopes)})
    made.save()
    return made


def _put_flares_in(draft: Letter, viewer: Account, *, wanted: bool) -> None:
    """Say in the draft that flares of the diary stand in it, where they can be told to this writer, with what it takes to see them."""
    asks = FLARES in kinds()[draft.kind].parts
    found = episodes(viewer, draft.person) if wanted and asks else None
    if found is not None:
        draft.values = {**draft.values, FLARES: "on"}
        draft.scopes = sorted({*draft.scopes, found.scope})


def _put_in(draft: Letter, known: Sequence[facts.Suggested]) -> None:
    """Numbers of the diary and of Move, as they are today, with their day and what it takes to see them."""
    today = today_of(draft.person)
    draft.measures = {**draft.measures, **{one.key: one.value for one in known}}
    draft.values = {
        **draft.values,
        **as_values({one.key: Taken(today, one.where, one.voice) for one in known}),
    }
    draft.scopes = sorted({*draft.scopes, *(one.scope for one in known)})


def put(draft: Letter, typed: Typed, *, viewer: Account) -> Letter:
    """`draft` with what `viewer` typed, not stored: for the preview, and before it is stored."""
    kind, known, before = kinds()[draft.kind], draft.measures, taken(draft)
    today = Taken(today_of(draft.person), TOLD, said_by_default(viewer=viewer, person=draft.person))
    draft.measures = {
        key: number
        for key, number in typed.measures.items()
        if key in facts.MEASURES and math.isfinite(number) and 0 <= number <= LARGEST
    }
    # A number that nobody touched keeps its day.
    since = {key: before[key] if known.get(key) == n else today for key, n in draft.measures.items()}
    draft.values = {
        key: " ".join(words.split())[: SHORT[key]] if key in SHORT else words[:LONGEST]
        for key, words in typed.values.items()
        if key in {*kind.fields, "author"}
    } | as_values(since)
    _put_flares_in(draft, viewer, wanted=typed.episodes)
    # A step that stays chosen keeps its day: opening a letter again never moves the day on which a step ends.
    days = chosen(draft)
    draft.steps = [
        {
            "id": key,
            "from": days.get(key, today.on).isoformat(),
            "places": _places(key, one.get("places", {})),
        }
        for one in typed.steps
        if (key := one["id"]) in steps()
    ][:MOST_STEPS]
    draft.own_steps, draft.attendance = typed.own_steps[:LONGEST], typed.attendance
    draft.condition, draft.medicine_at_school, draft.review_on = (
        typed.condition[:120],
        typed.medicine_at_school,
        typed.review_on,
    )
    if draft.attendance and "function:line" not in draft.scopes:
        draft.scopes = sorted({*draft.scopes, "function:line"})
    return draft


def _places(step: str, told: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(words)[:80] for key, words in told.items() if key in steps()[step].places}


@transaction.atomic
def save(*, viewer: Account, letter_id: uuid.UUID, typed: Typed) -> Letter:
    """Keep what was typed. Raises Denied."""
    draft = put(read(viewer, letter_id), typed, viewer=viewer)
    draft.typed_by, draft.saved_at = viewer, timezone.now()
    draft.save()
    return draft


def take_anew(*, viewer: Account, letter_id: uuid.UUID) -> Letter:
    """Put the numbers of the diary and of Move in as they are today; what was told by hand stays. Raises Denied."""
    draft = read(viewer, letter_id)
    told = {key for key, one in taken(draft).items() if one.where == TOLD}
    if DRAWING & set(kinds()[draft.kind].parts):
        _put_in(draft, [one for one in facts.suggested(viewer, draft.person) if one.key not in told])
    draft.typed_by, draft.saved_at = viewer, timezone.now()
    draft.save()
    return draft


@transaction.atomic
def take_out(*, viewer: Account, letter_id: uuid.UUID, out: bool = True) -> Letter:
    """Take a draft out, or bring it back. Raises Denied."""
    draft = read(viewer, letter_id, removed=True)
    draft.removed_at = timezone.now() if out else None
    draft.save(update_fields=["removed_at"])
    return draft
