"""The stages: locked in their order, open when the facts say so, a step back when pain stays up. No database."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dialdown.training.rules import shipped
from dialdown.training.stages import order
from dialdown.training.stages.facts import (
    IMAGINE,
    MIRROR,
    ORDER,
    RECOGNISE,
    STEPS,
    Chose,
    Recognised,
    Sat,
    Week,
    Went,
)
from tests.counts import count

BEGAN = dt.date(2026, 1, 5)


def at(day: int, hour: int = 10) -> dt.datetime:
    return dt.datetime.combine(BEGAN + dt.timedelta(days=day), dt.time(hour), dt.UTC)


def on(day: int) -> dt.date:
    return BEGAN + dt.timedelta(days=day)


def goes(first: int = 0, last: int = 14, a_day: int = 2) -> tuple[Went, ...]:
    return tuple(Went(at(day, 8 + turn), on(day)) for day in range(first, last + 1) for turn in range(a_day))


def weeks(*levels: float, first: int = 0) -> tuple[Week, ...]:
    return tuple(Week(on(first + 7 * n), level - 0.1, level + 0.1) for n, level in enumerate(levels))


ASKED = Chose(uuid.UUID(int=1), at(0, 7), on(0), "answers")
STEADY = Recognised(goes(), weeks(0.3, 0.35))


def sat(day: int, stage: str = IMAGINE, hour: int = 12, **fields: Any) -> Sat:
    dose = order.first_dose(stage)
    base: dict[str, Any] = {"step": dose.step, "planned": dose.amount, "done": dose.amount} | fields
    return Sat(uuid.uuid4(), at(day, hour), on(day), stage, **base)


def rule(found: order.Stand, stage: str = IMAGINE) -> str:
    return found.gates[stage].rule.id


def test_the_constants_are_those_of_the_table() -> None:
    assert shipped()["stages.away"].when[0].value == order.MONTH
    assert (shipped()["stages.days"].when[0].value, shipped()["stages.goes"].when[0].value) == (14, 20)


def test_two_steady_weeks_open_imagine_and_never_mirror() -> None:
    found = order.stand(STEADY, (), (ASKED,), on(14))
    assert (rule(found), rule(found, MIRROR)) == ("stages.open", "stages.in-order")
    assert found.open(IMAGINE)
    assert not found.open(MIRROR)


def test_each_condition_keeps_imagine_closed_by_its_own_sentence() -> None:
    for wanted, recognised, day, pain in (
        ("stages.days", STEADY, 13, {}),
        ("stages.goes", Recognised(goes(a_day=1), weeks(0.3, 0.3)), 14, {}),
        ("stages.weeks", Recognised(goes(), weeks(0.3)), 14, {}),
        ("stages.uneven", Recognised(goes(), weeks(0.3, 0.6)), 14, {}),
        ("stages.next-day", STEADY, 14, {on(12): 3.0, on(13): 5.0}),
        ("stages.away", STEADY, 14 + 28, {}),
    ):
        assert rule(order.stand(recognised, (), (ASKED,), on(day), pain=pain)) == wanted
    assert rule(order.stand(STEADY, (), (), on(14))) == "stages.not-asked"
    caution = Chose(uuid.uuid4(), at(1), on(1), "answers", caution=True)
    assert rule(order.stand(STEADY, (), (caution,), on(14))) == "stages.caution"


def test_two_checks_count_only_when_they_are_weeks_and_of_now() -> None:
    same_day = Recognised(goes(), (*weeks(0.3, first=13), *weeks(0.3, first=13)))
    assert rule(order.stand(same_day, (), (ASKED,), on(14))) == "stages.weeks"
    old = Recognised(goes(0, 60), weeks(0.3, 0.3, 0.3))
    assert order.stand(old, (), (ASKED,), on(28)).open(IMAGINE)
    assert rule(order.stand(old, (), (ASKED,), on(29))) == "stages.weeks"


def test_what_was_stopped_before_it_began_is_no_practice() -> None:
    long = Recognised(goes(0, 40), weeks(*([0.3] * 6)))
    for done, opens in ((0, False), (1, True)):
        sats = [sat(14 + n // 2, hour=12 + n % 2, done=4 if n % 2 else done) for n in range(34)]
        assert order.stand(long, sats, (ASKED,), on(31)).open(MIRROR) is opens


def test_twenty_goes_are_enough_and_nineteen_are_not() -> None:
    for number, wanted in ((19, "stages.goes"), (20, "stages.open")):
        some = Recognised((*goes(0, 0, 1), *goes()[1 - number :]), STEADY.weeks)
        assert len(some.goes) == number
        assert rule(order.stand(some, (), (ASKED,), on(14))) == wanted


def test_accuracy_counts_only_where_a_clinician_asked_for_it() -> None:
    poor = Recognised(STEADY.goes, STEADY.weeks, 0.6)
    assert order.stand(poor, (), (ASKED,), on(14)).open(IMAGINE)
    assert rule(order.stand(poor, (), (ASKED,), on(14), accuracy_asked=True)) == "stages.accuracy"


def test_an_opening_by_hand_is_no_way_round_the_questions_unless_a_clinician_opens() -> None:
    caution = Chose(uuid.uuid4(), at(0), on(0), "answers", caution=True)
    for clinician in (False, True):
        opened = Chose(uuid.uuid4(), at(1), on(1), "open", MIRROR, clinician=clinician)
        assert order.stand(Recognised(), (), (caution, opened), on(2)).open(MIRROR) is clinician


def test_mirror_opens_after_two_weeks_of_imagine() -> None:
    long = Recognised(goes(0, 30), weeks(*([0.3] * 4)))
    sats = [sat(14 + n // 2, hour=12 + n % 2) for n in range(30)]
    assert not order.stand(long, sats, (ASKED,), on(27)).open(MIRROR)
    assert order.stand(long, sats, (ASKED,), on(29)).open(MIRROR)


OPEN = Chose(uuid.UUID(int=2), at(0, 7), on(0), "open", MIRROR)


def test_what_a_sitting_does_to_the_next_one() -> None:
    for wanted, fields, dose, stage in (
        ("mirror.calm", {}, ("look", 120), MIRROR),
        ("mirror.rise", {"before": 3, "after": 5}, ("look", 60), MIRROR),
        ("mirror.rise", {"ended": "pain", "done": 30}, ("look", 60), MIRROR),
        ("mirror.rise", {"ended": "pain", "done": 30, "before": 3, "after": 4}, ("look", 60), MIRROR),
        ("mirror.stopped", {"ended": "self", "done": 30}, ("look", 120), MIRROR),
        ("mirror.still-up", {"before": 3, "after": 3, "later": 4}, ("look", 120), IMAGINE),
        ("mirror.sign", {"sign": True}, ("look", 120), IMAGINE),
        ("mirror.earlier-step", {"planned": 60}, ("look", 120), MIRROR),
    ):
        found = order.stand(Recognised(), [sat(1, MIRROR, **fields)], (ASKED, OPEN), on(1))
        assert found.turns[0].rule == wanted
        assert (found.doses[MIRROR].step, found.doses[MIRROR].amount, found.stage) == (*dose, stage), wanted
        assert found.rests(on(1)) == (wanted in ("mirror.still-up", "mirror.sign"))
        assert not found.rests(on(2))


def test_falling_back_two_stages_shortens_the_mirror_too() -> None:
    long = [sat(day, MIRROR, planned=600, done=600) for day in range(1, 4)]
    bad = sat(5, IMAGINE, planned=4, done=4, sign=True)
    found = order.stand(Recognised(), [*long, bad], (ASKED, OPEN), on(6))
    assert found.stage == "recognise"
    assert found.doses[MIRROR].amount == 120


def test_no_accuracy_yet_opens_nothing_that_asks_for_it() -> None:
    unknown = Recognised(STEADY.goes, STEADY.weeks)
    assert order.stand(unknown, (), (ASKED,), on(20)).open(IMAGINE)
    assert not order.stand(unknown, (), (ASKED,), on(20), accuracy_asked=True).open(IMAGINE)


def test_three_calm_sittings_make_it_longer_up_to_ten_minutes() -> None:
    sats: list[Sat] = []
    seen = []
    for day in range(1, 40):
        dose = order.stand(Recognised(), sats, (ASKED, OPEN), on(day)).doses[MIRROR]
        seen.append(dose.amount // 60)
        sats.append(sat(day, MIRROR, planned=dose.amount, done=dose.amount))
    assert seen[:7] == [2, 2, 2, 3, 3, 3, 4]
    assert max(seen) == 10 == seen[-1]


def test_a_sitting_after_which_it_is_up_by_one_is_not_a_calm_one() -> None:
    """It takes nothing away, and nothing grows on it: neither the length nor the next step. Three calm ones in a row do that."""
    for stage in (IMAGINE, MIRROR):
        first = order.first_dose(stage)
        for rise, grows in ((0.5, True), (1, False), (1.5, False), (None, True)):
            after = None if rise is None else 3 + rise
            sats = [sat(day, stage, before=3, after=after) for day in (1, 2, 3)]
            found = order.stand(Recognised(), sats, (ASKED, OPEN), on(4))
            assert (found.doses[stage].amount > first.amount) is grows, (stage, rise)
            assert found.doses[stage].may_step(stage) is grows, (stage, rise)
            assert (found.stage, found.doses[stage].step) == (MIRROR, first.step)
            if not grows:
                assert {turn.rule for turn in found.turns} == {f"{stage}.up-a-bit"}
        # Two calm, one up by one, and the count begins anew; the one in between does not make it shorter.
        mixed = [sat(day, stage, before=3, after=4 if day == 3 else 3) for day in range(1, 6)]
        assert order.stand(Recognised(), mixed, (ASKED, OPEN), on(6)).doses[stage].amount == first.amount
        mixed.append(sat(6, stage, before=3, after=3))
        assert order.stand(Recognised(), mixed, (ASKED, OPEN), on(7)).doses[stage].amount > first.amount


def test_imagine_grows_by_two_pictures_to_twelve() -> None:
    """About a minute and a half at first, about four minutes at most: inside the five to ten minutes of the studies."""
    sats: list[Sat] = []
    seen = []
    for day in range(1, 25):
        dose = order.stand(Recognised(), sats, (ASKED, OPEN), on(day)).doses[IMAGINE]
        seen.append(dose.amount)
        sats.append(sat(day, IMAGINE, planned=dose.amount, done=dose.amount))
    assert seen[:7] == [4, 4, 4, 6, 6, 6, 8]
    assert max(seen) == 12 == seen[-1]


def test_the_next_step_needs_three_calm_sittings_and_a_yes() -> None:
    yes = Chose(uuid.uuid4(), at(5, 20), on(5), "step", MIRROR)
    two = [sat(day, MIRROR) for day in (1, 2)]
    three = [*two, sat(3, MIRROR)]
    assert order.stand(Recognised(), two, (ASKED, OPEN, yes), on(6)).doses[MIRROR].step == "look"
    assert order.stand(Recognised(), three, (ASKED, OPEN), on(6)).doses[MIRROR].step == "look"
    assert order.stand(Recognised(), three, (ASKED, OPEN, yes), on(6)).doses[MIRROR].step == "small"


SITTINGS = st.lists(
    st.tuples(
        # The stages are opened by hand on day 0, before any sitting.
        st.integers(1, 40), st.sampled_from((IMAGINE, MIRROR)), st.sampled_from(("time", "self", "pain", "dizzy", "upset")),
        st.one_of(st.none(), st.integers(0, 10)), st.one_of(st.none(), st.integers(0, 10)), st.one_of(st.none(), st.integers(0, 10)),
        st.booleans(),
    ),
    max_size=30,
)  # fmt: skip


def told(rows: list[tuple[Any, ...]]) -> list[Sat]:
    made = []
    for n, (day, stage, ended, before, after, later, sign) in enumerate(rows):
        made.append(
            sat(day, stage, hour=n % 24, ended=ended, before=before, after=after, later=later, sign=sign)
        )
    return made


@given(SITTINGS, st.booleans())
@settings(max_examples=count(test=150, long=3000), deadline=None)
def test_the_rules_never_advance_on_pain_that_stays_and_two_stops_step_back(
    rows: list[tuple[Any, ...]], opened: bool
) -> None:
    """After every single sitting: what stays up goes back a stage, two stops too, and nothing grows on them."""
    sats = sorted(told(rows), key=lambda one: (one.at, str(one.id)))
    choices = (ASKED, OPEN) if opened else (ASKED,)
    before = order.stand(STEADY, (), choices, on(0))
    stops = 0
    for n, one in enumerate(sats):
        found = order.stand(STEADY, sats[: n + 1], choices, on(40))
        earlier = order.stand(STEADY, sats[:n], choices, on(40)) if n else before
        was, now = ORDER.index(earlier.stage), ORDER.index(found.stage)
        dose, then = earlier.doses[one.stage], found.doses[one.stage]
        stops = stops + 1 if one.stopped else 0
        bad = one.sign or (one.rise_later is not None and one.rise_later >= 1) or stops >= 2
        if bad:
            assert now <= max(ORDER.index(one.stage) - 1, 0) or now < ORDER.index(one.stage)
            assert then.amount <= dose.amount
        if bad or (one.rise is not None and one.rise >= 1) or one.stopped:
            assert then.amount <= dose.amount
            assert STEPS[one.stage].index(then.step) <= STEPS[one.stage].index(dose.step)
        if now < was:
            stops = 0
        assert then.amount >= shipped()[f"{one.stage}.first"].amounts["least"]
        assert now <= was + 1


@given(st.integers(28, 400), st.booleans())
@settings(max_examples=count(test=40, long=400), deadline=None)
def test_a_month_away_looks_at_left_or_right_first(days: int, opened: bool) -> None:
    choices = (ASKED, OPEN) if opened else (ASKED,)
    back = 14 + days
    assert rule(order.stand(STEADY, (), choices, on(back))) == "stages.away"
    # One go is enough where the stage was open; where it was not, two new checks say whether it still is steady.
    again = Recognised((*STEADY.goes, *goes(back, back + 7)), STEADY.weeks)
    assert order.stand(again, (), choices, on(back)).open(IMAGINE) is opened
    checked = Recognised(again.goes, (*STEADY.weeks, *weeks(0.3, 0.3, first=back)))
    assert order.stand(checked, (), choices, on(back + 7)).open(IMAGINE)
    assert not order.stand(STEADY, (sat(back),), choices, on(back)).open(IMAGINE)


@given(SITTINGS)
@settings(max_examples=count(test=60, long=1000), deadline=None)
def test_without_left_or_right_nothing_opens_by_itself(rows: list[tuple[Any, ...]]) -> None:
    found = order.stand(Recognised(), told(rows), (ASKED,), on(41))
    assert found.stage == RECOGNISE
    assert not found.open(IMAGINE)
    assert not found.open(MIRROR)
