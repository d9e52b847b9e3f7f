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
from dialdown.people import services as sharing
from dialdown.people.access import Denied
from dialdown.people.models import Account, Grant, Person
from dialdown.people.scopes import GROUPS, scope
from dialdown.uuid7 import uuid7
from tests.care.families import PEOPLE, SECRET, TODAY, Somebody, make

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


def begun(kind: str, one: Somebody) -> tuple[Account, Person, Client, Letter]:
    """A new letter of one of the five, begun through its page."""
    account, person = make(one)
    client = browser(account)
    client.post(f"/care/letters/new/{kind}")
    return account, person, client, Letter.objects.get(person=person)


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
    draft.measures, draft.review_on = {"walk_min": 3.0}, TODAY + dt.timedelta(days=80)
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
    _account, _person, client, draft = begun("general", PEOPLE[1])
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
    _account, _person, client, draft = begun(kind.id, PEOPLE[1])
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
    _account, _person, client, draft = begun("general", PEOPLE[1])
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
        ("day_hours", 5.0, "School or work on a day there: about 5 hours"),
        ("hours", 1.0, "School or work in a row: about 1 hour"),
        ("hours", 2.5, "School or work in a row: about 2.5 hours"),
    ],
)
def test_one_minute_is_no_minutes(key: str, value: float, words: str) -> None:
    assert facts.measure_words(key, value) == words


def did(viewer: Account, plan: Any, amount: int, day: dt.date) -> None:
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


def test_a_letter_never_holds_a_field_outside_the_grant() -> None:
    """Whoever writes or opens a letter puts in and sees only what her grant opens; without leave to keep it, nothing."""
    one = PEOPLE[0]
    owner, person = make(Somebody("o", "Robin", 6, one.kind, sent=one.sent))
    sharing.record_clearance(viewer=owner, person=person, by_whom="Dr Who", on=TODAY)
    plan = moving.begin_plan(viewer=owner, person=person, activity="walk", first=300)
    did(owner, plan.pk, 180, TODAY)
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
    assert (there.days.of, there.days.told, there.days.planned, there.voice) == (28, 28, True, "self")
    assert there.days.there == sum(1 for place in range(28) if place % 5 != 4)
    assert {one.key: one.value for one in facts.suggested(account, person)} == {"day_hours": 5.0}
