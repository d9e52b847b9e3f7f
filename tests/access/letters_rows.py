"""Who gets what from the addresses of letters, of printed pages and of Learn."""

from __future__ import annotations

from tests.access.matrix import DONE, HIDDEN, PAGE, SIGNED_IN, get, post, roles

MINE = roles(DONE, other=HIDDEN, without=HIDDEN)
HERS = roles(PAGE, other=HIDDEN, without=HIDDEN)
# The one page of Robin, as a file: for whoever sees the page.
SEEN = roles(PAGE, clinician=PAGE, other=HIDDEN, without=HIDDEN)
SENT = {
    "recipient": "somebody",
    "measure.walk_min": "4",
    "own_steps": "a chair",
    "exit": "fewer",
    "review_on": "2030-01-07",
}
ROWS = (
    get("people/<uuid:person_id>/one-page/pdf", SEEN, "/people/{person.pk}/one-page/pdf"),
    get("care/paper", roles(PAGE, without=HIDDEN)),
    get("care/paper/pack", roles(PAGE, without=HIDDEN)),
    get("care/paper/week", roles(PAGE, without=HIDDEN)),
    post("care/paper/week", roles(DONE, without=HIDDEN), send={"week": "2026-03-02", "function.0": "4"}),
    get("care/letters", roles(PAGE, without=HIDDEN)),
    post("care/letters/new/<slug:kind>", roles(DONE, without=HIDDEN), "/care/letters/new/general"),
    get("care/letters/<uuid:letter_id>", HERS, "/care/letters/{letter}"),
    post("care/letters/<uuid:letter_id>", MINE, "/care/letters/{letter}", send=SENT),
    post("care/letters/<uuid:letter_id>/preview", HERS, "/care/letters/{letter}/preview", send=SENT),
    get("care/letters/<uuid:letter_id>/pdf", HERS, "/care/letters/{letter}/pdf"),
    get("care/letters/<uuid:letter_id>/docx", HERS, "/care/letters/{letter}/docx"),
    post("care/letters/<uuid:letter_id>/remove", MINE, "/care/letters/{letter}/remove"),
    post("care/letters/<uuid:letter_id>/restore", MINE, "/care/letters/{letter}/restore"),
    get("learn", SIGNED_IN),
    get("learn/pain", SIGNED_IN),
    get("learn/questions/<slug:question_id>", SIGNED_IN, "/learn/questions/claim-47"),
    get("offline/learn", SIGNED_IN),
)  # fmt: skip
