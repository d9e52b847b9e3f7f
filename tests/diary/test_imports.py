"""A table into a diary: twice without doubling, edits kept, undone as a whole, never half."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from dialdown.diary import importing, imports, services
from dialdown.diary.import_formats import ImportProblem
from dialdown.diary.models import Entry, Factor, ImportBatch, RegionMark, ReplacedValue, Value
from dialdown.export.storing import restore
from dialdown.people.access import Denied, Operator
from dialdown.people.models import Account, Grant, Person
from tests.counts import count
from tests.export import diaries

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TABLE = "date,pain_now,sleep_hours,tea,pain.front-left-knee\n2024-01-01,3,7.5,2,4\n2024-01-02,5,8,,\n2024-01-03,,6,1,2\n"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(importing, "PAUSE", 0)
    monkeypatch.setattr("dialdown.diary.taking_out.PAUSE", 0)


@pytest.fixture
def mine() -> tuple[Account, Person]:
    return diaries.owner()


def bring_in(person: Person, text: str, viewer: Any = None, name: str = "diary.csv") -> ImportBatch:
    """Import a table given as text."""
    path = imports.folder() / name
    path.write_text(text)
    batch = imports.prepare(viewer=viewer or Operator(), person_id=person.pk, path=path, file_name=name)
    return imports.bring_in(batch, imports.check(batch, path))


def answers(person: Person) -> dict[tuple[str, str], Any]:
    """What the diary says, whoever wrote it."""
    rows = Value.objects.filter(entry__person=person, entry__deleted_at=None)
    marks = RegionMark.objects.filter(entry__person=person, entry__deleted_at=None)
    return {
        (str(v.entry.day), v.key): v.number if v.number is not None else v.text
        for v in rows.select_related("entry")
    } | {(str(m.entry.day), m.region): m.pain for m in marks.select_related("entry")}


def test_everything_is_there_with_its_source(mine: tuple[Account, Person]) -> None:
    batch = bring_in(mine[1], TABLE, mine[0])
    assert answers(mine[1]) == {
        ("2024-01-01", "pain_now"): 3, ("2024-01-01", "sleep_hours"): 7.5, ("2024-01-01", "own.tea"): 2,
        ("2024-01-01", "front-left-knee"): 4, ("2024-01-02", "pain_now"): 5, ("2024-01-02", "sleep_hours"): 8,
        ("2024-01-03", "sleep_hours"): 6, ("2024-01-03", "own.tea"): 1, ("2024-01-03", "front-left-knee"): 2,
    }  # fmt: skip
    assert {v.said_by for v in Value.objects.all()} == {"import"}
    assert {v.typed_by_id for v in Value.objects.all()} == {None}
    assert {e.typed_by_id for e in Entry.objects.all()} == {mine[0].pk}
    assert (batch.state, batch.summary["entries_added"], batch.summary["values_added"]) == ("done", 3, 9)
    assert batch.summary["by_kind"]["own.tea"] == {"added": 2, "same": 0, "changed": 0, "kept": 0}
    factor = Factor.objects.get()
    assert (factor.key, factor.asked, factor.type) == ("own.tea", False, "amount")


def test_ids_say_what_a_row_is(mine: tuple[Account, Person]) -> None:
    bring_in(mine[1], TABLE)
    first = {(type(r), r.pk) for m in (Entry, Value, RegionMark, Factor) for r in m.objects.all()}
    assert {pk.version for _, pk in first} == {5}
    Entry.objects.all().delete()
    Factor.objects.all().delete()
    bring_in(mine[1], TABLE)
    assert {(type(r), r.pk) for m in (Entry, Value, RegionMark, Factor) for r in m.objects.all()} == first


def test_the_same_file_again_adds_nothing(mine: tuple[Account, Person]) -> None:
    bring_in(mine[1], TABLE)
    rows = list(Value.objects.order_by("pk").values())
    again = bring_in(mine[1], TABLE)
    assert list(Value.objects.order_by("pk").values()) == rows
    assert {k: v for k, v in again.summary.items() if k.startswith(("entries_", "values_"))} == {
        "entries_added": 0, "entries_known": 3, "values_added": 0, "values_same": 9, "values_changed": 0, "values_kept": 0,
        "values_closed": 0,
    }  # fmt: skip


def test_two_files_for_two_people_do_not_meet(mine: tuple[Account, Person]) -> None:
    _, other = diaries.owner("Sam")
    bring_in(mine[1], TABLE)
    before = diaries.archive_bytes(mine[1])
    bring_in(other, TABLE)
    assert diaries.archive_bytes(mine[1]) == before
    assert answers(other) == answers(mine[1])


def edit(account: Account, person: Person, day: str, **values: Any) -> None:
    """Correct an imported day by hand."""
    entry = Entry.objects.get(person=person, day=day)
    services.edit_entry(
        viewer=account,
        entry_id=entry.pk,
        document=diaries.document(person, entry.day, said_by="self", values=values),
    )


def test_an_edited_answer_is_never_overwritten_and_is_counted(mine: tuple[Account, Person]) -> None:
    bring_in(mine[1], TABLE)
    edit(*mine, "2024-01-01", pain_now=9, sleep_hours=7.5)
    before = answers(mine[1])
    again = bring_in(mine[1], TABLE.replace("2024-01-01,3,7.5,2,4", "2024-01-01,1,1,1,1"))
    assert answers(mine[1]) == before
    assert (again.summary["values_kept"], again.summary["values_changed"], again.summary["values_added"]) == (
        4,
        0,
        0,
    )


def test_an_entry_that_was_taken_out_stays_out(mine: tuple[Account, Person]) -> None:
    bring_in(mine[1], TABLE)
    services.delete_entry(viewer=mine[0], entry_id=Entry.objects.get(day="2024-01-02").pk)
    before = answers(mine[1])
    bring_in(mine[1], TABLE)
    assert answers(mine[1]) == before


def test_undo_restores_exactly_the_state_before(mine: tuple[Account, Person]) -> None:
    diaries.fill(*mine)
    empty = diaries.archive_bytes(mine[1])
    first = bring_in(mine[1], TABLE, mine[0])
    one = diaries.archive_bytes(mine[1])
    second = bring_in(
        mine[1],
        TABLE.replace(",3,7.5,2,4", ",8,7.5,3,9").replace("tea", "coffee") + "2024-02-01,1,1,1,1\n",
        mine[0],
    )
    assert second.summary["values_changed"] == 2
    assert diaries.archive_bytes(mine[1]) != one
    assert imports.undo(viewer=mine[0], batch_id=second.pk) == 1
    assert diaries.archive_bytes(mine[1]) == one
    assert imports.undo(viewer=mine[0], batch_id=first.pk) == 3
    assert diaries.archive_bytes(mine[1]) == empty
    assert imports.undo(viewer=mine[0], batch_id=first.pk) == 0


def test_undo_leaves_what_she_edited(mine: tuple[Account, Person]) -> None:
    batch = bring_in(mine[1], TABLE, mine[0])
    edit(*mine, "2024-01-02", pain_now=2)
    imports.undo(viewer=mine[0], batch_id=batch.pk)
    assert answers(mine[1]) == {("2024-01-02", "pain_now"): 2}
    assert bring_in(mine[1], TABLE).summary["entries_added"] == 2
    assert answers(mine[1])["2024-01-02", "pain_now"] == 2


def stacks() -> list[int]:
    return list(range(count(test=25, long=400)))


def _random_table(rng: random.Random) -> str:
    names = rng.sample(["pain_now", "sleep_hours", "tea", "pain.front-left-knee"], k=rng.randint(1, 4))
    start = rng.choice([1, 1, 12])
    days = sorted(rng.sample(range(start, start + 7), k=rng.randint(1, 6)))
    rows = [f"2024-01-{day:02d}," + ",".join(rng.choice(["", "1", "2"]) for _ in names) for day in days]
    return "date," + ",".join(names) + "\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize("seed", stacks())
def test_any_stack_of_imports_undone_in_any_order(mine: tuple[Account, Person], seed: int) -> None:
    """What is left equals what bringing in only the other files gives."""
    rng = random.Random(seed)
    tables = [_random_table(rng) for _ in range(rng.randint(1, 5))]
    batches = [bring_in(mine[1], table) for table in tables]
    left = list(range(len(tables)))
    while left:
        free = [place for place in left if imports.later(batches[place]) is None]
        gone = rng.choice(free)
        left.remove(gone)
        imports.undo(viewer=Operator(), batch_id=batches[gone].pk)
        _, twin = diaries.owner(f"twin {seed} {len(left)}")
        for place in left:
            bring_in(twin, tables[place])
        assert answers(mine[1]) == answers(twin)
        assert factors(mine[1]) == factors(twin)
    assert not Entry.objects.filter(person=mine[1]).exists()
    assert not ReplacedValue.objects.filter(batch__person=mine[1]).exists()


def factors(person: Person) -> set[str]:
    return set(Factor.objects.filter(person=person).values_list("key", flat=True))


def test_a_later_import_of_the_same_days_goes_out_first(mine: tuple[Account, Person]) -> None:
    first, other, second = (
        bring_in(mine[1], TABLE),
        bring_in(mine[1], "date,tea\n2025-01-01,3\n"),
        bring_in(mine[1], TABLE),
    )
    assert imports.undo(viewer=mine[0], batch_id=first.pk) == 0
    assert imports.later(first) == second
    assert imports.undo(viewer=mine[0], batch_id=other.pk) == 1
    assert imports.undo(viewer=mine[0], batch_id=second.pk) == 0
    assert imports.undo(viewer=mine[0], batch_id=first.pk) == 3


def test_one_file_at_a_time(mine: tuple[Account, Person]) -> None:
    bring_in(mine[1], TABLE)
    ImportBatch.objects.update(state="running")
    with pytest.raises(ImportProblem, match="one at a time"):
        bring_in(mine[1], TABLE, name="other.csv")
    assert ImportBatch.objects.count() == 1


def test_a_broken_file_writes_nothing(mine: tuple[Account, Person]) -> None:
    before = diaries.archive_bytes(mine[1])
    with pytest.raises(ImportProblem, match=r'diary\.csv, line 4, column "pain_now"'):
        bring_in(mine[1], TABLE.replace("2024-01-03,,", "2024-01-03,11,"))
    assert not ImportBatch.objects.exists()
    assert diaries.archive_bytes(mine[1]) == before


class Power(BaseException):
    """The machine goes off."""


def test_an_error_in_the_middle_takes_everything_out(
    mine: tuple[Account, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "WEIGHT", 2)
    before = diaries.archive_bytes(mine[1])

    def fails(done: int) -> None:
        assert Entry.objects.exists()
        if done >= 2:
            raise OSError("disk")

    path = imports.folder() / "t.csv"
    path.write_text(TABLE)
    batch = imports.prepare(viewer=Operator(), person_id=mine[1].pk, path=path, file_name="t.csv")
    with pytest.raises(OSError, match="disk"):
        imports.bring_in(batch, imports.check(batch, path), fails)
    assert diaries.archive_bytes(mine[1]) == before
    assert (batch.state, "disk" in batch.message) == ("stopped", False)


def test_what_a_dead_process_left_is_taken_out_at_the_next_start(
    mine: tuple[Account, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "WEIGHT", 2)
    before = diaries.archive_bytes(mine[1])
    # Gone before anything could be taken out: neither the import nor the batch may tidy up.
    monkeypatch.setattr(importing, "take_out", lambda batch: 0)
    monkeypatch.setattr(imports, "_stopped", lambda batch, error: None)

    def off(done: int) -> None:
        raise Power

    path = imports.folder() / "t.csv"
    path.write_text(TABLE)
    batch = imports.prepare(viewer=Operator(), person_id=mine[1].pk, path=path, file_name="t.csv")
    with pytest.raises(Power):
        imports.bring_in(batch, imports.check(batch, path), off)
    assert Entry.objects.exists()
    assert ImportBatch.objects.get().state == "running"
    assert imports.sweep() == 1
    assert diaries.archive_bytes(mine[1]) == before
    assert ImportBatch.objects.get().state == "stopped"
    assert imports.sweep() == 0


def test_an_undo_that_broke_off_goes_on_at_the_next_start(mine: tuple[Account, Person]) -> None:
    before = diaries.archive_bytes(mine[1])
    batch = bring_in(mine[1], TABLE)
    Entry.objects.filter(day="2024-01-01").delete()
    ImportBatch.objects.update(state="leaving")
    assert imports.sweep() == 1
    assert diaries.archive_bytes(mine[1]) == before
    batch.refresh_from_db()
    assert batch.state == "undone"


def test_a_running_import_is_left_alone_by_the_next_start(
    mine: tuple[Account, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    swept: list[int] = []
    path = imports.folder() / "t.csv"
    path.write_text(TABLE)
    batch = imports.prepare(viewer=Operator(), person_id=mine[1].pk, path=path, file_name="t.csv")
    if imports.connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL the lock belongs to the session, and this test has one")
    imports.bring_in(batch, imports.check(batch, path), lambda done: swept.append(imports.sweep()))
    assert swept == [0]
    assert batch.state == "done"


def test_stop_takes_out_what_was_written(
    mine: tuple[Account, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "WEIGHT", 2)
    before = diaries.archive_bytes(mine[1])
    path = imports.folder() / "t.csv"
    path.write_text(TABLE)
    batch = imports.prepare(viewer=mine[0], person_id=mine[1].pk, path=path, file_name="t.csv")
    with pytest.raises(importing.Stopped):
        imports.bring_in(
            batch, imports.check(batch, path), lambda done: imports.stop(viewer=mine[0], batch_id=batch.pk)
        )
    assert diaries.archive_bytes(mine[1]) == before
    assert ImportBatch.objects.get().state == "stopped"


def waiting(person: Person, login: Account) -> ImportBatch:
    """A table that was uploaded and looked at."""
    path = imports.folder() / "t.csv"
    path.write_text(TABLE)
    batch = imports.prepare(viewer=login, person_id=person.pk, path=path, file_name="t.csv")
    batch.save()
    path.rename(imports.upload_of(batch))
    return batch


def test_stop_is_heard_while_the_file_is_checked(
    mine: tuple[Account, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, check = waiting(mine[1], mine[0]), imports.check

    def slow(found: ImportBatch, path: Path) -> Any:
        opened = check(found, path)
        imports.stop(viewer=mine[0], batch_id=found.pk)
        return opened

    monkeypatch.setattr(imports, "_beside", lambda work: work())
    monkeypatch.setattr(imports, "check", slow)
    imports.start(batch, mine[0])
    assert ImportBatch.objects.get().state == "stopped"
    assert not Entry.objects.exists()
    assert not imports.upload_of(batch).exists()


def test_a_check_that_dies_does_not_keep_the_next_file_waiting(
    mine: tuple[Account, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = waiting(mine[1], mine[0])

    def dies(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(imports, "_beside", lambda work: work())
        patched.setattr(imports, "check", dies)
        with pytest.raises(MemoryError):
            imports.start(batch, mine[0])
    batch.refresh_from_db()
    assert (batch.state, batch.message) == ("stopped", "something unexpected happened, and nothing was kept")
    assert bring_in(mine[1], TABLE).state == "done"


def test_undo_ends_after_a_month(mine: tuple[Account, Person]) -> None:
    batch = bring_in(mine[1], TABLE)
    ImportBatch.objects.update(finished_at=batch.finished_at - imports.UNDO)
    assert imports.undo(viewer=mine[0], batch_id=batch.pk) == 0
    assert Entry.objects.count() == 3


def test_only_who_may_write_and_only_what_she_may_write(mine: tuple[Account, Person]) -> None:
    batch = bring_in(mine[1], TABLE, mine[0])
    reader = Account.objects.create_user("reader", None)
    Grant.objects.create(person=mine[1], account=reader, scopes=["all"])
    some = Account.objects.create_user("some", None)
    Grant.objects.create(person=mine[1], account=some, scopes=["sleep"], may_write=True)
    for viewer in (reader, Account.objects.create_user("nobody", None)):
        with pytest.raises(Denied):
            bring_in(mine[1], TABLE, viewer)
        with pytest.raises(Denied):
            imports.undo(viewer=viewer, batch_id=batch.pk)
        with pytest.raises(Denied):
            imports.stop(viewer=viewer, batch_id=batch.pk)
    with pytest.raises(ImportProblem, match="column “pain_now”: is not yours to write"):
        bring_in(mine[1], TABLE, some)
    bring_in(mine[1], "date,sleep_hours\n2025-01-01,8\n", some)


def voices() -> set[str]:
    return {
        *Value.objects.values_list("said_by", flat=True),
        *RegionMark.objects.values_list("said_by", flat=True),
    }


def said(person: Person, text: str, said_by: str) -> ImportBatch:
    """Import a table, saying whose words it holds."""
    path = imports.folder() / "diary.csv"
    path.write_text(text)
    batch = imports.prepare(
        viewer=Operator(), person_id=person.pk, path=path, file_name="diary.csv", mapping={"said_by": said_by}
    )
    return imports.bring_in(batch, imports.check(batch, path))


class TestWhoSaidIt:
    """The batch says whose words a table holds; it can be said later, and taken back."""

    def test_it_is_kept_with_every_answer_and_in_the_batch(self, mine: tuple[Account, Person]) -> None:
        batch = said(mine[1], TABLE, "self")
        assert voices() == {"self"}
        assert {e.said_by for e in Entry.objects.all()} == {"self"}
        assert "said_by: self" in batch.mapping["yaml"]
        assert batch.summary["said_by"] == "self"
        again = said(mine[1], TABLE, "self")
        assert (again.summary["values_same"], again.summary["values_changed"]) == (9, 0)

    def test_an_earlier_import_gets_its_voice_and_undo_takes_it_back(
        self, mine: tuple[Account, Person]
    ) -> None:
        bring_in(mine[1], TABLE)
        before = answers(mine[1])
        batch = said(mine[1], TABLE, "self")
        assert voices() == {"self"}
        assert (batch.summary["values_changed"], batch.summary["values_added"]) == (9, 0)
        assert answers(mine[1]) == before
        imports.undo(viewer=Operator(), batch_id=batch.pk)
        assert voices() == {"import"}
        assert answers(mine[1]) == before

    def test_nobody_knows_takes_no_name_away(self, mine: tuple[Account, Person]) -> None:
        said(mine[1], TABLE, "parent")
        again = said(mine[1], TABLE.replace("2024-01-01,3,", "2024-01-01,4,"), "import")
        assert (again.summary["values_same"], again.summary["values_changed"]) == (8, 1)
        assert voices() == {"parent"}

    def test_what_a_person_typed_keeps_its_voice(self, mine: tuple[Account, Person]) -> None:
        bring_in(mine[1], TABLE)
        Value.objects.filter(key="own.tea").update(typed_by=mine[0], said_by="self")
        said(mine[1], TABLE, "parent")
        assert set(Value.objects.filter(key="own.tea").values_list("said_by", flat=True)) == {"self"}
        assert set(Value.objects.filter(key="pain_now").values_list("said_by", flat=True)) == {"parent"}

    def test_an_archive_holds_what_undo_would_bring_back(self, mine: tuple[Account, Person]) -> None:
        bring_in(mine[1], TABLE)
        batch = said(mine[1], TABLE, "self")
        content = diaries.archive_bytes(mine[1])
        diaries.wipe()
        restore(archive=diaries.read(content))
        imports.undo(viewer=Operator(), batch_id=batch.pk)
        assert voices() == {"import"}
