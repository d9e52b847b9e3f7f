"""At 13, 16 and 18 she looks again at who sees what."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialdown.people.access import sight
from dialdown.people.logins import ages
from dialdown.people.logins.models import AgeReview
from dialdown.people.models import Account, AuditEvent, Grant, Person
from tests.access.households import account, client_of, grant, member, owner

pytestmark = pytest.mark.django_db

PAGE = "/age-review"


def aged(person: Person, years: int, *, began: int) -> Person:
    """She is `years` old now and the diary began when she was `began`."""
    today = dt.datetime.now(dt.UTC).date()
    person.birth_month = dt.date(today.year - years, today.month, 1)
    start = dt.datetime(person.birth_month.year + began, today.month, 2, 12, tzinfo=dt.UTC)
    Person.objects.filter(pk=person.pk).update(birth_month=person.birth_month, created_at=start)
    person.refresh_from_db()
    return person


@pytest.mark.parametrize(
    ("years", "began", "due"),
    [(12, 11, None), (13, 12, 13), (15, 12, 13), (16, 12, 16), (18, 12, 18), (40, 12, 18), (40, 30, None), (14, 13, None), (16, 14, 16)],
)  # fmt: skip
def test_which_birthday_is_due(years: int, began: int, due: int | None) -> None:
    _robin, person = owner()
    assert ages.due(aged(person, years, began=began)) == due


def test_nothing_is_guessed_about_an_age() -> None:
    _robin, person = owner(age_group="13_to_17")
    assert ages.due(person) is None


@given(
    birth=st.dates(dt.date(1950, 1, 1), dt.date(2026, 1, 1)).map(lambda d: d.replace(day=1)),
    began=st.dates(dt.date(2020, 1, 1), dt.date(2026, 1, 1)),
    on=st.dates(dt.date(2026, 1, 1), dt.date(2060, 1, 1)),
)
def test_it_is_only_ever_a_birthday_that_passed_since_the_diary_began(
    birth: dt.date, began: dt.date, on: dt.date
) -> None:
    person = Person(birth_month=birth, created_at=dt.datetime.combine(began, dt.time(12), dt.UTC))
    found = ages.passed(person, on)
    if found is not None:
        assert found in ages.AGES
        assert person.age(on) >= found  # type: ignore[operator]
        assert person.age(began) < found  # type: ignore[operator]


def seen_by(person: Person) -> tuple[Account, Account]:
    mum, doctor = account("Mum"), account("Doctor")
    member(mum, person, "parent")
    member(doctor, person, "clinician")
    grant(mum, person, ["function", "pain"], write=True, audience="parent")
    grant(doctor, person, ["pain:line"], audience="clinician")
    return mum, doctor


def test_she_is_asked_on_every_page_until_she_has_looked() -> None:
    robin, person = owner()
    aged(person, 13, began=12)
    client = client_of(robin)
    assert "You are 13 now" in client.get("/").content.decode()
    assert client.post(PAGE).status_code == 302
    assert "You are 13 now" not in client.get("/").content.decode()
    assert AgeReview.objects.get().age == 13
    event = AuditEvent.objects.filter(subject=person.pk, kind="other").latest("number")
    assert event.about == {"what": "age_review", "age": 13}


def test_nobody_else_is_asked_or_answers() -> None:
    _robin, person = owner()
    aged(person, 13, began=12)
    mum, _doctor = seen_by(person)
    client = client_of(mum)
    assert "You are 13 now" not in client.get("/").content.decode()
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE).status_code == 404
    assert not AgeReview.objects.exists()


def test_she_chooses_again_for_each() -> None:
    robin, person = owner()
    aged(person, 16, began=12)
    mum, doctor = seen_by(person)
    client = client_of(robin)
    page = client.get(PAGE).content.decode()
    assert "You are 16 now" in page
    assert "Mum" in page
    assert "Writes, too" in page
    by = {g.account: g for g in Grant.objects.filter(person=person, account__in=[mum, doctor])}
    # One left out: nothing changes, and she is told.
    assert client.post(PAGE, {f"sees_{by[mum].pk}": "week"}).status_code == 422
    assert sight(mum, person.pk).may_write
    answer = client.post(PAGE, {f"sees_{by[mum].pk}": "week", f"sees_{by[doctor].pk}": "nothing"})
    assert answer.status_code == 302
    assert not sight(mum, person.pk).may_write
    assert "pain" not in sight(mum, person.pk)
    assert sight(mum, person.pk).week("function")
    assert not sight(doctor, person.pk)
    assert ages.due(person) is None


def test_as_it_is_changes_nothing() -> None:
    robin, person = owner()
    aged(person, 18, began=12)
    mum, doctor = seen_by(person)
    before = set(Grant.objects.filter(revoked_at__isnull=True).values_list("pk", flat=True))
    answers = {
        f"sees_{pk}": "as_it_is"
        for pk in Grant.objects.filter(account__in=[mum, doctor]).values_list("pk", flat=True)
    }
    assert client_of(robin).post(PAGE, answers).status_code == 302
    assert set(Grant.objects.filter(revoked_at__isnull=True).values_list("pk", flat=True)) == before
    assert "pain" in sight(mum, person.pk)


@pytest.mark.parametrize(
    ("scopes", "audience", "left"),
    [
        (["function:line", "pain:line"], "clinician", ["function:week"]),
        (["function:week"], "other", ["function:week"]),
        (["pain", "sleep"], "clinician", []),
        (["school"], "other", []),
        (["goals", "move"], "parent", ["goals:week", "move:week"]),
    ],
)
def test_the_weekly_summary_opens_nothing_that_was_closed(
    scopes: list[str], audience: str, left: list[str]
) -> None:
    robin, person = owner()
    aged(person, 16, began=12)
    other = account("Other")
    given = grant(other, person, scopes, audience=audience)
    assert client_of(robin).post(PAGE, {f"sees_{given.pk}": "week"}).status_code == 302
    now = Grant.objects.filter(account=other, revoked_at__isnull=True)
    assert [sorted(one.scopes) for one in now] == ([left] if left else [])
