"""Every page of signing in carries every header, and nothing inside it runs or paints by itself."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.access.households import client_of, member, owner
from tests.people.test_second_step import confirm

pytestmark = pytest.mark.django_db

OUTSIDE = (
    "/accounts/login/",
    "/accounts/login/?idle=1",
    "/accounts/recover/",
    "/join",
    "/accounts/passkey/",
    "/accounts/second-step/",
    "/switch",
)
INSIDE = (
    "/accounts/security/", "/accounts/devices/", "/accounts/address/", "/accounts/pin/", "/accounts/passkeys/add/",
    "/accounts/code-app/add/", "/accounts/recovery-code/", "/accounts/confirm/", "/accounts/here/", "/switch", "/logins",
    "/logins/invite", "/age-review", "/mine", "/accounts/nothing-here/",
)  # fmt: skip
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", re.IGNORECASE)


def check(response: HttpResponse, path: str) -> None:
    headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy, path
    assert "unsafe" not in policy, path
    assert "frame-ancestors 'none'" in policy, path
    assert headers["X-Frame-Options"] == "DENY", path
    assert headers["X-Content-Type-Options"] == "nosniff", path
    assert headers["Referrer-Policy"] == "same-origin", path
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
    assert "camera=()" in headers["Permissions-Policy"], path
    assert "no-store" in headers["Cache-Control"], path
    for name, cookie in response.cookies.items():
        assert cookie["samesite"] == "Lax", name
        assert cookie["httponly"] or name.startswith("theme"), name
    if headers.get("Content-Type", "").startswith("text/html"):
        assert not INLINE.search(response.content.decode()), path


def everything(client: Client, paths: tuple[str, ...]) -> None:
    for path in paths:
        check(client.get(path), path)
        check(client.post(path, {}), path)


def test_outside() -> None:
    owner()
    everything(client_of(), OUTSIDE)


def test_inside() -> None:
    robin, _person = owner()
    member(robin, None, "host")
    client = client_of(robin)
    confirm(client, "/accounts/security/")
    everything(client, INSIDE)


def test_codes_and_passwords_are_never_in_an_address_or_a_page_that_is_sent_back() -> None:
    owner()
    client = client_of()
    for path, fields in (
        ("/accounts/login/", {"login": "Robin", "password": "canary-one-two"}),
        ("/accounts/recover/", {"username": "Robin", "code": "aaaa", "password": "canary-one-two"}),
        ("/join", {"code": "aaaa", "username": "x", "password": "canary-one-two"}),
    ):
        response = client.post(path, fields)
        assert "canary-one-two" not in response.content.decode()
        assert "canary" not in response.headers.get("Location", "")
