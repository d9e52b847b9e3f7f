"""The API for the offline queue: one idempotent PUT, and what a flush needs to know first."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import NinjaAPI, Router, Schema
from ninja.errors import ValidationError
from ninja.responses import Status
from ninja.security import django_auth
from pydantic import ConfigDict

from dialdown.diary import selectors, services, words
from dialdown.intake.records import BadInput, Problem
from dialdown.people.access import Denied
from dialdown.people.current import current_person, shared_device

router = Router()


class ProblemOut(Schema):
    """One thing that is wrong and where."""

    where: str
    message: str


class Problems(Schema):
    """Why nothing was stored."""

    problems: list[ProblemOut]


class SessionOut(Schema):
    """Who is signed in here; `csrf` goes into the header X-CSRFToken of the next PUT."""

    account: uuid.UUID | None
    person: uuid.UUID | None
    csrf: str
    offline: bool


class EntryIn(Schema):
    """The plain document of one moment; checked field by field against the definitions."""

    model_config = ConfigDict(extra="allow")

    person: str
    at: str
    zone: str
    saved_at: str
    day: str | None = None
    mode: str = "full"
    said_by: str = ""
    remembered: str | None = None
    values: dict[str, Any] = {}
    skipped: list[str] = []
    sealed: list[str] = []
    regions: list[dict[str, Any]] = []
    signs: list[dict[str, Any]] = []


class StoredOut(Schema):
    """The acknowledgement: it is in the database. `stored` = created, updated, same, newer or deleted."""

    id: uuid.UUID
    stored: str
    day: str


@router.get("/session", response=SessionOut, auth=None, summary="Who is signed in, and a CSRF token")
def session(request: HttpRequest) -> dict[str, Any]:
    """Public; names nobody when nobody is signed in."""
    signed_in = request.user.is_authenticated
    person = current_person(request) if signed_in else None
    return {
        "account": request.user.pk if signed_in else None, "person": person.pk if person else None,
        "csrf": get_token(request), "offline": signed_in and not shared_device(request),
    }  # fmt: skip


@router.put("/entries/{entry_id}", response={200: StoredOut, 201: StoredOut, 403: Problems, 422: Problems},
            summary="Store one moment; repeating it changes nothing")  # fmt: skip
def put_entry(request: HttpRequest, entry_id: uuid.UUID, body: EntryIn) -> Status[dict[str, Any]]:
    """Replaces the whole document. An older version than the stored one is acknowledged and ignored."""
    document = {**body.dict(), "id": str(entry_id)}
    try:
        saved = services.save_entry(viewer=request.user, document=document)
    except BadInput as error:
        problems = [{"where": p.where, "message": _said(p, request, document)} for p in error.problems]
        return Status(422, {"problems": problems})
    except Denied:
        return Status(403, {"problems": [{"where": "person", "message": "not your diary"}]})
    status = 201 if saved.stored == "created" else 200
    return Status(status, {"id": saved.entry.pk, "stored": saved.stored, "day": saved.entry.day.isoformat()})


def _said(problem: Problem, request: HttpRequest, document: dict[str, Any]) -> str:
    """What the page shows beside the field: the same words as without a script."""
    person = current_person(request)
    key = problem.where.removeprefix("values.")
    known = (
        selectors.definitions(person.pk).get(key) if person and str(person.pk) == document["person"] else None
    )
    return words.problem(problem, known) if known is not None and key != problem.where else problem.message


@router.delete(
    "/entries/{entry_id}", response={200: StoredOut, 403: Problems}, summary="Take one moment back"
)
def delete_entry(request: HttpRequest, entry_id: uuid.UUID) -> Status[dict[str, Any]]:
    """Undo brings it back from History. An entry that never arrived counts as not yours."""
    try:
        entry = services.delete_entry(viewer=request.user, entry_id=entry_id).entry
    except Denied:
        return Status(403, {"problems": [{"where": "id", "message": "not your entry"}]})
    return Status(200, {"id": entry.pk, "stored": "deleted", "day": entry.day.isoformat()})


api = NinjaAPI(
    title="Dialdown", version="1", description="Offline sync and import.", auth=django_auth,
    docs_url=None, openapi_url="/openapi.json", urls_namespace="api",
)  # fmt: skip
api.add_router("", router)


@api.exception_handler(Denied)
def denied(request: HttpRequest, error: Denied) -> HttpResponse:
    """Nobody learns whether something exists that is not hers."""
    body = json.dumps({"problems": [{"where": "id", "message": "not yours"}]})
    return HttpResponse(body, status=403, content_type="application/json")


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A body that is not a document, in the same shape as every other problem."""
    problems = [
        {"where": ".".join(str(part) for part in e["loc"][2:]) or "body", "message": e["msg"]}
        for e in error.errors
    ]
    return HttpResponse(json.dumps({"problems": problems}), status=422, content_type="application/json")
