"""Believe what a reverse proxy says about a request only when it is one of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from dialdown.people.setup_code import CAME_THROUGH

View = Callable[[HttpRequest], HttpResponse]
# What proxies say; from anybody else it would be a visitor's own claim.
CLAIMS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT",
          "HTTP_X_REAL_IP", "HTTP_FORWARDED")  # fmt: skip


@cache
def _networks(names: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(name, strict=False) for name in names)


def is_ours(address: str, names: Iterable[str]) -> bool:
    """True when `address` is one of our proxies."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in _networks(tuple(names)))


def visitor(chain: str, names: Iterable[str]) -> str | None:
    """The last address in `X-Forwarded-For` that is not one of our own proxies: the only one nobody can make up."""
    known = tuple(names)
    for part in reversed(chain.split(",")):
        address = part.strip()
        if not is_ours(address, known):
            try:
                return str(ip_address(address))
            except ValueError:
                return None
    return None


def _came_through(meta: Mapping[str, object]) -> bool:
    """True when a header says that the request was passed on, or the protocol does: no browser speaks HTTP/1.0."""
    return meta.get("SERVER_PROTOCOL") == "HTTP/1.0" or any(
        name.startswith("HTTP_X_FORWARDED") or name in ("HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")
        for name in meta
    )


def ours_only(get_response: View) -> View:
    """Take the visitor's address from our own proxies, and take every such claim of others away."""

    def middleware(request: HttpRequest) -> HttpResponse:
        meta = request.META
        meta[CAME_THROUGH] = _came_through(meta)
        if is_ours(meta.get("REMOTE_ADDR", ""), settings.PROXIES):
            meta["REMOTE_ADDR"] = (
                visitor(meta.get("HTTP_X_FORWARDED_FOR", ""), settings.PROXIES) or meta["REMOTE_ADDR"]
            )
            kept = {"HTTP_X_FORWARDED_PROTO"}
        else:
            kept = set[str]()
        for name in CLAIMS:
            if name not in kept:
                meta.pop(name, None)
        return get_response(request)

    return middleware
