"""Files that mean harm, dropped on the page for bringing in: refused in words, nothing kept, nothing run, nothing called."""

from __future__ import annotations

import datetime as dt
import io
import socket
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dialdown.diary.models import Entry, ImportBatch
from dialdown.server.backup import daily
from dialdown.server.config import config
from tests.diary.test_import_pages import browser, drop, here, left_over, mine, text

__all__ = ["browser", "here", "mine"]
pytestmark = [pytest.mark.django_db]


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (n, (b"&l%d;" % (n - 1)) * 10) if n else b'<!ENTITY l0 "lol">' for n in range(10)
)
HOSTILE = {
    "a drawing with a script": ("face.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    "entities that read a file": ("export.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
    "entities that call a host": ("export.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]><a>&x;</a>'),
    "entities that grow": ("export.xml", b'<?xml version="1.0"?><!DOCTYPE a [' + LAUGHS + b"]><a>&l9;</a>"),
    "a page": ("page.html", b"<!doctype html><script>alert(1)</script>"),
    "a zip that grows a thousand times": ("diary.zip", _zip({"entry.jsonl": bytes(20 << 20)})),
    "a zip that leads out of its folder": ("diary.zip", _zip({"../../../etc/cron.d/x": b"x", "manifest.json": b"{}"})),
    "a program": ("run.exe", b"MZ" + bytes(range(256)) * 40),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_refused_in_words_and_nothing_is_kept(
    browser: Client, tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_arguments: Any, **_more: Any) -> None:
        raise AssertionError("a file made the server call somebody")

    monkeypatch.setattr(socket.socket, "connect", nobody)
    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    name, content = HOSTILE[what]
    page = drop(browser, content, name)
    assert page.status_code in (200, 422)
    said = text(page)
    assert name in said
    assert "expected" in said or "Nothing of it was kept" in said
    assert said.count("Nothing of it was kept") == said.count(". Nothing of it was kept")
    assert ".. Nothing" not in said
    assert "<script>alert(1)" not in page.content.decode()
    assert "root:" not in said
    for batch in ImportBatch.objects.all():
        assert batch.state != ImportBatch.State.DONE
        browser.post(f"/import/{batch.pk}/start")
    assert not Entry.objects.exists()
    assert not ImportBatch.objects.exists()
    assert left_over(tmp_path) == []
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []


SECRET = b"marmotnobody"
REFUSED = {
    "only words": ("words.txt", b"my own private words " + SECRET + b"\nsecond\n"),
    "a cell that does not fit": ("cell.csv", b"date,function\n2026-01-01," + SECRET + b"\n"),
    "a name of a column": ("head.csv", b"day," + SECRET + b"\n2026-01-01,3\n"),
}


def everything(folder: Path) -> str:
    """Every row that an import keeps, and every file."""
    rows = str([list(model.objects.values()) for model in (ImportBatch, Entry)])
    return rows + "".join(path.read_text("latin-1") for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("what", REFUSED)
def test_words_of_a_refused_file_are_not_in_the_database(browser: Client, tmp_path: Path, what: str) -> None:
    name, content = REFUSED[what]
    page = drop(browser, content, name)
    waits = ImportBatch.objects.first()
    assert SECRET.decode() not in str(list(ImportBatch.objects.values()))
    if waits is None:
        assert page.status_code == 422
        assert SECRET.decode() not in everything(tmp_path)
        return
    # It can still be chosen from; the page reads the reason from the file that waits.
    assert "Choose what to keep" in text(page)
    assert "expected" in text(browser.get(f"/import/{waits.pk}"))
    browser.post(f"/import/{waits.pk}/forget")
    assert SECRET.decode() not in everything(tmp_path)


def test_what_waits_goes_after_a_day_without_anybody_doing_anything(
    browser: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(browser, REFUSED["a cell that does not fit"][1], "cell.csv")
    drop(browser, b"date,function,note\n2026-01-01,3," + SECRET + b"\n", "fine.csv")
    machine = replace(config(), data=tmp_path, backup_folder=tmp_path / "backups", backup_recipient=None)
    real = timezone.now
    for hours, left in ((23, 2), (25, 0)):
        monkeypatch.setattr(timezone, "now", lambda hours=hours: real() + dt.timedelta(hours=hours))
        # No key for backups was ever made here.
        daily.turn(machine)
        assert ImportBatch.objects.count() == left
        assert (SECRET.decode() in everything(tmp_path)) == bool(left)
    assert left_over(tmp_path) == []


def test_three_files_wait_for_one_login_and_no_more(browser: Client, tmp_path: Path) -> None:
    for number in range(4):
        page = drop(browser, b"date,function\n2026-01-0%d,3\n" % (number + 1), f"{number}.csv")
    assert "“0.csv” was thrown away: three files may wait at a time." in text(page)
    assert sorted(ImportBatch.objects.values_list("file_name", flat=True)) == ["1.csv", "2.csv", "3.csv"]
    assert len(left_over(tmp_path)) == 3
