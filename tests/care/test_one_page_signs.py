"""Signs of the left and the right on the one page: what was seen on which side, on how many days, and what was measured."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from dialdown.care.one_page import one_page
from dialdown.care.paper.one_page import one_page_paper
from dialdown.diary import selectors
from dialdown.diary import services as diary
from dialdown.people.models import Account, Person
from dialdown.uuid7 import uuid7
from tests.access.households import account, client_of, grant, owner
from tests.care.families import TODAY
from tests.care.test_one_page_paper import copied

pytestmark = pytest.mark.django_db


def sign(kind: str, side: str, answer: str | None = None, reading: float | None = None) -> dict[str, Any]:
    return {"kind": kind, "side": side, "answer": answer, "reading": reading}


def seen(
    login: Account, person: Person, back: int, *signs: dict[str, Any], said_by: str = "self", hour: int = 18
) -> None:
    day = TODAY - dt.timedelta(days=back)
    at = dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC).isoformat()
    told = {
        "id": str(uuid7()), "person": str(person.pk), "at": at, "zone": "Europe/London", "day": day.isoformat(), "mode": "full",
        "said_by": said_by, "saved_at": at, "skipped": [], "signs": list(signs), "regions": [], "values": {"function": 5},
    }  # fmt: skip
    diary.save_entry(viewer=login, document=told)


@pytest.fixture
def robin() -> tuple[Account, Person]:
    login, person = owner("Robin", age_group="13_to_17")
    for back in range(4):
        seen(
            login, person, back,
            sign("temperature", "left", "cold", 28.0 + back), sign("temperature", "right", "same", 31.0),
            sign("colour", "left", "blue" if back == 0 else "same"), sign("colour", "right", "same"),
            sign("swelling", "right", "some"), sign("sweat", "left", "more" if back < 2 else "same"),
        )  # fmt: skip
    # A day of both answers counts once for each; four weeks before it was warmer, too.
    seen(login, person, 0, sign("temperature", "left", "same"), hour=20)
    seen(login, person, 28, sign("temperature", "left", "warm"), sign("temperature", "right", "same"))
    return login, person


def rows(viewer: Account, person: Person) -> dict[str, tuple[str, str, str]]:
    plain = [(one.name, one.voice, one.value, one.days) for one in one_page(viewer, person).signs]
    return {name: (voice, *(words.replace("\u00a0", " ") for words in rest)) for name, voice, *rest in plain}


def test_each_sign_stands_there_with_its_side_and_its_days(robin: tuple[Account, Person]) -> None:
    login, person = robin
    found = rows(login, person)
    # Counted by hand: the fifth moment falls on a day that was counted already.
    assert found["Warmth: colder"] == ("S", "left 4 of 4, right 0 of 4", "left 0 of 1, right 0 of 1")
    assert found["Warmth: warmer"] == ("S", "left 0 of 4, right 0 of 4", "left 1 of 1, right 0 of 1")
    assert found["Colour: bluer"] == ("S", "left 1 of 4, right 0 of 4", "–")
    assert found["Swelling: some"] == ("S", "right 4 of 4", "–")
    assert found["Sweat: more"] == ("S", "left 2 of 4", "–")
    # A side that nobody looked at has no number. What was never seen takes no line.
    assert not {"Colour: redder", "Colour: paler", "Sweat: less", "Swelling: a lot"} & set(found)
    # 28, 29, 30 and 31 against 31 degrees.
    assert found["Thermometer, left minus right"] == ("S", "−1.5 °C on 4", "–")


def test_they_stand_on_screen_and_on_paper(robin: tuple[Account, Person]) -> None:
    login, person = robin
    paper = copied(one_page_paper(login, person, today=TODAY).paper.pdf)
    screen = client_of(login).get(f"/people/{person.pk}/one-page").content.decode().replace("\u00a0", " ")
    for said in ("Warmth: colder", "left 4 of 4, right 0 of 4", "Swelling: some", "−1.5 °C on 4"):
        assert said in paper
        assert said in screen


def test_what_somebody_else_saw_stands_apart(robin: tuple[Account, Person]) -> None:
    login, person = robin
    mum = account("Mum")
    grant(mum, person, ["all"], write=True, audience="parent")
    seen(mum, person, 5, sign("temperature", "right", "cold"), said_by="parent")
    found = [
        (one.voice, one.value.replace("\u00a0", " "))
        for one in one_page(login, person).signs
        if one.name == "Warmth: colder"
    ]
    assert found == [("S", "left 4 of 4, right 0 of 4"), ("P", "right 1 of 1")]


def test_the_line_of_the_body_map_opens_them_and_nothing_else_does(robin: tuple[Account, Person]) -> None:
    _login, person = robin
    for scopes, opens in ((["body:line"], True), (["body"], True), (["function:line", "pain"], False)):
        clinic = account(f"Clinic {scopes}")
        grant(clinic, person, scopes, audience="clinician")
        assert bool(rows(clinic, person)) is opens
        assert bool(selectors.sign_days(clinic, person.pk, dt.date.min, TODAY)) is opens
