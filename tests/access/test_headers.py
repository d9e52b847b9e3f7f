"""The headers that hold for every answer, on every address that is read, for whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.access.households import World, world
from tests.access.matrix import LINK, PAGE
from tests.access.rows import ROWS
from tests.access.test_matrix import visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# The pages with the mirror, and no other, may use the camera.
CAMERA = {"train/mirror", "offline/mirror"}


@pytest.fixture(scope="module")
def here(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", ["owner", "clinician", "anonymous", LINK])
def test_every_page_carries_every_header(role: str, here: World) -> None:
    client = visitor(role, here)
    for row in (row for row in ROWS if row.method == "GET"):
        cache.clear()
        response = client.get(row.at(here))
        headers, place = response.headers, f"{row.address} for {role}"
        assert response.status_code < 500, place
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, place
        assert "unsafe" not in policy, place
        assert "http:" not in policy, place
        assert "frame-ancestors 'none'" in policy, place
        assert headers["X-Frame-Options"] == "DENY", place
        assert headers["X-Content-Type-Options"] == "nosniff", place
        assert headers["Referrer-Policy"] == "same-origin", place
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", place
        assert "geolocation=()" in headers["Permissions-Policy"], place
        assert "camera=()" in headers["Permissions-Policy"] or row.address in CAMERA, place
        # What is the same for everybody may be kept by a browser, for the time without a network.
        if set(row.answers.values()) != {PAGE} or row.address == "shared":
            assert "no-store" in headers["Cache-Control"], place
        for cookie in response.cookies.values():
            assert cookie["samesite"] in ("Lax", "Strict"), f"{place}: {cookie.key}"
        if not response.streaming and "text/html" in headers.get("Content-Type", ""):
            text = response.content.decode()
            assert " style=" not in text, place
            assert "<style" not in text, place
            assert "onclick=" not in text, place
