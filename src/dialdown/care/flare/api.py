"""The API for a flare that was written down offline: one idempotent PUT, as for check-ins."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict

from dialdown.care.flare.keeping import save_flare, take_flare_out
from dialdown.diary.api import Problems, StoredOut
from dialdown.intake.records import BadInput
from dialdown.people.access import Denied

router = Router()


class FlareIn(Schema):
    """A flare afterwards: when it was, what was tried, and what of it helped (short texts)."""

    model_config = ConfigDict(extra="forbid")

    person: uuid.UUID
    at: str
    zone: str
    saved_at: str
    tried: list[str]
    helped: list[str]


@router.put("/flares/{flare_id}", response={200: StoredOut, 201: StoredOut, 403: Problems, 422: Problems},
            summary="Store a flare; repeating it changes nothing")  # fmt: skip
def put_flare(request: HttpRequest, flare_id: uuid.UUID, body: FlareIn) -> Status[dict[str, Any]]:
    """An older version than the stored one is acknowledged and ignored."""
    try:
        saved = save_flare(
            viewer=request.user, flare_id=flare_id, person_id=body.person, document=body.dict()
        )
    except BadInput as error:
        return Status(422, {"problems": [{"where": p.where, "message": p.message} for p in error.problems]})
    except Denied:
        return Status(403, {"problems": [{"where": "person", "message": "not your diary"}]})
    status = 201 if saved.stored == "created" else 200
    return Status(status, {"id": saved.flare.pk, "stored": saved.stored, "day": saved.flare.day.isoformat()})


@router.delete("/flares/{flare_id}", response={200: StoredOut, 403: Problems}, summary="Take a flare back")
def delete_flare(request: HttpRequest, flare_id: uuid.UUID) -> Status[dict[str, Any]]:
    """One that never arrived counts as not yours."""
    try:
        saved = take_flare_out(viewer=request.user, flare_id=flare_id)
    except Denied:
        return Status(403, {"problems": [{"where": "id", "message": "not yours"}]})
    return Status(200, {"id": saved.flare.pk, "stored": "deleted", "day": saved.flare.day.isoformat()})
