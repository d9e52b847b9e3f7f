"""Who gets what from the addresses of imagine and mirror."""

from __future__ import annotations

from tests.access.matrix import DONE, HIDDEN, MINE, PAGE, UNKNOWN, Row, get, post, roles

SAT = {"step": "look", "planned": "120", "how": "mirror", "ended": "time", "minutes": "2"}
PICTURED = {"step": "watch", "planned": "4", "done": "4", "how": "pictures", "ended": "time"}
DOCUMENT = {
    "stage": "mirror", "step": "look", "how": "mirror", "at": "2026-03-01T10:00:00+00:00", "zone": "UTC",
    "saved_at": "2026-03-01T10:00:00+00:00", "planned": 120, "done": 120, "ended": "time",
}  # fmt: skip
ROWS = (
    get("train/stages", roles(PAGE)),
    post("train/stages", roles(DONE), send={"part": "foot", "side": "left", "yes": "none"}),
    post("train/stages/<uuid:path_id>/change", MINE, "/train/stages/{stage_path}/change", send={"do": "doses", "doses": "home"}),
    post("train/stages/choices/<uuid:choice_id>/undo", MINE, "/train/stages/choices/{stage_choice}/undo"),
    get("train/mirror", roles(PAGE, other=HIDDEN), "/train/mirror?path={stage_path}"),
    Row(
        "train/mirror", "POST", MINE, "",
        lambda world: {**SAT, "path": str(world.stage_path), "id": "018f0000-0000-7000-8000-0000000000ab"},
    ),
    post("train/sittings/<uuid:sitting_id>/later", MINE, "/train/sittings/{sitting}/later", send={"later": "3"}),
    post("train/sittings/<uuid:sitting_id>/remove", MINE, "/train/sittings/{sitting}/remove"),
    post("train/sittings/<uuid:sitting_id>/restore", MINE, "/train/sittings/{sitting}/restore"),
    get("train/progress", roles(PAGE)),
    get("offline/mirror", roles(PAGE)),
    get("offline/imagine", roles(PAGE)),
    get("train/imagine", roles(PAGE, other=HIDDEN), "/train/imagine?path={stage_path}"),
    Row(
        "train/imagine", "POST", MINE, "",
        lambda world: {**PICTURED, "path": str(world.stage_path), "id": "018f0000-0000-7000-8000-0000000000ac"},
    ),
    Row(
        "api/sittings/<sitting_id>", "PUT", roles(DONE, other=HIDDEN, without=HIDDEN, outside=UNKNOWN), "/api/sittings/{sitting}",
        lambda world: {"path": str(world.stage_path), **DOCUMENT},
        json=True,
    ),
    Row("api/sittings/<sitting_id>", "DELETE", roles(DONE, other=HIDDEN, without=HIDDEN, outside=UNKNOWN), "/api/sittings/{sitting}"),
)  # fmt: skip
