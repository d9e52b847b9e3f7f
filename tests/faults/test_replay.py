"""A queue that is sent again, out of order and in pieces leaves each entry once, at its newest."""

from __future__ import annotations

import datetime as dt
import json
import random
import socket
from typing import TYPE_CHECKING, Any

import pytest

from tests.counts import count
from tests.servers.household import Household

if TYPE_CHECKING:
    from tests.report import Figure
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.live, pytest.mark.database]

ENTRIES = count(test=25, long=400)


def _versions(household: Household, rng: random.Random) -> list[dict[str, Any]]:
    """One to three versions of one check-in, each saved a minute after the one before."""
    first = household.document(function=rng.randint(0, 10))
    saved = dt.datetime.fromisoformat(first["saved_at"]) - dt.timedelta(hours=1)
    return [
        first | {"saved_at": (saved + dt.timedelta(minutes=n)).isoformat(), "values": {"function": n}}
        for n in range(rng.randint(1, 3))
    ]


def _cut(household: Household, port: int, document: dict[str, Any], rng: random.Random) -> None:
    """Starts the same PUT and lets go in the middle of it."""
    body = json.dumps(document).encode()
    cookie = "; ".join(f"{c.name}={c.value}" for c in household.cookies)
    head = (
        f"PUT /api/entries/{document['id']} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    whole = head + body
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(whole[: rng.randrange(10, len(whole) - 1)])


def test_each_entry_arrives_once(fresh_server: LiveServer, figure: Figure) -> None:
    rng = random.Random(20)
    household = Household(fresh_server.url).set_up()
    newest: dict[str, dict[str, Any]] = {}
    queue: list[dict[str, Any]] = []
    for _ in range(ENTRIES):
        versions = _versions(household, rng)
        newest[versions[-1]["id"]] = versions[-1]
        queue += [version for version in versions for _ in range(rng.randint(1, 5))]
    rng.shuffle(queue)
    cuts = 0
    for document in queue:
        if rng.random() < 0.2:
            _cut(household, fresh_server.port, document, rng)
            cuts += 1
        assert household.put(document).status in (200, 201)
    rows = fresh_server.query("SELECT COUNT(*), COUNT(DISTINCT id) FROM diary_entry")
    assert rows == [(ENTRIES, ENTRIES)]
    assert [household.put(document).body["stored"] for document in newest.values()] == ["same"] * ENTRIES
    figure("check-ins in the queue", ENTRIES)
    figure("times they were sent", len(queue))
    figure("requests cut off in the middle", cuts)
    figure("rows afterwards", rows[0][0])
