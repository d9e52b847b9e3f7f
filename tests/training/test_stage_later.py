"""An hour after a sitting: what is asked, and what follows from the answer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from dialdown.training.models import Sitting
from dialdown.uuid7 import uuid7
from tests.training.test_stage_pages import path_of, put, stand

if TYPE_CHECKING:
    from django.test import Client

    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]


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
