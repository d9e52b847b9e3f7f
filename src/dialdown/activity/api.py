"""The API for what was done offline: one idempotent PUT, as for check-ins."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict

from dialdown.activity import services
from dialdown.diary.api import Problems, StoredOut
from dialdown.intake.records import BadInput
from dialdown.people.access import Denied

router = Router()


class DoneIn(Schema):
    """What was done of a plan at one moment. `amount` is a whole number of the activity's unit: seconds, or a count."""

    model_config = ConfigDict(extra="forbid")

    plan: uuid.UUID
    at: str
    zone: str
    amount: int
    how: str = "typed"
    saved_at: str
    day: str | None = None


@router.put("/moves/{done_id}", response={200: StoredOut, 201: StoredOut, 403: Problems, 422: Problems},
            summary="Store what was done; repeating it changes nothing")  # fmt: skip
def put_done(request: HttpRequest, done_id: uuid.UUID, body: DoneIn) -> Status[dict[str, Any]]:
    """An older version than the stored one is acknowledged and ignored."""
    try:
        saved = services.save_done(viewer=request.user, done_id=done_id, document=body.dict())
    except BadInput as error:
        return Status(422, {"problems": [{"where": p.where, "message": p.message} for p in error.problems]})
    except Denied:
        return Status(403, {"problems": [{"where": "plan", "message": "not your plan"}]})
    status = 201 if saved.stored == "created" else 200
    return Status(status, {"id": saved.done.pk, "stored": saved.stored, "day": saved.done.day.isoformat()})


@router.delete(
    "/moves/{done_id}", response={200: StoredOut, 403: Problems}, summary="Take what was done back"
)
def delete_done(request: HttpRequest, done_id: uuid.UUID) -> Status[dict[str, Any]]:
    """One that never arrived counts as not yours."""
    try:
        done = services.delete_done(viewer=request.user, done_id=done_id)
    except Denied:
        return Status(403, {"problems": [{"where": "id", "message": "not yours"}]})
    return Status(200, {"id": done.pk, "stored": "deleted", "day": done.day.isoformat()})
