"""A parent with root, the database, every backup and the command line reads no private word of hers, whatever way it came in."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from dialdown.cli import ExportFormat, app
from dialdown.diary import importing
from dialdown.diary.models import Entry, Revision, Value
from dialdown.learn.models import LessonNote
from dialdown.people.models import Account, Person
from dialdown.people.sealing import keys, session
from dialdown.people.sealing.boxes import CannotOpen, unlock
from dialdown.server.backup import sealing
from dialdown.training.models import OwnPicture
from dialdown.uuid7 import uuid7
from tests.access.households import PASSWORD, client_of, document, owner
from tests.diary.private import closed
from tests.training.photos import photo, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WORD, OPEN_WORD = "nightjar", "kestrel"
NEW, SECRET = "seven other plain words", "five quite other plain words"
PICTURE = photo()[len(photo()) // 2 :][:48]


def shapes(plain: bytes) -> Iterator[bytes]:
    """How words can lie in a file: as they are, wide, in hexadecimal, in base64 whatever stands before them."""
    yield from (plain, plain.decode("latin-1").encode("utf-16-le"), plain.hex().encode())
    for lead in range(3):
        packed = base64.b64encode(bytes(lead) + plain).rstrip(b"=")
        yield packed[-(-lead * 8 // 6) : len(packed) - bool((lead + len(plain)) % 3)]


HERS = [*shapes(WORD.encode()), *shapes(PICTURE)]


def holds(data: bytes) -> bool:
    """True when something private is in there."""
    return any(shape in data for shape in HERS)


def unpacked(data: bytes) -> bytes:
    """A file, and what is inside of it."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return data + b"".join(archive.read(name) for name in archive.namelist())
    if data.startswith(b"%PDF-"):
        return data + "\n".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(data)).pages).encode()
    return data


def database() -> bytes:
    """Every value of every table, and what stands in every session."""
    found: list[bytes] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of the database
            for row in cursor.fetchall():
                found += [
                    bytes(one) if isinstance(one, (bytes, memoryview)) else str(one).encode() for one in row
                ]
    return b"\n".join([*found, *(str(one.get_decoded()).encode() for one in Session.objects.all())])


def files(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def signed_in(password: str) -> Client:
    browser = client_of()
    assert browser.post("/accounts/login/", {"login": "Robin", "password": password}).status_code == 302
    return browser


def command(*words: str, typed: str = "") -> None:
    done = CliRunner().invoke(app, [*words], input=typed)
    assert done.exit_code == 0, done.output


@pytest.fixture
def place(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A data folder that the command line uses, too."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    settings.DATA_FOLDER = data
    monkeypatch.setenv("DIALDOWN_DATA", str(data))
    monkeypatch.setattr(importing, "PAUSE", 0)
    return data


@pytest.fixture
def hers(place: Path, tmp_path: Path) -> tuple[Person, Client]:
    """Robin, thirteen: private words by every way in, one of them corrected, and pages that were looked at since."""
    _robin, person = owner("Robin", age_group="13_to_17")
    browser = signed_in(PASSWORD)
    told = {
        "mode": "full",
        "said_by": "self",
        "values.function": "6",
        "values.mood": "low",
        "values.food": OPEN_WORD,
    }
    assert browser.post("/", {**told, "values.note": f"{WORD} in the form"}).status_code == 302
    assert browser.post("/mine", {"values.note": f"{WORD} on her page"}).status_code == 302
    entry = uuid7()
    for words in ("from the queue", "corrected"):
        sent = document(person, entry, values={"function": 3, "note": f"{WORD} {words}"})
        assert browser.put(f"/api/entries/{entry}", sent, "application/json").status_code in (200, 201)
    assert browser.post("/learn/skills/worry", {"answers.thought": f"{WORD} in a lesson"}).status_code == 302
    mine = {"part": "hand", "side": "left", "view_hand": "palm", "picture": text(photo())}
    assert browser.post("/train/recognise/own", mine).status_code == 302
    table = tmp_path / "diary.csv"
    table.write_text(f"date,pain_now,note\n2024-02-01,4,{WORD} from a file\n")
    command("import", str(table), "--person", "Robin")
    table.unlink()
    for path in (
        "/",
        "/history",
        "/insights",
        "/export/archive",
        "/export/table",
        "/private",
    ):
        assert browser.get(path).status_code == 200, path
    return person, browser


def test_everything_that_lies_on_the_machine(
    hers: tuple[Person, Client], place: Path, tmp_path: Path
) -> None:
    person, browser = hers
    # They are there, for her; and somebody who looks like this does find what is not private.
    own = browser.get("/mine").content.decode()
    assert all(f"{WORD} {words}" in own for words in ("in the form", "on her page", "corrected"))
    assert f"{WORD} in a lesson" in browser.get("/learn/skills/worry").content.decode()
    assert Value.objects.filter(key="note", sealed__isnull=False).count() == Entry.objects.count() == 4
    assert Revision.objects.filter(document__isnull=False).exists()
    assert (LessonNote.objects.count(), OwnPicture.objects.count()) == (1, 1)
    assert holds(f"x{WORD}".encode())
    assert holds(base64.b64encode(b"12" + WORD.encode()))
    assert OPEN_WORD.encode() in database()
    stored = database() + files(place)
    assert not holds(stored)
    # Nor the key that opens them.
    private = keys.open_with(account=closed(Account.objects.get(username="Robin")), words=PASSWORD)[person.pk]
    assert not any(shape in stored for shape in shapes(private))
    for format in ExportFormat:
        out = tmp_path / f"robin.{format.value}"
        command("export", "--person", str(person.pk), "--format", format.value, "--out", str(out))
        assert not holds(unpacked(out.read_bytes())), format
    words, made = tmp_path / "words", tmp_path / "whole.age"
    words.write_text(f"{SECRET}\n")
    command("backup", "--out", str(made), "--passphrase", "--passphrase-file", str(words))
    with sealing.opened(made, key=None, secret=SECRET) as stream:
        whole = gzip.decompress(stream.read())
    assert OPEN_WORD.encode() in whole
    assert not holds(whole)


def test_what_the_browser_keeps_on_the_same_disk_opens_nothing(hers: tuple[Person, Client]) -> None:
    """Root copies the cookie store of her browser, and the session that belongs to it."""
    _person, browser = hers
    in_memory, on_disk = client_of(), client_of()
    for name, cookie in browser.cookies.items():
        in_memory.cookies[name] = cookie.value
        # What a browser writes into its cookie store has an end; what has none ends with the browser.
        if cookie["max-age"] or cookie["expires"]:
            on_disk.cookies[name] = cookie.value
    assert "dialdown" in on_disk.cookies, "she is signed in still"
    seen = b"".join(on_disk.get(path).content for path in ("/mine", "/learn/skills/worry"))
    assert not holds(seen)
    stored = Session.objects.get(session_key=browser.cookies["dialdown"].value).get_decoded()
    locked = base64.b64decode(stored[session.IN_SESSION]["locked"])
    robin = Account.objects.get(username="Robin")
    for cookie in on_disk.cookies.values():
        for secret in (cookie.value.encode(), base64.urlsafe_b64decode(f"{cookie.value}===")):
            with pytest.raises((CannotOpen, ValueError)):
                unlock(locked, secret, "session", robin.pk)
    # The other half is all that is missing: with it everything opens, which is why the pages say "sign out or lock".
    assert holds(b"".join(in_memory.get(path).content for path in ("/mine", "/learn/skills/worry")))
    assert browser.post("/private", {"do": "close"}).status_code == 302
    assert not holds(b"".join(in_memory.get(path).content for path in ("/mine", "/learn/skills/worry")))


def test_a_new_password_for_her_login_opens_her_diary_and_nothing_private(
    hers: tuple[Person, Client],
) -> None:
    _person, browser = hers
    command("password", "Robin", typed=f"{NEW}\n{NEW}\n")
    assert browser.get("/mine").status_code == 302, "her own session has ended, so she will hear of it"
    root = signed_in(NEW)
    today = timezone.now().date().isoformat()
    pages = ["/", "/mine", "/history", f"/history/{today}", "/learn/skills/worry", "/insights",
             "/train/recognise/own", "/export/archive?private=1", "/export/table?private=1",
             *(f"/entries/{pk}" for pk in Entry.objects.values_list("pk", flat=True))]  # fmt: skip
    seen = b""
    for path in pages:
        answer = root.get(path)
        assert answer.status_code == 200, path
        seen += unpacked(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    assert OPEN_WORD.encode() in seen
    assert not holds(seen)
    assert root.get(f"/train/recognise/own/{OwnPicture.objects.get().pk}").status_code == 404
    for told in ({"do": "open", "open-words": NEW}, {"do": "new_key", "new-password": NEW}):
        assert not holds(root.post("/private", told, follow=True).content)
    # What she writes from now on is sealed to the same key, which is not theirs.
    assert root.post("/mine", {"values.note": f"{WORD} later"}).status_code == 302
    assert not holds(root.get("/mine").content)
    assert not holds(database())
