"""Erased is erased: no row, no file, no byte in the database; everybody else keeps everything."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from dialdown.people import database_log, selectors
from dialdown.people import services as people
from dialdown.people.models import Account, Person
from dialdown.server.backup import lines, making, rows, sealing
from dialdown.uuid7 import uuid7

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
CANARY = "kingfisher-over-the-weir"


def _household(name: str, canary: str) -> tuple[Account, Person, Client]:
    account = Account.objects.create_user(name, "a long pass phrase", display_name=name)
    person = people.create_person(account=account, display_name=f"{name} Rowan", zone="UTC")
    client = Client()
    client.force_login(account)
    now = dt.datetime.now(dt.UTC)
    for back in range(6):
        at = now - dt.timedelta(days=back)
        document = {
            "id": str(uuid7()), "person": str(person.pk), "at": at.isoformat(), "zone": "UTC", "day": at.date().isoformat(),
            "mode": "full", "said_by": "self", "saved_at": now.isoformat(),
            "values": {"function": 5, "note": f"{canary} {back}"}, "regions": [{"region": "front-left-knee"}],
        }  # fmt: skip
        answer = client.put(
            f"/api/entries/{document['id']}", json.dumps(document), content_type="application/json"
        )
        assert answer.status_code == 201, answer.content
        document["values"] = {"function": 6, "note": f"{canary} again"}
        document["saved_at"] = (now + dt.timedelta(seconds=1)).isoformat()
        client.put(f"/api/entries/{document['id']}", json.dumps(document), content_type="application/json")
    client.post("/goals", {"text": f"{canary} goal"})
    client.post("/factors", {"label": f"{canary[:10]} factor", "type": "amount", "unit": "h"})
    table = f"date,pain,note\n2024-02-01,4,{canary}\n2024-02-02,6,\n"
    file = Path(settings.DATA_FOLDER) / "winter.csv"
    file.write_text(table)
    with file.open("rb") as upload:
        client.post("/import", {"file": upload})
    file.unlink()
    client.get("/insights")
    return account, person, client


def _everything() -> str:
    return "\n".join(
        line for model in rows.tables() for line in rows.lines(model, rows.columns(model))
    ) + "\n".join(
        str(s) for s in apps.get_model("sessions.session").objects.values_list("session_data", flat=True)
    )


def _database_bytes() -> bytes:
    name = Path(str(connection.settings_dict["NAME"]))
    return (
        b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*")) if name.is_file() else b""
    )


def _holding(uploads: Path, older: set[Path]) -> list[Path]:
    """Uploads of this test with something of hers."""
    found = set(uploads.glob("*.upload*")) - older
    return [path for path in found if CANARY in path.read_text(errors="replace")]


def _confirm(client: Client) -> None:
    """The password once more, as the page asks for it."""
    asked = client.get("/export/erase")
    assert asked["Location"].startswith("/accounts/confirm/")
    assert client.post(asked["Location"], {"password": "a long pass phrase"}).status_code == 302


def _erase(client: Client, person: Person, **answers: Any) -> Any:
    _confirm(client)
    assert client.get("/export/erase").status_code == 200
    assert client.post("/export/erase").status_code == 200
    return client.post("/export/erase", {"name": person.display_name, "sure": "on"} | answers)


def test_nothing_of_her_is_left_and_the_others_keep_all() -> None:
    uploads = Path(settings.DATA_FOLDER) / "imports"
    # Tests empty the database between them, not the folder.
    older = set(uploads.glob("*.upload*"))
    account, person, client = _household("robin", CANARY)
    other, hers, _ = _household("alex", "heron")
    before = {
        model: rows.sum_of(model, rows.columns(model)).rows for model in rows.tables()
        if model._meta.app_label in ("diary", "insights")
    }  # fmt: skip
    assert _holding(uploads, older)
    answer = _erase(client, person)
    assert answer.status_code == 200, answer
    assert "It is erased" in answer.content.decode()
    text = _everything()
    for trace in (CANARY, str(person.pk), person.pk.hex, str(account.pk), account.pk.hex, "robin"):
        assert trace not in text, [line for line in text.splitlines() if trace in line][:3]
    assert CANARY.encode() not in _database_bytes()
    assert not _holding(uploads, older)
    assert client.get("/").status_code == 302
    # The other one has what she had: half of the rows, and her diary opens.
    assert Person.objects.get() == hers
    assert selectors.chain_problems() == []
    for model, number in before.items():
        assert rows.sum_of(model, rows.columns(model)).rows * 2 <= number + 1, model
    again = Client()
    again.force_login(other)
    assert again.get("/history").status_code == 200


def test_the_browser_that_erases_keeps_nothing_for_the_time_without_a_network() -> None:
    _, person, client = _household("robin", CANARY)
    answer = _erase(client, person)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    body = answer.content.decode().partition("<body")[2].partition(">")[0]
    # A browser that does not know that header: its worker keeps nothing after a page that says so.
    assert ("data-shared" in body, "data-account" in body) == (True, False)


def test_last_copies_in_the_log_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has a log that a reader can hold back")
    _, person, client = _household("robin", CANARY)
    monkeypatch.setattr(database_log, "_emptied", lambda: False)
    monkeypatch.setattr(database_log, "PATIENCE", 0.0)
    try:
        page = _erase(client, person).content.decode()
        assert database_log.waits()
    finally:
        database_log._mark(waits=False)
    assert "The last copies lie in the files of the database for some minutes" in page
    # Which would not be so yet.
    assert "is left in the database of this machine" not in page


def test_an_upload_that_waits_is_written_over_before_it_goes(tmp_path: Path) -> None:
    _, person, client = _household("robin", CANARY)
    waiting = _holding(Path(settings.DATA_FOLDER) / "imports", set())
    assert waiting
    for number, path in enumerate(waiting):
        # Where the bytes lay, for whoever looks at the disk afterwards.
        (tmp_path / f"{number}").hardlink_to(path)
    assert _erase(client, person).status_code == 200
    assert not any(path.exists() for path in waiting)
    assert [set(path.read_bytes()) for path in tmp_path.iterdir()] == [{0}] * len(waiting)


def test_asked_twice_with_the_name() -> None:
    _, person, client = _household("robin", CANARY)
    assert client.post("/export/erase", {"name": person.display_name, "sure": "on"}).status_code == 302
    _confirm(client)
    for answers in ({"name": "Robin"}, {"sure": ""}, {"name": ""}):
        sent = {"name": person.display_name, "sure": "on"} | answers
        if not sent["sure"]:
            del sent["sure"]
        assert client.post("/export/erase", sent).status_code == 422
    assert Person.objects.filter(pk=person.pk).exists()


def test_whoever_only_looks_cannot_erase() -> None:
    _, person, _ = _household("robin", CANARY)
    other = Account.objects.create_user("mallory", "a long pass phrase")
    client = Client()
    client.force_login(other)
    assert client.post("/export/erase", {"name": person.display_name, "sure": "on"}).status_code == 404
    with pytest.raises(selectors.Denied):
        people.erase_person(viewer=other, person_id=person.pk)


def test_the_next_backup_is_without_her_and_older_ones_are_named(tmp_path: Path) -> None:
    _, person, client = _household("robin", CANARY)
    identity, recipient = sealing.new_key()
    folder = Path(settings.BACKUP_FOLDER)
    folder.mkdir(exist_ok=True)
    old = folder / "dialdown-2026-01-01T000000Z.age"
    making.make(path=old, to=recipient, force=True)
    try:
        answer = _erase(client, person)
        assert old.name in answer.content.decode()
        new = tmp_path / "new.age"
        making.make(path=new, to=recipient)
        key = tmp_path / "key"
        key.write_bytes(sealing.key_file(identity, ""))
        opened = sealing.read_key(key, None)
        assert lines.check(old, key=opened, secret=None).tables["people_person"].rows == 1
        found = lines.check(new, key=opened, secret=None)
        assert found.tables["people_person"].rows == found.tables["diary_entry"].rows == 0
    finally:
        old.unlink()
