"""Every address by every role: the answer, what it shows, and that nothing changes for those who may not write."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest
from django.core import serializers
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from dialdown.activity.models import (
    Done,
    LightWatch,
    Plan,
    PlanFact,
    Prescription,
    Programme,
    ProgrammeDay,
    Review,
)
from dialdown.care.models import (
    Acknowledgement,
    Aid,
    Claim,
    ClaimCall,
    ClinicianNote,
    Cost,
    Dose,
    Flare,
    FlareContact,
    FlarePlan,
    Medicine,
    MedicineEffect,
    RuleItems,
    SchoolSheet,
    Taken,
    TeamMember,
    TestDone,
    Visit,
    VisitQuestion,
)
from dialdown.diary.models import (
    Entry,
    Event,
    Factor,
    Goal,
    GoalRating,
    GoalStep,
    ImportBatch,
    RegionMark,
    Revision,
    Value,
    WritingCheck,
)
from dialdown.people import services
from dialdown.people.models import Account, Grant, Membership, NewPainReport, Offer, Person, SignOff
from tests.access.households import MARKS, World, world
from tests.access.matrix import (
    ANY_METHOD,
    DONE,
    HIDDEN,
    LINK,
    LOGIN,
    MOVED,
    NOBODY,
    OUTSIDE,
    PAGE,
    PROBLEM,
    ROLES,
    SHUT,
    UNKNOWN,
    WEEKLY,
    WRONG,
    Row,
)
from tests.access.rows import ROWS

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# What may be read at all by a role; a mark of another scope in an answer is a leak.
SIGHT = {
    "owner": set(MARKS), "parent who leads": {"goals", "medicine", "illness", "function", "body", "factors", "name", "move", "school", "papers", "examined", "visits"},
    "clinician": {"function", "name", "clinic", "examined"}, WEEKLY: {"name"}, LINK: {"school", "name"},
}  # fmt: skip
WRITE = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "([a-z_]+)"')
# Sessions, who looked, how a login's screen looks, and pictures that are drawn at the first look.
UNMINDED = (
    "django_session",
    "people_account",
    "people_audit",
    "people_knownlogin",
    "people_signinnotice",
    "usersessions_",
    "insights_",
)
WRITERS = {"owner", "parent who leads"}
# Writes that somebody else may do: a clinician's note, the word that a page was read.
OTHERS_WRITE = {
    ("clinician", "people/<uuid:person_id>/notes"), ("clinician", "people/notes/<uuid:note_id>/delete"),
    ("clinician", "people/<uuid:person_id>/adult-rules/new"),
    ("clinician", "people/<uuid:person_id>/adult-rules/<uuid:row_id>"),
    ("clinician", "people/<uuid:person_id>/adult-rules/<uuid:row_id>/remove"),
    (LINK, "shared/acknowledge"),
}  # fmt: skip
TABLES = (
    Entry, Value, RegionMark, Revision, Factor, Goal, GoalStep, GoalRating, Event, WritingCheck, ImportBatch,
    Person, Membership, Grant, SignOff, NewPainReport, Plan, PlanFact, Done, Prescription, Programme, ProgrammeDay, LightWatch, Review,
    Offer, SchoolSheet, Acknowledgement, ClinicianNote, Medicine, Dose, Taken, MedicineEffect, Aid, TeamMember, Visit, VisitQuestion,
    TestDone, RuleItems, Claim, ClaimCall, Cost, FlarePlan, FlareContact, Flare,
)  # fmt: skip


def addresses(patterns: list[Any] | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, path)
        else:
            yield path, pattern


def kind(response: HttpResponse) -> str:
    status = response.status_code
    if status in (301, 302, 303):
        target = response["Location"]
        assert target.startswith("/"), target
        assert not target.startswith("//"), target
        return LOGIN if target.startswith("/accounts/login/") else MOVED
    if status == 200:
        return NOBODY if not response.streaming and b"No diary here yet" in response.content else PAGE
    found = {
        201: DONE,
        204: DONE,
        400: PROBLEM,
        401: UNKNOWN,
        403: HIDDEN,
        404: HIDDEN,
        405: WRONG,
        422: PROBLEM,
    }
    return found.get(status, f"status {status}")


def body(response: HttpResponse) -> str:
    """All that is sent, a file too, and what is inside of a zip."""
    sent = b"".join(response.streaming_content) if response.streaming else response.content
    if sent.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(sent)) as archive:
            # A Word file brings a small picture of itself.
            sent = b"".join(archive.read(name) for name in archive.namelist() if not name.endswith(".jpeg"))
    if sent.startswith(b"%PDF-"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(sent)).pages)
    if sent.startswith(b"\xff\xd8"):
        # A photo says no words.
        return ""
    return sent.decode()


def visitor(role: str, here: World, *, strict: bool = False) -> Client:
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=strict)
    login = here.logins[role]
    if login is not None:
        client.force_login(login)
        session = client.session
        session["person"] = str(here.person.pk)
        session.save()
    if role == LINK:
        session = client.session
        session["link"] = str(here.link)
        session.save()
    if role == "revoked mid-session":
        assert client.get(f"/people/{here.person.pk}/one-page").status_code == 200
        Grant.objects.filter(account=login).update(revoked_at=timezone.now())
    return client


def ask(client: Client, row: Row, here: World, method: str | None = None) -> HttpResponse:
    how: dict[str, Any] = {"data": row.send(here) if row.send else None}
    if row.json:
        how["content_type"] = "application/json"
    elif (method or row.method) in ("PUT", "PATCH", "DELETE"):
        how = {}
    return getattr(client, (method or row.method).lower())(row.at(here), **how)


def kept(here: World) -> str:
    """Everything stored but Sam's diary and how a login's screen looks."""
    rows: list[Any] = []
    for table in TABLES:
        every = table.objects.order_by("pk")
        rows += [
            row
            for row in every
            if str(here.other_person.pk) not in (str(row.pk), str(getattr(row, "person_id", "")))
        ]
    others = {str(e.pk) for e in Entry.objects.filter(person=here.other_person)}
    rows = [row for row in rows if str(getattr(row, "entry_id", "")) not in others]
    goals = {str(g.pk) for g in Goal.objects.filter(person=here.other_person)}
    rows = [row for row in rows if str(getattr(row, "goal_id", "")) not in goals]
    plans = {str(plan.pk) for plan in Plan.objects.filter(person=here.other_person)}
    rows = [row for row in rows if str(getattr(row, "plan_id", "")) not in plans]
    accounts = Account.objects.order_by("pk").values_list("pk", "username", "password", "is_active")
    return serializers.serialize("json", rows) + str(list(accounts))


@pytest.fixture(scope="module")
def here(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One household for all rows; what a test does in it is rolled back after the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)


def written(queries: CaptureQueriesContext) -> list[str]:
    """What changed in a diary or in who may see it."""
    statements = [query["sql"] for query in queries.captured_queries]
    return [
        sql[:160] for sql in statements if WRITE.match(sql) and not WRITE.match(sql)[2].startswith(UNMINDED)
    ]


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    known = {path for path, _pattern in addresses()}
    rows = {row.address for row in ROWS}
    assert known - rows == set(), "these addresses need rows in tests/access/matrix.py"
    assert rows - known == set(), "these rows lead nowhere"


def test_every_row_answers_every_role() -> None:
    for row in ROWS:
        assert set(row.answers) == set(ROLES), row
    assert len({(row.address, row.method, row.path) for row in ROWS}) == len(ROWS)


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} /{row.address}")
def test_who_gets_what(row: Row, here: World) -> None:
    before = kept(here)
    answers: dict[str, str] = {}
    for role in ROLES:
        cache.clear()
        with transaction.atomic():
            client = visitor(role, here)
            with CaptureQueriesContext(connection) as queries:
                response = ask(client, row, here)
            answer = kind(response)
            if row.answers[role] == DONE and answer in (MOVED, PAGE):
                answer = DONE
            if row.answers[role] == SHUT and answer in (HIDDEN, MOVED):
                answer = SHUT
            answers[role] = answer
            if row.method != "GET" and (role, row.address) in OTHERS_WRITE:
                assert written(queries)
            elif row.method == "GET" or role not in (*WRITERS, "other owner"):
                assert not written(queries), role
            elif role == "other owner":
                assert kept(here) == before, f"{role} changed something of Robin's"
            page = body(response)
            allowed = SIGHT.get(role, set())
            for scope, mark in MARKS.items():
                if scope not in allowed and scope not in row.also.get(role, ()):
                    assert mark not in page, f"{role} saw {scope}"
            if role not in SIGHT:
                assert str(here.person.pk) not in page, f"{role} saw whose diary it is"
            transaction.set_rollback(True)
    assert answers == row.answers


@pytest.mark.slow
@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.method != "GET"], ids=lambda row: f"{row.method} /{row.address}"
)
def test_nothing_is_written_from_another_site(row: Row, here: World) -> None:
    before = kept(here)
    response = ask(visitor("owner", here, strict=True), row, here)
    assert response.status_code == 403
    assert kept(here) == before


@pytest.mark.slow
@pytest.mark.parametrize("address", sorted({row.address for row in ROWS}), ids=lambda address: f"/{address}")
def test_no_other_method_does_anything(address: str, here: World) -> None:
    rows = [row for row in ROWS if row.address == address]
    for method in METHODS:
        if method in {row.method for row in rows}:
            continue
        for role in ("owner", "host", "anonymous"):
            cache.clear()
            with transaction.atomic():
                with CaptureQueriesContext(connection) as queries:
                    answer = kind(ask(visitor(role, here), rows[0], here, method))
                allowed = (
                    {WRONG, HIDDEN, MOVED}
                    | ({LOGIN, UNKNOWN} if role in OUTSIDE else set())
                    | ({PAGE} if address in ANY_METHOD else set())
                )
                assert answer in allowed, f"{method} by {role}: {answer}"
                assert not written(queries), f"{method} by {role}"
                transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.method == "GET"], ids=lambda row: f"/{row.address}"
)
def test_head_and_options_tell_no_more_than_get(row: Row, here: World) -> None:
    for role in ROLES:
        client = visitor(role, here)
        for method in ("HEAD", "OPTIONS"):
            response = ask(client, row, here, method)
            answer = kind(response)
            if row.answers[role] in (LOGIN, UNKNOWN):
                assert answer in (row.answers[role], WRONG), f"{method} by {role}"
            assert (
                not response.getvalue()
                or role in SIGHT
                or not any(mark in response.content.decode() for mark in MARKS.values())
            )


def test_a_login_that_was_switched_off_is_out_at_once(here: World) -> None:
    client = visitor("owner", here)
    assert client.get("/history").status_code == 200
    Account.objects.filter(pk=here.logins["owner"].pk).update(is_active=False)
    assert kind(client.get("/history")) == LOGIN


def test_a_revoked_grant_ends_at_the_next_page(here: World) -> None:
    client = visitor("parent who leads", here)
    assert kind(client.get("/history")) == PAGE
    grant = Grant.objects.get(account=here.logins["parent who leads"])
    services.revoke(viewer=here.logins["owner"], grant=grant)
    assert kind(client.get("/history")) == NOBODY
    assert kind(client.post("/", {"values.function": "1"})) == NOBODY
    assert kind(client.delete(f"/api/entries/{here.entry}")) == HIDDEN
    assert Entry.objects.get(pk=here.entry).deleted_at is None


def test_everybody_in_the_matrix_is_there(here: World) -> None:
    assert set(here.logins) == set(ROLES)
