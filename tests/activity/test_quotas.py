"""Amounts by the calendar: what moves them, how far, and what never does."""

from __future__ import annotations

import datetime as dt
import inspect
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialdown.activity import quotas
from dialdown.activity.quotas import Fact, Setting, Terms, weekly_step
from tests.activity.plans import (
    ALL_FACTS,
    BEGIN,
    DONE,
    EVERY_DAY,
    LENGTH,
    OWN_FACTS,
    SETTINGS,
    WITH_ABSENCES,
    course,
    day,
    terms,
)

WALK = Setting("seconds", BEGIN, 60)
# 2 min 30 s on four days, then the floor and more every day.
WALKED = {day(n): 150 for n in (0, 1, 3, 5)} | {day(n): 120 for n in range(7, 200)}


def amounts(found: quotas.Course) -> list[int | None]:
    return [d.amount for d in found.days]


def rules(found: quotas.Course) -> list[str]:
    return [turn.rule.removeprefix("move.") for turn in found.turns]


# --- the worked example ------------------------------------------------------------------------------


def test_the_kit_example() -> None:
    """Baseline 2 min 30 s over 4 days: start at 2:00, floor 1:30, ceiling 2:15, 15 s more a week."""
    found = course(WALK, [], WALKED, 28)
    first = found.days[7]
    assert (found.baseline, found.step) == (150, 15)
    assert (first.floor, first.amount, first.ceiling, first.today) == (90, 120, 135, 120)
    assert [found.days[n].amount for n in (7, 13, 14, 21, 28)] == [120, 120, 135, 150, 165]
    assert found.next_step == day(35)


def test_until_there_is_a_baseline_the_first_floor_is_asked() -> None:
    found = course(WALK, [], WALKED, 6)
    assert {(d.state, d.today) for d in found.days} == {("measuring", 60)}


def test_three_days_are_enough_after_a_week_and_seven_at_once() -> None:
    three = course(WALK, [], {day(n): 100 for n in (0, 2, 6)}, 7)
    assert (three.days[6].state, three.days[7].state) == ("measuring", "plan")
    seven = course(WALK, [], {day(n): 100 for n in range(7)}, 7)
    assert seven.days[7].state == "plan"
    two = course(WALK, [], {day(n): 100 for n in (0, 2)}, 12)
    assert two.days[12].state == "measuring"
    now = course(WALK, [Fact("start_now", day(3))], {day(n): 100 for n in range(3)}, 3)
    assert now.days[3].state == "plan"


def test_ill_holds_one_step_and_no_more() -> None:
    found = course(WALK, [Fact("ill", day(16))], WALKED, 35)
    assert [found.days[n].amount for n in (14, 21, 28, 35)] == [135, 135, 150, 165]
    assert "ill-hold" in rules(found)


def test_a_flare_day_is_a_floor_day_and_the_plan_is_back_within_three() -> None:
    facts = [Fact("flare", day(n)) for n in range(30, 37)]
    found = course(WALK, facts, WALKED, 40)
    plain = course(WALK, [], WALKED, 40)
    assert [d.state for d in found.days[30:37]] == ["flare"] * 3 + ["plan"] * 4
    assert [d.today for d in found.days[30:33]] == [d.floor for d in plain.days[30:33]]
    assert amounts(found) == amounts(plain)


def test_two_weeks_away_ask_for_a_short_baseline() -> None:
    done = {d: n for d, n in WALKED.items() if d < day(30) or d >= day(51)} | {
        day(n): 140 for n in (51, 52, 53)
    }
    found = course(WALK, [], done, 60)
    assert (found.days[44].state, found.days[45].state) == ("measuring", "measuring")
    assert found.days[43].state == "plan"
    # The floor until three days are there, then 80 % of their mean, and never under a floor that was done.
    assert found.days[51].today == found.days[43].floor
    assert [found.days[n].state for n in (53, 54)] == ["measuring", "plan"]
    assert (found.baseline, found.days[54].amount) == (140, 110)


def test_the_floor_for_three_days_goes_on_at_the_floor() -> None:
    """Who does what the page asks after a time away does not start under it."""
    away = {d: n for d, n in WALKED.items() if d < day(30)}
    floor = course(WALK, [], away, 45).days[45].today
    assert floor is not None
    found = course(WALK, [], away | {day(n): floor for n in (51, 52, 53)}, 54)
    assert (found.days[54].state, found.days[54].amount) == ("plan", floor)


def test_getting_back_is_three_floor_days_and_eighty_percent() -> None:
    found = course(WALK, [Fact("relapse", day(30))], WALKED, 34)
    before = found.days[29].amount
    assert [d.state for d in found.days[30:33]] == ["getting_back"] * 3
    assert before is not None
    assert found.days[33].amount == quotas.down(0.8 * before, 15)


def test_a_flare_day_does_not_delay_the_way_back() -> None:
    flare = [Fact("flare", day(n)) for n in (33, 34)]
    with_flare = course(WALK, [Fact("relapse", day(30)), *flare], WALKED, 60)
    without = course(WALK, [Fact("relapse", day(30))], WALKED, 60)
    assert amounts(with_flare) == amounts(without)
    assert with_flare.days[33].state == "flare"
    assert with_flare.days[33].today == without.days[33].floor


def test_getting_back_over_the_end_of_a_week_adds_no_step() -> None:
    found = course(WALK, [Fact("relapse", day(33))], WALKED, 44)
    before, floor = found.days[32].amount, found.days[32].floor
    assert [(d.today, d.amount) for d in found.days[33:36]] == [(floor, before)] * 3
    assert before is not None
    assert found.days[36].amount == quotas.down(0.8 * before, 15)
    assert "back-hold" in rules(found)
    assert found.days[43].amount == found.days[42].amount + 15  # pyright: ignore[reportOptionalOperand]


@pytest.mark.parametrize("each", [60, 70, 120])
def test_the_first_start_is_eighty_percent_also_of_the_floor_alone(each: int) -> None:
    """Who does exactly what was asked while measuring starts under it, as the page says."""
    found = course(replace(WALK, first=60), [], {day(n): each for n in range(7)}, 7)
    assert found.days[7].amount == quotas.down(0.8 * each, quotas.grain(each, "seconds"))


def test_new_pain_closes_the_plan_and_the_amount_waits() -> None:
    found = course(WALK, [Fact("locked", day(20), day(24))], WALKED, 35)
    assert {(d.amount, d.today) for d in found.days[20:25]} == {(None, None)}
    assert found.days[25].amount == found.days[19].amount
    assert rules(found).count("locked") == 1
    assert rules(found).count("opened") == 1


def test_a_step_can_be_taken_back() -> None:
    found = course(WALK, [Fact("keep", day(14))], WALKED, 21)
    assert [found.days[n].amount for n in (13, 14, 20, 21)] == [120, 120, 120, 135]


AWAY = {d: n for d, n in WALKED.items() if d < day(30) or d >= day(51)} | {day(n): 140 for n in (51, 52, 53)}
PROGRAMME = Fact("programme", day(20), day(40))


def turn_of(found: quotas.Course, rule: str) -> quotas.Turn:
    """The first turn by a rule."""
    return next(turn for turn in found.turns if turn.rule == f"move.{rule}")


@pytest.mark.parametrize(
    ("rule", "facts", "done", "says"),
    [
        ("start", [], WALKED, "start-undone"), ("restart", [], AWAY, "start-undone"), ("away", [], AWAY, "kept"),
        ("relapse-over", [Fact("relapse", day(30))], WALKED, "kept"), ("programme-over", [PROGRAMME], WALKED, "kept"),
        ("step-up", [], WALKED, "step-undone"),
    ],
)  # fmt: skip
def test_what_the_calendar_changed_can_be_kept_as_it_was(
    rule: str, facts: list[Fact], done: dict[dt.date, int], says: str
) -> None:
    """Each such turn offers it; then the day is as the one before, a sentence says so, and the rule waits."""
    plain = course(WALK, facts, done, 60)
    turn = turn_of(plain, rule)
    assert turn.can_keep
    found = course(WALK, [*facts, Fact("keep", turn.day, id="k")], done, 60)
    said = [t for t in found.turns if t.day == turn.day and t.fact == "k"]
    assert [t.rule for t in said] == [f"move.{says}"]
    assert not said[0].can_keep
    assert not [t for t in found.turns if t.rule == turn.rule and t.day == turn.day]
    at = (turn.day - BEGIN).days
    # In a pause there is no amount; the turn knows the one that waits.
    assert (found.days[at].amount or said[0].after) == turn.before == said[0].after
    assert found.days[:at] == plain.days[:at]


def test_a_start_taken_back_measures_anew() -> None:
    found = course(WALK, [Fact("keep", day(7))], WALKED, 20)
    assert (found.days[7].state, found.days[7].today, found.days[13].state) == ("measuring", 60, "measuring")
    assert (found.days[14].state, found.baseline) == ("plan", 120)


def test_a_time_away_taken_back_goes_on_for_two_weeks() -> None:
    done = {d: n for d, n in WALKED.items() if d < day(30)}
    away = turn_of(course(WALK, [], done, 60), "away").day
    found = course(WALK, [Fact("keep", away)], done, 70)
    assert [t.day for t in found.turns if t.rule == "move.away"] == [away + dt.timedelta(days=15)]


def test_the_way_back_from_a_relapse_and_from_a_programme_taken_back_goes_on_with_the_last_amount() -> None:
    back = course(WALK, [Fact("relapse", day(30)), Fact("keep", day(33))], WALKED, 36)
    assert (back.days[33].state, back.days[33].today) == ("plan", back.days[29].amount)
    home = course(WALK, [PROGRAMME, Fact("keep", day(41))], WALKED, 45)
    assert (home.days[41].state, home.days[41].today) == ("plan", home.days[19].amount)


def test_keeping_a_day_on_which_nothing_changed_does_nothing() -> None:
    assert course(WALK, [Fact("keep", day(16))], WALKED, 40) == course(WALK, [], WALKED, 40)
    ill = [Fact("ill", day(16))]
    assert course(WALK, [*ill, Fact("keep", day(21))], WALKED, 40) == course(WALK, ill, WALKED, 40)


def test_a_start_that_was_tapped_is_taken_back_by_its_own_fact() -> None:
    three = {day(n): 100 for n in range(3)}
    found = course(WALK, [Fact("start_now", day(3), id="now")], three, 3)
    assert (turn_of(found, "start").fact, turn_of(found, "start").can_keep) == ("now", False)


def test_a_chosen_step_holds_from_its_day_on() -> None:
    plain, found = course(WALK, [], WALKED, 28), course(WALK, [Fact("step", day(16), amount=20)], WALKED, 28)
    assert (plain.step, plain.share, found.step, found.share) == (15, 10, 30, 20)
    assert [found.days[n].amount for n in (14, 20, 21, 28)] == [135, 135, 165, 195]
    assert found.days[:21] == plain.days[:21]
    assert "own-step" in rules(found)
    chosen_before = course(WALK, [Fact("step", day(2), amount=20)], WALKED, 28)
    assert [chosen_before.days[n].amount for n in (7, 14, 21)] == [120, 150, 180]


def test_a_chosen_first_amount_is_asked_from_its_day_on_and_measures_the_same() -> None:
    plain, found = course(WALK, [], WALKED, 28), course(WALK, [Fact("floor", day(2), amount=30)], WALKED, 28)
    assert [found.days[n].today for n in (1, 2, 6)] == [60, 30, 30]
    assert found.days[7:] == plain.days[7:]
    assert "first-amount" in rules(found)


def test_a_chosen_floor_is_the_floor_of_hard_days_and_leaves_the_amount() -> None:
    facts = [Fact("floor", day(16), amount=45), Fact("flare", day(18)), Fact("relapse", day(24))]
    found = course(WALK, facts, WALKED, 40)
    plain = course(WALK, facts[1:], WALKED, 40)
    assert amounts(found) == amounts(plain)
    assert {d.floor for d in found.days[16:]} == {45}
    assert [found.days[n].today for n in (18, 24, 25, 26)] == [45] * 4
    assert "own-floor" in rules(found)
    high = course(WALK, [Fact("floor", day(16), amount=4000)], WALKED, 20)
    assert (high.days[16].floor, high.days[16].amount) == (135, 135)


def test_what_a_clinician_wrote_wins_over_a_chosen_floor_and_step() -> None:
    signed = Fact("prescribed", day(10), terms=Terms(300, 120, 900, 60))
    own = [Fact("floor", day(12), amount=30), Fact("step", day(12), amount=20)]
    for facts in (
        [signed, *own],
        [Fact("floor", day(9), amount=30), Fact("step", day(9), amount=20), signed],
    ):
        assert course(WALK, facts, WALKED, 60).days[10:] == course(WALK, [signed], WALKED, 60).days[10:]


def test_small_counts_step_rarely_instead_of_far() -> None:
    assert weekly_step(4, 0.1, "count") == (1, 2)
    assert weekly_step(1, 0.2, "count") == (1, 5)
    assert weekly_step(20, 0.1, "count") == (2, 1)


def test_a_step_follows_the_amount_that_was_taken_and_not_one_over_the_top() -> None:
    typed = [Fact("hand", day(0), amount=11), Fact("hand", day(0), amount=1)]
    found = course(replace(WALK, unit="count", first=1, top=3), typed, {}, 7)
    assert [turn.after for turn in found.turns if turn.rule == "move.hand"] == [3, 1]
    assert found.step == 1


# --- what always holds -------------------------------------------------------------------------------


def test_there_is_no_way_in_for_pain() -> None:
    """No function of the module takes it, and no line of it names it but the ones that say so."""
    assert "pain" not in inspect.signature(quotas.course).parameters
    code = list(inspect.getsource(quotas).split('"""')[2::2])
    assert not any("pain" in part.lower() for part in code)


@given(setting=SETTINGS, facts=OWN_FACTS, done=DONE)
def test_floor_amount_ceiling_in_this_order(
    setting: Setting, facts: list[Fact], done: dict[dt.date, int]
) -> None:
    for d in course(setting, facts, done).days:
        if d.amount is None:
            assert (d.floor, d.ceiling, d.today) == (None, None, None)
        else:
            assert d.floor is not None
            assert d.ceiling is not None
            assert d.today is not None
            assert 1 <= d.floor <= d.amount <= d.ceiling
            assert d.floor <= d.today <= d.amount
            assert d.state in ("measuring", "plan", "flare", "getting_back", "ask")


@given(setting=SETTINGS, facts=OWN_FACTS, done=DONE)
def test_a_step_never_exceeds_the_rule(setting: Setting, facts: list[Fact], done: dict[dt.date, int]) -> None:
    """Up by the calendar only: at most 20 % of the baseline, or one whole, and never twice within a week."""
    found = course(setting, facts, done)
    ups: list[dt.date] = []
    baseline: float | None = None
    for turn in found.turns:
        if "baseline" in turn.places:
            baseline = float(turn.places["baseline"])
        if turn.rule == "move.hand":
            baseline = baseline or turn.after
        if turn.rule == "move.step-up" and turn.before is not None and turn.after is not None:
            assert baseline is not None
            # The place says the baseline in whole units; the rule counts with the exact mean.
            assert 0 <= turn.after - turn.before <= max(0.2 * (baseline + 0.5), 1)
            ups.append(turn.day)
    assert all((b - a).days >= 7 for a, b in itertools.pairwise(ups))


@given(baseline=st.floats(1, 40_000), share=st.floats(0.1, 0.2), unit=st.sampled_from(("seconds", "count")))
def test_the_step_is_ten_to_twenty_percent(baseline: float, share: float, unit: quotas.Unit) -> None:
    step, weeks = weekly_step(baseline, share, unit)
    assert step >= 1
    assert step / weeks <= 0.2 * baseline + 1e-6
    if weeks == 1:
        assert 0.1 * baseline - 1e-6 <= step
    if unit == "seconds" and baseline >= 25:
        # As near to what was chosen as whole seconds go.
        assert abs(step - share * baseline) <= 0.04 * baseline + 1e-6


@given(setting=SETTINGS, done=EVERY_DAY)
def test_the_calendar_alone_moves_a_plan_that_is_done(setting: Setting, done: dict[dt.date, int]) -> None:
    """After the baseline it does not matter how much was done, only that the weeks were not empty."""
    found = course(setting, [], done)
    begun = next((n for n, d in enumerate(found.days) if d.state == "plan"), None)
    assert begun is not None
    other = {d: (n if d < day(begun) else 1 + (n * 7) % 900) for d, n in done.items()}
    assert course(setting, [], other).days == found.days
    assert set(rules(found)) <= {"measure", "start", "step-up", "at-top"}


# The only rules that may move an amount: the fact of the day that somebody signed, for each that needs one.
SIGNED = {
    "hand": "hand", "first-amount": "floor", "prescribed": "prescribed", "own-again": "own",
}  # fmt: skip
# From these on the weeks are counted; before a fresh start one of the others asked for it.
BEGINNINGS = {"start", "restart", "relapse-over", "hand", "prescribed", "own-again"}
ASKED_TO_MEASURE = {"away", "measure-again", "programme-over"}


def may_move(turn: quotas.Turn, before: list[quotas.Turn], facts: list[Fact]) -> bool:
    """True when the change has one of the causes that the plan knows: the calendar, an absence, or what was signed."""
    rule, earlier = turn.rule.removeprefix("move."), [t.rule.removeprefix("move.") for t in before]
    last = max((n for n, name in enumerate(earlier) if name in BEGINNINGS), default=-1)
    if rule in SIGNED:
        return any(f.kind == SIGNED[rule] and f.day == turn.day for f in facts)
    if rule in ("step-up", "prescribed-step"):
        days = (turn.day - before[last].day).days if last >= 0 else 0
        return days > 0 and days % 7 == 0
    if rule == "start":
        return last == -1
    if rule == "restart":
        return bool(ASKED_TO_MEASURE & set(earlier[last + 1 :]))
    if rule == "relapse-over":
        return any(f.kind == "relapse" and f.day + dt.timedelta(days=3) <= turn.day for f in facts)
    return False


@given(setting=SETTINGS, done=WITH_ABSENCES, facts=ALL_FACTS)
def test_nothing_else_moves_it(setting: Setting, done: dict[dt.date, int], facts: list[Fact]) -> None:
    """The amount of a day is that of the day before, but for the turns between; each of those has its cause.

    Illness, new pain, a flare day, a pause and an empty week are no such turn: they only hold.
    """
    found = course(setting, facts, done)
    moved = [n for n, turn in enumerate(found.turns) if turn.before is not None and turn.before != turn.after]
    for n in moved:
        assert may_move(found.turns[n], list(found.turns[:n]), facts), found.turns[n]
    # What was signed in a pause shows when the pause is over.
    amount = setting.first
    turns = [found.turns[n] for n in moved]
    for d in found.days:
        while turns and turns[0].day <= d.day:
            assert turns[0].before == amount
            amount = turns.pop(0).after
        assert d.amount in (amount, None)


@given(setting=SETTINGS, facts=OWN_FACTS, done=DONE)
def test_flare_days_leave_every_amount_as_it_is(
    setting: Setting, facts: list[Fact], done: dict[dt.date, int]
) -> None:
    without = [fact for fact in facts if fact.kind != "flare"]
    assert amounts(course(setting, facts, done)) == amounts(course(setting, without, done))


@given(setting=SETTINGS, facts=OWN_FACTS, done=DONE, cut=st.integers(0, LENGTH))
def test_later_days_change_no_earlier_amount(
    setting: Setting, facts: list[Fact], done: dict[dt.date, int], cut: int
) -> None:
    """Replayed to a day or beyond it, that day says the same."""
    assert course(setting, facts, done, cut).days == course(setting, facts, done).days[: cut + 1]


# --- what a clinician signed -------------------------------------------------------------------------


@given(setting=SETTINGS, facts=OWN_FACTS, done=DONE, signed=terms(), on=st.integers(0, LENGTH))
def test_no_rule_overwrites_a_prescription(
    setting: Setting, facts: list[Fact], done: dict[dt.date, int], signed: Terms, on: int
) -> None:
    """Its floor and ceiling stand, its amount rises by its own weekly step and by nothing else."""
    found = course(setting, [*facts, Fact("prescribed", day(on), terms=signed)], done)
    steps = 0
    for d in found.days[on:]:
        if d.amount is None:
            continue
        assert (d.floor, d.ceiling) == (signed.floor, signed.ceiling)
        assert signed.amount <= d.amount <= signed.ceiling
        taken = d.amount - signed.amount
        assert signed.weekly or taken == 0
        if signed.weekly:
            assert taken % signed.weekly == 0 or d.amount == signed.ceiling
            now = -(-taken // signed.weekly)
            assert steps <= now <= (d.day - day(on)).days // 7
            steps = now
        assert d.today in (d.amount, signed.floor)
    ours = {"move.start", "move.restart", "move.step-up", "move.hand", "move.relapse-over", "move.away"}
    assert not [t for t in found.turns if t.day > day(on) and t.rule in ours]


@given(setting=SETTINGS, done=EVERY_DAY, signed=terms(), on=st.integers(0, 60))
def test_a_prescription_is_asked_about_after_its_day(
    setting: Setting, done: dict[dt.date, int], signed: Terms, on: int
) -> None:
    found = course(setting, [Fact("prescribed", day(on), terms=signed)], done)
    if signed.review_on is None or signed.review_on <= day(on):
        return
    after = [d for d in found.days if d.day >= signed.review_on]
    assert {d.state for d in after} <= {"ask"}
    assert len({d.amount for d in after}) <= 1


@given(
    setting=SETTINGS, done=EVERY_DAY, signed=terms(), on=st.integers(0, 40), now=st.integers(0, LENGTH - 35)
)
def test_the_next_step_comes_on_the_day_that_is_named_and_on_no_other(
    setting: Setting, done: dict[dt.date, int], signed: Terms, on: int, now: int
) -> None:
    """Under a prescription, where nothing but the calendar moves the amount."""
    facts = [Fact("prescribed", day(on), terms=signed)]
    if now < on:
        return
    found, later = course(setting, facts, done, now), course(setting, facts, done)
    rises = [
        after.day
        for before, after in itertools.pairwise(later.days[now:])
        if before.amount is not None and after.amount is not None and after.amount > before.amount
    ]
    assert rises[:1] == ([] if found.next_step is None else [found.next_step])


def test_an_own_amount_to_stay_at_holds_back_no_prescription() -> None:
    signed = Fact("prescribed", day(10), terms=Terms(300, 120, 900, 60))
    assert course(replace(WALK, top=200), [signed], WALKED, 12).next_step is not None
