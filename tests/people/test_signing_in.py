"""Signing in and out in a household, on one's own device and on a shared one."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import get_resolver

from dialdown.people import services
from dialdown.people.models import Account
from tests.access.households import PASSWORD, account, client_of, owner

pytestmark = pytest.mark.django_db

LOGIN, LOGOUT, CHANGE = "/accounts/login/", "/accounts/logout/", "/accounts/password/change/"


def sign_in(client: Client, name: str = "Robin", password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOGIN, {"login": name, "password": password} | more)


def whoever(client: Client) -> str | None:
    return client.get("/api/session").json()["account"]


def test_a_name_and_a_password_open_the_diary() -> None:
    robin, person = owner()
    client = client_of()
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/api/session").json() | {"csrf": ""} == {
        "account": str(robin.pk), "person": str(person.pk), "csrf": "", "offline": True,
    }  # fmt: skip
    cookie = response.cookies["dialdown"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) == 60 * 60 * 24 * 60
    assert "Clear-Site-Data" not in response


@pytest.mark.parametrize("typed", ["robin", "ROBIN", "  Robin ", "Ｒobin"])
def test_names_are_compared_without_case_width_or_spaces(typed: str) -> None:
    owner()
    client = client_of()
    assert sign_in(client, typed).status_code == 302
    assert whoever(client)


def test_two_logins_cannot_differ_by_case_alone() -> None:
    from django.db import IntegrityError, transaction

    owner()
    with pytest.raises(IntegrityError), transaction.atomic():
        account("ROBIN")


def test_a_shared_device_forgets_when_the_browser_closes() -> None:
    owner()
    client = client_of()
    response = sign_in(client, shared_device="on")
    assert response.cookies["dialdown"]["max-age"] == ""
    assert response.cookies["dialdown"]["expires"] == ""
    assert response["Clear-Site-Data"] == '"cache"'
    assert client.session.get_expire_at_browser_close()
    assert client.get("/api/session").json()["offline"] is False


def test_the_next_sign_in_on_that_device_is_asked_again() -> None:
    owner()
    client = client_of()
    sign_in(client, shared_device="on")
    client.post(LOGOUT)
    sign_in(client)
    assert client.get("/api/session").json()["offline"] is True


@pytest.mark.parametrize(
    ("name", "password"), [("Robin", "not this one"), ("Nobody", PASSWORD), ("", ""), ("Robin", "")]
)
def test_a_wrong_name_and_a_wrong_password_look_the_same(name: str, password: str) -> None:
    owner()
    client = client_of()
    response = sign_in(client, name, password)
    page = response.content.decode()
    assert response.status_code == 200
    if name and password:
        assert "That name and that password do not belong together" in page
    assert not password or password not in page
    assert whoever(client) is None


def test_the_page_says_how_to_get_a_new_password() -> None:
    owner()
    page = client_of().get(LOGIN).content.decode()
    assert "/accounts/recover/" in page
    assert "dialdown password" in client_of().get("/accounts/recover/").content.decode()
    for word in ("sign up", "Sign Up", "reset", "Remember"):
        assert word not in page, word


def test_an_old_session_id_is_worthless_after_signing_in() -> None:
    owner()
    client = client_of()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    client.cookies["dialdown"] = planted
    sign_in(client)
    assert client.session.session_key != planted
    assert not Session.objects.filter(pk=planted).exists()
    stranger = client_of()
    stranger.cookies["dialdown"] = planted
    assert whoever(stranger) is None


def test_a_session_id_that_was_made_up_is_not_taken_over() -> None:
    owner()
    client = client_of()
    client.cookies["dialdown"] = "a" * 32
    sign_in(client)
    assert client.session.session_key != "a" * 32


@pytest.mark.parametrize(
    ("target", "leads"),
    [
        ("/history", "/history"), ("https://evil.example/", "/"), ("//evil.example/", "/"), ("/\\evil.example", "/"),
        ("http:///evil.example", "/"), ("javascript:alert(1)", "/"), ("\thttps://evil.example", "/"), ("///evil.example", "/"),
    ],
)  # fmt: skip
def test_nobody_is_led_off_this_host(target: str, leads: str) -> None:
    owner()
    assert sign_in(client_of(), next=target)["Location"] == leads
    client = client_of()
    sign_in(client)
    assert client.post(LOGOUT, {"next": target})["Location"] == (leads if leads != "/" else LOGIN)


def test_a_page_that_asked_for_the_sign_in_opens_afterwards() -> None:
    owner()
    client = client_of()
    asked = client.get("/history?month=2025-11")
    assert asked["Location"] == "/accounts/login/?next=/history%3Fmonth%3D2025-11"
    page = client.get(asked["Location"]).content.decode()
    assert 'name="next" value="/history?month=2025-11"' in page


def test_signing_out_needs_a_post_and_leaves_nothing_on_the_device() -> None:
    robin, _person = owner()
    client = client_of(robin)
    page = client.get(LOGOUT)
    assert page.status_code == 200
    assert "data-logout" in page.content.decode()
    assert whoever(client) == str(robin.pk)
    response = client.post(LOGOUT)
    assert (response.status_code, response["Location"]) == (302, LOGIN)
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert whoever(client) is None
    assert not Session.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_signing_out_knows_no_other_way(method: str) -> None:
    robin, _person = owner()
    client = client_of(robin)
    assert getattr(client, method)(LOGOUT).status_code == 405
    assert whoever(client) == str(robin.pk)


def test_signing_in_and_out_need_their_own_form() -> None:
    robin, _person = owner()
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403
    client.force_login(robin)
    assert client.post(LOGOUT).status_code == 403
    assert whoever(client) == str(robin.pk)


def test_five_wrong_passwords_are_enough_for_a_while() -> None:
    owner()
    client = client_of()
    for _ in range(5):
        assert "do not belong together" in sign_in(client, password="wrong").content.decode()
    # Now even the right one has to wait from there, whatever the browser; nobody learns which it was.
    there = Client(SERVER_NAME="localhost", REMOTE_ADDR="127.0.0.1")
    assert "wait five minutes" in sign_in(there).content.decode()
    assert whoever(there) is None
    # And nobody is locked out of her own login by somebody elsewhere.
    elsewhere = Client(SERVER_NAME="localhost", REMOTE_ADDR="192.168.1.9")
    sign_in(elsewhere)
    assert whoever(elsewhere) is not None


def test_guessing_many_names_from_one_address_is_stopped() -> None:
    owner()
    client = client_of()
    for n in range(10):
        sign_in(client, f"name{n}", "wrong")
    assert "wait five minutes" in sign_in(client).content.decode()
    other = Client(SERVER_NAME="localhost", REMOTE_ADDR="192.168.1.9")
    assert sign_in(other).status_code == 302


def test_a_flood_gets_a_page_of_its_own() -> None:
    owner()
    client = client_of()
    answers = [sign_in(client, "", "") for _ in range(31)]
    assert answers[29].status_code == 200
    assert answers[30].status_code == 429
    assert "Please wait a little" in answers[30].content.decode()


def test_a_forged_address_does_not_lift_the_limit() -> None:
    owner()
    for n in range(12):
        client = Client(
            SERVER_NAME="localhost", headers={"x-forwarded-for": f"10.0.0.{n}", "x-real-ip": f"10.0.0.{n}"}
        )
        sign_in(client, f"name{n}", "wrong")
    assert "wait five minutes" in sign_in(client_of()).content.decode()


def test_a_resting_login_is_told_so_and_stays_out() -> None:
    robin, _person = owner()
    client = client_of(robin)
    robin.is_active = False
    robin.save()
    assert whoever(client) is None
    response = sign_in(client_of())
    assert response["Location"] == "/accounts/inactive/"
    assert "This login is resting" in client_of().get("/accounts/inactive/").content.decode()


def test_whoever_is_signed_in_is_not_asked_again() -> None:
    robin, _person = owner()
    assert client_of(robin).get(LOGIN)["Location"] == "/"


# --- passwords ----------------------------------------------------------------------------------------------


def test_a_new_password_signs_other_devices_out() -> None:
    robin, _person = owner()
    here, there = client_of(robin), client_of(robin)
    response = here.post(CHANGE, {"oldpassword": PASSWORD, "password1": "five other plain words"})
    assert (response.status_code, response["Location"]) == (302, "/settings")
    assert whoever(here) == str(robin.pk)
    assert whoever(there) is None
    assert "Other devices are signed out" in here.get("/settings").content.decode()
    robin.refresh_from_db()
    assert robin.password.startswith("argon2")
    assert robin.check_password("five other plain words")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"oldpassword": "wrong", "password1": "five other plain words"}, "not the password you have now"),
        ({"oldpassword": PASSWORD, "password1": "short"}, "at least 10"),
        ({"oldpassword": PASSWORD, "password1": "password123"}, "too common"),
        ({"oldpassword": "", "password1": ""}, "required"),
    ],
)
def test_a_new_password_has_to_be_a_good_one(told: dict[str, str], said: str) -> None:
    robin, _person = owner()
    response = client_of(robin).post(CHANGE, told)
    assert response.status_code == 200
    assert said in response.content.decode()
    robin.refresh_from_db()
    assert robin.check_password(PASSWORD)


def test_whoever_runs_the_machine_can_give_a_new_password() -> None:
    robin, _person = owner()
    client = client_of(robin)
    assert services.set_password(username="robin", password="five other plain words") == robin
    assert whoever(client) is None
    assert sign_in(client_of(), password=PASSWORD).status_code == 200
    assert sign_in(client_of(), password="five other plain words").status_code == 302
    with pytest.raises(ValidationError):
        services.set_password(username="Robin", password="short")
    with pytest.raises(Account.DoesNotExist):
        services.set_password(username="Nobody", password="five other plain words")


# --- what a household does not need -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "confirm-email/", "confirm-email/abc/", "password/set/", "password/reset/", "password/reset/done/",
     "password/reset/key/1-abc/", "reauthenticate/", "login/code/", "login/code/confirm/", "social/signup/", "2fa/"],
)  # fmt: skip
def test_other_pages_of_allauth_do_not_exist(path: str) -> None:
    robin, _person = owner()
    client = client_of(robin)
    for method in (client.get, client.post):
        assert method(f"/accounts/{path}").status_code == 404
    assert client_of().post(f"/accounts/{path}").status_code == 302


def test_there_are_only_these_addresses_for_accounts() -> None:
    names = {
        p.name
        for p in get_resolver("dialdown.people.urls").url_patterns
        if str(p.pattern).startswith("accounts")
    }
    assert names == {
        "account_login", "account_logout", "account_inactive", "account_change_password", "account_reauthenticate",
        # Passkeys and code apps, and the page from which they are reached.
        "mfa_index", "mfa_login_webauthn", "mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
        "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_activate_totp", "mfa_deactivate_totp",
        # Our own.
        "recover", "recovery_code", "address", "pin", "devices", "end_there", "end_others", "notice_seen", "still_here",
    }  # fmt: skip
