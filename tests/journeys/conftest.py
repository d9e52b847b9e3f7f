"""What every journey starts with: a real server, a browser, and what the database says afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.journeys.diary import Diary
from tests.journeys.stages import take_out_all, with_stages
from tests.servers.household import Household

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.servers.chromium import PageFor
    from tests.servers.live import LiveServer


@pytest.fixture(scope="session")
def _home(shared_home: LiveServer) -> Household:
    return Household(shared_home.url).set_up()


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server for all journeys that start with an empty diary."""
    from tests.servers.fixtures import running

    with running(tmp_path_factory.mktemp("home")) as server:
        yield server


@pytest.fixture
def home(_home: Household, shared_home: LiveServer) -> Household:
    """Robin, signed in, with an empty diary and the full check-in."""
    _home.refresh()
    for entry in Diary(shared_home).entries():
        assert _home.send("DELETE", f"/api/entries/{entry.id}", b"", "application/json").status == 200
    assert _home.post("/mode", mode="full", next="/").status == 200
    return _home


@pytest.fixture
def diary(shared_home: LiveServer) -> Diary:
    """What the database of `home` holds."""
    return Diary(shared_home)


@pytest.fixture
def home_page_for(browser: Browser, shared_home: LiveServer, home: Household) -> Iterator[PageFor]:
    """`page_for` of Robin's own device in `home`."""
    from tests.servers.chromium import pages

    with pages(browser, shared_home.url, home) as make:
        yield make


@pytest.fixture(scope="session")
def stage_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One server for all journeys through imagine and mirror."""
    from tests.servers.fixtures import running

    with running(tmp_path_factory.mktemp("stages")) as server:
        yield server


@pytest.fixture(scope="session")
def robin(stage_server: LiveServer) -> Household:
    """An adult for whom imagine and mirror are open."""
    return with_stages(stage_server)


@pytest.fixture
def rested(stage_server: LiveServer, robin: Household) -> Iterator[None]:
    """No sitting of one test counts for the next, nor what a page that was closed still sends."""
    take_out_all(stage_server, robin)
    yield
    take_out_all(stage_server, robin)


@pytest.fixture
def stage_page_for(browser: Browser, stage_server: LiveServer, robin: Household) -> Iterator[PageFor]:
    """`page_for` of that adult."""
    from tests.servers.chromium import pages

    with pages(browser, stage_server.url, robin) as make:
        yield make
