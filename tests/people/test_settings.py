"""Settings: the screen of a login, what a diary's owner decides, and what the machine decides."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from dialdown.people.models import Account, Person
from tests.access.households import World, account, client_of, grant, owner, world

pytestmark = pytest.mark.django_db

ABOUT = {
    "check_in": "weekly",
    "limb_module": "on",
    "pause": "",
    "country": "NZ",
    "zone": "Pacific/Auckland",
    "birth_month": "2012-05",
}


def html_attributes(page: str) -> str:
    match = re.search(r"<html([^>]*)>", page)
    assert match is not None
    return match[1]


def test_everything_about_the_diary_is_saved_and_shown_again() -> None:
    robin, person = owner()
    client = client_of(robin)
    assert client.post("/settings", ABOUT)["Location"] == "/settings"
    person.refresh_from_db()
    assert (person.check_in, person.limb_module, person.country, person.zone) == (
        "weekly",
        True,
        "NZ",
        "Pacific/Auckland",
    )
    assert (person.birth_month, person.paused_until) == (dt.date(2012, 5, 1), None)
    page = client.get("/settings").content.decode()
    for kept in (
        'value="weekly" checked',
        'value="NZ" selected',
        'value="Pacific/Auckland" selected',
        'value="2012-05"',
    ):
        assert kept in page, kept
    client.post(
        "/settings", {k: v for k, v in ABOUT.items() if k not in ("limb_module", "birth_month", "country")}
    )
    person.refresh_from_db()
    assert (person.limb_module, person.birth_month, person.country) == (False, None, "")


@pytest.mark.parametrize("pause", ["7", "14", "28"])
def test_a_pause_ends_by_itself_or_by_hand(pause: str) -> None:
    robin, person = owner()
    client = client_of(robin)
    client.post("/settings", ABOUT | {"pause": pause})
    person.refresh_from_db()
    left = (person.paused_until - dt.datetime.now(dt.UTC).date()).days
    assert abs(left - int(pause)) <= 1
    assert "Paused until" in client.get("/settings").content.decode()
    until = person.paused_until
    client.post("/settings", ABOUT | {"pause": "keep"})
    person.refresh_from_db()
    assert person.paused_until == until
    client.post("/settings", ABOUT | {"pause": ""})
    person.refresh_from_db()
    assert person.paused_until is None


@pytest.mark.parametrize(
    "told",
    [{"check_in": "hourly"}, {"zone": "Moon/Crater"}, {"zone": ""}, {"country": "ZZ"}, {"birth_month": "soon"}, {"birth_month": "2999-01"},
     {"birth_month": "1812-01"}, {"pause": "365"}],
)  # fmt: skip
def test_a_problem_is_named_and_nothing_changes(told: dict[str, str]) -> None:
    robin, person = owner()
    response = client_of(robin).post("/settings", ABOUT | told)
    assert response.status_code == 422
    assert 'class="err"' in response.content.decode() or "pause" in told
    before = person.check_in, person.country
    person.refresh_from_db()
    assert (person.check_in, person.country) == before


def test_the_machines_switches_are_shown_and_not_changed_here(settings: Any) -> None:
    robin, _person = owner()
    settings.SWITCHES = {"patterns": True, "volume": False, "imagery": True}
    client = client_of(robin)
    page = client.get("/settings").content.decode()
    assert page.index("Patterns in your data") < page.index("Volume over time")
    assert "dialdown.toml" in page
    client.post("/settings", ABOUT | {"patterns": "", "volume": "on"})
    assert settings.SWITCHES["volume"] is False


def test_those_who_may_not_write_see_only_their_own_screen() -> None:
    here: World = world()
    before = Person.objects.filter(pk=here.person.pk).values().get()
    for role in ("clinician", "host", "parent without grant", "expired", "revoked", "too early"):
        client = client_of(here.logins[role])
        page = client.get("/settings").content.decode()
        assert "Time zone" not in page, role
        assert "Password, passkeys, devices" in page, role
        assert client.post("/settings", ABOUT).status_code == 404, role
    assert Person.objects.filter(pk=here.person.pk).values().get() == before


def test_a_reader_who_opened_a_diary_still_cannot_change_it() -> None:
    here = world()
    client = client_of(here.logins["clinician"])
    session = client.session
    session["person"] = str(here.person.pk)
    session.save()
    assert "Time zone" not in client.get("/settings").content.decode()
    assert client.post("/settings", ABOUT).status_code == 404


def test_a_parent_who_leads_may_change_it() -> None:
    here = world()
    assert client_of(here.logins["parent who leads"]).post("/settings", ABOUT).status_code == 302


# --- how the screen looks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark", "quiet"])
def test_the_theme_stands_in_the_page_as_it_leaves_the_server(theme: str) -> None:
    robin, _person = owner()
    client = client_of(robin)
    assert client.post("/settings/look", {"theme": theme}).status_code == 302
    assert f'data-theme="{theme}"' in html_attributes(client.get("/settings").content.decode())
    # The device remembers it for the pages that read no login.
    assert client.cookies["theme"].value == theme
    client.post("/accounts/logout/")
    for path in ("/accounts/login/", "/help-now"):
        assert f'data-theme="{theme}"' in html_attributes(client.get(path).content.decode()), path


def test_like_my_device_leaves_it_to_the_system() -> None:
    robin, _person = owner()
    client = client_of(robin)
    client.post("/settings/look", {"theme": "quiet", "motion": "on"})
    page = html_attributes(client.get("/settings").content.decode())
    assert 'data-theme="quiet"' in page
    assert 'data-motion="on"' in page
    client.post("/settings/look", {"theme": "system"})
    page = html_attributes(client.get("/settings").content.decode())
    assert "data-theme" not in page
    assert "data-motion" not in page


def test_two_logins_on_one_device_keep_their_own_look() -> None:
    robin, _person = owner()
    sam, _other = owner("Sam")
    client = client_of(robin)
    client.post("/settings/look", {"theme": "quiet"})
    client.post("/accounts/logout/")
    client.force_login(sam)
    assert "data-theme" not in html_attributes(client.get("/settings").content.decode())


@pytest.mark.parametrize("theme", ["neon", "", "light' onload='x"])
def test_another_theme_is_not_taken(theme: str) -> None:
    robin, _person = owner()
    client = client_of(robin)
    for path in ("/settings/look", "/settings/theme"):
        client.post(path, {"theme": theme, "next": "/"})
    robin.refresh_from_db()
    assert robin.theme == Account.Theme.SYSTEM
    assert "onload" not in client.get("/settings").content.decode()


def test_anyone_may_change_the_screen_of_a_device() -> None:
    owner()
    client = client_of()
    assert (
        client.post("/settings/theme", {"theme": "quiet", "next": "/accounts/login/"})["Location"]
        == "/accounts/login/"
    )
    assert 'data-theme="quiet"' in html_attributes(client.get("/accounts/login/").content.decode())
    assert "dialdown" not in client.cookies
    assert Account.objects.get().theme == Account.Theme.SYSTEM


def test_the_switch_is_remembered_with_the_login() -> None:
    robin, _person = owner()
    client_of(robin).post("/settings/theme", {"theme": "dark", "next": "/settings"})
    robin.refresh_from_db()
    assert robin.theme == "dark"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "///evil.example",
        "\\\\evil.example",
    ],
)
def test_the_theme_leads_nobody_off_this_host(target: str) -> None:
    owner()
    response = client_of().post("/settings/theme", {"theme": "quiet", "next": target})
    assert response.get("Location", "/") == "/"


def test_the_theme_needs_its_own_form() -> None:
    owner()
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert client.post("/settings/theme", {"theme": "quiet"}).status_code == 403
    assert client.get("/settings/theme").status_code == 405


def test_a_login_without_any_diary_has_settings_too() -> None:
    client = client_of(account("Kim"))
    assert client.get("/settings").status_code == 200
    assert client.post("/settings/look", {"theme": "dark"}).status_code == 302


def test_a_grant_that_ends_takes_the_settings_with_it() -> None:
    _robin, person = owner()
    kim = account("Kim")
    grant(kim, person, ["function"], write=True)
    client = client_of(kim)
    assert "Time zone" in client.get("/settings").content.decode()
    kim.grants.update(revoked_at=dt.datetime.now(dt.UTC))
    assert "Time zone" not in client.get("/settings").content.decode()
