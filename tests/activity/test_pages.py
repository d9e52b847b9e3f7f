"""What the pages say and do, without a browser."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from dialdown.activity import services
from dialdown.activity.models import Done, PlanFact, Prescription, Programme
from dialdown.activity.prescribing import Written
from dialdown.people import services as people
from dialdown.people.models import Person
from tests.access.households import client_of
from tests.activity.household import Moving, today

pytestmark = pytest.mark.django_db


def words(page: Client, path: str) -> str:
    answer = page.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_an_empty_move_says_what_comes_and_offers_one_thing(page: Client) -> None:
    said = words(page, "/move")
    assert "Choose an activity" in said
    assert "never by the pain" in said


def test_today_holds_one_card_and_done_leads_back(here: Moving, page: Client) -> None:
    plan = here.walking()
    said = words(page, "/")
    assert "Good day or hard day: the same amount." in said
    answer = page.post(f"/move/{plan.pk}/done", {"how": "all", "next": "/"})
    assert answer["Location"] == "/"
    assert "That counts" in words(page, "/")
    assert Done.objects.filter(day=today()).get().amount == here.standing(plan).day.today


def test_several_plans_are_still_one_card(here: Moving, page: Client) -> None:
    here.plan()
    here.plan("stairs")
    said = words(page, "/")
    assert said.count("I did less") == 2
    assert "Moving, today" in said


def test_a_wrong_amount_is_said_beside_the_field(here: Moving, page: Client) -> None:
    plan = here.plan()
    answer = page.post(f"/move/{plan.pk}/done", {"how": "typed", "minutes": "many"})
    assert answer.status_code == 422
    assert "Write an amount" in answer.content.decode()
    assert not Done.objects.exists()


def test_more_than_the_ceiling_is_never_praised(here: Moving, page: Client) -> None:
    plan = here.walking()
    page.post(f"/move/{plan.pk}/done", {"how": "typed", "minutes": "40"})
    assert "no more and no less" in words(page, "/move")


def test_every_turn_has_its_sentence_and_its_undo(here: Moving, page: Client) -> None:
    plan = here.walking()
    page.post("/move/fact", {"kind": "flare"})
    said = words(page, f"/move/{plan.pk}")
    assert "A flare day is a floor day." in said
    assert f"/move/facts/{PlanFact.objects.get().pk}/undo" in said
    page.post(f"/move/facts/{PlanFact.objects.get().pk}/undo")
    assert PlanFact.objects.get().undone_at is not None


def test_the_size_of_a_step_is_chosen_shown_and_taken_back(here: Moving, page: Client) -> None:
    plan = here.walking()
    path = f"/move/{plan.pk}"
    said = words(page, path)
    assert "15\u00a0s more each week" in said
    assert "10 % of the baseline" in said
    assert "20\u00a0s more each week" in said
    assert page.post(path, {"do": "step", "share": "20"})["Location"] == path
    said = words(page, path)
    assert "30\u00a0s more each week" in said
    assert "20 % of the baseline" in said
    assert "You chose the size of a step" in said
    for wrong in ("9", "21", "", "many", "15.5", "²"):
        answer = page.post(path, {"do": "step", "share": wrong})
        assert answer.status_code == 422
        assert "A step is 10 to 20 % of the baseline a week." in answer.content.decode()
    page.post(f"/move/facts/{PlanFact.objects.get().pk}/undo")
    assert "15\u00a0s more each week" in words(page, path)


def test_a_floor_under_two_minutes_is_chosen_before_and_after_the_baseline(
    here: Moving, page: Client
) -> None:
    plan = here.plan()
    path = f"/move/{plan.pk}"
    assert "First amount" in words(page, path)
    page.post(path, {"do": "floor", "minutes": "0", "seconds": "20"})
    assert here.standing(plan).day.today == 20
    assert "You chose the first amount yourself." in words(page, path)
    walk = here.plan("swim", ago=28)
    here.did(walk, 600, range(28, 0, -1))
    path = f"/move/{walk.pk}"
    assert "Floor on hard days" in words(page, path)
    page.post(path, {"do": "floor", "minutes": "1", "seconds": "30"})
    assert here.standing(walk).day.floor == 90
    assert "Floor: 1\u00a0min\u00a030\u00a0s" in words(page, path)
    assert page.post(path, {"do": "floor", "minutes": "0", "seconds": "0"}).status_code == 422


def test_who_only_looks_and_who_follows_a_clinician_chooses_no_step(here: Moving, page: Client) -> None:
    plan = here.walking()
    path = f"/move/{plan.pk}"
    dana = client_of(here.dana)
    assert 'value="step"' not in words(dana, path)
    assert dana.post(path, {"do": "step", "share": "20"}).status_code == 404
    assert 'value="step"' in words(page, path)
    one = services.offer(
        viewer=here.dana,
        person=here.person,
        written=Written("walk", 300, 120, 900, 60, 6, today()),
        who="Dana",
    )
    services.accept(viewer=here.robin, prescription_id=one.pk)
    said = words(page, path)
    assert 'value="step"' not in said
    assert "of the baseline" not in said
    page.post(path, {"do": "step", "share": "20"})
    page.post(path, {"do": "floor", "minutes": "1"})
    day = here.standing(plan).day
    assert (day.floor, day.amount, here.standing(plan).course.step) == (120, 300, 60)


def test_an_illness_in_the_diary_offers_the_hold(here: Moving, page: Client) -> None:
    from dialdown.diary import services as diary
    from dialdown.uuid7 import uuid7

    here.walking()
    at = timezone.now().isoformat()
    diary.save_entry(viewer=here.robin, document={
        "id": str(uuid7()), "person": str(here.person.pk), "at": at, "zone": "Europe/London", "saved_at": at, "mode": "full",
        "said_by": "self", "values": {"ill": True}, "skipped": [], "regions": [], "signs": [],
    })  # fmt: skip
    assert "You noted being ill" in words(page, "/move")
    page.post("/move/fact", {"kind": "ill"})
    assert "You noted being ill" not in words(page, "/move")


def test_a_clinician_writes_and_reads_the_answer(here: Moving, page: Client) -> None:
    dana = client_of(here.dana)
    assert "Offer this plan" in words(dana, "/prescribe")
    form = {
        "template": "walk", "amount_minutes": "5", "floor_minutes": "2", "ceiling_minutes": "15", "weekly_minutes": "1", "weeks": "6",
        "hold": "on", "who": "Dana",
    }  # fmt: skip
    wrong = dana.post("/prescribe", {**form, "floor_minutes": "9", "weeks": ""})
    assert wrong.status_code == 422
    assert "The floor is one or more" in wrong.content.decode()
    assert dana.post("/prescribe", form).status_code == 302
    one = Prescription.objects.get()
    assert "waits for your answer" in words(page, "/move")
    answer = page.post(f"/move/prescriptions/{one.pk}", {"do": "decline", "why_not": "not on school days"})
    assert answer.status_code == 302
    assert "not on school days" in words(dana, "/move/prescriptions")
    for path in (f"/move/prescriptions/{one.pk}", "/move/fact", f"/move/prescriptions/{one.pk}/undo"):
        assert dana.post(path, {"do": "accept", "kind": "ill"}).status_code == 404


def test_a_paper_needs_nobody_and_stores_nothing(here: Moving) -> None:
    anybody = client_of()
    answer = anybody.post(
        "/prescribe/paper",
        {
            "template": "stairs",
            "amount_number": "8",
            "floor_number": "2",
            "ceiling_number": "36",
            "weekly_number": "2",
            "weeks": "6",
        },
    )
    said = answer.content.decode()
    assert 'class="code"' in said
    assert answer["Cache-Control"] == "no-store"
    assert not Prescription.objects.exists()
    assert "Robin" not in said


def test_programme_time_rests_pain_questions_and_says_so(here: Moving, page: Client) -> None:
    here.walking()
    assert "Pain right now" in words(page, "/")
    page.post(
        "/move/programme",
        {"name": "Day hospital", "starts_on": today(), "ends_on": today() + dt.timedelta(days=20)},
    )
    said = words(page, "/")
    assert "Pain right now" not in said
    assert "Programme time" in said
    assert "A small win" in said
    assert "Sleep last night" in said
    assert "The programme has its own plan" in words(page, "/move")
    page.post(f"/move/programme/{Programme.objects.get().pk}/remove")
    assert "Pain right now" in words(page, "/")


def test_the_way_home(here: Moving, page: Client) -> None:
    services.plan_programme(
        viewer=here.robin, person=here.person, name="Day hospital", starts_on=today() - dt.timedelta(days=20),
        ends_on=today() - dt.timedelta(days=1),
    )  # fmt: skip
    assert "Plan the way home" in words(page, "/")
    page.post("/move/programme/hand-over", {"school": "on", "lessons": "2", "full": "6", "watch": "on"})
    assert Person.objects.get(pk=here.person.pk).stage == "light"
    assert "2\u00a0lessons" in words(page, "/move").replace("&nbsp;", "\u00a0") or "2 lessons" in words(
        page, "/move"
    )
    assert "Three questions" in words(page, "/")


def test_resting_asks_nothing_and_one_tap_comes_back(here: Moving, page: Client) -> None:
    here.plan()
    page.post("/pace", {"stage": "resting"})
    said = words(page, "/")
    assert "Nothing is asked" in said
    assert "Pain right now" not in said
    page.post("/pace", {"stage": "every_day"})
    assert "Pain right now" in words(page, "/")
    page.post("/pace/undo")
    assert Person.objects.get(pk=here.person.pk).stage == "resting"


def test_the_light_watch_never_asks_about_pain(here: Moving, page: Client) -> None:
    page.post("/pace", {"stage": "light"})
    said = words(page, "/watch")
    assert said.count("<fieldset") == 3
    assert "Pain right now" not in words(page, "/")
    assert page.post("/watch", {}).status_code == 422
    page.post("/watch", {"school": "all"})
    assert "Nothing is asked now" in words(page, "/watch")


def test_new_pain_closes_move_and_leaves_the_rest(here: Moving, page: Client) -> None:
    plan = here.walking()
    people.report_new_pain(viewer=here.robin, person=here.person)
    for path in ("/move", "/move/new", f"/move/{plan.pk}", f"/move/{plan.pk}/timer", f"/move/{plan.pk}/done"):
        assert page.get(path)["Location"].startswith("/clearance")
    assert page.post("/move/fact", {"kind": "flare"}).status_code == 302
    assert page.post("/getting-back").status_code == 404
    assert not PlanFact.objects.exists()
    for path in ("/start", "/pace", "/watch", "/review", "/getting-back", "/move/programme", "/move/rules"):
        words(page, path)
    assert "Done: Walking" not in words(page, "/offline/move")


def test_the_rules_are_listed_with_their_sources(page: Client) -> None:
    said = words(page, "/move/rules")
    assert "Therapeutic Guidelines" in said
    assert "Our rule; agree it with your therapist." in said
    assert "{" not in said.split("<main")[1].split("</main")[0]


def test_offline_holds_a_plan_and_nothing_that_was_done(here: Moving, page: Client) -> None:
    here.walking()
    said = words(page, "/offline/move")
    assert "Walking" in said
    for hidden in ("Robin", "Today:", today().isoformat()):
        assert hidden not in said.replace(f'data-person="{here.person.pk}"', "")
