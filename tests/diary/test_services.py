"""What is kept, whose it is, and that nothing acknowledged is lost or doubled."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dialdown.diary import selectors, services
from dialdown.diary.models import Entry, ImportBatch, RegionMark, Value
from dialdown.intake.records import BadInput
from dialdown.people import services as people
from dialdown.people.access import Denied
from dialdown.people.models import Account, Grant
from dialdown.uuid7 import uuid7
from tests.diary.household import Home

pytestmark = pytest.mark.database


def stored(home: Home, entry_id: uuid.UUID, viewer: Account | None = None) -> dict[str, Any]:
    return selectors.entry_document(viewer or home.robin, entry_id)


def wheres(error: pytest.ExceptionInfo[BadInput]) -> set[str]:
    return {problem.where for problem in error.value.problems}


# --- answered, skipped, missing ------------------------------------------------------------------


def test_answered_skipped_and_missing_are_three_things(home: Home) -> None:
    saved = home.save(values={"function": 0, "medicine": False}, skipped=["pain_now"])
    rows = {row.key: row for row in Value.objects.filter(entry=saved.entry)}
    assert set(rows) == {"function", "medicine", "pain_now"}, "what nobody answered has no row"
    assert (rows["function"].number, rows["function"].skipped) == (0.0, False)
    assert (rows["medicine"].number, rows["medicine"].skipped) == (0.0, False)
    assert (rows["pain_now"].number, rows["pain_now"].skipped) == (None, True)
    document = stored(home, saved.entry.pk)
    assert document["values"] == {"function": 0.0, "medicine": False}
    assert document["skipped"] == ["pain_now"]


def test_skipped_and_missing_days_are_absent_from_the_numbers(home: Home) -> None:
    home.save(values={"function": 3}, skipped=["pain_now"])
    series = selectors.day_series(home.robin, home.person.pk)
    assert set(series) == {"function"}


def test_both_sides_stay_apart(home: Home) -> None:
    saved = home.save(
        values={"touch_left": "hurts", "touch_right": "fine"},
        regions=[{"region": "front-left-hand", "pain": 7}, {"region": "front-right-hand", "pain": 1}],
        signs=[
            {"kind": "temperature", "side": "left", "answer": "cold", "reading": 28.4},
            {"kind": "temperature", "side": "right", "answer": "same", "reading": 32.1},
        ],
    )
    document = stored(home, saved.entry.pk)
    assert document["values"] == {"touch_left": "hurts", "touch_right": "fine"}
    assert [(r["region"], r["side"], r["pain"]) for r in document["regions"]] == [
        ("front-left-hand", "left", 7.0), ("front-right-hand", "right", 1.0),
    ]  # fmt: skip
    assert [(s["side"], s["answer"], s["reading"]) for s in document["signs"]] == [
        ("left", "cold", 28.4),
        ("right", "same", 32.1),
    ]


def test_a_choice_keeps_its_word_and_its_number(home: Home) -> None:
    saved = home.save(values={"fog": "foggy"})
    row = saved.entry.values.get(key="fog")
    assert (row.text, row.number) == ("foggy", 10.0)


def test_the_step_and_the_wording_of_the_ends_are_kept(home: Home) -> None:
    row = home.save(values={"pain_now": 6}).entry.values.get(key="pain_now")
    assert (row.step, row.anchors) == (1.0, 1)


# --- what cannot be stored ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({}, "values"),
        ({"values": {"function": 11}}, "values.function"),
        ({"values": {"tea": 2}}, "values.tea"),
        ({"values": {"function": 5}, "said_by": "device"}, "said_by"),
        ({"values": {"function": 5}, "mode": "import"}, "said_by"),
        ({"values": {"function": 5}, "day": "2999-01-01"}, "day"),
        ({"regions": [{"region": "front-left-ear"}]}, "regions.0"),
    ],
)
def test_nothing_is_stored_of_a_document_with_a_problem(
    home: Home, fields: dict[str, Any], where: str
) -> None:
    with pytest.raises(BadInput) as error:
        home.save(**fields)
    assert where in wheres(error)
    assert not Entry.objects.exists()


def test_a_stranger_and_a_reader_may_not_write(home: Home) -> None:
    for viewer in (home.stranger, home.lee, home.host, None):
        with pytest.raises(Denied):
            services.save_entry(viewer=viewer, document=home.document(values={"function": 5}))


def test_an_entry_cannot_be_taken_over_by_its_id(home: Home) -> None:
    mine = home.save(values={"function": 5})
    theirs = people.create_person(account=home.stranger, display_name="Second")
    document = home.document(id=str(mine.entry.pk), person=str(theirs.pk), values={"function": 1})
    with pytest.raises(Denied):
        services.save_entry(viewer=home.stranger, document=document)
    assert stored(home, mine.entry.pk)["values"] == {"function": 5.0}


def test_a_parent_cannot_write_what_is_private(home: Home) -> None:
    with pytest.raises(BadInput) as error:
        home.save(home.kim, said_by="parent", values={"mood": "low", "function": 4}, skipped=["note"])
    assert wheres(error) == {"values.mood", "values.note"}


# --- again, older, newer --------------------------------------------------------------------------


def test_the_same_twice_changes_nothing(home: Home) -> None:
    document = home.document(
        values={"function": 5, "did": ["walking", "friends"]}, regions=[{"region": "front-left-knee"}]
    )
    first = services.save_entry(viewer=home.robin, document=document)
    number = selectors.version(home.person.pk)
    again = services.save_entry(viewer=home.robin, document=document)
    assert (first.stored, again.stored) == ("created", "same")
    assert (Entry.objects.count(), Value.objects.count(), RegionMark.objects.count()) == (1, 2, 1)
    assert selectors.version(home.person.pk) == number
    assert again.entry.revisions.count() == 1


def test_what_was_taken_out_after_it_was_saved_anew_without_a_change_stays_out(home: Home) -> None:
    first = home.document(values={"function": 5})
    later = (dt.datetime.fromisoformat(first["saved_at"]) + dt.timedelta(seconds=1)).isoformat()
    anew = {**first, "saved_at": later}
    said = [services.save_entry(viewer=home.robin, document=document).stored for document in (first, anew)]
    assert said == ["created", "same"]
    services.delete_entry(viewer=home.robin, entry_id=uuid.UUID(first["id"]))
    # The network delivers it a second time.
    assert services.save_entry(viewer=home.robin, document=anew).stored == "newer"
    assert not Entry.objects.filter(deleted_at=None).exists()


def test_the_same_twice_from_someone_who_sees_less_changes_nothing(home: Home) -> None:
    first = home.save(values={"function": 5, "mood": "low"}, regions=[{"region": "front-left-knee"}])
    home.person.grants.filter(account=home.kim).update(scopes=["function"])
    again = services.save_entry(viewer=home.kim, document=stored(home, first.entry.pk, home.kim))
    assert again.stored == "same"


def test_a_newer_version_replaces_and_an_older_one_is_ignored(home: Home) -> None:
    first = home.document(values={"function": 5}, skipped=["pain_now"])
    later = (dt.datetime.fromisoformat(first["saved_at"]) + dt.timedelta(seconds=1)).isoformat()
    second = {**first, "saved_at": later, "values": {"pain_now": 4}, "skipped": []}
    assert services.save_entry(viewer=home.robin, document=first).stored == "created"
    assert services.save_entry(viewer=home.robin, document=second).stored == "updated"
    assert services.save_entry(viewer=home.robin, document=first).stored == "newer"
    document = stored(home, uuid.UUID(first["id"]))
    assert (document["values"], document["skipped"]) == ({"pain_now": 4.0}, [])


def test_a_device_whose_clock_is_ahead_does_not_block_a_correction(home: Home) -> None:
    ahead = timezone.now() + dt.timedelta(hours=5)
    saved = home.save(at=ahead, values={"function": 5})
    document = {**stored(home, saved.entry.pk), "values": {"function": 6}}
    assert (
        services.edit_entry(viewer=home.robin, entry_id=saved.entry.pk, document=document).stored == "updated"
    )
    assert stored(home, saved.entry.pk)["values"] == {"function": 6.0}


class Replays(TestCase):
    """Deliveries come late, twice and in any order; the newest version is what stays."""

    def setup_example(self) -> None:
        super().setup_example()
        self.robin = Account.objects.create(username="robin")
        self.person = people.create_person(account=self.robin, display_name="Robin")

    def versions(self, number: int) -> list[dict[str, Any]]:
        start = timezone.now() - dt.timedelta(hours=1)
        entry_id = str(uuid7())
        return [
            {
                "id": entry_id, "person": str(self.person.pk), "at": start.isoformat(), "zone": "UTC", "mode": "full",
                "saved_at": (start + dt.timedelta(seconds=i)).isoformat(), "said_by": "self", "values": {"function": i % 11},
                "skipped": ["pain_now"] if i % 2 else [], "regions": [{"region": "front-left-knee", "pain": i % 11}] if i % 3 else [],
            }
            for i in range(number)
        ]  # fmt: skip

    def send(self, document: dict[str, Any]) -> services.Saved:
        return services.save_entry(viewer=self.robin, document=document)

    def now(self, entry_id: str) -> Entry:
        return Entry.objects.get(pk=entry_id)

    @given(order=st.lists(st.integers(0, 5), min_size=1, max_size=14))
    def test_any_order_ends_at_the_newest(self, order: list[int]) -> None:
        versions = self.versions(6)
        for i in order:
            self.send(versions[i])
        newest = versions[max(order)]
        document = selectors.entry_document(self.robin, uuid.UUID(newest["id"]))
        assert document["values"] == {"function": float(newest["values"]["function"])}
        assert document["skipped"] == newest["skipped"]
        assert [r["pain"] for r in document["regions"]] == [float(r["pain"]) for r in newest["regions"]]
        assert Entry.objects.filter(pk=newest["id"]).count() == 1

    @given(
        before=st.lists(st.integers(0, 3), min_size=1, max_size=5),
        after=st.lists(st.integers(0, 3), max_size=8),
        by_delete=st.booleans(),
    )
    def test_a_late_delivery_does_not_bring_back_what_was_taken_out(
        self, before: list[int], after: list[int], by_delete: bool
    ) -> None:
        versions = self.versions(4)
        for i in before:
            self.send(versions[i])
        entry_id = uuid.UUID(versions[0]["id"])
        if by_delete:
            services.delete_entry(viewer=self.robin, entry_id=entry_id)
        else:
            while self.now(versions[0]["id"]).deleted_at is None:
                services.undo(viewer=self.robin, entry_id=entry_id)
        for i in after:
            if i <= max(before):
                assert self.send(versions[i]).stored == "newer"
        assert self.now(versions[0]["id"]).deleted_at is not None
        # What she wrote after that is a new will and comes back.
        fresh = {
            **versions[3],
            "saved_at": (timezone.now() + dt.timedelta(seconds=30)).isoformat(),
            "values": {"function": 9},
        }
        assert self.send(fresh).stored == "updated"
        assert selectors.entry_document(self.robin, entry_id)["values"] == {"function": 9.0}

    @example(steps=["undo", "save", "undo", "undo"])
    @given(steps=st.lists(st.sampled_from(["save", "undo", "delete"]), max_size=12))
    def test_undo_walks_back_exactly_the_way_it_came(self, steps: list[str]) -> None:
        versions = self.versions(1)
        entry_id, at = uuid.UUID(versions[0]["id"]), dt.datetime.fromisoformat(versions[0]["saved_at"])
        self.send(versions[0])
        past: list[float | None] = [0.0]
        for n, step in enumerate(steps, start=1):
            if step == "save":
                value = float(n % 11)
                at = max(at, self.now(str(entry_id)).saved_at) + dt.timedelta(seconds=1)
                if (
                    self.send(
                        {**versions[0], "saved_at": at.isoformat(), "values": {"function": value}}
                    ).stored
                    == "updated"
                ):
                    past.append(value)
            elif step == "delete" and past[-1] is not None:
                services.delete_entry(viewer=self.robin, entry_id=entry_id)
                past.append(None)
            elif step == "undo":
                services.undo(viewer=self.robin, entry_id=entry_id)
                # Before the first save there was nothing; undoing that brings it back.
                past = past[:-1] if len(past) > 1 else [past[0], None]
            entry = self.now(str(entry_id))
            if past[-1] is None:
                assert entry.deleted_at is not None
            else:
                assert entry.deleted_at is None
                assert selectors.entry_document(self.robin, entry_id)["values"] == {"function": past[-1]}


# --- undo and whose words -------------------------------------------------------------------------


def test_undo_of_a_first_save_takes_it_out_and_undo_brings_it_back(home: Home) -> None:
    saved = home.save(values={"function": 5}, regions=[{"region": "front-left-knee"}])
    gone = services.undo(viewer=home.robin, entry_id=saved.entry.pk)
    assert gone.stored == "deleted"
    assert not selectors.entries(home.robin, home.person.pk).exists()
    services.undo(viewer=home.robin, entry_id=saved.entry.pk, revision=gone.revision)
    document = stored(home, saved.entry.pk)
    assert document["values"] == {"function": 5.0}
    assert [r["region"] for r in document["regions"]] == ["front-left-knee"]


def test_a_second_tap_on_the_same_undo_does_nothing(home: Home) -> None:
    saved = home.save(values={"function": 5})
    edited = services.edit_entry(
        viewer=home.robin,
        entry_id=saved.entry.pk,
        document={**stored(home, saved.entry.pk), "values": {"function": 7}},
    )
    for _tap in range(3):
        services.undo(viewer=home.robin, entry_id=saved.entry.pk, revision=edited.revision)
    assert stored(home, saved.entry.pk)["values"] == {"function": 5.0}
    assert Entry.objects.get(pk=saved.entry.pk).deleted_at is None


def imported(home: Home) -> Entry:
    """An entry that a device brought: steps and a place, nobody typed them."""
    batch = ImportBatch.objects.create(
        person=home.person, format="table", file_name="watch.csv", sha256="0" * 64
    )
    at = timezone.now() - dt.timedelta(days=2)
    entry = Entry.objects.create(
        person=home.person,
        at=at,
        zone="Europe/Berlin",
        day=at.date(),
        mode="device",
        said_by="device",
        saved_at=at,
        batch=batch,
    )
    Value.objects.create(entry=entry, key="steps", number=3420, said_by="device", batch=batch)
    RegionMark.objects.create(
        entry=entry, region="front-left-knee", side="left", pain=4, said_by="device", batch=batch
    )
    return entry


def origin(row: Any) -> tuple[Any, ...]:
    return (row.pk, row.said_by, row.typed_by_id, row.batch_id)


def test_editing_a_note_does_not_make_a_devices_steps_hers(home: Home) -> None:
    entry = imported(home)
    steps, mark = origin(entry.values.get(key="steps")), origin(entry.regions.get())
    document = stored(home, entry.pk)
    services.edit_entry(
        viewer=home.robin, entry_id=entry.pk,
        document={**document, "said_by": "self", "values": {**document["values"], "note": "Long walk"}},
    )  # fmt: skip
    assert origin(entry.values.get(key="steps")) == steps
    assert origin(entry.regions.get()) == mark
    note = entry.values.get(key="note")
    assert (note.said_by, note.typed_by) == ("self", home.robin)
    entry.refresh_from_db()
    assert (entry.mode, entry.said_by) == ("device", "device"), "the entry stays marked as brought in"
    assert entry.edited_at is not None


def test_undo_gives_a_changed_answer_its_origin_back(home: Home) -> None:
    entry = imported(home)
    before = origin(entry.values.get(key="steps"))[1:]
    changed = services.edit_entry(
        viewer=home.robin,
        entry_id=entry.pk,
        document={**stored(home, entry.pk), "said_by": "self", "values": {"steps": 9}, "regions": []},
    )
    row = entry.values.get(key="steps")
    assert (row.number, row.said_by, row.typed_by) == (9.0, "self", home.robin)
    services.undo(viewer=home.robin, entry_id=entry.pk, revision=changed.revision)
    row = entry.values.get(key="steps")
    assert row.number == 3420
    assert origin(row)[1:] == before
    assert origin(entry.regions.get())[1:] == ("device", None, entry.batch_id)


def test_a_parent_who_corrects_one_answer_owns_only_that(home: Home) -> None:
    saved = home.save(values={"function": 5, "school_hours": 3})
    document = stored(home, saved.entry.pk, home.kim)
    services.edit_entry(
        viewer=home.kim,
        entry_id=saved.entry.pk,
        document={**document, "said_by": "parent", "values": {"function": 5, "school_hours": 4}},
    )
    rows = {row.key: (row.said_by, row.typed_by) for row in saved.entry.values.all()}
    assert rows == {"function": ("self", home.robin), "school_hours": ("parent", home.kim)}


def test_what_a_parent_may_not_see_is_not_lost_by_her_edit(home: Home) -> None:
    saved = home.save(values={"function": 5, "mood": "low", "note": "Mine"}, skipped=["period"])
    seen = stored(home, saved.entry.pk, home.kim)
    assert (set(seen["values"]), seen["skipped"]) == ({"function"}, [])
    edited = services.edit_entry(
        viewer=home.kim,
        entry_id=saved.entry.pk,
        document={**seen, "said_by": "parent", "values": {"function": 6}},
    )
    document = stored(home, saved.entry.pk)
    assert document["values"] == {"function": 6.0, "mood": "low", "note": "Mine"}
    assert document["skipped"] == ["period"]
    # Robin changes her mood: that is hers to take back, not the parent's.
    hers = services.edit_entry(
        viewer=home.robin,
        entry_id=saved.entry.pk,
        document={**document, "values": {**document["values"], "mood": "good"}},
    )
    assert services.undo(viewer=home.kim, entry_id=saved.entry.pk).stored == "same"
    assert stored(home, saved.entry.pk)["values"]["mood"] == "good"
    services.undo(viewer=home.robin, entry_id=saved.entry.pk, revision=hers.revision)
    services.undo(viewer=home.kim, entry_id=saved.entry.pk, revision=edited.revision)
    assert stored(home, saved.entry.pk)["values"] == {"function": 5.0, "mood": "low", "note": "Mine"}


def test_a_body_map_that_is_hidden_is_not_lost_either(home: Home) -> None:
    saved = home.save(values={"function": 5}, regions=[{"region": "front-left-knee", "pain": 6}])
    Grant.objects.filter(account=home.kim).update(scopes=["function"])
    seen = stored(home, saved.entry.pk, home.kim)
    assert seen["regions"] == []
    services.edit_entry(
        viewer=home.kim, entry_id=saved.entry.pk, document={**seen, "values": {"function": 2}}
    )
    assert [r["pain"] for r in stored(home, saved.entry.pk)["regions"]] == [6.0]


def test_two_people_on_one_day_are_never_merged(home: Home) -> None:
    home.save(values={"function": 4})
    home.save(home.kim, said_by="parent", values={"function": 8})
    series = selectors.day_series(home.robin, home.person.pk, ["function"])["function"]
    assert series.source == "self"
    assert list(series.days.values()) == [4.0]
    assert [list(days.values()) for days in series.others.values()] == [[8.0]]
