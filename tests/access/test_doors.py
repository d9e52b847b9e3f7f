"""The way in: what opens without anyone signed in, however the address is typed, and that it leaves no trace."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from dialdown.people.access import Denied
from dialdown.server import middleware
from tests.access.households import client_of, owner, world

pytestmark = pytest.mark.django_db

SAFETY = ("/help-now", "/new-pain")


def typed(client: Client, path: str, method: str = "get") -> Any:
    """The address exactly as it came in: the test client would take "//host/path" apart."""
    return getattr(client, method)("/", PATH_INFO=path.encode().decode("latin-1"))


@pytest.mark.parametrize("path", SAFETY)
@pytest.mark.parametrize("signed_in", [False, True])
def test_the_safety_pages_open_at_once_and_leave_no_trace(
    path: str, signed_in: bool, django_assert_num_queries: Any
) -> None:
    robin, _person = owner()
    client = client_of(robin if signed_in else None)
    sessions = Session.objects.count()
    with django_assert_num_queries(0):
        response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    # Only the cookie that says how the screen looks is read.
    assert not response.wsgi_request.session.accessed
    assert Session.objects.count() == sessions
    assert b"csrfmiddlewaretoken" not in response.content
    assert b"<script" not in response.content


@pytest.mark.parametrize("path", SAFETY)
def test_the_safety_pages_open_before_set_up(path: str) -> None:
    assert client_of().get(path).status_code == 200


@pytest.mark.parametrize("path", SAFETY)
def test_a_safety_page_is_found_however_it_is_typed(path: str) -> None:
    owner()
    name = path[1:]
    for other in (f"/{name}/", f"//{name}", f"/{name.upper()}", f"/{name.title()}/", f"///{name}//"):
        response = typed(client_of(), other)
        assert (response.status_code, response["Location"]) == (301, path), other
    assert Client(SERVER_NAME="localhost").head(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/History", "/history/", "//history", "/./history", "/help-now/../history", "/help-now//history",
     "/help-now;/history", "/help-now%2f..%2fhistory", "/setup/../history", "/settings/theme/", "/settings/Theme", "/SETUP",
     "/accounts/login/x", "/accounts/login", "/api/Session", "/healthz/x", "/sw.js/x", "/%2e%2e/history", "/admin/", "/nothing-here",
     "/ＨＩＳＴＯＲＹ", "/history\x00", "/."],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete", "patch", "options", "trace"])
def test_everything_else_asks_for_a_sign_in_whatever_the_method(path: str, method: str) -> None:
    owner()
    response = typed(client_of(), path, method)
    if path.startswith("/api/"):
        assert response.status_code == 401
    else:
        assert response.status_code == 302, response.content[:200]
        assert response["Location"].startswith("/accounts/login/?next=/")


def test_the_address_that_is_asked_for_again_stays_on_this_host() -> None:
    owner()
    assert typed(client_of(), "//evil.example/x")["Location"] == "/accounts/login/?next=/evil.example/x"


@pytest.mark.parametrize(
    "path",
    ["/static/../history", "/static//history", "/static/", "/static/history", "/static/../accounts/login/"],
)
def test_nothing_but_files_lies_under_static(path: str) -> None:
    robin, _person = owner()
    assert typed(client_of(robin), path).status_code == 404


def test_public_addresses_are_compared_letter_by_letter() -> None:
    for path in ("/help-now", "/healthz", "/api/session", "/accounts/login/", "/static/ui/kit.css"):
        assert middleware.is_public(path), path
    for path in (
        "",
        "/",
        "/help-now/",
        "/Help-now",
        "/help-nowx",
        "/statics",
        "/static",
        "/api/",
        "/api/session/",
        "/accounts/",
        "/setup/",
    ):
        assert not middleware.is_public(path), path


def test_programs_get_an_answer_instead_of_a_page() -> None:
    owner()
    for method in ("get", "post", "put", "delete", "options", "head"):
        response = getattr(client_of(), method)("/api/entries/018f0000-0000-7000-8000-000000000000")
        assert response.status_code == 401, method
        assert response["Content-Type"] == "application/json"


def test_before_set_up_programs_are_not_led_to_a_page() -> None:
    assert client_of().put("/api/entries/018f0000-0000-7000-8000-000000000000").status_code == 401


def test_what_is_denied_looks_like_what_does_not_exist() -> None:
    here = world()
    client = client_of(here.logins["host"])
    request = client.get("/nothing-here")
    assert request.status_code == 404
    answer = middleware.DeniedIsNotFound(lambda _request: None).process_exception(
        request.wsgi_request, Denied()
    )
    assert answer is not None
    assert answer.status_code == 404
    assert answer.content == middleware.errors.not_found(request.wsgi_request, Exception()).content
    assert (
        middleware.DeniedIsNotFound(lambda _request: None).process_exception(
            request.wsgi_request, ValueError()
        )
        is None
    )


def test_every_answer_carries_the_headers() -> None:
    robin, _person = owner()
    for client, path in (
        (client_of(), "/accounts/login/"),
        (client_of(robin), "/settings"),
        (client_of(robin), "/nothing-here"),
        (client_of(), "/"),
    ):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert "unsafe" not in headers["Content-Security-Policy"], path
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "no-store" in headers["Cache-Control"], path


def test_another_host_name_is_refused() -> None:
    owner()
    assert Client(SERVER_NAME="evil.example").get("/accounts/login/").status_code == 400
