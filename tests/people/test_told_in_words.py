"""The list that the owner reads: every page and every event of it has words."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver

from dialdown.export.page_file import services as page_file
from dialdown.export.page_file.sealing import new_code
from dialdown.insights.weather import keeping
from dialdown.intake.weather import GRIDS
from dialdown.people import audit, selectors
from dialdown.people.audit_pages import PAGES
from dialdown.people.audit_words import NOTED, told
from dialdown.people.logins import running
from dialdown.people.models import AuditEvent, Membership
from dialdown.uuid7 import uuid7
from tests.access.households import account, client_of, grant, member, owner, world

pytestmark = [pytest.mark.django_db, pytest.mark.database]
# Rooms whose pages are about a person. Of these, pages that read nothing of anybody:
ROOMS = ("diary", "insights", "activity", "training", "care", "learn", "export")
ABOUT_NOBODY = {
    "help_now", "what_this_is", "calm", "calm_breathing", "calm_relaxing", "calm_grounding", "calm_ideas", "prescribe_paper",
    "shared_open", "shared_leave",
    # The owner's own look, of which nobody is told.
    "preview",
}  # fmt: skip


def pages(patterns: Any = None) -> Iterator[tuple[str, str]]:
    """Every named address with the room whose view it has."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLPattern):
            yield one.name or "", getattr(one.callback, "__module__", "")
        else:
            yield from pages(one.url_patterns)


def test_every_page_about_a_person_has_words() -> None:
    wanted = {name for name, module in pages() if module.split(".")[1:2] and module.split(".")[1] in ROOMS}
    assert {"move", "touch_go", "care_week"} <= wanted
    assert wanted - set(PAGES) - ABOUT_NOBODY == set()


@pytest.mark.parametrize("what", NOTED)
def test_every_event_reads_as_a_sentence(what: str) -> None:
    kim = account("Kim")
    event = audit.record(
        subject=uuid.uuid4(),
        kind=AuditEvent.Kind.OTHER,
        viewer=kim,
        about={"what": what, "by": "Dad", "age": 16},
    )
    said = told(event).words
    assert said.startswith("Kim ")
    assert ":" not in said.removesuffix("asks for it outside") or what == "weather_on"
    assert "%" not in said


def lines(viewer: Any, person: Any) -> list[str]:
    return [one.words for one in selectors.looks(viewer, person.pk)]


def test_weather_on_and_off_is_told_once_each() -> None:
    robin, person = owner()
    for _twice in range(2):
        keeping.switch_on(viewer=robin, person=person, latitude=51.5, longitude=0, grid=GRIDS[0], name="Town")
    keeping.switch_off(viewer=robin, person=person)
    keeping.switch_off(viewer=robin, person=person)
    keeping.forget(viewer=robin, person=person)
    assert lines(robin, person) == [
        "You switched the weather off and had it forgotten",
        "You switched the weather off",
        "You switched the weather on: this machine asks for it outside",
    ]
    assert "51" not in str([event.about for event in AuditEvent.objects.all()])


def test_a_login_that_rests_and_wakes_reads_it() -> None:
    host, kim = account("Host"), account("Kim")
    member(host, None, Membership.Role.HOST)
    running.set_resting(host=host, account_id=kim.pk, rests=True)
    running.set_resting(host=host, account_id=kim.pk, rests=False)
    assert [one.words for one in selectors.own_sign_ins(kim)] == [
        "Host switched this login on again", "Host switched this login off",
    ]  # fmt: skip


def test_a_locked_page_is_told_with_whom_it_is_for() -> None:
    robin, person = owner()
    page_file.make(viewer=robin, person=person, scopes=["function:line"], label="Dr Who", code=new_code())
    assert "You took out a locked page for a doctor, for Dr Who" in lines(robin, person)


def test_the_way_to_a_locked_page_stands_where_one_shares() -> None:
    robin, _person = owner()
    assert b'href="/export/page-file"' in client_of(robin).get("/sharing").content
    assert b'href="/export/page-file"' not in client_of(account("Lou")).get("/sharing").content


def test_practice_and_prescriptions_by_others_are_told() -> None:
    here = world()
    robin, kim, dana = here.logins["owner"], here.logins["parent who leads"], here.logins["clinician"]
    assert robin is not None
    assert dana is not None
    grant(dana, here.person, ["move"], audience="clinician")
    go = {
        "id": str(uuid7()),
        "ladder": str(here.ladder),
        "rung": "2",
        "planned": "5",
        "done": "5",
        "skin": "okay",
        "felt": "okay",
    }
    assert client_of(kim).post("/train/touch/go", go).status_code == 302
    plan = {
        "template": "walk", "amount_minutes": "2", "amount_seconds": "0", "floor_minutes": "1", "floor_seconds": "0",
        "ceiling_minutes": "4", "ceiling_seconds": "0", "weekly_minutes": "0", "weekly_seconds": "15", "weeks": "6", "who": "Dana",
    }  # fmt: skip
    answer = client_of(dana).post("/prescribe", plan)
    assert answer.status_code == 302
    said = lines(robin, here.person)
    assert "Parent Who Leads wrote: one go of touch practice" in said
    assert "Clinician wrote: a plan for moving, which waits for an answer" in said
