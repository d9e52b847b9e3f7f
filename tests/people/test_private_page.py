"""Only yours: opened by a password, kept open by a cookie and a session together, locked by either one's end."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.utils import timezone

from dialdown.diary import services as diary
from dialdown.people import database_log
from dialdown.people.models import Account, Membership, Person, SealingKey
from dialdown.people.sealing import keys
from dialdown.uuid7 import uuid7
from tests.access.households import PASSWORD, account, client_of, document, grant, owner
from tests.diary.private import closed

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NEW = "seven other plain words"
NOTE = "marmot"


@pytest.fixture
def mine() -> tuple[Account, Person, Client]:
    """Robin, signed in with her password, with one entry."""
    robin, person = owner("Robin", age_group="13_to_17")
    browser = signed_in()
    diary.save_entry(viewer=robin, document=document(person, uuid7()))
    return robin, person, browser


def signed_in(name: str = "Robin", password: str = PASSWORD) -> Client:
    browser = client_of()
    answer = browser.post("/accounts/login/", {"login": name, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    return browser


def entry_page(browser: Client) -> str:
    day = browser.get(f"/history/{timezone.now().date().isoformat()}").content.decode()
    entry = day.split('href="/entries/')[1].split('"')[0]
    return browser.get(f"/entries/{entry}").content.decode()


def test_signing_in_with_a_password_makes_the_key_and_opens_it(mine: tuple[Account, Person, Client]) -> None:
    _robin, person, browser = mine
    assert SealingKey.objects.get().person_id == person.pk
    assert "Open for you" in browser.get("/private").content.decode()
    assert NOTE in entry_page(browser)


def test_the_session_alone_and_the_cookie_alone_open_nothing(mine: tuple[Account, Person, Client]) -> None:
    robin, person, browser = mine
    cookie = browser.cookies["private"]
    assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "Lax", False)
    stored = Session.objects.get(session_key=browser.cookies["dialdown"].value).get_decoded()
    private = keys.open_with(account=closed(robin), words=PASSWORD)[person.pk]
    told = str(stored)
    assert base64.b64encode(private).decode() not in told
    assert cookie.value not in told
    without = client_of()
    without.cookies["dialdown"] = browser.cookies["dialdown"].value
    assert NOTE not in entry_page(without)
    assert "Locked" in without.get("/private").content.decode()
    # A cookie of another session, or one that was changed, opens nothing and breaks nothing.
    for value in (signed_in().cookies["private"].value, "x", "A" * 44, "ä"):
        without.cookies["private"] = value
        assert NOTE not in entry_page(without)


@override_settings(SESSION_COOKIE_SECURE=True)
def test_with_tls_the_cookie_has_the_name_no_other_host_can_set(mine: tuple[Account, Person, Client]) -> None:
    browser = client_of()
    browser.post("/accounts/login/", {"login": "Robin", "password": PASSWORD}, secure=True)
    cookie = browser.cookies["__Host-private"]
    assert (bool(cookie["secure"]), cookie["path"], cookie["domain"]) == (True, "/", "")


def test_signing_out_and_locking_take_it_away(mine: tuple[Account, Person, Client]) -> None:
    _robin, _person, browser = mine
    kept = browser.cookies["private"].value
    assert browser.post("/private", {"do": "close"}).status_code == 302
    assert browser.cookies["private"].value == ""
    assert NOTE not in entry_page(browser)
    browser.cookies["private"] = kept
    assert NOTE not in entry_page(browser)
    again = signed_in()
    again.post("/accounts/logout/")
    again.get("/accounts/login/")
    assert again.cookies["private"].value == ""


def test_it_ends_with_the_session(mine: tuple[Account, Person, Client]) -> None:
    _robin, _person, browser = mine
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(days=1))
    assert browser.get("/private").status_code == 302


@pytest.mark.parametrize(
    ("where", "lasting"),
    [
        ({"SERVER_NAME": "localhost"}, False),
        ({"SERVER_NAME": "127.0.0.1"}, False),
        ({"SERVER_NAME": "[::1]"}, False),
        ({"SERVER_NAME": "diary.localhost", "REMOTE_ADDR": "127.0.0.1"}, False),
        # Another name of this very machine.
        ({"SERVER_NAME": "kitchen", "REMOTE_ADDR": "127.0.0.1"}, False),
        ({"SERVER_NAME": "kitchen", "REMOTE_ADDR": "192.168.1.9"}, True),
        ({"SERVER_NAME": "192.168.1.5", "REMOTE_ADDR": "192.168.1.9"}, True),
        # A proxy on this machine stands between, and is not configured.
        ({"SERVER_NAME": "diary.example.org", "REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 proxy"}, True),
    ],
)
def test_how_long_the_cookie_lives(
    where: dict[str, str], lasting: bool, mine: tuple[Account, Person, Client], settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    told = {"login": "Robin", "password": PASSWORD}
    browser = Client(**where)
    assert browser.post("/accounts/login/", told).status_code == 302
    cookie = browser.cookies["private"]
    age = settings.SESSION_COOKIE_AGE if lasting else ""
    assert (cookie["max-age"], bool(cookie["expires"])) == (age, lasting)
    # The sign-in stays as long as anywhere, and says on the page when the private part locks.
    assert browser.cookies["dialdown"]["max-age"] == settings.SESSION_COOKIE_AGE
    page = browser.get("/private").content.decode()
    assert ("when you close the browser" in page) is not lasting
    # A device that others use keeps nothing, wherever it stands.
    shared = Client(**where)
    shared.post("/accounts/login/", {**told, "shared_device": "on"})
    assert (shared.cookies["private"]["max-age"], shared.cookies["private"]["expires"]) == ("", "")


def test_opening_it_with_the_password_when_something_else_signed_in(
    mine: tuple[Account, Person, Client],
) -> None:
    robin, _person, _browser = mine
    # As a passkey or a number does it.
    browser = client_of(robin)
    page = entry_page(browser)
    assert NOTE not in page
    assert "is locked" in page
    assert "private" in page
    wrong = browser.post("/private", {"do": "open", "open-words": "not the password"})
    assert (wrong.status_code, "does not open it" in wrong.content.decode()) == (422, True)
    assert (
        browser.post("/private", {"do": "open", "open-words": PASSWORD, "next": "/history"}).url == "/history"
    )
    assert NOTE in entry_page(browser)
    assert (
        browser.post("/private", {"do": "open", "open-words": PASSWORD, "next": "//evil.example"}).url
        == "/private"
    )


def test_a_correction_while_it_is_locked_keeps_what_is_private(mine: tuple[Account, Person, Client]) -> None:
    robin, person, browser = mine
    locked = client_of(robin)
    entry = entry_id = None
    for line in (
        locked.get(f"/history/{timezone.now().date().isoformat()}")
        .content.decode()
        .split('href="/entries/')[1:]
    ):
        entry_id = line.split('"')[0]
    page = locked.get(f"/entries/{entry_id}").content.decode()
    hidden = page.split('name="sealed" value="')[1].split('"')[0]
    assert hidden.split() == ["energy", "fog", "mood", "note", "period"]
    # She opened it in another tab meanwhile: what the form did not show is not taken for an answer.
    for session in (locked, browser):
        sent = {"mode": "full", "values.function": "8", "said_by": "self", "sealed": hidden}
        assert session.post(f"/entries/{entry_id}", sent).status_code == 302
    assert entry is None
    assert NOTE in entry_page(browser)
    assert SealingKey.objects.filter(person=person).exists()


def test_a_new_password_of_her_own_opens_it(mine: tuple[Account, Person, Client]) -> None:
    _robin, _person, browser = mine
    answer = browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW})
    assert answer.status_code == 302, answer.content.decode()
    assert NOTE in entry_page(browser)
    assert NOTE in entry_page(signed_in(password=NEW))


def test_a_password_by_whoever_runs_the_machine_does_not(mine: tuple[Account, Person, Client]) -> None:
    from dialdown.people import services

    _robin, _person, _browser = mine
    services.set_password(username="Robin", password=NEW)
    browser = signed_in(password=NEW)
    assert NOTE not in entry_page(browser)
    stale = browser.post("/private", {"do": "open", "open-words": NEW})
    assert (stale.status_code, "one you had before" in stale.content.decode()) == (422, True)
    # With the one she had before it opens, and her own new password opens it from then on.
    assert (
        browser.post("/private", {"do": "open", "open-words": PASSWORD}).url == "/accounts/password/change/"
    )
    assert (
        browser.post(
            "/accounts/password/change/", {"oldpassword": NEW, "password1": "her own new plain words"}
        ).status_code
        == 302
    )
    assert NOTE in entry_page(signed_in(password="her own new plain words"))


def test_the_code_on_paper_opens_it_when_the_password_is_lost(mine: tuple[Account, Person, Client]) -> None:
    robin, _person, browser = mine
    browser.post("/accounts/confirm/", {"password": PASSWORD})
    shown = browser.post("/accounts/recovery-code/").content.decode()
    assert "It opens your private part, too." in shown
    code = shown.split('class="paper">')[1].split("<")[0]
    stranger = client_of()
    sent = {"username": "Robin", "code": code, "password": NEW}
    answer = stranger.post("/accounts/recover/", sent)
    assert answer.status_code == 200, answer.content.decode()
    assert NOTE in entry_page(signed_in(password=NEW))
    # The next code works, the used one does not.
    following = answer.content.decode().split('class="paper">')[1].split("<")[0]
    assert keys.open_with(account=closed(robin), words=code) == {}
    assert keys.open_with(account=closed(robin), words=following)


def test_a_new_key_and_beginning_again(mine: tuple[Account, Person, Client]) -> None:
    robin, _person, browser = mine
    other = signed_in()
    before = bytes(SealingKey.objects.get().public)
    refused = browser.post("/private", {"do": "new_key", "new-password": "not mine"})
    assert (refused.status_code, "not the password you have now" in refused.content.decode()) == (422, True)
    assert browser.post("/private", {"do": "new_key", "new-password": PASSWORD}).status_code == 302
    assert bytes(SealingKey.objects.get().public) != before
    assert NOTE in entry_page(browser)
    # What is open elsewhere was the old key.
    page = entry_page(other)
    assert NOTE not in page
    assert "is locked" in page
    locked = client_of(robin)
    unsure = locked.post("/private", {"do": "begin_again", "again-password": PASSWORD})
    assert (unsure.status_code, "gone for good" in unsure.content.decode()) == (422, True)
    assert (
        locked.post(
            "/private", {"do": "begin_again", "again-password": PASSWORD, "again-sure": "on"}
        ).status_code
        == 302
    )
    page = entry_page(locked)
    assert NOTE not in page
    assert "is locked" not in page
    assert "Open for you" in locked.get("/private").content.decode()


@pytest.mark.parametrize("waits", [True, False])
def test_copies_of_before_that_lie_on_are_told(
    mine: tuple[Account, Person, Client], monkeypatch: pytest.MonkeyPatch, waits: bool
) -> None:
    browser = mine[2]
    monkeypatch.setattr(database_log, "waits", lambda: waits)
    page = browser.post("/private", {"do": "new_key", "new-password": PASSWORD}, follow=True).content.decode()
    assert "You have a new key." in page
    assert ("Copies of what stood here before go within minutes" in page) is waits


def test_others_read_in_words_what_is_sealed_and_what_is_not(mine: tuple[Account, Person, Client]) -> None:
    _robin, person, _browser = mine
    kim = account("Kim")
    grant(kim, person, ["function"], write=True)
    page = client_of(kim).get("/private").content.decode()
    assert "You see “private” in their place" in page
    assert client_of(kim).post("/private", {"do": "open", "open-words": PASSWORD}).status_code == 404
    # A child without a login: nothing is sealed, and the page says so.
    lee = account("Lee")
    child = Person.objects.create(display_name="Noa")
    Membership.objects.create(account=lee, person=child, role="parent")
    grant(lee, child, ["function"], write=True)
    page = client_of(lee).get("/private").content.decode()
    assert "nothing in this diary is sealed" in page


def test_many_wrong_words_have_to_wait(mine: tuple[Account, Person, Client]) -> None:
    robin, _person, _browser = mine
    browser = client_of(robin)
    states = [
        browser.post("/private", {"do": "open", "open-words": f"wrong {n}"}).status_code for n in range(12)
    ]
    assert states[0] == 422
    assert states[-1] == 429


def test_the_pages_for_a_bad_day_read_no_session(mine: tuple[Account, Person, Client]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _robin, _person, browser = mine
    for path in ("/help-now", "/new-pain"):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(path).status_code == 200
        assert not [query for query in asked if "sealingkey" in query["sql"]], path
    assert browser.cookies["private"].value
