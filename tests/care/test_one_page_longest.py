"""The one page with the longest content that a family could have is still one page, and what was cut says so."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from dialdown.activity import services as moving
from dialdown.care.chosen import SECTIONS, chosen
from dialdown.care.clinical.rules import keys
from dialdown.care.one_page import one_page
from dialdown.care.paper.one_page import one_page_paper
from dialdown.diary import services as diary
from dialdown.diary.selectors import today_of
from dialdown.insights import services as insights
from dialdown.insights.volume import services as volume
from dialdown.people import services as sharing
from dialdown.people.models import Account, Person
from dialdown.training import services as training
from tests.care import papers
from tests.care.copying import text_of
from tests.care.families import TODAY
from tests.care.test_one_page_paper import judged
from tests.care.test_one_page_ranges import louder_after_hours
from tests.care.test_one_page_signs import seen, sign

pytestmark = pytest.mark.django_db
LONG = "Something that somebody wrote out in full, with every word that came to mind, so that the line is as long as a line can be"
ROWS = [
    {
        "key": f"own.{n}", "label": f"A habit of hers with a rather long name, number {n}", "verdict": verdict, "change": "2,300 steps more",
        "numbers": ["+0.4 of 10 points", "90 % range 0.1 to 0.7", "next day, give or take one", "161 days, 21 missing"],
        "sentence": "Less than 0.3 points, if anything.",
        "care": ["With things you do, practise or eat this often happens when building up; your plan stays."]
        if verdict in ("found", "unsure") else [],
        "doubts": ["On the days after it was found it did not hold up."] if verdict == "unsure" else [], "notes": [],
    }
    for n, verdict in enumerate(("found", "unsure", "waits", *["nothing"] * 12))
]  # fmt: skip


def everything(owner: Account, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """As much of everything beside the diary as a family could have."""
    sharing.record_clearance(viewer=owner, person=person, by_whom="Dr Who", on=TODAY)
    for n in range(200):
        diary.add_event(
            viewer=owner, person=person, kind="medicine", title=f"{LONG[:60]} {n}", starts_on=TODAY - dt.timedelta(days=n)
        )  # fmt: skip
    for back in range(10):
        kinds = (
            ("temperature", "cold", 28.5),
            ("colour", "blue", None),
            ("sweat", "more", None),
            ("swelling", "some", 24.0),
        )
        sides = [sign(kind, "left", answer, reading) for kind, answer, reading in kinds]
        usual = [
            sign(kind, "right", "none" if kind == "swelling" else "same", n and n + 2)
            for kind, _answer, n in kinds
        ]
        seen(owner, person, back, *sides, *usual)
    day = (today_of(person) + dt.timedelta(days=3)).isoformat()
    visit = papers.keep(owner, person, "visit", title="Pain clinic", day=day)
    for n in range(12):
        papers.keep(owner, person, "question", visit, text=f"{n} {LONG} {LONG}?"[:300])
    for n in range(3):
        diary.add_goal(viewer=owner, person=person, text=f"{n} {LONG}")
    for activity in ("walk", "sit-class", "stairs", "swim", "write", "school-hours", "chores", "hobby"):
        moving.begin_plan(viewer=owner, person=person, activity=activity)
    for place in ("hand", "knee"):
        training.open_touch_ladder(viewer=owner, person=person, place=place, side="left")
    places = [key for key in sorted(keys()) if key.startswith("acr.")]
    papers.keep(owner, person, "rules", day="2026-02-02", examiner=LONG[:80], items=places, note=LONG)
    assert volume.volume_answer(viewer=owner, person=person).data["state"] == "told"
    answers = [
        {"key": key, "outcome": f"{key} {LONG[:40]}", "state": "answered", "rows": ROWS}
        for key in ("function", "pain_now")
    ]
    with monkeypatch.context() as stored:
        stored.setattr(insights.patterns, "answer", lambda *_some: {"answers": answers, "weather": False})
        stored.setattr(insights.records, "said", lambda _rows: {})
        insights.pattern_answer(viewer=owner, person=person)


def test_as_much_of_everything_as_there_can_be_is_still_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans, touch practice, patterns, volume, signs, goals, questions and medicines at once; what was cut says so."""
    home = louder_after_hours(200)
    everything(*home, monkeypatch)
    page = one_page(*home)
    assert page.moving
    assert page.practice
    assert (len(page.moving.plans), len(page.practice), len(page.verdicts)) == (8, 2, 2)
    assert {one["key"] for one in page.figures} == {"function", "volume", "pain"}
    assert len(page.asks) == 12 + 3
    made = one_page_paper(*home, today=TODAY)
    assert made.paper.pages == 1
    assert made.cut
    words = re.sub(r"\s+", " ", text_of(made.paper.pdf))
    for said in (
        "Main problem.",
        "How sure.",
        "Volume",
        "Walking",
        "Warmth: colder",
        "A habit of hers",
        "your plan stays",
        "And 12 more below.",
        "and 6 more",
        "and 198 more",
        "and 13 more",
    ):
        assert said in words, said
    assert judged(made.paper.pdf) == []
    # With an examination on top, for whoever asks for it, something else gives way.
    with_it = one_page_paper(*home, chosen("6m", SECTIONS), today=TODAY)
    assert with_it.paper.pages == 1
    assert judged(with_it.paper.pdf) == []
    words = re.sub(r"\s+", " ", text_of(with_it.paper.pdf))
    for said in (
        "Main problem.",
        "your plan stays",
        "0 of 4 told, 0 of 4 seen",
        "not validated under 18",
        LONG[:80],
    ):
        assert said in words, said
