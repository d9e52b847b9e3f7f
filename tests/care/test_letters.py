"""Letters: what stands in them, for whom, and as which file.

`DIALDOWN_TEST_GOLDEN=write pytest tests/care/test_letters.py` writes the letters of the five people anew; then they are read by people.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import random
import re
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import docx
import pdfua
import pypdf
import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from dialdown.activity import services as moving
from dialdown.care.letters import book, compose, facts, forms, keeping, reading
from dialdown.care.letters.models import Letter
from dialdown.care.paper import document as paper
from dialdown.diary import services as diary
from dialdown.people import services as sharing
from dialdown.people.access import Denied
from dialdown.people.models import Account, Grant, Person
from dialdown.people.scopes import GROUPS, scope
from dialdown.uuid7 import uuid7
from tests.care.families import PEOPLE, SECRET, TODAY, Somebody, document, make

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"


@contextmanager
def on_day(day: dt.date) -> Iterator[None]:
    """Letters are dated: today stands still."""
    with (
        patch("dialdown.care.letters.reading.today_of", return_value=day),
        patch("dialdown.care.letters.views.today_of", return_value=day),
        patch("dialdown.care.letters.keeping.today_of", return_value=day),
        patch("dialdown.diary.selectors.today_of", return_value=day),
    ):
        yield


@pytest.fixture(autouse=True)
def on_that_day() -> Iterator[None]:
    with on_day(TODAY):
        yield


def browser(account: Account) -> Client:
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "en-GB"})
    client.force_login(account)
    return client


def written(one: Somebody) -> tuple[Account, Person, Client, Letter]:
    """The letter of one of the five, written through its pages."""
    account, person = make(one)
    client = browser(account)
    answer = client.post(f"/care/letters/new/{one.kind}")
    assert "letters" in answer.url, answer.url
    draft = Letter.objects.get(person=person)
    answer = client.post(f"/care/letters/{draft.pk}", one.sent)
    assert answer.status_code == 302, answer.content[:2000]
    draft.refresh_from_db()
    return account, person, client, draft


@pytest.mark.parametrize("one", PEOPLE, ids=lambda one: one.key)
def test_letters_of_five_people(one: Somebody, tmp_path: Path) -> None:
    """Each as golden text; the PDF is tagged, holds the same words when they are copied, and no private answer."""
    account, _person, client, draft = written(one)
    page = reading.document(account, draft)
    golden = GOLDEN / f"letter-{one.key}.txt"
    if os.environ.get("DIALDOWN_TEST_GOLDEN") == "write":
        golden.write_text(page.words(), encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == page.words()
    assert SECRET not in page.words()
    answer = client.get(f"/care/letters/{draft.pk}/pdf")
    assert answer.headers["Content-Type"] == "application/pdf", answer.headers
    read = pypdf.PdfReader(io.BytesIO(answer.content))
    assert len(read.pages) <= page.pages
    (tmp_path / "letter.pdf").write_bytes(answer.content)
    assert list(pdfua.validate(str(tmp_path / "letter.pdf")).findings) == []
    copied = "".join(part.extract_text() for part in read.pages)
    flat = re.sub(r"\s+", " ", copied)
    for block in page.blocks:
        for words in (block.text, *block.items):
            if words and words.isascii():
                assert re.sub(r"\s+", " ", words) in flat
    assert SECRET not in copied
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    word = docx.Document(io.BytesIO(client.get(f"/care/letters/{draft.pk}/docx").content))
    said = "\n".join(part.text for part in word.paragraphs)
    assert page.title in said
    assert [p.text for p in word.paragraphs if p.style.name == "Heading 1"] == [page.title]
    assert SECRET not in said


@pytest.mark.parametrize("kind", book.kinds().values(), ids=lambda kind: kind.id)
def test_every_kind_is_a_clean_pdf_as_long_as_it_may_be(kind: book.LetterKind, tmp_path: Path) -> None:
    """With a line in every field; the judge of PDF/UA-1 has nothing to say."""
    account, person = make(PEOPLE[0])
    draft = keeping.begin(viewer=account, person=person, kind=kind.id)
    draft.measures, draft.review_on = {"walk_min": 3.0, "sit_min": 25.0}, TODAY + dt.timedelta(days=80)
    dates = {"reply_by": "2026-04-20", "decided_on": "2026-03-20"}
    draft.values = {
        key: dates.get(key, f"told {key}") for key in kind.fields if key not in ("steps", "review_on")
    }
    draft.save()
    page = reading.document(account, draft)
    made = paper.pdf(page, made_on=TODAY)
    assert made.pages <= kind.pages
    (tmp_path / "letter.pdf").write_bytes(made.pdf)
    assert list(pdfua.validate(str(tmp_path / "letter.pdf")).findings) == []
    words = page.words()
    assert ("Not legal advice." in words) == kind.legal
    # A fact that does stand in a letter has its sources right behind it, with what they can be looked up by.
    told = [fact for fact in kind.facts if fact.text in words]
    assert bool(told) == (kind.id in ("medical-necessity", "appeal", "doctor-explainer"))
    for fact in told:
        behind = words.split(fact.text, 1)[1].split("\n")[0]
        assert all(source.title in behind and source.ref in behind for source in fact.sources)


def test_the_picture_for_teachers_stands_in_the_word_file_with_its_words() -> None:
    """The same drawing as in the PDF, in ink, and what a screen reader says of it."""
    account, person = make(PEOPLE[0])
    draft = keeping.begin(viewer=account, person=person, kind="teacher-page")
    draft.measures, draft.review_on = {"walk_min": 3.0}, TODAY
    draft.save()
    page = reading.document(account, draft)
    shown = next(block.picture for block in page.blocks if block.kind == "picture")
    word = docx.Document(io.BytesIO(browser(account).get(f"/care/letters/{draft.pk}/docx").content))
    (drawn,) = word.inline_shapes
    assert drawn._inline.docPr.get("descr") == shown["alt"]
    assert shown["caption"] in [part.text for part in word.paragraphs]
    assert shown["alt"] not in [part.text for part in word.paragraphs]
    (picture,) = [part.blob for part in word.part.package.iter_parts() if part.content_type == "image/png"]
    grey = Image.open(io.BytesIO(picture)).convert("L")
    assert grey.width > 900
    dark = sum(count for level, count in enumerate(grey.histogram()) if level < 64) / (
        grey.width * grey.height
    )
    assert 0.01 < dark < 0.3


def test_a_letter_that_got_too_long_is_a_choice() -> None:
    one = next(one for one in PEOPLE if one.days)
    account, _person, client, draft = written(one)
    most = reading.document(account, draft).pages
    fields = [name for name, said in one.sent.items() if isinstance(said, str) and len(said) > 20]
    sent = {
        **one.sent,
        **dict.fromkeys(fields, "\n".join(["One more line of everything that matters."] * 40)),
    }
    assert client.post(f"/care/letters/{draft.pk}", sent).status_code == 302
    asked = client.get(f"/care/letters/{draft.pk}/pdf")
    assert asked.headers["Content-Type"].startswith("text/html")
    said = asked.content.decode()
    assert f'href="/care/letters/{draft.pk}"' in said
    taken = client.get(f"/care/letters/{draft.pk}/pdf?long=1")
    pages = len(pypdf.PdfReader(io.BytesIO(taken.content)).pages)
    assert pages > most
    assert f"it takes {pages} pages" in said


def test_a_name_in_any_script() -> None:
    for name in (
        "Łódź Ñandú",
        "Дмитрий",
        "Γιώργος",
        "שרה כהן",
        "فاطمة",
        "अनुष्का",
        "ธนพร",
        "李小龍",
        "さくら",
        "김민지",
        "ქეთი",
        "நிலா",
    ):
        made = paper.pdf(paper.Document(name, (paper.text(f"{name} can walk."),)), made_on=TODAY)
        assert made.pages == 1


def test_a_letter_without_letters_says_so_in_a_sentence() -> None:
    from dialdown.care.paper.engine import NoLetter

    with pytest.raises(NoLetter, match=r"no letters to print “\U0001fae8”. The Word file can show it"):
        paper.pdf(paper.Document("A \U0001fae8", ()), made_on=TODAY)


def test_nothing_typed_becomes_markup() -> None:
    wild = '#panic("x") *bold* $x$ <label> @ref [a] \\ `raw` = heading // comment {"json": 1} "quotes"'
    made = paper.pdf(paper.Document(wild, (paper.text(wild), paper.items([wild]))), made_on=TODAY)
    copied = re.sub(r"\s+", "", pypdf.PdfReader(io.BytesIO(made.pdf)).pages[0].extract_text())
    assert copied.count(re.sub(r"\s+", "", wild)) == 3


def test_no_letter_without_a_fact_and_a_day_to_look_again() -> None:
    account, person = make(PEOPLE[1])
    client = browser(account)
    client.post("/care/letters/new/general")
    draft = Letter.objects.get(person=person)
    client.post(f"/care/letters/{draft.pk}", {"recipient": "x"})
    for file in ("pdf", "docx"):
        answer = client.get(f"/care/letters/{draft.pk}/{file}", follow=True)
        page = unescape(answer.content.decode())
        for wanted in (
            "a day to look again",
            "at least one fact about what works now",
            "at least one thing that you ask for",
        ):
            # In the message, and beside the letter.
            assert page.count(wanted) >= 2
        assert "Left open for the pen: School or work." in page


@pytest.mark.parametrize(
    ("kind", "told", "wanted"),
    [
        ("general", {"steps": ["sch-break-card"]}, ""),
        ("general", {"own_steps": "A chair in the corridor"}, ""),
        ("general", {}, "at least one thing that you ask for"),
        ("us-504-request", {}, "at least one thing that you ask for"),
        ("uk-ihp", {"own_steps": " "}, "at least one thing that you ask for"),
        ("hard-day", {}, "what happens in a hard moment"),
        ("hard-day", {"hard": "Ten minutes in the quiet room"}, ""),
        ("teacher-page", {}, ""),
        ("doctor-explainer", {}, ""),
    ],
)
def test_a_letter_that_asks_for_nothing_is_not_printed(kind: str, told: dict[str, Any], wanted: str) -> None:
    account, person = make(PEOPLE[1])
    client = browser(account)
    client.post(f"/care/letters/new/{kind}")
    draft = Letter.objects.get(person=person)
    sent = {"measure.walk_min": "3", "review_on": "2026-06-01", **told}
    client.post(f"/care/letters/{draft.pk}", sent)
    answer = client.get(f"/care/letters/{draft.pk}/docx")
    assert answer.status_code == (302 if wanted else 200)
    shown = client.post(f"/care/letters/{draft.pk}/preview", sent).content.decode()
    assert ("Before this letter can be printed:" in shown) == bool(wanted)
    assert wanted in shown


def test_a_step_whose_day_has_passed_is_asked_about_before_printing() -> None:
    account, person = make(PEOPLE[1])
    client = browser(account)
    client.post("/care/letters/new/general")
    at = f"/care/letters/{Letter.objects.get(person=person).pk}"
    sent = {"steps": ["sch-lift-key"], "measure.stairs": "2", "review_on": "2026-12-01"}
    client.post(at, sent)
    assert client.get(f"{at}/docx").status_code == 200
    with on_day(dt.date(2026, 5, 12)):
        assert client.get(f"{at}/docx").status_code == 200
    with on_day(dt.date(2026, 5, 13)):
        said = unescape(client.get(f"{at}/docx", follow=True).content.decode())
        assert "“Lift on set days” ended on 12 May 2026" in said


def test_a_condition_stands_there_only_when_ticked() -> None:
    one = PEOPLE[0]
    account, _person, client, draft = written(one)
    client.post(f"/care/letters/{draft.pk}", {**one.sent, "condition": "Xanthic syndrome"})
    draft.refresh_from_db()
    assert "Xanthic" not in reading.document(account, draft).words()
    client.post(f"/care/letters/{draft.pk}", {**one.sent, "condition": "Xanthic syndrome", "name_it": "on"})
    draft.refresh_from_db()
    assert "The clinician calls it: Xanthic syndrome." in reading.document(account, draft).words()


def test_steps_that_could_teach_avoidance_end_on_a_day() -> None:
    today = TODAY
    filled = compose.Filled("R", {}, {}, review_on=None, today=today)
    high = [step for step in book.steps().values() if step.risk == "high"]
    assert len(high) >= 5
    for step in high:
        asked = compose.asked_for(step, step.usual, filled, today)
        assert asked.until is not None
        assert (asked.until - today).days <= 56
        # The end that was typed stands in the text and in the table; a later one, and words that are no day, do not.
        assert "date" in step.places
        sooner, later = (asked.until + dt.timedelta(days=n) for n in (-3, 3))
        for typed, ends in (
            (sooner.isoformat(), sooner),
            (later.isoformat(), asked.until),
            ("next year", asked.until),
        ):
            again = compose.asked_for(step, {**step.usual, "date": typed}, filled, today)
            assert again.until == ends
            assert f"{ends.day} {ends:%B %Y}" in again.words


def test_a_set_day_stays_when_a_letter_is_opened_again_and_none_is_later() -> None:
    """The end counts from the day on which the step was chosen; a later one is refused in a sentence, and nothing is lost."""
    account, person = make(PEOPLE[1])
    client = browser(account)
    client.post("/care/letters/new/uk-ihp")
    draft = Letter.objects.get(person=person)
    at = f"/care/letters/{draft.pk}"
    sent = {"steps": ["sch-lift-key"], "measure.stairs": "2", "review_on": "2026-12-01"}
    client.post(at, sent)
    with on_day(TODAY + dt.timedelta(days=30)):
        client.post(at, sent)
        draft.refresh_from_db()
        words = reading.document(account, draft).words()
        assert "remaining flights until 12 May 2026." in words
        assert "31 Mar – 12 May 2026" in words
        late = {**sent, "place.sch-lift-key.date": "2026-05-13"}
        answer = client.post(at, late)
        assert answer.status_code == 422
        assert "“Lift on set days” ends on 12 May 2026 at the latest." in answer.content.decode()
        assert 'value="2026-05-13"' in answer.content.decode()
        client.post(at, {**late, "place.sch-lift-key.date": "2026-05-04"})
        draft.refresh_from_db()
        words = reading.document(account, draft).words()
        assert "remaining flights until 4 May 2026." in words
        assert "31 Mar – 4 May 2026" in words
        # Taken out and chosen again, it begins again.
        client.post(at, {**sent, "steps": []})
        client.post(at, sent)
        draft.refresh_from_db()
        assert "30 Apr – 11 Jun 2026" in reading.document(account, draft).words()


@pytest.mark.parametrize("kind", ["general", "us-504-request"])
def test_every_step_of_a_letter_says_how_long_and_how_it_gets_smaller(kind: str) -> None:
    """Also the fourth one, and also where a way out was typed for all of them."""
    account, person = make(PEOPLE[1])
    draft = keeping.begin(viewer=account, person=person, kind=kind)
    low = ["sch-passing-time", "sch-stay-in-plan", "sch-one-contact", "sch-break-card"]
    draft.steps = [{"id": one, "places": {}} for one in (*low, "sch-lift-key", "sch-quiet-lunch")]
    words = reading.document(account, draft).words()
    library = book.steps()
    for one in low:
        assert f"Duration: {library[one].duration}." in words
        assert library[one].exit in words
    lift = library["sch-lift-key"]
    assert f"{lift.title}: until " in words
    draft.values = {**draft.values, "exit": "Less each month."}
    words = reading.document(account, draft).words()
    assert "Less each month." in words
    assert f"How it gets smaller: {lift.exit}." in words


def test_the_table_says_the_end_that_its_step_says() -> None:
    account, person = make(PEOPLE[1])
    draft = keeping.begin(viewer=account, person=person, kind="us-504-plan")
    draft.review_on = dt.date(2026, 12, 1)
    draft.steps = [
        {"id": "sch-quiet-lunch", "places": {"date": "2026-05-05"}},
        {"id": "sch-touch-space", "places": {"date": "Easter"}},
    ]
    words = reading.document(account, draft).words()
    assert words.count("until 5 May 2026") == 1
    assert "– 5 May 2026" in words
    assert "until Easter" in words
    assert "– Easter" in words


def test_preview_shows_what_stands_in_the_form_and_keeps_nothing() -> None:
    one = PEOPLE[0]
    _account, _person, client, draft = written(one)
    answer = client.post(f"/care/letters/{draft.pk}/preview", {**one.sent, "recipient": "Somebody new <b>"})
    assert "Somebody new &lt;b&gt;" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.values["recipient"] == "504 coordinator"


def test_wrong_numbers_and_days_are_said_and_nothing_is_lost() -> None:
    one = PEOPLE[0]
    _account, _person, client, draft = written(one)
    answer = client.post(
        f"/care/letters/{draft.pk}", {**one.sent, "measure.walk_min": "much", "recipient": "Kept words"}
    )
    assert answer.status_code == 422
    assert "That is no number. Try 3 or 2.5." in answer.content.decode()
    assert "Kept words" in answer.content.decode()


@pytest.mark.parametrize("kind", book.kinds().values(), ids=lambda kind: kind.id)
def test_whatever_a_letter_asks_for_stands_in_it(kind: book.LetterKind) -> None:
    # Steps and the day of the review are no words of a field; who does a step stands beside the step.
    words = {key: f"told {key}" for key in kind.fields if key not in ("steps", "review_on")}
    filled = compose.Filled("Mia", words, {}, own_steps=("A quiet place",))
    said = repr(compose.document(kind, filled))
    assert [key for key, told in words.items() if told not in said] == []


FOLD = re.compile(r"<details[^>]*>(?=<summary>.{0,200}More, if you want)", re.DOTALL)


@pytest.mark.parametrize("kind", book.kinds().values(), ids=lambda kind: kind.id)
def test_every_field_stands_in_the_form_once_and_what_can_wait_is_folded(kind: book.LetterKind) -> None:
    account, person = make(PEOPLE[1])
    client = browser(account)
    client.post(f"/care/letters/new/{kind.id}")
    draft = Letter.objects.get(person=person)
    page = client.get(f"/care/letters/{draft.pk}").content.decode()
    asked = [key for key in kind.fields if key not in ("steps", "review_on") or key in kind.parts]
    for key in asked:
        stands = page.count(f' name="{key}"')
        assert stands == 1 or (key == "steps" and stands > 1), key
    numbers = [f"measure.{key}" for key in facts.MEASURES] if "now" in kind.fields else []
    assert all(page.count(f' name="{name}"') == 1 for name in numbers)
    fold = FOLD.search(page)
    assert bool(fold) == bool(kind.more or {"medicine", "diagnosis"} & set(kind.parts))
    if not fold:
        return
    # Closed while nothing in it was told, and open for good with one word in it.
    assert "open" not in fold[0]
    folded = page[fold.end() : page.index("</details>", fold.end())]
    assert {key for key in asked if f' name="{key}"' in folded} == set(kind.more)
    sent = {kind.more[0]: "Something"} if kind.more else {"name_it": "on", "condition": "Something"}
    client.post(f"/care/letters/{draft.pk}", sent)
    again = FOLD.search(client.get(f"/care/letters/{draft.pk}").content.decode())
    assert again
    assert " open" in again[0]


def test_numbers_that_were_told_stand_before_those_that_were_not() -> None:
    """A number that could not be read is never folded away, and without any the usual ones stand open."""
    account, person = make(PEOPLE[1])
    client = browser(account)
    client.post("/care/letters/new/general")
    draft = Letter.objects.get(person=person)
    at = f"/care/letters/{draft.pk}"
    client.post(at, {"review_on": "2030-01-07"})
    page = client.get(at).content.decode()
    usual, rest = page.split("More numbers")
    assert {key for key in facts.MEASURES if f'name="measure.{key}"' in usual} == set(forms.FIRST)
    assert {key for key in facts.MEASURES if f'name="measure.{key}"' in rest} == set(facts.MEASURES) - set(
        forms.FIRST
    )
    client.post(at, {"review_on": "2030-01-07", "measure.stairs": "1"})
    page = client.get(at).content.decode()
    assert page.index("measure.stairs") < page.index("More numbers") < page.index("measure.walk_min")
    answer = client.post(at, {"review_on": "2030-01-07", "measure.walk_min": "much"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.index("measure.walk_min") < page.index("More numbers") < page.index("measure.stairs")


@pytest.mark.parametrize(
    ("age", "open_ones"),
    [
        ({"age_group": "under_13"}, {"any", "school"}),
        ({"age_group": "adult"}, {"any", "work"}),
        # The month of birth says more than what set-up was told.
        ({"age_group": "13_to_17", "birth_month": dt.date(1990, 5, 1)}, {"any", "work"}),
        ({"age_group": ""}, {"any", "school"}),
    ],
)
def test_the_letters_that_somebody_needs_first_stand_open_and_all_can_be_begun(
    age: dict[str, Any], open_ones: set[str]
) -> None:
    account, person = make(PEOPLE[1])
    type(person).objects.update(**age)
    page = browser(account).get("/care/letters").content.decode()
    first, later = page[page.index("Write a letter") :].split("<details")
    for kind in book.kinds().values():
        begins = f'action="/care/letters/new/{kind.id}"'
        assert (begins in first) == (kind.setting in open_ones), kind.id
        assert (begins in later) == (kind.setting not in open_ones), kind.id


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("walk_min", 1.0, "Walking: about 1 minute"),
        ("walk_min", 0.5, "Walking: about 0.5 minutes"),
        ("stairs", 1.0, "Stairs: about 1 flight"),
        ("stairs", 3.0, "Stairs: about 3 flights"),
        ("stair_steps", 1.0, "Stairs: about 1 step"),
        ("lessons", 4.0, "Lessons a day: about 4 lessons"),
        ("hours", 1.0, "School or work in a row: about 1 hour"),
        ("hours", 2.5, "School or work in a row: about 2.5 hours"),
    ],
)
def test_one_minute_is_no_minutes(key: str, value: float, words: str) -> None:
    assert facts.measure_words(key, value) == words


def _did(viewer: Account, plan: Any, amount: int, day: dt.date) -> None:
    at = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC).isoformat()
    told = {
        "plan": str(plan),
        "at": at,
        "zone": "Europe/London",
        "day": day.isoformat(),
        "amount": amount,
        "saved_at": at,
    }
    moving.save_done(viewer=viewer, done_id=uuid7(), document=told)


def test_a_number_keeps_its_day_until_it_is_taken_anew() -> None:
    """Half a year later the letter still says of which day its numbers are; one button takes those of the diary anew."""
    account, person = make(PEOPLE[0])
    client = browser(account)
    client.post("/care/letters/new/general")
    draft = Letter.objects.get(person=person)
    assert draft.measures == {"hours": 5.0}
    at = f"/care/letters/{draft.pk}"
    later = TODAY + dt.timedelta(days=182)
    with on_day(later):
        sent = {
            "measure.hours": "5",
            "measure.walk_min": "3",
            "review_on": "2026-12-01",
            "now": "Reads for an hour",
        }
        client.post(at, sent)
        draft.refresh_from_db()
        words = reading.document(account, draft).words()
        assert "from the diary of the four weeks up to 31 March 2026 (School or work in a row)" in words
        assert "told on 29 September 2026 (Walking)" in words
        assert words.count("29 September 2026") == 2
        assert "from the diary of the four weeks up to 31 March 2026" in client.get(at).content.decode()
        told = document(person, later, 1, limb=False)
        told["values"] = {"school_hours": 2}
        diary.save_entry(viewer=account, document=told)
        page = client.get(at).content.decode()
        assert "today 2, middle of 1 day in the diary" in page
        assert 'value="anew"' in page
        client.post(at, {**sent, "then": "anew"})
        draft.refresh_from_db()
        assert draft.measures == {"hours": 2.0, "walk_min": 3.0}
        words = reading.document(account, draft).words()
        assert "31 March 2026" not in words
        assert "from the diary of the four weeks up to 29 September 2026 (School or work in a row)" in words
        assert 'value="anew"' not in client.get(at).content.decode()


def test_what_an_older_draft_does_not_say_is_of_the_day_it_was_kept() -> None:
    account, person = make(PEOPLE[1])
    draft = keeping.begin(viewer=account, person=person, kind="general")
    draft.measures, draft.values = {"walk_min": 3.0}, {"taken.walk_min": "no day"}
    draft.saved_at = dt.datetime(2025, 9, 1, 12, tzinfo=dt.UTC)
    draft.save()
    assert "as kept on 1 September 2025." in reading.document(account, draft).words()
    kept = keeping.save(viewer=account, letter_id=draft.pk, typed=keeping.Typed(measures={"walk_min": 3.0}))
    assert "as kept on 1 September 2025." in reading.document(account, kept).words()


def test_that_a_doctor_has_looked_is_said_only_when_somebody_said_so() -> None:
    """The page for teachers follows the answer that opens Train and Move: none yet, given, new pain, not for this writer."""
    owner, person = make(PEOPLE[0])
    draft = keeping.begin(viewer=owner, person=person, kind="teacher-page")

    def says(viewer: Account = owner) -> bool:
        words = reading.document(viewer, draft).words()
        assert "The pain is real" in words
        return "doctor has looked" in words

    assert not says()
    sharing.record_clearance(viewer=owner, person=person, by_whom="Dr Who", on=TODAY)
    assert says()
    other = Account.objects.create_user("other", "four quiet plain words", display_name="Other")
    begins = timezone.now() - timezone.timedelta(days=1)
    Grant.objects.create(
        person=person, account=other, scopes=["function"], may_write=True, audience="parent", starts_at=begins
    )
    assert not says(other)
    sharing.report_new_pain(viewer=owner, person=person)
    assert not says()


def test_a_letter_never_holds_a_field_outside_the_grant() -> None:
    """Whoever writes or opens a letter puts in and sees only what her grant opens; without leave to keep it, nothing."""
    one = PEOPLE[0]
    owner, person = make(Somebody("o", "Robin", 6, one.kind, sent=one.sent))
    sharing.record_clearance(viewer=owner, person=person, by_whom="Dr Who", on=TODAY)
    plan = moving.begin_plan(viewer=owner, person=person, activity="walk", first=300)
    _did(owner, plan.pk, 180, TODAY)
    hers = keeping.begin(viewer=owner, person=person, kind=one.kind)
    assert hers.measures["walk_min"] == 3.0
    hers.measures, hers.attendance, hers.scopes = {"walk_min": 37.0}, True, ["function:line", "move"]
    hers.save()
    other = Account.objects.create_user("other", "four quiet plain words", display_name="Other")
    begins = timezone.now() - timezone.timedelta(days=1)
    grant = Grant.objects.create(
        person=person, account=other, scopes=[], may_write=False, audience="parent", starts_at=begins
    )
    draw = random.Random(9)
    every = [scope(group.key, level) for group in GROUPS for level in group.levels]
    kept = 0
    for _turn in range(60):
        scopes = draw.sample(every, draw.randint(1, 8)) + draw.choice([[], ["function"]])
        write = draw.random() < 0.7
        Grant.objects.filter(pk=grant.pk).update(scopes=scopes, may_write=write)
        if not (write and "function" in scopes):
            for forbidden in (
                lambda: keeping.begin(viewer=other, person=person, kind=one.kind), lambda: reading.letter(other, hers.pk),
                lambda: reading.letters(other, person.pk),
            ):  # fmt: skip
                with pytest.raises(Denied):
                    forbidden()
            continue
        kept += 1
        own = keeping.begin(viewer=other, person=person, kind=one.kind)
        words = reading.document(other, own).words()
        assert ("walk_min" in own.measures) == ("move" in scopes)
        assert SECRET not in words
        assert not re.search(r"\bpain\b.*\d", words)
        seen = {row.pk for row in reading.letters(other, person.pk)}
        assert (hers.pk in seen) == ("move" in scopes)
        if "move" not in scopes:
            with pytest.raises(Denied):
                reading.letter(other, hers.pk)
    assert kept >= 15


def test_every_fact_and_step_has_a_source_or_says_that_it_is_ours() -> None:
    kinds = book.kinds()
    assert set(kinds) >= {
        "general", "us-504-request", "us-504-plan", "uk-ihp", "teacher-page", "hard-day", "medical-necessity", "appeal", "fmla-helper",
        "doctor-explainer",
    }  # fmt: skip
    for kind in kinds.values():
        assert set(kind.parts) <= set(compose.PARTS), kind.id
        assert all(fact.sources and all(source.title for source in fact.sources) for fact in kind.facts), (
            kind.id
        )
        assert kind.facts, kind.id
    for step in book.steps().values():
        assert step.exit
        assert step.sources
        # What nobody has read at its source is ours, or says that it was not seen.
        unseen = [
            s.title
            for s in step.sources
            if s.title.startswith("Our own suggestion") or "was not seen" in s.title
        ]
        assert step.sourced != bool(unseen), step.id
        assert "ledger" not in " ".join(source.title + source.ref for source in step.sources)


def test_the_form_calls_every_step_without_a_source_our_suggestion() -> None:
    account, person = make(PEOPLE[1])
    client = browser(account)
    client.post("/care/letters/new/general")
    page = client.get(f"/care/letters/{Letter.objects.get(person=person).pk}").content.decode()
    shown = book.steps_for("any")
    ours = sum(not step.sourced for step in shown)
    assert 0 < ours < len(shown)
    assert page.count("Our suggestion: agree it with your therapist.") == ours


def test_measured_facts_are_those_of_the_diary() -> None:
    account, person = make(PEOPLE[0])
    there = facts.attendance(account, person)
    assert there is not None
    # By hand: 28 days, every fifth one without hours; six planned each day.
    assert (there.of, there.told) == (28, 28)
    assert there.there == sum(1 for place in range(28) if place % 5 != 4)
    assert {one.key: one.value for one in facts.suggested(account, person)} == {"hours": 5.0}


def test_plans_and_the_minutes_of_the_diary_fill_a_new_letter_each_for_whom_it_is_open() -> None:
    """By hand: walking on two of three days told, 20 and 40 minutes; stairs and lessons done, and not what is planned."""
    account, person = make(PEOPLE[1])
    sharing.record_clearance(viewer=account, person=person, by_whom="Dr Who", on=TODAY)
    for back, minutes in ((1, 20), (2, 0), (3, 40)):
        told = document(person, TODAY - dt.timedelta(days=back), 4, limb=False)
        told["values"] = {"walking_minutes": minutes}
        diary.save_entry(viewer=account, document=told)
    for activity, first, done in (("stairs", 20, (10, 14, 12)), ("school-hours", 6, (3,)), ("walk", 600, ())):
        plan = moving.begin_plan(viewer=account, person=person, activity=activity, first=first)
        for back, amount in enumerate(done):
            _did(account, plan.pk, amount, TODAY - dt.timedelta(days=back))
    # Five weeks ago is not now.
    _did(account, plan.pk, 900, TODAY - dt.timedelta(days=35))
    plans = {"stair_steps": 12.0, "lessons": 3.0}
    known = {one.key: one for one in facts.suggested(account, person)}
    assert {key: known[key].value for key in known} == {**plans, "walk_day": 40.0, "walk_min": 10.0}
    assert (known["walk_day"].scope, known["stair_steps"].scope) == ("function:line", "move")
    for scopes, keys in ((["function"], {"walk_day"}), (["function:week", "move"], {*plans, "walk_min"})):
        other = Account.objects.create_user(f"only {scopes}", "four quiet plain words", display_name="Other")
        Grant.objects.create(
            person=person, account=other, scopes=scopes, may_write=True, audience="parent",
            starts_at=timezone.now() - dt.timedelta(days=1),
        )  # fmt: skip
        assert {one.key for one in facts.suggested(other, person)} == keys
    draft = keeping.begin(viewer=account, person=person, kind="general")
    words = reading.document(account, draft).words()
    for said in (
        "Walking: about 10 minutes (planned)",
        "planned, not measured, on 31 March 2026 (Walking)",
        "what was done in the four weeks up to 31 March 2026 (Stairs, Lessons a day)",
        "Walking, a day in all: about 40 minutes",
        "Stairs: about 12 steps",
        "Lessons a day: about 3 lessons",
    ):
        assert said in words
    draft.steps = [{"id": "sch-passing-time", "places": {}}]
    assert "walks for about 10 (planned) minutes" in reading.document(account, draft).words()
    # Typed by hand, it is a number of its own.
    told = keeping.put(draft, keeping.Typed(measures={"walk_min": 8.0}))
    assert "Walking: about 8 minutes\n" in reading.document(account, told).words()
    touched = reading.document(
        account, keeping.begin(viewer=account, person=person, kind="us-504-request")
    ).words()
    assert "This touches walking, learning." in touched
