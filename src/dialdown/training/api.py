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


def _said(saved: services.SavedGo) -> dict[str, Any]:
    return {"id": saved.go.pk, "stored": saved.stored, "day": saved.go.day.isoformat()}
