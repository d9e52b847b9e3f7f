"""Who gets what from the addresses of the volume."""

from __future__ import annotations

from tests.access.matrix import DONE, HIDDEN, PAGE, get, post, roles

ROWS = (
    get("insights/volume", roles(PAGE, clinician=PAGE, without=HIDDEN)),
    post("insights/volume/choice", roles(DONE, without=HIDDEN), send={"load": "steps"}),
)
