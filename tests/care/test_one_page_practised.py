"""What was practised and what medicines did, on the one page, for whoever may see it: screen, paper, and nobody else."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from dialdown.care.one_page import one_page
from dialdown.care.paper.one_page import one_page_paper, told
from dialdown.people import services as sharing
from dialdown.people.models import Account, Person
from dialdown.training import services as training
from dialdown.training.models import StageChoice
from dialdown.uuid7 import uuid7
from tests.access.households import account, client_of, grant, owner
from tests.care import papers
from tests.care.test_one_page_paper import copied, judged
from tests.care.test_one_page_ranges import keep
from tests.training.looked import looked_at

pytestmark = pytest.mark.django_db
SEEN = ["function:line", "train"]


def practise(login: Account, person: Person) -> None:
    """A left hand on the path; feet (the control) with 20 pictures of a side, two of the left ones wrong; mirror twice, once opened only."""
    # Noon: however late it is, both times before the mirror are on one day.
    at = (timezone.now() - dt.timedelta(days=1)).replace(hour=12, minute=0)
    sharing.record_clearance(viewer=login, person=person, by_whom="Dr Who", on=dt.date(2024, 1, 1))
    path = training.choose_side(viewer=login, person=person, part="hand", side="left", yes=["none"])
    opened = at - dt.timedelta(days=2)
    StageChoice.objects.create(
        path=path, kind="open", stage="mirror", at=opened, day=opened.date(), said_by="clinician"
    )
    for minutes, done in ((0, 60), (20, 90), (40, 0)):
        when = at + dt.timedelta(minutes=minutes)
        sat = {"path": str(path.pk), "stage": "mirror", "step": "look", "how": "mirror", "at": when, "zone": "UTC", "saved_at": when,
               "planned": 120, "done": done, "ended": "time", "before": 2, "after": 2}  # fmt: skip
        training.save_sitting(viewer=login, sitting_id=uuid7(), document=sat)
    session = looked_at(person, at)
    (first,) = session["answers"]  # type: ignore[misc]
    sides = ["left", "right"] * 20
    session["answers"] = [
        {**first, "number": n, "side": side, "response": "right" if n in (0, 2) else side, "rt_ms": 1000.0 + n, "onset_ms": 2000.0 * n}
        for n, side in enumerate(sides)
    ]  # fmt: skip
    training.save_session(viewer=login, session_id=uuid7(), document={**session, "planned": 40})


def test_left_or_right_and_the_mirror_stand_there_for_whoever_may_see_practice() -> None:
    robin, person = owner("Robin", age_group="13_to_17")
    dana, lee = account("Dana"), account("Lee")
    grant(dana, person, SEEN, audience="clinician")
    grant(lee, person, ["function:line", "move"], audience="clinician")
    practise(robin, person)
    found = one_page(dana, person).practised
    assert found is not None
    left, right = found.sides
    # 18 of 20 and 20 of 20, each with its range; the part that does not hurt is called the control.
    assert (left.where, left.answers) == ("Left foot (control)", "20")
    assert re.fullmatch(r"90 % \(\d+ to \d+\)", left.share)
    assert right.share.startswith("100 % (")
    assert re.fullmatch(r"1\.0 s \(1\.0 to 1\.0\)", right.time)
    assert [(one.where, one.stage, one.times) for one in found.sittings] == [
        ("Hand, left", "Mirror", "2 on 1 day")
    ]
    html = client_of(dana).get(f"/people/{person.pk}/one-page").content.decode()
    assert "There is no norm under 18: compare the two sides, and compare with the control part." in html
    assert "Left foot (control)" in html
    assert one_page(lee, person).practised is None
    assert "Left foot" not in client_of(lee).get(f"/people/{person.pk}/one-page").content.decode()
    made = one_page_paper(dana, person, today=timezone.localdate())
    words = copied(made.paper.pdf)
    assert "Left foot (control)" in words
    assert "no norm under 18" in words
    assert "Hand, left, Mirror: 2 on 1 day" in words
    assert judged(made.paper.pdf) == []


def test_pictures_that_are_switched_off_stand_nowhere(settings: object) -> None:
    robin, person = owner("Robin")
    practise(robin, person)
    assert one_page(robin, person).practised is not None
    settings.SWITCHES = {**settings.SWITCHES, "imagery": False}  # type: ignore[attr-defined]
    assert one_page(robin, person).practised is None


def test_a_medicine_says_its_role_and_only_to_whoever_sees_each_answer_what_was_noticed() -> None:
    robin, person = owner("Robin")
    dana, lee = account("Dana"), account("Lee")
    grant(dana, person, ["function:line", "medicine"], audience="clinician")
    grant(lee, person, ["function:line", "medicine:line"], audience="clinician")
    keep(robin, person, 0, function=5)
    today = timezone.localdate()

    def day(back: int) -> str:
        return (today - dt.timedelta(days=back)).isoformat()

    papers.keep(
        robin,
        person,
        "medicine",
        nickname="First tablet",
        role="stopped",
        began_on=day(90),
        stopped_on=day(40),
    )
    night = papers.keep(
        robin,
        person,
        "medicine",
        nickname="Night tablet",
        name="amitriptyline",
        role="daily",
        began_on=day(60),
    )
    rescue = papers.keep(robin, person, "medicine", nickname="Headache tablet", role="rescue")
    for back in (2, 9, 40):
        papers.keep(robin, person, "taken", rescue, day=day(back))
    for back, text in ((50, "Dry mouth"), (48, "dry  mouth"), (3, "dry mouth"), (30, "tired"), (29, "itch")):
        papers.keep(robin, person, "effect", night, day=day(back), kind="side", text=text)
    papers.keep(robin, person, "effect", night, day=day(1), kind="helped", text="slept")
    last = f"{today - dt.timedelta(days=3):%-d %b %Y}"
    lines = {one.title: one for one in one_page(dana, person).medicine}
    assert [one.name for one in lines.values()] == [
        "First tablet", "Night tablet (amitriptyline), daily", "Headache tablet, when needed",
    ]  # fmt: skip
    assert {one.voice for one in lines.values()} == {"S"}
    assert lines["Headache tablet"].notes == ("2 times in 4 weeks to today",)
    notes = lines["Night tablet (amitriptyline)"].notes
    assert notes[0] == f"side effect noted: dry mouth, 3 days, the last {last}"
    assert notes[1].startswith("side effect noted: itch, 1 day, ")
    assert notes[2] == "and 1 more side effect"
    for words in (
        client_of(dana).get(f"/people/{person.pk}/one-page").content.decode(),
        str(told(one_page(dana, person), person, today, most=12)["medicine"]),
    ):
        assert "daily" in words
        assert notes[0] in words
    small = one_page(lee, person).medicine
    assert [one.name for one in small] == [one.name for one in lines.values()]
    assert not any(one.notes for one in small)
    assert "dry mouth" not in client_of(lee).get(f"/people/{person.pk}/one-page").content.decode()
