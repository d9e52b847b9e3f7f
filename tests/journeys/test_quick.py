"""The shortest check-in, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Fingers, label_of, wait_to_hear, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.journeys.diary import Diary
    from tests.report import Figure
    from tests.servers.chromium import PageFor

pytestmark = [pytest.mark.browser, pytest.mark.live]


def test_two_taps(home_page_for: PageFor, diary: Diary, figure: Figure) -> None:
    page = home_page_for()
    page.goto("/")
    with page.expect_navigation():
        page.tap("form.modes button[value=quick], .modes button[value=quick]")
    page.locator('form[data-checkin="quick"]').wait_for()
    fingers = Fingers(page)
    fingers.tap(label_of("values.function", 6))
    fingers.tap(label_of("values.pain_now", 5))
    wait_to_hear(page, "Saved")
    entry = diary.wait_until("pain_now", 5)
    assert entry.values == {"function": 6, "pain_now": 5}
    assert entry.mode == "quick"
    figure("taps of a quick check-in", fingers.count)
    assert fingers.count == 2
    # A second thought is the same moment.
    fingers.tap(label_of("values.function", 7))
    diary.wait_until("function", 7)
    # Undo goes back one tap at a time, and in the end there is no entry.
    page.tap("[data-undo]")
    diary.wait_until("function", 6)
    page.tap("[data-undo]")
    assert diary.wait_until("pain_now", None).values == {"function": 6}
    page.tap("[data-undo]")
    diary.wait_for(0)
    # After that a tap is a new moment.
    fingers.tap(label_of("values.function", 3))
    assert diary.wait_for(1)[0].id != entry.id


def test_skipping_pain_is_one_tap(home_page_for: PageFor, diary: Diary) -> None:
    page = home_page_for()
    page.goto("/?mode=quick")
    page.tap(label_of("values.function", 8))
    page.tap("label:has(.skip-pain)")
    wait_to_hear(page, "Saved")
    wait_until(lambda: diary.entries() and diary.one().skipped, "the skip is stored")
    assert (diary.one().values, diary.one().skipped) == ({"function": 8}, {"pain_now"})


def test_quick_without_javascript(home_page_for: PageFor, diary: Diary) -> None:
    page = home_page_for(js=False)
    page.goto("/?mode=quick")
    page.tap(label_of("values.function", 6))
    page.tap(label_of("values.pain_now", 5))
    page.tap(".saving button.main")
    page.locator("#toasts", has_text="Saved").wait_for()
    assert diary.one().values == {"function": 6, "pain_now": 5}


def test_full_undo_goes_back_to_before(home_page_for: PageFor, diary: Diary) -> None:
    page = home_page_for()
    page.goto("/")
    fingers = Fingers(page)
    page.locator("input[type=range]").first.wait_for()
    fingers.line("function", 4)
    fingers.type('[name="values.note"]', "first")
    fingers.tap(".saving button.main")
    wait_to_hear(page, "Saved")
    diary.wait_until("note", "first")
    page.fill('[name="values.note"]', "second")
    fingers.line("function", 9)
    fingers.tap(".saving button.main")
    diary.wait_until("note", "second")
    fingers.tap("[data-undo]")
    wait_to_hear(page, "Taken back")
    entry = diary.wait_until("note", "first")
    assert entry.values == {"function": 4, "note": "first"}
    expect(page.locator('[name="values.note"]')).to_have_value("first")
    fingers.tap("[data-undo]")
    diary.wait_for(0)
    expect(page.locator('[name="values.note"]')).to_have_value("")


def test_nothing_answered_saves_nothing(home_page_for: PageFor, diary: Diary) -> None:
    page = home_page_for()
    page.goto("/")
    page.tap(".saving button.main")
    wait_to_hear(page, "One answer is enough")
    assert diary.entries() == []


def test_a_number_out_of_range_is_said_beside_its_field(home_page_for: PageFor, diary: Diary) -> None:
    page = home_page_for()
    page.goto("/")
    page.fill('[name="values.sleep_hours"]', "99")
    page.tap(".saving button.main")
    wait_to_hear(page, "look at the marked places")
    field = page.locator('[name="values.sleep_hours"]')
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{field.get_attribute('aria-describedby')}")).not_to_be_empty()
    assert diary.entries() == []
    field.fill("9")
    page.tap(".saving button.main")
    wait_to_hear(page, "Saved")
    assert diary.wait_for(1)[0].values == {"sleep_hours": 9}


def test_a_tap_right_after_the_last_undo_is_a_new_moment(home_page_for: PageFor, diary: Diary) -> None:
    """The network is slow and the child is not: while the taken back moment is still on its way out, the next one begins."""
    page = home_page_for()
    page.goto("/?mode=quick")
    page.tap(label_of("values.function", 6))
    first = diary.wait_for(1)[0]
    wait_to_hear(page, "Saved")
    held: list[Route] = []
    slow = True
    page.context.route("**/api/entries/**", lambda route: held.append(route) if slow else route.continue_())
    page.tap("[data-undo]")
    wait_until(lambda: page.evaluate("true") and held, "it is on its way back")
    page.tap(label_of("values.function", 3))
    # Long enough that a row of taps is sent as one.
    page.wait_for_timeout(600)
    page.tap(label_of("values.pain_now", 2))
    page.wait_for_timeout(600)
    slow = False
    for route in held:
        route.continue_()
    # What comes now is nobody's to hold: a handler of this test runs only while the test asks the page for something.
    page.context.unroute("**/api/entries/**")
    entry = diary.wait_until("pain_now", 2)
    assert entry.id != first.id
    assert entry.values == {"function": 3, "pain_now": 2}


def test_taps_that_are_faster_than_the_script_are_saved(home_page_for: PageFor, diary: Diary) -> None:
    """The page stands there before its script does: whoever taps at once has said it all the same."""
    page = home_page_for(service_workers="block")
    held: list[Route] = []
    page.route("**/built/app.js*", lambda route: held.append(route))
    page.goto("/?mode=quick", wait_until="commit")
    page.tap(label_of("values.function", 6))
    page.tap(label_of("values.pain_now", 5))
    expect(page.locator('[name="values.pain_now"][value="5"]')).to_be_checked()
    wait_until(lambda: page.evaluate("true") and held, "the script is asked for")
    held[0].continue_()
    wait_to_hear(page, "Saved")
    assert diary.wait_for(1)[0].values == {"function": 6, "pain_now": 5}
    # Undo takes all of it back, as it was said in one.
    page.tap("[data-undo]")
    diary.wait_for(0)
    # What stands on a page that was only loaded anew is nothing new.
    page.unroute("**/built/app.js*")
    page.reload()
    page.wait_for_timeout(700)
    assert diary.entries() == []
