"""Every address of the role matrix, whatever it answers, carries every header."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.access import matrix

pytestmark = pytest.mark.django_db
ADDRESSES = sorted(
    {row.path or f"/{row.address}" for row in matrix.ROWS if "{" not in row.path and "<" not in row.address}
)


def _policy(text: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in text.split(";") if part.strip())}


@pytest.mark.parametrize("address", [*ADDRESSES, "/nothing-here", "/static/ui/kit.css", "/static/nothing"])
def test_headers(address: str) -> None:
    answer = Client().get(address)
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    if address == "/static/ui/kit.css":
        return
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"]
    allowed = dict(part.strip().split("=", 1) for part in headers["Permissions-Policy"].split(","))
    assert allowed["microphone"] == allowed["geolocation"] == "()"
    assert allowed["camera"] in ("()", "(self)")
    policy = _policy(headers["Content-Security-Policy"])
    assert (
        policy["default-src"]
        == policy["base-uri"]
        == policy["object-src"]
        == policy["frame-ancestors"]
        == ["'none'"]
    )
    for name in ("script-src", "style-src", "connect-src", "form-action"):
        assert policy[name] == ["'self'"], name
    assert not any(
        "unsafe" in source or "*" in source or "//" in source for found in policy.values() for source in found
    )
