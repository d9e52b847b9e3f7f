"""Medicines, aids, team, visits, tests, claims and costs: written down, changed, taken out, brought back, and read by the right eyes."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from dialdown.activity import services as moving
from dialdown.care import selectors, services
from dialdown.care.claims import reading as claims
from dialdown.care.clinical.reading import examinations
from dialdown.care.medicines import reading as medicines
from dialdown.care.medicines.notes import MOOD, notes, with_every_note
from dialdown.care.models import Cost, Medicine, Taken, Visit, VisitQuestion
from dialdown.care.records.keeping import Unfit
from dialdown.care.visits import reading as visits
from dialdown.care.visits.starters import roles, starters
from dialdown.diary.models import Event
from dialdown.diary.selectors import today_of
from dialdown.people.access import Denied
from dialdown.people.models import Account, Person
from tests.access.households import account, client_of, grant, member, owner
from tests.care import papers

pytestmark = pytest.mark.django_db
PAGES = (
    "/care", "/care/medicines", "/care/medicines?print=1", "/care/aids", "/care/team", "/care/visits", "/care/tests", "/care/timeline",
    "/care/adult-rules", "/care/claims", "/care/costs", "/flare", "/flare/plan", "/flare/card", "/offline/flare",
)  # fmt: skip
SCRIPTS = ("Zoë Ünal", "Ольга", "محمد", "佐藤さん", "ปวีณา", "नेहा", "🦊 Fox", "<b>Bob</b>")


@pytest.fixture
def home() -> tuple[Account, Person, Client]:
    """Robin, her diary and her browser."""
    login, person = owner("Robin", age_group="13_to_17")
    return login, person, client_of(login)


def words(page: Client, path: str) -> str:
    answer = page.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_every_page_is_whole_when_nothing_is_written(home: tuple[Account, Person, Client]) -> None:
    for path in PAGES:
        assert "<h1>" in words(home[2], path)
    assert "None noted" in words(home[2], "/care/medicines")


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


def test_claims_stand_by_the_next_deadline(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    late = papers.keep(robin, person, "claim", title="Programme", state="sent", deadline="2030-03-01")
    soon = papers.keep(robin, person, "claim", title="Travel", state="planned", deadline="2030-05-01")
    papers.keep(robin, person, "claim", title="Done", state="agreed", deadline="2029-01-01")
    papers.keep(
        robin, person, "call", soon, day="2030-01-01", way="call", said="Send it", deadline="2030-02-01"
    )
    found = [(line.claim.title, line.deadline) for line in claims.claims(robin, person)]
    assert found == [("Travel", dt.date(2030, 2, 1)), ("Programme", dt.date(2030, 3, 1)), ("Done", None)]
    assert "Next deadline: 1 March 2030" in words(page, f"/care/claims/{late.pk}")


def test_a_deadline_that_is_over_hides_none_that_is_to_come(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    today = today_of(person)
    past, older, soon, later = (today + dt.timedelta(days=n) for n in (-9, -30, 5, 40))
    on = {"day": today.isoformat(), "way": "call", "said": "Send it"}
    both = papers.keep(robin, person, "claim", title="Programme", state="refused", deadline=past.isoformat())
    # What an earlier call asked for still counts beside what a later one did.
    papers.keep(robin, person, "call", both, **{**on, "day": older.isoformat()}, deadline=soon.isoformat())
    papers.keep(robin, person, "call", both, **on, deadline=later.isoformat())
    over = papers.keep(robin, person, "claim", title="Travel", state="sent")
    papers.keep(robin, person, "call", over, **on, deadline=past.isoformat())
    today_is = papers.keep(robin, person, "claim", title="Aid", state="sent", deadline=today.isoformat())
    found = [(line.claim.title, line.deadline, line.over) for line in claims.claims(robin, person)]
    assert found == [("Aid", today, None), ("Programme", soon, past), ("Travel", None, past)]

    said = words(page, f"/care/claims/{both.pk}")
    assert f"Next deadline: {date_format(soon, 'j F Y')}" in said
    assert f"Deadline was {date_format(past, 'j F Y')}" in said
    said = words(page, f"/care/claims/{over.pk}")
    assert "Next deadline" not in said
    assert f"Deadline was {date_format(past, 'j F Y')}" in said
    assert f"Next deadline: {date_format(today, 'j F Y')}" in words(page, f"/care/claims/{today_is.pk}")
    for path in ("/care", "/care/claims"):
        said = words(page, path)
        assert f"until {date_format(soon, 'j F Y')}" in said, path
        assert said.count(f"deadline was {date_format(past, 'j F Y')}") == 2, path


def test_claims_that_are_over_leave_the_room_on_care_to_those_to_come(
    home: tuple[Account, Person, Client],
) -> None:
    robin, person, page = home
    today = today_of(person)
    for place in range(5):
        day = today - dt.timedelta(days=place + 1)
        papers.keep(robin, person, "claim", title=f"Old {place}", state="sent", deadline=day.isoformat())
    soon = today + dt.timedelta(days=2)
    papers.keep(robin, person, "claim", title="Soon", state="sent", deadline=soon.isoformat())
    papers.keep(robin, person, "claim", title="Done", state="closed", deadline="2020-01-01")
    said = words(page, "/care")
    assert said.index("Soon") < said.index("Old 0") < said.index("Old 1") < said.index("Old 4")
    assert "Done" not in said


def test_money_is_whole_hundredths_and_currencies_stay_apart(home: tuple[Account, Person, Client]) -> None:
    robin, person, page = home
    for paid, back, currency in (
        ("12.50", "2,10", "EUR"),
        ("0.1", "", "EUR"),
        ("0.2", "", "EUR"),
        ("9", "", "USD"),
    ):
        papers.keep(
            robin, person, "cost", what="Train", day="2026-01-01", paid=paid, back=back, currency=currency
        )
    found = claims.sums(claims.costs(robin, person))
    assert [(s.currency, s.paid, s.back, s.left) for s in found] == [
        ("EUR", 1280, 210, 1070),
        ("USD", 900, 0, 900),
    ]
    assert "12.80 EUR paid, 2.10 EUR came back, 10.70 EUR left" in words(page, "/care/costs")
    with pytest.raises(Unfit):
        papers.keep(robin, person, "cost", what="Train", day="2026-01-01", paid="-1", currency="EUR")
    assert Cost.objects.count() == 4


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
    assert "1 of 19" in said
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
