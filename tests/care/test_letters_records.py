"""What the family wrote down stands in a letter from the start, for whoever may see it, and no amount of a medicine ever does."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from dialdown.activity import services as moving
from dialdown.care import services
from dialdown.care.fitting import unfit
from dialdown.care.letters import book, keeping, reading, records
from dialdown.diary import services as diary
from dialdown.people import services as sharing
from dialdown.people.access import Denied
from dialdown.people.models import Account, Grant, Person
from tests.care.families import PEOPLE, TODAY, make
from tests.care.test_letters import on_that_day  # noqa: F401

pytestmark = pytest.mark.django_db
TESTS = "Blood count (4 June 2025): as expected"
MEDICINES = (
    "Naproxen, 5 January 2025 to 10 February 2025",
    "Night tablet (amitriptyline), since 4 August 2025",
    "Evening tablet, since 11 March 2026",
    "Paracetamol",
)
COURSE, CLINIC = "Water course, 3 March 2025 to 7 March 2025", "Day clinic, 9 October 2025 to 29 October 2025"
HOURS = ": physiotherapy 3 h, occupational therapy 1.5 h"


def family() -> tuple[Account, Person]:
    account, person = make(PEOPLE[1])
    sharing.record_clearance(viewer=account, person=person, by_whom="Dr Who", on=TODAY)

    def keep(key: str, out: bool = False, of: object = None, **given: str) -> object:
        kind = services.KINDS[key]
        row = services.keep(viewer=account, kind=kind, person=person, given=given, of=of)
        if out:
            services.take_out(viewer=account, kind=kind, row_id=row.pk)
        return row

    tablet = keep(
        "medicine", nickname="Night tablet 10 mg", name="amitriptyline", role="daily", began_on="2025-08-04"
    )
    keep("dose", of=tablet, amount="wombat, twice", from_on="2025-08-04")
    keep("medicine", nickname="Paracetamol", role="rescue")
    keep(
        "medicine",
        nickname="Naproxen",
        role="stopped",
        began_on="2025-01-05",
        stopped_on="2025-02-10",
        why_stopped="wombat",
    )
    keep("medicine", out=True, nickname="Wombatol", role="daily", began_on="2025-01-05")
    keep("test", what="Blood count", day="2025-06-04", result="as expected")
    keep("test", out=True, what="Wombat scan", day="2025-06-05")
    first = dt.date(2025, 10, 9)
    found = moving.plan_programme(
        viewer=account, person=person, name="Day clinic", starts_on=first, ends_on=dt.date(2025, 10, 29)
    )
    moving.note_hours(
        viewer=account, programme_id=found.pk, day=first, hours={"physiotherapy": 3.0, "occupational": 1.5, "psychology": None}
    )  # fmt: skip
    for kind, title, day in (
        ("programme", "Water course", dt.date(2025, 3, 3)),
        ("illness", "Wombat flu", TODAY),
    ):
        diary.add_event(
            viewer=account, person=person, kind=kind, title=title, starts_on=day, ends_on=day + dt.timedelta(days=4)
        )  # fmt: skip
    return account, person


def reader(person: Person, scopes: list[str]) -> Account:
    other = Account.objects.create_user(f"sees {scopes}", "four quiet plain words", display_name="Other")
    Grant.objects.create(
        person=person, account=other, scopes=scopes, may_write=True, audience="parent",
        starts_at=timezone.now() - dt.timedelta(days=1),
    )  # fmt: skip
    return other


def test_what_was_written_down_stands_in_the_letter_from_the_start() -> None:
    account, person = family()
    explainer = keeping.begin(viewer=account, person=person, kind="doctor-explainer")
    assert explainer.values["tests"] == TESTS
    assert explainer.values["medicines"].splitlines() == list(MEDICINES)
    assert set(explainer.scopes) == {"function", "medicine:line"}
    for kind in ("medical-necessity", "appeal"):
        draft = keeping.begin(viewer=account, person=person, kind=kind)
        told = [MEDICINES[0], COURSE, MEDICINES[1], CLINIC + HOURS, *MEDICINES[2:]]
        assert draft.values["tried"].splitlines() == told
        assert set(draft.scopes) == {"function", "medicine:line", "move"}
        assert unfit("letter", draft) == ""
        words = reading.document(account, draft).words()
        assert "What was tried, and how it went" in words
        assert all(line in words for line in told)
    for kind in book.kinds().values():
        draft = keeping.begin(viewer=account, person=person, kind=kind.id)
        said = repr((draft.values, reading.document(account, draft).words()))
        assert "ombat" not in said
        assert "10 mg" not in said
        # School and work are told nothing of it unasked.
        assert kind.setting == "care" or not {"tests", "medicines", "tried"} & set(draft.values)
    # It is text: what was changed stays, and what was taken out does not come back.
    kept = keeping.save(
        viewer=account, letter_id=explainer.pk, typed=keeping.Typed(values={"tests": "X-ray"})
    )
    again = keeping.take_anew(viewer=account, letter_id=kept.pk)
    assert (again.values["tests"], again.values.get("medicines")) == ("X-ray", None)


@pytest.mark.parametrize(
    ("scopes", "medicines", "tried"),
    [
        (["function"], (), (COURSE, CLINIC)),
        (["function", "move"], (), (COURSE, CLINIC + HOURS)),
        (["function", "medicine:line"], MEDICINES, (MEDICINES[0], COURSE, MEDICINES[1], CLINIC, *MEDICINES[2:])),
    ],
)  # fmt: skip
def test_a_letter_begins_only_with_what_its_writer_may_see(
    scopes: list[str], medicines: tuple[str, ...], tried: tuple[str, ...]
) -> None:
    """And whoever may not see what was put in does not see the draft."""
    account, person = family()
    other = reader(person, scopes)
    own = keeping.begin(viewer=other, person=person, kind="doctor-explainer")
    assert own.values["tests"] == TESTS
    assert tuple(own.values.get("medicines", "").splitlines()) == medicines
    letter = keeping.begin(viewer=other, person=person, kind="medical-necessity")
    assert tuple(letter.values["tried"].splitlines()) == tried
    assert set(letter.scopes) <= set(scopes)
    theirs = keeping.begin(viewer=account, person=person, kind="appeal")
    with pytest.raises(Denied):
        reading.letter(other, theirs.pk)
    assert theirs.pk not in {row.pk for row in reading.letters(other, person.pk)}


def test_a_long_history_says_how_much_of_it_is_left_out() -> None:
    account, person = make(PEOPLE[1])
    for n in range(records.MOST + 3):
        given = {"what": f"Test {n}", "day": f"2025-01-{n + 1:02}", "result": "word " * 150}
        services.keep(viewer=account, kind=services.KINDS["test"], person=person, given=given)
    told = keeping.begin(viewer=account, person=person, kind="doctor-explainer").values["tests"]
    lines = told.splitlines()
    assert (lines[0].split(":")[0], lines[-1]) == ("Test 3 (4 January 2025)", "and 3 older ones")
    assert len(lines) == records.MOST + 1
    assert len(told) <= keeping.LONGEST
