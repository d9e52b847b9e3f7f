"""The pages: for her, for those who may see less, for every kind of diary."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.diary.household import browser
from tests.insights import long_diary, pictures

if TYPE_CHECKING:
    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DAY = dt.datetime(2025, 5, 1, 12, tzinfo=dt.UTC)


def text(client: Client, path: str = "/insights") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def drawings(page: str) -> list[str]:
    found = re.findall(r"<svg class=\"(?:narrow|wide|fxbar|bodymap).*?</svg>", page, re.DOTALL)
    for svg in found:
        assert pictures.numbers(svg)
        assert 'role="img"' in svg
        assert re.search(r'aria-label="[^"]+"', svg)
    return found


def headings(page: str) -> list[str]:
    return [re.sub("<.*?>", "", found) for found in re.findall(r"<h2>(.*?)</h2>", page)]


def test_function_comes_first_and_pain_second(home: Home) -> None:
    for back in range(5):
        home.save(
            at=DAY - dt.timedelta(days=back), regions=[{"region": "front-left-knee"}],
            values={"function": 4, "pain_now": 5, "school_hours": 2, "hours_up": 3, "walking_minutes": 10},
        )  # fmt: skip
    page = text(browser(home.robin))
    assert headings(page) == [
        "What you do: School or work", "What you do: Up and about", "What you do: Walking", "How much of what you wanted",
        "Pain right now", "How your days spread: pain right now", "Where", "Patterns in your diary", "Your volume", "Where, on the map",
    ]  # fmt: skip
    assert len(drawings(page)) == 7 * 2 + 2
    assert page.count("Show as table") == 7
    assert "style=" not in page
    assert "<style" not in page


@pytest.mark.parametrize("days", [1, 2])
def test_a_diary_of_a_day(home: Home, days: int) -> None:
    for back in range(days):
        home.save(
            at=DAY - dt.timedelta(days=back),
            values={"function": 0, "pain_now": 0, "school_hours": 0},
            regions=[{"region": "front-left-knee", "pain": 0}],
        )
    for period in ("6w", "6m", "1y", "all"):
        assert drawings(text(browser(home.robin), f"/insights?period={period}"))


def test_only_skips_and_only_notes(home: Home) -> None:
    home.save(at=DAY, skipped=["pain_now", "function"])
    home.save(at=DAY, values={"note": "marmot"})
    page = text(browser(home.robin))
    assert "Nothing to draw in this time yet" in page
    assert "marmot" not in page


def test_pain_that_never_changes(home: Home) -> None:
    for back in range(90):
        home.save(at=DAY - dt.timedelta(days=back), values={"pain_now": 10, "function": 0, "sleep_hours": 8})
    client = browser(home.robin)
    assert drawings(text(client))
    page = text(client, "/insights/patterns")
    drawings(page)
    assert "Found</span>" not in page


@pytest.mark.parametrize("period", ["6w", "6m", "1y", "all"])
def test_ten_years(home: Home, period: str) -> None:
    days = 3650
    long_diary.fill(home.person, home.robin, last=dt.date(2026, 1, 31), days=days, factors=2)
    page = text(browser(home.robin), f"/insights?period={period}")
    assert len(drawings(page)) >= 12
    for svg in drawings(page):
        box = [float(n) for n in re.search(r'viewBox="([^"]+)"', svg)[1].split()]
        inside = [float(n) for n in re.findall(r' c?x[12]?="(-?[\d.]+)"', svg)]
        assert all(box[0] - 1 <= n <= box[0] + box[2] + 1 for n in inside)
    # Years aggregate: the page stays light.
    assert len(page) < 400_000
    months = re.search(r"chart-months.*?</section>", page, re.DOTALL)
    assert (months is None) == (period == "6w")
    if period == "all":
        assert "Drawn: the last 12 months. The table has all of them." in months[0]
        assert months[0].count("<tr>") == 1 + 120


def test_who_may_see_function_only_sees_no_pain(home: Home) -> None:
    home.save(
        at=DAY, values={"function": 4, "pain_now": 9, "sleep_hours": 3, "mood": "low"}, skipped=["pain_worst"],
        regions=[{"region": "front-left-knee", "pain": 9}],
    )  # fmt: skip
    text(browser(home.robin))
    client = browser(home.lee)
    session = client.session
    session["person"] = str(home.person.pk)
    session.save()
    page = text(client)
    assert headings(page) == ["How much of what you wanted", "Patterns in your diary"]
    main = page[page.index("<main") : page.index("</main>")]
    for word in ("Pain right now", "kneecap", "Where", "skipped", "by you"):
        assert word not in main, word
    assert "by Robin" in main
    for period in ("6w", "1y", "all"):
        assert headings(text(client, f"/insights?period={period}")) == headings(page)
    assert "Pain" not in text(client, "/insights/patterns").partition("<main")[2].partition("</main>")[0]


def test_other_voices_are_named_and_kept_apart(home: Home) -> None:
    for day in range(3):
        home.save(at=DAY - dt.timedelta(days=day), values={"function": 8})
        home.save(home.kim, at=DAY - dt.timedelta(days=day), said_by="parent", values={"function": 2})
    page = text(browser(home.robin))
    assert "3 of 3 days · by you · answers by a parent are kept apart" in page
    assert "8 in the middle" in page


def test_pain_off_puts_pain_away(home: Home) -> None:
    home.save(
        at=DAY, values={"function": 4, "pain_now": 9}, regions=[{"region": "front-left-knee", "pain": 9}]
    )
    home.save(at=DAY - dt.timedelta(days=7), mode="weekly", values={"function": 4, "pain_worst": 9})
    home.person.check_in = "off"
    home.person.save()
    client = browser(home.robin)
    page = text(client)
    assert headings(page) == [
        "How much of what you wanted",
        "Week by week: how much of what you wanted",
        "Patterns in your diary",
    ]
    assert "?period=6m&amp;pain=1" in page
    shown = text(client, "/insights?pain=1")
    assert {"Pain right now", "Where, on the map", "Week by week: the worst pain"} <= set(headings(shown))
    assert "Show them this once" not in shown


def test_pain_off_asks_patterns_about_function_only(home: Home) -> None:
    for back in range(60):
        home.save(
            at=DAY - dt.timedelta(days=back), values={"pain_now": back % 5, "sleep_hours": back % 3 + 6}
        )
    client = browser(home.robin)
    assert "things beside pain right now" in text(
        client, "/insights/patterns"
    ) or "beside pain right now" in text(client, "/insights/patterns")
    home.person.check_in = "off"
    home.person.save()
    page = text(client, "/insights/patterns")
    assert "beside pain" not in page
    assert "With pain off, patterns are asked about what you do." in page


def test_weekly_says_what_it_cannot_show(home: Home) -> None:
    home.person.check_in = "weekly"
    home.person.save()
    for week in range(4):
        home.save(at=DAY - dt.timedelta(days=7 * week), mode="weekly", values={"function": 4})
    page = text(browser(home.robin), "/insights/patterns")
    assert "Patterns from day to day need daily answers." in page


def test_nothing_written_yet(home: Home) -> None:
    page = text(browser(home.robin))
    assert "Here you will see what you do" in page
    assert "/insights/patterns" not in page
    assert "No diary is open to you here." in text(browser(home.host))


def test_an_unknown_period(home: Home) -> None:
    home.save(at=DAY, values={"function": 4})
    assert browser(home.robin).get("/insights?period=2m").status_code == 404


def test_the_switch_takes_patterns_away(home: Home, settings: Any) -> None:
    home.save(at=DAY, values={"function": 4})
    client = browser(home.robin)
    assert "/insights/patterns" in text(client)
    text(client, "/insights/patterns")
    settings.SWITCHES = {**settings.SWITCHES, "patterns": False}
    page = text(client)
    assert "atterns" not in page.partition("<main")[2].partition("</main>")[0]
    assert client.get("/insights/patterns").status_code == 404


def test_the_patterns_card_comes_later_and_then_at_once(home: Home) -> None:
    home.save(at=DAY, values={"function": 4})
    client = browser(home.robin)
    assert 'data-fragment="/insights/patterns"' in text(client)
    part = client.get("/insights/patterns", headers={"X-Fragment": "1"}).content.decode()
    assert "<html" not in part
    assert "1 of 42 days." in part
    assert "<html" in text(client, "/insights/patterns")
    page = text(client)
    assert 'data-fragment="/insights/patterns"' not in page
    assert "1 of 42 days." in page


def test_too_few_days_give_the_date(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from dialdown.diary import selectors

    for back in range(0, 18, 2):
        home.save(at=DAY - dt.timedelta(days=back), values={"function": 4, "sleep_hours": 7})
    client = browser(home.robin)
    monkeypatch.setattr(selectors, "today_of", lambda person: dt.date(2025, 5, 2))
    # 9 of 17 days; the other 33 take 33 x 17 / 9 = 62.3 days more.
    page = text(client, "/insights/patterns")
    assert "9 of 42 days." in page
    assert "Near 4 July 2025 there is enough." in page
    # A diary that rested for a month: counted from today, out of the same stored answer.
    monkeypatch.setattr(selectors, "today_of", lambda person: dt.date(2025, 6, 1))
    assert "Near 3 August 2025 there is enough." in text(client, "/insights/patterns")


def test_a_pattern_that_is_there_is_found_and_said(home: Home) -> None:
    import random

    from dialdown.diary.models import Entry, Value

    rng = random.Random(5)
    slept = [7.5 + rng.gauss(0, 1.2) for _ in range(200)]
    for i in range(1, 200):
        at = DAY - dt.timedelta(days=200 - i)
        entry = Entry.objects.create(
            person=home.person,
            at=at,
            zone="UTC",
            day=at.date(),
            mode="full",
            saved_at=at,
            typed_by=home.robin,
        )
        function = 5 + 1.2 * (slept[i - 1] - 7.5) + rng.gauss(0, 0.7)
        Value.objects.bulk_create(
            Value(entry=entry, key=key, number=number, said_by="self")
            for key, number in (
                ("function", min(10.0, max(0.0, function))),
                ("sleep_hours", slept[i]),
                ("steps", rng.gauss(5000, 900)),
            )
        )
    from dialdown.diary.changes import touch

    touch(home.person.pk)
    page = text(browser(home.robin), "/insights/patterns")
    assert "We looked at 2 things beside how much of what you wanted you did." in page
    assert (
        "Any one of these can be luck: even where nothing matters, up to 1 diary in 10 is told something."
        in page
    )
    sleep, steps = re.findall(r'<section class="fx">.*?</section>', page, re.DOTALL)
    assert "You do more of what you wanted in the days after." in sleep
    assert "clearest the next day, give or take one" in sleep
    assert 'href="/insights/trials/new?idea=earlier"' in sleep
    assert "Test it" not in steps
    wizard = text(browser(home.robin), "/insights/trials/new?idea=earlier")
    assert re.search(r'value="earlier"[^>]* checked', wizard)
    assert re.search(r"\+1\.\d points · 9\d(\.\d)? % range \d", sleep)
    assert "Less than" in steps
    assert "Nothing so far" in steps
    drawings(page)


def test_days_of_a_factor_are_counted_up_to_now(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from dialdown.diary import selectors

    for i in range(85):
        values = {"function": (i * 7) % 11} | ({"sleep_hours": 6 + i % 3} if i >= 45 else {})
        values |= {"school_hours_planned": 4} if i >= 75 else {}
        home.save(at=DAY - dt.timedelta(days=84 - i), values=values)
    monkeypatch.setattr(selectors, "today_of", lambda person: DAY.date())
    page = text(browser(home.robin), "/insights/patterns")
    rows = {
        re.search("<h3>(.*?)</h3>", row)[1]: row
        for row in re.findall(r'<section class="fx">.*?</section>', page, re.DOTALL)
    }
    # 10 of 10 days so far: the other 32 take 32 days more.
    assert "10 of 42 days. Near 2 June 2025 there is enough." in rows["Planned school or work"]
    assert "40 of 42 days. Near 3 May 2025 there is enough." in rows["Hours of sleep"]


def test_days_from_a_file_that_are_not_counted_are_named(home: Home) -> None:
    """Her own words come first: what a file brought without a name goes out of the count, and the page says so."""
    from dialdown.diary.models import Value

    for back in range(1, 61):
        home.save(
            at=DAY - dt.timedelta(days=back), values={"function": back % 9, "sleep_hours": 6 + back % 3}
        )
    Value.objects.update(said_by="import")
    assert "not counted" not in text(browser(home.robin), "/insights/patterns")
    home.save(at=DAY, values={"function": 4})
    page = text(browser(home.robin), "/insights/patterns")
    assert "how much of what you wanted you did: 60 days from a file are not counted, 1 of your own." in page
    # Nothing of her own stands beside sleep, so the file's still counts.
    assert "Hours of sleep: 60 days" not in page
    assert "Bring the same file in again and choose who said it." in page
