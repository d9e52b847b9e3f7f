"""Sheets for paper, and a paper week brought in."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from pathlib import Path
from typing import Any

import pdfua
import pypdf
import pytest
from django.utils import timezone

from dialdown.activity import services as moving
from dialdown.care import services as care
from dialdown.care.flare.suggestions import suggestions
from dialdown.care.letters.models import Letter
from dialdown.care.paper import document, gaps, pack, week_entry
from dialdown.care.paper.cards import A_SHEET, ACROSS, PAGES, PARTS, cards, drawn
from dialdown.diary import services as diary
from dialdown.diary.models import Entry, Value
from dialdown.diary.selectors import day_documents, today_of
from dialdown.people import services as people
from dialdown.people.models import Account, Person
from dialdown.people.sealing import keys
from dialdown.training import services as training
from tests.access.households import PASSWORD, client_of, grant, owner
from tests.access.households import account as login
from tests.care import papers

pytestmark = pytest.mark.django_db


def test_the_pack_has_a_page_for_each_sheet_with_what_she_has(tmp_path: Path) -> None:
    account, person = owner("Robin")
    people.record_clearance(viewer=account, person=person, by_whom="", on=today_of(person))
    moving.begin_plan(viewer=account, person=person, activity="walk")
    today = today_of(person)
    made = document.pdf(pack.pack(account, person, [], today=today), made_on=today)
    pages = [re.sub(r"\s+", " ", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(made.pdf)).pages]
    (tmp_path / "pack.pdf").write_bytes(made.pdf)
    assert list(pdfua.validate(str(tmp_path / "pack.pdf")).findings) == []
    # The cards take a page more for the feet, and the backs of both.
    assert made.pages == len(pages) == len(pack.SHEETS) + PAGES - 1
    for key, words in pack.SHEETS.items():
        assert sum(("Left or right" if key == "cards" else str(words)) in page for page in pages) >= 1
    # What she did stands above pain on the sheet.
    assert (
        pages[0].index("Did what I wanted") < pages[0].index("School or work") < pages[0].index("Worst pain")
    )
    assert "fever" in pages[-1].lower()
    # A fact on paper names where it is from.
    (mirror,) = [page for page in pages if "Studies are small" in page]
    assert "Moseley 2004, doi 10.1016" in mirror
    one = document.pdf(pack.pack(account, person, ["flare"], today=today), made_on=today)
    assert one.pages == 1
    (card,) = pypdf.PdfReader(io.BytesIO(one.pdf)).pages
    said, ours = re.sub(r"\s+", " ", card.extract_text()), suggestions()
    for words in (*ours.first_steps, *ours.kit, ours.warmth, *ours.getting_back):
        assert words in said


def test_cards_have_their_answer_on_the_back_and_are_clean_for_screen_readers(tmp_path: Path) -> None:
    """Fronts never say the side; turned over the long edge, each back lies behind its front; PDF/UA-1 by another judge."""
    account, person = owner("Robin")
    today = dt.date(2026, 3, 31)
    made = document.pdf(pack.pack(account, person, ["cards"], today=today), made_on=today)
    assert made.pages == PAGES == 4
    (tmp_path / "cards.pdf").write_bytes(made.pdf)
    assert list(pdfua.validate(str(tmp_path / "cards.pdf")).findings) == []
    blocks = [block for block in cards(today) if block.kind == "cards"]
    for part, fronts, backs in zip(PARTS, blocks[::2], blocks[1::2], strict=True):
        found = {card.number: card for card in drawn(part, today)}
        assert sum(card.right for card in found.values()) == A_SHEET // 2
        assert len({card.file for card in found.values()}) == A_SHEET
        for front in fronts.rows:
            # Mirrored if and only if it is a right one; the words for it name no side.
            assert ("scale(-1" in front[1]) == found[int(front[0])].right
            assert front[2].endswith("left or right?")
        for at in range(0, A_SHEET, ACROSS):
            turned = list(reversed(backs.rows[at : at + ACROSS]))
            assert [row[0] for row in turned] == [row[0] for row in fronts.rows[at : at + ACROSS]]
            assert [row[2] for row in turned] == [
                "right" if found[int(row[0])].right else "left" for row in turned
            ]


@pytest.mark.parametrize("sheets", [["week"], ["week", "plan"], [], ["plan", "mirror", "flare"]])
def test_on_paper_of_two_sides_a_back_lies_behind_its_front(sheets: list[str]) -> None:
    account, person = owner("Robin")
    today = today_of(person)
    chosen = [*sheets, "cards"]
    made = document.pdf(pack.pack(account, person, chosen, today=today), made_on=today)
    said = [re.sub(r"\s+", " ", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(made.pdf)).pages]
    assert made.pages == len(said) == pack.pack(account, person, chosen, today=today).pages
    for part in ("Hands", "Feet"):
        front = next(n for n, words in enumerate(said) if f"{part} Print on both sides" in words)
        # Counted from 0: an even one is the front of a sheet of paper.
        assert front % 2 == 0, (chosen, part)
        assert f"{part}, the backs" in said[front + 1]
    for key in sheets:
        assert any(str(pack.SHEETS[key]) in words for words in said), key


LINE = "Lie down with the soft blanket and quiet music"
SHORT = "It is loud right now. I am okay. I am using my plan."


def flare_card(account: Account, person: Person, *, line: str, contacts: int, message: str) -> None:
    """As many lines as fit into a plan, people who are told, and things that helped."""
    each = {
        part: "\n".join(f"{n} {line}" for n in range(12)) for part in ("first_steps", "kit", "getting_back")
    }
    care.keep_plan(viewer=account, person=person, given={**each, "tiny_move": line})
    for n in range(contacts):
        papers.keep(
            account, person, "contact", name=f"Grandmother Rosemary {n}", way="sms", address="+44 7700 900123", message=message
        )  # fmt: skip
    things = [f"{n} {line}" for n in range(5)]
    papers.flare(account, person, tried=things, helped=things)


@pytest.mark.parametrize(
    ("country", "said"),
    [
        ("GB", ["In danger: call 999", "Samaritans: Call 116 123", "Childline (NSPCC): Call 0800 1111"]),
        ("US", ["In danger: call 911", "988 Suicide & Crisis Lifeline: Call or text 988, day and night"]),
        ("CA", ["In danger: call your local emergency number", "Call or text 988"]),
        ("", ["In danger: call your local emergency number"]),
    ],
)
def test_the_flare_card_says_whom_to_ring(country: str, said: list[str]) -> None:
    """Only numbers that were seen; a country without an emergency number that was seen gets none from memory."""
    account, person = owner("Robin")
    person.country = country
    person.save()
    today = today_of(person)
    words = pack.pack(account, person, ["flare"], today=today).words()
    page = html.unescape(client_of(account).get("/flare/card").content.decode())
    for line in (*said, "checked 22 November 2026, not rung."):
        assert line in words
        assert line in page


def test_a_full_flare_card_is_one_page_beside_other_sheets_too() -> None:
    account, person = owner("Robin")
    person.country = "GB"
    person.save()
    today = today_of(person)
    flare_card(account, person, line=LINE, contacts=3, message=SHORT)
    for chosen in (["flare"], ["week", "flare"], []):
        sheets = pack.pack(account, person, chosen, today=today)
        made = document.pdf(sheets, made_on=today)
        assert (made.pages, set(made.parts)) == (sheets.pages, {1}), chosen
        assert document.too_long(sheets, made) == []
        said = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.pdf)).pages)
        assert re.sub(r"\s+", " ", said).count(LINE) == 3 * 12 + 1 + 5, chosen


def test_a_sheet_that_is_longer_is_asked_about_by_name_and_can_be_taken_as_it_is() -> None:
    account, person = owner("Robin")
    browser = client_of(account)
    flare_card(account, person, line=(LINE + ", then once more " + LINE)[:110], contacts=6, message=SHORT * 3)
    asked = browser.get("/care/paper/pack?sheet=week&sheet=flare")
    assert asked["Content-Type"].startswith("text/html")
    page = asked.content.decode().split('id="content"', 1)[1]
    assert str(pack.SHEETS["flare"]) in page
    assert str(pack.SHEETS["week"]) not in page
    assert 'href="/flare/plan"' in page
    (way,) = re.findall(r'href="(/care/paper/pack\?[^"]+)"', page)
    taken = browser.get(html.unescape(way))
    assert taken["Content-Type"] == "application/pdf"
    raw = b"".join(taken) if taken.streaming else taken.content
    assert len(pypdf.PdfReader(io.BytesIO(raw)).pages) == 3
    # A sheet that fits is not asked about.
    assert browser.get("/care/paper/pack?sheet=week")["Content-Type"] == "application/pdf"


def test_an_empty_page_before_the_cards_hides_no_sheet_that_is_too_long() -> None:
    account, person = owner("Robin")
    today = today_of(person)
    people.record_clearance(viewer=account, person=person, by_whom="", on=today)
    for place in ("hand", "foot", "knee", "lower_leg", "thigh", "forearm"):
        training.open_touch_ladder(viewer=account, person=person, place=place, side="left")
    sheets = pack.pack(account, person, ["plan", "cards"], today=today)
    made = document.pdf(sheets, made_on=today)
    # Two pages of ladders fill the place of the page and the empty one: as many in all as were meant.
    assert made.parts[0] == 2
    assert document.too_long(sheets, made) == ["plan"]


def test_two_ladders_and_a_plan_share_a_page() -> None:
    account, person = owner("Robin")
    today = today_of(person)
    people.record_clearance(viewer=account, person=person, by_whom="", on=today)
    moving.begin_plan(viewer=account, person=person, activity="walk")
    for place in ("hand", "foot"):
        training.open_touch_ladder(viewer=account, person=person, place=place, side="left")
    sheets = pack.pack(account, person, ["plan"], today=today)
    made = document.pdf(sheets, made_on=today)
    assert (made.pages, made.parts) == (1, (1,))
    (page,) = pypdf.PdfReader(io.BytesIO(made.pdf)).pages
    assert page.extract_text().count("Touch practice:") == 2


def test_without_left_and_right_on_this_machine_the_pack_has_no_cards(settings: Any) -> None:
    settings.SWITCHES = {**settings.SWITCHES, "imagery": False}
    account, person = owner("Robin")
    made = pack.pack(account, person, [], today=today_of(person))
    assert not [block for block in made.blocks if block.kind == "cards"]


def test_a_paper_week_is_typed_in_on_one_page_and_twice_is_once() -> None:
    account, person = owner("Robin")
    browser = client_of(account)
    monday = today_of(person) - dt.timedelta(days=today_of(person).weekday() + 7)
    page = browser.get(f"/care/paper/week?week={monday.isoformat()}").content.decode()
    boxes = re.findall(r'<input class="in" name="([\w.]+)"', page)
    # Row after row, a box a day: with Tab alone, two seconds a box, eight rows of seven fit into two minutes.
    assert boxes == [f"{key}.{place}" for key, _words, _kind in pack.ROWS for place in range(7)]
    assert len(boxes) * 2 <= 120
    typed = {
        "week": monday.isoformat(),
        "function.0": "4",
        "hours_up.0": "7,5",
        "function.3": "6",
        "pain_worst.3": "5",
    }
    for _twice in range(2):
        answer = browser.post("/care/paper/week", typed, follow=True)
        assert "2 days are in the diary." in answer.content.decode()
    assert list(Entry.objects.filter(person=person).order_by("day").values_list("day", flat=True)) == [
        monday,
        monday + dt.timedelta(days=3),
    ]
    assert dict(Value.objects.filter(entry__day=monday).values_list("key", "number")) == {
        "function": 4,
        "hours_up": 7.5,
    }
    browser.post("/care/paper/week", {**typed, "function.0": "5"})
    assert Value.objects.get(entry__day=monday, key="function").number == 5


def test_every_row_of_the_sheet_can_be_typed_in_and_a_note_is_sealed_as_on_today() -> None:
    account, person = owner("Robin")
    keys.come_in(account=account, passphrase=PASSWORD)
    monday = today_of(person) - dt.timedelta(days=today_of(person).weekday() + 7)
    (sheet,) = [block for block in pack.pack(account, person, ["week"], today=monday).blocks if block.rows]
    page = client_of(account).get(f"/care/paper/week?week={monday.isoformat()}").content.decode()
    heads = re.findall(r'<th scope="row">([^<]+?) *<', page)
    assert heads == [row[0] for row in sheet.rows[1:]]
    assert {"A small win", "Note"} <= set(heads)
    assert page.count("Only you") == 1
    typed = {"function.0": "4", "win.0": "saw Mia, 2,5 km", "note.0": "marmot on the hill", "note.2": "ibex"}
    for _twice in range(2):
        assert week_entry.take_in(viewer=account, person=person, monday=monday, typed=typed).days == 2
    (first,) = day_documents(account, person.pk, monday)
    assert first["values"] == {"function": 4, "win": "saw Mia, 2,5 km", "note": "marmot on the hill"}
    (other,) = day_documents(account, person.pk, monday + dt.timedelta(days=2))
    assert other["values"] == {"note": "ibex"}
    # Without her open key it can be written and not read; what is typed in later leaves it alone.
    locked = Account.objects.get(pk=account.pk)
    assert week_entry.take_in(viewer=locked, person=person, monday=monday, typed={"win.0": "swam"}).days == 1
    assert week_entry.take_in(viewer=locked, person=person, monday=monday, typed={"note.2": "lynx"}).days == 1
    assert not Value.objects.filter(key="note", sealed__isnull=True).exists()
    assert "note" not in day_documents(locked, person.pk, monday)[0]["values"]
    assert day_documents(account, person.pk, monday)[0]["values"] == {
        "function": 4,
        "win": "swam",
        "note": "marmot on the hill",
    }
    (other,) = day_documents(account, person.pk, monday + dt.timedelta(days=2))
    assert other["values"] == {"note": "lynx"}


def test_paper_is_kept_after_a_correction_from_a_phone_whose_clock_is_ahead() -> None:
    account, person = owner("Robin")
    monday = today_of(person) - dt.timedelta(days=today_of(person).weekday() + 7)
    week_entry.take_in(viewer=account, person=person, monday=monday, typed={"function.0": "4"})
    (stored,) = day_documents(account, person.pk, monday)
    ahead = timezone.now() + dt.timedelta(hours=2)
    stored |= {"saved_at": ahead.isoformat(), "values": {"function": 3}, "person": str(person.pk)}
    assert diary.save_entry(viewer=account, document=stored).stored == "updated"
    for said in ("7", "8"):
        typed = {"function.0": said}
        assert week_entry.take_in(viewer=account, person=person, monday=monday, typed=typed).days == 1
        assert day_documents(account, person.pk, monday)[0]["values"] == {"function": int(said)}


def test_who_keeps_the_diary_types_in_only_what_is_open_to_her() -> None:
    account, person = owner("Robin")
    parent = login("Alex")
    grant(parent, person, ["function", "sleep"], write=True, audience="parent")
    monday = today_of(person) - dt.timedelta(days=today_of(person).weekday() + 7)
    # Robin reads her notes alone; for Alex there is no row for them, and what is sent all the same is not kept.
    page = client_of(account).get("/care/paper/week").content.decode()
    assert "Only you" in page
    keys_open = [row.key for row in week_entry.rows_of(parent, person)]
    assert "sleep_hours" in keys_open
    assert not {"note", "win", "pain_worst"} & {*keys_open}
    typed = {"function.0": "4", "note.0": "words", "win.0": "words", "note.1": "words"}
    assert week_entry.take_in(viewer=parent, person=person, monday=monday, typed=typed).days == 1
    assert set(Value.objects.values_list("key", flat=True)) == {"function"}
    # Once somebody else sees notes, the page does not say that only she does.
    grant(parent, person, ["note"], audience="parent")
    assert not [row for row in week_entry.rows_of(account, person) if row.private]


def test_words_that_are_too_long_for_a_box_are_named_there_and_nothing_is_kept() -> None:
    account, person = owner("Robin")
    monday = today_of(person) - dt.timedelta(days=today_of(person).weekday() + 7)
    typed = {"function.0": "4", "win.1": "w" * 201, "note.2": "n" * 4001}
    done = week_entry.take_in(viewer=account, person=person, monday=monday, typed=typed)
    assert "win.1" in done.problems
    assert not Entry.objects.filter(person=person).exists()
    late = week_entry.take_in(
        viewer=account, person=person, monday=monday + dt.timedelta(days=14), typed={"note.6": "words"}
    )
    assert late.problems == {"note.6": "This day is still to come."}


def test_a_wrong_box_keeps_nothing_and_says_where() -> None:
    account, person = owner("Robin")
    monday = today_of(person) - dt.timedelta(days=today_of(person).weekday() + 7)
    done = week_entry.take_in(
        viewer=account,
        person=person,
        monday=monday,
        typed={"function.0": "4", "function.1": "11", "hours_up.2": "much"},
    )
    assert done.days == 0
    assert done.problems == {
        "function.1": "Expected a number from 0 to 10.",
        "hours_up.2": "Expected a number from 0 to 24.",
    }
    assert not Entry.objects.filter(person=person).exists()
    later = week_entry.take_in(
        viewer=account, person=person, monday=monday + dt.timedelta(days=14), typed={"function.6": "4"}
    )
    assert list(later.problems.values()) == ["This day is still to come."]


def test_a_first_letter_has_nothing_left_to_fill_in_by_hand() -> None:
    """A parent's way from the menu to the file; how long it takes is walked in `tests/journeys/test_papers_and_learn.py`."""
    account, _person = owner("Robin")
    browser = client_of(account)
    pages = [browser.get("/more"), browser.get("/care/letters")]
    assert "/care/letters" in pages[0].content.decode()
    answer = browser.post("/care/letters/new/us-504-request", follow=True)
    draft = Letter.objects.get()
    sent = {
        "recipient": "504 coordinator", "place": "Oak Hill", "class": "8", "measure.walk_min": "3", "measure.sit_min": "25",
        "steps": ["sch-passing-time", "sch-break-card"], "contact": "Ms. Ortiz", "reply_by": "2030-01-07", "review_on": "2030-03-01", "author": "Alex",
    }  # fmt: skip
    done = browser.post(f"/care/letters/{draft.pk}", {**sent, "then": "pdf"}, follow=True)
    assert done.headers["Content-Type"] == "application/pdf"
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(done.content)).pages)
    assert "………" not in words
    assert "Parent or adult student, date" in re.sub(r"\s+", " ", words)
    assert answer.status_code == 200


KANNADA, BEAR = "ಅನನ್ಯ", "🧸"


def test_a_name_that_no_font_has_and_an_emoji_in_the_kit_leave_the_pack_printable(tmp_path: Path) -> None:
    """Letters leave a gap for the pen, an emoji is left out, and the page says so before the PDF is asked for."""
    account, person = owner("Robin")
    Person.objects.filter(pk=person.pk).update(display_name=KANNADA)
    browser = client_of(account)
    kit = "\n".join((f"{BEAR} Bear", f"Music {BEAR}, quiet", BEAR, "Call ಅಮ್ಮ on 12", "Ольга", "bell\x07"))
    care.keep_plan(
        viewer=account,
        person=person,
        given={"first_steps": "Sit", "kit": kit, "getting_back": "Up", "tiny_move": "Toes"},
    )
    for path in ("/care/paper", "/flare/card"):
        said = browser.get(path).content.decode().split('id="content"', 1)[1]
        note = next(part for part in said.split("<p") if "The PDF cannot show" in part)
        for part in (
            KANNADA,
            "ಅಮ್ಮ",
            BEAR,
            "on the screen" if path == "/care/paper" else "This page shows them",
        ):
            assert part in note, (path, part)
        assert "Word" not in note
    for query in ("", "?sheet=flare", "?sheet=week"):
        answer = browser.get(f"/care/paper/pack{query}")
        assert answer["Content-Type"] == "application/pdf", query
        (tmp_path / "pack.pdf").write_bytes(answer.content)
        assert list(pdfua.validate(str(tmp_path / "pack.pdf")).findings) == []
        found = pypdf.PdfReader(io.BytesIO(answer.content))
        # The file itself is called by the name.
        assert found.metadata is not None
        assert found.metadata.title == KANNADA
        words = [re.sub(r"\s+", " ", page.extract_text()) for page in found.pages]
        assert words[0].startswith("………")
        assert "Where ……… stands" in words[0]
        if query != "?sheet=week":
            for line in ("• Bear", "• Music, quiet", "• ………", "• Call ……… on 12", "Ольга", "• bell"):
                assert line in words[-1], line


def test_what_can_be_printed_is_printed_as_it_was_written() -> None:
    for words in ("Zoë Ünal", "Ольга", "佐藤さん", "नेहा", "محمد", "ก้อย", "⚡ ☀ ♥ → ½"):
        assert gaps.lacking(words) == frozenset(), words
        assert gaps.filled(words, frozenset({KANNADA, BEAR})) == words
    for written, printed in {
        "Ольга 🦊": "Ольга", "👨‍👩‍👧 us 👍🏽": "us", "1️⃣ calm": "1 calm", "a🧸b": "a b", "🧸 🐻": gaps.GAP, "佐藤𠮷 野": f"{gaps.GAP} 野",
        "aೂ": f"a{gaps.GAP}", "ԧ": gaps.GAP,
    }.items():  # fmt: skip
        assert gaps.filled(written, gaps.lacking(written)) == printed
