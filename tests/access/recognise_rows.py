"""Who gets what from the addresses of left or right."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tests.access.matrix import DONE, HIDDEN, MINE, PAGE, UNKNOWN, Row, get, post, roles
from tests.training.looked import looked_at


def _document(world: Any) -> dict[str, Any]:
    return {
        **looked_at(world.person, timezone.now()),
        "at": "2026-03-01T10:00:00+00:00",
        "saved_at": "2026-03-01T10:00:00+00:00",
        "frame_ms": 16.7,
    }


ROWS = (
    get("train/recognise", roles(PAGE)),
    get("train/recognise/answers", roles(PAGE)),
    get("offline/recognise", roles(PAGE)),
    post("train/recognise/sessions/<uuid:session_id>/later", MINE, "/train/recognise/sessions/{recognise_session}/later", send={"later": "3"}),
    post("train/recognise/sessions/<uuid:session_id>/remove", MINE, "/train/recognise/sessions/{recognise_session}/remove"),
    post("train/recognise/sessions/<uuid:session_id>/restore", MINE, "/train/recognise/sessions/{recognise_session}/restore"),
    Row(
        "api/recognise/<session_id>", "PUT", roles(DONE, other=HIDDEN, without=HIDDEN, outside=UNKNOWN), "/api/recognise/{recognise_session}",
        _document, json=True,
    ),
    Row("api/recognise/<session_id>", "DELETE", roles(DONE, other=HIDDEN, without=HIDDEN, outside=UNKNOWN), "/api/recognise/{recognise_session}"),
)  # fmt: skip
