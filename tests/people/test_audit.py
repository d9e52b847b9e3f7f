"""Who looked: written once, chained, never changed, told in words; and no page or command can forget to tell."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.utils import timezone

from dialdown.people import append_only, audit, selectors, services, witness
from dialdown.people.access import LinkHolder, Operator, Preview, require
from dialdown.people.logins import invitations, running
from dialdown.people.models import AuditEvent, AuditHead, Grant
from tests.access.households import PASSWORD, account, client_of, grant, owner, world

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LOOK = AuditEvent.Kind.LOOK


def events(subject: uuid.UUID, kind: str = "") -> list[AuditEvent]:
    found = AuditEvent.objects.filter(subject=subject).order_by("number")
    return list(found.filter(kind=kind) if kind else found)


def chain(number: int = 4) -> uuid.UUID:
    subject = uuid.uuid4()
    for n in range(number):
        audit.record(subject=subject, kind=LOOK, page="day", scopes=["pain", "body"], about={"n": n})
    return subject


def raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_events_are_numbered_and_each_holds_the_hash_before_it() -> None:
    found = events(chain())
    assert [event.number for event in found] == [1, 2, 3, 4]
    assert [event.previous for event in found] == ["", *(event.hash for event in found[:-1])]
    assert all(event.hash == audit.digest(event) for event in found)
    assert selectors.chain_problems() == []


@pytest.mark.parametrize("how", ["update", "delete", "raw update", "raw delete", "save"])
def test_the_database_refuses_to_change_or_remove_an_event(how: str) -> None:
    subject = chain()
    one = AuditEvent.objects.filter(pk=events(subject)[1].pk)
    ways = {
        "update": lambda: one.update(who="nobody"), "delete": one.delete, "save": lambda: one.get().save(),
        "raw update": lambda: raw("UPDATE people_auditevent SET who = 'x' WHERE number = 2"),
        "raw delete": lambda: raw("DELETE FROM people_auditevent WHERE number = 2"),
    }  # fmt: skip
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ways[how]()
    assert len(events(subject)) == 4
    assert selectors.chain_problems() == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda e: AuditEvent.objects.filter(pk=e[1].pk).update(who="nobody"), "was changed after it was written"),
        (lambda e: AuditEvent.objects.filter(pk=e[1].pk).update(at=e[1].at - dt.timedelta(days=1)), "was changed"),
        (lambda e: AuditEvent.objects.filter(pk=e[1].pk).delete(), "an event before it is gone"),
        (lambda e: AuditEvent.objects.filter(pk=e[0].pk).delete(), "an event before it is gone"),
        (lambda e: AuditEvent.objects.filter(pk=e[3].pk).delete(), "the last ones are gone"),
        (lambda e: AuditEvent.objects.filter(subject=e[0].subject).delete(), "all 4 are gone"),
        (lambda e: AuditHead.objects.filter(pk=e[0].subject).update(length=3, hash=e[2].hash), "the last ones are gone"),
    ],
)  # fmt: skip
def test_whoever_gets_past_the_triggers_is_found_out(change: Any, says: str) -> None:
    found = events(chain())
    with append_only.lifted():
        change(found)
    problems = selectors.chain_problems()
    assert any(says in problem for problem in problems), problems


def test_a_change_with_a_new_hash_breaks_the_next_link() -> None:
    found = events(chain())
    found[1].who = "nobody"
    with append_only.lifted():
        AuditEvent.objects.filter(pk=found[1].pk).update(who="nobody", hash=audit.digest(found[1]))
    assert any("does not follow" in problem for problem in selectors.chain_problems())


def test_missing_triggers_are_told() -> None:
    with append_only.lifted():
        assert any("triggers are gone" in problem for problem in selectors.chain_problems())
    assert append_only.in_place()
    assert selectors.chain_problems() == []


def test_erasing_somebody_takes_her_whole_chain_and_no_other() -> None:
    one, other = chain(), chain()
    assert services.erase_audit(subject=one) == 4
    assert events(one) == []
    assert len(events(other)) == 4
    assert append_only.in_place()
    assert selectors.chain_problems() == []


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an SQLite database in memory has one connection; with files see the test below")
    subject = uuid.uuid4()
    start, trouble = threading.Barrier(4), []

    def write() -> None:
        start.wait()
        try:
            for _n in range(12):
                audit.record(subject=subject, kind=LOOK, page="day")
        except Exception as error:
            trouble.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    assert [event.number for event in events(subject)] == list(range(1, 49))
    assert selectors.chain_problems() == []


# --- told at the gate ---------------------------------------------------------------------------------------


def test_a_look_is_told_once_with_page_and_scopes_and_folded() -> None:
    here = world()
    clinic = client_of(here.logins["clinician"])
    for _n in range(3):
        assert clinic.get(f"/entries/{here.entry}").status_code == 200
    found = [event for event in events(here.person.pk, LOOK) if event.page == "entry"]
    assert len(found) == 1
    assert (found[0].who, found[0].audience, found[0].scopes) == ("Clinician", "clinician", ["function"])
    clinic.get("/insights")
    assert {event.page for event in events(here.person.pk, LOOK)} == {"entry", "insights"}


def test_the_same_look_later_is_another_line(monkeypatch: pytest.MonkeyPatch) -> None:
    here = world()
    clinic = client_of(here.logins["clinician"])
    clinic.get("/insights")
    later = timezone.now() + audit.FOLD + dt.timedelta(seconds=1)
    monkeypatch.setattr(audit.timezone, "now", lambda: later)
    clinic.get("/insights")
    assert len(events(here.person.pk, LOOK)) == 2


def test_more_scopes_than_before_are_another_line() -> None:
    here = world()
    clinic = here.logins["clinician"]
    client_of(clinic).get(f"/entries/{here.entry}")
    grant(clinic, here.person, ["pain"], audience="clinician")
    client_of(clinic).get(f"/entries/{here.entry}")
    assert [event.scopes for event in events(here.person.pk, LOOK)] == [["function"], ["function", "pain"]]


def test_her_own_reading_is_nobodys_business_but_what_is_taken_out_is() -> None:
    here = world()
    mine = client_of(here.logins["owner"])
    before = len(events(here.person.pk))
    for path in ("/", "/history", f"/entries/{here.entry}", "/insights", "/export"):
        assert mine.get(path).status_code == 200
    assert len(events(here.person.pk)) == before
    b"".join(mine.get("/export/table").streaming_content)
    assert [event.kind for event in events(here.person.pk)[before:]] == ["export"]


def test_a_preview_is_the_owners_own_look() -> None:
    here = world()
    before = len(events(here.person.pk))
    assert client_of(here.logins["owner"]).get(f"/sharing/{here.clinician_grant}/preview").status_code == 200
    assert len(events(here.person.pk)) == before


def test_a_page_whose_look_cannot_be_written_down_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    here = world()

    def full(**_told: Any) -> None:
        raise DatabaseError("disk full")

    client = client_of(here.logins["clinician"])
    monkeypatch.setattr(audit, "record", full)
    client.raise_request_exception = False
    response = client.get(f"/entries/{here.entry}")
    assert response.status_code == 500
    assert b"heron" not in response.content


def test_nothing_that_was_refused_is_a_look() -> None:
    here = world()
    before = len(events(here.person.pk))
    for role in ("host", "revoked", "other teen"):
        assert client_of(here.logins[role]).get(f"/people/{here.person.pk}/one-page").status_code == 404
    assert len(events(here.person.pk)) == before


def test_a_blank_form_that_is_no_look_shows_a_reader_nothing_of_hers() -> None:
    here = world()
    Grant.objects.filter(account=here.logins["clinician"]).update(scopes=["function", "factors"])
    client = client_of(here.logins["clinician"])
    session = client.session
    session["person"] = str(here.person.pk)
    session.save()
    before = len(events(here.person.pk))
    assert b"ocelot" not in client.get("/offline/today").content
    assert len(events(here.person.pk)) == before
    # The page of her factors is a look, and is told.
    assert b"ocelot" in client.get("/factors").content
    assert len(events(here.person.pk)) == before + 1


def test_a_blank_form_with_her_own_factors_is_told_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker of a parent who leads fetches it each hour: her factors are named in it, and nobody opens it for that."""
    here = world()
    parent = here.logins["parent who leads"]
    client = client_of(parent)
    begin = timezone.now()
    for hours, told in ((0, 1), (1, 1), (23, 1), (25, 2), (26, 2)):
        monkeypatch.setattr(audit.timezone, "now", lambda hours=hours: begin + dt.timedelta(hours=hours))
        page = client.get("/offline/today", headers={"sec-fetch-mode": "cors"})
        assert b"ocelot" in page.content
        found = [event for event in events(here.person.pk, LOOK) if event.page == "offline_today"]
        assert len(found) == told, hours
    assert (found[0].who_id, found[0].audience, "factors" in found[0].scopes) == (parent.pk, "parent", True)
    # Her own is nobody's look.
    assert b"ocelot" in client_of(here.logins["owner"]).get("/offline/today").content
    assert len([event for event in events(here.person.pk) if event.page == "offline_today"]) == 2


def test_a_command_is_told_as_whoever_runs_the_machine(tmp_path: Any) -> None:
    from dialdown.server import taking_out
    from dialdown.server.telling import told

    _robin, person = owner()
    with told("export"):
        taking_out.export(name="Robin", format="csv", out=tmp_path / "robin.csv", force=False)
    (event,) = events(person.pk, "command")
    assert (event.page, event.audience, event.who_id) == ("export", "host", None)
    assert event.scopes
    (line,) = [look for look in selectors.looks(_robin, person.pk) if look.icon == "server"]
    assert "Whoever runs this machine" in line.words


def test_a_command_that_ends_badly_is_told_too() -> None:
    from dialdown.server.telling import told

    _robin, person = owner()

    def go_wrong() -> None:
        with told("export"):
            assert "pain" in require(Operator(), person.pk)
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        go_wrong()
    assert [event.scopes for event in events(person.pk, "command")] == [["pain"]]


def test_a_look_that_cannot_be_written_down_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk: the command that ended well says so, the one that ended badly keeps its own words."""
    from dialdown.server.mistakes import Mistake
    from dialdown.server.telling import told

    def full(*_args: object, **_more: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(services, "record_command", full)
    with (
        pytest.raises(Mistake, match="list of who looked: database or disk is full; run it again"),
        told("export"),
    ):
        pass
    with pytest.raises(Mistake, match="no space left"), told("export"):
        raise Mistake("no space left")


def test_sign_ins_and_new_passwords_are_told_to_the_login() -> None:
    robin, _person = owner()
    client = client_of()
    assert client.post("/accounts/login/", {"login": "Robin", "password": PASSWORD}).status_code == 302
    services.set_password(username="Robin", password="five other quiet plain words")
    kinds = [(event.kind, event.audience) for event in events(robin.pk)]
    assert kinds == [("sign_in", ""), ("password", "host")]
    assert [line.icon for line in selectors.own_sign_ins(robin)] == ["lock", "key-round"]


def test_without_a_witness_nothing_is_kept_and_two_never_mix() -> None:
    kim, (_robin, person) = account("Kim"), owner()
    given = grant(kim, person, ["pain"], audience="clinician")
    assert "pain" in require(kim, person.pk)
    with witness.watching() as one:
        assert "pain" in require(kim, person.pk)
        with witness.watching() as inner:
            assert "pain" in require(Preview(given.pk), person.pk)
        assert inner.looks == {}
    (look,) = one.looks.values()
    assert (look.scopes, look.own) == ({"pain"}, False)
    assert witness.present() is None


def test_a_link_is_told_by_the_name_she_gave_it() -> None:
    robin, person = owner()
    made = services.make_link(
        viewer=robin, person=person, audience="other", label="Aunt Jo", scopes=["function:week"], lasts=dt.timedelta(days=7)
    )  # fmt: skip
    holder = services.open_link(secret=made.secret, spoken=made.spoken)
    assert isinstance(holder, LinkHolder)
    assert [event.who for event in events(person.pk, "link_opened")] == ["Aunt Jo"]
    assert any("Aunt Jo opened the link" in look.words for look in selectors.looks(robin, person.pk))
    assert Grant.objects.get(pk=made.grant.pk).link_digest != made.secret


WRITER = """
import sys, uuid
from dialdown.server.start import setup
setup()
from dialdown.people import services
for _n in range(15):
    services.record(subject=uuid.UUID(sys.argv[1]), kind="look", page="day")
"""
CHECK = """
from dialdown.server.start import setup
setup()
from dialdown.people import selectors
from dialdown.people.models import AuditEvent
print(AuditEvent.objects.count(), selectors.chain_problems())
"""


@pytest.mark.slow
def test_four_processes_on_one_file_make_one_chain(tmp_path: Any) -> None:
    where = {
        **os.environ,
        "DIALDOWN_DATA": str(tmp_path),
        "DIALDOWN_DATABASE": f"sqlite:///{tmp_path / 'one.sqlite3'}",
    }
    python = [sys.executable, "-c"]
    subprocess.run([*python, CHECK], env=where, check=True, capture_output=True)
    writers = [subprocess.Popen([*python, WRITER, str(uuid.UUID(int=7))], env=where) for _n in range(4)]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0, 0]
    said = subprocess.run([*python, CHECK], env=where, check=True, capture_output=True, text=True)
    assert said.stdout.strip() == "60 []"


# --- nothing is read past the record ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "path"),
    [("clinician", "/prescribe"), ("parent who leads", "/goals"), ("parent who leads", "/events")],
)
def test_a_page_that_comes_back_with_a_forms_mistakes_is_a_look_too(role: str, path: str) -> None:
    here = world()
    login = here.logins[role]
    assert login is not None
    grant(login, here.person, ["move"], audience="clinician" if role == "clinician" else "parent")
    before = len(events(here.person.pk, LOOK))
    assert client_of(login).post(path).status_code == 422
    told = events(here.person.pk, LOOK)[before:]
    assert [event.who_id for event in told] == [login.pk]
    assert told[0].scopes


def test_mistakes_that_the_api_names_are_no_look() -> None:
    here = world()
    before = len(events(here.person.pk))
    client = client_of(here.logins["parent who leads"])
    body = {"person": str(here.person.pk), "at": "", "zone": "", "saved_at": ""}
    answer = client.put(f"/api/entries/{uuid.uuid4()}", body, content_type="application/json")
    assert answer.status_code == 422
    assert len(events(here.person.pk)) == before


def test_a_parent_who_leads_looks_with_borrowed_eyes_and_is_told() -> None:
    mum = account("Mum")
    kid = services.create_person(account=mum, role="parent", display_name="Kid")
    link = services.make_link(
        viewer=mum, person=kid, audience="clinician", label="x", scopes=["pain:line", "move"], lasts=dt.timedelta(days=1)
    )  # fmt: skip
    before = len(events(kid.pk))
    assert client_of(mum).get(f"/sharing/{link.grant.pk}/preview").status_code == 200
    told = events(kid.pk)[before:]
    assert [(event.kind, event.who_id, event.page) for event in told] == [(LOOK, mum.pk, "preview")]
    assert {"pain", "move"} <= set(told[0].scopes)


@pytest.mark.skipif(
    os.environ.get("DIALDOWN_TEST_ENGINE", "sqlite") == "postgres", reason="SQLite’s own way to replace a row"
)
@pytest.mark.parametrize("key", ["id", "number"])
def test_an_event_is_not_replaced_by_another_one(key: str) -> None:
    subject = chain()
    columns = [f.column for f in AuditEvent._meta.concrete_fields]
    new = {"who": "'nobody'"} if key == "id" else {"who": "'nobody'", "id": "'f' || substr(id, 2)"}
    chosen = ", ".join(new.get(name, name) for name in columns)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        raw(
            f"INSERT OR REPLACE INTO people_auditevent ({', '.join(columns)}) "  # noqa: S608 - names of our own model
            f"SELECT {chosen} FROM people_auditevent WHERE number = 2"
        )
    assert [event.who for event in events(subject)] == [""] * 4
    assert selectors.chain_problems() == []


def test_a_trigger_that_does_nothing_any_more_is_told() -> None:
    if connection.vendor == "postgresql":
        raw(
            "CREATE OR REPLACE FUNCTION auditevent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
        )
    else:
        raw("DROP TRIGGER auditevent_no_update")
        raw("CREATE TRIGGER auditevent_no_update BEFORE UPDATE ON people_auditevent BEGIN SELECT 1; END")
    assert any("triggers are gone" in problem for problem in selectors.chain_problems())


def test_a_parent_who_gives_up_the_lead_is_who_did_it() -> None:
    mum = account("Mum")
    kid = services.create_person(account=mum, role="parent", display_name="Kid", age_group="under_13")
    code = invitations.invite_child(parent=mum, person=kid, ends_lead=False)
    invitations.join(code=code, newcomer=invitations.Newcomer("Kid", PASSWORD))
    before = len(events(kid.pk))
    assert running.end_own_lead(parent=mum, person=kid)
    assert [(event.kind, event.who) for event in events(kid.pk)[before:]] == [
        ("grant_ended", "Mum"),
        ("grant", "Mum"),
    ]
