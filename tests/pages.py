"""Every page of the product that opens by its address alone: for axe, screenshots and zoom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Leaving is not a page, and it would sign the browser out.
LEFT_OUT = {"/accounts/logout/"}


def _walk(patterns: Any, before: str) -> Iterator[str]:
    for pattern in patterns:
        path = before + re.sub(r"^\^|\\Z$|\$$", "", str(pattern.pattern))
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, path)
        else:
            yield path


@cache
def paths() -> tuple[str, ...]:
    """Addresses without a parameter, except those for programs. Needs Django to be set up."""
    from django.urls import get_resolver

    found = set(_walk(get_resolver().url_patterns, "/"))
    return tuple(
        sorted(
            p
            for p in found
            if not re.search(r"[<(\\]", p) and not p.startswith("/api/") and p not in LEFT_OUT
        )
    )


def is_page(page: Page, path: str) -> bool:
    """True when `path` answers a GET with a page of its own (no download, no form target, no redirect)."""
    answer = page.request.get(path, max_redirects=0)
    return answer.status == 200 and answer.headers.get("content-type", "").startswith("text/html")


def wear(page: Page, theme: str) -> None:
    """Choose a theme for whoever is signed in on this page, as the switch on it does."""
    origin = page.evaluate("location.origin")
    cookies = {cookie.get("name"): cookie.get("value") for cookie in page.context.cookies(origin)}
    headers = {"X-CSRFToken": cookies.get("csrf") or "", "Origin": origin}
    answer = page.request.post("/settings/theme", form={"theme": theme}, headers=headers)
    assert answer.ok, f"{answer.status} from /settings/theme"
