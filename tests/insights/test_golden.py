"""Findings that could teach avoidance, word for word as the page says them.

`DIALDOWN_TEST_GOLDEN=write pytest tests/insights/test_golden.py` writes them anew; then they are read by people.
"""

from __future__ import annotations

import os
import re
from html import unescape
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from dialdown.insights import pattern_words
from dialdown.intake.definitions import Definition, own_factor, shipped
from dialdown.science.pattern_results import FactorPattern

FOLDER = Path(__file__).parent / "golden"
NEVER = re.compile(
    r"avoid|stay away|trigger|caus(e|es|ed) |less of it|harm|bad for|worsen|risk|danger|should|must",
    re.IGNORECASE,
)
BASE = FactorPattern(
    name="x", kind="behaviour", lags=(1, 2), p=0.001, q=0.01, found=True, effect=1.2, low=0.4, high=2.0, level=0.9,
    per=1.0, unit="one person-SD", best_lag=1, recorded_days=90, used_days=90, found_on="2025-10-04",
)  # fmt: skip
WORSE = {"effect": -1.2, "low": -2.0, "high": -0.4}


def own(label: str, type: str = "yes_no", kind: str = "behaviour") -> Definition:
    """A factor of her own, as she named it and said what kind of thing it is."""
    return own_factor("own.x", label, type, kind=kind)


CASES: dict[str, tuple[Definition, str, FactorPattern, dict[str, bool]]] = {
    "activity: more steps, more pain the next day": (shipped()["steps"], "pain_now", BASE._replace(per=2300.0), {"under_18": True}),
    "school: a longer school day, less of what was wanted": (
        shipped()["school_hours_planned"], "function", BASE._replace(per=2.0, **WORSE), {"under_18": True}),
    "therapy: physio, more pain, an adult": (own("Physio"), "pain_now", BASE, {"under_18": False}),
    "therapy: physio, more pain, under 18": (own("Physio"), "pain_now", BASE, {"under_18": True}),
    "touch practice: more light touch that hurts": (own("Touch practice"), "touch_left", BASE, {"under_18": False}),
    "food: bread, more pain, under 18": (own("Bread"), "pain_now", BASE, {"under_18": True}),
    "food: no bread, less pain, under 18": (own("No bread"), "pain_now", BASE._replace(**WORSE), {"under_18": True}),
    "food: bread, more pain, under 18, a clinician has looked": (own("Bread"), "pain_now", BASE, {"under_18": True, "signed": True}),
    "food: bread, more pain, an adult": (own("Bread"), "pain_now", BASE, {"under_18": False}),
    "food: no bread, less pain, an adult": (own("No bread"), "pain_now", BASE._replace(**WORSE), {"under_18": False}),
    "rest: stayed home, less pain, an adult": (own("Stayed home"), "pain_now", BASE._replace(**WORSE), {"under_18": False}),
    "rest: a rest day, more of what was wanted, under 18, a clinician has looked": (
        own("Rest day"), "function", BASE, {"under_18": True, "signed": True}),
    "calendar: holidays, less pain, under 18": (
        own("Holidays", kind="calendar"), "pain_now", BASE._replace(kind="calendar", **WORSE), {"under_18": True}),
    "calendar: a school day, more pain, under 18": (
        own("School day", kind="calendar"), "pain_now", BASE._replace(kind="calendar"), {"under_18": True}),
    "feeling: stress, more pain, under 18": (own("Stress", "scale", "state"), "pain_now", BASE._replace(kind="state"), {"under_18": True}),
    "activity: more steps, and later days did not hold it up": (
        shipped()["steps"], "function", BASE._replace(per=2300.0, later="did not hold up", **WORSE), {"under_18": True}),
}  # fmt: skip


def said(case: str) -> str:
    """A row of the page as plain text, a line a part."""
    definition, outcome, found, more = CASES[case]
    row = pattern_words.row(found, definition, outcome, calendar=100, **more)
    row |= {"picture": "", "thought": None, "compared": "", "lags": None, "factor": None, "enough_on": ""}
    page = render_to_string("insights/pattern.html", {"row": row, "writing": True, "one": {"key": outcome}})
    # Words beside each other in a row are one line, however the template breaks it.
    page = re.sub(r"</span>\s+<span", "</span> <span", page)
    lines = [
        re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", line))).strip() for line in page.splitlines()
    ]
    return "\n".join(line for line in lines if line) + "\n"


def name_of(case: str) -> Path:
    return FOLDER / (re.sub(r"[^a-z0-9]+", "-", case.lower()).strip("-") + ".txt")


@pytest.mark.parametrize("case", CASES)
def test_the_words_are_those_that_were_agreed(case: str) -> None:
    if os.environ.get("DIALDOWN_TEST_GOLDEN") == "write":
        name_of(case).write_text(said(case), encoding="utf-8")
    assert said(case) == name_of(case).read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_none_of_them_teaches_avoidance(case: str) -> None:
    text = name_of(case).read_text(encoding="utf-8")
    assert not NEVER.search(text)
    assert "your plan stays" in text or "Look at it together with your clinician" in text


def test_every_file_is_a_case() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {name_of(case).name for case in CASES}
