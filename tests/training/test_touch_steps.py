"""Where a touch ladder stands: only the rules of the table move it, and pain moves it down and never up."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialdown.training.rules import shipped
from dialdown.training.touch.ladders import FULL_SECONDS, START_SECONDS, book
from dialdown.training.touch.steps import RISE, Choice, Go, Stand, Step, stand
from dialdown.uuid7 import uuid7

FOOT = book().ladders["foot"]
BEGIN = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)


def go(hours: float = 0, **fields: Any) -> Go:
    """A go of five seconds of the first thing, done in full, `hours` after the beginning."""
    at = BEGIN + dt.timedelta(hours=hours)
    made: dict[str, Any] = {"rung": 1, "planned": START_SECONDS, **fields}
    return Go(uuid7(), at, at.date(), done=made.pop("done", made["planned"]), **made)


def run(goes: list[Go], choices: list[Choice] | None = None) -> Stand:
    return stand(FOOT, goes, choices or [])


def follow(answers: list[dict[str, Any]], *, every: float = 8) -> tuple[Stand, list[Go]]:
    """Do what the ladder says, one go after the other."""
    goes: list[Go] = []
    for number, answer in enumerate(answers):
        step = run(goes).step
        goes.append(go(number * every, **{"rung": step.rung, "planned": step.seconds, **answer}))
    return run(goes), goes


def test_it_starts_soft_and_short() -> None:
    assert run([]).step == Step(1, 5)


def test_a_go_that_went_well_gives_a_few_seconds_more() -> None:
    found = run([go()])
    assert (found.step, found.turns[0].rule) == (Step(1, 10), "touch.grow")


def test_a_whole_minute_on_three_days_brings_the_next_thing() -> None:
    # Twice on the first day counts as one day.
    minutes = [go(h, planned=60) for h in (0, 4, 24, 48)]
    grown = [go(-100 + n, planned=5 + 5 * n) for n in range(11)]
    found = run([*grown, *minutes])
    assert (found.step, found.turns[-1].rule) == (Step(2, START_SECONDS), "touch.next-thing")
    assert found.turns[-2].after == Step(1, FULL_SECONDS)


@pytest.mark.parametrize("answer", [{"before": 3.0, "after": 5.0}, {"felt": "too_much"}])
def test_a_rise_or_too_much_halves_the_next_go(answer: dict[str, Any]) -> None:
    goes = [go(n, planned=5 + 5 * n) for n in range(4)]
    assert run(goes).step == Step(1, 25)
    assert run([*goes, go(10, planned=25, **answer)]).step == Step(1, 10)


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ({"before": 3.0, "after": 4.0}, "touch.grow"), ({"before": 3.0, "after": 4.9}, "touch.grow"),
        ({"felt": "a_bit_much"}, "touch.a-bit-much"), ({"done": 2}, "touch.stopped"), ({"done": 0}, "touch.stopped"),
        ({"skin": "not_today", "done": 0}, "touch.skin-first"), ({"rung": 3}, "touch.earlier-step"),
        ({"after": 9.0}, "touch.grow"), ({"before": 9.0, "after": 1.0}, "touch.grow"),
    ],
)  # fmt: skip
def test_what_else_a_go_can_be(answer: dict[str, Any], rule: str) -> None:
    assert run([go(**answer)]).turns[0].rule == rule


def test_still_up_in_an_hour_rests_the_place_and_goes_one_step_softer() -> None:
    found = run([go(0, planned=5), go(24, rung=1, planned=10, before=3.0, after=6.0, later=5.0)],
                [Choice(uuid7(), BEGIN + dt.timedelta(hours=1), "next")])  # fmt: skip
    assert found.step == Step(1, START_SECONDS)
    assert found.rests_until == (BEGIN + dt.timedelta(days=2)).date()
    assert found.turns[-1].rule == "touch.still-up"


def test_skin_that_changed_rests_the_place() -> None:
    found = run([go(skin="changed")])
    assert (found.step, found.rests_until) == (Step(1, 5), dt.date(2026, 3, 3))


def test_the_change_after_a_go_can_be_kept_back() -> None:
    goes = [go(0), go(8, planned=10, before=1.0, after=8.0)]
    assert run(goes).step == Step(1, 5)
    kept = Choice(uuid7(), BEGIN + dt.timedelta(hours=9), "keep", goes[1].id)
    found = run(goes, [kept])
    assert (found.step, found.turns[-1].rule) == (Step(1, 10), "touch.kept")


def test_a_go_that_arrives_late_is_put_where_it_belongs() -> None:
    goes = [go(n, planned=5 + 5 * n) for n in range(3)]
    assert run(list(reversed(goes))) == run(goes)


def test_the_last_thing_stays() -> None:
    last = len(FOOT.things)
    goes = [go(-24 + n, rung=last, planned=5 + 5 * n) for n in range(11)]
    days = [go(24 * n, rung=last, planned=60) for n in range(1, 5)]
    up = [Choice(uuid7(), BEGIN - dt.timedelta(hours=60 - n), "next") for n in range(20)]
    found = run([*goes, *days], up)
    assert (found.step, found.turns[-1].rule) == (Step(last, 60), "touch.last-thing")


# --- properties ------------------------------------------------------------------------------------------------
PAIN = st.none() | st.floats(0, 10)
ANSWERS = st.lists(
    st.fixed_dictionaries(
        {"before": PAIN, "after": PAIN, "later": PAIN, "felt": st.sampled_from(["", "okay", "a_bit_much", "too_much"]),
         "skin": st.sampled_from(["okay", "okay", "okay", "changed"])}
    ),
    max_size=40,
)  # fmt: skip


@given(ANSWERS)
def test_a_step_is_always_on_the_ladder(answers: list[dict[str, Any]]) -> None:
    found, _goes = follow(answers)
    for turn in found.turns:
        assert 1 <= turn.after.rung <= len(FOOT.things)
        assert START_SECONDS <= turn.after.seconds <= FULL_SECONDS
        assert turn.after.seconds % START_SECONDS == 0
        # Never more than five seconds or one thing further at a time.
        assert turn.after.seconds - turn.before.seconds <= 5
        assert turn.after.rung - turn.before.rung <= 1
        assert turn.rule in {rule.id for rule in shipped()}


@given(ANSWERS)
def test_more_pain_never_takes_a_step_further(answers: list[dict[str, Any]]) -> None:
    """Raise what was said after any one go: the step right after it is not a harder one."""
    found, goes = follow(answers)
    for turn, one in zip(found.turns, goes, strict=True):
        if one.before is None:
            continue
        worse = Go(**{**vars(one), "after": 10.0, "later": 10.0})
        at = goes.index(one)
        after = run([*goes[:at], worse]).turns[-1].after
        assert (after.rung, after.seconds) <= (turn.after.rung, turn.after.seconds)


@given(ANSWERS)
def test_a_rise_always_steps_back_or_stays(answers: list[dict[str, Any]]) -> None:
    found, _goes = follow(answers)
    for turn in found.turns:
        assert turn.go is not None
        if (turn.go.rise is not None and turn.go.rise >= RISE) or turn.go.felt == "too_much":
            assert (turn.after.rung, turn.after.seconds) <= (turn.before.rung, turn.before.seconds)


def test_every_rule_about_touch_can_happen() -> None:
    """No row of the table is dead: each is met by one of the situations above, or by a page."""
    met = {
        "touch.grow", "touch.next-thing", "touch.rise", "touch.too-much", "touch.a-bit-much", "touch.stopped",
        "touch.skin-first", "touch.skin-changed", "touch.earlier-step", "touch.still-up", "touch.kept", "touch.hand",
        "touch.last-thing", "touch.whole-minute", "touch.locked",
    }  # fmt: skip
    assert {rule.id for rule in shipped().about("touch")} == met


@given(st.sampled_from(sorted(book().ladders)))
def test_every_ladder_has_things_from_soft_to_coarse(place: str) -> None:
    ladder = book().ladders[place]
    assert len(set(ladder.things)) == len(ladder.things) >= 6
    assert ladder.then.endswith(".")
    assert ladder.thing(999) == ladder.things[-1]
    assert all(isinstance(thing, str) and thing for thing in ladder.things)
