"""Age rules: what is not known counts as under 18 in every rule."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialdown.people import services
from dialdown.people.models import Person
from tests.access.households import account, client_of, grant, owner

TODAY = dt.date(2026, 11, 24)
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1))


@pytest.mark.parametrize(
    ("birth", "age"),
    [((2008, 11), 18), ((2008, 12), 17), ((2013, 11), 13), ((2013, 12), 12), ((2026, 11), 0)],
)
def test_a_year_is_complete_from_the_first_of_the_month_of_birth(birth: tuple[int, int], age: int) -> None:
    person = Person(birth_month=dt.date(*birth, 1))
    assert person.age(TODAY) == age
    assert person.under_18(TODAY) is (age < 18)
    assert person.under_13(TODAY) is (age < 13)


def test_nothing_known_counts_as_under_18_and_not_as_a_young_child() -> None:
    person = Person()
    assert person.age(TODAY) is None
    assert person.under_18(TODAY)
    assert not person.under_13(TODAY)


@pytest.mark.parametrize(
    ("group", "under_18", "under_13"),
    [("under_13", True, True), ("13_to_17", True, False), ("adult", False, False), ("", True, False)],
)
def test_the_group_told_at_set_up_counts_without_a_month(group: str, under_18: bool, under_13: bool) -> None:
    person = Person(age_group=group, age_told_on=TODAY)
    assert (person.under_18(TODAY), person.under_13(TODAY)) == (under_18, under_13)


def test_a_month_of_birth_outranks_the_group() -> None:
    assert Person(age_group="adult", birth_month=dt.date(2012, 5, 1)).under_18(TODAY)
    assert not Person(age_group="13_to_17", birth_month=dt.date(2000, 5, 1)).under_18(TODAY)


def test_under_13_is_believed_for_a_year() -> None:
    person = Person(age_group="under_13", age_told_on=TODAY)
    assert person.under_13(TODAY + dt.timedelta(days=365))
    assert not person.under_13(TODAY + dt.timedelta(days=366))
    # Then nothing is known any more, and the stricter rule for minors still holds.
    assert person.under_18(TODAY + dt.timedelta(days=366))


@pytest.mark.django_db
def test_before_the_year_is_over_the_parent_is_asked_and_nobody_else() -> None:
    robin, person = owner("Robin", age_group="under_13")
    mum, teacher = account("Mum"), account("Ms Oak")
    services.open_diary(account=mum, person=person, role="parent")
    grant(teacher, person, ["function"])
    for ago, asked in ((300, False), (340, True), (400, True)):
        Person.objects.update(age_told_on=person.today() - dt.timedelta(days=ago))
        assert ("Month of birth</a>" in client_of(mum).get("/").content.decode()) == asked
        assert "Month of birth</a>" not in client_of(teacher).get("/").content.decode()
        hers = "Month of birth</a>" in client_of(robin).get("/").content.decode()
        # On a screen of her own with few words nothing is asked; once it is the large one, she can say so herself.
        assert hers == (ago == 400)
    Person.objects.update(birth_month=dt.date(2020, 1, 1))
    assert "Month of birth</a>" not in client_of(mum).get("/").content.decode()


@given(
    birth=st.none() | DAYS.map(lambda day: day.replace(day=1)),
    group=st.sampled_from(["", "under_13", "13_to_17", "adult"]),
    told=st.none() | DAYS,
    on=DAYS,
)
def test_only_what_is_known_lifts_the_protection(
    birth: dt.date | None, group: str, told: dt.date | None, on: dt.date
) -> None:
    person = Person(birth_month=birth, age_group=group, age_told_on=told)
    if not person.under_18(on):
        assert group == "adult" if birth is None else birth.year + 18 <= on.year
    if person.under_13(on):
        assert person.under_18(on)
