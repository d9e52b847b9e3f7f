"""Gaps stay gaps: what is missing is seen, and no line is drawn across it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from dialdown.diary.selectors import DaySeries
from dialdown.insights.charts import course
from dialdown.insights.periods import Span
from dialdown.intake.definitions import shipped
from tests.insights import pictures

if TYPE_CHECKING:
    from tests.diary.household import Home

FIRST = dt.date(2024, 1, 1)  # a Monday


def figure(days: dict[int, float], length: int, **more: object) -> course.Figure:
    series = DaySeries(
        shipped()["function"], "self", {FIRST + dt.timedelta(days=i): n for i, n in days.items()}, {}
    )
    return course.draw(
        "function",
        "x",
        series,
        Span("all", FIRST, FIRST + dt.timedelta(days=length - 1)),
        tone="function",
        **more,
    )


@pytest.mark.parametrize(("missing", "joined"), [(0, 1), (1, 1), (2, 1), (3, 2), (10, 2)])
def test_days_are_joined_across_two_missing_ones_at_most(missing: int, joined: int) -> None:
    later = 5 + missing
    found = figure({**dict.fromkeys(range(5), 4.0), **dict.fromkeys(range(later, 20), 6.0)}, 20)
    for svg in (found.narrow, found.wide):
        assert len(pictures.runs(svg, "l1")) == joined
        assert len(pictures.shapes(svg, "gap")) == (1 if missing else 0)


@pytest.mark.parametrize("gap", range(40))
def test_weeks_obey_the_same_rule(gap: int) -> None:
    """Whatever weekday a gap begins on: a line never joins two answers with more than two missing days between."""
    for begin in range(35, 42):
        days = {i: 5.0 for i in range(120) if not begin <= i < begin + gap}
        found = figure(days, 120)
        for svg, name in ((found.narrow, "l1"), (found.wide, "l1")):
            inside_one_week = begin // 7 == (begin + gap) // 7 and begin % 7 != 0
            expected = 2 if gap > 2 and not inside_one_week else 1
            assert len(pictures.runs(svg, name)) == expected, (begin, gap)
            assert len(pictures.shapes(svg, "b1")) == expected


def test_months_obey_the_same_rule() -> None:
    # From the middle of a month to the next: no month is empty, and still the line ends.
    found = figure({i: 5.0 for i in range(1200) if not 380 <= i < 400}, 1200)
    assert [len(run) for run in pictures.runs(found.wide, "l1")] == [13, 27]
    assert "gap" not in dict(found.legend)
    found = figure({i: 5.0 for i in range(1200) if not 395 <= i < 460}, 1200)
    assert len(pictures.runs(found.wide, "l1")) == 2
    assert len(pictures.shapes(found.wide, "gap")) == 1
    assert ("gap", "a month without an answer") in found.legend


def test_a_band_has_the_gaps_of_its_line() -> None:
    found = figure({i: float(i % 7) for i in range(120) if not 40 <= i < 50}, 120)
    assert len(pictures.shapes(found.wide, "b1")) == len(pictures.runs(found.wide, "l1")) == 2


def test_a_skipped_day_is_no_missing_day() -> None:
    skipped = frozenset(FIRST + dt.timedelta(days=i) for i in (5, 6))
    found = figure({i: 5.0 for i in range(20) if i not in (5, 6, 12)}, 20, skipped=skipped)
    assert found.days == "17 of 20 days · 2 skipped · 1 without an answer"
    assert len(pictures.shapes(found.wide, "skip")) == 2
    assert len(pictures.shapes(found.wide, "gap")) == 1
    assert {key for key, _words in found.legend} == {"l1", "skip", "gap"}
    rows = [row for row in found.table_rows if row[1] == "skipped"]
    assert [row[0] for row in rows] == ["6 Jan 2024", "7 Jan 2024"]
    assert len(found.table_rows) == 19
    lines = pictures.shapes(found.wide, "gap")
    ring = float(pictures.shapes(found.wide, "skip")[0].get("cx"))
    assert not any(float(line.get("x1")) <= ring <= float(line.get("x2")) for line in lines)


@pytest.mark.django_db
def test_what_somebody_else_said_is_no_missing_day(home: Home) -> None:
    from dialdown.insights import composing

    day = dt.datetime(2026, 1, 1, 18, tzinfo=dt.UTC)
    for i in range(12):
        if i not in (3, 7):
            home.save(
                viewer=home.kim, at=day + dt.timedelta(days=i), said_by="parent", values={"function": 6}
            )
    home.save(at=day + dt.timedelta(days=7), values={"function": 4})
    home.save(at=day + dt.timedelta(days=8), values={"function": 5})
    shown = {
        figure["key"]: figure for figure in composing.figures(home.robin, home.person.pk, "all")["figures"]
    }
    assert shown["function"]["days"] == "2 of 12 days · 9 said by somebody else only · 1 without an answer"
    assert shown["function"]["others"] == ["parent"]


@pytest.mark.django_db
def test_skipped_and_missing_in_the_diary(home: Home) -> None:
    from dialdown.insights import composing

    for i in range(10):
        if i == 4:
            continue
        answer = (
            {"skipped": ["pain_now"], "values": {"function": 5}}
            if i in (2, 7)
            else {"values": {"pain_now": 3}}
        )
        home.save(at=dt.datetime(2025, 3, 1 + i, 12, tzinfo=dt.UTC), **answer)
    # Skipped in the morning, answered in the evening: answered.
    home.save(at=dt.datetime(2025, 3, 8, 18, tzinfo=dt.UTC), values={"pain_now": 5})
    found = {f["key"]: f for f in composing.figures(home.robin, home.person.pk, "all")["figures"]}
    for key in ("pain", "distribution"):
        assert found[key]["days"] == "8 of 10 days · 1 skipped · 1 without an answer"


@pytest.mark.django_db
def test_weekly_check_ins_are_a_course_of_their_own(home: Home) -> None:
    from dialdown.insights import composing

    for week in (0, 1, 2, 4, 5):
        day = dt.datetime(2025, 1, 8, 12, tzinfo=dt.UTC) + dt.timedelta(days=7 * week)
        home.save(at=day, mode="weekly", values={"function": 4 + week, "pain_worst": 7})
    found = {f["key"]: f for f in composing.figures(home.robin, home.person.pk, "all")["figures"]}
    # A week's answer is no day's number.
    assert set(found) == {"weekly-function", "weekly-pain"}
    weeks = found["weekly-function"]
    assert [row[1] for row in weeks["table_rows"]] == ["4", "5", "6", "8", "9"]
    assert weeks["days"] == "5 of 6 weeks · 1 without an answer"
    runs = pictures.runs(weeks["wide"], "l1")
    assert runs == [pytest.approx([4, 5, 6], abs=0.06), pytest.approx([8, 9], abs=0.06)]
    assert len(pictures.shapes(weeks["wide"], "gap")) == 1
