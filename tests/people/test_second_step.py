"""A code app as the second step: switched on, asked for, switched off; and where its secret lies."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from dialdown.people.logins import second_step
from tests.access.households import PASSWORD, client_of, owner

pytestmark = pytest.mark.django_db

LOGIN, STEP, ADD, OFF = (
    "/accounts/login/",
    "/accounts/second-step/",
    "/accounts/code-app/add/",
    "/accounts/code-app/remove/",
)


def code_of(secret: str, *, ago: int = 0) -> str:
    """The code that an app shows for `secret` (RFC 6238), `ago` half minutes back."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 - ago))


def whoever(client: Client) -> str | None:
    return client.get("/api/session").json()["account"]


def confirm(client: Client, to: str) -> None:
    answer = client.post(f"/accounts/confirm/?next={to}", {"password": PASSWORD, "next": to})
    assert answer.status_code == 302, answer.content[:300]


def with_code_app(client: Client) -> str:
    """Switches the code app on; returns its secret."""
    confirm(client, ADD)
    page = client.get(ADD)
    secret = page.context["form"].secret
    answer = client.post(ADD, {"code": code_of(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def test_switching_it_on_asks_for_the_password_first() -> None:
    robin, _person = owner()
    client = client_of(robin)
    assert client.get(ADD)["Location"] == f"/accounts/confirm/?next={ADD.replace('/', '%2F')}"
    with_code_app(client)
    assert second_step.is_on(robin)


def test_the_way_on_leads_to_the_code_on_paper() -> None:
    robin, _person = owner()
    client = client_of(robin)
    confirm(client, ADD)
    secret = client.get(ADD).context["form"].secret
    assert client.post(ADD, {"code": code_of(secret)})["Location"] == "/accounts/recovery-code/"


def test_the_rfcs_own_numbers() -> None:
    """RFC 6238, appendix B (SHA-1), the last six of its eight digits."""
    import base64

    secret = base64.b32encode(b"12345678901234567890").decode()
    for moment, digits in (
        (59, "287082"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (20000000000, "353130"),
    ):
        assert format_hotp_value(hotp_value(secret, moment // 30)) == digits


def sign_in(client: Client) -> Any:
    return client.post(LOGIN, {"login": "Robin", "password": PASSWORD})


def test_signing_in_asks_for_the_code_and_nothing_is_open_before() -> None:
    robin, _person = owner()
    secret = with_code_app(client_of(robin))
    client = client_of()
    assert sign_in(client)["Location"] == STEP
    assert whoever(client) is None
    assert client.get("/history")["Location"].startswith(LOGIN)
    assert "Code from your app" in client.get(STEP).content.decode()
    # A wrong one says so and keeps the door shut; the next one opens it.
    assert "did not fit" in client.post(STEP, {"code": "000000"}).content.decode()
    assert whoever(client) is None
    Authenticator.objects.filter(user=robin).update(last_used_at=None)
    assert client.post(STEP, {"code": code_of(secret, ago=1)})["Location"] == "/"
    assert whoever(client) == str(robin.pk)


def test_a_code_works_once() -> None:
    robin, _person = owner()
    secret = with_code_app(client_of(robin))
    code = code_of(secret, ago=1)
    first, second = client_of(), client_of()
    for client in (first, second):
        sign_in(client)
    assert first.post(STEP, {"code": code}).status_code == 302
    assert second.post(STEP, {"code": code}).status_code == 200
    assert whoever(second) is None


def test_guessing_codes_is_stopped() -> None:
    robin, _person = owner()
    secret = with_code_app(client_of(robin))
    client = client_of()
    sign_in(client)
    for guess in range(5):
        client.post(STEP, {"code": f"{guess:06}"})
    page = client.post(STEP, {"code": code_of(secret)}).content.decode()
    assert "wait five minutes" in page
    assert whoever(client) is None


def test_what_the_form_was_told_is_kept_over_the_second_step() -> None:
    robin, _person = owner()
    secret = with_code_app(client_of(robin))
    client = client_of()
    client.post(LOGIN, {"login": "Robin", "password": PASSWORD, "shared_device": "on"})
    answer = client.post(STEP, {"code": code_of(secret, ago=1)})
    assert answer["Clear-Site-Data"] == '"cache"'
    assert client.session.get_expire_at_browser_close()
    assert client.get("/api/session").json()["offline"] is False


def test_the_second_step_is_nobodys_without_the_first() -> None:
    owner()
    client = client_of()
    assert client.get(STEP)["Location"] == LOGIN
    assert client.post(STEP, {"code": "123456"})["Location"] == LOGIN


def test_switching_it_off() -> None:
    robin, _person = owner()
    client = client_of(robin)
    with_code_app(client)
    assert client.post(OFF)["Location"] == "/accounts/security/"
    assert not second_step.is_on(robin)
    fresh = client_of()
    assert sign_in(fresh)["Location"] == "/"


def test_the_secret_is_sealed_with_the_key_file(settings: Any) -> None:
    robin, _person = owner()
    secret = with_code_app(client_of(robin))
    stored = str(Authenticator.objects.get(user=robin).data)
    assert secret not in stored
    # A copy of the database beside another key file opens nothing, and breaks nothing.
    settings.SECRET_KEY = "another machine's key, long enough for anybody"
    authenticator = Authenticator.objects.get(user=robin).wrap()
    assert not authenticator.validate_code(code_of(secret))


def test_other_logins_have_their_own() -> None:
    robin, _person = owner()
    sam, _other = owner("Sam")
    with_code_app(client_of(robin))
    assert not second_step.is_on(sam)
    assert client_of(sam).get(OFF).status_code == 404


def test_nothing_is_mailed(mailoutbox: list[Any]) -> None:
    robin, _person = owner()
    client = client_of(robin)
    with_code_app(client)
    client.post(OFF)
    assert mailoutbox == []


def test_the_question_for_a_passkey_needs_no_account_and_is_limited() -> None:
    owner()
    client = client_of()
    answers = [client.get("/accounts/passkey/", headers={"accept": "application/json"}) for _ in range(31)]
    options = answers[0].json()["request_options"]["publicKey"]
    assert options["rpId"] == "localhost"
    assert options["userVerification"] == "required"
    assert not options.get("allowCredentials")
    assert answers[30].status_code == 429


@pytest.mark.parametrize(
    "credential", ["", "null", "[]", "{}", "nonsense", '{"id": 1}', '{"response": {"userHandle": "xx"}}', "1" * 5000, '"\\u0000"']
)  # fmt: skip
def test_a_made_up_passkey_is_refused_in_words(credential: str) -> None:
    owner()
    client = client_of()
    client.get("/accounts/passkey/", headers={"accept": "application/json"})
    answer = client.post("/accounts/passkey/", {"credential": credential})
    assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert whoever(client) is None


def test_questions_that_nobody_answered_are_cleared_away(settings: Any) -> None:
    import datetime as dt

    from django.contrib.sessions.models import Session
    from django.utils import timezone

    owner()
    for _ in range(3):
        client_of().get("/accounts/passkey/", headers={"accept": "application/json"})
    assert Session.objects.count() == 3
    assert all(row.expire_date < timezone.now() + dt.timedelta(minutes=11) for row in Session.objects.all())
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    sign_in(client_of())
    assert Session.objects.count() == 1
