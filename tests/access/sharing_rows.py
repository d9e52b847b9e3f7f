"""Who gets what from the addresses of sharing, of the pages for others, and of a link."""

from __future__ import annotations

from tests.access.matrix import (
    DONE,
    HIDDEN,
    LINK,
    LOGIN,
    MOVED,
    OUTSIDE,
    PAGE,
    PROBLEM,
    ROLES,
    SIGNED_IN,
    WEEKLY,
    Row,
    get,
    post,
    roles,
)

# What belongs to Robin alone to say: who sees what. Sam says it about a diary of his own.
OWN = roles(DONE, parent=HIDDEN, without=HIDDEN, weekly=HIDDEN)
SAYS = roles(DONE, parent=HIDDEN, other=HIDDEN, without=HIDDEN)
# A page of Robin's for others; another diary's owner must not reach it.
SEEN = roles(PAGE, clinician=PAGE, other=HIDDEN, without=HIDDEN)
NOTES = roles(HIDDEN, clinician=DONE, without=HIDDEN)
SHEET = {"plan": "a quiet place", "review_on": "2030-01-07"}
ROWS = (
    get("sharing", SIGNED_IN),
    post("sharing/offer", OWN, send={"audience": "parent", "label": "Dad"}),
    post("sharing/link", OWN, send={"audience": "school", "label": "Ms Lee", "days": "7"}),
    post("sharing/accept", dict.fromkeys(ROLES, PROBLEM) | dict.fromkeys(OUTSIDE, LOGIN), send={"code": "nothing"}),
    get("sharing/looks", roles(PAGE, parent=HIDDEN, without=HIDDEN)),
    post("sharing/login/<uuid:account_id>", SAYS, "/sharing/login/{unseeing}"),
    post("sharing/offers/<uuid:offer_id>", SAYS, "/sharing/offers/{offer}", send={"topic.pain": "line"}),
    post("sharing/offers/<uuid:offer_id>/withdraw", SAYS, "/sharing/offers/{offer}/withdraw"),
    post("sharing/<uuid:grant_id>", SAYS, "/sharing/{clinician_grant}", send={"topic.pain": "line"}),
    post("sharing/<uuid:grant_id>/end", SAYS, "/sharing/{clinician_grant}/end"),
    post("sharing/<uuid:grant_id>/again", SAYS, "/sharing/{ended_grant}/again"),
    get(
        "sharing/<uuid:grant_id>/preview", roles(PAGE, parent=HIDDEN, other=HIDDEN, without=HIDDEN),
        "/sharing/{clinician_grant}/preview",
    ),
    get("people/<uuid:person_id>", roles(MOVED, clinician=MOVED, other=HIDDEN, without=HIDDEN, weekly=MOVED), "/people/{person.pk}"),
    get("people/<uuid:person_id>/one-page", SEEN, "/people/{person.pk}/one-page"),
    get("people/<uuid:person_id>/week", SEEN | {WEEKLY: PAGE}, "/people/{person.pk}/week"),
    get("people/<uuid:person_id>/school", roles(PAGE, other=HIDDEN, without=HIDDEN), "/people/{person.pk}/school"),
    # Who leads reads it as a parent; the owner wrote it and need not say that she read it.
    post(
        "people/<uuid:person_id>/school/acknowledge", roles(HIDDEN, parent=DONE, without=HIDDEN),
        "/people/{person.pk}/school/acknowledge",
    ),
    post("people/<uuid:person_id>/notes", NOTES, "/people/{person.pk}/notes", send={"text": "a note"}),
    post("people/notes/<uuid:note_id>/delete", NOTES, "/people/notes/{clinic_note}/delete"),
    get("care/school", roles(PAGE, parent=HIDDEN, without=HIDDEN)),
    post("care/school", OWN, send=SHEET),
    get("shared", dict.fromkeys(ROLES, PAGE)),
    post("shared/open", dict.fromkeys(ROLES, PROBLEM), send={"secret": "nothing", "spoken": "123456"}),
    post("shared/acknowledge", dict.fromkeys(ROLES, MOVED) | {LINK: DONE}),
    # Robin's to make, and only where the internet reaches the machine, which it does not in this world.
    get("sharing/health-link", roles(PAGE, parent=HIDDEN, without=HIDDEN)),
    post("sharing/health-link", roles(HIDDEN, without=HIDDEN), send={"scopes": "sleep:line", "label": "x", "days": "7"}),
    # For software without a cookie: whoever is signed in here, or has a link open, is refused.
    post("shl/<str:part>", dict.fromkeys(ROLES, HIDDEN) | {"anonymous": PROBLEM}, "/shl/nothing"),
    Row("shl/<str:part>", "OPTIONS", dict.fromkeys(ROLES, HIDDEN) | {"anonymous": DONE}, "/shl/nothing"),
    get("shl/file/<str:part>", dict.fromkeys(ROLES, HIDDEN), "/shl/file/nothing"),
    post("shared/leave", dict.fromkeys(ROLES, DONE)),
)  # fmt: skip
