"""Whoever runs the machine writes another public key into the database: it is noticed, told, and nothing is sealed to it."""

from __future__ import annotations

import html
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dialdown.diary import services as diary
from dialdown.diary.models import Entry, ImportBatch, Value
from dialdown.intake.records import BadInput
from dialdown.learn import services as learn
from dialdown.people.models import Account, AuditEvent, PasskeyBox, Person, SealingKey
from dialdown.people.sealing import boxes, keys
from dialdown.training import services as training
from dialdown.uuid7 import uuid7
from tests.access.households import PASSWORD, account, client_of, document, grant
from tests.diary.test_import_pages import here
from tests.people.devices import Device
from tests.people.test_passkey_boxes import LETS, arrived
from tests.people.test_private_page import NEW, NOTE, entry_page, mine, signed_in
from tests.training.photos import photo, text

__all__ = ["here", "mine"]
pytestmark = [pytest.mark.django_db, pytest.mark.database]
TOLD = "Your key was exchanged on this machine."
ASKED = "Your key is not the one it was."
SECRET = "a word for nobody"


def swapped(person: Person) -> boxes.Opener:
    """Another public key stands in the place of hers; what opens everything that is sealed to it."""
    private, public = boxes.new_pair()
    SealingKey.objects.filter(person=person).update(public=public)
    return boxes.Opener(private, person.pk)


def read_by(foreign: boxes.Opener) -> list[bytes]:
    """Every box that the foreign key opens."""
    found: list[bytes] = []
    for row in Value.objects.exclude(sealed=None):
        try:
            found.append(foreign.open(bytes(row.sealed), row.entry_id, row.key))
        except boxes.CannotOpen:
            continue
    return found


def page(browser: Client, path: str) -> str:
    return html.unescape(browser.get(path).content.decode())


def events(person: Person) -> int:
    return AuditEvent.objects.filter(subject=person.pk, about__what="key_exchanged").count()


def test_signing_in_notices_it_and_seals_to_her_own_key(mine: tuple[Account, Person, Client]) -> None:
    _robin, person, _browser = mine
    foreign = swapped(person)
    browser = signed_in()
    assert TOLD in page(browser, "/")
    assert browser.post("/mine", {"values.note": SECRET}).status_code == 302
    assert read_by(foreign) == []
    # What she wrote before and now is there for her, on this page and the next.
    assert SECRET in page(browser, "/mine")
    assert NOTE in page(browser, "/mine")
    assert TOLD in page(browser, "/private")
    signed_in()
    assert events(person) == 1
    assert "Whoever runs this machine exchanged the key of your private part" in page(
        browser, "/sharing/looks"
    )


def test_a_new_key_mends_it(mine: tuple[Account, Person, Client]) -> None:
    _robin, person, _browser = mine
    foreign = swapped(person)
    browser = signed_in()
    browser.post("/mine", {"values.note": SECRET})
    assert browser.post("/private", {"do": "new_key", "new-password": PASSWORD}).status_code == 302
    page(browser, "/private")
    assert TOLD not in page(browser, "/private")
    again = signed_in()
    assert TOLD not in page(again, "/")
    assert SECRET in page(again, "/mine")
    assert read_by(foreign) == []


def test_in_an_open_session_the_password_is_asked_before_the_next_private_save(
    mine: tuple[Account, Person, Client],
) -> None:
    _robin, person, browser = mine
    foreign = swapped(person)
    refused = browser.post("/mine", {"values.note": SECRET})
    assert refused.status_code == 422
    assert ASKED in html.unescape(refused.content.decode())
    # What she typed stays in the form; nothing of it is kept.
    assert SECRET in refused.content.decode()
    sent = document(person, uuid7())
    answer = browser.put(f"/api/entries/{sent['id']}", sent, content_type="application/json")
    assert (answer.status_code, ASKED in answer.json()["problems"][0]["message"]) == (422, True)
    assert not any(SECRET.encode() in box or NOTE.encode() in box for box in read_by(foreign))
    # A check-in without private answers goes on.
    sent["values"] = {"function": 6}
    sent["skipped"] = []
    answer = browser.put(f"/api/entries/{sent['id']}", sent, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert ASKED in page(browser, "/private")
    before = len(read_by(foreign))
    assert browser.post("/private", {"do": "open", "open-words": PASSWORD}).status_code == 302
    assert TOLD in page(browser, "/private")
    assert browser.post("/mine", {"values.note": SECRET}).status_code == 302
    assert len(read_by(foreign)) == before
    assert SECRET in page(browser, "/mine")


def test_a_new_key_made_elsewhere_asks_once_and_goes_on(mine: tuple[Account, Person, Client]) -> None:
    _robin, person, browser = mine
    other = signed_in()
    browser.post("/private", {"do": "new_key", "new-password": PASSWORD})
    assert other.post("/mine", {"values.note": SECRET}).status_code == 422
    assert other.post("/private", {"do": "open", "open-words": PASSWORD}).status_code == 302
    assert TOLD not in page(other, "/private")
    assert other.post("/mine", {"values.note": SECRET}).status_code == 302
    assert SECRET in page(browser, "/mine")
    assert events(person) == 0


def test_a_key_that_is_gone_leaves_nothing_unsealed(mine: tuple[Account, Person, Client]) -> None:
    _robin, person, browser = mine
    SealingKey.objects.filter(person=person).delete()
    assert browser.post("/mine", {"values.note": SECRET}).status_code == 422
    assert not Value.objects.filter(text__contains=SECRET).exists()


def test_exercises_and_own_pictures_are_not_sealed_to_it(mine: tuple[Account, Person, Client]) -> None:
    robin, person, _browser = mine
    keys.come_in(account=robin, passphrase=PASSWORD)
    swapped(person)
    robin.opened_keys, held = {}, keys.opened(robin)  # type: ignore[attr-defined]
    keys.hold_fitting(robin, held)
    with pytest.raises(BadInput, match=ASKED):
        learn.save_exercise(
            viewer=robin, note_id=uuid7(), person_id=person.pk, lesson_id="worry", answers={"thought": SECRET},
            saved_at=timezone.now(),
        )  # fmt: skip
    with pytest.raises(BadInput, match=ASKED):
        training.add_own_picture(
            viewer=robin, person_id=person.pk, picture_id=uuid7(), part="hand", side="left", view="palm",
            picture=text(photo()),
        )  # fmt: skip


def test_a_file_is_not_sealed_to_it(mine: tuple[Account, Person, Client]) -> None:
    _robin, person, browser = mine
    foreign = swapped(person)
    for name, kept in (("locked.csv", False), ("open.csv", True)):
        file = SimpleUploadedFile(name, f"date,note\n{timezone.now().date()},{SECRET}\n".encode())
        address = browser.post("/import", {"file": file}).headers["Location"]
        browser.post(f"{address}/start")
        batch = ImportBatch.objects.get(file_name=name)
        assert (ASKED in batch.message) != kept, name
        assert Entry.objects.filter(batch=batch).exists() == kept, name
        browser.post("/private", {"do": "open", "open-words": PASSWORD})
    assert read_by(foreign) == []
    assert SECRET in page(browser, "/mine")


def test_a_passkey_box_that_does_not_fit_is_told(mine: tuple[Account, Person, Client]) -> None:
    _robin, person, browser = mine
    device = Device()
    device.add(browser, PASSWORD, **LETS)
    foreign = swapped(person)
    other = arrived(device)
    assert ASKED in page(other, "/")
    assert events(person) == 1
    assert other.post("/mine", {"values.note": SECRET}).status_code == 422
    assert read_by(foreign) == []
    assert other.post("/private", {"do": "open", "open-words": PASSWORD}).status_code == 302
    assert other.post("/mine", {"values.note": SECRET}).status_code == 302
    assert read_by(foreign) == []
    assert PasskeyBox.objects.get().wrapped is not None


def test_the_code_on_paper_notices_it(mine: tuple[Account, Person, Client]) -> None:
    _robin, person, browser = mine
    browser.post("/accounts/confirm/", {"password": PASSWORD})
    shown = browser.post("/accounts/recovery-code/").content.decode()
    code = shown.split('class="paper">')[1].split("<")[0]
    foreign = swapped(person)
    stranger = client_of()
    sent = {"username": "Robin", "code": code, "password": NEW}
    answer = stranger.post("/accounts/recover/", sent)
    assert answer.status_code == 200
    assert TOLD in html.unescape(answer.content.decode()) + page(stranger, "/")
    assert stranger.post("/mine", {"values.note": SECRET}).status_code == 302
    assert read_by(foreign) == []
    assert NOTE in entry_page(stranger)


def test_somebody_else_who_writes_is_asked_nothing(mine: tuple[Account, Person, Client]) -> None:
    _robin, person, _browser = mine
    swapped(person)
    kim = account("Kim")
    grant(kim, person, ["function"], write=True)
    saved = diary.save_entry(
        viewer=kim,
        document={**document(person, uuid.uuid4()), "values": {"function": 5}, "skipped": [], "regions": []},
    )
    assert saved.stored == "created"
