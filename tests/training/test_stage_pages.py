"""Imagine and mirror as their pages and their API keep them."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from django.utils import timezone
from scipy import stats

from dialdown.diary import selectors as diary
from dialdown.people import services as people
from dialdown.people.access import Denied
from dialdown.people.models import Grant
from dialdown.training import selectors, services
from dialdown.training.models import Sitting, StageChoice, StagePath
from dialdown.training.stages import reading
from dialdown.training.stages.facts import Recognised, Week, Went
from dialdown.uuid7 import uuid7
from tests.diary.household import account, browser

if TYPE_CHECKING:
    from django.test import Client

    from dialdown.people.models import Account
    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def path_of(home: Home, *yes: str, opened: bool = True) -> StagePath:
    path = services.choose_side(
        viewer=home.robin, person=home.person, part="foot", side="left", yes=list(yes)
    )
    if opened:
        at = timezone.now() - dt.timedelta(days=2)
        StageChoice.objects.create(
            path=path, kind="open", stage="mirror", at=at, day=at.date(), said_by="clinician"
        )
    return path


def document(path: StagePath, **fields: Any) -> dict[str, Any]:
    at = (timezone.now() - dt.timedelta(minutes=5)).isoformat()
    return {"path": str(path.pk), "stage": "mirror", "step": "look", "how": "camera", "at": at, "zone": "Europe/Berlin",
            "saved_at": at, "planned": 120, "done": 120, "ended": "time", "before": 2, "after": 2, **fields}  # fmt: skip


def put(page: Client, path: StagePath, name: Any = None, /, **fields: Any) -> Any:
    return page.put(
        f"/api/sittings/{name or uuid7()}", json.dumps(document(path, **fields)), "application/json"
    )


def stand(home: Home, path: StagePath) -> selectors.PathStand:
    return selectors.stage_path(home.robin, path.pk)


def adult(home: Home) -> None:
    home.person.birth_month = dt.date(1990, 1, 1)
    home.person.save()


def test_from_the_side_that_hurts_to_locked_stages(page: Client, home: Home) -> None:
    assert "Choose the side that hurts" in page.get("/train/stages").content.decode()
    page.post("/train/stages", {"part": "foot", "side": "left", "yes": "fits"})
    path = StagePath.objects.get()
    said = page.get("/train/stages").content.decode()
    assert "Foot, left" in said
    assert "needs a talk with your therapist" in said
    assert not stand(home, path).mirror.open
    page.post("/train/stages", {"part": "foot", "side": "left"})
    said = page.get("/train/stages").content.decode()
    assert "Opens after two weeks and 20 goes" in said
    assert "The order matters" in said
    # Which question it was is not kept.
    assert [(c.kind, c.yes, c.stage) for c in StageChoice.objects.all()] == [
        ("answers", True, ""),
        ("answers", False, ""),
    ]


@pytest.mark.parametrize("wrong", [{"part": "nose"}, {"side": "up"}, {"yes": "moon"}, {"part": ""}])
def test_a_wrong_choice_says_so(page: Client, home: Home, wrong: dict[str, str]) -> None:
    answer = page.post("/train/stages", {"part": "foot", "side": "left"} | wrong)
    assert answer.status_code == 422
    assert not StagePath.objects.exists()


def test_a_teenager_cannot_open_it_sooner_but_an_adult_can(page: Client, home: Home) -> None:
    path = path_of(home, opened=False)
    assert "Open it sooner" not in page.get("/train/stages").content.decode()
    assert page.post(f"/train/stages/{path.pk}/change", {"do": "open", "stage": "mirror"}).status_code == 404
    adult(home)
    assert "Open it sooner" in page.get("/train/stages").content.decode()
    page.post(f"/train/stages/{path.pk}/change", {"do": "open", "stage": "mirror"})
    assert stand(home, path).mirror.open
    said = page.get("/train/stages").content.decode()
    assert "Mirror opened by hand" in said
    choice = StageChoice.objects.get(kind="open")
    assert (choice.said_by, choice.typed_by_id) == ("self", home.robin.pk)
    page.post(f"/train/stages/choices/{choice.pk}/undo")
    assert not stand(home, path).mirror.open


def lines(said: str) -> list[str]:
    """The bold lines of the history, newest first."""
    return re.findall(r"<b>([^<]+)</b><br>", said.split("What was done")[1].split("</ol>")[0])


def test_an_opening_that_is_taken_back_stays_in_the_history_beside_its_taking_back(
    page: Client, home: Home
) -> None:
    """The log of an override only grows: who opened it, and who took that back, each with a day."""
    adult(home)
    path = path_of(home, opened=False)
    page.post(f"/train/stages/{path.pk}/change", {"do": "open", "stage": "mirror"})
    opened = StageChoice.objects.get(kind="open")
    for _again in range(2):
        page.post(f"/train/stages/choices/{opened.pk}/undo")
    assert [(c.kind, c.undoes_id) for c in StageChoice.objects.all()] == [
        ("answers", None), ("open", None), ("undone", opened.pk),
    ]  # fmt: skip
    assert not stand(home, path).mirror.open
    said = page.get("/train/stages").content.decode()
    assert lines(said) == ["Taken back: Mirror opened by hand", "Mirror opened by hand", "Questions answered"]
    # Neither what was taken back nor the taking back can be taken back; it is opened anew instead.
    assert "/undo" not in said.split("What was done")[1]
    back = StageChoice.objects.get(kind="undone")
    assert (back.said_by, back.typed_by_id) == ("self", home.robin.pk)
    assert page.post(f"/train/stages/choices/{back.pk}/undo").status_code == 404
    page.post(f"/train/stages/{path.pk}/change", {"do": "open", "stage": "mirror"})
    assert stand(home, path).mirror.open
    assert len(lines(page.get("/train/stages").content.decode())) == 4


def test_accuracy_that_was_asked_for_and_taken_back_is_not_asked_for(home: Home) -> None:
    adult(home)
    path = path_of(home, opened=False)
    clinic = clinic_of(home, "Clinic", "train")
    asked = services.choose_stage(viewer=clinic, path_id=path.pk, kind="accuracy", yes=True)
    assert stand(home, path).accuracy_asked
    services.undo_stage_choice(viewer=clinic, choice_id=asked.pk)
    assert not stand(home, path).accuracy_asked
    assert StageChoice.objects.get(kind="undone").said_by == "clinician"


def test_a_clinician_opens_and_asks_for_accuracy_of_adults_only(home: Home) -> None:
    path = path_of(home, "fits", opened=False)
    clinic = clinic_of(home, "Clinic", "train")
    services.choose_stage(viewer=clinic, path_id=path.pk, kind="open", stage="imagine")
    assert StageChoice.objects.get(kind="open").said_by == "clinician"
    assert stand(home, path).imagine.open
    page = browser(clinic)
    page.post(f"/train/stages/{path.pk}/change", {"do": "accuracy", "yes": "yes"})
    assert not stand(home, path).accuracy_asked
    adult(home)
    page.post(f"/train/stages/{path.pk}/change", {"do": "accuracy", "yes": "yes"})
    assert stand(home, path).accuracy_asked
    with pytest.raises(Denied):
        services.choose_stage(viewer=home.lee, path_id=path.pk, kind="open", stage="mirror")


def test_a_sitting_without_script_and_what_it_changes(page: Client, home: Home) -> None:
    path = path_of(home)
    shown = page.get(f"/train/mirror?path={path.pk}")
    assert shown.headers["Permissions-Policy"].startswith("camera=(self), microphone=()")
    assert "camera=()" in page.get("/train/stages").headers["Permissions-Policy"]
    text = shown.content.decode()
    assert "Hide your left foot first" in text
    assert "Set a clock to 2 minutes" in text
    fields = {
        "id": str(uuid7()),
        "path": str(path.pk),
        "step": "look",
        "planned": "120",
        "how": "mirror",
        "today": "yes",
    }
    answer = page.post("/train/mirror", {**fields, "minutes": "2", "before": "3", "after": "5"}, follow=True)
    assert "The next sitting is half as long and one step easier." in answer.content.decode()
    assert stand(home, path).stand.doses["mirror"].amount == 60
    found = Sitting.objects.get()
    assert (found.how, found.done, found.ended, found.before, found.after, found.said_by) == (
        "mirror",
        120,
        "time",
        3,
        5,
        "self",
    )


def test_neither_way_is_chosen_for_her(page: Client, home: Home) -> None:
    path = path_of(home)
    text = page.get(f"/train/mirror?path={path.pk}").content.decode()
    assert text.index("<b>A real mirror") < text.index("<b>The camera")
    assert "checked" not in text.split("Camera or real mirror?")[1].split('data-phase="ready"')[0]
    fields = {"id": str(uuid7()), "path": str(path.pk), "step": "look", "planned": "120", "minutes": "2"}
    assert page.post("/train/mirror", fields).status_code == 422
    assert not Sitting.objects.exists()


def test_repeating_a_put_changes_nothing_and_the_later_save_wins(page: Client, home: Home) -> None:
    path, name = path_of(home), uuid7()
    first = {"saved_at": (timezone.now() - dt.timedelta(minutes=4)).isoformat()}
    assert put(page, path, name, **first).status_code == 201
    assert put(page, path, name, **first).json()["stored"] == "same"
    assert put(page, path, name, saved_at=timezone.now().isoformat(), after=6).json()["stored"] == "updated"
    assert put(page, path, name, **first).json()["stored"] == "newer"
    assert Sitting.objects.get().after == 6
    assert page.delete(f"/api/sittings/{name}").status_code == 200
    assert stand(home, path).sittings == ()
    page.post(f"/train/sittings/{name}/restore")
    assert len(stand(home, path).sittings) == 1


def test_a_stage_that_is_not_open_takes_no_sitting(page: Client, home: Home) -> None:
    path = path_of(home, opened=False)
    answer = put(page, path)
    assert answer.status_code == 422
    assert "The order matters" in answer.json()["problems"][0]["message"]
    assert not Sitting.objects.exists()


def test_two_stops_step_back_and_the_page_says_so(page: Client, home: Home) -> None:
    path = path_of(home)
    for minutes in (90, 60):
        at = (timezone.now() - dt.timedelta(minutes=minutes)).isoformat()
        assert put(page, path, ended="self", done=20, at=at).status_code == 201
    found = stand(home, path)
    assert (found.stage, found.mirror.open) == ("imagine", False)
    said = page.get("/train/stages").content.decode()
    assert "Two sittings in a row ended early. We go one stage back." in said
    assert "Start" not in said.split("3 · Mirror")[1].split("</div>")[0]
    assert "Opens after two weeks" in page.get(f"/train/mirror?path={path.pk}").content.decode()


def test_in_an_hour_it_is_asked_once_and_what_stays_up_goes_back(page: Client, home: Home) -> None:
    path, name = path_of(home), uuid7()
    assert (
        put(page, path, name, at=(timezone.now() - dt.timedelta(minutes=65)).isoformat()).status_code == 201
    )
    assert "Pain there now, about an hour later" in page.get("/train/stages").content.decode()
    answer = page.post(f"/train/sittings/{name}/later", {"later": "3"}, follow=True).content.decode()
    assert "An hour later it was still up." in answer
    assert "about an hour later" not in answer
    assert "This rests until tomorrow." in answer or not stand(home, path).mirror.open
    assert Sitting.objects.get().later_colour is False


def an_hour_ago() -> str:
    return (timezone.now() - dt.timedelta(minutes=65)).isoformat()


@pytest.mark.parametrize("sign", ["colour", "swelling"])
@pytest.mark.parametrize("before", [2, None])
def test_a_new_colour_or_swelling_an_hour_later_goes_one_stage_back(
    page: Client, home: Home, sign: str, before: float | None
) -> None:
    """It is asked whether or not pain was rated before; pain itself only where a number from before gives it a meaning."""
    path, name = path_of(home), uuid7()
    put(page, path, name, at=an_hour_ago(), before=before, after=before)
    said = page.get("/train/stages").content.decode()
    assert "about an hour later" in said
    assert ('name="later"' in said) is (before is not None)
    answer = page.post(f"/train/sittings/{name}/later", {sign: "yes"}, follow=True).content.decode()
    assert "A new colour or swelling was there. We go one stage back" in answer
    assert f"{sign} an hour later" in answer
    assert "about an hour later" not in answer
    found = stand(home, path)
    assert (found.stage, found.mirror.open) == ("imagine", False)
    kept = Sitting.objects.get()
    assert (kept.later, kept.later_colour, kept.later_swelling) == (
        None,
        sign == "colour",
        sign == "swelling",
    )
    # Right after nothing was there: that stays as it was said.
    assert not kept.colour
    assert not kept.swelling


def test_an_hour_later_nothing_new_is_an_answer_and_nothing_steps_back(page: Client, home: Home) -> None:
    path, name = path_of(home), uuid7()
    put(page, path, name, at=an_hour_ago(), before=None, after=None)
    answer = page.post(f"/train/sittings/{name}/later", follow=True).content.decode()
    assert "A calm sitting." in answer
    assert "about an hour later" not in answer
    assert stand(home, path).mirror.open
    kept = Sitting.objects.get()
    assert (kept.later, kept.later_colour, kept.later_swelling) == (None, False, False)
    assert page.post(f"/train/sittings/{name}/later", {"later": "x"}, follow=True).status_code == 200
    assert Sitting.objects.get().later is None


def test_a_diary_without_pain_is_asked_for_colour_and_swelling_alone(page: Client, home: Home) -> None:
    path = path_of(home)
    put(page, path, at=an_hour_ago())
    home.person.check_in = "off"
    home.person.save()
    said = page.get("/train/stages").content.decode()
    assert "Anything new there, about an hour later?" in said
    assert 'name="later"' not in said


def test_signs_an_hour_later_come_by_the_api_too_and_an_open_page_does_not_forget_them(
    page: Client, home: Home
) -> None:
    path, name = path_of(home), uuid7()
    assert put(page, path, name, at=an_hour_ago(), later_swelling=True).status_code == 201
    assert not stand(home, path).mirror.open
    assert stand(home, path).stand.turns[-1].rule == "mirror.sign"
    # The page of the sitting was still open, and saves its answers once more.
    now = timezone.now().isoformat()
    assert put(page, path, name, at=an_hour_ago(), saved_at=now, after=3).json()["stored"] == "updated"
    kept = Sitting.objects.get()
    assert (kept.after, kept.later_colour, kept.later_swelling) == (3, None, True)
    assert put(page, path, uuid7(), later_colour="maybe").status_code == 422


@pytest.mark.parametrize("wrong", [
    {"before": 11}, {"stage": "recognise"}, {"step": "near"}, {"how": "pictures"}, {"planned": -1}, {"done": 9999}, {"ended": "x"},
    {"at": "yesterday"}, {"zone": "Nowhere"}, {"counted": -1}, {"seen": 6}, {"imagined": [0]}, {"imagined": [1e9]}, {"moved": [1.0] * 61},
    {"saved_at": "2999-01-01T00:00:00+00:00"},
])  # fmt: skip
def test_a_wrong_document_says_what_is_wrong(page: Client, home: Home, wrong: dict[str, Any]) -> None:
    answer = put(page, path_of(home), **wrong)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["message"]
    assert not Sitting.objects.exists()


def test_a_sitting_of_no_path_says_so(page: Client, home: Home) -> None:
    body = {**document(path_of(home)), "path": "x"}
    answer = page.put(f"/api/sittings/{uuid7()}", json.dumps(body), "application/json")
    assert answer.status_code == 422


def test_new_pain_locks_it(page: Client, home: Home) -> None:
    path = path_of(home)
    people.report_new_pain(viewer=home.robin, person=home.person)
    assert page.get(f"/train/mirror?path={path.pk}").status_code == 302
    answer = put(page, path, at=timezone.now().isoformat())
    assert answer.status_code == 422
    assert "until a doctor has looked" in answer.json()["problems"][0]["message"]


def test_the_switch_of_a_deployment_takes_all_of_it_away(page: Client, home: Home, settings: Any) -> None:
    path = path_of(home)
    settings.SWITCHES = {**settings.SWITCHES, "imagery": False}
    for address in ("/train/stages", f"/train/mirror?path={path.pk}", "/offline/mirror"):
        assert page.get(address).status_code == 404
    assert put(page, path).status_code == 403
    assert selectors.stage_paths(home.robin, home.person.pk) == []


def test_pain_is_not_asked_of_a_diary_without_pain(page: Client, home: Home) -> None:
    path = path_of(home)
    assert 'name="before"' in page.get(f"/train/mirror?path={path.pk}").content.decode()
    home.person.check_in = "off"
    home.person.save()
    assert 'name="before"' not in page.get(f"/train/mirror?path={path.pk}").content.decode()


def test_the_offline_page_holds_only_what_is_open(page: Client, home: Home) -> None:
    path = path_of(home, opened=False)
    assert "Mirror is not open" in page.get("/offline/mirror").content.decode()
    at = timezone.now()
    StageChoice.objects.create(
        path=path, kind="open", stage="mirror", at=at, day=at.date(), said_by="clinician"
    )
    answer = page.get("/offline/mirror")
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert "Hide your left foot first" in answer.content.decode()
    assert answer.headers["Permissions-Policy"].startswith("camera=(self)")


def test_progress_says_the_finding_and_what_is_known(page: Client, home: Home) -> None:
    assert "Nothing here yet" in page.get("/train/progress").content.decode()
    path = path_of(home)
    put(page, path, before=3, after=4)
    put(page, path, stage="imagine", step="other", how="pictures", planned=4, done=4, imagined=[3.0, 3.1, 2.9, 3.2, 3.0, 3.3],
        moved=[2.0, 2.1, 2.0, 2.2, 1.9, 2.2])  # fmt: skip
    said = page.get("/train/progress").content.decode()
    assert (
        "In 2 sittings of imagine and mirror pain changed by +0.5 on average; in 0 it rose by 2 or more."
        in said
    )
    assert "took 1.49 times as long as doing it (95 % range" in said
    assert "Small adult studies; not tested in your age group." in said


def test_imagine_shows_pictures_of_the_side_its_step_says(page: Client, home: Home) -> None:
    path = path_of(home)
    text = page.get(f"/train/imagine?path={path.pk}").content.decode()
    specs = json.loads(text.split('type="application/json">')[1].split("</script>")[0])
    assert [(spec["part"], spec["side"]) for spec in specs] == [("foot", "left")] * 4
    for address in ("poses", "foot"):
        assert f'data-picture="{address}" data-src="/static/training/stimuli/' in text
    fields = {
        "id": str(uuid7()),
        "path": str(path.pk),
        "step": "watch",
        "planned": "4",
        "done": "4",
        "how": "pictures",
    }
    answer = page.post("/train/imagine", {**fields, "seen": "4"}, follow=True).content.decode()
    assert "A calm sitting. The next one stays the same." in answer
    found = Sitting.objects.get()
    assert (found.stage, found.how, found.done, found.seen) == ("imagine", "pictures", 4, 4)


def steady(*_given: Any) -> Recognised:
    """Two steady weeks of left or right, up to today."""
    today = timezone.now().date()
    days = [today - dt.timedelta(days=n) for n in range(14, -1, -1)]
    goes = [Went(dt.datetime.combine(day, dt.time(hour), dt.UTC), day) for day in days for hour in (0, 1)]
    return Recognised(tuple(goes), tuple(Week(days[n], 0.1, 0.3) for n in (0, 7)))


def clinic_of(home: Home, name: str, *scopes: str) -> Account:
    made = account(name)
    Grant.objects.create(
        person=home.person, account=made, audience="clinician", scopes=list(scopes), made_by=home.robin
    )
    return made


def test_what_is_open_does_not_depend_on_who_looks_and_pain_stays_hers(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left or right is steady; the day after a practice day hurt by 3 more. That closes it for all, and only some see why."""
    monkeypatch.setattr(reading, "for_stages", steady)
    path = path_of(home, opened=False)
    # The questions were answered before the two weeks.
    StageChoice.objects.update(at=timezone.now() - dt.timedelta(days=20))
    now = timezone.now()
    for days, pain in ((3, 2), (2, 5)):
        home.save(at=now - dt.timedelta(days=days), values={"pain_now": pain})
    blind, seeing = clinic_of(home, "Blind", "train"), clinic_of(home, "Seeing", "train", "pain:line")
    for viewer, sees in ((home.robin, True), (seeing, True), (blind, False)):
        found = selectors.stage_path(viewer, path.pk)
        assert not found.imagine.open, viewer
        said = browser(viewer).get("/train/stages").content.decode()
        assert ("2 more pain the day after" in said) is sees, viewer
        assert (found.imagine.rule == "stages.next-day") is sees
    assert "Not open yet. The reason is not shown to you." in said
    # A sitting that arrives is refused in the words that its sender may read.
    assert "2 more pain" not in selectors.stage_path(blind, path.pk).imagine.sentence
    # What the rules read of her pain needs leave for training: Lee has none.
    first = now.date() - dt.timedelta(days=30)
    assert diary.pain_beside_practice(home.lee, home.person.pk, first) == {}
    assert sorted(diary.pain_beside_practice(blind, home.person.pk, first).values()) == [2, 5]


def test_a_viewer_without_leave_for_pain_sees_steps_and_doses_but_no_pain(page: Client, home: Home) -> None:
    path = path_of(home)
    hour = timezone.now() - dt.timedelta(hours=5)
    ones: tuple[dict[str, Any], ...] = (
        {"before": 3, "after": 4.5},
        {"before": 4, "after": 7},
        {"ended": "pain", "done": 20, "before": 6.5, "after": None},
        {"stage": "imagine", "step": "watch", "how": "pictures", "planned": 4, "done": 4, "before": 1, "after": 1, "later": 9},
    )  # fmt: skip
    for n, fields in enumerate(ones):
        put(page, path, at=(hour + dt.timedelta(minutes=20 * n)).isoformat(), **fields)
    assert Sitting.objects.count() == 4
    blind, seeing = clinic_of(home, "Blind", "train"), clinic_of(home, "Seeing", "train", "pain")
    shown = (
        "pain 3 → 4.5",
        "pain 4 → 7",
        "went up by 2 or more. The",
        "still up. We go",
        "More pain",
        "went up a little",
    )
    hidden = "What comes next is on the card. The reason is not shown to you."
    for viewer, sees in ((home.robin, True), (seeing, True), (blind, False)):
        stages = browser(viewer).get("/train/stages").content.decode()
        assert [words in stages for words in shown] == [sees] * len(shown), viewer
        # Four sittings, one sentence: calm ones do not stand out either.
        assert (stages.count(hidden) >= 4) is not sees
        train = browser(viewer).get("/train").content.decode()
        assert ("still up. We go" in train) is False
        progress = browser(viewer).get("/train/progress").content.decode()
        assert ("pain changed by" in progress) is sees
        assert (">+1.5<" in progress) is sees
    assert "Pain before and after is not shown to you." in progress
    same = [selectors.stage_path(viewer, path.pk) for viewer in (home.robin, blind)]
    assert same[0].stand.doses == same[1].stand.doses
    assert [same[0].stand.open(s) for s in ("imagine", "mirror")] == [
        same[1].stand.open(s) for s in ("imagine", "mirror")
    ]
    assert [turn.stage for turn in same[0].stand.turns] == [turn.stage for turn in same[1].stand.turns]


def test_not_today_is_no_sitting(page: Client, home: Home) -> None:
    path = path_of(home)
    fields = {
        "id": str(uuid7()),
        "path": str(path.pk),
        "step": "look",
        "planned": "120",
        "how": "mirror",
        "today": "no",
    }
    answer = page.post("/train/mirror", {**fields, "minutes": "2"}, follow=True).content.decode()
    assert "Then not today." in answer
    assert not Sitting.objects.exists()


def test_both_doses_stand_on_the_page_with_where_they_are_from(page: Client, home: Home) -> None:
    path = path_of(home)
    said = page.get("/train/stages").content.decode()
    shown = re.findall(r'name="doses" value="(\w+)"( checked)?>.*?<b>([^<]+)</b><small>([^<]+)</small>', said)
    assert [(key, label) for key, _checked, label, _small in shown] == [("home", "Home dose"), ("research", "Research dose")]  # fmt: skip
    assert [bool(checked) for _key, checked, _label, _small in shown] == [True, False]
    assert "Up to three short sittings a day" in shown[0][3]
    assert shown[0][3].endswith("Source: our scaling of the trials, agree it with your therapist")
    assert "about once in each waking hour" in shown[1][3]
    assert "Source: Moseley 2004 (10.1016/j.pain.2004.01.006) and 2006 (Neurology 67:2129)" in shown[1][3]
    # After three sittings of today the one says plenty, the other does not.
    for _turn in range(3):
        put(page, path, at=timezone.now().isoformat())
    assert "That is plenty for today." in page.get(f"/train/mirror?path={path.pk}").content.decode()
    page.post(f"/train/stages/{path.pk}/change", {"do": "doses", "doses": "research"})
    assert stand(home, path).doses.id == "research"
    assert "That is plenty for today." not in page.get(f"/train/mirror?path={path.pk}").content.decode()
    said = page.post(f"/train/stages/{path.pk}/change", {"do": "doses", "doses": "x"}, follow=True)
    assert "Please choose one of the answers." in said.content.decode()
    assert stand(home, path).doses.id == "research"


@pytest.mark.parametrize(("part", "side", "near"), [("foot", "left", "knee"), ("hand", "right", "elbow")])
def test_each_step_of_imagine_shows_its_own_limb(
    page: Client, home: Home, part: str, side: str, near: str
) -> None:
    """Watch: the sore limb. Then the other side, the joint above the sore limb, and the sore limb, each after three calm sittings."""
    path = services.choose_side(viewer=home.robin, person=home.person, part=part, side=side, yes=[])
    at = timezone.now() - dt.timedelta(days=2)
    StageChoice.objects.create(path=path, kind="open", stage="imagine", at=at, day=at.date())
    services.choose_doses(viewer=home.robin, path_id=path.pk, doses="research")
    other = {"left": "right", "right": "left"}[side]
    wanted = {"watch": (part, side), "other": (part, other), "near": (near, side), "own": (part, side)}
    for step, shown in wanted.items():
        text = page.get(f"/train/imagine?path={path.pk}").content.decode()
        assert f'name="step" value="{step}"' in text
        specs = json.loads(text.split('type="application/json">')[1].split("</script>")[0])
        assert {(spec["part"], spec["side"]) for spec in specs} == {shown}, step
        assert f'aria-label="A picture of a {shown[1]} {shown[0]}"' in text
        assert {spec["mesh"] for spec in specs} <= set(re.findall(r'data-picture="([\w-]+)"', text))
        planned = stand(home, path).stand.doses["imagine"].amount
        for _turn in range(3 if step != "own" else 0):
            fields = {
                "stage": "imagine",
                "step": step,
                "how": "pictures",
                "planned": planned,
                "done": planned,
            }
            assert put(page, path, at=timezone.now().isoformat(), **fields).status_code == 201
            planned = stand(home, path).stand.doses["imagine"].amount
        page.post(f"/train/stages/{path.pk}/change", {"do": "step", "stage": "imagine"})


def test_imagined_against_moved_time_stands_on_the_page_with_its_interval(page: Client, home: Home) -> None:
    """As SciPy reckons it from the pairs of all sittings; under six pairs nothing is said."""
    path = path_of(home)
    imagined, moved = [3.0, 3.1, 2.9, 3.2, 3.0, 4.1], [2.0, 2.1, 2.0, 2.2, 1.9, 1.7]
    fields: dict[str, Any] = {"stage": "imagine", "step": "other", "how": "pictures", "planned": 4, "done": 4}
    put(page, path, **fields, imagined=imagined[:3], moved=moved[:3])
    assert "times as long as doing it" not in page.get("/train/progress").content.decode()
    put(page, path, **fields, imagined=imagined[3:], moved=moved[3:])
    logs = np.log(np.array(imagined) / np.array(moved))
    low, high = np.exp(stats.t.interval(0.95, 5, logs.mean(), stats.sem(logs)))
    said = (
        f"Imagining a movement of your right foot took {np.exp(logs.mean()):.2f} times as long as doing it "
        f"(95 % range {low:.2f} to {high:.2f}, 6 pairs). Longer is usual. It is a log and no verdict."
    )
    assert said in page.get("/train/progress").content.decode()


def test_the_own_difference_of_the_sides_stands_on_the_page_with_its_interval(
    page: Client, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "for_stages", steady)
    path_of(home)
    said = page.get("/train/progress").content.decode()
    # 0.1 to 0.3 in log time.
    assert "pictures of your left foot took +11 % to +35 % time than the other side." in said
    assert "About the same as the week before." in said
    assert said.count('<td class="n">+11 % to +35 %</td>') == 2
