"""The password once more: another session id, the same session; and what is refused leaves a line in the log."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session

from dialdown.people.models import AuditEvent
from dialdown.server.backup import command
from dialdown.server.backup.sealing import new_key
from dialdown.server.logs import WithoutValues
from dialdown.server.static_headers import static_headers
from dialdown.server.telling import told
from dialdown.ui import look
from tests.access.households import PASSWORD, client_of, owner
from tests.people.test_second_step import confirm, with_code_app

pytestmark = pytest.mark.django_db


def test_the_session_gets_another_id_and_stays_the_same_session() -> None:
    owner()
    client = client_of()
    assert client.post("/accounts/login/", {"login": "Robin", "password": PASSWORD}).status_code == 302
    assert client.get("/settings").status_code == 200
    before = client.session.session_key
    confirm(client, "/accounts/pin/")
    after = client.session.session_key
    assert after != before
    assert not Session.objects.filter(session_key=before).exists()
    assert UserSession.objects.get().session_key == after
    assert client.get("/accounts/pin/").status_code == 200
    # The private part opened by the sign-in is still open.
    assert "private" in client.cookies
    assert client.session["private_part"]


def test_what_the_page_before_had_under_way_signs_nobody_out() -> None:
    """A request with the old id in the background takes no cookie away; opened as a page it does."""
    robin, _person = owner()
    late = client_of(robin)
    Session.objects.filter(session_key=late.session.session_key).delete()
    background = late.get("/api/session", headers={"sec-fetch-mode": "cors"})
    assert background.json()["account"] is None
    assert settings.SESSION_COOKIE_NAME not in background.cookies
    opened = late.get("/accounts/login/", headers={"sec-fetch-mode": "navigate"})
    assert opened.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 0


def test_a_code_of_an_app_does_the_same() -> None:
    robin, _person = owner()
    client = client_of(robin)
    secret = with_code_app(client)
    from tests.people.test_second_step import code_of

    before = client.session.session_key
    answer = client.post("/accounts/confirm/code/?next=/accounts/pin/", {"code": code_of(secret, ago=-1)})
    assert answer.status_code == 302
    assert client.session.session_key != before


def test_what_is_refused_is_noted_without_saying_whose_it_is(caplog: pytest.LogCaptureFixture) -> None:
    robin, _person = owner()
    _sam, other = owner("Sam")
    assert client_of(robin).get(f"/people/{other.pk}/one-page").status_code == 404
    (line,) = [one.getMessage() for one in caplog.records if one.name == "dialdown.security"]
    assert line == f"refused: care_one_page for {robin.pk}"


def test_every_line_of_the_log_begins_with_its_time() -> None:
    record = logging.LogRecord("dialdown.security", logging.WARNING, "x.py", 1, "refused", None, None)
    record.created = 1_767_225_600.0
    assert WithoutValues().format(record) == "2026-01-01T00:00:00Z WARNING dialdown.security refused"


def test_a_backup_is_in_the_list_of_everybody_it_holds(tmp_path: Path) -> None:
    people = [owner("Robin")[1], owner("Sam")[1]]
    with told("backup"):
        command.backup(
            out=tmp_path / "all.age", recipient=new_key()[1], passphrase=False, new_key=None, force=False,
            secret=lambda _words: "", check=lambda words: words,
        )  # fmt: skip
    for person in people:
        event = AuditEvent.objects.get(subject=person.pk, kind="command")
        assert (event.page, event.audience, event.scopes) == ("backup", "host", ["all"])


def test_no_site_frames_a_file_of_ours() -> None:
    headers: Any = {}
    static_headers(headers, "x", "/static/x")
    assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert headers["X-Frame-Options"] == "DENY"


def test_with_tls_no_other_host_sets_the_theme(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    robin, _person = owner()
    answer = client_of(robin).post("/settings/theme", {"theme": "quiet", "next": "/"}, secure=True)
    cookie = answer.cookies["__Host-theme"]
    assert cookie["secure"]
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""
    assert look.COOKIE not in answer.cookies
