"""An archive that was brought in goes out again whole, but for what somebody went on with."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

from dialdown.activity.models import Done, Plan
from dialdown.diary import imports
from dialdown.diary.models import ImportBatch
from dialdown.export.archive_import import ArchiveImport
from dialdown.export.tables import TABLES
from dialdown.people import services as people
from dialdown.people.access import Operator
from dialdown.people.models import Account, Person
from dialdown.training import services as training
from dialdown.training.models import TouchChoice, TouchGo, TouchLadder
from dialdown.uuid7 import uuid7
from tests.access.households import grant
from tests.export import diaries

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def left(person_id: object) -> dict[str, int]:
    found = {t.name: t.model._default_manager.filter(**{t.person: person_id}).count() for t in TABLES}
    return {name: number for name, number in found.items() if number and name != "import_batch"}


def brought_in(tmp_path: Path) -> tuple[Account, Person, ImportBatch]:
    """Robin's whole archive on a machine that had never seen her."""
    account, person = diaries.owner()
    diaries.fill(account, person)
    path = tmp_path / "robin.zip"
    path.write_bytes(diaries.archive_bytes(person))
    diaries.wipe()
    account = Account.objects.create_user("Robin", None)
    batch = imports.prepare(
        viewer=Operator(), person_id=person.pk, path=path, file_name=path.name, format="archive", mapping={}
    )
    batch.typed_by = account
    opened = imports.check(batch, path)
    ArchiveImport().write(batch, opened, None)
    batch.finished_at = timezone.now()
    return account, Person.objects.get(pk=person.pk), batch


def test_nothing_of_it_is_left(tmp_path: Path) -> None:
    _account, person, batch = brought_in(tmp_path)
    assert {"touch_ladder", "touch_go", "touch_choice", "plan", "plan_fact", "done", "prescription", "programme", "programme_day",
            "light_watch", "review", "lesson_note"} <= set(left(person.pk))  # fmt: skip
    ArchiveImport().take_out(batch)
    assert left(person.pk) == {}


def test_what_she_went_on_with_stays(tmp_path: Path) -> None:
    account, person, batch = brought_in(tmp_path)
    ladder = TouchLadder.objects.get()
    old = TouchGo.objects.get()
    at = timezone.now() + dt.timedelta(seconds=5)
    told = {"ladder": str(ladder.pk), "at": timezone.now(), "zone": "UTC", "saved_at": at, "rung": 1, "planned": 5, "done": 5,
            "felt": "okay", "skin": "okay"}  # fmt: skip
    grant(account, person, ["all"], write=True)
    people.record_clearance(viewer=account, person=person, by_whom="Dr Who", on=timezone.localdate())
    new = training.save_go(viewer=account, go_id=uuid7(), document=told).go
    kept = Done.objects.get()
    Done.objects.filter(pk=kept.pk).update(saved_at=at)
    ArchiveImport().take_out(batch)
    assert set(TouchGo.objects.values_list("pk", flat=True)) == {new.pk}
    assert TouchLadder.objects.get() == ladder
    assert not TouchGo.objects.filter(pk=old.pk).exists()
    assert not TouchChoice.objects.exists()
    assert Done.objects.get() == kept
    assert Plan.objects.get() == kept.plan
