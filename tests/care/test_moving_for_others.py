"""Moving, practice and patterns on the pages for others: sums for a parent, plans for a clinician, nothing for the rest."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone, translation

from dialdown.activity import services as moving
from dialdown.activity.models import Done, Plan, PlanFact, Prescription
from dialdown.activity.prescribing import Written, code_of
from dialdown.care.blocks import moving_block, practice_block, verdicts_block
from dialdown.care.paper.one_page import told
from dialdown.care.selectors import one_page, week_page
from dialdown.diary.selectors import last_week
from dialdown.insights import services as insights
from dialdown.people import selectors as people
from dialdown.people import services as sharing
from dialdown.people.access import Preview, require
from dialdown.people.models import Account, Person
from dialdown.training import services as training
from dialdown.uuid7 import uuid7
from tests.access.households import account, client_of, document, grant, member, owner, world

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def walking(robin: Account, person: Person) -> Plan:
    """A plan of 2 minutes by hand from before the last whole week; 90 s done on five days of that week."""
    sharing.record_clearance(viewer=robin, person=person, by_whom="Dr Who", on=dt.date(2024, 1, 1))
    monday = last_week(person)
    made = moving.begin_plan(viewer=robin, person=person, activity="walk", first=120)
    Plan.objects.filter(pk=made.pk).update(begins=monday - dt.timedelta(days=20))
    for days in range(-20, -10):
        done(robin, made, monday + dt.timedelta(days=days), 150)
    for days in range(5):
        done(robin, made, monday + dt.timedelta(days=days), 90)
    return made


def done(robin: Account, plan: Plan, day: dt.date, amount: int) -> None:
    at = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC).isoformat()
    told = {
        "plan": str(plan.pk),
        "at": at,
        "zone": "UTC",
        "day": day.isoformat(),
        "amount": amount,
        "saved_at": at,
    }
    moving.save_done(viewer=robin, done_id=uuid7(), document=told)


def week_words(viewer: Account, person: Person) -> list[str]:
    return [f"{line.words} | {line.small}" for line in week_page(viewer, person).lines]


def test_the_weekly_summary_has_a_line_for_each_plan_as_a_sum() -> None:
    mum, lou, (robin, person) = account("Mum"), account("Lou"), owner()
    walking(robin, person)
    grant(mum, person, ["function:week", "move:week"], audience="parent")
    grant(lou, person, ["function:week"], audience="parent")
    (line,) = week_words(mum, person)
    assert line.startswith("Walk")
    # 5 x 90 s, in words.
    assert "7\u00a0min\u00a030\u00a0s of " in line
    assert "planned | written down on 5 of 7 days" in line
    assert week_words(robin, person) == [line]
    assert week_words(lou, person) == []
    html = client_of(mum).get(f"/people/{person.pk}/week").content.decode()
    assert "planned" in html
    assert "Floor" not in html
    assert client_of(mum).get("/move").status_code == 404


def test_no_rating_of_pain_moves_the_line() -> None:
    mum, (robin, person) = account("Mum"), owner()
    walking(robin, person)
    grant(mum, person, ["move:week"], audience="parent")
    before = week_words(mum, person)
    from dialdown.diary import services as diary

    for pain in (0, 10):
        diary.save_entry(
            viewer=robin, document=document(person, uuid7(), values={"pain_now": pain}, regions=[])
        )
    assert week_words(mum, person) == before


def test_a_plan_that_rested_says_so() -> None:
    mum, (robin, person) = account("Mum"), owner()
    plan = walking(robin, person)
    grant(mum, person, ["move:week"], audience="parent")
    monday = last_week(person)
    moving.plan_programme(
        viewer=robin,
        person=person,
        name="Stay",
        starts_on=monday - dt.timedelta(days=2),
        ends_on=monday + dt.timedelta(days=9),
    )
    (line,) = week_words(mum, person)
    assert line.endswith("| the plan rested that week")
    Done.objects.filter(plan=plan).delete()
    assert week_words(mum, person) == []


def test_the_one_page_holds_plans_and_practice_for_whose_grant_has_them() -> None:
    here = world()
    robin, clinic = here.logins["owner"], here.logins["clinician"]
    assert robin is not None
    assert clinic is not None
    page = client_of(clinic)
    html = page.get(f"/people/{here.person.pk}/one-page").content.decode()
    assert 'id="moving"' not in html
    assert "/prescribe" not in html
    assert one_page(clinic, here.person).practice is None
    grant(clinic, here.person, ["move"], audience="clinician")
    html = page.get(f"/people/{here.person.pk}/one-page").content.decode()
    assert "Floor to ceiling" in html
    assert "1 prescription waits for an answer." in html
    assert 'href="/prescribe"' in html
    assert "Touch practice" not in html
    grant(clinic, here.person, ["train"], audience="clinician")
    (place,) = one_page(clinic, here.person).practice or []
    assert (place.where, place.goes, place.days) == ("Foot and toes, left", 1, 1)
    assert "Goes, 4 weeks" in page.get(f"/people/{here.person.pk}/one-page").content.decode()


def test_a_plan_is_shown_with_its_bounds_and_who_wrote_it() -> None:
    (robin, person) = owner()
    walking(robin, person)
    today = timezone.localdate()
    written = Written("walk", 180, 60, 300, 15, 6, today, stop_rules=("dizzy",))
    code = moving.bring_code(viewer=robin, person=person, code=code_of(written), who="Dana")
    moving.accept(viewer=robin, prescription_id=code.pk)
    assert PlanFact.objects.filter(prescription=code).exists()
    block = moving_block(robin, person)
    assert block is not None
    (line,) = block.plans
    assert (line.floor, line.ceiling, line.who, block.waiting) == ("1\u00a0min", "5\u00a0min", "Dana", 0)
    # The owner prescribes for nobody.
    assert not block.may_prescribe
    assert line.sum.done >= 450


def test_a_preview_a_link_and_a_file_show_the_block_and_no_way_to_prescribe() -> None:
    dana, (robin, person) = account("Dana"), owner()
    walking(robin, person)
    member(dana, person, "clinician")
    given = grant(dana, person, ["function:line", "move"], audience="clinician")
    eyes = moving_block(Preview(given.pk), person)
    seen = moving_block(dana, person)
    assert eyes is not None
    assert seen is not None
    assert (eyes.may_prescribe, seen.may_prescribe) == (False, True)
    assert eyes.plans == seen.plans
    html = client_of(robin).get(f"/sharing/{given.pk}/preview").content.decode()
    assert "Floor to ceiling" in html
    assert 'href="/prescribe"' not in html
    made = sharing.make_link(
        viewer=robin,
        person=person,
        audience="clinician",
        label="Dr Who",
        scopes=["function:line"],
        lasts=dt.timedelta(days=1),
    )
    holder = sharing.open_link(secret=made.secret, spoken=made.spoken)
    assert moving_block(holder, person) is None
    assert practice_block(holder, person) is None


def test_a_plan_is_written_for_the_person_whose_page_was_opened_last_or_not_at_all() -> None:
    dana, (_robin, one), (_sam, two) = account("Dana"), owner("Robin"), owner("Sam")
    for person in (one, two):
        member(dana, person, "clinician")
        grant(dana, person, ["function:line", "move"], audience="clinician")
    page = client_of(dana)
    page.get(f"/people/{one.pk}/one-page")
    form = page.get("/prescribe").content.decode()
    assert "A plan for Robin" in form
    assert f'name="person" value="{one.pk}"' in form
    page.get(f"/people/{two.pk}/one-page")
    sent = {"template": "walk", "person": str(one.pk), "amount_minutes": "2", "floor_minutes": "1", "ceiling_minutes": "4",
            "weekly_seconds": "15", "weeks": "6", "who": "Dana"}  # fmt: skip
    refused = page.post("/prescribe", sent)
    assert refused.status_code == 422
    assert "Nothing was sent; this form is for Sam now." in refused.content.decode()
    assert Prescription.objects.count() == 0
    assert page.post("/prescribe", {**sent, "person": str(two.pk)}).status_code == 302
    assert Prescription.objects.get().person == two


ROW = {
    "key": "sleep_hours",
    "label": "Hours of sleep",
    "verdict": "found",
    "change": "1 hour more",
    "numbers": ["+0.4 of 10", "60 days"],
    "sentence": "You do a bit more of what you wanted in the days after.",
    "notes": [
        "After a loud day sleep is often longer. Keep your sleep as it is.",
        "It held up on the days after it was found.",
    ],
    "care": ["After a loud day sleep is often longer. Keep your sleep as it is."],
    "doubts": [],
}
NOT_YET = {
    "key": "fog", "label": "Foggy thinking", "verdict": "not_yet", "change": "", "numbers": [], "sentence": "", "notes": [],
    "care": [], "doubts": [],
}  # fmt: skip


# The language of the page that is asked for, whatever ran before.
@translation.override("en")
def test_verdicts_are_worked_out_for_whoever_looks_first_and_for_no_other_eyes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody opened Insights before: a clinician's first look, a link and a preview have them, each from its own sight, once."""
    from dialdown.diary import services as diary

    dana, lee, (robin, person) = account("Dana"), account("Lee"), owner()
    diary.save_entry(viewer=robin, document=document(person, uuid7()))
    given = grant(dana, person, ["function:line", "sleep:line"], audience="clinician")
    grant(lee, person, ["function:line"], audience="clinician")
    worked: list[object] = []

    def answer(viewer: Any, person_id: uuid.UUID, _asking: object) -> dict[str, object]:
        worked.append(viewer)
        rows = [ROW, NOT_YET] if require(viewer, person_id).line("sleep") else [NOT_YET]
        return {
            "answers": [{"key": "function", "outcome": "What I did", "state": "answered", "rows": rows}],
            "weather": False,
        }

    monkeypatch.setattr(insights.patterns, "answer", answer)
    monkeypatch.setattr(insights.records, "said", lambda _rows: {})
    html = client_of(dana).get(f"/people/{person.pk}/one-page").content.decode()
    assert "What goes with it: What I did" in html
    assert "+0.4 of 10 · 60 days" in html
    (one,) = verdicts_block(dana, person)
    assert ([row["label"] for row in one.rows], one.why_not) == (["Hours of sleep"], "")
    # The owner's preview has the same eyes; whoever sees less has an answer without it, and a line that says so.
    assert verdicts_block(Preview(given.pk), person) == [one]
    assert len(worked) == 1
    html = client_of(lee).get(f"/people/{person.pk}/one-page").content.decode()
    assert "Hours of sleep" not in html
    assert "Cannot tell yet: nothing that it could go with was noted on enough days." in html
    made = sharing.make_link(
        viewer=robin, person=person, audience="clinician", label="Dr Who", scopes=["function:line", "sleep:line"],
        lasts=dt.timedelta(days=1),
    )  # fmt: skip
    link = client_of()
    link.post("/shared/open", {"secret": made.secret, "spoken": made.spoken})
    assert "+0.4 of 10 · 60 days" in link.get("/shared").content.decode()
    # Never the numbers alone, on screen or on paper.
    assert (
        f"{ROW['sentence']} {ROW['notes'][0]}"
        in client_of(dana).get(f"/people/{person.pk}/one-page").content.decode()
    )
    paper = told(one_page(dana, person), person, dt.date(2026, 1, 1), 12)
    assert paper["verdicts"][0]["rows"][0]["numbers"] == f"{ROW['sentence']} +0.4 of 10 · 60 days"
    assert paper["care"] == ROW["care"][0]
    # An older diary's answer is not shown as today's.
    before = len(worked)
    diary.save_entry(viewer=robin, document=document(person, uuid7()))
    assert verdicts_block(dana, person) == [one]
    assert len(worked) == before + 1


def test_practice_that_was_never_begun_is_said_plainly() -> None:
    dana, (robin, person) = account("Dana"), owner()
    grant(dana, person, ["function:line", "train"], audience="clinician")
    assert practice_block(dana, person) == []
    assert (
        "Nothing has been started yet."
        in client_of(dana).get(f"/people/{person.pk}/one-page").content.decode()
    )
    training.open_touch_ladder(viewer=robin, person=person, place="hand", side="left")
    assert [(one.goes, one.days) for one in practice_block(dana, person) or []] == [(0, 0)]
    assert people.role(dana, person.pk) is None
