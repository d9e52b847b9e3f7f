"""The API of the lessons' exercises for the offline queue."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from dialdown.intake.records import BadInput
from dialdown.learn import services
from dialdown.people.access import Denied

router = Router()


class ExerciseIn(Schema):
    """The answers of one exercise by the keys of its fields."""

    person: uuid.UUID
    lesson: str
    saved_at: str
    answers: dict[str, str]


class ExerciseProblem(Schema):
    """One thing that is wrong and where."""

    where: str
    message: str


class ExerciseProblems(Schema):
    """Why nothing was stored."""

    problems: list[ExerciseProblem]


class ExerciseStored(Schema):
    """The acknowledgement: it is in the database. `stored` = created, same or deleted."""

    id: uuid.UUID
    stored: str


@router.put("/exercises/{note_id}", response={200: ExerciseStored, 201: ExerciseStored, 403: ExerciseProblems,
            422: ExerciseProblems}, summary="Save the exercise of a lesson; repeating it changes nothing")  # fmt: skip
def put_exercise(request: HttpRequest, note_id: uuid.UUID, body: ExerciseIn) -> Status[dict[str, Any]]:
    """Each save is a row of its own: nothing that was written before is replaced."""
    try:
        saved = services.save_exercise(
            viewer=request.user, note_id=note_id, person_id=body.person, lesson_id=body.lesson, answers=body.answers,
            saved_at=body.saved_at,
        )  # fmt: skip
    except BadInput as error:
        return Status(422, {"problems": [{"where": p.where, "message": p.message} for p in error.problems]})
    except Denied:
        return Status(403, {"problems": [{"where": "person", "message": "not your diary"}]})
    return Status(201 if saved.stored == "created" else 200, {"id": saved.note.pk, "stored": saved.stored})


@router.delete("/exercises/{note_id}", response={200: ExerciseStored, 403: ExerciseProblems},
               summary="Take one exercise back")  # fmt: skip
def delete_exercise(request: HttpRequest, note_id: uuid.UUID) -> Status[dict[str, Any]]:
    """One that never arrived counts as not yours."""
    try:
        saved = services.take_exercise_out(viewer=request.user, note_id=note_id)
    except Denied:
        return Status(403, {"problems": [{"where": "id", "message": "not yours"}]})
    return Status(200, {"id": saved.note.pk, "stored": saved.stored})
