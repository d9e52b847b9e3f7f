"""What a proxy says of a visitor is believed only when the proxy is one of our own."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from dialdown.server.proxies import ours_only, visitor

CLAIMS = {
    "HTTP_X_FORWARDED_FOR": "203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_FORWARDED": "for=203.0.113.9;proto=https", "HTTP_X_REAL_IP": "203.0.113.9",
}  # fmt: skip


def _seen(peer: str, **claims: str) -> HttpRequest:
    request = RequestFactory().get("/", REMOTE_ADDR=peer, **claims)
    found: list[HttpRequest] = []

    def page(given: HttpRequest) -> HttpResponse:
        found.append(given)
        return HttpResponse()

    ours_only(page)(request)
    return found[0]


@override_settings(PROXIES=(), SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_a_visitor_who_claims_to_be_a_proxy() -> None:
    request = _seen("198.51.100.7", **CLAIMS)
    assert request.META["REMOTE_ADDR"] == "198.51.100.7"
    assert not request.is_secure()
    assert not any(name in request.META for name in CLAIMS)


@override_settings(
    PROXIES=("127.0.0.1", "10.0.0.0/8"), SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")
)
def test_our_own_proxy_is_believed() -> None:
    request = _seen("127.0.0.1", **CLAIMS)
    assert request.META["REMOTE_ADDR"] == "203.0.113.9"
    assert request.is_secure()
    assert "HTTP_X_FORWARDED_HOST" not in request.META
    assert not _seen("192.168.1.5", **CLAIMS).is_secure()


@pytest.mark.parametrize(
    ("chain", "found"),
    [
        ("203.0.113.9", "203.0.113.9"),
        # What a visitor put in front of it counts for nothing.
        ("1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("1.2.3.4, nonsense, 10.0.0.2", None),
        ("10.0.0.2", None),
        ("", None),
        ("2001:db8::9", "2001:db8::9"),
    ],
)
def test_the_last_address_that_nobody_can_make_up(chain: str, found: Any) -> None:
    assert visitor(chain, ("10.0.0.0/8",)) == found
