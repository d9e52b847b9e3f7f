"""What the pages of the stages show: doses with their source, pictures of each step, intervals, and a history that only grows."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from django.utils import timezone
from scipy import stats

from dialdown.training import services
from dialdown.training.models import StageChoice
from dialdown.training.stages import reading
from tests.training.test_stage_pages import adult, clinic_of, path_of, put, stand, steady

if TYPE_CHECKING:
    from django.test import Client

    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]


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
    answers = StageChoice.objects.get(kind="answers")
    assert re.findall(r"choices/([0-9a-f-]{36})/undo", said.split("What was done")[1]) == [str(answers.pk)]
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
    path = services.choose_side(viewer=home.robin, person=home.person, part=part, side=side, yes=["none"])
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
