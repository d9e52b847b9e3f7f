"""One phone, several people: the list of names, a number for this device, the lock."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from dialdown.people.logins import known
from dialdown.people.logins.models import KnownLogin
from dialdown.people.models import Account
from tests.access.households import PASSWORD, client_of, owner
from tests.people.test_second_step import confirm, whoever, with_code_app

pytestmark = pytest.mark.django_db

PIN = "491738"


def sign_in(client: Client, name: str, **more: str) -> Any:
    return client.post("/accounts/login/", {"login": name, "password": PASSWORD, "listed": "on"} | more)


def phone(*names: str) -> Client:
    """A phone that knows these logins; nobody is signed in on it."""
    client = client_of()
    for name in names:
        assert sign_in(client, name).status_code == 302
        client.post("/lock")
    return client


def row(name: str) -> KnownLogin:
    return KnownLogin.objects.get(account__username=name)


def set_pin(client: Client, name: str, pin: str = PIN) -> None:
    client.post(f"/switch/{row(name).pk}", {"password": PASSWORD})
    confirm(client, "/accounts/pin/")
    assert client.post("/accounts/pin/", {"pin": pin}).status_code == 302
    client.post("/lock")


@pytest.fixture
def household() -> tuple[Account, Account]:
    return owner("Robin")[0], owner("Sam")[0]


def test_a_phone_lists_only_whom_it_knows(household: tuple[Account, Account]) -> None:
    page = phone("Robin", "Sam").get("/switch").content.decode()
    assert page.index("Robin") < page.index("Sam")
    assert "Robin" not in phone("Sam").get("/switch").content.decode()
    # A browser that knows nobody goes to the ordinary sign-in.
    assert client_of().get("/switch")["Location"] == "/accounts/login/"


def test_nothing_is_listed_that_was_not_asked_for(household: tuple[Account, Account]) -> None:
    client = client_of()
    client.post("/accounts/login/", {"login": "Robin", "password": PASSWORD})
    client.post("/lock")
    assert client.get("/switch")["Location"] == "/accounts/login/"


def test_the_lock_ends_everything_at_once_and_keeps_the_names(household: tuple[Account, Account]) -> None:
    client = client_of()
    sign_in(client, "Robin")
    assert 'action="/lock"' in client.get("/settings").content.decode()
    answer = client.post("/lock")
    assert (answer.status_code, answer["Location"]) == (302, "/switch")
    # Pages go; what was written and not sent yet stays on the device.
    assert answer["Clear-Site-Data"] == '"cache"'
    assert whoever(client) is None
    assert not Session.objects.exists()
    assert client.get("/history")["Location"].startswith("/accounts/login/")
    assert "Robin" in client.get("/switch").content.decode()


def test_no_page_may_be_kept_for_the_back_button(household: tuple[Account, Account]) -> None:
    client = client_of()
    sign_in(client, "Robin")
    for path in ("/", "/settings", "/history", "/switch", "/accounts/security/", "/accounts/devices/"):
        assert "no-store" in client.get(path)["Cache-Control"], path


def test_a_password_opens_a_name(household: tuple[Account, Account]) -> None:
    robin, sam = household
    client = phone("Robin", "Sam")
    answer = client.post(f"/switch/{row('Sam').pk}", {"password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert whoever(client) == str(sam.pk)
    # Straight to the next one, without locking first: the first is signed out.
    client.post(f"/switch/{row('Robin').pk}", {"password": PASSWORD})
    assert whoever(client) == str(robin.pk)
    assert Session.objects.count() == 1


def test_a_wrong_password_leaves_whoever_is_here(household: tuple[Account, Account]) -> None:
    robin, _sam = household
    client = phone("Sam")
    sign_in(client, "Robin")
    answer = client.post(f"/switch/{row('Sam').pk}", {"password": "not this one"})
    assert answer.status_code == 422
    assert "not the password of this name" in answer.content.decode()
    assert whoever(client) == str(robin.pk)


def test_a_number_opens_a_name_on_this_device_only(household: tuple[Account, Account]) -> None:
    robin, _sam = household
    client = phone("Robin", "Sam")
    set_pin(client, "Robin")
    answer = client.post(f"/switch/{row('Robin').pk}", {"pin": PIN})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert whoever(client) == str(robin.pk)
    # The same address from another browser leads nowhere.
    other = client_of()
    assert other.post(f"/switch/{row('Robin').pk}", {"pin": PIN})["Location"] == "/switch"
    assert whoever(other) is None
    assert row("Robin").pin.startswith("argon2")


def test_five_wrong_numbers_and_the_password_is_asked(household: tuple[Account, Account]) -> None:
    robin, _sam = household
    client = phone("Robin")
    set_pin(client, "Robin")
    address = f"/switch/{row('Robin').pk}"
    pages = [client.post(address, {"pin": f"00000{n}"}).content.decode() for n in range(5)]
    assert "not the number" in pages[0]
    assert "five times" in pages[4]
    # Now the right number does not help either, and the page does not ask for it.
    assert client.post(address, {"pin": PIN}).status_code == 422
    assert whoever(client) is None
    assert 'id="id_pin"' not in client.get(address).content.decode()
    assert client.post(address, {"password": PASSWORD}).status_code == 302
    assert whoever(client) == str(robin.pk)
    client.post("/lock")
    assert client.post(address, {"pin": PIN}).status_code == 302


def test_two_tries_at_once_count_twice(household: tuple[Account, Account]) -> None:
    client = phone("Robin")
    set_pin(client, "Robin")
    stale = row("Robin")
    for _ in range(known.WRONG_PINS):
        assert not known.pin_fits(stale, "000001")
    assert not known.pin_fits(stale, PIN)


@pytest.mark.parametrize(
    ("pin", "said"),
    [("12345", "6 to 8"), ("123456789", "6 to 8"), ("123456", "easy to guess"), ("987654", "easy to guess"), ("111111", "easy to guess"),
     ("121212", "easy to guess"), ("abcdef", "6 to 8"), ("١٢٣٤٥٦", "6 to 8"), ("", "required")],
)  # fmt: skip
def test_which_numbers_are_taken(household: tuple[Account, Account], pin: str, said: str) -> None:
    client = client_of()
    sign_in(client, "Robin")
    confirm(client, "/accounts/pin/")
    answer = client.post("/accounts/pin/", {"pin": pin})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_number_is_set_after_the_password_only(household: tuple[Account, Account]) -> None:
    client = client_of()
    sign_in(client, "Robin")
    assert client.get("/accounts/pin/")["Location"].startswith("/accounts/confirm/")
    # What was typed too late is not kept anywhere.
    assert client.post("/accounts/pin/", {"pin": PIN})["Location"] == "/accounts/pin/"
    assert row("Robin").pin == ""
    assert not any(PIN in str(s.get_decoded()) for s in Session.objects.all())


def test_the_number_goes_with_a_new_password(household: tuple[Account, Account]) -> None:
    robin, _sam = household
    client = phone("Robin")
    set_pin(client, "Robin")
    elsewhere = client_of(robin)
    elsewhere.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "five other plain words"}
    )
    assert row_pins() == {""}


def row_pins() -> set[str]:
    return set(KnownLogin.objects.values_list("pin", flat=True))


def test_the_number_stands_for_the_second_step_on_a_device_that_made_it(
    household: tuple[Account, Account],
) -> None:
    robin, _sam = household
    client = phone("Robin")
    set_pin(client, "Robin")
    with_code_app(client_of(robin))
    assert client.post(f"/switch/{row('Robin').pk}", {"pin": PIN})["Location"] == "/"
    client.post("/lock")
    # The password still needs the code.
    answer = client.post(f"/switch/{row('Robin').pk}", {"password": PASSWORD})
    assert answer["Location"] == "/accounts/second-step/"
    assert whoever(client) is None


def test_a_name_is_taken_off_the_list(household: tuple[Account, Account]) -> None:
    client = phone("Robin", "Sam")
    set_pin(client, "Robin")
    assert client.post(f"/switch/{row('Robin').pk}/forget")["Location"] == "/switch"
    page = client.get("/switch").content.decode()
    assert "Robin" not in page
    assert "Sam" in page
    assert row("Robin").pin == ""
    # From another browser nothing is taken off.
    assert client_of().post(f"/switch/{row('Sam').pk}/forget").status_code == 404


def test_a_resting_login_is_not_listed(household: tuple[Account, Account]) -> None:
    robin, _sam = household
    client = phone("Robin", "Sam")
    set_pin(client, "Robin")
    Account.objects.filter(pk=robin.pk).update(is_active=False)
    assert "Robin" not in client.get("/switch").content.decode()
    assert client.post(f"/switch/{row('Robin').pk}", {"pin": PIN})["Location"] == "/switch"
    assert whoever(client) is None


def test_a_shared_device_stays_one_after_a_switch(household: tuple[Account, Account]) -> None:
    client = client_of()
    sign_in(client, "Sam")
    sign_in_shared = client_of()
    sign_in_shared.cookies["device"] = client.cookies["device"].value
    sign_in(sign_in_shared, "Robin", shared_device="on")
    sign_in_shared.post(f"/switch/{row('Sam').pk}", {"password": PASSWORD})
    assert sign_in_shared.get("/api/session").json()["offline"] is False


def test_flooding_the_switch_is_stopped(household: tuple[Account, Account]) -> None:
    client = phone("Robin")
    answers = [client.post(f"/switch/{row('Robin').pk}", {"pin": "000001"}).status_code for _ in range(31)]
    assert answers[-1] == 429


def test_a_made_up_cookie_opens_nothing(household: tuple[Account, Account]) -> None:
    phone("Robin")
    for made_up in ("", "x", "a" * 43, "../" * 10, "a" * 5000, "\x00"):
        client = client_of()
        client.cookies["device"] = made_up
        assert client.get("/switch").status_code == 302
