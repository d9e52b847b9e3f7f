"""Files that mean harm, dropped on the page for bringing in: refused in words, nothing kept, nothing run, nothing called."""

from __future__ import annotations

import io
import socket
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dialdown.diary.models import Entry, ImportBatch
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
    assert "expected" in said or "Nothing was brought in" in said
    assert "<script>alert(1)" not in page.content.decode()
    assert "root:" not in said
    for batch in ImportBatch.objects.all():
        assert batch.state != ImportBatch.State.DONE
        browser.post(f"/import/{batch.pk}/start")
        browser.post(f"/import/{batch.pk}/forget")
    assert not Entry.objects.exists()
    assert not ImportBatch.objects.exists()
    assert left_over(tmp_path) == []
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []
