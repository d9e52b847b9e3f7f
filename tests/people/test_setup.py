"""First-run set-up: one form, everything or nothing, once."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

import dialdown.server.settings as product_settings
from dialdown.people import selectors, services, setup_code
from dialdown.people.logins import ages
from dialdown.people.models import Account, Grant, Membership, Person, SaidBy, SignOff
from dialdown.server import start
from tests.access.households import PASSWORD, client_of, owner

pytestmark = pytest.mark.django_db

ME = {"who": "me", "age": "13_to_17", "country": "GB", "username": "Robin", "password": PASSWORD}
CHILD = {
    "who": "child",
    "age": "under_13",
    "country": "GB",
    "person_name": "Mika",
    "username": "Kim",
    "password": PASSWORD,
}


def send(client: Client | None = None, /, **told: Any) -> Any:
    return (client or client_of()).post("/setup", ME | told)


def problems(response: Any) -> list[str]:
    return [words for _place, words in response.context["problems"]]


def test_every_page_leads_to_set_up_until_a_login_exists() -> None:
    client = client_of()
    for path in ("/", "/history", "/more", "/accounts/login/", "/nothing-here", "/settings"):
        assert client.get(path)["Location"] == "/setup", path
    for path in ("/healthz", "/api/session"):
        assert client.get(path).status_code == 200, path
    assert client.get("/setup").status_code == 200


def test_me_makes_one_login_that_owns_its_diary_and_is_signed_in() -> None:
    client = client_of()
    response = send(client, limb_module="on")
    assert (response.status_code, response["Location"]) == (302, "/start")
    account = Account.objects.get()
    person = Person.objects.get()
    assert (account.username, person.display_name, person.country, person.zone) == (
        "Robin",
        "Robin",
        "GB",
        "Europe/London",
    )
    assert (person.age_group, person.limb_module, person.age_told_on) == (
        "13_to_17",
        True,
        dt.datetime.now(dt.UTC).date(),
    )
    assert set(account.memberships.values_list("role", flat=True)) == {"owner", "host"}
    assert Grant.objects.get().scopes == [Grant.ALL]
    assert client.get("/api/session").json()["person"] == str(person.pk)
    assert not SignOff.objects.exists()


def test_a_parent_leads_under_13() -> None:
    response = client_of().post("/setup", CHILD)
    assert response.status_code == 302
    person, account = Person.objects.get(), Account.objects.get()
    assert (person.display_name, account.username, account.display_name) == ("Mika", "Kim", "Kim")
    assert person.under_13(dt.datetime.now(dt.UTC).date())
    assert set(account.memberships.values_list("role", flat=True)) == {"parent", "host"}
    grant = Grant.objects.get()
    assert grant.may_write
    assert set(grant.scopes) == set(services.PARENT_LED)
    assert not {"mood", "note", "period", "all"} & set(grant.scopes)


def test_with_the_month_of_birth_she_is_asked_at_16_who_sees_what() -> None:
    fifteen = dt.date(timezone.localdate().year - 15, 1, 1)
    assert send(birth_month=fifteen.strftime("%Y-%m")).status_code == 302
    person = Person.objects.get()
    assert person.birth_month == fifteen
    assert ages.due(person) is None
    assert ages.due(person, fifteen.replace(year=fifteen.year + 16)) == 16


@pytest.mark.parametrize("age", ["13_to_17", "adult"])
def test_a_teenager_or_adult_owns_the_diary_whoever_set_it_up(age: str) -> None:
    assert (
        client_of().post("/setup", CHILD | {"age": age, "person_name": "", "username": "Mika"}).status_code
        == 302
    )
    assert Membership.objects.get(person__isnull=False).role == Membership.Role.OWNER
    assert Person.objects.get().display_name == "Mika"


def test_the_page_hands_the_device_over_at_13() -> None:
    page = client_of().get("/setup").content.decode()
    assert "Now hand over the device" in page
    assert "data-steps" in page


def test_the_clearance_question_is_kept_with_who_said_it() -> None:
    yesterday = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    client_of().post(
        "/setup", CHILD | {"doctor": "yes", "doctor_who": "Dr. Ellis", "doctor_when": yesterday.isoformat()}
    )
    sign_off = SignOff.objects.get()
    assert (sign_off.what, sign_off.by_whom, sign_off.on, sign_off.said_by) == (
        "clearance",
        "Dr. Ellis",
        yesterday,
        SaidBy.PARENT,
    )
    assert sign_off.typed_by == Account.objects.get()
    assert selectors.clearance(sign_off.typed_by, sign_off.person_id).open


def test_not_yet_and_no_answer_leave_the_gate_shut() -> None:
    send(doctor="no", doctor_when="2025-01-01")
    account, person = Account.objects.get(), Person.objects.get()
    assert not selectors.clearance(account, person.pk).open
    assert not SignOff.objects.exists()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"who": ""}, "choose who"),
        ({"age": ""}, "choose an age"),
        ({"age": "under_13"}, "Under 13 a parent leads"),
        ({"who": "child", "age": "under_13"}, "child’s name"),
        ({"username": "  "}, "type a name"),
        ({"password": "short"}, "10 characters"),
        ({"password": "password123"}, "common"),
        ({"username": "robinhood-forever", "password": "robinhood-forever"}, "too similar"),
        ({"doctor": "yes"}, "About is fine"),
        ({"doctor": "yes", "doctor_when": "2999-01-01"}, "has not come yet"),
        ({"doctor": "yes", "doctor_when": "the other day"}, "Try 20 Nov 2025"),
        ({"country": "XX"}, "XX"),
        ({"birth_month": "next spring"}, "Try Nov 2012"),
        ({"birth_month": "2999-01"}, "cannot be right"),
        ({"birth_month": "1990-05"}, "look at both again"),
    ],
)
def test_a_problem_is_named_and_nothing_is_made(told: dict[str, str], said: str) -> None:
    response = send(**told)
    assert response.status_code == 422
    assert said in " ".join(problems(response)), problems(response)
    assert not Account.objects.exists()
    assert not Person.objects.exists()
    page = response.content.decode()
    # All steps stand open, each problem is a link to a place that exists, and the password is not sent back.
    assert "data-steps" not in page
    for place, _words in response.context["problems"]:
        assert f'id="{place}"' in page, place
    assert PASSWORD not in page


def test_what_was_typed_is_kept() -> None:
    page = send(
        password="short", country="NZ", doctor="yes", doctor_who="Dr. Ellis", limb_module="on"
    ).content.decode()
    for kept in (
        'value="Robin"',
        'value="NZ" selected',
        'value="Dr. Ellis"',
        'name="doctor" value="yes" checked',
        'value="13_to_17" checked',
    ):
        assert kept in page, kept


def test_just_looking_says_the_command_and_makes_nothing() -> None:
    response = send(who="looking", username="", password="")
    assert response.status_code == 200
    assert "dialdown demo" in response.content.decode()
    assert "Please look at this again" not in response.content.decode()
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ({"zone": "Asia/Tokyo", "zone_choice": "Europe/Paris"}, "Asia/Tokyo"),
        ({"zone": "Asia/Calcutta"}, "Asia/Calcutta"),
        ({"zone": "Moon/Crater", "zone_choice": "Europe/Paris"}, "Europe/Paris"),
        ({"zone": "../../etc/passwd", "zone_choice": "/etc/localtime"}, "Europe/London"),
        ({"country": "AU"}, "Australia/Sydney"),
        ({"country": ""}, "UTC"),
    ],
)
def test_the_zone_is_the_browsers_else_the_chosen_else_the_countrys(told: dict[str, str], zone: str) -> None:
    assert send(**told).status_code == 302
    assert Person.objects.get().zone == zone


@pytest.mark.parametrize(
    ("header", "country"),
    [
        ("en-GB,en;q=0.9", "GB"),
        ("de,en-US;q=0.7", "US"),
        ("fr", ""),
        ("", ""),
        ("xx-XX, sr-Latn-PL;q=0.4", "PL"),
        (";;,-,é", ""),
    ],
)
def test_the_country_is_suggested_from_the_browsers_languages(header: str, country: str) -> None:
    page = Client(SERVER_NAME="localhost").get("/setup", headers={"accept-language": header})
    assert page.context["form"]["country"].value() == country


def test_the_password_is_kept_as_argon2(settings: Any) -> None:
    # The product's own hasher, with all its work.
    settings.PASSWORD_HASHERS = product_settings.PASSWORD_HASHERS
    send()
    hashed = Account.objects.get().password
    assert identify_hasher(hashed).algorithm == "argon2"
    assert hashed.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8")
    assert PASSWORD not in hashed


def test_the_page_says_where_the_data_lie(settings: Any) -> None:
    page = client_of().get("/setup").content.decode()
    assert str(settings.DATA_FOLDER) in page
    assert "Nothing leaves it" in page
    assert "not a medical device" in page


def test_after_the_first_login_set_up_is_over() -> None:
    owner()
    client = client_of()
    assert client.get("/setup")["Location"] == "/"
    assert send(client, username="Mallory")["Location"] == "/"
    assert Account.objects.count() == 1


def test_a_form_that_was_open_before_somebody_else_finished_makes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    owner()
    monkeypatch.setattr("dialdown.people.views.setup.selectors.set_up", lambda: False)
    client = client_of()
    assert send(client, username="Mallory")["Location"] == "/"
    assert Account.objects.count() == 1
    assert client.get("/api/session").json()["account"] is None


def test_everything_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_more: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(services, "record_clearance", broken)
    with pytest.raises(RuntimeError):
        send(doctor="yes", doctor_when="2025-01-01")
    assert not Account.objects.exists()
    assert not Person.objects.exists()
    assert not Grant.objects.exists()


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_many_set_ups_at_once_exactly_one_wins() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip(
            "an SQLite database in memory has one connection; the rule is tested on PostgreSQL and with files"
        )
    start, outcomes = threading.Barrier(4), []

    def one(n: int) -> None:
        start.wait()
        try:
            services.set_up_household(
                username=f"name{n}", password=PASSWORD, role="owner", person_name=f"name{n}", zone="UTC",
                country="", age_group="adult", limb_module=False, doctor=None,
            )  # fmt: skip
            outcomes.append("made")
        except services.AlreadySetUp:
            outcomes.append("late")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["late", "late", "late", "made"]
    assert Account.objects.count() == 1


def test_set_up_needs_its_own_form(settings: Any) -> None:
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert client.post("/setup", ME).status_code == 403
    assert not Account.objects.exists()


# --- the code that strangers on the network do not have ------------------------------------------------------


def stranger() -> Client:
    return Client(SERVER_NAME="localhost", REMOTE_ADDR="192.168.1.7")


def test_from_this_machine_no_code_is_asked() -> None:
    assert "Set-up code" not in client_of().get("/setup").content.decode()


@pytest.mark.parametrize(
    "where",
    [
        {"REMOTE_ADDR": "192.168.1.7"},
        {"SERVER_NAME": "testserver"},
        {"REMOTE_ADDR": ""},
        # Through a proxy on this machine that nobody told us about.
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_X_FORWARDED_PREFIX": "/"},
        {"HTTP_X_REAL_IP": "203.0.113.9"},
        {"HTTP_FORWARDED": "for=203.0.113.9"},
        {"HTTP_VIA": "1.1 proxy"},
        # nginx as it comes says nothing, in a protocol that no browser speaks.
        {"SERVER_PROTOCOL": "HTTP/1.0"},
    ],
)
def test_from_anywhere_else_the_code_is_asked(where: dict[str, str], settings: Any) -> None:
    client = Client(**{"SERVER_NAME": "localhost", **where})
    page = client.get("/setup").content.decode()
    assert "Set-up code" in page
    assert str(settings.DATA_FOLDER) not in page
    assert send(client).status_code == 422
    assert send(client, code="aaaa-aaaa").status_code == 422
    assert not Account.objects.exists()
    code = setup_code.read(settings.DATA_FOLDER)
    assert code is not None
    assert code not in page
    assert send(client, code=setup_code.shown(code).upper()).status_code == 302
    assert Account.objects.count() == 1
    assert setup_code.read(settings.DATA_FOLDER) is None


def test_a_code_that_was_printed_is_asked_of_everybody(settings: Any) -> None:
    code = setup_code.make(settings.DATA_FOLDER)
    assert send().status_code == 422
    assert send(code=code).status_code == 302


def test_the_code_cannot_be_tried_out(settings: Any) -> None:
    client = stranger()
    answers = [send(client, code=f"{n}").status_code for n in range(25)]
    assert answers[:20] == [422] * 20
    assert set(answers[20:]) == {429}
    assert "Please wait a little" in send(client).content.decode()


def test_the_code_is_kept_for_the_owner_only_and_survives_a_restart(tmp_path: Path) -> None:
    code = setup_code.make(tmp_path)
    assert setup_code.make(tmp_path) == code == setup_code.read(tmp_path)
    assert (tmp_path / setup_code.FILE).stat().st_mode & 0o777 == 0o600
    assert len(code) == setup_code.LENGTH
    assert set(code) <= set(setup_code.ALPHABET)
    assert setup_code.same(code, f"  {setup_code.shown(code).upper()} ")
    assert not setup_code.same(code, "")
    assert not setup_code.same(code, "é")
    setup_code.remove(tmp_path)
    setup_code.remove(tmp_path)
    assert setup_code.read(tmp_path) is None


@pytest.mark.parametrize(
    ("host", "names", "reachable"),
    [
        ("127.0.0.1", (), False), ("localhost", ("localhost", "127.0.0.1", "[::1]"), False), ("::1", (), False),
        ("0.0.0.0", (), True), ("::", (), True), ("192.168.1.2", (), True), ("127.0.0.1", ("clinic.example",), True),
    ],
)  # fmt: skip
def test_when_others_could_come_first(host: str, names: tuple[str, ...], reachable: bool) -> None:
    assert setup_code.reachable(host, names) is reachable


@pytest.mark.parametrize(
    ("host", "printed"),
    [("0.0.0.0", True), ("::", True), ("192.168.1.2", True), ("127.0.0.1", False), ("localhost", False)],
)
def test_serve_prints_the_code_when_others_could_come_first(host: str, printed: bool, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    code = start.set_up_code(host)
    assert (code is not None) is printed
    kept = setup_code.read(settings.DATA_FOLDER)
    assert code == (setup_code.shown(kept) if kept else None)
    if printed:
        # The same one after a restart, also when the next start listens on this machine only.
        assert start.set_up_code(host) == start.set_up_code("127.0.0.1") == code
    owner()
    assert start.set_up_code(host) is None
    assert setup_code.read(settings.DATA_FOLDER) is None


def test_a_name_of_its_own_means_others_can_reach_it(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "diary.clinic.example"]
    assert start.set_up_code("127.0.0.1")


def test_set_up_says_what_whoever_owns_the_machine_can_read() -> None:
    page = client_of().get("/setup").content.decode()
    assert "What whoever owns this machine can read" in page
    assert "sealed with a key that only the one who writes them has" in page
    assert "Until your child has an own login nothing is sealed" in page
    assert "this machine’s files and those of a browser in which the private part is open can read it" in page
