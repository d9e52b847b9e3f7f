"""The frame around every page: look, menu, safety pages, errors."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client, override_settings

from dialdown.people import services as people
from dialdown.people.access import sight
from dialdown.ui import menu
from tests.access.households import account, client_of, grant, owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def robin() -> Client:
    """Robin's browser, signed in."""
    return client_of(owner()[0])


def root_tag(html: str) -> str:
    """The opening tag of the document."""
    found = re.search(r"<html[^>]*>", html)
    assert found is not None
    return found[0]


def page(client: Client, path: str = "/more") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_system_decides_until_somebody_chooses(robin: Client) -> None:
    assert "data-theme" not in root_tag(page(robin))
    assert page(robin).count('name="theme-color"') == 2


def test_quiet_screen_there_and_back(robin: Client) -> None:
    robin.post("/settings/theme", {"theme": "dark", "next": "/more"})
    answer = robin.post("/settings/theme", {"theme": "quiet", "next": "/more?x=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/more?x=1")
    html = page(robin)
    assert 'data-theme="quiet"' in root_tag(html)
    assert 'aria-pressed="true"' in html
    # The switch leads back to what was there before.
    assert '<input type="hidden" name="theme" value="dark">' in html
    robin.post("/settings/theme", {"theme": "dark", "next": "/more"})
    assert 'data-theme="dark"' in root_tag(page(robin))


def test_quiet_screen_without_a_login() -> None:
    owner()
    somebody = client_of()
    somebody.post("/settings/theme", {"theme": "quiet", "next": "/accounts/login/"})
    assert 'data-theme="quiet"' in root_tag(page(somebody, "/accounts/login/"))
    assert 'data-theme="quiet"' in root_tag(page(somebody, "/help-now"))


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"]
)
def test_the_switch_leads_nowhere_else(robin: Client, target: str) -> None:
    assert robin.post("/settings/theme", {"theme": "quiet", "next": target})["Location"] == "/"


def test_a_script_gets_no_page(robin: Client) -> None:
    answer = robin.post(
        "/settings/theme", {"theme": "quiet", "next": "/"}, headers={"sec-fetch-mode": "cors"}
    )
    assert answer.status_code == 204


def test_an_unknown_theme_changes_nothing(robin: Client) -> None:
    robin.post("/settings/theme", {"theme": "neon", "next": "/"})
    assert "data-theme" not in root_tag(page(robin))
    robin.cookies["theme"] = '"><script>'
    assert "<script>" not in page(robin, "/help-now")


def test_the_look_of_a_login_reaches_the_pages_without_one() -> None:
    login, _ = owner()
    people.set_theme(account=login, theme="quiet")
    robin = client_of(login)
    page(robin)
    assert robin.cookies["theme"].value == "quiet"
    assert 'data-theme="quiet"' in root_tag(page(robin, "/help-now"))


def test_both_safety_pages_are_one_tap_away(robin: Client) -> None:
    for path in ("/more", "/history", "/accounts/logout/", "/settings"):
        html = page(robin, path)
        assert 'href="/new-pain"' in html, path
        assert 'href="/help-now' in html, path


def test_help_opens_with_her_country() -> None:
    login, _ = owner(country="GB")
    assert 'href="/help-now?country=GB#in-GB"' in page(client_of(login))


def test_the_menu_holds_what_exists(robin: Client) -> None:
    nav = re.search(r'<nav class="tabs".*?</nav>', page(robin, "/history"), re.DOTALL)
    assert nav is not None
    tabs = re.findall(r'<li><a href="([^"]*)"( aria-current="\w+")?', nav[0])
    assert [path for path, _ in tabs] == [
        "/",
        "/move",
        "/train",
        "/insights",
        "/more",
    ]
    assert [path for path, current in tabs if current] == ["/more"]


def test_an_address_that_does_not_exist_is_no_entry() -> None:
    ghost = menu.Item("train", "/train-not-built", icon="brain", label="Train")
    assert menu.shown((ghost, menu.MORE)) == [menu.MORE]


@pytest.mark.parametrize(
    ("path", "key"),
    [("/", "today"), ("/entries/x", "today"), ("/history/2026-01-01", "more"), ("/settings", "more")],
)
def test_every_page_belongs_to_a_tab(path: str, key: str) -> None:
    assert menu.active([*menu.TABS, menu.MORE], path) == key


def test_everything_behind_more_opens(robin: Client) -> None:
    for path in re.findall(r'class="grow" href="([^"]*)"', page(robin)):
        assert robin.get(path).status_code == 200, path


def test_what_was_just_done_is_told_to_the_page_that_is_looked_at(robin: Client) -> None:
    """The worker fetches pages to keep at any moment, also between a form and its answer."""
    robin.post("/flare/plan", {"kit": "Blanket"})
    kept = robin.get("/flare/plan", headers={"sec-fetch-mode": "cors"}).content.decode()
    assert "Your flare plan is ready" not in kept
    assert "Your flare plan is ready" in page(robin, "/flare/plan")
    assert "Your flare plan is ready" not in page(robin, "/flare/plan")


def test_the_page_works_without_the_islands(robin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from dialdown.ui import context

    monkeypatch.setattr(context, "_built", lambda: False)
    assert "<script" not in page(robin)


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "csrf"])
def test_an_error_page_needs_nothing(name: str, django_assert_num_queries: Any, rf: Any) -> None:
    from django.shortcuts import render

    request = rf.get("/anything")
    with django_assert_num_queries(0):
        html = render(request, f"errors/{name}.html").content.decode()
    assert 'href="/help-now"' in html
    assert 'href="/new-pain"' in html
    assert "csrfmiddlewaretoken" not in html


def test_a_page_that_does_not_exist_says_so_kindly(robin: Client) -> None:
    answer = robin.get("/no-such-page")
    assert answer.status_code == 404
    assert "Nothing here" in answer.content.decode()


def test_a_page_left_open_too_long() -> None:
    login, _ = owner()
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    strict.force_login(login)
    answer = strict.post("/settings/theme", {"theme": "quiet"})
    assert answer.status_code == 403
    assert "nothing was changed" in answer.content.decode()


@override_settings(DEMO=True)
def test_the_demo_says_that_it_is_one(robin: Client) -> None:
    assert "made-up household" in page(robin)


def test_the_worker_and_the_manifest_come_from_the_root() -> None:
    from django.contrib.staticfiles import finders

    if not finders.find("built/sw.js"):
        pytest.skip("the islands are not built")
    worker = client_of().get("/sw.js")
    assert (worker["Content-Type"], worker["Service-Worker-Allowed"]) == (
        "text/javascript; charset=utf-8",
        "/",
    )
    icons = client_of().get("/manifest.webmanifest").json()["icons"]
    assert icons
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in icons)


@pytest.mark.parametrize(
    ("scopes", "tabs", "left"),
    [
        (
            ["function:line", "pain:line", "move", "train"],
            ["seen", "move", "train", "people", "more"],
            ["insights"],
        ),
        (["train"], ["seen", "train", "people", "more"], []),
        (["function", "move"], ["seen", "move", "insights", "people", "more"], ["history"]),
        (["function:week", "move:week"], ["seen", "people", "more"], []),
    ],
)
def test_whoever_looks_has_five_tabs_and_the_other_rooms_behind_more(
    scopes: list[str], tabs: list[str], left: list[str]
) -> None:
    _robin, person = owner()
    dana = account("Dana")
    grant(dana, person, scopes, audience="clinician")
    seen = sight(dana, person.pk)
    assert [item.key for item in menu.for_others(person.pk, seen)] == tabs
    assert [item.key for item in menu.left_over(seen)] == left
    html = page(client_of(dana))
    for item in menu.left_over(seen):
        assert html.count(f'href="{item.path}"') == 1, item
