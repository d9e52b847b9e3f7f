"""Has a doctor looked at this pain? The answer is dated, says who said it, and is asked again after new pain."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from dialdown.activity.models import Plan, PlanFact
from dialdown.people import selectors, services
from dialdown.people.access import Denied
from dialdown.people.models import Grant, NewPainReport, Person, SaidBy, SignOff
from dialdown.training.models import TouchLadder
from tests.access.households import World, client_of, owner, world

pytestmark = pytest.mark.django_db

TODAY = dt.datetime.now(dt.UTC).date()
YESTERDAY = TODAY - dt.timedelta(days=1)
LOOKED = {"what": "looked", "by_whom": "Dr. Ellis", "on": YESTERDAY.isoformat(), "said_by": "self"}


def not_looked_at() -> World:
    """Everybody, and no doctor who has looked yet."""
    here = world()
    SignOff.objects.all().delete()
    return here


def report_on(person: Person, days_ago: int) -> None:
    report = NewPainReport.objects.create(person=person)
    NewPainReport.objects.filter(pk=report.pk).update(created_at=timezone.now() - dt.timedelta(days=days_ago))


def test_it_starts_shut_and_says_so() -> None:
    robin, person = owner()
    assert not selectors.clearance(robin, person.pk).open
    page = client_of(robin).get("/clearance").content.decode()
    assert "Not yet" in page
    # The signs named there have a source.
    assert "pmmonline.org" in page


def test_a_doctor_has_looked() -> None:
    robin, person = owner()
    client = client_of(robin)
    assert client.post("/clearance", LOOKED)["Location"] == "/clearance"
    sign_off = SignOff.objects.get()
    assert (sign_off.person, sign_off.by_whom, sign_off.on, sign_off.said_by, sign_off.typed_by) == (
        person, "Dr. Ellis", YESTERDAY, SaidBy.SELF, robin,
    )  # fmt: skip
    assert selectors.clearance(robin, person.pk).open
    page = client.get("/clearance").content.decode()
    assert "Who: Dr. Ellis." in page
    assert "Said by the person whose diary it is. Typed by you" in page


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"by_whom": ""}, "Who looked?"),
        ({"on": ""}, "About is fine"),
        ({"on": (TODAY + dt.timedelta(days=2)).isoformat()}, "has not come yet"),
        ({"on": "31/02/2025"}, "Try 20 Nov 2025"),
        ({"said_by": "device"}, ""),
        ({"said_by": ""}, ""),
    ],
)
def test_a_problem_is_named_and_the_gate_stays_shut(told: dict[str, str], said: str) -> None:
    robin, person = owner()
    response = client_of(robin).post("/clearance", LOOKED | told)
    assert response.status_code == 422
    page = response.content.decode()
    assert 'class="err"' in page
    assert said in page
    assert not SignOff.objects.exists()
    assert not selectors.clearance(robin, person.pk).open


@pytest.mark.parametrize("written", ["20 Nov 2025", "20 November 2025", "20.11.2025", "2025-11-20"])
def test_a_day_may_be_written_in_words(written: str) -> None:
    robin, _person = owner()
    assert client_of(robin).post("/clearance", LOOKED | {"on": written}).status_code == 302
    assert SignOff.objects.get().on == dt.date(2025, 11, 20)


def test_new_pain_shuts_the_gate_until_a_doctor_has_looked_at_it() -> None:
    robin, person = owner()
    client = client_of(robin)
    client.post("/clearance", LOOKED)
    assert client.post("/clearance", {"what": "new"})["Location"] == "/clearance"
    report = NewPainReport.objects.get()
    assert (report.person, report.said_by, report.typed_by) == (person, SaidBy.SELF, robin)
    assert not selectors.clearance(robin, person.pk).open
    assert "Not since the new pain" in client.get("/clearance").content.decode()
    # The visit of yesterday was before it.
    response = client.post("/clearance", LOOKED)
    assert response.status_code == 422
    assert "before the new pain" in response.content.decode()
    state = selectors.clearance(robin, person.pk)
    assert client.post("/clearance", LOOKED | {"on": state.new_pain_on.isoformat()}).status_code == 302
    assert selectors.clearance(robin, person.pk).open


def test_an_earlier_visit_written_down_later_opens_nothing() -> None:
    robin, person = owner()
    report_on(person, days_ago=3)
    services.record_clearance(
        viewer=robin, person=person, by_whom="Dr. Ellis", on=TODAY - dt.timedelta(days=10)
    )
    assert not selectors.clearance(robin, person.pk).open
    services.record_clearance(viewer=robin, person=person, by_whom="Dr. Ellis", on=YESTERDAY)
    assert selectors.clearance(robin, person.pk).open


def test_the_day_of_a_look_that_is_corrected_closes_everything_again() -> None:
    robin, person = owner()
    report_on(person, days_ago=3)
    first = person.today() - dt.timedelta(days=3)

    def told(on: dt.date) -> tuple[bool, object]:
        services.record_clearance(viewer=robin, person=person, by_whom="Dr. Ellis", on=on)
        return selectors.clearance(robin, person.pk).open, selectors.locks(robin, person.pk)

    assert told(person.today()) == (True, [(first, person.today() - dt.timedelta(days=1))])
    # The question and the days of a plan say the same: it was before the pain.
    assert told(first - dt.timedelta(days=7)) == (False, [(first, None)])
    assert told(first)[0]


def test_the_day_of_the_report_is_hers() -> None:
    robin, person = owner()
    Person.objects.filter(pk=person.pk).update(zone="Pacific/Auckland")
    report = NewPainReport.objects.create(person=person)
    late = dt.datetime(2026, 3, 1, 20, 0, tzinfo=dt.UTC)
    NewPainReport.objects.filter(pk=report.pk).update(created_at=late)
    assert selectors.clearance(robin, person.pk).new_pain_on == dt.date(2026, 3, 2)


def test_a_parent_says_it_as_a_parent() -> None:
    here = not_looked_at()
    client = client_of(here.logins["parent who leads"])
    assert client.post("/clearance", LOOKED | {"said_by": "parent"}).status_code == 302
    assert SignOff.objects.get().said_by == SaidBy.PARENT
    client.post("/clearance", {"what": "new"})
    assert NewPainReport.objects.get().said_by == SaidBy.PARENT
    # The owner sees who said it and who typed it.
    page = client_of(here.logins["owner"]).get("/clearance").content.decode()
    assert "Not since the new pain" in page


def test_readers_and_strangers_can_neither_open_nor_shut_it() -> None:
    here = not_looked_at()
    for role, login in here.logins.items():
        if role in ("owner", "other teen", "parent who leads", "revoked mid-session", "anonymous"):
            continue
        client = client_of(login)
        for told in (LOOKED, {"what": "new"}):
            assert client.post("/clearance", told).status_code in (302, 404), role
    assert not SignOff.objects.filter(person=here.person).exists()
    assert not NewPainReport.objects.filter(person=here.person).exists()
    for role in ("clinician", "host", "expired", "revoked", "too early", "inactive", "parent without grant"):
        with pytest.raises(Denied):
            services.report_new_pain(viewer=here.logins[role], person=here.person)


@pytest.mark.parametrize(
    ("scopes", "status"),
    [
        (["function", "body:line", "sleep", "goals", "medicine", "move:week"], 404),
        (["pain:line"], 200),
        (["move"], 200),
        (["train"], 200),
    ],
)
def test_new_pain_is_told_with_pain_and_with_what_it_shuts(scopes: list[str], status: int) -> None:
    here = not_looked_at()
    services.report_new_pain(viewer=here.logins["owner"], person=here.person)
    Grant.objects.filter(account=here.logins["clinician"]).update(scopes=scopes)
    client = client_of(here.logins["clinician"])
    page = client.get("/clearance")
    assert page.status_code == status
    assert ("New or different pain was noted" in page.content.decode()) is (status == 200)
    assert ('href="/clearance"' in client.get("/more").content.decode()) is (status == 200)


def test_a_reader_who_opened_the_diary_gets_no_form() -> None:
    here = not_looked_at()
    Grant.objects.filter(account=here.logins["clinician"]).update(scopes=["pain:line"])
    client = client_of(here.logins["clinician"])
    session = client.session
    session["person"] = str(here.person.pk)
    session.save()
    page = client.get("/clearance").content.decode()
    assert "A doctor has looked</h2>" not in page
    assert client.post("/clearance", LOOKED).status_code == 404
    assert not SignOff.objects.exists()


# --- the doors of the rooms behind it -----------------------------------------------------------------------


@pytest.mark.parametrize("door", ["/move", "/train"])
class TestDoors:
    def test_it_is_shut_for_reading(self, door: str) -> None:
        robin, _person = owner()
        client = client_of(robin)
        for method in (client.get, client.head):
            response = method(door)
            assert (response.status_code, response["Location"]) == (302, f"/clearance?next=%2F{door[1:]}")

    def test_a_sign_off_leads_back_to_what_was_wanted(self, door: str) -> None:
        robin, _person = owner()
        client = client_of(robin)
        page = client.get(client.get(door)["Location"]).content.decode()
        assert f'name="next" value="{door}"' in page
        response: Any = client.post("/clearance", LOOKED | {"next": door})
        assert response["Location"] == door
        assert client.get(door).status_code == 200
        client.post("/clearance", {"what": "new"})
        assert client.get(door).status_code == 302

    def test_without_a_diary_there_is_nothing_behind_it(self, door: str) -> None:
        here = not_looked_at()
        for role in ("host", "parent without grant", "expired", "revoked"):
            page = client_of(here.logins[role]).get(door)
            assert "No diary here yet" in page.content.decode(), role
        assert client_of().get(door)["Location"].startswith("/accounts/login/")

    def test_without_leave_for_it_nothing_is_said_of_a_doctor(self, door: str) -> None:
        here = not_looked_at()
        assert client_of(here.logins["clinician"]).get(door).status_code == 404

    def test_the_clearance_of_one_opens_nothing_for_another(self, door: str) -> None:
        here = not_looked_at()
        client_of(here.logins["owner"]).post("/clearance", LOOKED)
        assert client_of(here.logins["owner"]).get(door).status_code == 200
        assert client_of(here.logins["other teen"]).get(door).status_code == 302


@pytest.mark.parametrize("address", ["/move/fact", "/move/new", "/train/touch"])
def test_nothing_is_written_past_the_gate(address: str) -> None:
    robin, _person = owner()
    response = client_of(robin).post(address, {"kind": "flare", "where": "hand.left"})
    assert response.status_code == 302
    assert response["Location"].startswith("/clearance?next=")
    assert not PlanFact.objects.exists()
    assert not Plan.objects.exists()
    assert not TouchLadder.objects.exists()


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_a_sign_off_leads_nowhere_off_this_host(target: str) -> None:
    robin, _person = owner()
    assert client_of(robin).post("/clearance", LOOKED | {"next": target})["Location"] == "/clearance"
