"""The API of touch practice for the offline queue: one idempotent PUT a go."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status

from dialdown.intake.records import BadInput
from dialdown.people.access import Denied
from dialdown.training import services

router = Router()


class GoIn(Schema):
    """One go of touch practice. Seconds are whole; pain is 0 to 10 or null; `skin` is always answered."""

    ladder: str
    at: str
    zone: str
    saved_at: str
    rung: int
    planned: int
    done: int
    before: float | None = None
    after: float | None = None
    later: float | None = None
    felt: str = ""
    skin: str


class GoProblem(Schema):
    """One thing that is wrong and where."""

    where: str
    message: str


class GoProblems(Schema):
    """Why nothing was stored."""

    problems: list[GoProblem]


class GoStored(Schema):
    """The acknowledgement: it is in the database. `stored` = created, updated, same, newer or deleted."""

    id: uuid.UUID
    stored: str
    day: str


@router.put("/touch/{go_id}", response={200: GoStored, 201: GoStored, 403: GoProblems, 422: GoProblems},
            summary="Store one go of touch practice; repeating it changes nothing")  # fmt: skip
def put_go(request: HttpRequest, go_id: uuid.UUID, body: GoIn) -> Status[dict[str, Any]]:
    """Replaces the whole go. An older version than the stored one is acknowledged and ignored."""
    try:
        saved = services.save_go(viewer=request.user, go_id=go_id, document=body.dict())
    except BadInput as error:
        return Status(422, {"problems": [{"where": p.where, "message": p.message} for p in error.problems]})
    except Denied:
        return Status(403, {"problems": [{"where": "ladder", "message": "not your diary"}]})
    return Status(201 if saved.stored == "created" else 200, _said(saved))


@router.delete("/touch/{go_id}", response={200: GoStored, 403: GoProblems}, summary="Take one go back")
def delete_go(request: HttpRequest, go_id: uuid.UUID) -> Status[dict[str, Any]]:
    """A go that never arrived counts as not yours."""
    try:
        return Status(200, _said(services.take_go_out(viewer=request.user, go_id=go_id)))
    except Denied:
        return Status(403, {"problems": [{"where": "id", "message": "not yours"}]})


class SittingIn(Schema):
    """One sitting of imagine or mirror. `planned` and `done` are pictures or seconds; pain is 0 to 10 or null.

    `later`, `later_colour`, `later_swelling`: about an hour later, null until that was answered.
    """

    path: str
    stage: str
    step: str
    how: str
    at: str
    zone: str
    saved_at: str
    planned: int
    done: int
    ended: str
    before: float | None = None
    after: float | None = None
    later: float | None = None
    colour: bool = False
    swelling: bool = False
    later_colour: bool | None = None
    later_swelling: bool | None = None
    odd: bool = False
    counted: int | None = None
    seen: int | None = None
    felt: int | None = None
    imagined: list[float] = []
    moved: list[float] = []


@router.put("/sittings/{sitting_id}", response={200: GoStored, 201: GoStored, 403: GoProblems, 422: GoProblems},
            summary="Store one sitting of imagine or mirror; repeating it changes nothing")  # fmt: skip
def put_sitting(request: HttpRequest, sitting_id: uuid.UUID, body: SittingIn) -> Status[dict[str, Any]]:
    """Replaces the whole sitting. An older version than the stored one is acknowledged and ignored."""
    try:
        saved = services.save_sitting(viewer=request.user, sitting_id=sitting_id, document=body.dict())
    except BadInput as error:
        return Status(422, {"problems": [{"where": p.where, "message": p.message} for p in error.problems]})
    except Denied:
        return Status(403, {"problems": [{"where": "path", "message": "not your diary"}]})
    return Status(201 if saved.stored == "created" else 200, _sat(saved))


@router.delete(
    "/sittings/{sitting_id}", response={200: GoStored, 403: GoProblems}, summary="Take one sitting back"
)
def delete_sitting(request: HttpRequest, sitting_id: uuid.UUID) -> Status[dict[str, Any]]:
    """A sitting that never arrived counts as not yours."""
    try:
        return Status(200, _sat(services.take_sitting_out(viewer=request.user, sitting_id=sitting_id)))
    except Denied:
        return Status(403, {"problems": [{"where": "id", "message": "not yours"}]})


def _sat(saved: services.SavedSitting) -> dict[str, Any]:
    return {"id": saved.sitting.pk, "stored": saved.stored, "day": saved.sitting.day.isoformat()}


def _said(saved: services.SavedGo) -> dict[str, Any]:
    return {"id": saved.go.pk, "stored": saved.stored, "day": saved.go.day.isoformat()}


class AnswerIn(Schema):
    """One answer. Times in milliseconds by the clock of the page: `onset_ms` of the frame that showed the picture, `rt_ms` from there."""

    number: int
    item: str
    part: str
    view: str
    posture: str
    angle_deg: int
    side: str
    direction: str | None = None
    tone: int
    light: int
    difficulty: float
    response: str = ""
    onset_ms: float
    rt_ms: float | None = None
    handler_ms: float | None = None
    dropped: int = 0
    usable: bool = True
    away: int = 0
    way: str = ""


class RecogniseIn(Schema):
    """One session of left or right as far as it has gone. `ended`: running, stopped or whole; pain is 0 to 10 or null.

    `later`, `later_colour`, `later_swelling`: about an hour later, null until that was answered.
    """

    person: str
    kind: str
    part: str
    seed: int
    level: int
    ability: float
    aim: float
    planned: int
    at: str
    zone: str
    saved_at: str
    ended: str
    before: float | None = None
    after: float | None = None
    later: float | None = None
    colour: bool = False
    swelling: bool = False
    later_colour: bool | None = None
    later_swelling: bool | None = None
    odd: bool = False
    dizzy: bool = False
    device: str = ""
    frame_ms: float | None = None
    answers: list[AnswerIn]


@router.put("/recognise/{session_id}", response={200: GoStored, 201: GoStored, 403: GoProblems, 422: GoProblems},
            summary="Store a session of left or right as far as it has gone; repeating it changes nothing")  # fmt: skip
def put_recognise(request: HttpRequest, session_id: uuid.UUID, body: RecogniseIn) -> Status[dict[str, Any]]:
    """Adds the answers that are not stored yet. An older version than the stored one is acknowledged and ignored."""
    try:
        saved = services.save_session(viewer=request.user, session_id=session_id, document=body.dict())
    except BadInput as error:
        return Status(422, {"problems": [{"where": p.where, "message": p.message} for p in error.problems]})
    except Denied:
        return Status(403, {"problems": [{"where": "person", "message": "not your diary"}]})
    return Status(201 if saved.stored == "created" else 200, _recognised(saved))


@router.delete(
    "/recognise/{session_id}", response={200: GoStored, 403: GoProblems}, summary="Take one session back"
)
def delete_recognise(request: HttpRequest, session_id: uuid.UUID) -> Status[dict[str, Any]]:
    """A session that never arrived counts as not yours."""
    try:
        return Status(200, _recognised(services.take_session_out(viewer=request.user, session_id=session_id)))
    except Denied:
        return Status(403, {"problems": [{"where": "id", "message": "not yours"}]})


def _recognised(saved: services.SavedSession) -> dict[str, Any]:
    return {"id": saved.session.pk, "stored": saved.stored, "day": saved.session.day.isoformat()}
