"""The one page on paper: one page whatever is in it, tagged, in greys, with five questions answered; and only what may be seen."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import tempfile
import time
from pathlib import Path

import pdfua
import pypdf
import pytest
from django.test import Client
from django.utils import timezone

from dialdown.care.chosen import SECTIONS, chosen
from dialdown.care.medicines.models import Medicine
from dialdown.care.paper import document, engine
from dialdown.care.paper.one_page import one_page_paper
from dialdown.diary import services as diary
from dialdown.diary.models import Goal
from dialdown.people.access import Denied, Operator
from dialdown.people.models import Account, Grant
from dialdown.people.scopes import GROUPS, scope
from tests.care.families import PEOPLE, SECRET, TODAY, Somebody, make

pytestmark = pytest.mark.django_db
QUESTIONS = ("Doing things.", "What is asked.", "Main problem.", "What changed.", "How sure.")
LONG = "A medicine with a very long name that somebody wrote out in full"
VIEWER = Operator()


def copied(pdf: bytes) -> str:
    return re.sub(
        r"\s+", " ", " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    )


def judged(pdf: bytes) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(pdf)
        return [str(found) for found in pdfua.validate(str(path)).findings]


@pytest.fixture
def robin():
    account, person = make(Somebody("full", "Robin", 20, "general", limb=True, sent={"author": "Robin"}))
    for n in range(200):
        diary.add_event(
            viewer=account,
            person=person,
            kind="medicine",
            title=f"{LONG} {n}",
            starts_on=TODAY - dt.timedelta(days=n),
            ends_on=None,
        )
    diary.add_event(
        viewer=account,
        person=person,
        kind="programme",
        title="Day programme",
        starts_on=TODAY - dt.timedelta(days=9),
        ends_on=None,
    )
    return account, person


def test_the_longest_content_stays_on_one_page_and_answers_five_questions(robin) -> None:
    _account, person = robin
    made = one_page_paper(VIEWER, person, today=TODAY)
    assert made.paper.pages == 1
    assert made.cut
    words = copied(made.paper.pdf)
    for question, answer in zip(
        QUESTIONS, ("Did what was wanted: 5.5 of 10", "Nothing was written down", "Left kneecap (20)", "Day programme from", "Entries on 20 of 20 days"), strict=True,
    ):  # fmt: skip
        said = words.split(question, 1)[1]
        assert answer in said[:600], (question, said[:600])
    assert "and 1" in words
    assert judged(made.paper.pdf) == []
    # Greys only: nothing on the page says something by its colour.
    content = b"".join(
        page.get_contents().get_data() for page in pypdf.PdfReader(io.BytesIO(made.paper.pdf)).pages
    )
    for red, green, blue in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG|scn|SCN)\b", content):
        assert red == green == blue


@pytest.mark.parametrize("one", PEOPLE, ids=lambda one: one.key)
def test_five_people(one: Somebody) -> None:
    """An empty diary, one day, a gap of five years, names in other scripts: readable, one page, nothing private."""
    _account, person = make(one)
    made = one_page_paper(VIEWER, person, today=TODAY)
    assert made.paper.pages == 1
    words = copied(made.paper.pdf)
    assert SECRET not in words
    assert ("Nothing was written in the diary yet" in words) == (one.days == 0)


def test_a_medicine_without_a_first_day_and_a_goal_stand_there_on_screen_and_on_paper() -> None:
    account, person = make(Somebody("kim", "Robin", 20, "general", limb=True, sent={"author": "Robin"}))
    Medicine.objects.create(person=person, nickname="Evening drops", name="Drops 25 mg")
    Goal.objects.create(person=person, text="Swim again")
    words = copied(one_page_paper(VIEWER, person, today=TODAY).paper.pdf)
    client = Client()
    client.force_login(account)
    screen = client.get(f"/people/{person.pk}/one-page").content.decode()
    for said in ("Evening drops (Drops 25 mg)", "first day not written", "Goal: Swim again."):
        assert said in words
        assert said in screen


def test_only_chosen_sections(robin) -> None:
    _account, person = robin
    words = copied(one_page_paper(VIEWER, person, chosen("6w", ["facts"]), today=TODAY).paper.pdf)
    assert "Did what was wanted" in words
    assert LONG not in words
    assert "Main problem." not in words
    assert set(SECTIONS) >= {"short", "facts", "patterns", "signs", "medicine", "asks"}


def test_never_a_field_outside_the_grant(robin) -> None:
    """Whatever a grant opens, the page on paper holds no line of another group."""
    _account, person = robin
    other = Account.objects.create_user("other", "four quiet plain words", display_name="Other")
    grant = Grant.objects.create(
        person=person,
        account=other,
        scopes=[],
        may_write=False,
        audience="clinician",
        starts_at=timezone.now() - dt.timedelta(days=1),
    )
    every = [scope(group.key, level) for group in GROUPS for level in group.levels]
    draw = random.Random(3)
    looked = 0
    for _turn in range(14):
        scopes = draw.sample(every, draw.randint(1, 5))
        Grant.objects.filter(pk=grant.pk).update(scopes=scopes)
        lines = {name for name in scopes if name.partition(":")[2] in ("", "line")}
        groups = {name.partition(":")[0] for name in lines}
        try:
            words = copied(one_page_paper(other, person, today=TODAY).paper.pdf)
        except Denied:
            continue
        looked += 1
        assert SECRET not in words
        if "medicine" not in groups:
            assert LONG not in words
        if "pain" not in groups:
            assert "Pain now" not in words
            assert "Pain right now" not in words
        if "body" not in groups:
            assert "kneecap" not in words
        if "function" not in groups:
            assert "Did what was wanted" not in words
            assert "Day programme" not in words
    assert looked >= 5


def test_a_page_is_made_in_a_moment() -> None:
    """Warm, 30 ms of the processor at most; the best of ten, so that what else the machine does counts as little as can be."""
    page = document.Document("Warm", (document.heading("One"), document.items(["two", "three"])))
    document.pdf(page, made_on=TODAY)
    took: list[float] = []
    for turn in range(10):
        fresh = document.Document(f"Warm {turn}", page.blocks)
        began = time.process_time()
        engine.printed("document", {**document.as_data(fresh), "size": 11.0}, made_on=TODAY)
        took.append(time.process_time() - began)
    assert min(took) <= 0.03
