"""What a clinician said carries this machine's mark in an archive; what only a file says is told as from a file."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import override_settings

from dialdown.activity.models import Prescription
from dialdown.care.models import ClinicianNote, RuleItems
from dialdown.diary.models import Value
from dialdown.export.restore import MAX_TYPISTS, ArchiveError
from dialdown.export.storing import restore
from dialdown.people.models import Account, Person, SignOff
from tests.export import diaries
from tests.export.test_hostile_archives import members, pack, with_rows

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def hers() -> tuple[Person, Account, bytes]:
    """A diary in which Dr Bea wrote by her own login, the login, and its archive."""
    account, person = diaries.owner()
    diaries.fill(account, person)
    bea = Account.objects.create_user("bea", None, display_name="Bea")
    note = ClinicianNote.objects.get()
    note.author, note.author_name = bea, "Dr Bea"
    note.save()
    Prescription.objects.update(via="account", who="Dr Bea", typed_by=bea)
    for model in (RuleItems, SignOff, Value):
        model._default_manager.update(said_by="clinician", typed_by=bea)  # type: ignore[attr-defined]
    return person, bea, diaries.archive_bytes(person)


def voices() -> dict[str, set[str]]:
    """Whose words the rows of each kind are."""
    return {
        "note": {note.author_name for note in ClinicianNote.objects.all()},
        "author": {str(note.author) for note in ClinicianNote.objects.all()},
        "prescription": {f"{row.via} {row.who} {row.typed_by}" for row in Prescription.objects.all()},
        **{
            model.__name__: {f"{row.said_by} {row.typed_by}" for row in model._default_manager.all()}  # type: ignore[attr-defined]
            for model in (RuleItems, SignOff, Value)
        },
    }


CLINICIANS = {
    "note": {"Dr Bea"}, "author": {"Bea"}, "prescription": {"account Dr Bea Bea"}, "RuleItems": {"clinician Bea"},
    "SignOff": {"clinician Bea"}, "Value": {"clinician Bea"},
}  # fmt: skip
FROM_A_FILE = {
    "note": {"Dr Bea (from a file)"}, "author": {"None"}, "prescription": {"code Dr Bea (from a file) None"},
    "RuleItems": {"import None"}, "SignOff": {"import None"}, "Value": {"import None"},
}  # fmt: skip


def test_on_the_same_machine_they_come_back_as_they_were(hers: tuple[Person, Account, bytes]) -> None:
    person, _bea, data = hers
    assert voices() == CLINICIANS
    diaries.wipe()
    archive = diaries.read(data)
    assert archive.unmarked == frozenset()
    restore(archive=archive)
    assert voices() == CLINICIANS
    assert diaries.archive_bytes(person.pk) == data


def test_on_another_machine_they_are_told_as_from_a_file(hers: tuple[Person, Account, bytes]) -> None:
    person, _bea, data = hers
    diaries.wipe()
    with override_settings(SECRET_KEY="another machine's own key"):
        restore(archive=diaries.read(data))
        assert voices() == FROM_A_FILE
        # Once more adds nothing, and what is here counts as the same.
        again = restore(archive=diaries.read(data))
        assert (again.total("added"), again.total("kept")) == (0, 0)
        # From there it goes on as what it is there, and once is enough.
        after = diaries.archive_bytes(person.pk)
    diaries.wipe()
    restore(archive=diaries.read(after))
    assert voices() == FROM_A_FILE


@pytest.mark.parametrize("marks", [None, {}, [], "no", {"x": 7}])
def test_an_archive_of_before_there_were_marks_can_be_read(
    hers: tuple[Person, Account, bytes], marks: Any
) -> None:
    _person, _bea, data = hers
    diaries.wipe()
    parts = members(data)
    manifest = json.loads(parts["manifest.json"])
    manifest.pop("marks") if marks is None else manifest.update(marks=marks)
    restore(archive=diaries.read(pack({**parts, "manifest.json": json.dumps(manifest).encode()})))
    assert voices() == FROM_A_FILE


def test_a_line_that_was_changed_loses_its_mark(hers: tuple[Person, Account, bytes]) -> None:
    _person, _bea, data = hers
    diaries.wipe()
    forged = with_rows(data, "clinician_note", lambda rows: rows[0].update(text="needs something stronger"))
    restore(archive=diaries.read(forged))
    assert voices() == {**CLINICIANS, "note": {"Dr Bea (from a file)"}, "author": {"None"}}


def test_a_line_that_was_added_is_nobody_s_here(hers: tuple[Person, Account, bytes]) -> None:
    person, _bea, data = hers

    def forge(rows: list[dict[str, Any]]) -> None:
        rows.append({**rows[0], "id": str(uuid.uuid4()), "text": "FORGED", "author_name": "x" * 60})
        rows.sort(key=lambda row: row["id"])

    result = restore(archive=diaries.read(with_rows(data, "clinician_note", forge)))
    assert result.total("added") == 1
    note = ClinicianNote.objects.get(person=person, text="FORGED")
    assert (note.author, note.author_name[-14:], len(note.author_name)) == (None, " (from a file)", 60)
    assert ClinicianNote.objects.exclude(pk=note.pk).get().author_name == "Dr Bea"


def test_an_archive_makes_no_crowd_of_logins(hers: tuple[Person, Account, bytes]) -> None:
    _person, _bea, data = hers
    more = [{"id": str(uuid.uuid4()), "display_name": "x"} for _ in range(MAX_TYPISTS)]
    with pytest.raises(ArchiveError, match="at most 300"):
        diaries.read(with_rows(data, "account", lambda rows: rows.extend(more)))
