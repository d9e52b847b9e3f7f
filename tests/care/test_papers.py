"""Aids, team, visits and tests: written down, changed, taken out, brought back, and read by the right eyes."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from dialdown.activity import services as moving
from dialdown.care import selectors, services
from dialdown.care.clinical.reading import examinations
from dialdown.care.models import Medicine, Visit, VisitQuestion
from dialdown.care.records.keeping import Unfit
from dialdown.care.visits import reading as visits
from dialdown.care.visits.starters import roles, starters
from dialdown.diary.selectors import today_of
from dialdown.people.access import Denied
from dialdown.people.models import Account, Person
from tests.access.households import account, client_of, grant, member, owner
from tests.care import papers
from tests.care.papers import words

pytestmark = pytest.mark.django_db
PAGES = (
    "/care", "/care/medicines", "/care/medicines?print=1", "/care/aids", "/care/team", "/care/visits", "/care/tests", "/care/timeline",
    "/care/adult-rules", "/care/claims", "/care/costs", "/flare", "/flare/plan", "/flare/card", "/offline/flare",
)  # fmt: skip


def test_every_page_is_whole_when_nothing_is_written(home: tuple[Account, Person, Client]) -> None:
    for path in PAGES:
        assert "<h1>" in words(home[2], path)
    assert "None noted" in words(home[2], "/care/medicines")


def test_a_wrong_day_is_said_beside_its_field_and_nothing_is_kept(
    home: tuple[Account, Person, Client],
) -> None:
    _robin, _person, page = home
    given = {
        "nickname": "Night tablet",
        "role": "daily",
        "began_on": "2026-05-02",
        "stopped_on": "2026-05-01",
    }
    answer = page.post("/care/new/medicine", given)
    assert answer.status_code == 422
    assert "The end comes before the start" in answer.content.decode()
    assert (
        page.post("/care/new/medicine", {"nickname": "x", "role": "daily", "began_on": "soon"}).status_code
        == 422
    )
    assert not Medicine.objects.exists()


def test_a_help_needs_the_day_it_goes_and_what_comes_then(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    with pytest.raises(Unfit) as found:
        papers.keep(robin, person, "aid", kind="aid", name="Shower chair")
    assert set(found.value.form.errors) == {"until", "then"}
    papers.keep(
        robin, person, "aid", kind="aid", name="Shower chair", until="2020-01-07", then="stand for half"
    )
    said = words(page, "/care/aids")
    assert "What does it let you do now? Is it time?" in said
    assert "overdue" not in said


def test_questions_before_and_answers_after(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    day = today_of(person) + dt.timedelta(days=3)
    visit = papers.keep(robin, person, "visit", title="Pain clinic", day=day.isoformat(), clock="15:30")
    page.post(f"/care/visits/{visit.pk}/starters", {"starter": ["cared", "ages"]})
    asked = {q.text: q for q in VisitQuestion.objects.all()}
    assert "Have you cared for people with amplified pain before?" in asked
    assert len(asked) == 2
    assert "Have you cared for people with amplified pain before?" in words(page, "/care")
    first = asked["Have you cared for people with amplified pain before?"]
    page.post(f"/care/rows/question/{first.pk}", {"text": first.text, "answer": "Yes, forty."})
    assert [q.text for q in selectors.open_questions(robin, person)] == [q for q in asked if q != first.text]
    # What is on the list is not offered a second time.
    said = words(page, f"/care/visits/{visit.pk}")
    assert 'value="cared"' not in said
    assert 'value="explains"' in said


def test_the_calendar_holds_day_time_and_place_and_nothing_that_was_said(
    home: tuple[Account, Person, Client],
) -> None:
    robin, person, page = home
    told: dict[str, Any] = {"place": "Ward 7; east, 2nd", "agreed": "secret"}
    visit = papers.keep(
        robin, person, "visit", title="Zoë’s clinic, „Nord“", day="2026-07-01", clock="15:30", **told
    )
    papers.keep(robin, person, "question", visit, text="private question")
    papers.keep(robin, person, "visit", title="All day", day="2026-12-24")
    answer = page.get("/care/calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    read = icalendar.Calendar.from_ical(answer.content)
    first, second = read.walk("VEVENT")
    assert str(first["summary"]) == "Zoë’s clinic, „Nord“"
    assert str(first["location"]) == told["place"]
    # 15:30 in London in July.
    assert first.decoded("dtstart") == dt.datetime(2026, 7, 1, 14, 30, tzinfo=dt.UTC)
    assert second.decoded("dtstart") == dt.date(2026, 12, 24)
    assert b"secret" not in answer.content
    assert b"private question" not in answer.content
    # Read again later, the same visit is the same event.
    again = icalendar.Calendar.from_ical(page.get("/care/calendar.ics").content)
    assert [str(e["uid"]) for e in again.walk("VEVENT")] == [str(first["uid"]), str(second["uid"])]


def test_an_examination_is_counted_and_never_concluded(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    items = ["budapest.said.sensory", "budapest.said.motor", "budapest.seen.vasomotor", "acr.places.neck"]
    papers.keep(robin, person, "rules", day="2026-02-02", examiner="Dr Ellis", items=items)
    (one,) = examinations(robin, person.pk)
    counted = {part.key: len(found) for _rule, parts in one.rules for part, found in parts}
    assert counted == {"said": 2, "seen": 1, "around": 0, "places": 1}
    said = words(page, "/care/adult-rules")
    assert "adult rule, not validated under 18" in said
    assert "2 of 4" in said
    assert "1 of 19 · 1 of 5 regions (jaw, chest and abdomen not counted)" in said
    for verdict in ("CRPS", "fulfil", "meets", "positive", "diagnos"):
        assert verdict not in said
    with pytest.raises(Unfit):
        papers.keep(
            robin, person, "rules", day="2026-02-02", examiner="Dr Ellis", items=["budapest.seen.other"]
        )


def test_the_line_of_time_holds_everything_newest_first(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    papers.keep(robin, person, "visit", title="First doctor", day="2021-01-01")
    papers.keep(robin, person, "test", what="Blood count", day="2026-01-02", result="as expected")
    papers.keep(robin, person, "medicine", nickname="Tablet", role="daily", began_on="2026-02-01")
    found = visits.timeline(robin, person)
    assert [(m.day.year, m.title) for m in found] == [
        (2026, "Tablet"),
        (2026, "Blood count"),
        (2021, "First doctor"),
    ]
    said = words(page, "/care/timeline")
    # A gap of five years is two headings, not five empty pages.
    assert said.index("2026") < said.index("2021")
    assert "as expected" in said


def test_a_programme_stands_beside_the_line_of_time_with_its_hours(
    home: tuple[Account, Person, Client],
) -> None:
    """Sums of what was noted, and the way to before and after; hours that nobody noted count as nothing."""
    robin, person, page = home
    today = timezone.now().date()
    found = moving.plan_programme(
        viewer=robin,
        person=person,
        name="Day clinic",
        starts_on=today - dt.timedelta(days=6),
        ends_on=today + dt.timedelta(days=8),
    )
    for back, hours in (
        (2, {"physiotherapy": 3.0, "occupational": 1.5, "psychology": None}),
        (1, {"physiotherapy": 2.0, "psychology": 1.0}),
    ):
        moving.note_hours(
            viewer=robin, programme_id=found.pk, day=today - dt.timedelta(days=back), hours=hours
        )
    said = words(page, "/care/timeline")
    assert "Day clinic" in said
    assert "movement 5 h, hand skills 1.5 h, talking 1 h" in said
    assert "hours of 2 days are noted" in said
    assert "It cannot show why it changed." in said


def test_every_page_is_whole_with_one_of_every_kind(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    ids = papers.fill(robin, person, "佐藤")
    for path in (
        *PAGES,
        f"/care/medicines/{ids['medicine']}",
        f"/care/visits/{ids['visit']}",
        f"/care/claims/{ids['claim']}",
    ):
        words(page, path)
    for key in services.KINDS:
        said = words(page, f"/care/rows/{key}/{ids[key]}")
        assert "Take it out" in said
        assert "<h1>" in said
        of = next(
            (str(ids[k.key]) for k in services.KINDS.values() if k.key == services.KINDS[key].parent), ""
        )
        assert "Back without saving" in words(page, f"/care/new/{key}?of={of}")


def test_a_form_brings_back_what_is_stored_and_saving_it_changes_nothing(
    home: tuple[Account, Person, Client],
) -> None:
    robin, person, page = home
    ids = papers.fill(robin, person, "ünd")
    for key, kind in services.KINDS.items():
        row = kind.model._default_manager.get(pk=ids[key])
        form = kind.form(instance=row, today=today_of(person), person_id=person.pk)
        given = {name: form[name].value() for name in form.fields}
        given = {name: value for name, value in given.items() if value is not None}
        answer = page.post(f"/care/rows/{key}/{row.pk}", given)
        assert answer.status_code == 302, (key, answer.content.decode()[-800:])
        again = kind.model._default_manager.get(pk=row.pk)
        for name in form.fields:
            assert getattr(again, name) == getattr(row, name), (key, name)


def test_other_eyes_see_medicines_they_were_given_and_no_paper(home: tuple[Account, Person, Client]) -> None:
    robin, person, _page = home
    ids = papers.fill(robin, person, "walnut", "cherry")
    lee, dana, kim, sam = account("Lee"), account("Dana"), account("Kim"), owner("Sam")[0]
    grant(lee, person, ["medicine", "function"])
    member(dana, person, "clinician")
    grant(dana, person, ["medicine:line", "body:line", "function:line"], audience="clinician")
    member(kim, person, "parent")
    grant(kim, person, ["medicine", "function"], write=True, audience="parent")
    looks, notes_, leads = client_of(lee), client_of(dana), client_of(kim)
    assert "cherry" in words(looks, f"/care/medicines/{ids['medicine']}")
    assert "I took" not in words(looks, "/care/medicines")
    assert looks.post(f"/care/medicines/{ids['medicine']}/took").status_code == 404
    assert looks.get("/care/new/medicine").status_code == 404
    for path in (
        "/care",
        "/care/visits",
        f"/care/visits/{ids['visit']}",
        "/care/claims",
        "/flare",
        "/care/calendar.ics",
    ):
        assert looks.get(path).status_code == 404, path
        assert notes_.get(path).status_code == 404, path
    # The line only: no page of single answers.
    assert notes_.get("/care/medicines").status_code == 404
    address = f"/people/{person.pk}/adult-rules"
    assert "Dr Ellis" in words(notes_, address)
    assert address in words(notes_, f"/people/{person.pk}/one-page")
    assert address not in words(looks, f"/people/{person.pk}/one-page")
    assert looks.get(f"/people/{person.pk}/adult-rules").status_code == 404
    assert "walnut" in words(leads, "/care/visits")
    assert client_of(sam).get(f"/care/visits/{ids['visit']}").status_code == 404
    assert client_of(sam).post(f"/care/rows/visit/{ids['visit']}/remove").status_code == 404
    assert Visit.objects.get().removed_at is None
    with pytest.raises(Denied):
        services.keep(
            viewer=lee, kind=services.KINDS["visit"], person=person, given={"title": "x", "day": "2026-01-01"}
        )


def test_a_row_hangs_on_a_row_of_the_same_person_only(home: tuple[Account, Person, Client]) -> None:
    _robin, _person, page = home
    sam, other = owner("Sam")
    foreign = papers.keep(sam, other, "claim", title="theirs", state="sent")
    assert (
        page.post(
            "/care/new/call", {"of": str(foreign.pk), "day": "2026-01-01", "way": "call", "said": "x"}
        ).status_code
        == 404
    )
    assert page.post("/care/new/call", {"day": "2026-01-01", "way": "call", "said": "x"}).status_code == 404
    given = {"what": "x", "day": "2026-01-01", "paid": "1", "currency": "EUR", "claim": str(foreign.pk)}
    assert page.post("/care/new/cost", given).status_code == 422
    assert page.get("/care/new/nothing").status_code == 404


def test_who_said_it_and_who_typed_it_are_kept(home: tuple[Account, Person, Client]) -> None:
    robin, person, _page = home
    kim = account("Kim")
    member(kim, person, "parent")
    grant(kim, person, ["medicine", "function"], write=True, audience="parent")
    mine = papers.keep(robin, person, "visit", title="mine", day="2026-01-01")
    hers = papers.keep(kim, person, "visit", title="hers", day="2026-01-01")
    assert (mine.said_by, mine.typed_by, hers.said_by, hers.typed_by) == ("self", robin, "parent", kim)
    # A correction leaves both as they were.
    again = papers.keep(kim, person, "visit", row=mine, title="mine!", day="2026-01-01")
    assert (again.said_by, again.typed_by) == ("self", robin)


def test_starters_and_parts_of_the_team_are_whole() -> None:
    keys = [q.key for group in starters() for q in group.questions]
    assert len(keys) == len(set(keys)) >= 15
    assert roles().keys() == set(visits.TeamMember.Role.values)
    assert all(len(q.text) <= 300 for group in starters() for q in group.questions)


def test_what_every_part_of_a_team_does_can_be_read_before_anybody_is_there(
    home: tuple[Account, Person, Client],
) -> None:
    robin, person, page = home
    said = html.unescape(words(page, "/care/team"))
    assert [role for role, does in roles().items() if does not in said] == []
    # Psychology stands among the first, and a part that somebody has is said once, beside the name.
    assert said.index(roles()["psychologist"]) < said.index(roles()["programme"])
    papers.keep(robin, person, "member", name="Jo", role="nurse")
    said = html.unescape(words(page, "/care/team"))
    assert {does: said.count(does) for does in roles().values()} == dict.fromkeys(roles().values(), 1)


def test_the_present_day_is_hers(home: tuple[Account, Person, Client]) -> None:
    robin, person, _page = home
    person.zone = "Pacific/Kiritimati"
    person.save()
    soon = papers.keep(robin, person, "visit", title="today there", day=today_of(person).isoformat())
    assert visits.next_visit(robin, person) == soon
    assert soon.zone == "Pacific/Kiritimati"
    assert timezone.now().date() <= today_of(person)
