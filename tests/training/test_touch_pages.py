"""Touch practice as its pages and its API keep it."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from dialdown.intake.records import BadInput
from dialdown.people import services as people
from dialdown.people.access import Denied
from dialdown.people.models import Grant
from dialdown.training import selectors, services
from dialdown.training.models import TouchGo, TouchLadder
from dialdown.training.touch.ladders import book
from dialdown.uuid7 import uuid7
from tests.diary.household import account, browser
from tests.training.moments import ZONE, just_now

if TYPE_CHECKING:
    from django.test import Client

    from dialdown.people.models import Account
    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def ladder_of(home: Home, place: str = "foot", side: str = "left") -> TouchLadder:
    return services.open_touch_ladder(viewer=home.robin, person=home.person, place=place, side=side)


def document(ladder: TouchLadder, **fields: Any) -> dict[str, Any]:
    at = just_now()
    return {"ladder": str(ladder.pk), "at": at, "zone": ZONE, "saved_at": at, "rung": 1, "planned": 5, "done": 5,
            "before": 2, "after": 2, "felt": "okay", "skin": "okay", **fields}  # fmt: skip


def put(page: Client, ladder: TouchLadder, go_id: Any = None, /, **fields: Any) -> Any:
    body = document(ladder) | fields
    return page.put(f"/api/touch/{go_id or uuid7()}", json.dumps(body), "application/json")


def step(home: Home, ladder: TouchLadder) -> tuple[int, int]:
    found = selectors.touch_ladder(home.robin, ladder.pk).stand.step
    return found.rung, found.seconds


def clinic_of(home: Home, name: str, *scopes: str) -> Account:
    made = account(name)
    Grant.objects.create(
        person=home.person, account=made, audience="clinician", scopes=list(scopes), made_by=home.robin
    )
    return made


def test_where_the_ladders_come_from_can_be_opened(page: Client) -> None:
    said = page.get("/train/touch").content.decode()
    assert len(book().sources) >= 3
    for source in book().sources:
        assert f'href="{source.ref}"' in said


def test_from_an_empty_page_to_a_go(page: Client, home: Home) -> None:
    assert "Choose a place" in page.get("/train").content.decode()
    page.post("/train/touch", {"where": "hand.right"})
    ladder = TouchLadder.objects.get()
    assert (ladder.place, ladder.side, ladder.said_by) == ("hand", "right", "self")
    shown = page.get(f"/train/touch/go?ladder={ladder.pk}").content.decode()
    assert "First a look at the skin" in shown
    assert "Count slowly to 5" in shown
    answer = page.post("/train/touch/go", {
        "id": str(uuid7()), "ladder": str(ladder.pk), "rung": "1", "planned": "5", "done": "5", "skin": "okay",
        "before": "3", "after": "3", "felt": "okay",
    }, follow=True)  # fmt: skip
    said = answer.content.decode()
    assert "That went well. A few seconds more next time." in said
    assert "10 seconds" in said
    assert "1 go today" in said
    assert step(home, ladder) == (1, 10)


def test_without_a_look_at_the_skin_nothing_is_stored(page: Client, home: Home) -> None:
    ladder = ladder_of(home)
    answer = page.post(
        "/train/touch/go", {"id": str(uuid7()), "ladder": str(ladder.pk), "planned": "5", "done": "5"}
    )
    assert answer.status_code == 422
    assert "Please look at the skin first." in answer.content.decode()
    assert not TouchGo.objects.exists()


def test_broken_skin_is_never_touched(page: Client, home: Home) -> None:
    ladder = ladder_of(home)
    assert put(page, ladder, skin="not_today", done=5).status_code == 422
    page.post(
        "/train/touch/go",
        {"id": str(uuid7()), "ladder": str(ladder.pk), "planned": "5", "done": "5", "skin": "not_today"},
    )
    go = TouchGo.objects.get()
    assert (go.done, go.skin) == (0, "not_today")
    assert step(home, ladder) == (1, 5)


def test_repeating_a_put_changes_nothing_and_the_later_save_wins(page: Client, home: Home) -> None:
    ladder, name = ladder_of(home), uuid7()
    early = {key: value for key, value in document(ladder).items() if key != "ladder"}
    assert put(page, ladder, name, **early).status_code == 201
    again = put(page, ladder, name, **early)
    assert (again.status_code, again.json()["stored"], again.json()["id"]) == (200, "same", str(name))
    later = (timezone.now() + dt.timedelta(minutes=1)).isoformat()
    assert put(page, ladder, name, saved_at=later, after=6).json()["stored"] == "updated"
    assert put(page, ladder, name, **early).json()["stored"] == "newer"
    assert TouchGo.objects.get().after == 6
    assert step(home, ladder) == (1, 5)


@pytest.mark.parametrize("wrong", [
    {"before": 11}, {"after": -1}, {"rung": 0}, {"rung": 99}, {"planned": -5}, {"done": 1e9}, {"skin": "x"}, {"felt": "x"},
    {"at": "yesterday"}, {"at": "2026-01-01T10:00:00"}, {"zone": "Nowhere"}, {"skin": ""}, {"saved_at": "2999-01-01T00:00:00+00:00"},
    {"zone": "../etc/passwd"}, {"ladder": "x"},
])  # fmt: skip
def test_a_wrong_document_says_what_is_wrong(page: Client, home: Home, wrong: dict[str, Any]) -> None:
    answer = put(page, ladder_of(home), **wrong)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["message"]
    assert not TouchGo.objects.exists()


def test_taking_back_and_undo(page: Client, home: Home) -> None:
    ladder, name = ladder_of(home), uuid7()
    put(page, ladder, name)
    assert step(home, ladder) == (1, 10)
    assert page.delete(f"/api/touch/{name}").status_code == 200
    assert step(home, ladder) == (1, 5)
    page.post(f"/train/touch/goes/{name}/restore")
    assert step(home, ladder) == (1, 10)
    assert page.delete(f"/api/touch/{uuid7()}").status_code == 403


def test_a_rise_is_asked_about_an_hour_later_and_only_then(page: Client, home: Home) -> None:
    ladder, name = ladder_of(home), uuid7()
    put(page, ladder, name, after=5)
    assert "about an hour later" not in page.get("/train/touch").content.decode()
    TouchGo.objects.update(at=timezone.now() - dt.timedelta(minutes=65))
    assert "about an hour later" in page.get("/train/touch").content.decode()
    said = page.post(f"/train/touch/goes/{name}", {"later": "6"}, follow=True).content.decode()
    assert "This place rests until tomorrow" in said
    assert "about an hour later" not in said


def test_changes_by_hand_have_a_sentence_and_an_undo(page: Client, home: Home) -> None:
    ladder = ladder_of(home)
    said = page.post(f"/train/touch/ladders/{ladder.pk}/change", {"do": "next"}, follow=True).content.decode()
    assert "You chose this yourself." in said
    assert step(home, ladder) == (2, 5)
    choice = ladder.choices.get()
    assert f"/train/touch/choices/{choice.pk}/undo" in said
    page.post(f"/train/touch/choices/{choice.pk}/undo")
    assert step(home, ladder) == (1, 5)


def test_keeping_it_as_it_was(page: Client, home: Home) -> None:
    ladder, name = ladder_of(home), uuid7()
    put(page, ladder, name)
    page.post(f"/train/touch/goes/{name}", {"do": "keep"})
    assert step(home, ladder) == (1, 5)
    assert "You kept it as it was." in page.get(f"/train/touch/ladders/{ladder.pk}").content.decode()


def test_history_says_what_was_done_and_why(page: Client, home: Home) -> None:
    ladder = ladder_of(home)
    put(page, ladder, before=2, after=5, felt="too_much")
    said = page.get(f"/train/touch/ladders/{ladder.pk}").content.decode()
    assert "A feather, 5 seconds" in said
    assert "pain 2 before, 5 after, too much" in said
    assert "It went up by 2 or more, so the next go is half as long." in said


def test_put_away_and_taken_up_again(page: Client, home: Home) -> None:
    ladder = ladder_of(home)
    put(page, ladder)
    page.post(f"/train/touch/ladders/{ladder.pk}/change", {"do": "away"})
    assert selectors.touch_ladders(home.robin, home.person.pk) == []
    page.post("/train/touch", {"where": "foot.left"})
    assert step(home, ladder) == (1, 10)
    assert TouchLadder.objects.count() == 1


@pytest.mark.parametrize("where", ["", "foot", "foot.middle", "wing.left", "foot.sideways"])
def test_a_place_that_is_none(page: Client, home: Home, where: str) -> None:
    assert page.post("/train/touch", {"where": where}).status_code == 422
    assert not TouchLadder.objects.exists()


def test_new_pain_locks_every_page_and_the_api(page: Client, home: Home) -> None:
    ladder = ladder_of(home)
    people.report_new_pain(viewer=home.robin, person=home.person)
    for path in ("/train", "/train/touch", f"/train/touch/go?ladder={ladder.pk}", "/offline/touch"):
        assert page.get(path)["Location"].startswith("/clearance"), path
    assert page.post("/train/touch", {"where": "hand.left"})["Location"].startswith("/clearance")
    late = timezone.now() + dt.timedelta(seconds=1)
    refused = put(page, ladder, at=late.isoformat())
    assert refused.status_code == 422
    assert "a doctor has looked" in refused.json()["problems"][0]["message"]
    # What was done before the new pain did happen, and is not lost.
    assert put(page, ladder).status_code == 201
    # Calm pages and lessons stay open: they are no practice.
    assert page.get("/calm/breathing").status_code == page.get("/learn/skills").status_code == 200


def test_nobody_else(home: Home) -> None:
    ladder, name = ladder_of(home), uuid7()
    services.save_go(viewer=home.robin, go_id=name, document=document(ladder))
    for viewer in (home.lee, home.stranger, None):
        for call in (
            lambda v=viewer: selectors.touch_ladder(v, ladder.pk),
            lambda v=viewer: services.save_go(viewer=v, go_id=uuid7(), document=document(ladder)),
            lambda v=viewer: services.take_go_out(viewer=v, go_id=name),
            lambda v=viewer: services.choose_touch(viewer=v, ladder_id=ladder.pk, kind="next"),
            lambda v=viewer: services.put_touch_away(viewer=v, ladder_id=ladder.pk),
        ):
            with pytest.raises(Denied):
                call()
    assert selectors.touch_ladders(home.lee, home.person.pk) == []
    assert browser(home.lee).get("/train/touch").status_code == 404


def test_a_viewer_without_leave_for_pain_sees_what_was_done_but_no_pain(page: Client, home: Home) -> None:
    ladder = ladder_of(home)
    hour = timezone.now() - dt.timedelta(hours=5)
    goes: tuple[dict[str, Any], ...] = (
        {"before": 1.5, "after": 4.5},
        {"before": 6.5, "after": 6.5, "later": 9},
    )
    for n, fields in enumerate(goes):
        assert (
            put(page, ladder, at=(hour + dt.timedelta(minutes=20 * n)).isoformat(), **fields).status_code
            == 201
        )
    shown = (
        "pain 1.5 before, 4.5 after",
        "pain 6.5",
        "9 an hour later",
        "It went up by 2 or more",
        "An hour later it was still up",
    )
    for viewer, sees in (
        (home.robin, True),
        (clinic_of(home, "Seeing", "train", "pain:line"), True),
        (clinic_of(home, "Blind", "train"), False),
    ):
        said = browser(viewer).get(f"/train/touch/ladders/{ladder.pk}").content.decode()
        assert [words in said for words in shown] == [sees] * len(shown), viewer
        for path in ("/train", "/train/touch"):
            assert ("An hour later it was still up" in browser(viewer).get(path).content.decode()) is sees, (
                viewer,
                path,
            )
    # The same words for both goes: what they are does not tell of a rise.
    assert said.count("What comes next is on the card. The reason is not shown to you.") == 2
    assert "A feather, 5 seconds" in said
    # Whoever helps reads that it rests, on the day on which it does.
    rests = selectors.touch_ladder(viewer, ladder.pk).rests
    assert (
        "This place rests until tomorrow." in browser(viewer).get("/train/touch").content.decode()
    ) is rests


def test_that_it_is_asked_an_hour_later_tells_nobody_of_a_rise(page: Client, home: Home) -> None:
    ladder = ladder_of(home)
    put(page, ladder, before=2, after=5, at=(timezone.now() - dt.timedelta(minutes=65)).isoformat())
    helper = clinic_of(home, "Helper", "train")
    Grant.objects.filter(account=helper).update(may_write=True)
    for viewer, asked in ((home.robin, True), (helper, False)):
        assert ("about an hour later" in browser(viewer).get("/train/touch").content.decode()) is asked, (
            viewer
        )


def test_a_parent_who_leads_is_named_as_the_one_who_said_it(home: Home) -> None:
    ladder = ladder_of(home)
    saved = services.save_go(viewer=home.kim, go_id=uuid7(), document=document(ladder))
    assert saved.go.said_by == "parent"


def test_pain_off_asks_for_no_number(page: Client, home: Home) -> None:
    ladder = ladder_of(home)
    type(home.person).objects.update(check_in="off")
    said = page.get(f"/train/touch/go?ladder={ladder.pk}").content.decode()
    assert 'name="before"' not in said
    assert 'name="felt"' in said


def test_the_offline_page_is_blank(page: Client, home: Home) -> None:
    ladder = ladder_of(home)
    put(page, ladder, before=7, after=8)
    said = page.get("/offline/touch").content.decode()
    assert str(ladder.pk) in said
    assert 'data-account="' in said
    assert "csrfmiddlewaretoken" not in said.split("data-touch")[1]
    assert "checked" not in said.split("data-touch")[1].split("</form>")[0].replace('value="" aria', "")


def test_choose_needs_a_known_change(home: Home) -> None:
    with pytest.raises(BadInput):
        services.choose_touch(viewer=home.robin, ladder_id=ladder_of(home).pk, kind="keep")


def test_two_or_three_goes_a_day_are_asked_and_three_are_plenty(page: Client, home: Home) -> None:
    ladder = ladder_of(home)
    assert "two or three times a day" in page.get("/train/touch").content.decode()
    for number in range(3):
        said = page.get("/train").content.decode()
        assert "That is plenty" not in said, number
        assert f"/train/touch/go?ladder={ladder.pk}" in said
        assert put(page, ladder).status_code == 201
    assert "Three today. That is plenty." in page.get("/train").content.decode()
    assert selectors.touch_ladder(home.robin, ladder.pk).enough_today
    TouchGo.objects.update(day=timezone.now().date() - dt.timedelta(days=2))
    assert not selectors.touch_ladder(home.robin, ladder.pk).enough_today
    assert "That is plenty" not in page.get("/train").content.decode()


def test_in_a_programme_the_doses_rest_and_what_was_done_is_still_kept(page: Client, home: Home) -> None:
    ladder = ladder_of(home)
    at = timezone.now() - dt.timedelta(minutes=70)
    services.save_go(
        viewer=home.robin, go_id=uuid7(), document=document(ladder, at=at, saved_at=at, before=2, after=6)
    )
    assert "an hour later" in page.get("/train").content.decode()
    today = timezone.now().date()
    person = home.person
    person.programme_from, person.programme_until = today - dt.timedelta(days=2), today + dt.timedelta(days=5)
    person.save()
    calm = "The programme has its own practice. Yours rests until it ends."
    for path in ("/train", "/train/touch", f"/train/touch/go?ladder={ladder.pk}", "/offline/touch"):
        html = page.get(path).content.decode()
        assert calm in html, path
        assert "seconds" not in html.partition("How</h2>")[0].partition(calm)[2][:400], path
        assert 'name="before"' not in html, path
        assert 'href="/train/touch/go' not in html, path
        assert "an hour later" not in html, path
    # A go that a phone kept from before, or that she did anyway, did happen.
    assert put(page, ladder).status_code == 201
    person.programme_until = today - dt.timedelta(days=1)
    person.save()
    assert calm not in page.get("/train").content.decode()
    assert f"/train/touch/go?ladder={ladder.pk}" in page.get("/train").content.decode()
