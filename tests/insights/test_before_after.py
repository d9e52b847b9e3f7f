"""Before and after something began, on the page: the warning with her own numbers, and who may see it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.utils import timezone

from dialdown.diary import services as diary
from dialdown.insights.before_after import selectors
from dialdown.people.access import Denied
from tests.diary.household import browser

if TYPE_CHECKING:
    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DAYS, AFTER = 90, 25


def kept(home: Home, kind: str = "medicine", ends: int | None = None) -> dt.date:
    """Ninety days of function and pain; pain is high in the two weeks before something begins. Returns that day."""
    rng = np.random.default_rng(4)
    now = timezone.localtime(timezone=ZoneInfo(home.person.zone))
    begins = (now - dt.timedelta(days=AFTER)).date()
    for back in range(DAYS, 0, -1):
        bad = AFTER < back <= AFTER + 14
        pain = int(np.clip(round(rng.normal(8 if bad else 4, 1.0)), 0, 10))
        home.save(at=now - dt.timedelta(days=back), values={"pain_now": pain, "function": 10 - pain})
    ends_on = None if ends is None else (begins + dt.timedelta(days=ends)).isoformat()
    diary.add_event(
        viewer=home.robin, person=home.person, kind=kind, title="Night tablet", starts_on=begins.isoformat(), ends_on=ends_on or ""
    )  # fmt: skip
    return begins


def test_the_page_says_what_would_have_come_by_itself(home: Home) -> None:
    kept(home)
    client = browser(home.robin)
    listed = client.get("/insights/before-after").content.decode()
    assert "Night tablet" in listed
    event = home.person.events.get()
    page = client.get(f"/insights/before-after/{event.pk}").content.decode()
    for said in (
        "What would have come by itself",
        "What is left",
        "drift back by themselves",
        "25 days after",
        "Nothing here is a reason to change a medicine",
    ):
        assert said in page, said
    assert "Why before and after can mislead" in page
    # Function first, pain second.
    assert page.index("How much of what I wanted") < page.index("Pain right now")


def test_the_fall_after_a_bad_stretch_is_not_praised(home: Home) -> None:
    kept(home)
    event = home.person.events.get()
    found = {one.outcome: one.found for one in selectors.before_after(home.robin, home.person, event)}
    pain = found["pain_now"]
    assert pain.change is not None
    assert pain.change < -3.0
    assert pain.by_itself is not None
    assert pain.before is not None
    assert pain.by_itself.value < pain.before - 1.0


def test_a_programme_is_compared_after_its_end(home: Home) -> None:
    kept(home, kind="programme", ends=5)
    event = home.person.events.get()
    found = selectors.before_after(home.robin, home.person, event)
    assert {one.found.days_after for one in found} == {AFTER - 6}


def test_too_few_days_are_said_plainly(home: Home) -> None:
    home.save(values={"function": 4})
    diary.add_event(
        viewer=home.robin, person=home.person, kind="relapse", title="Again", starts_on=timezone.now().date().isoformat(), ends_on=""
    )  # fmt: skip
    page = browser(home.robin).get(f"/insights/before-after/{home.person.events.get().pk}").content.decode()
    assert "Too few days before it" in page


def test_each_sees_what_she_may(home: Home) -> None:
    kept(home)
    event = home.person.events.get()
    # Lee looks at function only: a medicine is not hers to see.
    assert browser(home.lee).get(f"/insights/before-after/{event.pk}").status_code == 404
    assert "Night tablet" not in browser(home.lee).get("/insights/before-after").content.decode()
    assert browser(home.stranger).get(f"/insights/before-after/{event.pk}").status_code == 404
    with pytest.raises(Denied):
        selectors.before_after(home.stranger, home.person, event)
    home.person.check_in = "off"
    assert "pain_now" not in {one.outcome for one in selectors.before_after(home.robin, home.person, event)}


def test_the_error_is_shared_over_the_outcomes_of_a_page(home: Home) -> None:
    kept(home)
    event = home.person.events.get()
    both = {one.outcome: one.found for one in selectors.before_after(home.robin, home.person, event)}
    assert {found.level for found in both.values()} == {1 - 0.05 / 2}
    page = browser(home.robin).get(f"/insights/before-after/{event.pk}").content.decode()
    assert "each range is a 97.5 % one" in page
    # Alone it keeps its 95 %, and is narrower.
    home.person.check_in = "off"
    alone = selectors.before_after(home.robin, home.person, event)
    assert [one.found.level for one in alone] == [0.95]
    wide, narrow = both["function"].beyond, alone[0].found.beyond
    assert wide is not None
    assert narrow is not None
    assert wide.high - wide.low > 1.1 * (narrow.high - narrow.low)  # type: ignore[operator]
