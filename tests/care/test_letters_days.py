"""Letters over time: of which day a number is, when a step ends, and what a letter still needs."""

from __future__ import annotations

import datetime as dt
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from dialdown.activity import services as moving
from dialdown.care.letters import book, facts, keeping, reading
from dialdown.care.letters.models import Letter
from dialdown.diary import services as diary
from dialdown.people import services as sharing
from dialdown.people.models import Account, Grant
from tests.care.families import PEOPLE, TODAY, document, make
from tests.care.test_letters import (
    begun,
    browser,
    did,
    on_day,
    on_that_day,  # noqa: F401
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "told", "wanted"),
    [
        ("general", {"steps": ["sch-break-card"]}, ""),
        ("general", {"own_steps": "A chair", "exit": "The chair goes in May."}, ""),
        ("general", {"own_steps": "A chair"}, "how what you ask for in your own words gets smaller or ends"),
        ("general", {}, "at least one thing that you ask for"),
        ("us-504-request", {}, "at least one thing that you ask for"),
        ("uk-ihp", {"own_steps": " "}, "at least one thing that you ask for"),
        ("hard-day", {}, "what happens in a hard moment"),
        ("hard-day", {"hard": "Ten minutes in the quiet room"}, ""),
        ("teacher-page", {}, ""),
        ("doctor-explainer", {}, ""),
    ],
)
def test_a_letter_that_asks_for_nothing_is_not_printed(kind: str, told: dict[str, Any], wanted: str) -> None:
    _account, _person, client, draft = begun(kind, PEOPLE[1])
    sent = {"measure.walk_min": "3", "review_on": "2026-06-01", **told}
    client.post(f"/care/letters/{draft.pk}", sent)
    answer = client.get(f"/care/letters/{draft.pk}/docx")
    assert answer.status_code == (302 if wanted else 200)
    shown = client.post(f"/care/letters/{draft.pk}/preview", sent).content.decode()
    assert ("Before this letter can be printed:" in shown) == bool(wanted)
    assert wanted in shown


def test_a_step_whose_day_has_passed_is_asked_about_before_printing() -> None:
    account, person = make(PEOPLE[1])
    client = browser(account)
    client.post("/care/letters/new/general")
    at = f"/care/letters/{Letter.objects.get(person=person).pk}"
    sent = {"steps": ["sch-lift-key"], "measure.stairs": "2", "review_on": "2026-12-01"}
    client.post(at, sent)
    assert client.get(f"{at}/docx").status_code == 200
    with on_day(dt.date(2026, 5, 12)):
        assert client.get(f"{at}/docx").status_code == 200
    with on_day(dt.date(2026, 5, 13)):
        said = unescape(client.get(f"{at}/docx", follow=True).content.decode())
        assert "“Lift on set days” ended on 12 May 2026" in said


def test_a_set_day_stays_when_a_letter_is_opened_again_and_none_is_later() -> None:
    """The end counts from the day on which the step was chosen; a later one is refused in a sentence, and nothing is lost."""
    account, _person, client, draft = begun("uk-ihp", PEOPLE[1])
    at = f"/care/letters/{draft.pk}"
    sent = {"steps": ["sch-lift-key"], "measure.stairs": "2", "review_on": "2026-12-01"}
    client.post(at, sent)
    with on_day(TODAY + dt.timedelta(days=30)):
        client.post(at, sent)
        draft.refresh_from_db()
        words = reading.document(account, draft).words()
        assert "remaining flights until 12 May 2026." in words
        assert "31 Mar – 12 May 2026" in words
        late = {**sent, "place.sch-lift-key.date": "2026-05-13"}
        answer = client.post(at, late)
        assert answer.status_code == 422
        assert "“Lift on set days” ends on 12 May 2026 at the latest." in answer.content.decode()
        assert 'value="2026-05-13"' in answer.content.decode()
        client.post(at, {**late, "place.sch-lift-key.date": "2026-05-04"})
        draft.refresh_from_db()
        words = reading.document(account, draft).words()
        assert "remaining flights until 4 May 2026." in words
        assert "31 Mar – 4 May 2026" in words
        # Taken out and chosen again, it begins again.
        client.post(at, {**sent, "steps": []})
        client.post(at, sent)
        draft.refresh_from_db()
        assert "30 Apr – 11 Jun 2026" in reading.document(account, draft).words()


@pytest.mark.parametrize("kind", ["general", "us-504-request"])
def test_every_step_of_a_letter_says_how_long_and_how_it_gets_smaller(kind: str) -> None:
    """Also the fourth one, and also where a way out was typed for all of them."""
    account, person = make(PEOPLE[1])
    draft = keeping.begin(viewer=account, person=person, kind=kind)
    low = ["sch-passing-time", "sch-stay-in-plan", "sch-one-contact", "sch-break-card"]
    draft.steps = [{"id": one, "places": {}} for one in (*low, "sch-lift-key", "sch-quiet-lunch")]
    words = reading.document(account, draft).words()
    library = book.steps()
    for one in low:
        assert f"Duration: {library[one].duration}." in words
        assert library[one].exit in words
    lift = library["sch-lift-key"]
    assert f"{lift.title}: until " in words
    draft.values = {**draft.values, "exit": "Less each month."}
    words = reading.document(account, draft).words()
    assert "Less each month." in words
    assert f"How it gets smaller: {lift.exit}." in words


def test_the_table_says_the_end_that_its_step_says() -> None:
    account, person = make(PEOPLE[1])
    draft = keeping.begin(viewer=account, person=person, kind="us-504-plan")
    draft.review_on = dt.date(2026, 12, 1)
    draft.steps = [
        {"id": "sch-quiet-lunch", "places": {"date": "2026-05-05"}},
        {"id": "sch-touch-space", "places": {"date": "Easter"}},
    ]
    words = reading.document(account, draft).words()
    assert words.count("until 5 May 2026") == 1
    assert "– 5 May 2026" in words
    assert "until Easter" in words
    assert "– Easter" in words


def test_a_number_keeps_its_day_until_it_is_taken_anew() -> None:
    """Half a year later the letter still says of which day its numbers are; one button takes those of the diary anew."""
    account, person, client, draft = begun("general", PEOPLE[0])
    assert draft.measures == {"day_hours": 5.0}
    at = f"/care/letters/{draft.pk}"
    later = TODAY + dt.timedelta(days=182)
    with on_day(later):
        sent = {
            "measure.day_hours": "5",
            "measure.walk_min": "3",
            "review_on": "2026-12-01",
            "now": "Reads for an hour",
        }
        client.post(at, sent)
        draft.refresh_from_db()
        words = reading.document(account, draft).words()
        assert (
            "from the diary of the four weeks up to 31 March 2026, told by Robin Rowan (School or work on a day there)"
            in words
        )
        assert "told on 29 September 2026 by Robin Rowan (Walking)" in words
        assert words.count("29 September 2026") == 2
        assert "from the diary of the four weeks up to 31 March 2026" in client.get(at).content.decode()
        told = document(person, later, 1, limb=False)
        told["values"] = {"school_hours": 2}
        diary.save_entry(viewer=account, document=told)
        page = client.get(at).content.decode()
        assert "today 2, middle of 1 day in the diary" in page
        assert 'value="anew"' in page
        client.post(at, {**sent, "then": "anew"})
        draft.refresh_from_db()
        assert draft.measures == {"day_hours": 2.0, "walk_min": 3.0}
        words = reading.document(account, draft).words()
        assert "31 March 2026" not in words
        assert (
            "four weeks up to 29 September 2026, told by Robin Rowan (School or work on a day there)" in words
        )
        assert 'value="anew"' not in client.get(at).content.decode()


def test_what_an_older_draft_does_not_say_is_of_the_day_it_was_kept() -> None:
    account, person = make(PEOPLE[1])
    draft = keeping.begin(viewer=account, person=person, kind="general")
    draft.measures, draft.values = {"walk_min": 3.0}, {"taken.walk_min": "no day"}
    draft.saved_at = dt.datetime(2025, 9, 1, 12, tzinfo=dt.UTC)
    draft.save()
    assert "as kept on 1 September 2025." in reading.document(account, draft).words()
    kept = keeping.save(viewer=account, letter_id=draft.pk, typed=keeping.Typed(measures={"walk_min": 3.0}))
    assert "as kept on 1 September 2025." in reading.document(account, kept).words()


def test_that_a_doctor_has_looked_is_said_only_when_somebody_said_so() -> None:
    """The page for teachers follows the answer that opens Train and Move: none yet, given, new pain, not for this writer."""
    owner, person = make(PEOPLE[0])
    draft = keeping.begin(viewer=owner, person=person, kind="teacher-page")

    def says(viewer: Account = owner) -> bool:
        words = reading.document(viewer, draft).words()
        assert "The pain is real" in words
        return "doctor has looked" in words

    assert not says()
    sharing.record_clearance(viewer=owner, person=person, by_whom="Dr Who", on=TODAY)
    assert says()
    other = Account.objects.create_user("other", "four quiet plain words", display_name="Other")
    begins = timezone.now() - timezone.timedelta(days=1)
    Grant.objects.create(
        person=person, account=other, scopes=["function"], may_write=True, audience="parent", starts_at=begins
    )
    assert not says(other)
    sharing.report_new_pain(viewer=owner, person=person)
    assert not says()


def test_plans_and_the_minutes_of_the_diary_fill_a_new_letter_each_for_whom_it_is_open() -> None:
    """By hand: walking on two of three days told, 20 and 40 minutes; stairs and lessons done, and not what is planned."""
    account, person = make(PEOPLE[1])
    sharing.record_clearance(viewer=account, person=person, by_whom="Dr Who", on=TODAY)
    for back, minutes in ((1, 20), (2, 0), (3, 40)):
        told = document(person, TODAY - dt.timedelta(days=back), 4, limb=False)
        told["values"] = {"walking_minutes": minutes}
        diary.save_entry(viewer=account, document=told)
    for activity, first, done in (("stairs", 20, (10, 14, 12)), ("school-hours", 6, (3,)), ("walk", 600, ())):
        plan = moving.begin_plan(viewer=account, person=person, activity=activity, first=first)
        for back, amount in enumerate(done):
            did(account, plan.pk, amount, TODAY - dt.timedelta(days=back))
    # Five weeks ago is not now.
    did(account, plan.pk, 900, TODAY - dt.timedelta(days=35))
    plans = {"stair_steps": 12.0, "lessons": 3.0}
    known = {one.key: one for one in facts.suggested(account, person)}
    assert {key: known[key].value for key in known} == {**plans, "walk_day": 40.0, "walk_min": 10.0}
    assert (known["walk_day"].scope, known["stair_steps"].scope) == ("function:line", "move")
    for scopes, keys in ((["function"], {"walk_day"}), (["function:week", "move"], {*plans, "walk_min"})):
        other = Account.objects.create_user(f"only {scopes}", "four quiet plain words", display_name="Other")
        Grant.objects.create(
            person=person, account=other, scopes=scopes, may_write=True, audience="parent",
            starts_at=timezone.now() - dt.timedelta(days=1),
        )  # fmt: skip
        assert {one.key for one in facts.suggested(other, person)} == keys
    draft = keeping.begin(viewer=account, person=person, kind="general")
    words = reading.document(account, draft).words()
    for said in (
        "Walking: about 10 minutes (planned)",
        "planned in Move, not measured, on 31 March 2026 (Walking)",
        "what was done in Move in the four weeks up to 31 March 2026 (Stairs, Lessons a day)",
        "Walking, a day in all: about 40 minutes",
        "Stairs: about 12 steps",
        "Lessons a day: about 3 lessons",
    ):
        assert said in words
    draft.steps = [{"id": "sch-passing-time", "places": {}}]
    assert "walks for about 10 (planned) minutes" in reading.document(account, draft).words()
    # Typed by hand, it is a number of its own.
    told = keeping.put(draft, keeping.Typed(measures={"walk_min": 8.0}), viewer=account)
    assert "Walking: about 8 minutes\n" in reading.document(account, told).words()
