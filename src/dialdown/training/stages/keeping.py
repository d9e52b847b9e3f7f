"""Writes of the stages. What these functions return has been stored."""

from __future__ import annotations

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
from dialdown.people.access import Denied, require
from dialdown.people.models import SaidBy
from dialdown.training.later import TICK, forget_later, kept_later, put_later
from dialdown.training.stages import reading
from dialdown.training.stages.book import NONE, book
from dialdown.training.stages.documents import parse_sitting
from dialdown.training.stages.facts import IMAGINE, MIRROR
from dialdown.training.stages.models import Sitting, StageChoice, StagePath
from dialdown.training.touch.keeping import may_practise

if TYPE_CHECKING:
    from dialdown.people.access import Viewer
    from dialdown.people.models import Person


@dataclass(frozen=True)
class SavedSitting:
    """A sitting and what became of it: created, updated, same (again the same), newer (what is stored is newer)."""

    sitting: Sitting
    stored: Literal["created", "updated", "same", "newer", "deleted"]


@transaction.atomic
def choose_side(*, viewer: Viewer, person: Person, part: str, side: str, yes: list[str]) -> StagePath:
    """The limb and the side that hurts, with the questions before the first sitting; `yes` = ids of those answered yes, or "none".

    Nothing said is no answer. Raises BadInput, Denied. Each side has a path of its own; choosing again changes the answers.
    """
    _switched_on()
    may_practise(viewer, person.pk)
    if part not in StagePath.Part.values:
        raise BadInput([Problem("part", _("Please choose hand or foot."))])
    if side not in StagePath.Side.values:
        raise BadInput([Problem("side", _("Please choose the side that hurts."))])
    if not yes:
        raise BadInput(
            [Problem("questions", _("Please answer the questions: what is so, or none of these."))]
        )
    if not {NONE, *(question.id for question in book().questions)}.issuperset(yes):
        raise BadInput([Problem("questions", _("Please answer the questions again."))])
    path, _made = StagePath.objects.get_or_create(
        person=person, part=part, side=side, defaults=_who(viewer, person.pk)
    )
    _choice(viewer, path, kind=StageChoice.Kind.ANSWERS, yes=any(one != NONE for one in yes))
    return path


@transaction.atomic
def choose_stage(
    *, viewer: Viewer, path_id: uuid.UUID, kind: str, stage: str = "", yes: bool = False
) -> StageChoice:
    """A choice by hand: `open` and `accuracy` by a clinician or an adult, `step` and `easier` by whoever practises.

    Raises BadInput, Denied.
    """
    _switched_on()
    path = StagePath.objects.select_related("person").filter(pk=path_id).first()
    if path is None:
        raise Denied
    if kind == StageChoice.Kind.OPEN and stage in (IMAGINE, MIRROR):
        if not reading.may_open(viewer, path.person):
            raise Denied
    elif kind == StageChoice.Kind.ACCURACY:
        if not reading.opens_as_clinician(viewer, path.person_id):
            raise Denied
        if path.person.under_18(path.person.today()):
            raise BadInput(
                [Problem("accuracy", _("This is for adults: there are no norms for younger people."))]
            )
    elif kind in (StageChoice.Kind.STEP, StageChoice.Kind.EASIER) and stage in (IMAGINE, MIRROR):
        may_practise(viewer, path.person_id)
        dose = reading.stage_path(viewer, path_id).stand.doses[stage]
        if kind == StageChoice.Kind.STEP and not dose.may_step(stage):
            raise BadInput([Problem("step", _("The next step comes after three calm sittings of this one."))])
    else:
        raise BadInput([Problem("kind", _("Please choose one of the answers."))])
    return _choice(viewer, path, kind=kind, stage=stage, yes=yes)


@transaction.atomic
def undo_stage_choice(*, viewer: Viewer, choice_id: uuid.UUID) -> StagePath:
    """Take a choice back: whoever made it, or whoever keeps the diary. Both stay in the history; a second time changes nothing.

    Answers that are taken back leave the ones before them, or the questions open again. Raises Denied.
    """
    choice = StageChoice.objects.select_for_update().select_related("path").filter(pk=choice_id).first()
    if choice is None or choice.kind == StageChoice.Kind.UNDONE:
        raise Denied
    if choice.typed_by_id is None or viewer is None or choice.typed_by_id != viewer.pk:
        may_practise(viewer, choice.path.person_id)
    else:
        require(viewer, choice.path.person_id)
    if not StageChoice.objects.filter(undoes=choice).exists():
        _choice(viewer, choice.path, kind=StageChoice.Kind.UNDONE, undoes=choice)
    return choice.path


@transaction.atomic
def choose_doses(*, viewer: Viewer, path_id: uuid.UUID, doses: str) -> StageChoice:
    """How many sittings a day; the last one that was not taken back holds. Raises BadInput, Denied."""
    path = _path(viewer, path_id)
    if doses not in book().doses:
        raise BadInput([Problem("doses", _("Please choose one of the answers."))])
    return _choice(viewer, path, kind=StageChoice.Kind.DOSES, doses=doses)


@transaction.atomic
def save_sitting(*, viewer: Viewer, sitting_id: uuid.UUID, document: Mapping[str, Any]) -> SavedSitting:
    """Store one sitting as a device sent it. Repeating it changes nothing; the later `saved_at` wins.

    `document` as in the API. A stage that is not open is refused, but not a later version of a sitting that is stored.
    Raises BadInput, Denied.
    """
    stored = _locked(sitting_id)
    path = _path(viewer, stored.path_id if stored else _id(document.get("path")))
    if stored is None:
        # Two deliveries of one sitting may both find nothing.
        StagePath.objects.select_for_update().get(pk=path.pk)
        stored = _locked(sitting_id)
    record = parse_sitting(document)
    _open_at(viewer, path, record)
    fields = {**record, "path": path, **_who(viewer, path.person_id)}
    if stored is None or record["stage"] != stored.stage:
        _open_now(viewer, path, record)
    if stored is None:
        return SavedSitting(Sitting.objects.create(pk=sitting_id, **fields), "created")
    if record["saved_at"] < stored.saved_at:
        return SavedSitting(stored, "newer")
    if record["saved_at"] == stored.saved_at:
        return SavedSitting(stored, "same")
    for name, value in {**fields, **kept_later(record, stored), "deleted_at": None}.items():
        setattr(stored, name, value)
    stored.save()
    return SavedSitting(stored, "updated")


def _locked(sitting_id: uuid.UUID) -> Sitting | None:
    return Sitting.objects.select_for_update().filter(pk=sitting_id).first()


@transaction.atomic
def answer_sitting_later(
    *,
    viewer: Viewer,
    sitting_id: uuid.UUID,
    pain: float | None,
    colour: bool = False,
    swelling: bool = False,
) -> Sitting:
    """How it is an hour after a sitting: pain 0 to 10 or left out, what is new there. Raises BadInput, Denied."""
    found = _sitting(viewer, sitting_id)
    put_later(found, pain=pain, colour=colour, swelling=swelling)
    return found


@transaction.atomic
def undo_sitting_later(*, viewer: Viewer, sitting_id: uuid.UUID) -> Sitting:
    """Take back what was said an hour after a sitting: it is as before, and asked again while there is time. Raises Denied."""
    found = _sitting(viewer, sitting_id)
    forget_later(found)
    return found


@transaction.atomic
def take_sitting_out(*, viewer: Viewer, sitting_id: uuid.UUID, out: bool = True) -> SavedSitting:
    """Take a sitting out, or bring it back."""
    found = _sitting(viewer, sitting_id)
    if (found.deleted_at is not None) != out:
        found.deleted_at = timezone.now() if out else None
        found.saved_at += TICK
        found.save(update_fields=["deleted_at", "saved_at"])
    return SavedSitting(found, "deleted" if out else "updated")


def _switched_on() -> None:
    if not settings.SWITCHES["imagery"]:
        raise Denied


def _who(viewer: Viewer, person_id: uuid.UUID) -> dict[str, Any]:
    return {"said_by": people.voice(viewer, person_id), "typed_by_id": viewer.pk if viewer else None}


def _choice(viewer: Viewer, path: StagePath, **fields: Any) -> StageChoice:
    now = timezone.now()
    who = _who(viewer, path.person_id)
    if reading.opens_as_clinician(viewer, path.person_id):
        who["said_by"] = SaidBy.CLINICIAN
    day = path.person.day_of(now)
    return StageChoice.objects.create(path=path, at=now, day=day, **fields, **who)


def _open_at(viewer: Viewer, path: StagePath, record: Mapping[str, Any]) -> None:
    """The gate in front of practice. A sitting from before new pain was reported is kept: it did happen."""
    state = people.clearance(viewer, path.person_id)
    before = (
        state.new_pain is not None and state.sign_off is not None and record["at"] < state.new_pain.created_at
    )
    if not state.open and not before:
        raise BadInput(
            [Problem("locked", _("Practice waits until a doctor has looked. This sitting is kept here."))]
        )


def _open_now(viewer: Viewer, path: StagePath, record: Mapping[str, Any]) -> None:
    """A stage that is not open takes no sitting; one that was begun before the stage closed did happen."""
    found = reading.stage_path(viewer, path.pk)
    happened = any(one.stage == record["stage"] and one.at >= record["at"] for one in found.sittings)
    if not found.stand.open(record["stage"]) and not happened:
        raise BadInput([Problem("stage", found.gate(record["stage"]).sentence)])


def _id(given: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(given))
    except ValueError:
        raise BadInput([Problem("path", _("Please choose the side that hurts."))]) from None


def _path(viewer: Viewer, path_id: uuid.UUID) -> StagePath:
    _switched_on()
    path = StagePath.objects.select_related("person").filter(pk=path_id).first()
    if path is None:
        raise Denied
    may_practise(viewer, path.person_id)
    return path


def _sitting(viewer: Viewer, sitting_id: uuid.UUID) -> Sitting:
    found = Sitting.objects.select_for_update().select_related("path").filter(pk=sitting_id).first()
    if found is None:
        raise Denied
    _path(viewer, found.path_id)
    return found
