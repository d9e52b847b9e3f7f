"""No form and no address leads away from this host."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from dialdown.people.current import ours

FAR = (
    "//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "///evil.example", "javascript:alert(1)",
    "/\t/evil.example", "http:evil.example", "evil.example", " //evil.example", "", "?next=x", "today", "data:text/html,x",
)  # fmt: skip


@pytest.mark.parametrize("wanted", FAR)
def test_what_is_not_ours_leads_to_the_page_it_would_have_been_anyway(
    rf: RequestFactory, wanted: str
) -> None:
    request = rf.get("/", headers={"host": "localhost"})
    assert ours(request, wanted, "/move") == "/move"
    assert ours(request, wanted) == ""


@pytest.mark.parametrize("wanted", ["/", "/move", "/history/2026-01-01?add=1", "/people/x#y"])
def test_a_page_of_ours_is(rf: RequestFactory, wanted: str) -> None:
    assert ours(rf.get("/", headers={"host": "localhost"}), wanted, "/move") == wanted
