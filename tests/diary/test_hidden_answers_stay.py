"""What a parent may not see of an entry outlives what she does with the rest of it."""

from __future__ import annotations

import json

import pytest

from dialdown.diary import selectors, services
from dialdown.people.models import Grant
from tests.diary.household import Home, browser

pytestmark = pytest.mark.database


def test_a_parent_takes_out_only_what_she_sees(home: Home) -> None:
    entry = home.save(values={"function": 5, "note": "Mine", "mood": "low"}, skipped=["period"]).entry
    gone = services.delete_entry(viewer=home.kim, entry_id=entry.pk)
    assert gone.stored == "deleted"
    left = selectors.entry_document(home.robin, entry.pk)
    assert (left["values"], left["skipped"]) == ({"note": "Mine", "mood": "low"}, ["period"])
    assert [e.pk for e in selectors.entries(home.robin, home.person.pk)] == [entry.pk]
    again = services.delete_entry(viewer=home.kim, entry_id=entry.pk)
    assert (again.stored, again.revision) == ("same", None)
    services.undo(viewer=home.kim, entry_id=entry.pk, revision=gone.revision)
    assert selectors.entry_document(home.robin, entry.pk)["values"] == {
        "function": 5.0,
        "mood": "low",
        "note": "Mine",
    }


def test_an_older_delivery_does_not_bring_back_what_she_took_out(home: Home) -> None:
    document = home.document(values={"function": 5, "note": "Mine"})
    entry = services.save_entry(viewer=home.robin, document=document).entry
    assert browser(home.kim).delete(f"/api/entries/{entry.pk}").status_code == 200
    late = {**document, "values": {"function": 5}, "said_by": "parent"}
    answer = browser(home.kim).put(
        f"/api/entries/{entry.pk}", json.dumps(late), content_type="application/json"
    )
    assert answer.json()["stored"] == "newer"
    assert selectors.entry_document(home.robin, entry.pk)["values"] == {"note": "Mine"}


def test_places_stay_for_who_sees_them(home: Home) -> None:
    Grant.objects.filter(account=home.kim).update(scopes=["function"])
    entry = home.save(values={"function": 5}, regions=[{"region": "front-left-knee", "pain": 6}]).entry
    services.delete_entry(viewer=home.kim, entry_id=entry.pk)
    left = selectors.entry_document(home.robin, entry.pk)
    assert (left["values"], [r["pain"] for r in left["regions"]]) == ({}, [6.0])


def test_an_entry_without_anything_hidden_goes_as_a_whole(home: Home) -> None:
    entry = home.save(values={"function": 5}).entry
    services.delete_entry(viewer=home.kim, entry_id=entry.pk)
    assert not selectors.entries(home.robin, home.person.pk).exists()
