"""A passkey that opens the private part: only hers, only after its signature, only when she lets it; and what ends it."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client

from dialdown.diary import services as diary
from dialdown.people import erasing
from dialdown.people.logins.models import SignInNotice
from dialdown.people.models import Account, PasskeyBox, Person, SealingKey
from dialdown.people.sealing import boxes, keys, passkeys
from dialdown.server.backup import rows
from dialdown.uuid7 import uuid7
from tests.access.households import PASSWORD, client_of, document, owner
from tests.diary.private import closed
from tests.people.devices import PASSKEY, PRESENT, Device, text
from tests.people.test_private_page import NEW, NOTE, entry_page, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LETS = {"opens_private": "on"}


@pytest.fixture
def mine() -> tuple[Account, Person, Client]:
    """Robin, signed in with her password, with one entry."""
    robin, person = owner("Robin", age_group="13_to_17")
    browser = signed_in()
    diary.save_entry(viewer=robin, document=document(person, uuid7()))
    return robin, person, browser


def everything() -> str:
    """Every row of every table, as a backup holds it."""
    return "\n".join(line for model in rows.tables() for line in rows.lines(model, rows.columns(model)))


def arrived(device: Device) -> Client:
    """Another browser, signed in with the passkey alone."""
    browser = client_of()
    answer = device.sign_in(browser)
    assert (answer.status_code, answer["Location"]) == (302, "/"), answer.content
    return browser


def test_signing_in_with_the_passkey_opens_it_at_once(mine: tuple[Account, Person, Client]) -> None:
    _robin, _person, browser = mine
    device = Device()
    assert device.add(browser, PASSWORD, **LETS).status_code == 302
    other = arrived(device)
    assert NOTE in entry_page(other)
    # It stays open like after the password, and its cookie is as well kept.
    assert "Open for you" in other.get("/private").content.decode()
    assert other.cookies["private"]["httponly"]
    assert "opens your private part, too" in other.get("/accounts/security/").content.decode()


def test_without_the_switch_everything_is_as_before(mine: tuple[Account, Person, Client]) -> None:
    _robin, _person, browser = mine
    device = Device()
    device.add(browser, PASSWORD)
    assert not PasskeyBox.objects.exists()
    other = arrived(device)
    assert NOTE not in entry_page(other)
    assert "type your password" in other.get("/private").content.decode()


def test_where_the_passkey_gives_nothing_one_sentence_says_what_opens_it(
    mine: tuple[Account, Person, Client],
) -> None:
    _robin, _person, browser = mine
    device = Device(prf=False)
    device.add(browser, PASSWORD, **LETS)
    assert "Your password opens it, as before." in browser.get("/private").content.decode()
    other = arrived(device)
    page = entry_page(other)
    assert NOTE not in page
    # The sign-in itself says it, on the next page.
    again = client_of()
    device.sign_in(again)
    assert "Your password opens it." in again.get("/settings").content.decode()
    other.post("/private", {"do": "open", "open-words": PASSWORD})
    assert NOTE in entry_page(other)


@pytest.mark.parametrize("sent", ["", "A", "A" * 42, "A" * 44, "ä" * 43, "!" * 43, "A" * 5000])
def test_anything_else_than_a_secret_opens_nothing_and_breaks_nothing(
    mine: tuple[Account, Person, Client], sent: str
) -> None:
    _robin, _person, browser = mine
    device = Device()
    device.add(browser, PASSWORD, **LETS)
    device.unlocks = sent
    assert NOTE not in entry_page(arrived(device))


def test_the_secret_without_the_signature_opens_nothing(mine: tuple[Account, Person, Client]) -> None:
    """Whoever saw what was sent once (a copy of the form) has a secret, and no answer to the next question."""
    _robin, _person, browser = mine
    device = Device()
    device.add(browser, PASSWORD, **LETS)
    stranger = client_of()
    asked = stranger.get(PASSKEY, headers={"accept": "application/json"}).json()["request_options"][
        "publicKey"
    ]
    seen = device.used(asked)
    assert stranger.post(PASSKEY, seen).status_code == 302
    replayed = client_of()
    replayed.get(PASSKEY, headers={"accept": "application/json"})
    assert replayed.post(PASSKEY, seen)["Location"] == "/accounts/login/"
    assert "private" not in replayed.cookies
    # Another passkey's signature with her secret beside it.
    sam, _other = owner("Sam")
    theirs = Device()
    theirs.add(signed_in("Sam"), PASSWORD, **LETS)
    theirs.unlocks = device.unlocks
    assert NOTE not in arrived(theirs).get("/private").content.decode()
    opened = passkeys.used(account=closed(sam), passkey=_row(sam), secret=_secret(device))
    assert opened == {}


def _row(login: Account) -> Authenticator:
    return Authenticator.objects.get(user=login, type="webauthn")


def _secret(device: Device) -> bytes:
    return base64.urlsafe_b64decode(device.unlocks + "=")


def test_boxes_moved_between_logins_of_one_household_do_not_open(
    mine: tuple[Account, Person, Client],
) -> None:
    """Whoever writes into the database hangs her box on a passkey of his own, or his box on her key."""
    robin, person, browser = mine
    hers, his = Device(), Device()
    hers.add(browser, PASSWORD, **LETS)
    sam, sams = owner("Sam")
    his.add(signed_in("Sam"), PASSWORD, **LETS)
    box = PasskeyBox.objects.get(passkey__user=robin)
    PasskeyBox.objects.filter(passkey__user=sam).delete()
    PasskeyBox.objects.filter(pk=box.pk).update(passkey=_row(sam))
    assert passkeys.used(account=closed(sam), passkey=_row(sam), secret=_secret(his)) == {}
    assert passkeys.used(account=closed(sam), passkey=_row(sam), secret=_secret(hers)) == {}
    PasskeyBox.objects.filter(pk=box.pk).update(key=SealingKey.objects.get(person=sams))
    assert passkeys.used(account=closed(sam), passkey=_row(sam), secret=_secret(hers)) == {}
    # A passkey of another login is no passkey of hers, whatever a caller says.
    assert passkeys.used(account=closed(robin), passkey=_row(sam), secret=_secret(hers)) == {}
    with pytest.raises(ValueError, match="another login"):
        passkeys.let(account=robin, passkey=_row(sam), secret=_secret(his))
    assert PasskeyBox.objects.filter(key__person=person).count() == 0


def test_a_copied_passkey_row_under_another_name_does_not_open(mine: tuple[Account, Person, Client]) -> None:
    robin, _person, browser = mine
    device = Device()
    device.add(browser, PASSWORD, **LETS)
    row = _row(robin)
    row.data["credential"]["id"] = text(b"another passkey!")
    row.save()
    assert passkeys.used(account=closed(robin), passkey=row, secret=_secret(device)) == {}


def test_a_finger_is_asked_for_every_time(mine: tuple[Account, Person, Client]) -> None:
    """Without it a device gives another secret, and a found phone would do."""
    _robin, _person, browser = mine
    device = Device()
    device.add(browser, PASSWORD, **LETS)
    device.flags = PRESENT
    stranger = client_of()
    assert device.sign_in(stranger)["Location"] == "/accounts/login/"
    waiting = client_of()
    waiting.post("/accounts/login/", {"login": "Robin", "password": PASSWORD})
    options = json.loads(waiting.get("/accounts/second-step/").context["options"])["publicKey"]
    assert options["userVerification"] == "required"
    assert device.second_step(waiting).status_code == 200
    assert waiting.get("/api/session").json()["account"] is None


def test_the_second_step_after_the_password(mine: tuple[Account, Person, Client]) -> None:
    _robin, _person, browser = mine
    device = Device()
    device.add(browser, PASSWORD, **LETS)
    other = client_of()
    other.post("/accounts/login/", {"login": "Robin", "password": PASSWORD})
    assert device.second_step(other)["Location"] == "/"
    assert NOTE in entry_page(other)


def test_a_passkey_from_before_is_let_later_and_opens_the_locked_page(
    mine: tuple[Account, Person, Client],
) -> None:
    _robin, _person, browser = mine
    device = Device()
    device.add(browser, PASSWORD)
    assert "Let a passkey open it" in browser.get("/private").content.decode()
    assert (
        "shall open your private part"
        in browser.get("/accounts/confirm/passkey/?private=let").content.decode()
    )
    assert device.confirm(browser, private="let")["Location"] == "/private"
    page = browser.get("/private").content.decode()
    assert "“My phone” opens this, too." in page
    browser.post("/private", {"do": "close"})
    assert NOTE not in entry_page(browser)
    assert "Use my passkey" in browser.get("/private").content.decode()
    device.confirm(browser, private="open")
    assert NOTE in entry_page(browser)


def test_letting_it_needs_the_open_part(mine: tuple[Account, Person, Client]) -> None:
    """Whoever has her phone, or her login from the machine's owner, cannot make a box of what is locked."""
    robin, _person, browser = mine
    device = Device()
    device.add(browser, PASSWORD)
    locked = arrived(device)
    device.confirm(locked, private="let")
    assert PasskeyBox.objects.get().wrapped is None
    assert "First open your private part." in locked.get("/private").content.decode()
    assert NOTE not in entry_page(arrived(device))
    # It is wanted: opened with the password and used once, it is there.
    locked.post("/private", {"do": "open", "open-words": PASSWORD})
    device.confirm(locked)
    assert NOTE in entry_page(arrived(device))
    assert passkeys.wanted(robin) == {_row(robin).pk: True}


def test_a_new_password_leaves_it_and_a_password_from_the_host_gives_nothing(
    mine: tuple[Account, Person, Client],
) -> None:
    from dialdown.people import services

    robin, _person, browser = mine
    device = Device()
    device.add(browser, PASSWORD, **LETS)
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW})
    other = arrived(device)
    assert NOTE in entry_page(other)
    # Opened by the passkey, a new password wraps the key, too: here it heals what the host broke.
    services.set_password(username="Robin", password="the host made this up")
    # The host signs in with it, takes her second step away in the database and makes a passkey of his own.
    row = _row(robin)
    Authenticator.objects.filter(user=robin).delete()
    host = signed_in(password="the host made this up")
    own = Device()
    own.add(host, "the host made this up", **LETS)
    assert NOTE not in entry_page(host)
    assert NOTE not in entry_page(arrived(own))
    assert passkeys.wanted(robin) == {_row(robin).pk: False}
    assert row.pk != _row(robin).pk


def test_removing_the_passkey_removes_the_box(mine: tuple[Account, Person, Client]) -> None:
    robin, _person, browser = mine
    device = Device()
    device.add(browser, PASSWORD, **LETS)
    kept = base64.b64encode(bytes(PasskeyBox.objects.get().wrapped)).decode()
    assert kept in everything()
    browser.post(f"/accounts/passkeys/{_row(robin).pk}/remove/")
    assert not PasskeyBox.objects.exists()
    assert kept not in everything()


def test_whoever_it_was_had_no_passkey_that_opens_it(mine: tuple[Account, Person, Client]) -> None:
    """After "this was not me" a passkey of a stranger opens nothing of what is only hers, whatever password follows."""
    _robin, _person, browser = mine
    device = Device()
    device.add(browser, PASSWORD, **LETS)
    stranger = arrived(device)
    assert NOTE in entry_page(stranger)
    notice = SignInNotice.objects.filter(what=SignInNotice.What.SECOND_STEP).latest("at")
    browser.post(f"/accounts/notices/{notice.pk}", {"answer": "not_me"})
    assert not PasskeyBox.objects.exists()
    assert NOTE not in entry_page(arrived(device))


def test_a_form_that_comes_too_late_is_kept_nowhere(mine: tuple[Account, Person, Client]) -> None:
    """It would lie in the session beside the cookie that opens the private part: both in one row of the database."""
    _robin, _person, browser = mine
    session = browser.session
    session.pop("account_authentication_methods", None)
    session.save()
    for path in ("passkeys/add/", "code-app/add/", "code-app/remove/"):
        answer = browser.post(f"/accounts/{path}", {"unlocks": "heliotrope", "name": "heliotrope"})
        assert answer.status_code in (302, 404), path
        kept = str([row.get_decoded() for row in Session.objects.all()])
        assert "heliotrope" not in kept, path
        assert browser.cookies["private"].value not in kept, path


def test_only_my_password(mine: tuple[Account, Person, Client]) -> None:
    _robin, _person, browser = mine
    device = Device()
    device.add(browser, PASSWORD, **LETS)
    browser.post("/private", {"do": "no_passkeys"})
    assert not PasskeyBox.objects.exists()
    other = arrived(device)
    assert NOTE not in entry_page(other)
    assert "It opens your login, and not this." in browser.get("/private").content.decode()


def test_the_code_on_paper_takes_passkeys_and_their_boxes_away(mine: tuple[Account, Person, Client]) -> None:
    from dialdown.people.logins import recovery

    robin, _person, browser = mine
    Device().add(browser, PASSWORD, **LETS)
    fresh = closed(robin)
    keys.open_with(account=fresh, words=PASSWORD)
    code = recovery.make(fresh)
    assert (
        client_of()
        .post("/accounts/recover/", {"username": "Robin", "code": code, "password": NEW})
        .status_code
        == 200
    )
    assert not PasskeyBox.objects.exists()
    assert NOTE in entry_page(signed_in(password=NEW))


def test_a_new_key_is_not_opened_by_the_old_box(mine: tuple[Account, Person, Client]) -> None:
    robin, _person, browser = mine
    device = Device()
    device.add(browser, PASSWORD, **LETS)
    before = bytes(PasskeyBox.objects.get().wrapped)
    browser.post("/private", {"do": "new_key", "new-password": PASSWORD})
    assert PasskeyBox.objects.get().wrapped is None
    page = browser.get("/private").content.decode()
    assert "“My phone” does not open this yet." in page
    other = arrived(device)
    assert NOTE not in entry_page(other)
    # An old copy of the box is put back: it holds a key that opens nothing any more.
    PasskeyBox.objects.update(wrapped=before)
    assert passkeys.used(account=closed(robin), passkey=_row(robin), secret=_secret(device)) == {}
    device.confirm(browser)
    assert NOTE in entry_page(arrived(device))


def test_erasing_erases_it(mine: tuple[Account, Person, Client]) -> None:
    robin, person, browser = mine
    Device().add(browser, PASSWORD, **LETS)
    erasing.erase_person(viewer=robin, person_id=person.pk)
    assert not PasskeyBox.objects.exists()
    assert not Authenticator.objects.exists()


def test_the_machine_s_owner_opens_nothing_with_all_rows(mine: tuple[Account, Person, Client]) -> None:
    """Database and backup in the hands of whoever owns the machine: with a passkey box as little as without."""
    robin, person, browser = mine
    device = Device()
    device.add(browser, PASSWORD, **LETS)
    arrived(device)
    private = keys.open_with(account=closed(robin), words=PASSWORD)[person.pk]
    found = everything()
    forms = [coded for one in (private, device.raw, _secret(device)) for coded in _written(one)]
    assert not [one for one in (*forms, NOTE) if one in found]
    # Everything that lies beside the box, tried as what opens it.
    box, row = PasskeyBox.objects.get(), _row(robin)
    credential = row.data["credential"]
    assert set(credential["clientExtensionResults"]) <= {"credProps"}
    public = bytes(SealingKey.objects.get().public)
    for guess in (
        public,
        device.id.ljust(32, b"\0"),
        bytes(box.wrapped)[1:33],
        bytes(32),
        credential["id"].encode()[:32],
    ):
        with pytest.raises(boxes.CannotOpen):
            boxes.unwrap_by(bytes(box.wrapped), guess, *passkeys._bound(person.pk, row))


def _written(raw: bytes) -> tuple[str, ...]:
    return raw.hex(), base64.b64encode(raw).decode(), text(raw), repr(raw)


def test_nothing_of_it_in_a_log(
    mine: tuple[Account, Person, Client], caplog: pytest.LogCaptureFixture
) -> None:
    _robin, _person, browser = mine
    device = Device()
    with caplog.at_level(0):
        device.add(browser, PASSWORD, **LETS)
        arrived(device)
        device.confirm(browser, private="let")
    told = "\n".join(f"{row.getMessage()} {row.__dict__}" for row in caplog.records)
    assert not [one for raw in (device.raw, _secret(device)) for one in _written(raw) if one in told]


def test_on_a_phone_of_several_people_it_is_not_ticked(mine: tuple[Account, Person, Client]) -> None:
    for shared, ticked in (("", True), ("on", False)):
        browser = client_of()
        browser.post("/accounts/login/", {"login": "Robin", "password": PASSWORD, "shared_device": shared})
        browser.post("/accounts/confirm/", {"password": PASSWORD})
        page = browser.get("/accounts/passkeys/add/").content.decode()
        switch: Any = page.split('name="opens_private"')[1].split(">")[0]
        assert ("checked" in switch) is ticked


def test_who_has_no_private_part_is_not_asked() -> None:
    from tests.access.households import account

    account("Kim")
    browser = signed_in("Kim")
    browser.post("/accounts/confirm/", {"password": PASSWORD})
    assert "opens_private" not in browser.get("/accounts/passkeys/add/").content.decode()
    device = Device()
    assert device.add(browser, PASSWORD, **LETS).status_code == 302
    assert not PasskeyBox.objects.exists()
    arrived(device)
