"""What an archive says about imports is acted on later, at the next start or undo; so it is checked as strictly as answers."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

from dialdown.diary import imports
from dialdown.diary.models import Entry, ReplacedValue, Value
from dialdown.export.restore import ArchiveError
from dialdown.export.storing import restore
from dialdown.people.models import Person
from tests.export import diaries
from tests.export.test_hostile_archives import with_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def good(tmp_path: Path, settings: Any) -> bytes:
    """A diary with two tables, the second of which changed an answer."""
    settings.DATA_FOLDER = tmp_path
    account, person = diaries.owner()
    for pain in (4, 5):
        file = tmp_path / f"{pain}.csv"
        file.write_text(f"date,pain_now,pain.front-left-knee\n2024-01-01,{pain},{pain}\n")
        batch = imports.prepare(viewer=account, person_id=person.pk, path=file, file_name=file.name)
        imports.bring_in(batch, imports.check(batch, file))
    assert ReplacedValue.objects.count() == 2
    data = diaries.archive_bytes(person)
    diaries.wipe()
    return data


def test_as_it_was_written_it_comes_back(good: bytes) -> None:
    restore(archive=diaries.read(good))
    assert ReplacedValue.objects.count() == 2


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("import_batch", "format", "nothing reads this"), ("import_batch", "format", "archive"), ("import_batch", "state", "preview"),
        ("replaced_value", "before", {}), ("replaced_value", "before", {"number": 1, "entry_id": str(uuid.uuid4())}),
        ("replaced_value", "value_id", None), ("replaced_value", "region_id", None), ("value", "number", 1e300),
    ],
)  # fmt: skip
def test_what_no_import_left_is_refused(good: bytes, table: str, field: str, value: Any) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        # The answer that was replaced, or the place: whichever has what is taken away.
        next(row for row in rows if row[field] is not None).update({field: value})

    with pytest.raises(ArchiveError):
        restore(archive=diaries.read(with_rows(good, table, change)))
    assert not Person.objects.exists()
    assert not Entry.objects.exists()
    assert not Value.objects.exists()
