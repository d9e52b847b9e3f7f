"""Every change of a plan of practice can be taken back by itself, and what was chosen stays in the history."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from dialdown.people.access import Denied
from dialdown.training import selectors, services
from dialdown.training.models import RecogniseSession, Sitting, StageChoice, StagePath, TouchChoice, TouchGo
from dialdown.uuid7 import uuid7
from tests.training import test_recognise as recognise
from tests.training import test_stage_pages as stages
from tests.training import test_touch_pages as touch
from tests.training.test_stage_shown import lines

if TYPE_CHECKING:
    from django.test import Client

    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def an_hour_ago() -> str:
    return (timezone.now() - dt.timedelta(minutes=65)).isoformat()


def undo_of(said: str) -> str:
    """Where the message above a page takes back what it says."""
    found = re.search(r'<form method="post" action="([^"]+)"', said.split('id="toasts"')[1])
    assert found, "the message has an undo"
    return found.group(1)


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ({"later": "4"}, "mirror.still-up"),
        ({"colour": "yes"}, "mirror.sign"),
        ({"swelling": "yes"}, "mirror.sign"),
    ],
)
def test_an_answer_an_hour_later_is_taken_back_and_the_stage_is_open_again(
    page: Client, home: Home, answer: dict[str, str], rule: str
) -> None:
    path, name = stages.path_of(home), uuid7()
    stages.put(page, path, name, at=an_hour_ago())
    before = stages.stand(home, path)
    said = page.post(f"/train/sittings/{name}/later", answer, follow=True).content.decode()
    assert stages.stand(home, path).stand.turns[-1].rule.startswith(rule.split(".")[0])
    assert not stages.stand(home, path).mirror.open
    back = page.post(undo_of(said), follow=True).content.decode()
    assert "Taken back." in back
    found = stages.stand(home, path)
    assert (found.stage, found.mirror.open, found.stand.doses) == (before.stage, True, before.stand.doses)
    kept = Sitting.objects.get()
    assert (kept.later, kept.later_colour, kept.later_swelling) == (None, None, None)
    # Nothing else of the sitting went, and it is asked again.
    assert (kept.deleted_at, kept.done) == (None, 120)
    assert "about an hour later" in back


def test_the_history_takes_it_back_too_and_only_where_something_was_said(page: Client, home: Home) -> None:
    """The message is gone after a moment; the line of the sitting stays."""
    path, name = stages.path_of(home), uuid7()
    stages.put(page, path, name, at=an_hour_ago())
    address = f"/train/sittings/{name}/later?undo=yes"
    assert address not in page.get("/train/stages").content.decode().split("What was done")[1]
    page.post(f"/train/sittings/{name}/later")
    page.get("/train/stages")
    assert address in page.get("/train/stages").content.decode().split("What was done")[1]
    for _again in range(2):
        page.post(address)
    assert Sitting.objects.get().later_colour is None


def test_whoever_only_looks_takes_nothing_back(page: Client, home: Home) -> None:
    path, name = stages.path_of(home), uuid7()
    stages.put(page, path, name, at=an_hour_ago())
    page.post(f"/train/sittings/{name}/later", {"colour": "yes"})
    clinic = stages.clinic_of(home, "Clinic", "train")
    with pytest.raises(Denied):
        services.undo_sitting_later(viewer=clinic, sitting_id=name)
    assert Sitting.objects.get().later_colour is True


def test_an_hour_after_left_or_right_is_taken_back(page: Client, home: Home) -> None:
    name = uuid7()
    recognise.put(page, recognise.document(home, at=an_hour_ago()), name)
    said = page.post(
        f"/train/recognise/sessions/{name}/later", {"swelling": "yes"}, follow=True
    ).content.decode()
    assert RecogniseSession.objects.get().later_swelling is True
    page.post(undo_of(said))
    kept = RecogniseSession.objects.get()
    assert (kept.later, kept.later_colour, kept.later_swelling, kept.deleted_at) == (None, None, None, None)


def test_an_hour_after_touch_is_taken_back(page: Client, home: Home) -> None:
    ladder, name = touch.ladder_of(home), uuid7()
    touch.put(page, ladder, name, after=5)
    TouchGo.objects.update(at=timezone.now() - dt.timedelta(minutes=65))
    said = page.post(f"/train/touch/goes/{name}", {"later": "6"}, follow=True).content.decode()
    assert selectors.touch_ladder(home.robin, ladder.pk).rests
    assert (
        f"/train/touch/goes/{name}?undo=yes" in page.get(f"/train/touch/ladders/{ladder.pk}").content.decode()
    )
    back = page.post(undo_of(said), follow=True).content.decode()
    assert not selectors.touch_ladder(home.robin, ladder.pk).rests
    assert TouchGo.objects.get().later is None
    assert "about an hour later" in back


def test_a_choice_of_touch_that_is_taken_back_stays_in_the_history(page: Client, home: Home) -> None:
    ladder = touch.ladder_of(home)
    page.post(f"/train/touch/ladders/{ladder.pk}/change", {"do": "next"})
    choice = ladder.choices.get()
    for _again in range(2):
        page.post(f"/train/touch/choices/{choice.pk}/undo")
    assert touch.step(home, ladder) == (1, 5)
    assert [(c.kind, c.undoes_id) for c in ladder.choices.all()] == [("next", None), ("undone", choice.pk)]
    said = page.get(f"/train/touch/ladders/{ladder.pk}").content.decode()
    assert re.findall(r"<b>([^<]+)</b><br>", said) == ["Taken back: The next thing", "The next thing"]
    assert "/undo" not in said.split("<h2>Goes</h2>")[1]
    back = TouchChoice.objects.get(kind="undone")
    assert page.post(f"/train/touch/choices/{back.pk}/undo").status_code == 404
    # It is chosen anew instead, and nobody makes a taking back by its name.
    page.post(f"/train/touch/ladders/{ladder.pk}/change", {"do": "undone"})
    page.post(f"/train/touch/ladders/{ladder.pk}/change", {"do": "next"})
    assert touch.step(home, ladder) == (2, 5)


def test_a_step_that_was_kept_can_be_let_go_and_kept_again(page: Client, home: Home) -> None:
    ladder, name = touch.ladder_of(home), uuid7()
    touch.put(page, ladder, name)
    for _time in range(2):
        page.post(f"/train/touch/goes/{name}", {"do": "keep"})
        assert touch.step(home, ladder) == (1, 5)
        found = [
            c for c in ladder.choices.filter(kind="keep") if not TouchChoice.objects.filter(undoes=c).exists()
        ]
        assert (
            f"/train/touch/choices/{found[0].pk}/undo"
            in page.get(f"/train/touch/ladders/{ladder.pk}").content.decode()
        )
        page.post(f"/train/touch/choices/{found[0].pk}/undo")
        assert touch.step(home, ladder) == (1, 10)
    assert [c.kind for c in ladder.choices.all()] == ["keep", "undone", "keep", "undone"]


def test_how_often_is_taken_back_to_what_it_was(page: Client, home: Home) -> None:
    path = stages.path_of(home)
    said = page.post(
        f"/train/stages/{path.pk}/change", {"do": "doses", "doses": "research"}, follow=True
    ).content.decode()
    assert stages.stand(home, path).doses.id == "research"
    back = page.post(undo_of(said), follow=True).content.decode()
    assert stages.stand(home, path).doses.id == "home"
    assert lines(back)[:2] == ["Taken back: How often: Research dose", "How often: Research dose"]


def test_a_side_that_was_chosen_by_mistake_goes_and_its_answers_can_be_given_again(
    page: Client, home: Home
) -> None:
    said = page.post(
        "/train/stages", {"part": "foot", "side": "left", "yes": "none"}, follow=True
    ).content.decode()
    back = page.post(undo_of(said), follow=True).content.decode()
    assert "Foot, left" not in back
    assert "What was done" not in back
    assert not stages.stand(home, StagePath.objects.get()).asked
    again = page.post(
        "/train/stages", {"part": "foot", "side": "left", "yes": "fits"}, follow=True
    ).content.decode()
    assert lines(again) == [
        "Questions answered: a talk comes first",
        "Taken back: Questions answered",
        "Questions answered",
    ]
    # The new answers taken back: none stand, so the questions come first, and nothing is open.
    page.post(undo_of(again))
    assert [c.kind for c in StageChoice.objects.all()] == ["answers", "undone", "answers", "undone"]
    assert not stages.stand(home, StagePath.objects.get()).imagine.open
