"""Help now and New pain: public, the same for everyone, without a trace."""

from __future__ import annotations

import gzip
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from dialdown.learn import lines, signs
from dialdown.learn.privacy import QuietPages
from tests.access.households import client_of, owner

PAGES = ("/help-now", "/help-now?country=US", "/new-pain", "/what-this-is")
SAFETY = ("/help-now", "/help-now?country=GB", "/new-pain")


@pytest.fixture
def rows(django_assert_num_queries: Any) -> Any:
    return django_assert_num_queries


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_anybody_opens_it_and_nothing_is_kept(path: str, rows: Any) -> None:
    client = client_of()
    with rows(0):
        answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" not in answer["Cache-Control"]
    assert "public" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_a_login_changes_nothing_and_is_not_looked_up(path: str, rows: Any) -> None:
    login, _ = owner(country="DE")
    robin = client_of(login)
    with rows(0):
        hers = robin.get(path)
    assert hers.content == client_of().get(path).content
    assert not hers.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("path", SAFETY)
def test_it_works_before_set_up_and_after_signing_out(path: str) -> None:
    assert client_of().get(path).status_code == 200
    owner()
    assert client_of().get(path).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", SAFETY)
def test_no_script_runs_and_nothing_is_asked(path: str) -> None:
    html = client_of().get(path).content.decode()
    assert "<script" not in html
    assert 'method="post"' not in html
    assert "csrfmiddlewaretoken" not in html
    assert re.findall(r'(?:src|<link[^>]*href)="(?!/static/|/manifest)[^"]*"', html) == []
    # Whatever can be typed or ticked would be an answer, and an answer could be counted.
    assert re.findall(r"<(?:input|textarea)\b[^>]*>", html) == []


@pytest.mark.django_db
def test_every_country_is_there_offline_and_the_page_stays_small() -> None:
    html = client_of().get("/help-now").content
    assert len(gzip.compress(html)) < 40 * 1024
    for country in lines.countries():
        assert f'id="in-{country.code}"'.encode() in html
        for line in country.lines:
            for phone in line.phones:
                assert f"tel:{phone.dial}".encode() in html


@pytest.mark.django_db
@pytest.mark.parametrize("country", lines.countries(), ids=lambda country: country.code)
def test_the_country_that_is_asked_for_comes_first(country: lines.Country) -> None:
    html = client_of().get(f"/help-now?country={country.code.lower()}").content.decode()
    first = html.split("</section>")[0]
    assert f'id="in-{country.code}"' in first
    assert html.count(f'id="in-{country.code}"') == 1
    if country.emergency:
        assert f"tel:{country.emergency[0].phones[0].dial}" in first
    else:
        assert "Call your local emergency number." in first
        assert "findahelpline.com" in html
    if country.night:
        assert lines.first_words(country.night).split("&")[0] in first


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "XX", "ZZ", "<script>", "US%00", "🇬🇧", "a" * 5000])
def test_an_unknown_country_is_no_country(code: str) -> None:
    html = client_of().get("/help-now", {"country": code}).content.decode()
    assert "<script" not in html
    assert "data-theme" not in html
    assert ("Pick your country" in html) or code.startswith("US")


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["DE", "NL", "FR", "JP"])
def test_a_line_for_the_night_stands_beside_one_that_closes(code: str) -> None:
    country = lines.country(code)
    assert country is not None
    html = client_of().get(f"/help-now?country={code}").content.decode()
    card = html[html.index("Someone hurts or scares you?") :].split("</section>")[0]
    shown = [
        line for line in country.lines if line.night and line.phones and f"tel:{line.phones[0].dial}" in card
    ]
    assert shown


@pytest.mark.django_db
@pytest.mark.parametrize("country", lines.countries(), ids=lambda country: country.code)
def test_every_way_to_reach_a_line_is_open_on_the_page_of_its_country(country: lines.Country) -> None:
    html = client_of().get(f"/help-now?country={country.code}").content.decode()
    unfolded = html.split('class="folds"')[0]
    for line in country.lines:
        for number in line.phones:
            assert f"tel:{number.dial}" in unfolded, line.name
        if line.text:
            assert f"sms:{line.text.dial}" in unfolded or f"tel:{line.text.dial}" in unfolded, line.name
        assert line.address in unfolded, line.name


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["BE", "CZ", "DK", "FI"])
def test_lines_that_answer_only_some_say_so(code: str) -> None:
    assert "try again, or use the other line" in client_of().get(f"/help-now?country={code}").content.decode()


@pytest.mark.django_db
def test_help_lists_the_signs_of_today_as_plain_text() -> None:
    from django.utils.html import escape

    html = client_of().get("/help-now").content.decode()
    assert all(escape(sign.text) in html for sign in signs.red_flags("same_day"))
    assert not any(escape(sign.text) in html for sign in signs.red_flags("soon"))


@pytest.mark.django_db
def test_new_pain_lists_every_sign_and_promises_nothing() -> None:
    from django.utils.html import escape

    html = client_of().get("/new-pain").content.decode()
    assert all(escape(sign.text) in html for sign in signs.red_flags())
    assert "Not sure? Ask today." in html
    assert "known diagnosis" in html
    assert "probably" not in html
    assert 'href="/clearance"' in html


@pytest.mark.django_db
def test_both_say_that_nobody_has_checked_them_yet_until_somebody_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import datetime as dt

    from dialdown.learn import files

    for path in ("/help-now", "/new-pain"):
        assert "not yet reviewed by a clinician" in client_of().get(path).content.decode()
    assert (
        "from a stored copy, checked 22 November 2026, not rung"
        in client_of().get("/help-now").content.decode()
    )
    review = {"drafted": "x", "reviewer": "Dr Ada Reed", "reviewed_on": dt.date(2027, 2, 1)}
    monkeypatch.setattr(files, "document", lambda name: review)
    html = client_of().get("/new-pain").content.decode()
    assert "Checked by Dr Ada Reed on 1 February 2027." in html
    assert "not yet reviewed" not in html


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What a handler with the filter would write, at every level of every logger."""
    said: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(self.format(record))

    ear, root = Ear(), logging.getLogger()
    ear.addFilter(QuietPages())
    level = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    yield said
    root.removeHandler(ear)
    root.setLevel(level)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/help-now", "/new-pain"])
def test_no_log_names_the_page(page: str, heard: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    client.get(f"{page}?country=US")
    client.post(page)
    monkeypatch.setattr("dialdown.learn.views._public", lambda *_: 1 / 0)
    assert client.get(page).status_code == 500
    access = logging.getLogger("granian.access")
    access.info(
        '[%(time)s] "%(method)s %(path)s" %(status)d',
        {"time": "now", "method": "GET", "path": page, "status": 200},
    )
    access.info("%s", f"GET {page}")
    access.info(
        '[%(time)s] "%(method)s %(path)s" %(status)d',
        {"time": "now", "method": "GET", "path": "/history", "status": 200},
    )
    assert [line for line in heard if "help-now" in line or "new-pain" in line] == []
    assert any("/history" in line for line in heard)


@pytest.mark.parametrize("args", [(), ("only one",), ({"a": 1},)])
def test_a_broken_record_is_no_error_of_the_filter(args: Any) -> None:
    assert QuietPages().filter(logging.LogRecord("x", logging.INFO, "", 1, "%s and %s", args, None))


def test_the_public_pages_never_ask_who_is_there(rf: Any) -> None:
    from dialdown.learn import views

    class Nobody(AnonymousUser):
        @property
        def is_authenticated(self) -> bool:
            raise AssertionError("the page asked who is signed in")

    for view in (views.help_now, views.new_pain, views.what_this_is):
        request = rf.get("/")
        request.user = Nobody()
        assert view(request).status_code == 200
