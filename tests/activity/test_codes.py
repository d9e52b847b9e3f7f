"""The code on paper: what goes in comes out, and slips are noticed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dialdown.activity import codes
from dialdown.activity.activities import shipped
from dialdown.activity.codes import ALPHABET, BadCode, Carried
from dialdown.activity.prescribing import (
    CODE_ACTIVITIES,
    STOP_RULES,
    TEMPLATES,
    Written,
    check,
    code_of,
    from_code,
)
from dialdown.intake.records import BadInput
from tests.report import Figure

CARRIED = st.builds(
    Carried, activity=st.integers(0, 31), amount=st.integers(0, 2047), floor=st.integers(0, 2047), ceiling=st.integers(0, 2047),
    weekly=st.integers(0, 511), written_on=st.dates(codes.EPOCH, dt.date(2048, 1, 1)), weeks=st.integers(0, 63),
    hold_after_illness=st.booleans(), rules=st.frozensets(st.integers(0, 5)),
)  # fmt: skip
SAMPLE = Carried(0, 300, 120, 900, 60, dt.date(2026, 11, 25), 6, True, frozenset({0, 1}))


@given(carried=CARRIED)
def test_there_and_back(carried: Carried) -> None:
    code = codes.encode(carried)
    assert codes.decode(code) == carried
    assert codes.decode(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == carried
    assert len(code.replace("-", "")) == 18


@given(carried=CARRIED, at=st.integers(0, 17), sign=st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_noticed(carried: Carried, at: int, sign: str) -> None:
    signs = codes.encode(carried).replace("-", "")
    assume(signs[at] != sign)
    with pytest.raises(BadCode):
        codes.decode(signs[:at] + sign + signs[at + 1 :])


@given(carried=CARRIED, at=st.integers(0, 16))
def test_two_neighbours_in_the_wrong_order_are_noticed(carried: Carried, at: int) -> None:
    signs = codes.encode(carried).replace("-", "")
    assume(signs[at] != signs[at + 1])
    with pytest.raises(BadCode):
        codes.decode(signs[:at] + signs[at + 1] + signs[at] + signs[at + 2 :])


def test_how_often_two_wrong_signs_slip_through(figure: Figure) -> None:
    signs = codes.encode(SAMPLE).replace("-", "")
    tried = passed = 0
    for a in range(18):
        for b in range(a + 1, 18):
            for x in ALPHABET[::3]:
                for y in ALPHABET[::3]:
                    if x == signs[a] or y == signs[b]:
                        continue
                    tried += 1
                    try:
                        codes.decode(signs[:a] + x + signs[a + 1 : b] + y + signs[b + 1 :])
                        passed += 1
                    except BadCode:
                        pass
    figure("prescription code: two wrong signs that slip through", f"{passed} of {tried}")
    assert passed / tried < 0.002


@pytest.mark.parametrize(
    "text", ["", "ABC", "0000-0000-0000-0000-00", "UUUU-UUUU-UUUU-UUUU-UU", "ä" * 18, "9" * 400]
)
def test_what_is_no_code_is_none(text: str) -> None:
    with pytest.raises(BadInput):
        from_code(text)


def test_every_template_fits_a_code_and_every_activity_has_its_place() -> None:
    assert set(CODE_ACTIVITIES) == set(shipped())
    assert len(STOP_RULES) <= codes.BITS["rules"]
    assert len(CODE_ACTIVITIES) <= 1 << codes.BITS["activity"]
    for one in TEMPLATES:
        written = Written(
            one.activity,
            one.amount,
            one.floor,
            one.ceiling,
            one.weekly,
            one.weeks,
            dt.date(2026, 12, 1),
            stop_rules=one.stop_rules,
        )
        check(written)
        found = from_code(code_of(written))
        assert set(found.stop_rules) == set(written.stop_rules)
        assert replace(found, stop_rules=()) == replace(written, stop_rules=())


def test_places_in_the_lists_never_change() -> None:
    """A printed paper must mean the same in every later version: these lists only grow at their end."""
    assert CODE_ACTIVITIES[:6] == ("walk", "steps", "stairs", "swim", "cycle", "run")
    assert tuple(STOP_RULES) == ("dizzy", "limp", "swelling", "numb", "fever", "breath")
    assert codes.decode("809C-1W71-0Y0M-G6G8-EC").amount == 300
