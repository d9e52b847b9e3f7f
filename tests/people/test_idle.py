"""A clinician who left the screen is signed out after fifteen minutes; nobody else is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from dialdown.care import link_views
from dialdown.people import services
from dialdown.people.logins import middleware
from dialdown.people.models import Account
from tests.access.households import account, client_of, grant, member, owner

pytestmark = pytest.mark.django_db


class Clock:
    """The time that the gate reads; tests move it."""

    now = 1_700_000_000.0

    def time(self) -> float:
        return self.now

    def pass_(self, minutes: float) -> None:
        self.now += minutes * 60


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(middleware, "time", found)
    return found


@pytest.fixture
def clinician() -> Account:
    _robin, person = owner()
    login = account("Dr Okafor")
    member(login, person, "clinician")
    grant(login, person, ["function"])
    return login


def is_in(client: Client) -> bool:
    return client.get("/settings").status_code == 200


def test_after_fifteen_minutes_without_a_click_a_clinician_is_out(clinician: Account, clock: Clock) -> None:
    client = client_of(clinician)
    assert is_in(client)
    clock.pass_(15.2)
    answer = client.get("/settings")
    assert answer["Location"] == "/accounts/login/?idle=1"
    assert "Nothing is lost" in client.get(answer["Location"]).content.decode()
    assert not Session.objects.exists()


def test_every_click_counts(clinician: Account, clock: Clock) -> None:
    client = client_of(clinician)
    for _ in range(6):
        assert is_in(client)
        clock.pass_(14)
    assert is_in(client)


def test_a_screen_that_is_only_read_can_say_so(clinician: Account, clock: Clock) -> None:
    client = client_of(clinician)
    assert is_in(client)
    for _ in range(3):
        clock.pass_(14)
        assert client.get("/accounts/here/", headers={"sec-fetch-mode": "cors"}).status_code == 204
    assert is_in(client)


@pytest.mark.parametrize("role", ["owner", "parent", "host"])
def test_nobody_else_is_hurried(role: str, clock: Clock) -> None:
    robin, person = owner()
    login = robin
    if role != "owner":
        login = account(role)
        member(login, None if role == "host" else person, role)
    client = client_of(login)
    assert is_in(client)
    clock.pass_(60 * 24)
    assert is_in(client)


def test_a_clinician_is_asked_again_after_a_working_day(clinician: Account, clock: Clock) -> None:
    client = client_of(clinician)
    for _ in range(72):
        assert is_in(client)
        clock.pass_(10)
    assert is_in(client)
    clock.pass_(1)
    assert not is_in(client)


def test_everybody_is_asked_again_in_the_end(clock: Clock) -> None:
    robin, _person = owner()
    client = client_of(robin)
    for _ in range(6):
        assert is_in(client)
        clock.pass_(60 * 24 * 30)
    assert is_in(client)
    clock.pass_(1)
    assert not is_in(client)


def test_the_time_is_a_setting(clinician: Account, clock: Clock, settings: Any) -> None:
    settings.CLINICIAN_IDLE_MINUTES = 3
    client = client_of(clinician)
    assert is_in(client)
    clock.pass_(3.2)
    assert not is_in(client)


def test_programs_are_told_too(clinician: Account, clock: Clock) -> None:
    client = client_of(clinician)
    assert is_in(client)
    clock.pass_(16)
    answer = client.put(
        "/api/entries/018f0000-0000-7000-8000-000000000000", {}, content_type="application/json"
    )
    assert answer.status_code == 401


def test_a_clock_that_was_set_back_signs_nobody_out(clinician: Account, clock: Clock) -> None:
    client = client_of(clinician)
    assert is_in(client)
    clock.pass_(-600)
    assert is_in(client)
    clock.pass_(14)
    assert is_in(client)


def test_the_page_says_so_a_minute_before(clinician: Account) -> None:
    assert 'data-idle="15"' in client_of(clinician).get("/settings").content.decode()
    robin = Account.objects.get(username="Robin")
    assert "data-idle" not in client_of(robin).get("/settings").content.decode()


def test_reading_pages_writes_at_most_once_a_minute(
    clinician: Account, clock: Clock, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(clinician)
    client.get("/accounts/here/")
    clock.pass_(0.5)
    with CaptureQueriesContext(connection) as queries:
        client.get("/accounts/here/")
    assert not [q for q in queries.captured_queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]


@pytest.mark.parametrize(
    ("audience", "wanted", "closed"), [("clinician", ["function:line"], True), ("school", ["school"], False)]
)
def test_a_clinician_s_link_is_closed_after_the_same_time(
    audience: str, wanted: list[str], closed: bool, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_views, "time", clock)
    robin, person = owner()
    made = services.make_link(
        viewer=robin,
        person=person,
        audience=audience,
        label="Dr Who",
        scopes=wanted,
        lasts=dt.timedelta(days=7),
    )
    client = client_of()
    client.post("/shared/open", {"secret": made.secret, "spoken": made.spoken})
    for _ in range(3):
        clock.pass_(14)
        assert "Robin" in client.get("/shared").content.decode()
    clock.pass_(15.2)
    page = client.get("/shared")
    assert ("was left alone" in page.content.decode()) == closed
    assert ("Robin" not in page.content.decode()) == closed
    assert ("link" not in client.session) == closed
    assert ("Clear-Site-Data" in page.headers) == closed
