"""The servers as pytest fixtures. Each test process starts what its tests ask for, once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers import migrated, postgres
from tests.servers.household import Household
from tests.servers.live import LiveServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.servers.chromium import PageFor


@contextmanager
def running(data: Path) -> Iterator[LiveServer]:
    """`dialdown serve` on `data`; on PostgreSQL with a database of its own."""
    cluster = os.environ.get(postgres.SERVER_URL)
    database = postgres.fresh_database(cluster, template=migrated.template(cluster)) if cluster else None
    server = LiveServer(data, database=database)
    if os.environ.get("DIALDOWN_TEST_ENGINE") == "sqlcipher":
        server.encrypt()
    elif not database:
        migrated.copy_to(data)
    try:
        yield server.start()
    finally:
        server.stop()
        # Shown when the test is red.
        print(server.log())
        if database:
            postgres.drop_database(database)


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server for all tests that only look."""
    with running(tmp_path_factory.mktemp("shared")) as server:
        yield server


@pytest.fixture(scope="session")
def household(shared_server: LiveServer) -> Household:
    """Who is signed in on the shared server: an adult with ten weeks of diary."""
    home = Household(shared_server.url).set_up().keep_diary(70).live_in()
    # On a new machine the first look at patterns compiles the numbers: here, and not while a page is timed.
    home.page("/insights/patterns")
    return home


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[LiveServer]:
    """A server without any account, for this test alone; may be killed and started again."""
    with running(tmp_path / "data") as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once per test process."""
    from tests.servers.chromium import launched

    with launched() as running:
        yield running


@pytest.fixture
def page_for(browser: Browser, shared_server: LiveServer, household: Household) -> Iterator[PageFor]:
    """`page_for(theme, size, js=True, signed_in=True)` on the shared server.

    The test is red when one of its pages does what no page may do.
    """
    from tests.servers.chromium import pages

    with pages(browser, shared_server.url, household) as make:
        yield make


@pytest.fixture
def fresh_page_for(browser: Browser, fresh_server: LiveServer) -> Iterator[PageFor]:
    """The same on the server that has no account yet."""
    from tests.servers.chromium import pages

    with pages(browser, fresh_server.url) as make:
        yield make
