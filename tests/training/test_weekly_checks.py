"""Weekly checks together: what changed beyond the part beside it, on one device; and every answer as a table that our own scoring reads."""

from __future__ import annotations

import csv
import datetime as dt
import io
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from django.db.models import F
from django.utils import timezone

from dialdown import science as ds
from dialdown.training.models import RecogniseAnswer, RecogniseSession
from dialdown.training.recognise.checks import Checks, weekly_checks
from dialdown.training.recognise.columns import NAMES
from dialdown.training.recognise.dealing import Deal, pictures
from dialdown.training.recognise.reading import outwards
from dialdown.uuid7 import uuid7
from tests.training.test_recognise import document, put

if TYPE_CHECKING:
    from django.test import Client

    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]
KEPT = ("item", "part", "view", "posture", "angle_deg", "side", "direction", "tone", "light", "difficulty")


@cache
def dealt(week: int) -> list[list[dict[str, Any]]]:
    return pictures(Deal(week, "weekly", "foot", 0))


def check(
    home: Home, page: Client, week: int, *, quicker: float = 0.0, practice: float = 0.03, **fields: Any
) -> None:
    """One whole weekly check of feet: `practice` = how much quicker (log) both parts get a week, `quicker` = feet beyond that."""
    rng = np.random.default_rng(week)
    answers = []
    for number, (spec,) in enumerate(dealt(week)):
        middle = (
            7.4 - practice * week - (quicker * week if spec["part"] == "foot" else 0) + rng.normal(0, 0.25)
        )
        right = rng.random() < 0.93
        other = {"left": "right", "right": "left"}[spec["side"]]
        answers.append(
            {key: spec[key] for key in KEPT}
            | {"number": number, "response": spec["side"] if right else other, "rt_ms": float(np.exp(middle)), "onset_ms": 4000.0 * number,
               "usable": True, "way": "pointer"}
        )  # fmt: skip
    at = (timezone.now() - dt.timedelta(days=7 * (10 - week))).isoformat()
    told = {
        "kind": "weekly",
        "control_part": "hand",
        "at": at,
        "saved_at": at,
        "planned": len(answers),
        "answers": answers,
        "level": 1,
        **fields,
    }
    assert put(page, document(home) | told, uuid7()).status_code == 201


def found() -> list[Checks]:
    return weekly_checks(list(RecogniseSession.objects.prefetch_related("answers")))


def shown(page: Client) -> str:
    return page.get("/train/recognise/answers").content.decode()


def test_what_both_parts_share_is_no_change_and_what_one_gains_is(home: Home, page: Client) -> None:
    for week in range(1, 7):
        check(home, page, week)
    (same,) = found()
    assert (same.part, same.control, len(same.checks), same.change.specific) == ("foot", "hand", 6, False)
    # Both got quicker by 3 % a week: alone that looks like a change.
    assert same.change.reliable
    assert "Beyond Hands, nothing is clear yet over 6 checks." in shown(page)
    assert "Everyone gets quicker with practice." in shown(page)
    RecogniseSession.objects.all().delete()
    for week in range(1, 7):
        check(home, page, week, quicker=0.12)
    (gained,) = found()
    assert gained.change.specific
    # Twelve hundredths a week over five weeks: exp(-0.6) - 1 = -45 %.
    assert gained.change.time_percent.low < -45.1 < gained.change.time_percent.high < 0
    said = shown(page)
    assert f"Quicker than Hands explains: −{-round(gained.change.time_percent.value)} % (likely −" in said
    assert said.count('<th scope="row">') >= 6


def test_each_check_has_the_figures_of_its_own_answers(home: Home, page: Client) -> None:
    for week in (1, 2):
        check(home, page, week)
    (two,) = found()
    for session, one in zip(RecogniseSession.objects.order_by("at"), two.checks, strict=True):
        for part, cell in (("foot", one.own), ("hand", one.beside)):
            answers = [a for a in session.answers.all() if a.part == part]
            assert cell.n == len(answers)
            assert cell.accuracy.value == pytest.approx(sum(a.correct for a in answers) / len(answers))
            right = [a.rt_ms for a in answers if a.correct]
            assert cell.mean_rt_ms.value == pytest.approx(np.mean(right), rel=0.05)
            assert f"{cell.mean_rt_ms.value / 1000:.1f} s (" in shown(page)
    assert "From 4 checks on, this says what changed beyond Hands." in shown(page)


def test_right_answers_and_time_in_one_number_are_her_own_checks_beside_each_other(
    home: Home, page: Client
) -> None:
    for week in (1, 2, 3):
        check(home, page, week)
    (three,) = found()
    assert all(np.isnan([one.own_balance, one.beside_balance]).all() for one in three.checks)
    assert "both in one" not in shown(page)
    check(home, page, 4, quicker=0.1)
    (four,) = found()
    for name in ("own", "beside"):
        cells = [getattr(one, name) for one in four.checks]
        right, times = (
            np.array([getattr(cell, key).value for cell in cells]) for key in ("accuracy", "mean_rt_ms")
        )
        # As Liesefeld and Janczyk write it: z against z, each over exactly these.
        wanted = (right - right.mean()) / np.std(right) - (times - times.mean()) / np.std(times)
        assert [getattr(one, f"{name}_balance") for one in four.checks] == pytest.approx(wanted)
    said = shown(page)
    assert said.count(": both in one</th>") == 2
    last = four.checks[-1].own_balance
    assert f'<td class="n">{"−" if last < 0 else "+"}{abs(last):.1f}</td>' in said


def test_another_device_and_a_practised_control_part_are_named(home: Home, page: Client) -> None:
    for week in range(1, 4):
        check(home, page, week, device="1920x1080@1 mouse")
    for week in range(4, 9):
        check(home, page, week)
    (five,) = found()
    assert (len(five.checks), five.elsewhere, five.change.sessions) == (5, 3, 5)
    said = shown(page)
    assert "3 checks on other devices are left out" in said
    assert "You used more than one device." in said
    at = timezone.now().isoformat()
    answers = [a | {"part": "hand", "item": "hand/open/palm"} for a in document(home)["answers"]]
    assert (
        put(page, document(home) | {"part": "hand", "answers": answers, "at": at, "saved_at": at}).status_code
        == 201
    )
    assert "You practise Hands too." in shown(page)


def test_one_check_a_stopped_one_and_none_say_nothing(home: Home, page: Client) -> None:
    assert "Weekly checks" not in shown(page)
    assert "answers.csv" not in shown(page)
    check(home, page, 1)
    check(home, page, 2, ended="stopped")
    assert found() == []
    assert "Weekly checks" not in shown(page)


def test_outwards_and_inwards_are_told_to_adults_alone_and_only_of_many_pictures(
    home: Home, page: Client
) -> None:
    """Four checks have 4 x 64 pictures of feet, six 384; what points outwards takes half a second longer here."""
    for week in range(1, 5):
        check(home, page, week)
    home.person.birth_month = dt.date(1990, 1, 1)
    home.person.save()
    assert 'class="card stack outwards"' not in shown(page)
    for week in range(5, 8):
        check(home, page, week)
    RecogniseAnswer.objects.filter(direction="lateral").update(rt_ms=F("rt_ms") + 500)
    answers = RecogniseAnswer.objects.select_related("session")
    told = outwards(answers)
    assert {one.part for one in told} == {"foot"}
    for one in told:
        assert one.seconds[1] < 0.5 < one.seconds[2]
        value, low, high = (f"+{round(second, 2):.2f}" for second in one.seconds)
        assert f"<small>{value} s ({low} to {high})</small>" in shown(page)
    assert shown(page).count("<br><small>+") == len(told) == 2
    # Of somebody under 18 it is not said, whatever it is.
    home.person.birth_month = timezone.localdate().replace(day=1) - dt.timedelta(days=365 * 14)
    home.person.save()
    assert 'class="card stack outwards"' not in shown(page)


def test_the_table_of_every_answer_is_read_by_our_own_scoring(home: Home, page: Client) -> None:
    check(home, page, 1)
    check(home, page, 2, device="=cmd|' /C calc'!A0")
    session = RecogniseSession.objects.latest("at")
    RecogniseAnswer.objects.filter(session=session, number=0).update(response="", rt_ms=None)
    RecogniseAnswer.objects.filter(session=session, number=1).update(usable=False)
    RecogniseAnswer.objects.filter(session=session, number=2).update(posture="own")
    given = page.get("/train/recognise/answers.csv")
    assert given["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(given.content.decode())))
    assert tuple(rows[0]) == NAMES
    assert len(rows) == 2 * 96
    late = [row for row in rows if row["session"] == str(session.pk)]
    assert (late[0]["response"], late[0]["correct"], late[1]["rt_ms"], late[2]["angle_deg"]) == (
        "",
        "",
        "",
        "",
    )
    assert late[0]["device"] == "'=cmd|' /C calc'!A0"
    table = {name: [float(row[name]) if row[name] else float("nan") for row in rows] if name in ("rt_ms", "correct", "angle_deg")
             else [row[name] or None for row in rows] for name in NAMES}  # fmt: skip
    scored = ds.score_laterality(table, control_part="hand")
    assert sum(cell.n for cell in scored.cells) == 2 * 96 - 1
    assert {one.part for one in scored.medial_lateral} == {"foot", "hand"}
    assert scored.change[0].part == "foot"
