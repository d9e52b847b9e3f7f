"""Who gets what from the addresses of medicines, team, visits, papers and flares."""

from __future__ import annotations

from typing import Any

from tests.access.households import World
from tests.access.matrix import DONE, HIDDEN, PAGE, UNKNOWN, Row, get, post, roles

# Whoever keeps the diary keeps the papers; nobody else opens them.
KEEPS = roles(PAGE)
MINE = roles(DONE, other=HIDDEN)
HERS = roles(PAGE, other=HIDDEN)
EXAMINED = {"day": "2026-03-01", "examiner": "Dr Ellis", "items": ["budapest.seen.sensory"]}
FLARE: dict[str, Any] = {
    "at": "2026-03-01T10:00:00+00:00", "zone": "UTC", "saved_at": "2099-01-01T00:00:00+00:00", "tried": ["Blanket"], "helped": [],
}  # fmt: skip
API = roles(DONE, other=HIDDEN, without=HIDDEN, outside=UNKNOWN)


def _flare(world: World) -> dict[str, Any]:
    return {**FLARE, "saved_at": "2026-03-01T10:00:00+00:00", "person": str(world.person.pk)}


ROWS = (
    *(
        get(f"care{page}", KEEPS)
        for page in (
            "",
            "/medicines",
            "/medicines/pdf",
            "/aids",
            "/team",
            "/visits",
            "/tests",
            "/timeline",
            "/calendar.ics",
        )
    ),
    *(get(f"care{page}", KEEPS) for page in ("/adult-rules", "/claims", "/costs")),
    get(
        "people/<uuid:person_id>/adult-rules",
        roles(PAGE, clinician=PAGE, other=HIDDEN, without=HIDDEN),
        "/people/{person.pk}/adult-rules",
    ),
    # A clinician's own words: written down, changed and taken out by her, whoever keeps the diary.
    get(
        "people/<uuid:person_id>/adult-rules/new",
        roles(HIDDEN, clinician=PAGE, without=HIDDEN),
        "/people/{person.pk}/adult-rules/new",
    ),
    post(
        "people/<uuid:person_id>/adult-rules/new",
        roles(HIDDEN, clinician=DONE, without=HIDDEN),
        "/people/{person.pk}/adult-rules/new",
        send=EXAMINED,
    ),
    get(
        "people/<uuid:person_id>/adult-rules/<uuid:row_id>",
        roles(HIDDEN, clinician=PAGE, without=HIDDEN),
        "/people/{person.pk}/adult-rules/{examination}",
    ),
    post(
        "people/<uuid:person_id>/adult-rules/<uuid:row_id>",
        roles(HIDDEN, clinician=DONE, without=HIDDEN),
        "/people/{person.pk}/adult-rules/{examination}",
        send=EXAMINED,
    ),
    post(
        "people/<uuid:person_id>/adult-rules/<uuid:row_id>/remove",
        roles(HIDDEN, clinician=DONE, without=HIDDEN),
        "/people/{person.pk}/adult-rules/{examination}/remove",
    ),
    # Nothing was taken out: there is nothing to bring back.
    post(
        "people/<uuid:person_id>/adult-rules/<uuid:row_id>/restore",
        roles(HIDDEN, without=HIDDEN),
        "/people/{person.pk}/adult-rules/{examination}/restore",
    ),
    get("care/medicines/<uuid:medicine_id>", HERS, "/care/medicines/{medicine}"),
    post("care/medicines/<uuid:medicine_id>/took", MINE, "/care/medicines/{medicine}/took"),
    get("care/visits/<uuid:visit_id>", HERS, "/care/visits/{visit}"),
    post(
        "care/visits/<uuid:visit_id>/starters",
        MINE,
        "/care/visits/{visit}/starters",
        send={"starter": ["cared"]},
    ),
    get("care/claims/<uuid:claim_id>", HERS, "/care/claims/{claim}"),
    get("care/new/<slug:key>", KEEPS, "/care/new/visit"),
    post("care/new/<slug:key>", roles(DONE), "/care/new/medicine", send={"nickname": "new", "role": "daily"}),
    get("care/rows/<slug:key>/<uuid:row_id>", HERS, "/care/rows/visit/{visit}"),
    post(
        "care/rows/<slug:key>/<uuid:row_id>",
        MINE,
        "/care/rows/visit/{visit}",
        send={"title": "other", "day": "2026-03-01"},
    ),
    post("care/rows/<slug:key>/<uuid:row_id>/remove", MINE, "/care/rows/visit/{visit}/remove"),
    post("care/rows/<slug:key>/<uuid:row_id>/restore", MINE, "/care/rows/aid/{aid}/restore"),
    *(get(page, KEEPS) for page in ("flare", "flare/plan", "flare/card", "offline/flare")),
    post("flare/plan", roles(DONE), send={"kit": "Blanket"}),
    post("flare/after", roles(DONE), send={"tried": ["Blanket"]}),
    post("flare/<uuid:flare_id>/remove", MINE, "/flare/{flare}/remove"),
    Row("api/flares/<flare_id>", "PUT", API, "/api/flares/{flare}", _flare, json=True),
    Row("api/flares/<flare_id>", "DELETE", API, "/api/flares/{flare}"),
)
