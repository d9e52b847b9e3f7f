"""A page of her own: a note that nobody else reads."""

from __future__ import annotations

import pytest

from dialdown.diary.models import Entry, Value
from dialdown.people.services import create_person
from tests.access.households import PASSWORD, account, client_of, owner

pytestmark = pytest.mark.django_db


def signed_in(name: str):  # type: ignore[no-untyped-def]
    client = client_of()
    assert client.post("/accounts/login/", {"login": name, "password": PASSWORD}).status_code == 302
    return client


def test_what_she_writes_is_sealed_and_read_by_her_alone() -> None:
    _robin, person = owner()
    client = signed_in("Robin")
    assert client.post("/mine", {"values.note": "a marmot in the garden"})["Location"] == "/mine"
    assert "a marmot in the garden" in client.get("/mine").content.decode()
    row = Value.objects.get(entry__person=person, key="note")
    assert "marmot" not in str(row.__dict__)
    # Another sign-in without the password (a number, a passkey) sees that something is there, not what.
    closed = client_of(_robin).get("/mine").content.decode()
    assert "marmot" not in closed
    assert "What you wrote is locked" in closed


def test_nothing_is_no_note() -> None:
    owner()
    client = signed_in("Robin")
    assert client.post("/mine", {"values.note": "   "}).status_code == 302
    assert not Entry.objects.exists()


def test_only_the_note_is_taken() -> None:
    owner()
    signed_in("Robin").post(
        "/mine", {"values.note": "x", "values.pain_now": "9", "said_by": "parent", "mode": "full"}
    )
    entry = Entry.objects.get()
    assert (entry.mode, entry.said_by) == ("quick", "self")
    assert "pain_now" not in set(entry.values.values_list("key", flat=True))


def test_a_parent_who_leads_has_no_such_page() -> None:
    parent = account("Kim")
    create_person(account=parent, role="parent", display_name="Mia", age_group="under_13")
    client = client_of(parent)
    assert client.get("/mine").status_code == 404
    assert client.post("/mine", {"values.note": "x"}).status_code == 404
    assert not Entry.objects.exists()


def test_a_child_checks_in_with_two_taps() -> None:
    owner("Mia", age_group="under_13")
    client = signed_in("Mia")
    page = client.get("/").content.decode()
    assert 'data-checkin="quick"' in page
    assert 'action="/mode"' not in page
    for name in ('name="values.sleep_hours"', "data-bodymap", 'name="values.note"'):
        assert name not in page
    assert 'href="/mine"' in page
    # Asked for otherwise it stays two taps.
    assert 'data-checkin="quick"' in client.get("/?mode=full").content.decode()
    client.post("/", {"mode": "quick", "values.function": "7", "said_by": "self"})
    page = client.get("/").content.decode()
    assert "Saved for today" in page
    assert 'action="/mode"' not in page
