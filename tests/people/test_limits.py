"""A thousand sign-ins a minute: refused in words, cheap, and nothing grows. And who is behind a proxy."""

from __future__ import annotations

import gc
import logging
import time
import tracemalloc
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from dialdown.people.logins.models import KnownLogin, SignInNotice
from dialdown.people.models import AuditEvent
from tests.access.households import PASSWORD, client_of, owner
from tests.counts import count
from tests.people.test_second_step import whoever

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
WRONG = "not this one"


def attempt(client: Client, name: str, password: str = WRONG, **more: Any) -> Any:
    return client.post(LOGIN, {"login": name, "password": password}, **more)


def kept_by_the_server() -> int:
    """Bytes that are in use now, without what the test client's signals leave behind for each request."""
    client = ("*/weakref.py", "*/django/dispatch/dispatcher.py", "*/django/test/*")
    snapshot = tracemalloc.take_snapshot().filter_traces(
        [tracemalloc.Filter(False, place) for place in client]
    )
    return sum(trace.size for trace in snapshot.traces)


@pytest.mark.slow
def test_a_thousand_a_minute_are_refused_in_words_and_nothing_grows(settings: Any, figure: Any) -> None:
    from tests.people.test_passphrases import Counting

    owner()
    settings.PASSWORD_HASHERS = ["tests.people.test_passphrases.Counting"]
    client = client_of()
    Counting.worked = 0
    started = time.monotonic()
    first = [attempt(client, f"name{n}") for n in range(40)]
    assert [answer.status_code for answer in first[:10]] == [200] * 10
    assert "wait five minutes" in first[12].content.decode()
    assert first[35].status_code == 429
    assert "Please wait a little" in first[35].content.decode()
    # What the test runner keeps of the log is not the server's memory.
    logging.disable()
    tracemalloc.start()
    try:
        for n in range(200):
            attempt(client, f"warm{n}")
        gc.collect()
        before = kept_by_the_server()
        answers = [attempt(client, f"somebody{n}").status_code for n in range(1000)]
        gc.collect()
        after = kept_by_the_server()
    finally:
        tracemalloc.stop()
        logging.disable(logging.NOTSET)
    figure("memory that a thousand refused sign-ins leave behind, KiB", round((after - before) / 1024))
    assert after - before < 512 * 1024
    # Thirty of a minute are answered and ten looked at; the others cost no hashing, no session, no row.
    minutes = 2 + int((time.monotonic() - started) // 60)
    assert sum(status != 429 for status in answers) <= 30 * (minutes - 1)
    assert Counting.worked <= 10 * minutes
    assert not Session.objects.exists()
    assert not KnownLogin.objects.exists()
    assert not SignInNotice.objects.exists()
    assert not AuditEvent.objects.exists()
    # Somebody at another address comes in meanwhile.
    assert (
        attempt(Client(SERVER_NAME="localhost", REMOTE_ADDR="192.168.1.9"), "Robin", PASSWORD).status_code
        == 302
    )


@pytest.mark.slow
def test_a_thousand_addresses_do_not_push_the_counts_out(settings: Any, figure: Any) -> None:
    owner()
    victim = client_of()
    for _ in range(5):
        attempt(victim, "Robin")
    started, sent, wanted = time.monotonic(), 0, count(test=1000, long=4000)
    # Wrong passwords count for five minutes; a slow machine sends fewer within that time.
    while sent < wanted and time.monotonic() - started < 200.0:
        n, sent = sent, sent + 1
        client = Client(SERVER_NAME="localhost", REMOTE_ADDR=f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}")
        attempt(client, f"name{n}")
    assert sent >= min(500, wanted)
    # Robin's name is still counted at that address: guessing has not started anew.
    assert "wait five minutes" in attempt(client_of(), "Robin", PASSWORD).content.decode()
    # In memory with one process, in files where several share them.
    kept = cache._cache if hasattr(cache, "_cache") else cache._list_cache_files()  # type: ignore[attr-defined]
    figure(f"entries that the rate limits keep after sign-ins from {sent} addresses", len(kept))
    # So few an address that four thousand of them leave room.
    assert len(kept) / sent * 4000 <= settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"]


def test_ten_wrong_ones_a_minute_from_an_address() -> None:
    owner()
    client = client_of()
    said = [attempt(client, f"name{n}").content.decode() for n in range(11)]
    assert all("do not belong together" in page for page in said[:10])
    assert "wait five minutes" in said[10]


def test_a_stranger_cannot_lock_her_out() -> None:
    owner()
    stranger = Client(SERVER_NAME="localhost", REMOTE_ADDR="203.0.113.9")
    said = [attempt(stranger, "Robin").content.decode() for _ in range(6)]
    assert "wait five minutes" in said[5]
    assert attempt(client_of(), "Robin", PASSWORD).status_code == 302


def test_many_addresses_for_one_name_stop_all_but_her_own_browser(caplog: pytest.LogCaptureFixture) -> None:
    owner()
    hers = client_of()
    assert attempt(hers, "Robin", PASSWORD).status_code == 302
    hers.post("/lock")
    for n in range(100):
        attempt(Client(SERVER_NAME="localhost", REMOTE_ADDR=f"203.0.113.{n}"), "robin")
    new = Client(SERVER_NAME="localhost", REMOTE_ADDR="203.0.113.200")
    assert "wait five minutes" in attempt(new, "Robin", PASSWORD).content.decode()
    assert attempt(hers, "Robin", PASSWORD).status_code == 302
    told = [record.getMessage() for record in caplog.records if record.name == "dialdown.security"]
    assert told.count("sign-in refused: name and password do not belong together") == 100
    assert told.count("sign-in refused: too many wrong ones for one name") == 1
    assert not any("obin" in line or "203.0" in line for line in told)


# --- proxies ------------------------------------------------------------------------------------------------


def through_proxy(address: str) -> Client:
    """A request that came through our own proxy, which put the address of its caller behind what was sent."""
    return Client(SERVER_NAME="localhost", REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": address})


def test_without_a_proxy_the_header_is_not_believed() -> None:
    owner()
    for n in range(10):
        attempt(through_proxy(f"10.0.0.{n}"), f"name{n}")
    assert "wait five minutes" in attempt(through_proxy("10.0.0.99"), "Robin", PASSWORD).content.decode()


def test_behind_one_proxy_every_family_member_has_an_own_count(settings: Any) -> None:
    settings.PROXIES = ("127.0.0.1",)
    owner()
    for n in range(12):
        attempt(through_proxy("10.0.0.1"), f"name{n}")
    assert "wait five minutes" in attempt(through_proxy("10.0.0.1"), "Robin", PASSWORD).content.decode()
    assert attempt(through_proxy("10.0.0.2"), "Robin", PASSWORD).status_code == 302


def test_behind_a_proxy_only_its_own_word_is_believed(settings: Any) -> None:
    settings.PROXIES = ("127.0.0.1",)
    owner()
    for n in range(12):
        attempt(through_proxy(f"10.9.9.{n}, 10.0.0.1"), f"name{n}")
    assert (
        "wait five minutes"
        in attempt(through_proxy("10.7.7.7, 10.0.0.1"), "Robin", PASSWORD).content.decode()
    )


@pytest.mark.parametrize("header", ["", "nonsense", ",", "10.0.0.1", "::1, x", "[::1]:80"])
def test_a_broken_header_breaks_nothing(settings: Any, header: str) -> None:
    settings.PROXIES = ("127.0.0.1", "10.0.0.0/8")
    owner()
    client = through_proxy(header)
    assert attempt(client, "Robin", PASSWORD).status_code == 302
    assert whoever(client)
