"""A file that is brought in is of every scope at once: a parent who may write sees none of what Robin dropped."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from dialdown.diary import imports, selectors, services, taking_out
from dialdown.diary.models import Entry, Factor, ImportBatch, Value
from dialdown.people.access import Denied
from dialdown.people.models import Account
from dialdown.server import uploads
from tests.diary.household import Home, browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_FOLDER = tmp_path
    return tmp_path


def upload(page: Client, text: str) -> str:
    answer = page.post("/import", {"file": SimpleUploadedFile("secret.csv", text.encode())})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def brought(home: Home, viewer: Account, tmp_path: Path, text: str) -> ImportBatch:
    file = tmp_path / "table.csv"
    file.write_text(text)
    batch = imports.prepare(viewer=viewer, person_id=home.person.pk, path=file, file_name="secret.csv")
    return imports.bring_in(batch, imports.check(batch, file))


def test_nobody_looks_into_an_upload_of_somebody_else(home: Home, page: Client) -> None:
    address = upload(page, "date,note\n2024-01-01,marmot\n")
    kim = browser(home.kim)
    for path in (address, f"{address}/choose", f"{address}/progress"):
        assert kim.get(path).status_code == 404
    for path in ("start", "forget", "stop", "undo"):
        assert kim.post(f"{address}/{path}").status_code == 404
    assert "secret.csv" not in kim.get("/import").content.decode()
    assert "marmot" in page.get(f"{address}/choose").content.decode()


def test_a_parent_does_not_undo_what_holds_answers_she_may_not_see(home: Home, tmp_path: Path) -> None:
    batch = brought(home, home.robin, tmp_path, "date,function,mood\n2024-01-01,4,2\n")
    with pytest.raises(Denied):
        imports.undo(viewer=home.kim, batch_id=batch.pk)
    assert imports.of_person(home.kim, home.person.pk) == []
    assert Value.objects.filter(key="mood").exists()


def test_a_login_that_was_deleted_does_not_become_the_operator(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("date,function\n2024-01-01,4\n")
    batch = imports.prepare(viewer=home.kim, person_id=home.person.pk, path=file, file_name="secret.csv")
    batch.typed_by = None
    with pytest.raises(imports.ImportProblem, match="not yours to write"):
        imports.check(batch, file)
    assert not Value.objects.exists()


def test_what_a_parent_brought_is_hers_to_undo_and_robins_too(home: Home, tmp_path: Path) -> None:
    for viewer in (home.kim, home.robin):
        batch = brought(home, home.kim, tmp_path, "date,function\n2024-01-01,4\n")
        assert imports.undo(viewer=viewer, batch_id=batch.pk) == 1


def test_an_upload_that_nobody_brought_in_goes_while_the_server_runs(
    home: Home, page: Client, folder: Path
) -> None:
    upload(page, "date,function\n2024-01-01,4\n")
    (old,) = ImportBatch.objects.all()
    ImportBatch.objects.update(created_at=timezone.now() - dt.timedelta(days=2))
    path = imports.upload_of(old)
    long_ago = (timezone.now() - dt.timedelta(days=2)).timestamp()
    os.utime(path, (long_ago, long_ago))
    upload(page, "date,function\n2024-01-02,4\n")
    assert not path.exists()
    assert not ImportBatch.objects.filter(pk=old.pk).exists()


def test_undo_of_an_edit_goes_on_when_the_factor_of_a_file_is_gone(
    home: Home, page: Client, tmp_path: Path
) -> None:
    batch = brought(home, home.robin, tmp_path, "date,function,tea\n2024-01-01,4,2\n")
    (entry,) = Entry.objects.filter(person=home.person)
    edited = services.edit_entry(
        viewer=home.robin, entry_id=entry.pk, document=home.document(values={"function": 5})
    )
    imports.undo(viewer=home.robin, batch_id=batch.pk)
    assert not Factor.objects.filter(person=home.person).exists()
    assert page.post(f"/entries/{entry.pk}/undo?revision={edited.revision}").status_code == 302
    assert selectors.entry_document(home.robin, entry.pk)["values"] == {"function": 4.0}


def test_an_edit_while_a_file_goes_out_is_kept(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = brought(home, home.robin, tmp_path, "date,function\n2024-01-01,4\n2024-01-02,4\n")
    entry = Entry.objects.filter(person=home.person).order_by("day")[0]

    def saving_first() -> Any:
        # She saves between the list of what goes out and its going.
        services.edit_entry(
            viewer=home.robin, entry_id=entry.pk, document=home.document(values={"function": 9})
        )
        return transaction.atomic()

    steps = iter([transaction.atomic, saving_first])
    monkeypatch.setattr(
        taking_out, "transaction", SimpleNamespace(atomic=lambda: next(steps, transaction.atomic)())
    )
    imports.undo(viewer=home.robin, batch_id=batch.pk)
    assert selectors.entry_document(home.robin, entry.pk)["values"] == {"function": 9.0}
    assert Entry.objects.filter(person=home.person).count() == 1


def test_many_files_of_one_request_count_together(
    home: Home, page: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 100_000)
    files = {name: SimpleUploadedFile("a.csv", b"x" * 60_000) for name in ("other", "file")}
    assert page.post("/import", files).status_code == 422
    assert page.post("/import", {f"f{i}": SimpleUploadedFile("a", b"x") for i in range(9)}).status_code == 400
    assert list((folder / "imports").glob("*.upload")) == []
