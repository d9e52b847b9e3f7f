"""A past day is corrected: what the form does not ask, and what is not touched, stays."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.counts import count
from tests.journeys.hands import label_of, wait_to_hear

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.diary import Diary
    from tests.servers.chromium import PageFor
    from tests.servers.household import Household

pytestmark = [pytest.mark.browser, pytest.mark.live]

TIMES = count(test=3, long=20)
# Asked by a full check-in, by another mode only, or behind "Add more"; and a place with everything said about it.
VALUES = {
    "function": 5, "pain_now": 6, "pain_mean": 4, "steps": 4200, "walking_minutes": 15, "note": "Rain, and\na good film.",
    "win": "Wore shoes", "wins": ["socks"], "mood": "low", "food": "pasta", "ill": True, "sleep_quality": "rough",
}  # fmt: skip
REGIONS = [
    {
        "region": "front-left-knee",
        "pain": 7,
        "quality": ["burning"],
        "brings_on": ["touch"],
        "own_word": "fizzy",
    },
    {"region": "back-right-calf", "pain": None, "quality": [], "brings_on": [], "own_word": ""},
]


def _yesterday(home: Household, **more: Any) -> str:
    at = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    document = (
        home.document(at, **VALUES) | {"mode": "full", "regions": REGIONS, "skipped": ["pain_worst"]} | more
    )
    assert home.put(document).status == 201
    return document["id"]


def _kept(diary: Diary, **changed: Any) -> None:
    entry = diary.one()
    assert entry.values == {**VALUES, "ill": 1, **changed}
    assert entry.regions == ("back-right-calf", "front-left-knee")
    assert entry.skipped == {"pain_worst"}


def _open(page: Page, entry: str) -> None:
    page.goto(f"/entries/{entry}")
    # Nothing may be filled in later than this, or an early tap would meet another form.
    expect(page.locator('[name="values.note"]')).to_have_value(VALUES["note"].replace("\r\n", "\n"))


@pytest.mark.parametrize("mode", ["full", "quick"])
@pytest.mark.parametrize("js", [True, False], ids=["script", "no script"])
def test_what_is_not_touched_stays(
    home_page_for: PageFor, home: Household, diary: Diary, js: bool, mode: str
) -> None:
    page = home_page_for(js=js)
    entry = _yesterday(home, mode=mode)
    for n in (time % 11 for time in range(TIMES)):
        _open(page, entry)
        if js:
            page.locator('fieldset:has([name="values.function"]) input[type=range]').fill(str(n))
        else:
            page.tap(label_of("values.function", n))
        page.tap(".saving button.main")
        if js:
            wait_to_hear(page, "Saved")
            diary.wait_until("function", n)
        else:
            page.wait_for_url("**/history/*")
        _kept(diary, function=n)


def test_saving_without_a_change_changes_nothing(
    home_page_for: PageFor, home: Household, diary: Diary
) -> None:
    page = home_page_for()
    entry = _yesterday(home)
    _open(page, entry)
    page.tap(".saving button.main")
    wait_to_hear(page, "Saved")
    _kept(diary)
    expect(page.locator("[data-undo]")).to_be_visible()


def test_a_note_is_changed_emptied_and_brought_back(
    home_page_for: PageFor, home: Household, diary: Diary
) -> None:
    page = home_page_for()
    entry = _yesterday(home)
    _open(page, entry)
    page.fill('[name="values.note"]', "Only sun.")
    page.tap(".saving button.main")
    diary.wait_until("note", "Only sun.")
    page.fill('[name="values.note"]', "")
    page.tap(".saving button.main")
    diary.wait_until("note", None)
    page.tap("[data-undo]")
    diary.wait_until("note", "Only sun.")
    page.tap("[data-undo]")
    diary.wait_until("note", VALUES["note"])
    _kept(diary)


@pytest.mark.parametrize("js", [True, False], ids=["script", "no script"])
def test_a_past_day_is_filled_in(home_page_for: PageFor, home: Household, diary: Diary, js: bool) -> None:
    page = home_page_for(js=js)
    day = (dt.datetime.now(dt.UTC) - dt.timedelta(days=4)).date().isoformat()
    page.goto(f"/history/{day}")
    page.fill('[name="values.school_hours"]', "2")
    page.tap(label_of("remembered", "roughly"))
    page.tap(".saving button.main")
    entry = diary.wait_for(1)[0]
    assert (entry.day, entry.entered_later, entry.values) == (day, True, {"school_hours": 2})
    # Pain is not asked for in hindsight unless she wants to: the skip stood there already.
    assert entry.skipped == {"pain_mean"}


def test_places_keep_the_rest(home_page_for: PageFor, home: Household, diary: Diary) -> None:
    page = home_page_for(js=False)
    entry = _yesterday(home)
    page.goto(f"/entries/{entry}/places")
    page.fill('[name="regions.front-left-knee.own_word"]', "buzzing")
    page.tap("main form button.main")
    page.wait_for_url("**/history/*")
    _kept(diary)


def test_taken_out_and_brought_back(home_page_for: PageFor, home: Household, diary: Diary) -> None:
    page = home_page_for()
    entry = _yesterday(home)
    page.goto(f"/entries/{entry}")
    page.tap(f"form[action='/entries/{entry}/delete'] button")
    page.locator("#toasts", has_text="Taken out").wait_for()
    assert diary.entries() == []
    page.tap("#toasts button:has-text('Undo')")
    page.locator("#toasts", has_text="as it was before").wait_for()
    _kept(diary)
