"""Who gets what from the addresses of left or right."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tests.access.matrix import DONE, HIDDEN, MINE, PAGE, UNKNOWN, Row, get, post, roles
from tests.training.looked import looked_at
from tests.training.photos import photo, text


def _document(world: Any) -> dict[str, Any]:
    return {
        **looked_at(world.person, timezone.now()),
        "at": "2026-03-01T10:00:00+00:00",
        "saved_at": "2026-03-01T10:00:00+00:00",
        "frame_ms": 16.7,
    }


# Her own login alone: whatever was granted, nobody else finds it.
HERS = roles(PAGE, parent=HIDDEN, other=PAGE)

ROWS = (
    get("train/recognise/own", HERS),
    post(
        "train/recognise/own", roles(DONE, parent=HIDDEN),
        send={"part": "hand", "side": "right", "view_hand": "back", "picture": text(photo())},
    ),
    get("train/recognise/own/<uuid:picture_id>", roles(PAGE, parent=HIDDEN, other=HIDDEN), "/train/recognise/own/{own_picture}"),
    post(
        "train/recognise/own/<uuid:picture_id>/remove", roles(DONE, parent=HIDDEN, other=HIDDEN),
        "/train/recognise/own/{own_picture}/remove",
    ),
    get("train/recognise", roles(PAGE)),
    get("train/recognise/answers", roles(PAGE)),
    get("train/recognise/answers.csv", roles(PAGE)),
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
