"""The real server starts, keeps its data through kill -9, and stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.live, pytest.mark.database]


def test_a_killed_server_starts_again_on_its_data(fresh_server: LiveServer) -> None:
    assert fresh_server.healthy()
    fresh_server.kill()
    assert not fresh_server.healthy()
    fresh_server.start()
    assert fresh_server.healthy()
    fresh_server.stop()
    assert not fresh_server.healthy()


def test_a_request_is_never_logged(fresh_server: LiveServer) -> None:
    before = fresh_server.log()
    assert fresh_server.healthy()
    assert fresh_server.log() == before
