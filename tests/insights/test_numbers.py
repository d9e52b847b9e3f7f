"""The numbers on the page equal those of an independent computation."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.insights import pictures

if TYPE_CHECKING:
    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FIRST = dt.date(2025, 1, 1)


def at(day: dt.date, hour: int = 17) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), dt.UTC)


def drawn(home: Home, period: str = "all") -> dict[str, dict]:
    from dialdown.insights import composing

    return {f["key"]: f for f in composing.figures(home.robin, home.person.pk, period)["figures"]}


def number(text: str) -> float:
    return float(text.replace("\u202f", "").replace("\u2212", "-"))


def test_a_hand_made_diary_by_day(home: Home) -> None:
    answers = {0: 3, 1: 7, 2: 10, 4: 0, 7: 5}
    for back, function in answers.items():
        home.save(at=at(FIRST + dt.timedelta(days=back)), values={"function": function})
    figure = drawn(home)["function"]
    assert [number(row[1]) for row in figure["table_rows"]] == [3, 7, 10, 0, 5]
    assert figure["days"] == "5 of 8 days · 3 without an answer"
    assert figure["finding"] == "Last four weeks shown: 5 in the middle, over 5 days."
    for width in ("narrow", "wide"):
        # Day 3 alone, and days 5 and 6, are two missing days at most: joined.
        assert pictures.runs(figure[width], "l1") == [pytest.approx([3, 7, 10, 0, 5], abs=0.06)]
        assert len(pictures.shapes(figure[width], "gap")) == 2


def test_several_moments_of_a_day_are_one_number(home: Home) -> None:
    for hour, (pain, worst, function) in {9: (2, 3, 4), 13: (8, 9, 6), 18: (5, 6, 7)}.items():
        home.save(at=at(FIRST, hour), values={"pain_now": pain, "pain_worst": worst, "function": function})
    found = drawn(home)
    assert found["pain"]["table_rows"] == [["1 Jan 2025", "5"]]
    assert found["function"]["table_rows"] == [["1 Jan 2025", "7"]]
    assert [row[1] for row in found["distribution"]["table_rows"]] == ["0"] * 5 + ["1"] + ["0"] * 5


def test_school_hours_are_bars_from_zero_beside_their_plan(home: Home) -> None:
    days = {0: (2, 4), 1: (3, 4), 2: (0, 4), 3: (5, None), 6: (4, 0)}
    for back, (did, planned) in days.items():
        values = {"school_hours": did} | ({} if planned is None else {"school_hours_planned": planned})
        home.save(at=at(FIRST + dt.timedelta(days=back)), values=values)
    figure = drawn(home)["doing-school_hours"]
    assert (
        figure["finding"]
        == "Last four weeks shown: 2.8 hours a day, over 5 days. 42 % of what was planned, over 3 days with a plan."
    )
    assert pictures.bars(figure["wide"], "d1") == pytest.approx([2, 3, 0, 5, 4], abs=0.06)
    assert len(pictures.shapes(figure["wide"], "plan")) == 3
    for box in pictures.shapes(figure["narrow"], "d1"):
        bottom = float(box.get("y")) + float(box.get("height"))
        assert pictures.value_at(figure["narrow"])(bottom) == pytest.approx(0, abs=0.06)


def test_halves_go_up_in_the_spread(home: Home) -> None:
    for day, pains in enumerate(((3, 4), (3, 3), (7, 8), (10, 10))):
        for hour, pain in zip((9, 18), pains, strict=True):
            home.save(at=at(FIRST + dt.timedelta(days=day), hour), values={"pain_now": pain})
    figure = drawn(home)["distribution"]
    assert [row[1] for row in figure["table_rows"]] == ["0", "0", "0", "1", "1", "0", "0", "0", "1", "0", "1"]
    assert figure["finding"] == "1 of 4 days were at 3 or below; 2 at 8 or above."
    assert pictures.bars(figure["narrow"], "d2") == pytest.approx([1, 1, 1, 1], abs=0.02)


def test_bars_of_weeks_are_the_mean_day(home: Home) -> None:
    table = {FIRST + dt.timedelta(days=i): (i * 7919) % 6 for i in range(90) if i % 9 != 4}
    for day, hours in table.items():
        home.save(at=at(day), values={"hours_up": hours})
    figure = drawn(home)["doing-hours_up"]
    frame = pd.Series(table)
    frame.index = pd.to_datetime(frame.index)
    weeks = frame.groupby(pd.Grouper(freq="W-SUN"))
    assert [number(row[1]) for row in figure["table_rows"]] == pytest.approx(weeks.mean().tolist(), abs=0.051)
    assert [int(row[2]) for row in figure["table_rows"]] == weeks.count().tolist()
    assert pictures.bars(figure["wide"], "d1") == pytest.approx(weeks.mean().tolist(), abs=0.06)


def test_a_plan_without_a_day_done_is_no_day_with_a_plan(home: Home) -> None:
    home.save(at=at(FIRST), values={"school_hours": 2, "school_hours_planned": 4})
    home.save(at=at(FIRST + dt.timedelta(days=1)), values={"school_hours_planned": 4})
    figure = drawn(home)["doing-school_hours"]
    assert figure["finding"].endswith("50 % of what was planned, over 1 day with a plan.")
    assert len(pictures.shapes(figure["wide"], "plan")) == 1
    assert figure["days"] == "1 of 2 days · 1 without an answer"


def test_weeks_are_their_middle_and_middle_half(home: Home) -> None:
    table = {FIRST + dt.timedelta(days=i): (i * 7919) % 11 for i in range(100) if i % 9 != 4}
    for day, pain in table.items():
        home.save(at=at(day), values={"pain_now": pain})
    figure = drawn(home)["pain"]
    frame = pd.Series(table)
    frame.index = pd.to_datetime(frame.index)
    weeks = frame.groupby(pd.Grouper(freq="W-SUN")).quantile([0.25, 0.5, 0.75]).unstack()
    counts = frame.groupby(pd.Grouper(freq="W-SUN")).count()
    assert [number(row[1]) for row in figure["table_rows"]] == pytest.approx(weeks[0.5].tolist(), abs=0.051)
    halves = [[number(n) for n in row[2].split(" – ")] for row in figure["table_rows"]]
    for got, wanted in zip(halves, weeks[[0.25, 0.75]].to_numpy().tolist(), strict=True):
        assert got == pytest.approx(wanted, abs=0.051)
    assert [int(row[3]) for row in figure["table_rows"]] == counts.tolist()
    assert list(itertools.chain(*pictures.runs(figure["wide"], "l2"))) == pytest.approx(
        weeks[0.5].tolist(), abs=0.06
    )
    last = FIRST + dt.timedelta(days=99)
    now = [n for day, n in table.items() if (last - day).days < 28]
    before = [n for day, n in table.items() if 28 <= (last - day).days < 56]
    assert figure["finding"] == (
        f"Last four weeks shown: {pd.Series(now).median():g} in the middle, over {len(now)} days. "
        f"The four before: {pd.Series(before).median():g}, over {len(before)} days."
    )


def test_a_month_never_stands_without_its_days(home: Home) -> None:
    table = {FIRST + dt.timedelta(days=i): i % 11 for i in range(80) if i not in range(31, 54)}
    for day, pain in table.items():
        home.save(at=at(day), values={"pain_now": pain})
    figure = drawn(home)["months"]
    rows = {row[0]: row[1:] for row in figure["table_rows"]}
    months = pd.Series(table).groupby([day.month for day in table])
    assert [number(row[0]) for row in rows.values()] == months.median().tolist()
    assert [int(row[2]) for row in rows.values()] == months.count().tolist() == [31, 5, 21]
    # Days of the diary only: March was 21 days long when it ended.
    assert [int(row[3]) for row in rows.values()] == [0, 23, 0]
    assert figure["finding"].startswith("March 2025: ")
    for width in ("narrow", "wide"):
        words = [text.text for text in pictures.parsed(figure[width]).iter("text")]
        assert [w for w in words if w in ("31", "5", "21")][-3:] == ["31", "5", "21"]
        # Five days are drawn as an open dot, without a middle half.
        assert len(pictures.shapes(figure[width], "o2")) == 1
        assert len(pictures.shapes(figure[width], "b2")) == 2


def test_a_clock_that_changes_keeps_the_day(home: Home) -> None:
    # 23:30 in Berlin on both days around the change of 2025-03-30: 22:30 and 21:30 in UTC.
    home.save(at=dt.datetime(2025, 3, 29, 22, 30, tzinfo=dt.UTC), values={"function": 2})
    home.save(at=dt.datetime(2025, 3, 30, 21, 30, tzinfo=dt.UTC), values={"function": 4})
    home.save(at=dt.datetime(2025, 3, 31, 21, 30, tzinfo=dt.UTC), values={"function": 6})
    figure = drawn(home)["function"]
    assert figure["table_rows"] == [["29 Mar 2025", "2"], ["30 Mar 2025", "4"], ["31 Mar 2025", "6"]]
    assert figure["days"] == "3 of 3 days"


PAIN_COLUMNS = (
    "kneePain", "foreheadAndEyesPain", "handsAndFingerPain", "fingersPain", "elbowPain", "forearmElbowPain",
    "shoulderNeckPain", "aroundEyesPain",
)  # fmt: skip


def test_a_published_diary(home: Home, reference_data: Path, tmp_path: Path) -> None:
    """Ten months of MyAIGuide's participant 1, read here with the csv module alone."""
    from dialdown.diary import importing
    from dialdown.diary.models import ImportBatch
    from dialdown.intake.definitions import shipped
    from dialdown.intake.map_file import shipped_mapping
    from dialdown.intake.table import read_table

    lines = (
        (reference_data / "diaries/myaiguide/participant1_daily.csv").read_text(encoding="utf-8").splitlines()
    )
    part = tmp_path / "part.csv"
    part.write_text("\n".join([lines[0], *lines[300:600]]) + "\n", encoding="utf-8")
    read = read_table(part, shipped_mapping("myaiguide"), home.person.pk, shipped())
    batch = ImportBatch.objects.create(
        person=home.person,
        format="table",
        file_name="part.csv",
        sha256="",
        typed_by=home.robin,
        state="running",
    )
    importing.write(batch=batch, records=list(read.records()), own=read.own)

    with part.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    date = next(iter(rows[0]))
    pains = {r[date]: [float(r[c]) for c in PAIN_COLUMNS if r[c] != ""] for r in rows}
    highest = pd.Series({pd.Timestamp(day): max(found) for day, found in pains.items()})
    figures = drawn(home)
    months = highest.groupby([highest.index.year, highest.index.month])
    assert [number(row[1]) for row in figures["months"]["table_rows"]] == pytest.approx(
        months.median().tolist(), abs=0.051
    )
    assert [int(row[3]) for row in figures["months"]["table_rows"]] == months.count().tolist()
    spread = (highest + 0.5).astype(int).value_counts()
    assert [int(row[1]) for row in figures["distribution"]["table_rows"]] == [
        int(spread.get(i, 0)) for i in range(11)
    ]
    marked = {c: sum(float(r[c] or 0) > 0 for r in rows) for c in PAIN_COLUMNS}
    assert sorted((int(row[1]) for row in figures["places"]["table_rows"]), reverse=True) == sorted(
        (n for n in marked.values() if n), reverse=True
    )
    steps = pd.Series(
        {pd.Timestamp(r[date]): float(r["fitbitSteps"]) for r in rows if float(r["fitbitSteps"] or 0) > 0}
    )
    means = steps.groupby(pd.Grouper(freq="W-SUN")).mean().dropna()
    assert [number(row[1]) for row in figures["doing-steps"]["table_rows"]] == pytest.approx(
        means.tolist(), abs=0.51
    )
