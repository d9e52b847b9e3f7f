"""What no database can hold is refused in words: an answer that fails stops everything that waits behind it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from dialdown.diary import selectors, services
from dialdown.diary.models import Entry
from tests.diary.household import Home

pytestmark = pytest.mark.database

KNEE = "front-left-knee"


@pytest.mark.parametrize("text", ["half a smile \ud83d", "zero \x00 byte"])
@pytest.mark.parametrize("where", ["note", "win", "own_word"])
def test_a_text_is_refused(home: Home, page: Client, text: str, where: str) -> None:
    fields: dict[str, Any] = (
        {"regions": [{"region": KNEE, "own_word": text}]}
        if where == "own_word"
        else {"values": {where: text}}
    )
    document = home.document(**fields)
    answer = page.put(f"/api/entries/{document['id']}", json.dumps(document), content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["problems"]
    assert not Entry.objects.exists()


def test_other_letters_are_kept(home: Home, page: Client) -> None:
    text = "😀 \u202eabc\u202c ü שלום"
    entry = home.save(values={"note": text}, regions=[{"region": KNEE, "own_word": text}]).entry
    stored = selectors.entry_document(home.robin, entry.pk)
    assert (stored["values"]["note"], stored["regions"][0]["own_word"]) == (text, text)


def test_a_number_beyond_counting_is_refused(home: Home, page: Client) -> None:
    factor = services.add_factor(viewer=home.robin, person=home.person, label="Steps", type="amount")
    for number in ("1e300", "-1e300"):
        answer = page.post("/", {"mode": "full", f"values.{factor.key}": number})
        assert answer.status_code == 422
    assert page.post("/", {"mode": "full", f"values.{factor.key}": "1000000"}).status_code == 302


@pytest.mark.parametrize(
    "next_page", ["null", "no-such-name", "//elsewhere.example", "javascript:alert(1)", "\\elsewhere"]
)
def test_a_way_back_that_is_none_leads_home(home: Home, page: Client, next_page: str) -> None:
    assert page.post("/mode", {"mode": "full", "next": next_page}).headers["Location"] == "/"
    assert page.post("/settings/theme", {"theme": "dark", "next": next_page}).headers["Location"] == "/"
    looked = {"by_whom": "Our GP", "on": "2024-01-01", "said_by": "self", "next": next_page}
    assert page.post("/clearance", looked).headers["Location"] == "/clearance"
