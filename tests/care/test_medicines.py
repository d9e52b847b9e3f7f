"""Medicines: amounts over time, what was taken, notes about groups, names in any script, and what is said about mood."""

from __future__ import annotations

import datetime as dt
import html
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfua
import pytest
from django.test import Client
from pypdf import PdfReader

from dialdown.care.medicines import reading as medicines
from dialdown.care.medicines.notes import MOOD, notes, with_every_note
from dialdown.care.models import Medicine, Taken
from dialdown.care.paper import gaps
from dialdown.diary.models import Event
from dialdown.diary.selectors import today_of
from dialdown.people.models import Account, Person
from tests.access.households import account, client_of, grant
from tests.care import papers
from tests.care.papers import words

pytestmark = pytest.mark.django_db
SCRIPTS = ("Zoë Ünal", "Ольга", "محمد", "佐藤さん", "ปวีณา", "नेहा", "🦊 Fox", "<b>Bob</b>")


def test_one_tap_notes_a_medicine_and_undo_takes_it_back(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    pill = papers.keep(robin, person, "medicine", nickname="Night tablet", role="daily")
    page.post(f"/care/medicines/{pill.pk}/took", {"next": "/care"})
    taken = Taken.objects.get()
    assert taken.day == today_of(person)
    assert len(taken.clock) == 5
    assert "taken today" in words(page, "/care")
    page.post(f"/care/rows/taken/{taken.pk}/remove")
    assert "taken today" not in words(page, "/care")
    page.post(f"/care/rows/taken/{taken.pk}/restore")
    assert "taken today" in words(page, "/care")


def test_the_amount_of_today_is_the_newest_that_has_begun(home: tuple[Account, Person, Client]) -> None:
    robin, person, _page = home
    today = today_of(person)
    pill = papers.keep(robin, person, "medicine", nickname="Night tablet", role="daily")
    for days, amount in ((-60, "one half"), (-7, "one"), (7, "two")):
        papers.keep(
            robin, person, "dose", pill, amount=amount, from_on=(today + dt.timedelta(days=days)).isoformat()
        )
    assert [one.amount for one in medicines.medicines(robin, person)] == ["one"]
    assert [dose.amount for dose in medicines.medicine(robin, pill.pk).doses] == ["two", "one", "one half"]


def test_a_medicine_is_something_that_began_and_ended(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    pill = papers.keep(
        robin, person, "medicine", nickname="Night tablet", role="daily", began_on="2026-03-01"
    )
    assert Event.objects.get().title == "Night tablet"
    stopped = papers.keep(
        robin,
        person,
        "medicine",
        row=pill,
        nickname="Moon tablet",
        role="daily",
        began_on="2026-03-01",
        stopped_on="2026-04-01",
    )
    event = Event.objects.get()
    # What changed with it is looked at in Insights, with its warning.
    address = f"/insights/before-after/{event.pk}"
    assert address in words(page, f"/care/medicines/{pill.pk}")
    assert page.get(address).status_code == 200
    assert (stopped.role_on(dt.date(2026, 4, 1)), event.title, event.ends_on) == (
        "stopped",
        "Moon tablet",
        dt.date(2026, 4, 1),
    )
    page.post(f"/care/rows/medicine/{pill.pk}/remove")
    assert not Event.objects.exists()
    page.post(f"/care/rows/medicine/{pill.pk}/restore")
    assert Event.objects.get().title == "Moon tablet"


def test_another_amount_has_a_before_and_after_of_its_own(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    pill = papers.keep(
        robin, person, "medicine", nickname="Night tablet", role="daily", began_on="2026-03-01", stopped_on="2026-06-01"
    )  # fmt: skip
    for day, amount in (("2026-03-01", "one"), ("2026-04-10", "two"), ("2026-07-01", "three")):
        papers.keep(robin, person, "dose", pill, from_on=day, amount=amount)
    address = f"/insights/before-after/{Event.objects.get().pk}"
    said = words(page, f"/care/medicines/{pill.pk}")
    # The first amount is the beginning itself, and after the end there is none.
    assert re.findall(rf'{address}\?on=([\d-]+)"', said) == ["2026-04-10"]
    answer = words(page, f"{address}?on=2026-04-10")
    assert "another amount from 10 April 2026" in answer
    assert "Nothing here is a reason to change a medicine" in answer
    for wrong in ("2026-03-01", "2026-06-02", "soon", ""):
        assert page.get(f"{address}?on={wrong}").status_code == 404, wrong


def test_a_medicine_that_ended_takes_no_place_on_care_whatever_it_was_for(
    home: tuple[Account, Person, Client],
) -> None:
    robin, person, page = home
    today = today_of(person)
    over, later = ((today + dt.timedelta(days=n)).isoformat() for n in (-1, 3))
    for place in range(6):
        papers.keep(robin, person, "medicine", nickname=f"Ended {place}", role="daily", stopped_on=over)
    papers.keep(robin, person, "medicine", nickname="Night tablet", role="daily")
    papers.keep(robin, person, "medicine", nickname="Ends soon", role="rescue", stopped_on=later)
    said = words(page, "/care")
    assert "Night tablet" in said
    assert "Ends soon" in said
    assert "Ended" not in said
    assert "6 more, doses and side effects" in said
    assert "Ended 5" in words(page, "/care/medicines")


def test_two_hundred_medicines_in_any_script_are_read_in_few_queries(
    home: tuple[Account, Person, Client], django_assert_max_num_queries: Any
) -> None:
    _robin, person, page = home
    Medicine.objects.bulk_create(
        Medicine(
            person=person,
            nickname=f"{SCRIPTS[n % len(SCRIPTS)]} {n}",
            role=("daily", "rescue", "stopped")[n % 3],
        )
        for n in range(200)
    )
    with django_assert_max_num_queries(40):
        said = words(page, "/care/medicines")
    for name in SCRIPTS[:-1]:
        assert name in said
    assert "&lt;b&gt;Bob&lt;/b&gt;" in said
    assert "<b>Bob" not in said
    assert said.count("/took") == sum(n % 3 != 2 for n in range(200))
    # The first page stays a first page.
    assert words(page, "/care").count("/took") == 6
    assert words(page, "/care/medicines?print=1").count("<tr>") == 201


def pdf_of(page: Client) -> tuple[bytes, list[str]]:
    """The list as a file, and the words of its pages."""
    assert 'href="/care/medicines/pdf"' in words(page, "/care/medicines?print=1")
    answer = page.get("/care/medicines/pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    found = [re.sub(r"\s+", " ", one.extract_text()) for one in PdfReader(BytesIO(answer.content)).pages]
    return answer.content, found


def test_the_list_as_a_pdf_says_what_the_sheet_on_the_screen_says(
    home: tuple[Account, Person, Client], tmp_path: Path
) -> None:
    robin, person, page = home
    pill = papers.keep(
        robin, person, "medicine", nickname="Night tablet 🌙", name="amitriptyline", role="daily", schedule="8 pm, with Mum", began_on="2026-03-01"
    )  # fmt: skip
    papers.keep(robin, person, "dose", pill, amount="one half", from_on="2026-03-01")
    papers.keep(robin, person, "effect", pill, day="2026-03-02", kind="side", text="dry mouth")
    papers.keep(
        robin, person, "medicine", nickname="ಮಾತ್ರೆ", name="x" * 70, role="daily", stopped_on="2026-04-01", why_stopped="too sleepy"
    )  # fmt: skip
    screen = words(page, "/care/medicines?print=1")
    assert "The PDF cannot show" in screen
    assert "This page shows them all." in screen
    raw, (said,) = pdf_of(page)
    (tmp_path / "list.pdf").write_bytes(raw)
    assert list(pdfua.validate(str(tmp_path / "list.pdf")).findings) == []
    cells = [html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>([^<]+)</t[hd]>", screen)]
    assert len(cells) == 6 * 3
    pressed = said.replace(" ", "")
    for cell in cells:
        wanted = gaps.GAP if cell == "ಮಾತ್ರೆ" else cell.replace(" 🌙", "")
        assert wanted.replace(" ", "") in pressed, cell
    assert "as written down by the family; amounts as ordered" in said
    assert "1 / 1" in said
    # A word that is longer than its column goes on below, and not over the next column.
    assert "xxxx" in said
    assert "x" * 35 not in said
    # What it did and why it was stopped are not for this sheet, and there is no advice.
    for never in ("dry mouth", "too sleepy", "Ask before"):
        assert never not in said


def test_two_hundred_medicines_are_a_list_of_several_pages_to_read(
    home: tuple[Account, Person, Client],
) -> None:
    _robin, person, page = home
    Medicine.objects.bulk_create(
        Medicine(
            person=person, nickname=f"Tablet {n:03} of the night, the small ones", name="hydroxychloroquine sulfate", schedule="8 pm, with Mum",
            role=("daily", "rescue", "stopped")[n % 3], began_on=dt.date(2026, 3, 1),
        )
        for n in range(200)
    )  # fmt: skip
    _raw, pages = pdf_of(page)
    assert 5 <= len(pages) <= 20
    for number, said in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in said
        assert f"Medicines of {person.display_name}" in said
        # What the columns are stands on every page, and no medicine is cut in two by its end.
        assert "Name on the pack" in said
        assert said.count("Tablet") == said.count("the small ones") == said.count("1 Mar 2026")
    found = re.findall(r"Tablet (\d{3})", " ".join(pages))
    assert sorted(map(int, found)) == list(range(200))


def test_the_list_as_a_pdf_is_for_whoever_may_see_medicines_alone(
    home: tuple[Account, Person, Client],
) -> None:
    robin, person, page = home
    papers.keep(robin, person, "medicine", nickname="Night tablet", role="daily")
    for scopes, sees in ((["medicine"], True), (["function"], False)):
        other = account(f"Alex {sees}")
        grant(other, person, scopes, audience="parent")
        their = client_of(other)
        their.post(f"/people/open/{person.pk}")
        answer = their.get("/care/medicines/pdf")
        assert answer.status_code == (200 if sees else 404)
        assert (answer["Content-Type"] == "application/pdf") == sees
    page.post(f"/care/rows/medicine/{Medicine.objects.get().pk}/remove")
    assert "Night tablet" not in pdf_of(page)[1][0]


def test_notes_about_groups_hold_sourced_sentences_only_and_no_advice(
    home: tuple[Account, Person, Client],
) -> None:
    robin, person, page = home
    shown = [note for note, _names in notes()]
    assert len(shown) == 8  # the ninth group has no sourced sentence
    for note in shown:
        for fact in note.facts:
            assert fact.sources
            assert all(ref for _title, ref in fact.sources)
            assert "from memory" not in str(fact.sources)
    pill = papers.keep(robin, person, "medicine", nickname="Night", name="Amitriptyline 10", role="daily")
    said = words(page, f"/care/medicines/{pill.pk}")
    assert "boxed warning" in said
    assert with_every_note() in said
    assert "not yet reviewed by a clinician" in said
    # Its unsourced lines stay away.
    assert "Heart rhythm" not in said
    assert "dry mouth, sleepiness" not in said
    other = papers.keep(robin, person, "medicine", nickname="Metamitriptylineol", role="daily")
    assert "boxed warning" not in words(page, f"/care/medicines/{other.pk}")


@pytest.mark.parametrize(
    ("name", "said"),
    [("Amitriptyline 10", True), ("pregabalin", True), ("Ibuprofen", False), ("Drops", False)],
)
def test_a_medicine_that_can_change_mood_says_so_once_to_whoever_wrote_it_down(
    home: tuple[Account, Person, Client], name: str, said: bool
) -> None:
    """At a new medicine, a change of it and a new amount; not for a tablet taken, not again, and to nobody else."""
    robin, person, page = home
    kim = account("Kim")
    grant(kim, person, ["function", "medicine"], write=True, audience="parent")
    note = "This kind of medicine can change how you feel"
    at = page.post("/care/new/medicine", {"nickname": "Night one", "name": name, "role": "daily"}).url
    pill = Medicine.objects.get()
    assert at == f"/care/medicines/{pill.pk}"
    assert note not in words(client_of(kim), at)
    shown = words(page, at)
    assert (note in shown) is said
    assert ("Help now" in shown.partition(note)[2][:600]) is said
    assert note not in words(page, at)
    page.post(f"/care/medicines/{pill.pk}/took", {})
    assert note not in words(page, at)
    for path, given in (
        (f"/care/rows/medicine/{pill.pk}", {"nickname": "Moon one", "name": name, "role": "daily"}),
        ("/care/new/dose", {"of": str(pill.pk), "amount": "one", "from_on": "2026-03-01"}),
    ):
        assert page.post(path, given).url == at
        assert (note in words(page, at)) is said, path
        assert note not in words(page, at)
    assert robin.pk != kim.pk


def test_every_group_that_can_change_mood_has_a_source_for_it() -> None:
    groups = {note.key: note for note, _names in notes()}
    assert set(groups) >= MOOD
    for key in MOOD:
        (fact,) = [fact for fact in groups[key].facts if "suicidal" in fact.text]
        assert fact.sources, key
