"""The code on paper: made, used once, and what it ends."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator

from dialdown.people.logins import recovery
from dialdown.people.logins.models import KnownLogin, RecoveryCode, SignInNotice
from dialdown.people.models import Account, AuditEvent
from tests.access.households import PASSWORD, client_of, owner
from tests.people.test_second_step import confirm, whoever, with_code_app

pytestmark = pytest.mark.django_db

PAGE, RECOVER, NEW = "/accounts/recovery-code/", "/accounts/recover/", "five other plain words"


def code_on(page: str) -> str:
    found = re.search(r'<p class="paper">([a-z0-9-]+)</p>', page)
    assert found, page
    return found[1]


def made() -> tuple[Account, str]:
    robin, _person = owner()
    client = client_of(robin)
    confirm(client, PAGE)
    return robin, code_on(client.post(PAGE).content.decode())


def use(code: str, name: str = "Robin", password: str = NEW):
    client = client_of()
    return client, client.post(RECOVER, {"username": name, "code": code, "password": password})


def test_it_is_shown_once_and_kept_as_a_digest() -> None:
    robin, code = made()
    assert len(recovery.plain(code)) == 24
    stored = RecoveryCode.objects.get(account=robin)
    assert recovery.plain(code) not in stored.digest
    client = client_of(robin)
    confirm(client, PAGE)
    page = client.get(PAGE).content.decode()
    assert code not in page
    assert "You have one already" in page


def test_making_one_asks_for_the_password_first() -> None:
    robin, _person = owner()
    client = client_of(robin)
    assert client.get(PAGE)["Location"].startswith("/accounts/confirm/")
    assert client.post(PAGE).status_code == 302
    assert not RecoveryCode.objects.exists()


@pytest.mark.parametrize(
    "how", [str, str.upper, lambda code: code.replace("-", " "), lambda code: code.replace("-", "")]
)
def test_it_sets_a_new_password_however_it_is_typed(how) -> None:  # type: ignore[no-untyped-def]
    robin, code = made()
    client, answer = use(how(code))
    assert answer.status_code == 200, answer.content.decode()
    assert whoever(client) == str(robin.pk)
    robin.refresh_from_db()
    assert robin.check_password(NEW)
    # The next one is on the page, the old one is used up.
    following = code_on(answer.content.decode())
    assert following != code
    assert use(code)[1].status_code == 422
    assert use(following, password="six more quite plain words")[1].status_code == 200


def test_it_takes_the_second_step_and_every_other_sign_in_off() -> None:
    robin, _person = owner()
    client = client_of(robin)
    with_code_app(client)
    there = client_of()
    there.force_login(robin)
    code = code_on(client.post(PAGE).content.decode())
    KnownLogin.objects.create(account=robin, device_digest="d" * 64, pin="x", listed=True)
    use(code)
    assert not Authenticator.objects.filter(user=robin).exists()
    assert whoever(client) is None
    assert whoever(there) is None
    assert not KnownLogin.objects.exclude(pin="").exists()
    assert SignInNotice.objects.filter(account=robin, what="recovered").exists()
    event = AuditEvent.objects.filter(subject=robin.pk, kind=AuditEvent.Kind.PASSWORD).latest("number")
    assert event.about == {"how": "recovery_code"}


@pytest.mark.parametrize("name", ["Sam", "Nobody", ""])
def test_a_code_belongs_to_one_name(name: str) -> None:
    robin, code = made()
    owner("Sam")
    client, answer = use(code, name)
    assert answer.status_code == 422
    assert whoever(client) is None
    robin.refresh_from_db()
    assert robin.check_password(PASSWORD)


@pytest.mark.parametrize("code", ["", "aaaa", "a" * 60, "aaaa-bbbb-cccc-dddd-eeee-ffff", "\x00"])
def test_a_wrong_code_is_refused_in_words(code: str) -> None:
    made()
    _client, answer = use(code)
    assert answer.status_code == 422


def test_a_weak_new_password_uses_nothing_up() -> None:
    robin, code = made()
    assert use(code, password="short")[1].status_code == 422
    robin.refresh_from_db()
    assert robin.check_password(PASSWORD)
    assert use(code)[1].status_code == 200


def test_guessing_is_stopped() -> None:
    made()
    client = client_of()
    answers = [
        client.post(RECOVER, {"username": "Robin", "code": f"aaaa-bbbb-cccc-dddd-eeee-{n:04}", "password": NEW})
        for n in range(12)
    ]  # fmt: skip
    assert answers[-1].status_code == 429
    assert "Please wait a little" in answers[-1].content.decode()


def test_a_resting_login_stays_at_rest() -> None:
    robin, code = made()
    Account.objects.filter(pk=robin.pk).update(is_active=False)
    client, answer = use(code)
    assert answer.status_code == 422
    assert whoever(client) is None


def test_the_page_says_what_to_do_when_all_is_lost() -> None:
    owner()
    page = client_of().get(RECOVER).content.decode()
    assert "dialdown password" in page
    assert "Everything is lost" in page
    assert "stays locked" in page
