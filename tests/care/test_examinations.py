"""A clinician records an examination from her own login: who said it and who typed it, who reads it, nothing concluded."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from dialdown.care.clinical import keeping, reading
from dialdown.care.clinical.rules import keys
from dialdown.care.models import RuleItems
from dialdown.care.records.keeping import Unfit
from dialdown.people import services as sharing
from dialdown.people.access import Denied, Preview
from dialdown.people.models import Account, AuditEvent, Person
from tests.access.households import account, client_of, grant, member, owner
from tests.care import papers

pytestmark = pytest.mark.django_db
SENT = {
    "day": "2026-02-02", "examiner": "Dr Ellis", "items": ["budapest.seen.sensory", "budapest.seen.motor", "acr.places.neck"],
    "note": "left foot, both sides compared",
}  # fmt: skip


@pytest.fixture
def home() -> tuple[Account, Person, Account]:
    """Robin, her diary, and a clinician to whom the line of the body map is open."""
    robin, person = owner("Robin", age_group="13_to_17")
    ellis = account("Ellis", display_name="Dr Ellis")
    grant(ellis, person, ["body:line", "function:line"], audience="clinician")
    return robin, person, ellis


def words(page: Client, path: str) -> str:
    answer = page.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_what_a_clinician_records_stands_on_both_pages_as_hers(home: tuple[Account, Person, Account]) -> None:
    robin, person, ellis = home
    clinic, mine = client_of(ellis), client_of(robin)
    there = f"/people/{person.pk}/adult-rules"
    assert there in words(clinic, f"/people/{person.pk}/one-page")
    assert f"{there}/new" in words(clinic, there)
    form = words(clinic, f"{there}/new")
    assert "Robin" in form
    assert "not validated under 18" in form
    assert 'value="Dr Ellis"' in form
    assert clinic.post(f"{there}/new", SENT).status_code == 302
    row = RuleItems.objects.get()
    assert (row.said_by, row.typed_by, row.person, row.items) == ("clinician", ellis, person, SENT["items"])
    hers, theirs = words(mine, "/care/adult-rules"), words(clinic, there)
    for said in (hers, theirs):
        assert "adult rule, not validated under 18" in said
        assert "2 of 4" in said
        assert "1 of 19" in said
        assert "left foot, both sides compared" in said
        for verdict in ("CRPS", "fulfil", "meets", "positive", "diagnos"):
            assert verdict not in said
    assert "Said by a clinician, typed by Dr Ellis" in hers
    assert "Said by a clinician, typed by you" in theirs
    # She hears of it: a row of who looked, with the page's own words.
    looks = AuditEvent.objects.filter(subject=person.pk, who_id=ellis.pk)
    assert looks.filter(page="care_examine").exists()


def test_a_wrong_item_or_no_day_keeps_nothing_and_says_where(home: tuple[Account, Person, Account]) -> None:
    _robin, person, ellis = home
    clinic = client_of(ellis)
    for wrong in ({"items": ["budapest.seen.other"]}, {"day": "in spring"}, {"examiner": ""}):
        answer = clinic.post(f"/people/{person.pk}/adult-rules/new", {**SENT, **wrong})
        assert answer.status_code == 422, wrong
        assert 'class="err"' in answer.content.decode()
    assert not RuleItems.objects.exists()
    with pytest.raises(Unfit):
        keeping.record(viewer=ellis, person=person, given={"items": sorted(keys())})


def test_a_clinician_changes_her_own_rows_and_nobody_elses(home: tuple[Account, Person, Account]) -> None:
    robin, person, ellis = home
    other = account("Okoye")
    grant(other, person, ["body:line"], audience="clinician")
    family = papers.keep(robin, person, "rules", **{**SENT, "examiner": "Dr Moss"})
    hers = keeping.record(viewer=ellis, person=person, given=SENT)
    there = f"/people/{person.pk}/adult-rules"
    clinic, colleague, mine = client_of(ellis), client_of(other), client_of(robin)
    assert clinic.post(f"{there}/{hers.pk}", {**SENT, "note": "both feet"}).status_code == 302
    assert RuleItems.objects.get(pk=hers.pk).note == "both feet"
    assert "both feet" in words(colleague, there)
    assert f"{there}/{hers.pk}" not in words(colleague, there)
    for client, row in ((colleague, hers), (clinic, family), (colleague, family)):
        for path in (f"{there}/{row.pk}", f"{there}/{row.pk}/remove", f"{there}/{row.pk}/restore"):
            assert client.post(path, SENT).status_code == 404, path
        assert client.get(f"{there}/{row.pk}").status_code == 404
    # Her words stay hers: the family reads them and may take them out, and puts none in her mouth.
    assert mine.get(f"/care/rows/rules/{hers.pk}").status_code == 404
    assert mine.post(f"/care/rows/rules/{hers.pk}", {**SENT, "note": "nothing found"}).status_code == 404
    with pytest.raises(Denied):
        papers.keep(robin, person, "rules", row=hers, **SENT)
    assert RuleItems.objects.get(pk=hers.pk).note == "both feet"


def test_taken_out_by_her_comes_back_and_taken_out_by_the_family_stays_out(
    home: tuple[Account, Person, Account],
) -> None:
    robin, person, ellis = home
    row = keeping.record(viewer=ellis, person=person, given=SENT)
    clinic, mine = client_of(ellis), client_of(robin)
    there = f"/people/{person.pk}/adult-rules/{row.pk}"
    assert clinic.post(f"{there}/remove").status_code == 302
    assert reading.examinations(robin, person.pk) == []
    assert clinic.post(f"{there}/restore").status_code == 302
    assert len(reading.examinations(robin, person.pk)) == 1
    assert f"/care/rows/rules/{row.pk}/remove" in words(mine, "/care/adult-rules")
    assert mine.post(f"/care/rows/rules/{row.pk}/remove").status_code == 302
    assert clinic.post(f"{there}/restore").status_code == 404
    assert reading.examinations(ellis, person.pk) == []


@pytest.mark.parametrize(
    ("scopes", "audience", "membership"),
    [
        (["function:line", "pain:line"], "clinician", "clinician"), (["body", "all"], "parent", "parent"),
        (["body:line"], "other", None), (["school"], "school", None),
    ],
)  # fmt: skip
def test_nobody_else_records_one(
    home: tuple[Account, Person, Account], scopes: list[str], audience: str, membership: str | None
) -> None:
    _robin, person, ellis = home
    row = keeping.record(viewer=ellis, person=person, given=SENT)
    login = account("Sam")
    if membership:
        member(login, person, membership)
    grant(login, person, scopes, audience=audience)
    client = client_of(login)
    there = f"/people/{person.pk}/adult-rules"
    assert client.get(f"{there}/new").status_code == 404
    for path in (f"{there}/new", f"{there}/{row.pk}", f"{there}/{row.pk}/remove"):
        assert client.post(path, SENT).status_code == 404
    with pytest.raises(Denied):
        keeping.record(viewer=login, person=person, given=SENT)
    assert RuleItems.objects.count() == 1


def test_the_owner_her_preview_and_an_ended_grant_record_none(home: tuple[Account, Person, Account]) -> None:
    robin, person, ellis = home
    given = person.grants.get(account=ellis)
    for viewer in (robin, Preview(given.pk)):
        with pytest.raises(Denied):
            keeping.record(viewer=viewer, person=person, given=SENT)
    row = keeping.record(viewer=ellis, person=person, given=SENT)
    sharing.revoke(viewer=robin, grant=given)
    client = client_of(ellis)
    assert client.post(f"/people/{person.pk}/adult-rules/new", SENT).status_code == 404
    assert client.post(f"/people/{person.pk}/adult-rules/{row.pk}/remove").status_code == 404
    assert RuleItems.objects.filter(removed_at__isnull=True).count() == 1


def test_it_is_written_for_the_person_in_the_address_whoever_else_is_open(
    home: tuple[Account, Person, Account],
) -> None:
    _robin, person, ellis = home
    _kim, other = owner("Kim")
    grant(ellis, other, ["body:line"], audience="clinician")
    clinic = client_of(ellis)
    words(clinic, f"/people/{other.pk}/one-page")
    assert clinic.post(f"/people/{person.pk}/adult-rules/new", SENT).status_code == 302
    assert RuleItems.objects.get().person == person
    row = RuleItems.objects.get()
    assert clinic.post(f"/people/{other.pk}/adult-rules/{row.pk}", SENT).status_code == 404


def test_whose_words_they_are_is_kept_when_the_login_is_gone(home: tuple[Account, Person, Account]) -> None:
    robin, person, ellis = home
    keeping.record(viewer=ellis, person=person, given=SENT)
    papers.keep(robin, person, "rules", day=(timezone.now().date() - dt.timedelta(days=1)).isoformat(), examiner="Dr Moss", items=[])  # fmt: skip
    ellis.delete()
    said = words(client_of(robin), "/care/adult-rules")
    assert "Said by a clinician, typed by a login that is gone" in said
    assert "Said by Robin, typed at home" in said
    assert "Examined by Dr Ellis" in said
