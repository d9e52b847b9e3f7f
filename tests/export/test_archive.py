"""An archive restores the same data, adds nothing the second time, and overwrites nothing."""

from __future__ import annotations

import datetime as dt
import random
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dialdown.diary import services as diary
from dialdown.diary.models import Entry, ReplacedValue, Revision, Value
from dialdown.export.archive import write_archive
from dialdown.export.storing import restore
from dialdown.export.tables import TABLES
from dialdown.insights import records
from dialdown.insights import services as insights
from dialdown.insights.models import WeatherRow, WeatherSetting
from dialdown.insights.weather.factors import source_of, stored_days
from dialdown.people.models import Account, Grant, Person
from dialdown.people.sealing import keys
from dialdown.people.selectors import set_up
from tests.export import diaries

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# What an archive leaves out, and why.
LEFT_OUT = {
    "people.Account": "only the names of those who typed", "people.Membership": "about one machine", "people.Grant": "about one machine",
    "diary.DiaryVersion": "a counter", "insights.StoredChart": "drawn anew", "insights.StoredResult": "computed anew",
    "insights.InsightsState": "a counter", "insights.OutgoingRequest": "what left this machine",
    "people.Offer": "about one machine", "people.Invitation": "about one machine", "people.KnownLogin": "about one machine",
    "people.SignInNotice": "about one machine", "people.RecoveryCode": "opens a login of one machine",
    "people.AuditEvent": "who looked on one machine; a list that could be brought in would prove nothing",
    "people.HealthLink": "an address of one machine; what it opened is a grant of that machine",
    "people.AuditHead": "where that list stands", "people.AgeReview": "who sees what is chosen anew on each machine",
    "care.Acknowledgement": "somebody opened a link of one machine",
    "training.OwnPicture": "never in any file: it stays with her login on this machine",
    "people.PasskeyBox": "opens that key with a passkey of one machine",
    "people.SealingKey": "seals on one machine; private answers leave it unsealed or not at all",
}  # fmt: skip


def test_every_model_is_in_the_archive_or_left_out_for_a_reason() -> None:
    told = {table.model._meta.label for table in TABLES} | set(LEFT_OUT)
    ours = {m._meta.label for m in apps.get_models() if m.__module__.startswith("dialdown.")}
    assert ours <= told


def test_export_wipe_import_gives_equal_data() -> None:
    account, person = diaries.owner()
    diaries.fill(account, person)
    before = diaries.archive_bytes(person)
    names = {name for name in zipfile.ZipFile(BytesIO(before)).namelist() if name.endswith(".jsonl")}
    assert names == {f"{table.name}.jsonl" for table in TABLES} | {"account.jsonl"}
    filled = {name for name, rows in diaries.read(before).rows.items() if rows}
    assert filled == {table.name for table in TABLES} - {"import_batch", "replaced_value"}
    diaries.wipe()
    result = restore(archive=diaries.read(before))
    assert result.person_added
    assert diaries.archive_bytes(person.pk) == before


class AnyDiary(TestCase):
    """With diaries that hypothesis makes up."""

    @given(moments=st.lists(diaries.MOMENT, max_size=6))
    def test_restores_the_same_bytes(self, moments: list[dict[str, Any]]) -> None:
        account, person = diaries.owner()
        for moment in moments:
            diaries.write_moment(account, person, moment)
        before = diaries.archive_bytes(person)
        diaries.wipe()
        restore(archive=diaries.read(before))
        assert diaries.archive_bytes(person.pk) == before


@pytest.mark.parametrize("words", [r"a \u0000 b", r"\\u0000", r"half \ud83c", "\\"])
def test_words_that_look_like_an_escape_come_back(words: str) -> None:
    account, person = diaries.owner()
    diary.save_entry(viewer=account, document=diaries.document(person, diaries.BEGIN, values={"food": words}))
    before = diaries.archive_bytes(person)
    diaries.wipe()
    restore(archive=diaries.read(before))
    assert diaries.archive_bytes(person.pk) == before


def test_the_same_archive_again_adds_nothing() -> None:
    account, person = diaries.owner()
    diaries.fill(account, person)
    before = diaries.archive_bytes(person)
    result = restore(archive=diaries.read(before))
    assert (result.total("added"), result.total("kept")) == (0, 0)
    assert result.total("same") == diaries.read(before).total
    assert diaries.archive_bytes(person) == before


def test_what_was_changed_since_is_left_as_it_is_and_counted() -> None:
    account, person = diaries.owner()
    entry = diary.save_entry(
        viewer=account,
        document=diaries.document(person, diaries.BEGIN, values={"function": 3, "pain_now": 2}),
    ).entry
    old = diaries.archive_bytes(person)
    diary.edit_entry(
        viewer=account,
        entry_id=entry.pk,
        document=diaries.document(person, diaries.BEGIN, values={"function": 8}),
    )
    now = diaries.archive_bytes(person)
    result = restore(archive=diaries.read(old))
    assert result.total("added") == 0
    # The entry, and the two answers that it no longer has (one changed, one taken out).
    assert (result.tables["entry"]["kept"], result.tables["value"]["kept"]) == (1, 2)
    assert diaries.archive_bytes(person) == now


def test_weather_of_a_station_and_since_when_an_answer_stands_come_back() -> None:
    account, person = diaries.owner()
    diaries.fill(account, person)
    stands = insights.pattern_history(viewer=account, person=person, outcome="function")
    days = stored_days(person.pk, "station")
    assert stands is not None
    assert len(days) == len(stands.changes) + 1 == 2
    before = diaries.archive_bytes(person)
    rows = diaries.read(before).rows
    # What the service sent is asked for anew, and no file holds where.
    assert {row.source for row in rows["weather_row"]} == {"station"}
    assert b"latitude" not in zipfile.ZipFile(BytesIO(before)).read("weather_setting.jsonl")
    diaries.wipe()
    mine = Account.objects.create_user("new", "four quiet plain words")
    restore(archive=diaries.read(before), owner=mine)
    here = Person.objects.get()
    assert insights.pattern_history(viewer=mine, person=here, outcome="function") == stands
    assert (stored_days(here.pk, "station"), source_of(mine, here.pk)) == (days, "station")
    assert not stored_days(here.pk, "service")


def test_what_patterns_really_said_comes_back() -> None:
    """Rows as the service writes them, with limits that were said, and not as a test does."""
    account, person = diaries.owner()
    rng = random.Random(4)
    for i in range(200):
        steps = round(4000 + 1500 * rng.random())
        pain = min(10, max(0, round(steps / 1000 + rng.gauss(0, 1))))
        numbers = {"function": rng.randrange(11), "pain_now": pain, "sleep_hours": 6 + i % 4, "steps": steps}
        day = diaries.BEGIN + dt.timedelta(days=i)
        diary.save_entry(viewer=account, document=diaries.document(person, day, values=numbers))
    insights.pattern_answer(viewer=account, person=person)
    rows = diaries.read(before := diaries.archive_bytes(person)).rows["pattern_record"]
    assert any(one["bound"] is not None for row in rows for one in row.said.values())
    diaries.wipe()
    restore(archive=diaries.read(before))
    assert diaries.archive_bytes(person.pk) == before


def test_the_source_of_weather_that_was_chosen_here_stays() -> None:
    account, person = diaries.owner()
    diaries.fill(account, person)
    before = diaries.archive_bytes(person)
    WeatherSetting.objects.all().delete()
    WeatherRow.objects.all().delete()
    WeatherSetting.objects.create(person=person, source="off")
    result = restore(archive=diaries.read(before))
    assert (result.tables["weather_setting"]["kept"], result.tables["weather_row"]["added"]) == (1, 2)
    assert source_of(account, person.pk) is None


def test_no_file_switches_the_service_on_or_tells_what_waits_for_her_thought() -> None:
    account, person = diaries.owner()
    diaries.fill(account, person)
    WeatherSetting.objects.update(source="service", name="Market Town", latitude=51.5, longitude=0.0)
    before = diaries.archive_bytes(person)
    (told,) = diaries.read(before).rows["weather_setting"]
    assert (told.source, told.beliefs_asked_at is None, told.name, told.latitude) == ("off", False, "", None)
    assert restore(archive=diaries.read(before)).total("kept") == 0
    assert source_of(account, person.pk) == "service"
    diaries.wipe()
    restore(archive=diaries.read(before))
    assert WeatherSetting.objects.get().source == "off"
    assert diaries.archive_bytes(person.pk) == before
    assert all(row.said for row in diaries.read(before).rows["pattern_record"])
    WeatherSetting.objects.update(beliefs_asked_at=None)
    waiting = diaries.read(diaries.archive_bytes(person.pk)).rows["pattern_record"]
    assert [row.said for row in waiting] == [{}, {}]


def test_what_was_found_with_private_answers_stays_with_them() -> None:
    account, person = diaries.owner()
    diaries.fill(account, person)
    private = keys.make(account=account, person=person, passphrase="four quiet plain words")
    keys.hold(account, {person.pk: private})
    one = {"label": "Warm days", "verdict": "found", "later": None, "effect": 1.5}
    for scopes in ("food,function", "food,function,open"):
        records.keep(person.pk, "hours_up", scopes, {"weather.temperature": one, "mood": one})
    records.keep(person.pk, "mood", "food,function", {"weather.temperature": one})

    def told(*, private: bool) -> list[tuple[str, str, list[str]]]:
        out = BytesIO()
        write_archive(account, person.pk, out, private=private)
        found = diaries.read(out.getvalue()).rows["pattern_record"]
        # By id in the file, and two ids of one millisecond have no order.
        return sorted((row.outcome, row.scopes, list(row.said)) for row in found if row.outcome != "function")

    key = ["weather.temperature"]
    assert told(private=False) == [("hours_up", "food,function", key)]
    assert told(private=True) == [("hours_up", "food,function", key), ("hours_up", "food,function,open", key)]


def test_a_part_of_a_diary_holds_weather_only_as_its_pages_do() -> None:
    account, person = diaries.owner()
    diaries.fill(account, person)
    reader = Account.objects.create_user("reader", None)
    leave = Grant.objects.create(person=person, account=reader, scopes=["function"])

    def numbers() -> list[int]:
        rows = diaries.read(diaries.archive_bytes(person, reader)).rows
        return [len(rows[name]) for name in ("weather_row", "weather_setting", "pattern_record")]

    assert numbers() == [0, 0, 0]
    Grant.objects.filter(pk=leave.pk).update(scopes=["function", "factors"])
    assert numbers() == [2, 0, 0]
    WeatherSetting.objects.update(source="off")
    assert numbers() == [0, 0, 0]


def test_a_row_that_is_gone_comes_back() -> None:
    account, person = diaries.owner()
    diaries.fill(account, person)
    before = diaries.archive_bytes(person)
    Entry.objects.all().delete()
    restore(archive=diaries.read(before))
    assert diaries.archive_bytes(person) == before


def test_the_archive_of_a_newcomer_leaves_set_up_open_and_opens_to_its_owner() -> None:
    account, person = diaries.owner()
    diaries.fill(account, person)
    before = diaries.archive_bytes(person)
    diaries.wipe()
    restore(archive=diaries.read(before))
    typist = Account.objects.get()
    assert not typist.is_active
    assert not typist.has_usable_password()
    assert not set_up()
    Person.objects.all().delete()
    mine = Account.objects.create_user("new", "four quiet plain words")
    restore(archive=diaries.read(before), owner=mine)
    grant = Grant.objects.get()
    assert (grant.account_id, grant.person_id, grant.scopes, grant.may_write) == (
        mine.pk,
        person.pk,
        ["all"],
        True,
    )


def test_somebody_who_sees_some_gets_some() -> None:
    account, person = diaries.owner()
    diaries.fill(account, person)
    parent = Account.objects.create_user("parent", None)
    Grant.objects.create(person=person, account=parent, scopes=["function"])
    found = diaries.read(diaries.archive_bytes(person, parent))
    assert found.manifest["complete"] is False
    keys = {row.key for row in found.rows["value"]}
    assert "function" in keys
    assert not keys & {"note", "mood", "pain_now", "own.screen_time"}
    empty = (
        "revision",
        "replaced_value",
        "import_batch",
        "writing_check",
        "goal",
        "factor",
        "region_mark",
        "sign",
    )
    assert [name for name in empty if found.rows[name]] == []
    assert "again" not in str([vars(row) for rows in found.rows.values() for row in rows])


def test_how_she_keeps_her_diary_is_in_her_own_archive_only() -> None:
    """When she is away in a programme, what she paused, the month she was born in: no matter of who sees a part."""
    account, person = diaries.owner()
    diaries.fill(account, person)
    hers = {
        "birth_month": dt.date(2012, 5, 1), "country": "NO", "check_in": "off", "limb_module": True, "stage": "resting",
        "paused_until": dt.date(2031, 2, 3), "programme_from": dt.date(2031, 3, 4), "programme_until": dt.date(2031, 4, 5),
        "stage_since": dt.date(2026, 1, 2), "age_told_on": dt.date(2026, 1, 3),
    }  # fmt: skip
    Person.objects.filter(pk=person.pk).update(**hers)
    reader = Account.objects.create_user("reader", None)
    Grant.objects.create(person=person, account=reader, scopes=["food"])
    (row,) = diaries.read(diaries.archive_bytes(person, account)).rows["person"]
    assert {name: getattr(row, name) for name in hers} == hers
    (seen,) = diaries.read(diaries.archive_bytes(person, reader)).rows["person"]
    assert (seen.pk, seen.display_name, seen.zone) == (row.pk, row.display_name, row.zone)
    assert [name for name, value in hers.items() if getattr(seen, name) == value] == []
    told = {"id", "display_name", "age_group", "zone", "is_demo", "created_at"}
    assert {field.attname for field in Person._meta.concrete_fields} == hers.keys() | told


def test_a_field_that_nobody_named_stays_hers(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it will be with one that a person gets some day."""
    account, person = diaries.owner()
    diaries.fill(account, person)
    Person.objects.filter(pk=person.pk).update(age_group="adult")
    reader = Account.objects.create_user("reader", None)
    Grant.objects.create(person=person, account=reader, scopes=["food"])
    monkeypatch.setattr("dialdown.export.tables.TOLD", ("id", "display_name"))
    (seen,) = diaries.read(diaries.archive_bytes(person, reader)).rows["person"]
    assert (seen.display_name, seen.age_group) == (person.display_name, "")


def test_every_reference_of_the_models_is_checked() -> None:
    for table in TABLES:
        for field in table.fields():
            if isinstance(field, models.ForeignKey):
                assert field.related_model in {t.model for t in TABLES} | {Account}
    assert {Revision, ReplacedValue, Value} <= {t.model for t in TABLES}
