"""Where one is signed in, signing out there, and hearing of a new sign-in."""

from __future__ import annotations

import pytest
from django.test import Client

from dialdown.people import services
from dialdown.people.logins.models import KnownLogin, SignInNotice
from tests.access.households import PASSWORD, client_of, owner
from tests.people.test_second_step import whoever

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1"
DEVICES = "/accounts/devices/"


def browser(agent: str = FIREFOX) -> Client:
    return Client(SERVER_NAME="localhost", headers={"user-agent": agent})


def sign_in(client: Client, name: str = "Robin") -> Client:
    assert client.post("/accounts/login/", {"login": name, "password": PASSWORD}).status_code == 302
    return client


def test_every_place_is_listed_in_words_and_ended_there() -> None:
    robin, _person = owner()
    here, there = sign_in(browser()), sign_in(browser(SAFARI))
    page = here.get(DEVICES).content.decode()
    assert "Firefox, Android" in page
    assert "Safari, iPhone" in page
    assert "This device" in page
    rows = here.get(DEVICES).context["sessions"]
    other = next(row for row in rows if not row.here)
    assert here.post(f"{DEVICES}{other.number}/end").status_code == 302
    assert whoever(there) is None
    assert whoever(here) == str(robin.pk)
    assert len(here.get(DEVICES).context["sessions"]) == 1


def test_everywhere_else_at_once() -> None:
    owner()
    here, *others = [sign_in(browser()) for _ in range(3)]
    here.post(f"{DEVICES}end-others")
    assert whoever(here)
    assert [whoever(other) for other in others] == [None, None]


def test_nobody_signs_somebody_else_out() -> None:
    owner()
    owner("Sam")
    robin, sam = sign_in(browser()), sign_in(browser(), "Sam")
    number = robin.get(DEVICES).context["sessions"][0].number
    assert sam.post(f"{DEVICES}{number}/end").status_code == 404
    assert whoever(robin)


def test_a_new_device_is_told_to_the_others_and_not_to_itself() -> None:
    owner()
    here = sign_in(browser())
    assert not SignInNotice.objects.exists()
    there = sign_in(browser(SAFARI))
    assert "Signed in on a new device" in here.get("/settings").content.decode()
    assert "Safari, iPhone" in here.get("/settings").content.decode()
    assert "Signed in on a new device" not in there.get("/settings").content.decode()
    notice = SignInNotice.objects.get()
    here.post(f"/accounts/notices/{notice.pk}", {"answer": "me"})
    assert "Signed in on a new device" not in here.get("/settings").content.decode()
    assert "Signed in on a new device" in here.get(DEVICES).content.decode()


def test_not_me_signs_everybody_else_out_and_asks_for_a_new_password() -> None:
    owner()
    here, there = sign_in(browser()), sign_in(browser(SAFARI))
    notice = SignInNotice.objects.get()
    answer = here.post(f"/accounts/notices/{notice.pk}", {"answer": "not_me"})
    assert answer["Location"] == "/accounts/password/change/"
    assert whoever(there) is None
    assert whoever(here)


def test_the_same_browser_is_no_news() -> None:
    owner()
    client = sign_in(browser())
    client.post("/accounts/logout/")
    sign_in(client)
    assert not SignInNotice.objects.exists()
    assert KnownLogin.objects.count() == 1


def test_a_notice_of_another_login_is_not_put_away() -> None:
    owner()
    sam, _other = owner("Sam")
    sign_in(browser())
    sign_in(browser(SAFARI))
    notice = SignInNotice.objects.get()
    client_of(sam).post(f"/accounts/notices/{notice.pk}", {"answer": "me"})
    notice.refresh_from_db()
    assert notice.seen_at is None


def test_a_password_from_the_command_line_is_told() -> None:
    robin, _person = owner()
    services.set_password(username="robin", password="five other plain words")
    client = browser()
    client.post("/accounts/login/", {"login": "Robin", "password": "five other plain words"})
    assert "Whoever runs this machine gave a new password" in client.get("/settings").content.decode()
    assert SignInNotice.objects.filter(account=robin, what="host_reset").count() == 1


def test_the_cookie_says_nothing_about_anyone() -> None:
    robin, _person = owner()
    client = browser()
    response = client.post("/accounts/login/", {"login": "Robin", "password": PASSWORD})
    cookie = response.cookies["device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) == 43
    assert cookie.value not in KnownLogin.objects.get().device_digest
    assert str(robin.pk) not in cookie.value


def test_a_shared_device_keeps_no_cookie_after_it_is_closed() -> None:
    owner()
    response = browser().post(
        "/accounts/login/", {"login": "Robin", "password": PASSWORD, "shared_device": "on"}
    )
    assert response.cookies["device"]["max-age"] == ""


def test_a_shared_address_is_warned_about() -> None:
    robin, _person = owner()
    owner(
        "Sam",
    )
    from dialdown.people.models import Account

    Account.objects.filter(username="Sam").update(email="Home@Example.org")
    client = client_of(robin)
    assert (
        client.post("/accounts/address/", {"email": "home@example.org"})["Location"] == "/accounts/address/"
    )
    page = client.get("/accounts/address/").content.decode()
    assert "Another login here has this address" in page
    assert "Sam" not in page
    assert (
        client.post("/accounts/address/", {"email": "robin@example.org"})["Location"] == "/accounts/security/"
    )
    assert "Another login here" not in client.get("/accounts/address/").content.decode()
    assert client.post("/accounts/address/", {"email": "not one"}).status_code == 422
