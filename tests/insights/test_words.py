"""What a pattern says, word for word; nothing is ever said as something to stay away from."""

from __future__ import annotations

import re

import pytest

from dialdown.insights import pattern_words
from dialdown.insights.bars import bar, reach
from dialdown.intake.definitions import Definition, own_factor, shipped
from dialdown.science.pattern_results import FactorPattern

CALENDAR = 100
NEVER = re.compile(
    r"avoid|stay away|stop|trigger|cause|less of it|cut (down|out)|harm|bad for|worsen|risk|danger|should|must|"
    r"no effect|predict|diagnos|treat|detect|fail|miss(ed)?\b",
    re.IGNORECASE,
)


def pattern(effect: float = 1.2, low: float = 0.4, high: float = 2.0, **more: object) -> FactorPattern:
    base = FactorPattern(
        name="x", kind="behaviour", lags=(1, 2), p=0.001, q=0.01, found=True, effect=effect, low=low, high=high, level=0.9,
        per=1.0, unit="one person-SD", best_lag=1, recorded_days=90, used_days=90,
    )  # fmt: skip
    return base._replace(**more)


def row(
    found: FactorPattern, factor: Definition, outcome: str = "pain_now", *, under_18: bool = True
) -> dict:
    return pattern_words.row(found, factor, outcome, under_18=under_18, calendar=CALENDAR)


STEPS, PLANNED, SLEEP = (shipped()[key] for key in ("steps", "school_hours_planned", "sleep_hours"))
BUILDING_UP = "This often happens when building up; your plan stays."
TOGETHER = "There is a pattern here. Look at it together with your clinician before anything changes."
OWN = "With things you do, practise or eat this often happens when building up; your plan stays."


def test_more_steps_and_more_pain_the_next_day() -> None:
    found = row(pattern(per=2300.0), STEPS)
    assert (found["label"], found["change"]) == ("Steps", "2\u202f300 steps more")
    assert found["sentence"] == "Pain is higher in the days after."
    assert found["notes"] == [BUILDING_UP]
    assert found["numbers"] == [
        "+1.2 points", "90 % range 0.4 to 2", "clearest the next day, give or take one", "90 days, 10 missing",
    ]  # fmt: skip


def test_a_yes_or_no_outcome_ends_at_all_days() -> None:
    found = row(pattern(0.12, 0.004, 1.4, odds=1.9), SLEEP, "medicine_extra")
    assert found["sentence"] == "There are more days with extra medicine in the days after."
    assert found["numbers"][:2] == ["+12 days in 100", "90 % range 0.4 to 100"]
    assert found["numbers"][3] == "1.9 times the odds beside days of the same month"
    nothing = pattern()._replace(found=False, effect=None, low=None, high=None, bound=0.21)
    assert row(nothing, SLEEP, "medicine_extra")["sentence"] == "Less than 21 days in 100, if anything."
    assert row(nothing._replace(bound=None, reason="wide"), SLEEP, "medicine_extra")["verdict"] == "not_yet"


def test_planned_school_and_less_of_what_was_wanted() -> None:
    found = row(pattern(-0.6, -0.9, -0.3), PLANNED, "function")
    assert found["sentence"] == "You do a bit less of what you wanted in the days after."
    assert found["notes"] == [BUILDING_UP]
    assert found["numbers"][:3] == [
        "\u22120.6 points",
        "90 % range \u22120.9 to \u22120.3",
        "clearest the next day, give or take one",
    ]


def test_school_that_pulls_both_ways() -> None:
    found = row(pattern(0.2, -0.5, 0.9), STEPS, "function")
    assert (
        found["sentence"] == "It goes with how much of what you wanted you do in the days after. "
        "Whether all these days together make it more or less is not clear yet."
    )
    assert found["verdict"] == "unsure"
    # Which way it goes is not known, so the plan is said to stay.
    assert found["notes"] == [BUILDING_UP]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("outcome", ["pain_now", "function"])
@pytest.mark.parametrize("name", ["Bread", "No sugar", "Touch practice", "Physio"])
def test_food_under_18_waits_whichever_way_it_points(sign: int, outcome: str, name: str) -> None:
    factor = own_factor("x", name, "yes_no")
    found = row(pattern(sign * 1.2, *sorted((sign * 0.4, sign * 2.0))), factor, outcome)
    assert (found["verdict"], found["sentence"], found["bar"], found["notes"]) == (
        "waits",
        TOGETHER,
        None,
        [],
    )
    assert found["numbers"] == ["90 days, 10 missing"]
    assert found["change"] == ""


def test_food_and_practice_of_an_adult() -> None:
    found = row(pattern(per=1.0), own_factor("x", "Bread", "yes_no"), under_18=False)
    assert (found["verdict"], found["sentence"], found["notes"]) == (
        "found",
        "Pain is higher in the days after.",
        [OWN],
    )


def test_medicine_is_for_her_doctor() -> None:
    for effect, low, high in ((1.2, 0.4, 2.0), (-1.2, -2.0, -0.4)):
        found = row(pattern(effect, low, high), shipped()["medicine_extra"])
        assert found["notes"] == [
            "Worse days can lead to medicine, too. Talk with your doctor before anything changes."
        ]


def test_long_sleep_is_no_reason_to_sleep_less() -> None:
    found = row(pattern(), SLEEP)
    assert found["notes"] == ["After a loud day sleep is often longer. Keep your sleep as it is."]
    assert row(pattern(-1.2, -2.0, -0.4), SLEEP)["notes"] == []


def test_weather_and_feelings_are_no_food() -> None:
    for kind in ("weather", "state", "calendar"):
        found = row(pattern(kind=kind), own_factor("x", "Air pressure", "amount", kind=kind))
        assert found["verdict"] == "found"


def every_row() -> list[dict]:
    factors = [
        *(d for d in shipped() if d.role == "factor"),
        own_factor("x", "Own", "yes_no"),
        own_factor("y", "Wind", "amount", kind="weather"),
    ]
    found: list[dict] = []
    for factor in factors:
        for outcome in ("function", "pain_now", "pain_worst", "pain_mean", "highest"):
            for low, high in ((0.4, 2.0), (-2.0, -0.4), (-0.5, 0.5), (0.1, 0.2)):
                for under_18 in (True, False):
                    more = {
                        "kind": factor.kind,
                        "lead_p": 0.001,
                        "joint_p": 0.5,
                        "later": "did not hold up",
                        "filled_share": 0.9,
                    }
                    found.append(
                        row(pattern((low + high) / 2, low, high, **more), factor, outcome, under_18=under_18)
                    )
            found.append(
                row(
                    pattern(bound=1.23, months_needed=3)._replace(
                        found=False, effect=None, low=None, high=None
                    ),
                    factor,
                    outcome,
                )
            )
            reasons = (
                "never_recorded",
                "few_days",
                "constant",
                "hardly_varied",
                "apart",
                "calendar",
                "outcome",
                None,
            )
            found += [
                row(FactorPattern("x", "behaviour", (1,), reason=reason, recorded_days=9), factor, outcome)
                for reason in reasons
            ]
    return found


def test_no_word_teaches_avoidance() -> None:
    for found in every_row():
        words = " ".join([found["label"], found["change"], found["sentence"], *found["notes"]])
        assert not NEVER.search(words), words


def test_an_activity_that_does_not_help_always_keeps_its_plan() -> None:
    for factor in (d for d in shipped() if d.role == "factor" and d.scope == "function"):
        for outcome, harmful in (
            ("function", (-2.0, -0.4)),
            ("pain_now", (0.4, 2.0)),
            ("highest", (-0.1, 2.0)),
        ):
            for under_18 in (True, False):
                found = row(pattern(sum(harmful) / 2, *harmful), factor, outcome, under_18=under_18)
                assert BUILDING_UP in found["notes"]


def test_every_found_effect_has_its_range_level_and_days() -> None:
    for found in every_row():
        if found["verdict"] in ("found", "unsure"):
            assert len(found["numbers"]) == 4
            assert re.fullmatch(r"90 % range \u2212?[\d.]+ to \u2212?[\d.]+", found["numbers"][1])
            assert found["numbers"][3] == "90 days, 10 missing"


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (0.9, "90"),
        (0.95, "95"),
        (0.9833, "98"),
        (0.9867, "98"),
        (0.999, "99.9"),
        (0.9951, "99.5"),
        (0.99, "99"),
        (0.99999, "99.9"),
    ],
)
def test_the_level_is_said_and_never_rounded_up(level: float, said: str) -> None:
    assert pattern_words.level_words(level) == said


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        (0.3, "0.3 points"),
        (0.301, "0.4 points"),
        (0.04, "0.1 points"),
        (1.0, "1 point"),
        (2.449999, "2.5 points"),
    ],
)
def test_a_limit_is_never_smaller_than_it_is(bound: float, said: str) -> None:
    found = row(pattern(bound=bound)._replace(found=False, effect=None, low=None, high=None), STEPS)
    assert found["verdict"] == "nothing"
    assert found["sentence"] == f"Less than {said}, if anything."
    assert found["numbers"] == ["95 % range", "90 days, 10 missing"]


def test_bars_share_one_scale() -> None:
    values = [{"effect": 1.0, "low": 0.5, "high": 2.0}, {"bound": 0.5}, {"bound": 40.0}]
    ends = reach(values)
    found = [bar(value, "x", ends) for value in values]
    assert ends == pytest.approx(3.0 * 1.05)
    box = re.search(r'class="b1" x="([\d.]+)" y="11" width="([\d.]+)"', found[0])
    assert box is not None
    assert [float(n) for n in box.groups()] == pytest.approx(
        [150 * (1 + 0.5 / ends), 150 * 1.5 / ends], abs=0.1
    )
    # A limit out of sight has no end: its bracket runs to the edge, without its ticks.
    assert "v14" in found[1]
    assert "v14" not in found[2]
    assert "M0.0 17H300.0" in found[2]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "Not noted in this time."),
        (9, "9 of 42 days."),
        (42, "There are enough days now. The next new answer looks at it."),
    ],
)
def test_a_factor_with_too_few_days(days: int, said: str) -> None:
    assert pattern_words.waiting(days) == said


def test_what_was_found_stands_when_the_newest_days_cannot_be_judged() -> None:
    found = row(pattern(per=2300.0, reason="outcome", found_on="2024-02-11"), STEPS)
    assert found["verdict"] == "found"
    assert found["notes"] == [
        BUILDING_UP, "Found on 11 February 2024, and said as it was then: the newest days cannot be judged.",
    ]  # fmt: skip
    # What was asked about before and not found says that nothing can be said now.
    never = row(pattern(reason="outcome", found=False, effect=None, low=None, high=None), STEPS)
    assert never["verdict"] == "not_yet"
    assert never["sentence"] == "The newest answers leave nothing to compare, so nothing can be said."
