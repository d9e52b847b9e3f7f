"""Files bring private answers in while she is signed out: sealed, counted together, never over what cannot be compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dialdown.diary import imports, selectors
from dialdown.diary.import_formats import ImportProblem
from dialdown.diary.models import ImportBatch, ReplacedValue, Value
from dialdown.intake.definitions import shipped
from dialdown.people.access import Operator
from tests.diary.private import closed, with_key

if TYPE_CHECKING:
    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FIRST = "date,pain_now,mood,note,period\n2024-02-01,4,0,marmot,1\n2024-02-02,5,,,\n2024-02-03,6,10,,0\n"


@pytest.fixture
def mine(home: Home) -> Home:
    return with_key(home)


def bring(mine: Home, folder: Path, text: str, viewer: Any) -> ImportBatch:
    path = folder / "diary.csv"
    path.write_text(text, encoding="utf-8")
    batch = imports.prepare(
        viewer=viewer, person_id=mine.person.pk, path=path, file_name=path.name, format="table"
    )
    batch.person = mine.person
    return imports.bring_in(batch, imports.check(batch, path))


def read(mine: Home, viewer: Any = None) -> dict[str, dict[str, Any]]:
    found = selectors.entries(mine.robin, mine.person.pk).prefetch_related("values", "regions", "signs")
    return {str(e.day): selectors.entry_document(viewer or mine.robin, e.pk)["values"] for e in found}


SAID = {
    "2024-02-01": {"pain_now": 4.0, "mood": "low", "note": "marmot", "period": True}, "2024-02-02": {"pain_now": 5.0},
    "2024-02-03": {"pain_now": 6.0, "mood": "good", "period": False},
}  # fmt: skip


@pytest.mark.parametrize("who", ["operator", "signed out", "open"])
def test_a_file_is_sealed_whoever_brings_it(mine: Home, tmp_path: Path, who: str) -> None:
    viewer = {"operator": Operator(), "signed out": closed(mine.robin), "open": mine.robin}[who]
    batch = bring(mine, tmp_path, FIRST, viewer)
    assert read(mine) == SAID
    assert all(set(values) == {"pain_now"} for values in read(mine, Operator()).values())
    # One name for all of them: how many answers of each a file holds is private, too.
    assert batch.summary["by_kind"]["private"]["added"] == 5
    assert not {d.key for d in shipped().sealed} & set(batch.summary["by_kind"])
    # Every day has the same rows, also the one that says nothing.
    keys = Value.objects.filter(sealed__isnull=False).values_list("entry__day", "key")
    assert len(set(keys)) == 9


def test_the_same_file_again_adds_nothing(mine: Home, tmp_path: Path) -> None:
    bring(mine, tmp_path, FIRST, closed(mine.robin))
    rows = list(Value.objects.order_by("pk").values())
    for viewer in (closed(mine.robin), Operator(), mine.robin):
        again = bring(mine, tmp_path, FIRST, viewer)
        assert (
            again.summary["values_added"],
            again.summary["values_changed"],
            again.summary["values_kept"],
        ) == (0, 0, 0)
        assert again.summary["values_same"] == 8
    assert list(Value.objects.order_by("pk").values()) == rows


def test_a_later_file_changes_only_what_can_be_compared(mine: Home, tmp_path: Path) -> None:
    bring(mine, tmp_path, FIRST, closed(mine.robin))
    later = FIRST.replace("marmot", "ibex").replace("2024-02-02,5,,", "2024-02-02,7,5,")
    unread = bring(mine, tmp_path, later, closed(mine.robin))
    assert (unread.summary["values_changed"], unread.summary["by_kind"]["private"]["kept"]) == (1, 6)
    assert read(mine) == {**SAID, "2024-02-02": {"pain_now": 7.0}}
    opened = bring(mine, tmp_path, later + "2024-02-04,1,,,\n", mine.robin)
    assert opened.summary["by_kind"]["private"]["changed"] == 2
    assert read(mine)["2024-02-01"]["note"] == "ibex"
    assert read(mine)["2024-02-02"]["mood"] == "so_so"
    kept = [row.before for row in ReplacedValue.objects.filter(batch=opened)]
    assert "marmot" not in str(kept)
    imports.undo(viewer=mine.robin, batch_id=opened.pk)
    assert read(mine) == {**SAID, "2024-02-02": {"pain_now": 7.0}}


def test_what_she_edited_stays(mine: Home, tmp_path: Path) -> None:
    from dialdown.diary import services

    bring(mine, tmp_path, FIRST, closed(mine.robin))
    entry = selectors.entries(mine.robin, mine.person.pk).get(day="2024-02-01")
    seen = selectors.entry_document(mine.robin, entry.pk)
    said = {**seen, "said_by": "self", "values": {**seen["values"], "note": "hers"}}
    services.edit_entry(viewer=mine.robin, entry_id=entry.pk, document=said)
    for viewer in (closed(mine.robin), mine.robin):
        bring(mine, tmp_path, FIRST.replace("marmot", "ibex"), viewer)
        assert read(mine)["2024-02-01"]["note"] == "hers"


def test_taking_a_file_out_takes_the_sealed_rows_out(mine: Home, tmp_path: Path) -> None:
    batch = bring(mine, tmp_path, FIRST, closed(mine.robin))
    imports.undo(viewer=mine.robin, batch_id=batch.pk)
    assert not Value.objects.filter(entry__person=mine.person).exists()


def test_a_refusal_does_not_quote_what_is_private(mine: Home, tmp_path: Path) -> None:
    # A column of words that was taken for the mood.
    with pytest.raises(ImportProblem) as refused:
        bring(mine, tmp_path, "date,mood\n2024-02-01,marmot\n", closed(mine.robin))
    assert "marmot" not in str(refused.value)
    assert 'line 2, column "mood": expected' in str(refused.value)
