"""What somebody wrote is nowhere but in the database: no log, no address, no page of an error, no phone page."""

from __future__ import annotations

import http.client
import json
import re
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers.household import NAME, PASSWORD, Household

if TYPE_CHECKING:
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.live, pytest.mark.slow]

CANARY = "kingfisher"
WORDS = {
    "note": f"{CANARY} note", "food": f"{CANARY} food", "win": f"{CANARY} win", "pain_now": 7, "function": 3,
}  # fmt: skip


def _raw(
    server: LiveServer, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, str, str]:
    """Status, headers and text of an answer, with nothing done for us by a library."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, str(answer.headers), answer.read().decode(errors="replace")
    finally:
        connection.close()


def _plant(household: Household) -> None:
    for path, fields in (
        ("/goals", {"text": f"{CANARY} goal"}),
        ("/factors", {"label": f"{CANARY} factor", "type": "amount", "unit": "h"}),
        ("/events", {"kind": "programme", "title": f"{CANARY} event", "starts_on": "2026-01-01"}),
        ("/events", {"kind": "medicine", "title": f"{CANARY} pills", "starts_on": "2026-01-01"}),
        ("/clearance", {"what": "seen", "by_whom": f"Dr {CANARY}", "on": "2026-01-01"}),
        ("/goals", {"text": "x" * 5000 + CANARY}),
        ("/accounts/login/", {"login": f"{CANARY}-name", "password": f"{CANARY}-password"}),
    ):
        household.post(path, **fields)
    document = household.document(**WORDS)
    assert household.put(document).status in (200, 201, 422)
    assert household.put(household.document(function=3, food=f"{CANARY} food")).status == 201
    # Half a document, a wrong one, one that is far too large: each is refused without saying what was in it.
    for broken in (
        f'{{"note": "{CANARY}',
        json.dumps({"values": {CANARY: CANARY}}),
        f'["{CANARY}"]',
        CANARY * 200_000,
    ):
        household.send("PUT", f"/api/entries/{document['id']}", broken.encode(), "application/json")
    household.upload(
        "/import", f"{CANARY}.csv", f"date,pain,{CANARY}\n2024-02-01,4,{CANARY}\nbroken,{CANARY}\n".encode()
    )


def test_nowhere_but_in_the_database(fresh_server: LiveServer) -> None:
    server = fresh_server
    household = Household(server.url).set_up()
    _plant(household)
    cookie = "; ".join(f"{one.name}={one.value}" for one in household.cookies)
    secrets = [
        PASSWORD,
        household.csrf,
        *(one.value or "" for one in household.cookies if one.name != "theme"),
    ]
    # Answers to those who know nothing, and to broken requests: they hold nothing of hers.
    asked = urllib.parse.quote(f"{CANARY} in the address")
    for method, path, body, headers in (
        ("GET", f"/{asked}", b"", {}),
        ("GET", f"/history?q={asked}", b"", {}),
        ("GET", "/", b"", {"Cookie": f"dialdown={CANARY}"}),
        ("POST", "/goals", f"text={CANARY}".encode(), {"Content-Type": "application/x-www-form-urlencoded"}),
        (
            "POST",
            "/goals",
            f"text={CANARY}".encode(),
            {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie},
        ),
        ("PUT", "/api/entries/1", CANARY.encode(), {"Cookie": cookie}),
        ("GET", "/healthz", b"", {"Host": f"{CANARY}.example"}),
        ("TRACE", f"/{asked}", b"", {"Cookie": cookie}),
    ):
        status, told, text = _raw(server, method, path, body, **headers)
        assert status in (301, 302, 400, 401, 403, 404, 405, 422), (method, path, status)
        kept = re.sub(r"next=[^\"'&\s]*", "", told + text)
        assert CANARY not in kept, (method, path)
    for command in ("doctor", "doctor --json"):
        done = server.run(*command.split())
        assert CANARY not in done.stdout + done.stderr
    done = server.run("export", "--person", "nobody", "--format", "csv", "--out", str(server.data / "x.csv"))
    assert CANARY not in done.stdout + done.stderr
    log = server.log()
    for secret in (CANARY, NAME, *secrets):
        assert secret not in log, log[-2000:]
    # No address on the pages that she sees carries an answer, a name or a secret of hers.
    for path in (
        "/",
        "/history",
        "/goals",
        "/factors",
        "/events",
        "/insights",
        "/export",
        "/settings",
        "/more",
        "/machine",
    ):
        for address in re.findall(r'(?:href|src|action)="([^"]+)"', household.page(path)):
            assert CANARY not in address, (path, address)
            assert not any(secret in address for secret in secrets), (path, address)


def test_only_in_the_database_files(fresh_server: LiveServer) -> None:
    household = Household(fresh_server.url).set_up()
    assert household.put(household.document(function=3, food=f"{CANARY} food")).status == 201
    fresh_server.stop()
    holding = [
        path.name
        for path in fresh_server.data.rglob("*")
        if path.is_file() and CANARY.encode() in path.read_bytes()
    ]
    assert all(name.startswith("dialdown.sqlite3") for name in holding), holding


def test_erased_from_the_file_itself(fresh_server: LiveServer, tmp_path: Path) -> None:
    household = Household(fresh_server.url).set_up()
    for _ in range(50):
        document = household.document(function=3, food=f"{CANARY} food " * 20)
        assert household.put(document).status == 201
    household.upload("/import", "winter.csv", f"date,pain,{CANARY}\n2024-02-01,4,3\n".encode())
    assert household.post("/accounts/confirm/", password=PASSWORD).status == 200
    answer = household.post("/export/erase", name=NAME, sure="on")
    assert answer.status == 200, answer
    holding = [
        path.name for path in fresh_server.data.rglob("*")
        if path.is_file() and (CANARY.encode() in path.read_bytes())
    ]  # fmt: skip
    assert holding == []
    assert fresh_server.query("SELECT COUNT(*) FROM people_person") == [(0,)]
