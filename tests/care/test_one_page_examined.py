"""What the newest examination recorded, on the one page for whoever asks for it and may read it: counted, never concluded."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from dialdown.care.chosen import SECTIONS, Chosen, chosen
from dialdown.care.clinical import keeping
from dialdown.care.one_page import one_page
from dialdown.care.paper.one_page import one_page_paper
from dialdown.people import services as sharing
from dialdown.people.models import Account, Person
from tests.access.households import account, client_of, grant, owner
from tests.care.test_one_page_paper import copied
from tests.care.test_one_page_ranges import keep

pytestmark = pytest.mark.django_db
ASKED = "chosen=1&section=facts&section=examined"
OLD = {"day": "2025-02-02", "examiner": "Dr Moss", "items": ["budapest.said.sensory"], "note": "an old note"}
NEW = {
    "day": "2026-02-02", "examiner": "Dr Ellis", "note": "left foot",
    "items": ["budapest.said.sensory", "budapest.seen.sensory", "budapest.seen.motor", "budapest.around.better",
              "acr.places.neck", "acr.places.jaw_left", "acr.places.hip_left"],
}  # fmt: skip
COUNTED = ("1 of 4 told, 2 of 4 seen", "3 of 19 places, 2 of 5 regions (jaw, chest and abdomen not counted)")
BESIDE = (*COUNTED, "Adult rule, not validated under 18", "Examined by Dr Ellis, 2 February 2026", "Said by a clinician, typed by")  # fmt: skip


@pytest.fixture(params=[0, 1], ids=["empty", "one day"])
def home(request: pytest.FixtureRequest) -> tuple[Account, Person, Account]:
    """Robin's diary, and a clinician to whom the line of the body map is open, who examined twice."""
    robin, person = owner("Robin", age_group="13_to_17")
    ellis = account("Ellis", display_name="Dr Ellis")
    grant(ellis, person, ["body:line", "function:line"], audience="clinician")
    if request.param:
        keep(robin, person, 0, function=5)
    for sent in (NEW, OLD):
        keeping.record(viewer=ellis, person=person, given=sent)
    return robin, person, ellis


def said(words: str) -> bool:
    """True when all of it stands there and nothing was concluded; False when none of it does."""
    there = [one in words for one in BESIDE]
    assert all(there) or not any(there), there
    for other in ("CRPS", "fulfil", "meets", "positive", "Dr Moss", "left foot", "an old note"):
        assert other not in words
    return all(there)


def test_it_stands_there_for_whoever_asks_and_a_choice_of_before_has_none_of_it() -> None:
    before = [key for key in SECTIONS if key != "examined"]
    assert "examined" not in chosen("", None)
    assert chosen("", before) == Chosen()
    assert Chosen().query == ""
    asked = chosen("", SECTIONS)
    assert "section=examined" in asked.query
    assert asked.turned("examined") == Chosen()
    assert Chosen().turned("examined") == asked


def test_the_family_and_her_clinician_read_it_on_screen_and_on_paper(
    home: tuple[Account, Person, Account],
) -> None:
    robin, person, ellis = home
    for viewer in (robin, ellis):
        screen, today = client_of(viewer), timezone.localdate()
        assert not said(screen.get(f"/people/{person.pk}/one-page").content.decode())
        assert said(screen.get(f"/people/{person.pk}/one-page?{ASKED}").content.decode())
        assert one_page(viewer, person).examined is None
        made = one_page_paper(viewer, person, chosen("", ["examined"]), today=today)
        assert said(copied(made.paper.pdf))
        assert made.paper.pages == 1


@pytest.mark.parametrize(
    ("scopes", "audience"),
    [
        (["function:line", "pain:line"], "clinician"),
        (["body", "function"], "parent"),
        (["body:line"], "other"),
    ],
)
def test_nobody_else_reads_it_by_asking(
    home: tuple[Account, Person, Account], scopes: list[str], audience: str
) -> None:
    robin, person, _ellis = home
    sam = account("Sam")
    given = grant(sam, person, scopes, audience=audience)
    assert one_page(sam, person, chosen("", SECTIONS)).examined is None
    assert not said(client_of(sam).get(f"/people/{person.pk}/one-page?{ASKED}").content.decode())
    seen = client_of(robin).get(f"/sharing/{given.pk}/preview?page=one_page&{ASKED}").content.decode()
    assert not said(seen)
    assert "Show what an examination recorded" not in seen


@pytest.mark.parametrize(
    ("scopes", "audience", "sees"),
    [
        (["body:line", "function:line"], "clinician", True), (["function:line"], "clinician", False),
        (["body:line"], "other", False),
    ],
)  # fmt: skip
def test_a_link_and_its_preview_show_it_under_the_same_door(
    home: tuple[Account, Person, Account], scopes: list[str], audience: str, sees: bool
) -> None:
    robin, person, _ellis = home
    lasts = dt.timedelta(days=1)
    link = sharing.make_link(viewer=robin, person=person, audience=audience, label="Dr Okoye", scopes=scopes, lasts=lasts)  # fmt: skip
    browser = client_of()
    assert browser.post("/shared/open", {"secret": link.secret, "spoken": link.spoken}).status_code == 302
    preview = f"/sharing/{link.grant.pk}/preview"
    for client, path in ((browser, "/shared"), (client_of(robin), preview)):
        first = client.get(f"{path}?page=one_page").content.decode()
        assert not said(first)
        assert ("Show what an examination recorded" in first) == sees
        assert said(client.get(f"{path}?page=one_page&{ASKED}").content.decode()) == sees
