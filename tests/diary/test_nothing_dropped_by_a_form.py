"""A stored entry that is opened and saved again as its page shows it stays as it was."""

from __future__ import annotations

import uuid
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from dialdown.diary import selectors
from tests.diary.household import Home

pytestmark = pytest.mark.django_db


class Fields(HTMLParser):
    """What a browser would send of the check-in form."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.inside = self.template = False
        self.area: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.template = self.template or tag == "template"
        self.inside = self.inside or (tag == "form" and "check-in" in (found.get("class") or ""))
        name = found.get("name")
        if not self.inside or self.template or not name:
            return
        if tag == "textarea":
            self.area = (name, "")
        elif tag == "input" and (found.get("type") not in ("radio", "checkbox") or "checked" in found):
            self.sent.append((name, found.get("value") or ""))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area = (self.area[0], self.area[1] + data)

    def handle_endtag(self, tag: str) -> None:
        self.template = self.template and tag != "template"
        self.inside = self.inside and tag != "form"
        if tag == "textarea" and self.area:
            self.sent.append(self.area)
            self.area = None


def send_again(page: Client, entry: uuid.UUID, where: str = "", **change: str) -> None:
    shown = Fields()
    shown.feed(page.get(f"/entries/{entry}{where}").content.decode())
    sent = [(name, change.pop(name, value)) for name, value in shown.sent]
    answer = page.post(
        f"/entries/{entry}{where}",
        urlencode([*sent, *change.items()]),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]


CASES: list[dict[str, Any]] = [
    {"values": {"mood": "7.25", "function": 3}},
    {"values": {"sleep_quality": "3", "energy": "6"}},
    {"values": {"pain_now": 4.5, "function": 6.25}},
    {"values": {"pain_mean": 7.333333333333333}},
    {"values": {"sleep_hours": 7.3333333333, "steps": 12345, "walking_minutes": 7}},
    {"values": {"note": "a\n\nb  c", "did": ["walking", "rest"], "medicine": False, "period": True, "gap_reason": "busy"}},
    {"values": {"function": 1}, "remembered": "barely", "skipped": ["mood", "sleep_hours"]},
    {"values": {"function": 1}, "mode": "quick", "skipped": ["pain_now"]},
    {"values": {"function": 1}, "mode": "off", "skipped": ["pain_now"], "regions": [{"region": "front-left-knee", "pain": 4}]},
    {"regions": [{"region": "front-left-knee", "pain": 4.5, "quality": ["burning"], "brings_on": ["touch"], "own_word": "<b>"}]},
    {"regions": [{"region": "front-knee", "side": "middle", "pain": 4}]},
    {"values": {"function": 1}, "signs": [{"kind": "temperature", "side": "left", "answer": "cold", "reading": 28.4},
                                          {"kind": "sweat", "side": "middle", "answer": "more"}]},
    {"values": {"function": 1}, "mode": "weekly", "signs": [{"kind": "temperature", "side": "left", "reading": 28.4}]},
]  # fmt: skip


@pytest.mark.parametrize("limb", [False, True], ids=["no limb", "limb"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case.get("values", {})) or "places")
def test_saved_again_it_is_the_same(home: Home, page: Client, case: dict[str, Any], limb: bool) -> None:
    home.person.limb_module = limb
    home.person.save()
    entry = home.save(**case).entry
    before = selectors.entry_document(home.robin, entry.pk)
    send_again(page, entry.pk)
    after = selectors.entry_document(home.robin, entry.pk)
    # Saved anew at a later moment, and nothing else.
    assert after.pop("saved_at") > before.pop("saved_at")
    assert after == before


def test_a_correction_leaves_the_answers_between_the_steps_alone(home: Home, page: Client) -> None:
    entry = home.save(values={"pain_now": 4.5, "mood": "7.25", "note": "one"}).entry
    send_again(page, entry.pk, **{"values.note": "two"})
    after = selectors.entry_document(home.robin, entry.pk)
    assert after["values"] == {"pain_now": 4.5, "mood": "7.25", "note": "two"}


def test_the_page_of_places_keeps_side_and_number(home: Home, page: Client) -> None:
    marks = [
        {"region": "front-knee", "side": "middle", "pain": 4.5},
        {"region": "front-left-knee", "pain": 2},
    ]
    entry = home.save(regions=marks).entry
    before = selectors.entry_document(home.robin, entry.pk)
    shown = page.get(f"/entries/{entry.pk}/places").content.decode()
    assert 'value="4.5" checked' in shown
    page.post(
        f"/entries/{entry.pk}/places", {"regions.front-knee.pain": "4.5", "regions.front-left-knee.pain": "2"}
    )
    assert selectors.entry_document(home.robin, entry.pk)["regions"] == before["regions"]
