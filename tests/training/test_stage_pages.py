"""Imagine and mirror as their pages and their API keep them."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

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
from tests.training.moments import ZONE, just_now

if TYPE_CHECKING:
    from django.test import Client

    from dialdown.people.models import Account
    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def path_of(home: Home, *yes: str, opened: bool = True) -> StagePath:
    path = services.choose_side(
        viewer=home.robin, person=home.person, part="foot", side="left", yes=list(yes) or ["none"]
    )
    if opened:
        at = timezone.now() - dt.timedelta(days=2)
        StageChoice.objects.create(
            path=path, kind="open", stage="mirror", at=at, day=at.date(), said_by="clinician"
        )
    return path


def document(path: StagePath, **fields: Any) -> dict[str, Any]:
    at = just_now()
    return {"path": str(path.pk), "stage": "mirror", "step": "look", "how": "camera", "at": at, "zone": ZONE,
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
    page.post("/train/stages", {"part": "foot", "side": "left", "yes": "none"})
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
    answer = page.post("/train/stages", {"part": "foot", "side": "left", "yes": "none"} | wrong)
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


def test_in_a_programme_pictures_imagining_and_the_mirror_rest(page: Client, home: Home) -> None:
    path = path_of(home)
    paths = (
        "/train", "/train/stages", "/train/recognise?part=foot", f"/train/imagine?path={path.pk}", f"/train/mirror?path={path.pk}",
        "/offline/recognise",
    )  # fmt: skip
    begins = ('id="deal"', f'href="/train/mirror?path={path.pk}', 'data-phase="ready"', 'name="before"')
    calm = "The programme has its own practice. Yours rests until it ends."
    asked = {path: page.get(path).content.decode() for path in paths}
    assert not [path for path in paths if calm in asked[path]]
    assert all(any(way in text for text in asked.values()) for way in begins)
    today, person = timezone.now().date(), home.person
    person.programme_from, person.programme_until = today, today + dt.timedelta(days=5)
    person.save()
    for one in paths:
        text = page.get(one).content.decode()
        assert calm in text, one
        assert not [way for way in begins if way in text], one
    # What was done anyway is kept.
    assert put(page, path).status_code == 201
    person.programme_until = today - dt.timedelta(days=1)
    person.programme_from = today - dt.timedelta(days=9)
    person.save()
    assert not [one for one in paths if calm in page.get(one).content.decode()]


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
