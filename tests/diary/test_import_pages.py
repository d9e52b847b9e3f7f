"""Bringing a file in through the pages: drop, look, choose, watch, undo."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dialdown.diary import importing, imports
from dialdown.diary.models import Entry, ImportBatch, Value
from dialdown.people.models import Account, Grant, Person
from dialdown.server import uploads
from tests.export import diaries

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TABLE = b"date,pain_now,tea,words\n2024-01-01,3,2,hello\n2024-01-02,5,,\n"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Uploads go to a folder of the test; what runs beside a page runs at once."""

    def at_once(work: Callable[[], object]) -> None:
        work()

    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(importing, "PAUSE", 0)
    monkeypatch.setattr(imports, "_beside", at_once)


@pytest.fixture
def mine() -> tuple[Account, Person]:
    account, person = diaries.owner()
    account.set_password("four quiet plain words")
    account.save()
    return account, person


@pytest.fixture
def browser(mine: tuple[Account, Person]) -> Client:
    return signed_in(mine[0])


def signed_in(account: Account) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def drop(browser: Client, content: bytes = TABLE, name: str = "diary.csv") -> Any:
    return browser.post("/import", {"file": SimpleUploadedFile(name, content)}, follow=True)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def left_over(folder: Path) -> list[str]:
    return [path.name for path in (folder / "imports").iterdir()]


def test_drop_look_bring_in_undo(browser: Client, mine: tuple[Account, Person], tmp_path: Path) -> None:
    before = diaries.archive_bytes(mine[1])
    page = drop(browser)
    assert "What it holds" in text(page)
    assert "Pain right now 2 0" in text(page)
    assert "words left out" in text(page)
    assert not Entry.objects.exists()
    batch = ImportBatch.objects.get()
    page = browser.post(f"/import/{batch.pk}/start", follow=True)
    assert "2 check-ins added." in text(page)
    assert "Undo stays for 30 days. The same file again adds nothing." in text(page)
    assert Value.objects.count() == 3
    assert left_over(tmp_path) == []
    assert "diary.csv" in text(browser.get("/import"))
    page = browser.post(f"/import/{batch.pk}/undo", follow=True)
    assert "All of it is out." in text(page)
    assert diaries.archive_bytes(mine[1]) == before


def test_choose_what_each_column_is(browser: Client, mine: tuple[Account, Person]) -> None:
    page = drop(browser, b"when;hurt;tea\n31/01/2024;7;0\n01/02/2024;1;2\n")
    batch = ImportBatch.objects.get()
    assert 'expected a column called "date"' in text(page).replace("&quot;", '"')
    page = browser.get(f"/import/{batch.pk}/choose")
    assert "For example 7, 1" in text(page)
    form = {
        "date": "when",
        "date_format": "%d/%m/%Y",
        "time": "",
        "column.1": "pain_now",
        "low.1": "1",
        "high.1": "7",
        "column.2": "own",
        "zero.2": "1",
    }
    assert "lowest and its highest" in text(
        browser.post(f"/import/{batch.pk}/choose", form | {"high.1": "x"})
    )
    page = browser.post(f"/import/{batch.pk}/choose", form, follow=True)
    assert "1 zero is read as “not recorded”." in text(page)
    browser.post(f"/import/{batch.pk}/start")
    found = {(str(v.entry.day), v.key): v.number for v in Value.objects.select_related("entry")}
    assert found == {
        ("2024-01-31", "pain_now"): 10,
        ("2024-02-01", "pain_now"): 0,
        ("2024-02-01", "own.tea"): 2,
    }


def test_a_file_that_cannot_be_read_says_where(browser: Client) -> None:
    page = drop(browser, TABLE.replace(b",3,", b",11,"))
    assert "diary.csv, line 2" in text(page)
    assert "Nothing was brought in." in text(page)
    batch = ImportBatch.objects.get()
    browser.post(f"/import/{batch.pk}/start")
    assert not Entry.objects.exists()
    browser.post(f"/import/{batch.pk}/forget")
    assert not ImportBatch.objects.exists()


def test_too_big_gets_one_sentence_and_leaves_nothing(
    browser: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 100_000)
    page = drop(browser, TABLE + b"x" * 400_000, "big.csv")
    assert page.status_code == 422
    assert "big.csv: is larger than 100 MB." in text(page)
    assert not ImportBatch.objects.exists()
    assert left_over(tmp_path) == []


def test_nothing_chosen(browser: Client, tmp_path: Path) -> None:
    assert "Choose a file first." in text(browser.post("/import", {}))


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\x\\diary.csv", "a\nb.csv", "x" * 300 + ".csv", "<b>.csv"]
)
def test_names_are_only_words(browser: Client, name: str, tmp_path: Path) -> None:
    page = drop(browser, TABLE, name)
    assert page.status_code == 200
    batch = ImportBatch.objects.get()
    assert len(batch.file_name) <= 200
    assert not set(batch.file_name) & set("/\\\n")
    assert b"<b>.csv" not in page.content
    assert left_over(tmp_path) == [f"{batch.pk}.upload"]


def test_the_same_file_again_adds_nothing(browser: Client) -> None:
    for _ in range(2):
        drop(browser)
        newest = ImportBatch.objects.filter(state="preview").get()
        page = browser.post(f"/import/{newest.pk}/start", follow=True)
    assert "0 check-ins added. 2 were here already." in text(page)
    assert Value.objects.count() == 3
    first = ImportBatch.objects.order_by("finished_at").first()
    assert first is not None
    assert "To undo this, undo diary.csv first" in text(browser.get(f"/import/{first.pk}"))


def test_a_running_import_shows_how_far_it_is(browser: Client, mine: tuple[Account, Person]) -> None:
    batch = ImportBatch.objects.create(
        person=mine[1], format="table", file_name="d.csv", state="running", rows_total=10, rows_done=4
    )
    page = browser.get(f"/import/{batch.pk}")
    assert "4 of 10 check-ins" in text(page)
    assert 'http-equiv="refresh"' in page.content.decode()
    assert browser.get(f"/import/{batch.pk}/progress").json() == {"state": "running", "done": 4, "total": 10}
    browser.post(f"/import/{batch.pk}/stop")
    batch.refresh_from_db()
    assert batch.state == "leaving"


def test_nobody_else_opens_it(browser: Client, mine: tuple[Account, Person]) -> None:
    drop(browser)
    batch = ImportBatch.objects.get()
    other, _ = diaries.owner("Sam")
    reader = Account.objects.create_user("reader", None)
    Grant.objects.create(person=mine[1], account=reader, scopes=["all"])
    looking = signed_in(reader)
    assert looking.post(f"/people/open/{mine[1].pk}").status_code == 302
    for client in (signed_in(other), looking):
        for address in ("", "/choose", "/progress"):
            assert client.get(f"/import/{batch.pk}{address}").status_code == 404
        for address in ("/start", "/stop", "/forget", "/undo"):
            assert client.post(f"/import/{batch.pk}{address}").status_code == 404
    assert looking.get("/import").status_code == 404
    assert Client(SERVER_NAME="localhost").get(f"/import/{batch.pk}").status_code == 302
    assert ImportBatch.objects.get().state == "preview"


def test_an_archive_of_ones_own_comes_back(browser: Client, mine: tuple[Account, Person]) -> None:
    diaries.fill(*mine)
    before = diaries.archive_bytes(mine[1])
    Entry.objects.all().delete()
    gone = diaries.archive_bytes(mine[1])
    page = drop(browser, before, "robin.zip")
    assert "Dialdown archive" in text(page)
    batch = ImportBatch.objects.get()
    page = browser.post(f"/import/{batch.pk}/start", follow=True)
    assert "lines added." in text(page)
    assert diaries.archive_bytes(mine[1]) == before
    browser.post(f"/import/{batch.pk}/undo")
    assert diaries.archive_bytes(mine[1]) == gone


def test_an_archive_of_another_machine_becomes_a_diary_of_its_own(
    browser: Client, mine: tuple[Account, Person]
) -> None:
    account, person = diaries.owner("Old")
    diaries.fill(account, person)
    before = diaries.archive_bytes(person)
    Account.objects.filter(pk=account.pk).delete()
    Person.objects.filter(pk=person.pk).delete()
    page = drop(browser, before, "old.zip")
    assert "It becomes a diary of its own, beside this one." in text(page)
    batch = ImportBatch.objects.get()
    browser.post(f"/import/{batch.pk}/start")
    assert diaries.archive_bytes(person.pk, mine[0]) == before
    assert "Old" in text(browser.get("/people"))
    browser.post(f"/import/{batch.pk}/undo")
    assert not Person.objects.filter(pk=person.pk).exists()


def test_an_archive_of_somebody_elses_diary_here_is_refused(browser: Client) -> None:
    account, person = diaries.owner("Sam")
    diaries.fill(account, person)
    page = drop(browser, diaries.archive_bytes(person), "sam.zip")
    assert "holds a diary of this machine that is not yours to write" in text(page)


def test_who_said_it_is_asked_before_anything_comes_in(browser: Client, mine: tuple[Account, Person]) -> None:
    page = drop(browser).content.decode()
    batch = ImportBatch.objects.get()
    assert "Who said what is in this file?" in page
    # Whose page it is, that is whose words they most likely are.
    assert re.search(r'name="said_by" value="self" checked', page)
    assert re.search(r'name="said_by" value="import"(?! checked)', page)
    assert 'form="bring-in"' in page
    browser.post(f"/import/{batch.pk}/start", {"said_by": "parent"}, follow=True)
    assert set(Value.objects.values_list("said_by", flat=True)) == {"parent"}
    batch.refresh_from_db()
    assert "said_by: parent" in batch.mapping["yaml"]


def test_somebody_a_diary_does_not_know_says_nothing(browser: Client) -> None:
    drop(browser)
    batch = ImportBatch.objects.get()
    page = browser.post(f"/import/{batch.pk}/start", {"said_by": "neighbour"}, follow=True)
    assert "Choose who said what is in this file." in text(page)
    assert not Value.objects.exists()
    assert ImportBatch.objects.get().state == "preview"


def test_the_chosen_columns_and_the_voice_go_together(browser: Client) -> None:
    drop(browser)
    batch = ImportBatch.objects.get()
    browser.post(
        f"/import/{batch.pk}/choose",
        {"date": "date", "date_format": "%Y-%m-%d", "column.1": "pain_now", "column.2": "", "column.3": ""},
    )
    browser.post(f"/import/{batch.pk}/start", {"said_by": "self"}, follow=True)
    assert set(Value.objects.values_list("key", "said_by")) == {("pain_now", "self")}
