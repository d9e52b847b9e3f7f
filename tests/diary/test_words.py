"""Every word of a page can be translated, and none of them is one we never say."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from dialdown.diary import selectors, services, words
from dialdown.diary.models import Entry
from dialdown.intake.definitions import shipped
from dialdown.intake.records import Problem
from tests.diary.household import Home

NEVER = (
    "diagnos",
    "treat",
    "detect",
    "predict",
    "failed",
    "streak",
    "overdue",
    "missed",
    "invalid",
    "error",
    "trigger",
)


class Visible(HTMLParser):
    """The words of a page: its text and what a screen reader says."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        self.words += [value or "" for name, value in attrs if name in ("aria-label", "placeholder", "title")]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


@pytest.fixture
def paths(home: Home) -> list[str]:
    """Every page of the diary, with something on it."""
    home.person.limb_module = True
    home.person.save()
    now = timezone.now()
    day = selectors.today_of(home.person) - dt.timedelta(days=3)
    first = home.save(at=now - dt.timedelta(days=30), values={"function": 6})
    Entry.objects.filter(pk=first.entry.pk).update(created_at=now - dt.timedelta(days=30))
    saved = home.save(
        at=now - dt.timedelta(days=1), values={"function": 6, "did": ["friends"], "sleep_hours": 7.5, "pain_worst": 8, "wins": ["socks"]},
        skipped=["pain_now"], regions=[{"region": "front-left-knee", "pain": 6}],
    )  # fmt: skip
    home.save(home.kim, said_by="parent", day=day.isoformat(), values={"function": 4})
    home.save(mode="weekly", values={"function": 4})
    home.save(values={"school_hours": 4}, skipped=["function"])
    goal = services.add_goal(viewer=home.robin, person=home.person, text="1")
    step = services.add_step(viewer=home.robin, goal_id=goal.pk, text="2")
    services.set_step(viewer=home.robin, step_id=step.pk, done_on=day)
    services.rate_goal(viewer=home.robin, goal_id=goal.pk, day=day, rating=None)
    services.add_factor(viewer=home.robin, person=home.person, label="3", type="amount")
    event = services.add_event(
        viewer=home.robin, person=home.person, kind="illness", title="4", starts_on=day
    )
    return [
        "/", "/?again=1", "/?again=1&mode=quick", "/?again=1&mode=weekly", "/?again=1&mode=off", "/?pain=1", "/history",
        f"/history/{day}", f"/history/{day - dt.timedelta(days=1)}", f"/entries/{saved.entry.pk}", f"/entries/{saved.entry.pk}/places",
        "/goals", "/wins", "/factors", "/events", f"/events/{event.pk}", "/writing", "/writing?worse=1", "/offline/today",
    ]  # fmt: skip


def body(client: Client, path: str) -> str:
    html = client.get(path).content.decode()
    return html[html.index("<header") : html.index("</main>")]


def test_every_word_goes_through_gettext(
    paths: list[str], page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils import translation

    monkeypatch.setattr(translation._trans, "gettext", lambda text: f"⟦{text}⟧", raising=False)
    monkeypatch.setattr(
        translation._trans, "ngettext", lambda one, many, n: f"⟦{one if n == 1 else many}⟧", raising=False
    )
    for path in paths:
        text = "\n".join(Visible(body(page, path)).words)
        while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
            text = shorter
        # `{name}` stands in the template of a place until the script knows which.
        left = set(re.findall(r"[^\W\d_]{2,}", text)) - {"Robin", "Kim", "Dialdown", "name"}
        assert not left, f"{path}: {sorted(left)}"


def test_the_diary_never_says_certain_words(paths: list[str], page: Client) -> None:
    for path in paths:
        text = " ".join(Visible(body(page, path)).words).lower()
        for word in NEVER:
            assert word not in text, f"{path}: {word}"


@pytest.mark.parametrize(
    ("number", "read"),
    [
        (7.5, "7½"),
        (0.5, "½"),
        (0.25, "¼"),
        (4.0, "4"),
        (0, "0"),
        (3420, "3420"),
        (36.6, "36.6"),
        (-3.5, "-3½"),
        (1.75, "1¾"),
    ],
)
def test_a_number_reads_as_one_says_it(number: float, read: str) -> None:
    with override("en"):
        assert words.number(number) == read


def test_a_problem_says_what_to_type() -> None:
    table = shipped()
    assert "0 to 10" in words.problem(Problem("values.function", "x"), table["function"])
    assert "0 to 200" in words.problem(
        Problem("values.win", "x"), table["win"]
    ) or "200 letters" in words.problem(Problem("values.win", "x"), table["win"])
    assert "another day" in words.problem(Problem("day", "x"), None)
    assert "One answer is enough" in words.problem(Problem("values", "x"), None)


def test_a_script_hears_the_same_words_as_a_form(home: Home, page: Client) -> None:
    document = home.document(values={"school_hours": 99})
    answer = page.put(f"/api/entries/{document['id']}", document, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["problems"] == [
        {"where": "values.school_hours", "message": "We couldn’t use that. Try a number from 0 to 16."}
    ]
