"""Take it with me: what may be seen, as a file."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dialdown.people.models import Account, Grant
from tests.export import diaries

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def signed_in(account: Account) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_FOLDER = tmp_path


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_the_archive_and_the_table(tmp_path: Path) -> None:
    account, person = diaries.owner()
    account.set_password("four quiet plain words")
    account.save()
    diaries.fill(account, person)
    browser = signed_in(account)
    assert b"Download the archive" in browser.get("/export").content
    answer = browser.get("/export/archive")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="dialdown-Robin-')
    assert body(answer) == diaries.archive_bytes(person)
    rows = body(browser.get("/export/table")).decode().splitlines()
    assert rows[0].startswith("date,time,zone,said_by")
    assert "pain.back-left-calf" in rows[0]
    assert list(tmp_path.iterdir()) == []


def test_only_what_the_viewer_may_see(tmp_path: Path) -> None:
    account, person = diaries.owner()
    account.set_password("four quiet plain words")
    account.save()
    diaries.fill(account, person)
    reader = Account.objects.create_user("reader", None)
    Grant.objects.create(person=person, account=reader, scopes=["function"])
    browser = signed_in(reader)
    browser.post(f"/people/open/{person.pk}")
    found = diaries.read_archive(io.BytesIO(body(browser.get("/export/archive"))))
    assert {row.key for row in found.rows["value"]} <= {"function", "did", "school_hours"}
    header = body(browser.get("/export/table")).decode().splitlines()[0]
    assert not set(header.split(",")) & {"note", "mood", "pain_now", "own.screen_time", "pain.back-left-calf"}


def test_without_a_diary_there_is_nothing_to_take() -> None:
    login = Account.objects.create_user("host", "four quiet plain words")
    browser = signed_in(login)
    assert b"No diary is open here" in browser.get("/export").content
    assert browser.get("/export/archive").status_code == 404
    assert browser.get("/export/table").status_code == 404


@pytest.mark.parametrize(
    "words", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(1)", "=cmd|' /C calc'!A0", "\t=1+1", "\r=1+1"]
)
def test_a_table_that_a_spreadsheet_cannot_run(words: str) -> None:
    account, person = diaries.owner()
    from dialdown.diary import services as diary

    diary.save_entry(viewer=account, document=diaries.document(person, diaries.BEGIN, values={"food": words}))
    from dialdown.export.diary_csv import write_csv

    out = io.StringIO()
    write_csv(account, person.pk, out)
    (row,) = csv.DictReader(io.StringIO(out.getvalue()))
    assert words.strip() in row["food"]
    for cell in row.values():
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell
