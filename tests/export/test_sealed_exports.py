"""A file holds private answers only for her own words; restored, they are sealed again and read the same."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dialdown.diary import selectors
from dialdown.diary import services as diary
from dialdown.diary.models import Entry, Value
from dialdown.export.archive import write_archive
from dialdown.export.diary_csv import write_csv
from dialdown.export.storing import restore
from dialdown.people.access import Operator
from dialdown.people.models import Account, Grant, Membership, Person
from dialdown.people.sealing import keys
from dialdown.people.sealing.boxes import CannotOpen
from tests.export import diaries

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WORDS = "four quiet plain words"


@pytest.fixture
def mine() -> tuple[Account, Person]:
    account, person = diaries.owner()
    keys.come_in(account=account, passphrase=WORDS)
    diaries.fill(account, person)
    values = {"function": 5, "mood": "low", "period": True, "note": "marmot"}
    diary.save_entry(
        viewer=account, document=diaries.document(person, diaries.BEGIN, values=values, skipped=["fog"])
    )
    return account, person


def archive(viewer: Any, person: Person, *, private: bool = False) -> bytes:
    out = io.BytesIO()
    write_archive(viewer, person.pk, out, private=private)
    return out.getvalue()


def members(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name).decode() for name in found.namelist() if not name.endswith("/")}


def table(viewer: Any, person: Person, *, private: bool = False) -> list[dict[str, str]]:
    out = io.StringIO()
    write_csv(viewer, person.pk, out, private=private)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def everything(account: Account, person: Person) -> list[dict[str, Any]]:
    return [
        {**selectors.entry_document(account, e.pk), "sealed": []}
        for e in Entry.objects.filter(person=person)
        .order_by("pk")
        .prefetch_related("values", "regions", "signs")
    ]


def test_without_her_words_they_are_left_out_and_the_file_says_so(mine: tuple[Account, Person]) -> None:
    account, person = mine
    for viewer in (account, Operator(), Account.objects.get(pk=account.pk)):
        found = members(archive(viewer, person))
        # A day of weather has a lowest temperature.
        text = "".join(words for name, words in found.items() if "weather_row" not in name)
        for told in ("marmot", "line\\nbreak", '"low"', "boxes"):
            assert told not in text
        manifest = json.loads(found["manifest.json"])
        assert manifest["private"]["in_it"] is False
        assert manifest["private"]["answers"] == ["energy", "fog", "mood", "note", "period"]
        assert "passphrase" in manifest["private"]["note"]
        rows = table(viewer, person)
        assert not {"mood", "note", "period", "energy", "fog"} & set(rows[0])
        assert all("fog" not in row["skipped"] and "mood" not in row["skipped"] for row in rows)


def test_asking_for_them_while_they_are_closed_is_refused(mine: tuple[Account, Person]) -> None:
    account, person = mine
    for viewer in (Operator(), Account.objects.get(pk=account.pk)):
        with pytest.raises(CannotOpen):
            archive(viewer, person, private=True)
        with pytest.raises(CannotOpen):
            table(viewer, person, private=True)


def test_with_her_words_they_come_back_the_same_and_are_sealed_again(mine: tuple[Account, Person]) -> None:
    account, person = mine
    data, before = archive(account, person, private=True), everything(account, person)
    assert json.loads(members(data)["manifest.json"])["private"]["in_it"] is True
    assert [row["note"] for row in table(account, person, private=True)].count("marmot") == 1
    diaries.wipe()
    # On a machine where her diary is there already, under a key of its own.
    other = Account.objects.create_user("Robin", WORDS, display_name="Robin")
    there = Person.objects.create(pk=person.pk, display_name="Robin", zone=diaries.ZONE)
    Membership.objects.create(account=other, person=there, role="owner")
    Grant.objects.create(person=there, account=other, scopes=["all"], may_write=True)
    keys.come_in(account=other, passphrase=WORDS)
    restore(archive=diaries.read(data))
    assert everything(other, there) == before
    assert not Value.objects.filter(key__in=["mood", "note", "period"], sealed__isnull=True).exists()
    assert "marmot" not in str(list(Value.objects.values()))
    # The same bytes come out again, but for the version of the person who was here.
    again = members(archive(other, there, private=True))
    assert {name for name, text in members(data).items() if again[name] != text} <= {
        "manifest.json",
        "person.jsonl",
    }
    result = restore(archive=diaries.read(data))
    assert result.total("added") == 0
    assert everything(other, there) == before
    # Undo reaches back over it.
    edited = next(
        e for e in Entry.objects.filter(person=there) if e.revisions.count() > 1 and e.deleted_at is None
    )
    diary.undo(viewer=other, entry_id=edited.pk)
    assert "quoted" in selectors.entry_document(other, edited.pk)["values"]["note"]


def test_on_a_machine_without_her_key_they_wait_for_her_first_sign_in(mine: tuple[Account, Person]) -> None:
    account, person = mine
    data = archive(account, person, private=True)
    diaries.wipe()
    restore(archive=diaries.read(data))
    # Nobody has a key here: the archive comes back as it was, byte for byte.
    assert archive(Operator(), person) != data
    for name, text in members(data).items():
        if name != "manifest.json":
            assert members(archive(Operator(), person))[name] == text
    assert "Not sealed" in members(archive(Operator(), person))["manifest.json"]
    new = Account.objects.create_user("Robin", WORDS, display_name="Robin")
    Membership.objects.create(account=new, person=person, role="owner")
    keys.come_in(account=new, passphrase=WORDS)
    assert "marmot" not in str(list(Value.objects.values()))
    assert keys.sealer(person.pk) is not None


def test_a_file_without_them_keeps_those_that_are_here(mine: tuple[Account, Person]) -> None:
    account, person = mine
    data, before = archive(account, person), everything(account, person)
    result = restore(archive=diaries.read(data))
    assert result.total("added") == 0
    assert everything(account, person) == before


def test_the_pages_offer_it_only_while_it_is_open(mine: tuple[Account, Person], tmp_path: Path) -> None:
    from django.test import Client

    account, _person = mine
    account.set_password(WORDS)
    account.save()
    browser = Client(SERVER_NAME="localhost")
    browser.post("/accounts/login/", {"login": account.username, "password": WORDS})
    page = browser.get("/export").content.decode()
    assert page.count('name="private"') == 2
    hers = b"".join(browser.get("/export/archive", {"private": "1"}).streaming_content)
    assert "marmot" in "".join(members(hers).values())
    assert b"marmot" in b"".join(browser.get("/export/table", {"private": "1"}).streaming_content)
    assert "marmot" not in "".join(
        members(b"".join(browser.get("/export/archive").streaming_content)).values()
    )
    locked = Client(SERVER_NAME="localhost")
    locked.force_login(account)
    page = locked.get("/export").content.decode()
    assert ('name="private"' in page, "they are locked" in page) == (False, True)
    out = b"".join(locked.get("/export/archive", {"private": "1"}).streaming_content)
    assert "marmot" not in "".join(members(out).values())
    assert b"marmot" not in b"".join(locked.get("/export/table", {"private": "1"}).streaming_content)
