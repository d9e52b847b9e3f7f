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

from dialdown.diary.models import Entry
from dialdown.people import services
from dialdown.people.models import Account, Grant
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
from tests.access.tables import OF_LOOKING, of_somebody, rows_but
from tests.counts import SCALE

pytestmark = pytest.mark.django_db

# What may be read at all by a role; a mark of another scope in an answer is a leak.
SIGHT = {
    "owner": set(MARKS), "parent who leads": {"goals", "medicine", "illness", "function", "body", "factors", "name", "move", "school", "papers", "examined", "visits"},
    "clinician": {"function", "name", "clinic", "examined"}, WEEKLY: {"name"}, LINK: {"school", "name"},
}  # fmt: skip
WRITE = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "([a-z_]+)"')
# Sessions, how a login's screen looks, and what a look leaves.
UNMINDED = ("django_session", "people_account", *OF_LOOKING)
WRITERS = {"owner", "parent who leads"}
# Writes that somebody else may do: a clinician's note, the word that a page was read.
OTHERS_WRITE = {
    ("clinician", "people/<uuid:person_id>/notes"), ("clinician", "people/notes/<uuid:note_id>/delete"),
    ("clinician", "people/<uuid:person_id>/adult-rules/new"),
    ("clinician", "people/<uuid:person_id>/adult-rules/<uuid:row_id>"),
    ("clinician", "people/<uuid:person_id>/adult-rules/<uuid:row_id>/remove"),
    (LINK, "shared/acknowledge"),
}  # fmt: skip


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
    sam = here.logins["other teen"]
    assert sam is not None
    rows = list(rows_but(here.other_person, sam))
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
            elif row.method == "GET" or role not in (*WRITERS, "other teen"):
                assert not written(queries), role
            elif role == "other teen":
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


# Not in any row of a page: what a program or a curious visitor sends by hand.
EVERY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
# The roles that tell one another apart by who they are and when their leave ended; the others join at full counts.
NAMED_ROLES = (
    "owner", "other teen", "parent who leads", WEEKLY, "clinician", "expired", "revoked mid-session", "host", "anonymous", LINK,
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "Permissions-Policy": "geolocation=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def undeclared() -> Iterator[tuple[Row, str]]:
    """Every address with each method that it does not declare; HEAD and OPTIONS of a page have a test of their own."""
    for address in sorted({row.address for row in ROWS}):
        rows = [row for row in ROWS if row.address == address]
        declared = {row.method for row in rows}
        declared |= {"HEAD", "OPTIONS"} if "GET" in declared else set()
        for method in EVERY_METHOD:
            if method not in declared:
                # What the page itself would be sent, so that nothing is refused for being empty.
                yield next((row for row in rows if row.send), rows[0]), method


def by_hand(client: Client, row: Row, here: World, method: str) -> HttpResponse:
    """One request, with what this address is sent otherwise."""
    told = row.send(here) if row.send and method not in ("GET", "HEAD", "OPTIONS", "TRACE") else None
    if told is not None and method != "POST":
        return getattr(client, method.lower())(row.at(here), told, content_type="application/json")
    more = {"content_type": "application/json"} if told is not None and row.json else {}
    return getattr(client, method.lower())(
        row.at(here), **({"data": told} if told is not None else {}), **more
    )


def shows(page: str, role: str, here: World, may: set[str]) -> set[str]:
    """What stands in an answer and is none of this role's business."""
    found = {scope for scope, mark in MARKS.items() if mark in page and scope not in may}
    return found | ({"whose diary it is"} if role not in SIGHT and str(here.person.pk) in page else set())


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES if SCALE == "long" else NAMED_ROLES)
def test_no_other_method_does_anything(role: str, here: World, caplog: pytest.LogCaptureFixture) -> None:
    """Refused or led away: no data in the answer, nothing changed, and every header on it.

    Below the full counts a role tries every other method of every address, and the next role those between.
    """
    caplog.set_level("ERROR", "django.request")
    caplog.set_level("ERROR", "dialdown.security")
    client = visitor(role, here)
    kept_cookies = client.cookies.copy()
    step = 1 if SCALE == "long" else 2
    wrong: list[str] = []
    tried = 0
    for row, method in [*undeclared()][ROLES.index(role) % step :: step]:
        tried += 1
        cache.clear()
        client.cookies = kept_cookies.copy()
        with transaction.atomic():
            with CaptureQueriesContext(connection) as queries:
                response = by_hand(client, row, here, method)
            answer, place = kind(response), f"{method} /{row.address}"
            allowed = {WRONG, HIDDEN, MOVED} | ({LOGIN, UNKNOWN} if role in OUTSIDE else set())
            if row.address in ANY_METHOD:
                allowed |= {PAGE}
            if answer not in allowed:
                wrong.append(f"{place}: {answer}")
            if changed := written(queries):
                wrong.append(f"{place}: wrote {changed[0]}")
            # Her own name stands at the head of a page, of the one that says "not found", too.
            if seen := shows(body(response), role, here, SIGHT.get(role, set()) & {"name"}):
                wrong.append(f"{place}: shows {sorted(seen)}")
            wrong += [
                f"{place}: {name}"
                for name, part in HEADERS.items()
                if part not in response.headers.get(name, "")
            ]
            transaction.set_rollback(True)
    assert wrong == []
    assert tried > 5 * len({row.address for row in ROWS}) // step


@pytest.mark.slow
@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.method == "GET"], ids=lambda row: f"/{row.address}"
)
def test_head_and_options_tell_no_more_than_get(row: Row, here: World) -> None:
    for role in ROLES:
        client = visitor(role, here)
        for method in ("HEAD", "OPTIONS"):
            with CaptureQueriesContext(connection) as queries:
                response = ask(client, row, here, method)
            answer = kind(response)
            if row.answers[role] in (LOGIN, UNKNOWN):
                assert answer in (row.answers[role], WRONG), f"{method} by {role}"
            elif row.answers[role] == HIDDEN:
                # A browser asks before it follows a link from another site: an empty yes, whatever is behind it.
                may_ask = method == "OPTIONS" and row.address.startswith("shl/") and not response.content
                assert answer in (HIDDEN, WRONG) or (may_ask and answer == DONE), f"{method} by {role}"
            assert not written(queries), f"{method} by {role}"
            may = SIGHT.get(role, set()) | set(row.also.get(role, ()))
            assert shows(body(response), role, here, may) == set(), f"{method} by {role}"
            assert method == "OPTIONS" or not response.getvalue(), role


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


def test_every_table_with_something_of_hers_is_compared(here: World) -> None:
    """By what lies in the database, whatever the models say: wherever her id or her login's stands, a change is seen."""
    robin = here.logins["owner"]
    assert robin is not None
    hers = {form for pk in (here.person.pk, robin.pk) for form in (str(pk), pk.hex)}
    compared = {model._meta.db_table for model in of_somebody()} | {*OF_LOOKING, "people_account"}
    found: set[str] = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of the database
            if any(str(value) in hers for row in cursor.fetchall() for value in row):
                found.add(table)
    assert found - compared == set()
    # Those that hang on something of hers, with no id of her own in them.
    assert {"care_letter", "learn_lessonnote", "insights_personaltrial", "training_ownpicture"} <= found
    told = kept(here)
    for pk in (here.letter, here.lesson_note, here.own_picture, here.stage_path, here.sitting, here.recognise_session, here.ladder,
               here.go, here.trial, here.step, here.entry):  # fmt: skip
        assert f'"pk": "{pk}"' in told
    assert str(here.other_person.pk) not in told


def test_everybody_in_the_matrix_is_there(here: World) -> None:
    assert set(here.logins) == set(ROLES)
