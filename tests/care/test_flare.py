"""The flare plan, flare mode and what helped."""

from __future__ import annotations

import datetime as dt
import json
import re
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from dialdown.care import selectors, services
from dialdown.care.flare.reading import Helped
from dialdown.care.flare.suggestions import suggestions
from dialdown.care.models import Flare, FlarePlan
from dialdown.diary import services as diary
from dialdown.people.models import Account, Person
from dialdown.uuid7 import uuid7
from tests.access.households import account, client_of, grant, owner
from tests.care import papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> tuple[Account, Person, Client]:
    """Robin, her diary and her browser."""
    login, person = owner("Robin", age_group="13_to_17")
    return login, person, client_of(login)


def words(page: Client, path: str) -> str:
    answer = page.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def document(person: Person, **more: Any) -> dict[str, Any]:
    now = timezone.now().isoformat()
    return {
        "person": str(person.pk),
        "at": now,
        "zone": "UTC",
        "saved_at": now,
        "tried": ["Blanket"],
        "helped": [],
    } | more


def put(page: Client, flare_id: object, body: dict[str, Any]) -> Any:
    return page.put(f"/api/flares/{flare_id}", json.dumps(body), "application/json")


def test_the_first_loud_day_has_a_page_before_there_is_a_plan(home: tuple[Account, Person, Client]) -> None:
    said = words(home[2], "/flare")
    assert 'data-theme="quiet"' in said
    assert "Our suggestions, until you have a plan of your own" in said
    for line in suggestions().kit:
        assert line in said
    # Help, new pain and the way out are on it.
    for address in ("/help-now", "/new-pain"):
        assert f'href="{address}' in said
    assert "One step at a time." in said


def test_a_plan_is_kept_line_by_line_and_shown_in_its_order(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    given = {
        "first_steps": "Sit down\n\n  Breathe   slowly \nSit down",
        "kit": "毛布\n🎧",
        "tiny_move": "Wiggle",
        "getting_back": "Day 1",
    }
    assert page.post("/flare/plan", given).status_code == 302
    plan = FlarePlan.objects.get()
    assert (plan.first_steps, plan.kit) == (["Sit down", "Breathe slowly"], ["毛布", "🎧"])
    said = words(page, "/flare")
    assert said.index("Sit down") < said.index("Breathe slowly") < said.index("毛布")
    assert "Our suggestions" not in said
    # The same plan is what the device keeps.
    kept = words(page, "/offline/flare")
    assert "毛布" in kept
    assert f'data-person="{person.pk}"' in kept
    page.post("/flare/plan", given | {"kit": "one thing"})
    assert FlarePlan.objects.get().kit == ["one thing"]
    assert selectors.flare_plan(robin, person) == FlarePlan.objects.get()


def test_whoever_came_from_the_first_day_goes_back_to_it(home: tuple[Account, Person, Client]) -> None:
    page = home[2]
    assert 'name="next" value="/start"' in words(page, "/flare/plan?next=/start")
    assert page.post("/flare/plan", {"kit": "Blanket", "next": "/start"})["Location"] == "/start"
    # Never to another machine.
    for wanted in ("https://elsewhere.test/", "//elsewhere.test/", "start", ""):
        assert page.post("/flare/plan", {"kit": "Blanket", "next": wanted})["Location"] == "/flare/plan"
    assert 'value="//elsewhere' not in words(page, "/flare/plan?next=//elsewhere.test/")


def test_too_many_lines_are_said_and_nothing_is_lost(home: tuple[Account, Person, Client]) -> None:
    page = home[2]
    answer = page.post("/flare/plan", {"kit": "\n".join(f"thing {n}" for n in range(13))})
    assert answer.status_code == 422
    assert "Up to 12 lines fit" in answer.content.decode()
    assert "thing 12" in answer.content.decode()
    assert page.post("/flare/plan", {"kit": "x" * 121}).status_code == 422
    assert not FlarePlan.objects.exists()


def test_a_message_is_drafted_and_only_her_phone_sends_it(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    papers.keep(
        robin,
        person,
        "contact",
        name="Mum",
        way="sms",
        address="+44 (0)7700 900123",
        message="Loud & okay? Ä",
    )
    papers.keep(
        robin, person, "contact", name="Dad", way="mailto", address="dad@example.org", message="50% okay"
    )
    papers.keep(robin, person, "contact", name="Teacher", way="show", message="I need ten minutes.")
    said = words(page, "/flare")
    addresses = [unquote(a.replace("&amp;", "&")) for a in re.findall(r'href="((?:sms|mailto):[^"]+)"', said)]
    assert addresses == ["sms:+4407700900123?&body=Loud & okay? Ä", "mailto:dad@example.org?body=50% okay"]
    # Percent and ampersand arrive as they were written.
    assert "Loud%20%26%20okay%3F" in said
    assert "body=50%25%20okay" in said
    assert "I need ten minutes." in said
    assert "Nothing is sent unless you tap" in said
    assert (
        page.post(
            "/care/new/contact", {"name": "x", "way": "sms", "address": "call me", "message": "y"}
        ).status_code
        == 422
    )
    assert (
        page.post(
            "/care/new/contact", {"name": "x", "way": "mailto", "address": "nobody", "message": "y"}
        ).status_code
        == 422
    )


def test_what_helped_is_counted_over_flares(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    for ago in range(5):
        papers.flare(
            robin,
            person,
            tried=["Blanket", "Music", "Tea"],
            helped=["Blanket", "Music"] if ago < 2 else ["Blanket"],
            ago=ago,
        )
    papers.flare(robin, person, tried=["Music"], helped=[], ago=9)
    assert selectors.what_helped(robin, person) == [Helped("Blanket", 5, 5), Helped("Music", 2, 6)]
    said = words(page, "/flare")
    assert "helped 2 of 6 times" in said
    assert "Tea" not in said
    assert Helped("x", 15, 20).dots.count(True) == 8


def test_how_flares_settle_is_said_only_when_it_can_be_said(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    assert "Flares are loud days, not lost progress." in words(page, "/flare")
    begin = timezone.now().date() - dt.timedelta(days=149)
    for n in range(150):
        # A flare of three days every fifteen: 4, then 8, 8, 8, then back.
        pain = 8 if n > 30 and n % 15 in (0, 1, 2) else (4 if n % 2 else 3)
        at = dt.datetime.combine(begin + dt.timedelta(days=n), dt.time(12), tzinfo=dt.UTC)
        told = {
            "person": str(person.pk),
            "at": at.isoformat(),
            "zone": "UTC",
            "saved_at": at.isoformat(),
            "values": {"pain_now": pain},
        }
        diary.save_entry(
            viewer=robin, document={**told, "id": str(uuid7()), "mode": "full", "said_by": "self"}
        )
    said = words(page, "/flare")
    assert "Your flares settle in about 3 days" in said
    assert "Flares are loud days" not in said


def test_without_script_it_is_written_down_and_taken_back(home: tuple[Account, Person, Client]) -> None:
    page = home[2]
    page.post("/flare/after", {})
    assert not Flare.objects.exists()
    page.post("/flare/after", {"tried": ["Blanket"], "helped": ["Playlist"]})
    row = Flare.objects.get()
    # What helped was tried, too.
    assert (row.tried, row.helped) == (["Blanket", "Playlist"], ["Playlist"])
    page.post(f"/flare/{row.pk}/remove")
    assert selectors.what_helped(home[0], home[1]) == []


def test_the_queue_may_send_twice_late_and_out_of_order(home: tuple[Account, Person, Client]) -> None:
    _robin, person, page = home
    name, first = uuid7(), document(person)
    later = document(person, helped=["Blanket"])
    assert put(page, name, later).status_code == 201
    assert put(page, name, later).json()["stored"] == "same"
    assert put(page, name, first).json()["stored"] == "newer"
    assert Flare.objects.get().helped == ["Blanket"]
    assert page.delete(f"/api/flares/{name}").json()["stored"] == "deleted"
    assert page.delete(f"/api/flares/{uuid7()}").status_code == 403
    newest = document(person, tried=["Music"])
    assert put(page, name, newest).json()["stored"] == "updated"
    assert Flare.objects.get().deleted_at is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": "soon"}, {"at": "2020-01-01T00:00:00"}, {"zone": "Mars/Base"}, {"tried": ["x" * 121]}, {"tried": [""]},
        {"helped": ["x"] * 25}, {"saved_at": "9999-01-01T00:00:00+00:00"}, {"tried": ["a\u0000b"]},
    ],
)  # fmt: skip
def test_what_no_page_could_send_is_refused(
    home: tuple[Account, Person, Client], wrong: dict[str, Any]
) -> None:
    answer = put(home[2], uuid7(), document(home[1], **wrong))
    assert answer.status_code == 422
    assert {p["where"] for p in answer.json()["problems"]} == set(wrong)
    assert not Flare.objects.exists()


def test_a_flare_of_somebody_else_cannot_be_changed(home: tuple[Account, Person, Client]) -> None:
    robin, person, _page = home
    row = papers.flare(robin, person, tried=["a"], helped=[])
    sam, other = owner("Sam")
    theirs = client_of(sam)
    assert put(theirs, row.pk, document(person)).status_code == 403
    assert put(theirs, row.pk, document(other)).status_code == 403
    assert theirs.delete(f"/api/flares/{row.pk}").status_code == 403
    lee = account("Lee")
    grant(lee, person, ["function", "pain"])
    assert client_of(lee).get("/flare").status_code == 404


def test_small_wins_stand_on_the_loud_day(home: tuple[Account, Person, Client]) -> None:
    """What she did lately, in her words; without one the page has no such part."""
    robin, person, page = home
    assert "You did these" not in words(page, "/flare")
    now = timezone.now().isoformat()
    told = {
        "id": str(uuid7()),
        "person": str(person.pk),
        "at": now,
        "saved_at": now,
        "zone": "UTC",
        "mode": "full",
        "said_by": "self",
    }
    diary.save_entry(viewer=robin, document={**told, "values": {"win": "Sat through the film"}})
    said = words(page, "/flare")
    assert said.index("You did these") < said.index("Sat through the film") < said.index("Getting back")
    # A win is a row of the diary, and the diary is not kept on a phone.
    kept = words(page, "/offline/flare")
    assert "Getting back" in kept
    assert "Sat through the film" not in kept
    assert "You did these" not in kept


def test_the_card_as_a_pdf_holds_her_own_plan_on_one_page(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    papers.fill(robin, person, "Ольга")
    answer = page.get("/care/paper/pack?sheet=flare")
    assert answer["Content-Type"] == "application/pdf"
    (sheet,) = PdfReader(BytesIO(b"".join(answer) if answer.streaming else answer.content)).pages
    said = re.sub(r"\s+", " ", sheet.extract_text())
    for part in (
        "Breathe Ольга",
        "Blanket",
        "Mum Ольга, +44 7700 900123: “I am okay.”",
        "Blanket: 1 of 1 times",
        "A doctor the same day",
    ):
        assert part in said
    assert suggestions().first_steps[0] not in said


def test_the_card_is_paper_with_the_red_flags_on_it(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    papers.fill(robin, person, "Ольга")
    said = words(page, "/flare/card")
    for part in ("Blanket", "Mum Ольга", "A doctor the same day", "ten minutes at most", "1 of 1 time"):
        assert part in said
    assert said.split("A doctor the same day")[1].count("<li>") >= 8


def test_a_part_of_the_plan_that_she_left_empty_is_no_heading(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    papers.fill(robin, person, "Ольга")
    empty = ("first_steps", "kit", "getting_back")
    FlarePlan.objects.filter(person=person).update(**{key: [] for key in empty})
    answer = page.get("/care/paper/pack?sheet=flare")
    (sheet,) = PdfReader(BytesIO(b"".join(answer) if answer.streaming else answer.content)).pages
    for said in (words(page, "/flare/card"), sheet.extract_text()):
        assert "A doctor the same day" in said
        for heading in ("First\n", ">First<", "My kit", "Getting back"):
            assert heading not in said


def test_the_way_out_leads_to_where_she_was_and_never_off_this_host(
    home: tuple[Account, Person, Client],
) -> None:
    page = home[2]
    out = re.compile(r'href="([^"]*)" aria-label="Leave flare mode"')
    assert out.findall(words(page, "/flare?from=/move")) == ["/move"]
    for elsewhere in ("//evil.example", "https://evil.example", "javascript:alert(1)", "\\\\evil"):
        assert out.findall(words(page, f"/flare?from={elsewhere}")) == ["/"]


def test_no_flare_text_frightens_or_blames() -> None:
    shown = suggestions()
    text = " ".join(
        [*shown.first_steps, *shown.kit, shown.tiny_move, *shown.getting_back, shown.message, shown.warmth]
    ).lower()
    for word in ("setback", "relapse", "worse", "fail", "unbearable", "avoid", "rice"):
        assert word not in text
    assert "good side" in text
    assert services.KINDS["contact"].form.base_fields["message"].required
