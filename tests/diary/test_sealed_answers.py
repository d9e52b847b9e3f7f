"""Private answers: written by anyone who may, read only with her key open, kept through every change."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from dialdown.diary import sealed, selectors, services
from dialdown.diary.models import Entry, Revision, Value
from dialdown.intake.definitions import shipped
from dialdown.intake.records import BadInput
from dialdown.people.access import Operator
from dialdown.people.models import Account, Grant, SealingKey
from dialdown.people.sealing import keys
from dialdown.people.sealing.boxes import CannotOpen
from tests.diary.private import WORDS, closed, with_key

if TYPE_CHECKING:
    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PRIVATE = [d.key for d in shipped().sealed]
SAID = {"function": 6.0, "mood": "low", "note": "marmot on the hill", "period": True}


@pytest.fixture
def mine(home: Home) -> Home:
    return with_key(home)


def document(viewer: Any, entry: Entry) -> dict[str, Any]:
    return selectors.entry_document(viewer, entry.pk)


def every_byte() -> str:
    """Everything that is stored of entries, as one text."""
    rows = [*Value.objects.values(), *Revision.objects.values(), *Entry.objects.values()]
    return json.dumps(
        rows, default=lambda x: bytes(x).decode("latin-1") if isinstance(x, (bytes, memoryview)) else str(x)
    )


def test_the_table_says_what_is_sealed() -> None:
    assert sorted(PRIVATE) == ["energy", "fog", "mood", "note", "period"]
    assert {d.scope for d in shipped().sealed} == {"mood", "note", "period"}


def test_only_her_open_key_reads_them(mine: Home) -> None:
    saved = mine.save(values=SAID, skipped=["energy"])
    assert document(mine.robin, saved.entry)["values"] == SAID
    assert document(mine.robin, saved.entry)["skipped"] == ["energy"]
    for viewer in (closed(mine.robin), Operator()):
        seen = document(viewer, saved.entry)
        assert (seen["values"], seen["skipped"]) == ({"function": 6.0}, [])
        assert seen["sealed"] == sorted(PRIVATE)
    assert "marmot" not in every_byte()


def test_who_may_not_see_them_does_not_even_hear_that_they_are_there(mine: Home) -> None:
    saved = mine.save(values=SAID)
    assert document(mine.kim, saved.entry)["sealed"] == []
    assert selectors.moment(mine.kim, saved.entry.pk)[1].closed == ()


def test_a_key_of_somebody_else_opens_nothing(mine: Home) -> None:
    saved = mine.save(values=SAID)
    keys.come_in(account=mine.kim, passphrase=WORDS)
    assert keys.opened(mine.kim) == {}
    # Even with her scope, and with a key pair that she made for herself.
    Grant.objects.create(person=mine.person, account=mine.kim, scopes=["all"], made_by=mine.robin)
    keys.hold(mine.kim, {mine.person.pk: b"1" * 32})
    assert "note" not in document(mine.kim, saved.entry)["values"]


def test_every_private_question_has_a_row_whatever_was_said(mine: Home) -> None:
    quiet, told = mine.save(values={"function": 3}).entry, mine.save(values=SAID).entry
    for entry in (quiet, told):
        rows = {row.key: row for row in entry.values.all()}
        assert set(PRIVATE) <= set(rows)
        for key in PRIVATE:
            row = rows[key]
            assert (row.number, row.text, row.tags, row.skipped) == (None, "", [], False)
            assert len(row.sealed) - 109 == (256 if key == "note" else 64)
    assert document(mine.robin, quiet)["values"] == {"function": 3.0}


def test_long_words_fall_into_few_sizes(mine: Home) -> None:
    lengths = {
        len(mine.save(values={"note": "ä" * n}).entry.values.get(key="note").sealed)
        for n in (1, 90, 130, 4000)
    }
    assert sorted(lengths) == [256 + 109, 1024 + 109, 16384 + 109]


def test_writing_needs_no_key(mine: Home) -> None:
    away = closed(mine.robin)
    saved = mine.save(viewer=away, values=SAID)
    assert saved.stored == "created"
    assert document(mine.robin, saved.entry)["values"] == SAID


def test_sending_the_same_again_changes_nothing_even_unread(mine: Home) -> None:
    away, told = closed(mine.robin), mine.document(values=SAID)
    assert services.save_entry(viewer=away, document=told).stored == "created"
    rows = list(Value.objects.order_by("key").values_list("pk", "sealed"))
    assert services.save_entry(viewer=away, document=told).stored == "same"
    assert services.save_entry(viewer=mine.robin, document=told).stored == "same"
    assert list(Value.objects.order_by("key").values_list("pk", "sealed")) == rows
    assert Revision.objects.count() == 1


def test_an_edit_without_the_key_leaves_them_untouched(mine: Home) -> None:
    entry = mine.save(values=SAID, skipped=["fog"]).entry
    rows = dict(Value.objects.filter(key__in=PRIVATE).values_list("key", "sealed"))
    away = closed(mine.robin)
    seen = document(away, entry)
    services.edit_entry(viewer=away, entry_id=entry.pk, document={**seen, "values": {"function": 8}})
    # Also for who does not say what stays, and for a parent who cannot know.
    services.edit_entry(
        viewer=away, entry_id=entry.pk, document={**seen, "values": {"function": 9}, "sealed": []}
    )
    services.edit_entry(
        viewer=mine.kim, entry_id=entry.pk, document={**seen, "values": {"function": 4}, "sealed": []}
    )
    assert dict(Value.objects.filter(key__in=PRIVATE).values_list("key", "sealed")) == rows
    read = document(mine.robin, entry)
    assert (read["values"], read["skipped"]) == ({**SAID, "function": 4.0}, ["fog"])


def test_an_answer_given_without_the_key_replaces_just_that_one(mine: Home) -> None:
    entry = mine.save(values=SAID).entry
    away = closed(mine.robin)
    seen = document(away, entry)
    services.edit_entry(
        viewer=away, entry_id=entry.pk, document={**seen, "values": {"function": 6, "mood": "good"}}
    )
    assert document(mine.robin, entry)["values"] == {**SAID, "mood": "good"}


def test_with_the_key_an_answer_can_be_taken_away(mine: Home) -> None:
    entry = mine.save(values=SAID).entry
    seen = document(mine.robin, entry)
    services.edit_entry(
        viewer=mine.robin, entry_id=entry.pk, document={**seen, "values": {"function": 6, "mood": "low"}}
    )
    assert document(mine.robin, entry)["values"] == {"function": 6.0, "mood": "low"}
    assert Value.objects.filter(entry=entry, key__in=PRIVATE).count() == len(PRIVATE)


def test_unchanged_answers_keep_their_rows(mine: Home) -> None:
    entry = mine.save(values=SAID).entry
    before = dict(entry.values.values_list("key", "pk"))
    services.edit_entry(
        viewer=mine.robin,
        entry_id=entry.pk,
        document={**document(mine.robin, entry), "values": {**SAID, "mood": "good"}},
    )
    after = dict(entry.values.values_list("key", "pk"))
    assert {key for key in before if before[key] != after[key]} == {"mood"}


def test_undo_brings_them_back_with_and_without_the_key(mine: Home) -> None:
    for viewer in (mine.robin, closed(mine.robin)):
        entry = mine.save(values=SAID, skipped=["energy"]).entry
        services.edit_entry(
            viewer=mine.robin,
            entry_id=entry.pk,
            document={**document(mine.robin, entry), "values": {"function": 1}},
        )
        assert services.undo(viewer=viewer, entry_id=entry.pk).stored == "updated"
        read = document(mine.robin, entry)
        assert (read["values"], read["skipped"]) == (SAID, ["energy"])
        services.delete_entry(viewer=viewer, entry_id=entry.pk)
        services.undo(viewer=viewer, entry_id=entry.pk)
        assert document(mine.robin, entry)["values"] == SAID
    assert "marmot" not in every_byte()


def test_an_entry_with_nothing_but_a_note_can_be_saved_unread(mine: Home) -> None:
    entry = mine.save(values={"note": "marmot"}).entry
    away = closed(mine.robin)
    assert (
        services.edit_entry(viewer=away, entry_id=entry.pk, document=document(away, entry)).stored == "same"
    )
    assert services.delete_entry(viewer=away, entry_id=entry.pk).stored == "deleted"
    with pytest.raises(BadInput):
        mine.save(viewer=away, sealed=["note"])


def test_the_days_of_a_private_answer_need_the_key(mine: Home) -> None:
    entry = mine.save(values={"mood": "low"}).entry
    mine.save(values={"mood": "good", "period": True})
    series = selectors.day_series(mine.robin, mine.person.pk)
    assert series["mood"].days == {entry.day: 5.0}
    assert series["period"].days == {entry.day: 1.0}
    mine.save(skipped=["mood"])
    found = selectors.skipped_days(mine.robin, mine.person.pk, "mood", entry.day, entry.day, said_by="self")
    assert found == {entry.day}
    away = closed(mine.robin)
    assert set(selectors.day_series(away, mine.person.pk)) == set()
    assert (
        selectors.skipped_days(away, mine.person.pk, "mood", entry.day, entry.day, said_by="self")
        == frozenset()
    )


def swap(entry: Entry, key: str, other: Entry, other_key: str) -> None:
    """Put the box of one answer where another one was."""
    box = other.values.get(key=other_key).sealed
    Value.objects.filter(entry=entry, key=key).update(sealed=box)


def test_a_box_that_was_swapped_is_told_in_words_and_never_read(mine: Home) -> None:
    first, second = (
        mine.save(values={"note": "one"}).entry,
        mine.save(values={"note": "two", "mood": "low"}).entry,
    )
    stranger = keys.owned(mine.stranger)[0]
    keys.come_in(account=mine.stranger, passphrase=WORDS)
    theirs = services.save_entry(
        viewer=mine.stranger, document={**mine.document(values={"note": "three"}), "person": str(stranger.pk)}
    ).entry
    for other, key in ((second, "note"), (second, "mood"), (theirs, "note")):
        swap(first, "note", other, key)
        moment = selectors.moment(mine.robin, first.pk)[1]
        assert [d.key for d in moment.broken] == ["note"]
        assert moment.answer("note") is None
        assert "note" in moment.document["sealed"]
    Value.objects.filter(entry=first, key="note").update(sealed=b"\x01broken")
    assert [d.key for d in selectors.moment(mine.robin, first.pk)[1].broken] == ["note"]


def test_a_forged_answer_is_checked_like_any_other(mine: Home) -> None:
    # Anyone with the database can seal with her public key.
    entry = mine.save(values={"mood": "low"}).entry
    sealer = keys.sealer(mine.person.pk)
    assert sealer is not None
    for forged in (
        b'{"answer": "furious"}',
        b'{"answer": {"a": 1}}',
        b"[1]",
        b"not json",
        b'{"answer": 99}',
        b"null",
    ):
        Value.objects.filter(entry=entry, key="mood").update(sealed=sealer.seal(forged, entry.pk, "mood"))
        assert [d.key for d in selectors.moment(mine.robin, entry.pk)[1].broken] == ["mood"]


def test_without_a_key_nothing_is_sealed_and_the_first_key_seals_it_all(home: Home) -> None:
    entry = home.save(values=SAID, skipped=["energy"]).entry
    services.edit_entry(
        viewer=home.robin,
        entry_id=entry.pk,
        document={**document(home.robin, entry), "values": {**SAID, "note": "ibex"}},
    )
    quiet = home.save(values={"function": 1}).entry
    assert "marmot" in every_byte()
    with_key(home)
    assert "marmot" not in every_byte()
    assert "ibex" not in every_byte()
    read = document(home.robin, entry)
    assert (read["values"], read["skipped"]) == ({**SAID, "note": "ibex"}, ["energy"])
    # An entry without them looks like one with them, as far as the diary knows the question.
    assert set(quiet.values.values_list("key", flat=True)) >= {"mood", "note", "period", "energy"}
    services.undo(viewer=closed(home.robin), entry_id=entry.pk)
    assert document(home.robin, entry)["values"] == SAID


def test_a_new_key_reads_everything_and_the_old_one_nothing(mine: Home) -> None:
    entry = mine.save(values=SAID).entry
    services.edit_entry(
        viewer=mine.robin,
        entry_id=entry.pk,
        document={**document(mine.robin, entry), "values": {"function": 2}},
    )
    old = keys.opened(mine.robin)[mine.person.pk]
    keys.renew(account=mine.robin, person=mine.person, passphrase="other quiet plain words")
    assert keys.opened(mine.robin)[mine.person.pk] != old
    services.undo(viewer=mine.robin, entry_id=entry.pk)
    assert document(mine.robin, entry)["values"] == SAID
    thief = closed(mine.robin)
    keys.hold(thief, {mine.person.pk: old})
    assert document(thief, entry)["values"] == {"function": 6.0}
    assert keys.open_with(account=closed(mine.robin), words=WORDS) == {}
    with pytest.raises(CannotOpen):
        keys.renew(account=closed(mine.robin), person=mine.person, passphrase=WORDS)


def test_beginning_again_loses_what_nobody_can_open(mine: Home) -> None:
    entry = mine.save(values=SAID).entry
    away = closed(mine.robin)
    keys.begin_again(account=away, person=mine.person, passphrase="new quiet plain words")
    assert document(away, entry)["values"] == {"function": 6.0}
    later = mine.save(viewer=away, values={"note": "from now on"}).entry
    assert document(away, later)["values"] == {"note": "from now on"}


def test_passphrase_code_and_a_reset_by_the_host(mine: Home) -> None:
    entry = mine.save(values=SAID).entry
    assert keys.new_code(account=mine.robin, code="ABCD-efgh 2345")
    keys.new_passphrase(account=mine.robin, passphrase="new quiet plain words")
    for words, opens in (
        (WORDS, False), ("new quiet plain words", True), ("abcdefgh2345", True), ("abcd-efgh-2346", False), ("", False),
    ):  # fmt: skip
        login = closed(mine.robin)
        assert bool(keys.open_with(account=login, words=words)) is opens, words
        assert ("note" in document(login, entry)["values"]) is opens
    # Whoever runs the machine gives her login another password: it signs in and opens nothing.
    reset = closed(mine.robin)
    assert keys.come_in(account=reset, passphrase="host made this up") == {}
    assert document(reset, entry)["values"] == {"function": 6.0}
    # A code that is made while the key is closed opens only the login.
    assert not keys.new_code(account=reset, code="zzzz-zzzz")
    assert keys.open_with(account=closed(mine.robin), words="abcdefgh2345") == {}
    assert SealingKey.objects.get().by_code is None


def test_other_logins_do_not_touch_her_key(mine: Home) -> None:
    keys.hold(mine.kim, {mine.person.pk: b"2" * 32})
    keys.new_passphrase(account=mine.kim, passphrase="kim plain words here")
    keys.new_code(account=mine.kim, code="kkkk")
    assert keys.open_with(account=closed(mine.robin), words=WORDS)
    assert keys.open_with(account=closed(mine.kim), words="kim plain words here") == {}


def test_what_is_sealed_reads_back_as_every_type() -> None:
    # One box for each kind of answer the table knows, so that a new private field needs no code.
    person, entry = uuid.uuid4(), uuid.uuid4()
    from dialdown.people.sealing.boxes import Opener, Sealer, new_pair

    private, public = new_pair()
    samples: dict[str, Any] = {
        "scale": 3.0,
        "amount": 2.5,
        "count": 4.0,
        "yes_no": False,
        "text": "a\n“b”",
        "choices": ("rest",),
    }
    for definition in shipped():
        answer = samples.get(definition.type) or (definition.options[0].key if definition.options else False)
        if definition.type == "choices":
            answer = (definition.options[0].key,)
        box = sealed.seal(sealed.said(answer), definition, entry, Sealer(public, person))
        assert sealed.open_box(box, definition, entry, Opener(private, person)) == sealed.said(answer), (
            definition.key
        )


def test_a_login_that_is_gone_leaves_the_seal(mine: Home) -> None:
    entry = mine.save(values=SAID).entry
    Account.objects.filter(pk=mine.robin.pk).delete()
    assert "note" not in document(Operator(), entry)["values"]
    assert keys.open_for(person_id=mine.person.pk, words=WORDS).open
