"""Made-up plans: facts, days with an amount, and the table that is shipped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from dialdown.activity import quotas
from dialdown.activity.quotas import Course, Fact, Setting, Terms
from dialdown.training.rules import decide

BEGIN = dt.date(2026, 1, 5)
LENGTH = 150
DAY = dt.timedelta(days=1)


def day(n: int) -> dt.date:
    """Day `n` of a plan, from 0."""
    return BEGIN + n * DAY


def course(
    setting: Setting, facts: Sequence[Fact], done: Mapping[dt.date, int], through: int = LENGTH
) -> Course:
    """A plan to and with day `through`, by the shipped rules."""
    return quotas.course(setting, facts, done, day(through), decide)


UNITS = st.sampled_from(("seconds", "count"))
SETTINGS = st.builds(
    Setting, unit=UNITS, begins=st.just(BEGIN), first=st.integers(1, 900), step_share=st.floats(0.1, 0.2),
    top=st.none() | st.integers(1, 5000),
)  # fmt: skip
NUMBERS = st.integers(0, LENGTH)
# What moves a plan beside the calendar, without what a clinician signed.
OWN_FACTS = st.lists(
    st.one_of(
        st.builds(Fact, kind=st.sampled_from(("ill", "flare", "relapse", "measure", "start_now", "keep")), day=NUMBERS.map(day)),
        st.builds(Fact, kind=st.sampled_from(("hand", "floor")), day=NUMBERS.map(day), amount=st.integers(1, 7200)),
        st.builds(Fact, kind=st.just("step"), day=NUMBERS.map(day), amount=st.integers(10, 20)),
        st.builds(
            lambda kind, first, length: Fact(kind, day(first), day(first + length)),
            st.sampled_from(("locked", "programme", "resting")), NUMBERS, st.integers(0, 40),
        ),
    ),
    max_size=12,
)  # fmt: skip
DONE = st.dictionaries(NUMBERS.map(day), st.integers(0, 7200), max_size=LENGTH)
# Something every day: no week is quiet and nobody is away.
EVERY_DAY = st.lists(st.integers(1, 7200), min_size=LENGTH + 1, max_size=LENGTH + 1).map(
    lambda amounts: {day(n): amount for n, amount in enumerate(amounts)}
)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    """What a clinician wrote: floor, amount and ceiling in this order."""
    floor, amount, ceiling = sorted(draw(st.lists(st.integers(1, 7200), min_size=3, max_size=3)))
    weekly = draw(st.integers(0, 600))
    review = draw(st.none() | st.integers(20, LENGTH).map(day))
    return Terms(amount, floor, ceiling, weekly, review, draw(st.booleans()), "Dana")


@st.composite
def _absences(draw: st.DrawFn) -> dict[dt.date, int]:
    """Something on most days, and up to three times away of up to five weeks."""
    done = draw(EVERY_DAY)
    away = draw(st.lists(st.tuples(NUMBERS, st.integers(1, 35)), max_size=3))
    gone = {day(n) for first, length in away for n in range(first, first + length)}
    return {on: amount for on, amount in done.items() if on not in gone}


WITH_ABSENCES = _absences() | DONE
# What a clinician wrote, and the end of it, among everything else.
ALL_FACTS = st.tuples(
    OWN_FACTS, st.lists(st.builds(Fact, kind=st.just("prescribed"), day=NUMBERS.map(day), terms=terms()), max_size=2),
    st.lists(st.builds(Fact, kind=st.just("own"), day=NUMBERS.map(day)), max_size=2),
).map(lambda kinds: [fact for kind in kinds for fact in kind])  # fmt: skip
