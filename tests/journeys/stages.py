"""A household in which imagine and mirror are open."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Set
from typing import TYPE_CHECKING

from dialdown.uuid7 import uuid7
from tests.servers.household import Household

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.servers.live import LiveServer

FIRST = {"imagine": ("watch", "pictures", 4), "mirror": ("look", "mirror", 120)}


def with_stages(server: LiveServer) -> Household:
    """An adult who has opened the stages for her left hand and her right foot."""
    home = Household(server.url).set_up()
    looked = {"what": "looked", "by_whom": "Our GP", "on": "2026-01-05", "said_by": "self"}
    assert home.post("/clearance", **looked).status == 200
    for part, side in (("hand", "left"), ("foot", "right")):
        assert home.post("/train/stages", part=part, side=side, yes="none").status == 200
    for path in paths(home):
        assert home.post(f"/train/stages/{path}/change", do="open", stage="mirror").status == 200
    return home


def paths(home: Household) -> list[str]:
    """The path of the hand, and of the foot."""
    return re.findall(r'id="p-([0-9a-f-]{36})"', home.page("/train/stages"))


def at_the_next_step(home: Household, path: str, stage: str) -> None:
    """Three calm sittings on days before, and her yes to the next step of the stage."""
    step, how, planned = FIRST[stage]
    home.refresh()
    for days in (4, 3, 2):
        at = (dt.datetime.now(dt.UTC) - dt.timedelta(days=days)).isoformat()
        sat = {"path": path, "stage": stage, "step": step, "how": how, "at": at, "saved_at": at, "zone": "Europe/London",
               "planned": planned, "done": planned, "ended": "time"}  # fmt: skip
        body = json.dumps(sat).encode()
        assert home.send("PUT", f"/api/sittings/{uuid7()}", body, "application/json").status == 201
    assert home.post(f"/train/stages/{path}/change", do="step", stage=stage).status == 200


def sittings(server: LiveServer) -> set[str]:
    """The ids of all sittings that were not taken out."""
    return {str(row) for (row,) in server.query("SELECT id FROM training_sitting WHERE deleted_at IS NULL")}


def take_out_all(server: LiveServer, home: Household, but: Set[str] = frozenset()) -> None:
    """No sitting of one test counts for the next one; those of `but` stay."""
    home.refresh()
    for row in sittings(server) - but:
        assert home.post(f"/train/sittings/{uuid.UUID(row)}/remove").status == 200


def save_without_network(form: Locator) -> None:
    """Tap Save and wait for what this saving says: the end of the sitting was saved before, with the same words."""
    said = form.locator("[data-message]", has_text="Saved on this phone")
    said.wait_for()
    said.evaluate("line => (line.textContent = '')")
    form.locator("[data-save]").tap()
    said.wait_for()
