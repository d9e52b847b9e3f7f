"""What was opened is changed: its topics and its end, of a grant, a link and an unused code, also by two at once."""

from __future__ import annotations

import datetime as dt
import re
import threading
from html import unescape

import pytest
from django.db import connection, connections
from django.utils import timezone
from django.utils.formats import date_format

from dialdown.people import scopes, selectors, services
from dialdown.people.access import Denied
from tests.access.households import account, client_of, owner
from tests.people.test_sharing import opened

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WEEK = dt.timedelta(days=7)


def test_the_end_of_a_grant_can_be_set_moved_and_taken_away() -> None:
    mum, (robin, person) = account("Mum"), owner()
    first, browser = opened(robin, person, mum, ["function:week"]), client_of(robin)
    day = timezone.now().date() + WEEK
    for until, shown in ((day.isoformat(), day), ((day + WEEK).isoformat(), day + WEEK), ("", None)):
        assert (
            browser.post(f"/sharing/{first.pk}", {"topic.function": "week", "until": until}).status_code
            == 302
        )
        first.refresh_from_db()
        assert first.revoked_at is not None
        (first,) = [one.grant for one in selectors.opened_to(robin, person.pk)]
        assert (first.ends_at is None) == (shown is None)
        page = browser.get("/sharing").content.decode()
        assert f'value="{until}"' in page
        assert not shown or f"until {date_format(shown, 'j F Y')}" in page
    for wrong, said in (
        ("2020-01-01", "has passed"),
        ("some day", "Try 20 Nov 2026"),
        ("9999-12-31", "too far away"),
    ):
        answer = browser.post(f"/sharing/{first.pk}", {"topic.function": "week", "until": wrong})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    first.refresh_from_db()
    assert first.revoked_at is None


def test_a_form_without_the_day_does_not_take_the_end_away() -> None:
    mum, (robin, person) = account("Mum"), owner()
    given, browser = opened(robin, person, mum, ["function:week"]), client_of(robin)
    browser.post(
        f"/sharing/{given.pk}", {"topic.function": "week", "until": str(timezone.now().date() + WEEK)}
    )
    (given,) = [one.grant for one in selectors.opened_to(robin, person.pk)]
    browser.post(f"/sharing/{given.pk}", {"topic.pain": "line"})
    (now,) = [one.grant for one in selectors.opened_to(robin, person.pk)]
    assert (now.scopes, now.ends_at) == (["pain:line"], given.ends_at)
    assert given.ends_at is not None


def test_a_change_that_is_refused_keeps_what_was_chosen_and_says_where() -> None:
    mum, dad, (robin, person) = account("Mum"), account("Dad"), owner()
    hers, his = (opened(robin, person, one, ["function:week"]) for one in (mum, dad))
    for sent, at in (
        ({"topic.pain": "line", "until": "2020-01-01"}, "has passed"),
        ({"topic.pain": "off"}, "Nothing was chosen"),
    ):
        page = client_of(robin).post(f"/sharing/{his.pk}", sent).content.decode()
        refused, other = (page.split(f'id="s{one.pk}"')[1].split("</section>")[0] for one in (his, hers))
        assert at in refused
        assert at not in other
        assert "<details open>" in refused
        assert "<details open>" not in other
    page = (
        client_of(robin)
        .post(f"/sharing/{his.pk}", {"topic.pain": "line", "until": "2020-01-01"})
        .content.decode()
    )
    refused = page.split(f'id="s{his.pk}"')[1].split("</section>")[0]
    assert re.search(r'name="topic.pain"[^>]*value="line"[^>]*checked|value="line" selected', refused)
    assert 'value="2020-01-01"' in refused
    assert 'aria-invalid="true"' in refused


@pytest.mark.django_db(transaction=True)
def test_saving_and_ending_at_once_leave_at_most_one_leave() -> None:
    """A double tap on Save, and Save beside End it now, on a database with several writers."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an SQLite database in memory has one connection; the rule is tested on PostgreSQL")
    mum, (robin, person) = account("Mum"), owner()
    given = opened(robin, person, mum, ["function:week"])
    start = threading.Barrier(4)

    def act(number: int) -> None:
        start.wait()
        try:
            if number == 3:
                services.end(viewer=robin, grant_id=given.pk)
            else:
                services.change(
                    viewer=robin,
                    grant_id=given.pk,
                    scopes=[f"{('pain', 'sleep', 'body')[number]}:line"],
                    ends_at=None,
                )
        except Denied:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(selectors.opened_to(robin, person.pk)) <= 1


def test_a_link_always_ends() -> None:
    robin, person = owner()
    link = services.make_link(
        viewer=robin, person=person, audience="other", label="Gran", scopes=["function:week"], lasts=WEEK
    )
    browser, year = client_of(robin), dt.timedelta(days=400)
    for until, said in (("", "always ends"), ((timezone.now() + year).date().isoformat(), "a year at most")):
        answer = browser.post(f"/sharing/{link.grant.pk}", {"topic.function": "week", "until": until})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    # Other topics alone leave the end where it is, to the second.
    shown = link.grant.last_day
    browser.post(f"/sharing/{link.grant.pk}", {"topic.sleep": "line", "until": str(shown)})
    (now,) = [one.grant for one in selectors.opened_to(robin, person.pk)]
    assert (now.scopes, now.ends_at) == (["sleep:line"], link.grant.ends_at)
    later = (timezone.now() + 2 * WEEK).date().isoformat()
    browser.post(f"/sharing/{now.pk}", {"topic.function": "week", "until": later})
    (now,) = [one.grant for one in selectors.opened_to(robin, person.pk)]
    assert now.ends_at is not None
    assert now.ends_at > timezone.now() + WEEK
    assert services.open_link(secret=link.secret, spoken=link.spoken) is not None
    # Not by this page: the end of a link cannot be forgotten elsewhere either.
    assert (
        services.change(viewer=robin, grant_id=now.pk, scopes=["pain:line"], ends_at=None).ends_at
        == now.ends_at
    )


def test_what_an_unused_code_opens_is_shown_and_can_be_changed() -> None:
    mum, (robin, person) = account("Mum"), owner()
    offer, code = services.make_offer(
        viewer=robin, person=person, audience="parent", label="Mum", scopes=scopes.DEFAULTS["parent"], ends_at=None
    )  # fmt: skip
    browser, address = client_of(robin), f"/sharing/offers/{offer.pk}"
    for line in scopes.words(offer.scopes):
        assert str(line) in unescape(browser.get("/sharing").content.decode())
    day = (timezone.now() + WEEK).date()
    assert (
        browser.post(
            address, {"topic.pain": "line", "topic.note": "each", "until": day.isoformat()}
        ).status_code
        == 302
    )
    assert browser.post(address, {"topic.pain": "off"}).status_code == 422
    assert browser.post(address, {"topic.pain": "line", "until": "2020-01-01"}).status_code == 422
    assert client_of(mum).post(address, {"topic.pain": "each"}).status_code == 404
    given = services.accept(account=mum, code=code)
    assert (given.scopes, given.last_day) == (["pain:line"], day)
    assert browser.post(address, {"topic.pain": "each"}).status_code == 404


def test_a_later_end_of_a_link_for_a_clinics_software_is_said_to_need_a_new_picture() -> None:
    robin, person = owner()
    said = "for a later one make a new link"
    for make, told in ((services.make_health_link, True), (services.make_link, False)):
        more = {} if told else {"audience": "clinician"}
        link = make(viewer=robin, person=person, label="Ward 7", scopes=["pain:line"], lasts=WEEK, **more)
        sent = {"topic.pain": "line", "until": str(timezone.now().date() + 2 * WEEK)}
        page = client_of(robin).post(f"/sharing/{link.grant.pk}", sent, follow=True).content.decode()
        assert "opens it again, with the digits" in page
        assert (said in page) is told
