"""Opening a diary and ending it: codes, links, what is on offer, who may, and what is kept of a secret."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dialdown.care import selectors as care
from dialdown.care import services as care_services
from dialdown.diary import selectors as diary
from dialdown.people import scopes, selectors, services
from dialdown.people.access import Denied, LinkHolder, Preview, sight
from dialdown.people.models import Account, AuditEvent, Grant, Offer, Person
from tests.access.households import PASSWORD, account, client_of, grant, owner, world

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WEEK = dt.timedelta(days=7)


def opened(
    robin: Account, person: Person, who: Account, wanted: list[str], audience: str = "parent"
) -> Grant:
    _offer, code = services.make_offer(
        viewer=robin, person=person, audience=audience, label=str(who), scopes=wanted, ends_at=None
    )
    return services.accept(account=who, code=code)


# --- codes ------------------------------------------------------------------------------------------------


def test_a_code_works_once_whatever_its_case_and_dashes_and_is_stored_nowhere() -> None:
    mum, lou, (robin, person) = account("Mum"), account("Lou"), owner()
    offer, code = services.make_offer(
        viewer=robin,
        person=person,
        audience="parent",
        label="Mum",
        scopes=scopes.DEFAULTS["parent"],
        ends_at=None,
    )
    assert code not in str(vars(offer))
    given = services.accept(account=mum, code=f" {code[:5].upper()}-{code[5:]} ")
    assert (given.account, given.audience, given.may_write) == (mum, "parent", False)
    assert selectors.role(mum, person.pk) == "parent"
    assert Offer.objects.count() == 0
    with pytest.raises(services.NoSuchOffer):
        services.accept(account=lou, code=code)


def test_a_code_that_is_old_withdrawn_or_her_own_opens_nothing() -> None:
    mum, (robin, person) = account("Mum"), owner()

    def code() -> tuple[Offer, str]:
        return services.make_offer(
            viewer=robin, person=person, audience="other", label="x", scopes=["pain"], ends_at=None
        )

    offer, old = code()
    Offer.objects.update(open_until=timezone.now())
    _offer, own = code()
    taken, back = code()
    services.withdraw(viewer=robin, offer_id=taken.pk)
    for who, typed in ((mum, old), (robin, own), (mum, back), (mum, "")):
        with pytest.raises(services.NoSuchOffer):
            services.accept(account=who, code=typed)
    assert not sight(mum, person.pk)
    with pytest.raises(Denied):
        services.withdraw(viewer=mum, offer_id=offer.pk)


@pytest.mark.parametrize("wanted", [["note"], ["mood"], ["period"], ["all"], ["pain:week"], ["nothing"], []])
def test_what_is_private_or_unknown_cannot_be_opened(wanted: list[str]) -> None:
    robin, person = owner()
    with pytest.raises(scopes.WrongScopes):
        services.make_offer(
            viewer=robin, person=person, audience="other", label="x", scopes=wanted, ends_at=None
        )


def test_school_gets_the_page_for_school_and_nothing_else() -> None:
    robin, person = owner()
    for wanted in (["pain"], ["school", "function:week"]):
        with pytest.raises(scopes.WrongScopes):
            services.make_link(
                viewer=robin, person=person, audience="school", label="x", scopes=wanted, lasts=WEEK
            )


def test_the_list_of_scopes_is_the_list_of_the_diary() -> None:
    from dialdown.intake.definitions import shipped

    beside = {"move", "train", "visits", "school"}
    assert {group.key for group in scopes.GROUPS} - beside == set(shipped().scopes) - scopes.PRIVATE
    for audience, wanted in scopes.DEFAULTS.items():
        assert scopes.checked(audience, wanted) == sorted(wanted)


# --- who may --------------------------------------------------------------------------------------------------


def test_only_the_owner_says_who_sees_what_and_a_parent_who_leads_until_then() -> None:
    here = world()
    for role, may in (
        ("owner", True),
        ("parent who leads", False),
        ("clinician", False),
        ("host", False),
        ("other teen", False),
    ):
        assert selectors.may_share(here.logins[role], here.person.pk) is may, role
    kim = account("Kim")
    child = services.create_person(account=kim, role="parent", display_name="Mika", age_group="under_13")
    assert selectors.may_share(kim, child.pk)
    grant(account("Mika"), child, ["all"], write=True, audience="self")
    assert not selectors.may_share(kim, child.pk)


def test_nobody_ends_what_is_her_own() -> None:
    here = world()
    own = Grant.objects.get(person=here.person, audience="self")
    leads = here.logins["parent who leads"]
    with pytest.raises(Denied):
        services.end(viewer=leads, grant_id=own.pk)
    with pytest.raises(Denied):
        services.revoke(viewer=leads, grant=own)
    with pytest.raises(Denied):
        services.end(viewer=here.logins["owner"], grant_id=own.pk)


# --- the line, not each answer ------------------------------------------------------------------------------------


def test_a_weekly_summary_shows_no_day_and_a_line_no_answer() -> None:
    here = world()
    robin, person = here.logins["owner"], here.person
    mum, doctor = account("Mum2"), account("Doctor2")
    opened(robin, person, mum, ["function:week"])
    opened(robin, person, doctor, ["function:line"], "clinician")
    today = timezone.now().date()
    assert diary.day_series(mum, person.pk) == {}
    assert set(diary.day_series(doctor, person.pk)) == {"function"}
    for who in (mum, doctor):
        for read in (
            lambda who=who: diary.moments(who, person.pk, today, today),
            lambda who=who: diary.entry_document(who, here.entry),
            lambda who=who: diary.day_documents(who, person.pk, today),
            lambda who=who: diary.last_writing_check(who, person.pk),
        ):
            with pytest.raises(Denied):
                read()
        for path in ("/export/table", "/export/archive", f"/entries/{here.entry}", f"/history/{today}"):
            assert client_of(who).get(path).status_code in (302, 404), path
    for read in (
        lambda: diary.span(mum, person.pk),
        lambda: diary.calendar(mum, person.pk, today, today),
        lambda: diary.entries(mum, person.pk),
    ):
        with pytest.raises(Denied):
            read()
    # This week still runs: it is in nobody's summary.
    assert diary.weeks(mum, person, ["function"], number=4) == {}
    assert diary.weeks(mum, person, ["pain_now"], number=4) == {}


# --- links --------------------------------------------------------------------------------------------------------


def test_a_link_needs_both_parts_and_ends_at_once() -> None:
    robin, person = owner()
    care_services.save_school_sheet(viewer=robin, person=person, plan="a quiet place", review_on=None)
    mine = client_of(robin)
    page = mine.post(
        "/sharing/link", {"audience": "school", "label": "Ms Lee", "days": "30"}
    ).content.decode()
    secret = re.search(r"/shared#([\w-]+)", page)[1]
    spoken = re.search(r">(\d{6})<", page)[1]
    given = Grant.objects.get(audience="school")
    assert secret not in str(Grant.objects.values()) + str(AuditEvent.objects.values())
    assert spoken not in given.link_digest
    school = Client(SERVER_NAME="localhost")
    for wrong in (
        {"secret": secret, "spoken": "000000"},
        {"secret": "x" * 32, "spoken": spoken},
        {"secret": secret, "spoken": ""},
    ):
        assert school.post("/shared/open", wrong).status_code == 422
    assert (
        school.post(
            "/shared/open", {"secret": f"http://localhost/shared#{secret}", "spoken": spoken}
        ).status_code
        == 302
    )
    assert school.session.get_expire_at_browser_close()
    assert "a quiet place" in school.get("/shared").content.decode()
    assert school.get("/history").status_code == 302
    school.post("/shared/acknowledge")
    assert [one.by_whom for one in care.acknowledgements(robin, person.pk)] == ["Ms Lee"]
    services.end(viewer=robin, grant_id=given.pk)
    gone = school.get("/shared")
    assert gone.status_code == 410
    assert b"a quiet place" not in gone.content
    assert gone["Clear-Site-Data"] == '"cache"'
    assert "link" not in school.session


def test_guessing_the_digits_is_stopped(settings: Any) -> None:
    robin, person = owner()
    made = services.make_link(
        viewer=robin, person=person, audience="school", label="x", scopes=["school"], lasts=WEEK
    )
    client = Client(SERVER_NAME="localhost")
    answers = [
        client.post("/shared/open", {"secret": made.secret, "spoken": f"{n:06}"}).status_code
        for n in range(15)
    ]
    assert set(answers[:9]) == {422}
    assert answers[-1] == 429
    # From other addresses too: the link itself is counted.
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "link": "1000/m/ip"}
    assert client.post("/shared/open", {"secret": made.secret, "spoken": made.spoken}).status_code == 429


def test_digits_cannot_be_guessed_slowly_and_whoever_knows_them_is_not_counted(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    robin, person = owner()
    made = services.make_link(
        viewer=robin, person=person, audience="school", label="Ms Lee", scopes=["school"], lasts=dt.timedelta(days=180)
    )  # fmt: skip
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "link": "1000/m/ip"}
    client, clock = Client(SERVER_NAME="localhost"), [1_800_000_000.0]
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: clock[0])

    def tried(spoken: str) -> int:
        return client.post("/shared/open", {"secret": made.secret, "spoken": spoken}).status_code

    assert {tried(made.spoken) for _ in range(55)} == {302}
    wrong = f"{(int(made.spoken) + 1) % 1_000_000:06}"
    answers = []
    for _hour in range(52):
        answers.append(tried(wrong))
        clock[0] += 3600
    assert answers == [422] * 50 + [429] * 2
    assert tried(made.spoken) == 429
    clock[0] += 30 * 86400
    assert tried(made.spoken) == 302


def test_a_link_lasts_no_longer_than_a_year_and_reads_only() -> None:
    robin, person = owner()
    made = services.make_link(
        viewer=robin,
        person=person,
        audience="other",
        label="x",
        scopes=["function"],
        lasts=dt.timedelta(days=9999),
    )
    assert made.grant.ends_at <= timezone.now() + dt.timedelta(days=367)
    assert not sight(LinkHolder(made.grant.pk), person.pk).may_write
    owners = Grant.objects.get(person=person, audience="self")
    assert not sight(LinkHolder(owners.pk), person.pk)


# --- ending, undo, preview -------------------------------------------------------------------------------------------


def test_an_end_works_with_the_next_page_and_can_be_taken_back_for_ten_minutes() -> None:
    mum, (robin, person) = account("Mum"), owner()
    given = opened(robin, person, mum, ["function:week"])
    hers, mine = client_of(mum), client_of(robin)
    page = f"/people/{person.pk}/week"
    assert hers.get(page).status_code == 200
    assert mine.post(f"/sharing/{given.pk}/end").status_code == 302
    shut = hers.get(page)
    assert (shut.status_code, shut["Clear-Site-Data"]) == (404, '"cache"')
    assert mine.post(f"/sharing/{given.pk}/again").status_code == 302
    assert hers.get(page).status_code == 200
    Grant.objects.filter(account=mum).update(revoked_at=timezone.now() - dt.timedelta(minutes=11))
    assert mine.post(f"/sharing/{given.pk}/again").status_code == 404
    assert hers.get(page).status_code == 404


def test_other_topics_are_another_grant_and_the_old_one_is_over() -> None:
    mum, (robin, person) = account("Mum"), owner()
    old = opened(robin, person, mum, ["function:week"])
    response = client_of(robin).post(
        f"/sharing/{old.pk}", {"topic.pain": "line", "topic.note": "each", "topic.function": "off"}
    )
    assert response.status_code == 302
    old.refresh_from_db()
    assert old.revoked_at is not None
    assert [one.grant.scopes for one in selectors.opened_to(robin, person.pk)] == [["pain:line"]]
    (new,) = [one.grant for one in selectors.opened_to(robin, person.pk)]
    assert client_of(robin).post(f"/sharing/{new.pk}", {"topic.pain": "off"}).status_code == 422


def pictures(page: str) -> list[str]:
    """What stands on Insights: headings, findings, numbers."""
    return re.findall(r"<h[23]>(.*?)</h[23]>|<figcaption>(.*?)</figcaption>", page, re.DOTALL)


def test_a_preview_sees_what_the_other_sees_and_no_more() -> None:
    here = world()
    robin, person = here.logins["owner"], here.person
    _grant, eyes = selectors.preview(robin, here.clinician_grant)
    clinic = here.logins["clinician"]
    assert set(diary.day_series(eyes, person.pk)) == set(diary.day_series(clinic, person.pk))
    assert care.pages_for(eyes, person.pk) == care.pages_for(clinic, person.pk)
    seen = client_of(clinic).get(f"/people/{person.pk}/one-page").content.decode()
    shown = client_of(robin).get(f"/sharing/{here.clinician_grant}/preview").content.decode()
    assert re.findall(r"<dd>.*?</dd>", seen) == re.findall(r"<dd>.*?</dd>", shown)
    browser = client_of(clinic)
    for part in ("/insights/patterns", "/insights/volume", "/insights"):
        seen = browser.get(part).content.decode()
    shown = client_of(robin).get(f"/sharing/{here.clinician_grant}/preview?page=insights").content.decode()
    assert "data-fragment" not in shown
    assert pictures(shown) == pictures(seen) != []
    assert not sight(Preview(here.clinician_grant), person.pk).may_write
    for role in ("clinician", "other teen", "parent who leads"):
        with pytest.raises(Denied):
            selectors.preview(here.logins[role], here.clinician_grant)


def test_who_may_see_anything_of_a_group_counts_as_seen_by_others() -> None:
    mum, (robin, person) = account("Mum"), owner()
    assert selectors.seen_by_others(robin, person.pk) == frozenset()
    opened(robin, person, mum, ["function:week", "pain:line"])
    assert selectors.seen_by_others(robin, person.pk) == {"function", "pain"}


# --- pages ------------------------------------------------------------------------------------------------------------


def test_a_new_login_joins_with_the_code_and_lands_on_the_summary() -> None:
    robin, _person = owner()
    page = client_of(robin).post("/sharing/offer", {"audience": "parent", "label": "Mum"}).content.decode()
    code = re.search(r"<p class=\"paper\"[^>]*>([^<]+)<", page)[1]
    browser = client_of()
    told = {"code": code, "username": "Mum", "password": PASSWORD}
    assert browser.post("/join", told).status_code == 302
    response = browser.get("/", follow=True)
    assert response.redirect_chain[-1][0].endswith("/week")
    assert "Robin" in response.content.decode()


def test_a_clinicians_notes_are_read_by_the_person_and_no_other_clinician() -> None:
    here = world()
    other = account("Other")
    opened(here.logins["owner"], here.person, other, ["function:line"], "clinician")
    page = f"/people/{here.person.pk}/one-page"
    assert b"quokka" in client_of(here.logins["owner"]).get(page).content
    assert b"quokka" not in client_of(other).get(page).content
    assert client_of(other).post(f"/people/notes/{here.clinic_note}/delete").status_code == 404


def test_a_form_that_is_not_filled_in_says_what_is_missing() -> None:
    robin, _person = owner()
    mine = client_of(robin)
    for path in ("/sharing/offer", "/sharing/link"):
        response = mine.post(path, {})
        assert response.status_code == 422
        assert "Please type a name" in response.content.decode()
    old = mine.post("/sharing/offer", {"audience": "parent", "label": "Mum", "until": "2020-01-01"})
    assert "That day has passed" in old.content.decode()
