"""The questions come before the first sitting: said, not passed over, and nothing is open before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from dialdown.training import services
from dialdown.training.models import Sitting, StageChoice, StagePath
from tests.training.test_stage_pages import adult, path_of, put, stand

if TYPE_CHECKING:
    from django.test import Client

    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_form_that_nobody_read_opens_nothing(page: Client, home: Home) -> None:
    answer = page.post("/train/stages", {"part": "foot", "side": "left"})
    assert answer.status_code == 422
    assert "Please answer the questions: what is so, or none of these." in answer.content.decode()
    assert not StagePath.objects.exists()
    # No answer is ticked for her either.
    form = answer.content.decode().split("A few questions first")[1].split("</fieldset>")[0]
    assert form.count('type="checkbox"') == 6
    assert "checked" not in form


@pytest.mark.parametrize(("yes", "talk"), [(["none"], False), (["fits"], True), (["none", "upset"], True)])
def test_one_tick_at_a_question_asks_for_a_talk_whatever_else_was_ticked(
    page: Client, home: Home, yes: list[str], talk: bool
) -> None:
    page.post("/train/stages", {"part": "hand", "side": "right", "yes": yes})
    assert StageChoice.objects.get().yes is talk
    said = page.get("/train/stages").content.decode()
    assert ("needs a talk with your therapist" in said) is talk


def test_without_answers_no_page_no_sitting_and_no_opening_by_hand_gets_past(
    page: Client, home: Home
) -> None:
    adult(home)
    path = path_of(home, opened=False)
    services.undo_stage_choice(viewer=home.robin, choice_id=StageChoice.objects.get().pk)
    # Opened by hand by herself: the questions still come first, for both stages.
    page.post(f"/train/stages/{path.pk}/change", {"do": "open", "stage": "mirror"})
    found = stand(home, path)
    assert (found.imagine.open, found.mirror.open) == (False, False)
    for stage in ("imagine", "mirror"):
        assert f"data-{stage}" not in page.get(f"/train/{stage}?path={path.pk}").content.decode()
    at = (timezone.now() + dt.timedelta(seconds=1)).isoformat()
    assert put(page, path, at=at).status_code == 422
    assert not Sitting.objects.exists()
    page.post("/train/stages", {"part": "foot", "side": "left", "yes": "none"})
    assert stand(home, path).mirror.open
