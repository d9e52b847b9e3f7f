"""The API keeps to its own description: no server error, no answer that is not in it, whatever is sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.counts import count

if TYPE_CHECKING:
    from tests.report import Figure
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.live, pytest.mark.slow]

EXAMPLES = count(test=40, long=1000)


def test_openapi(fresh_server: LiveServer, figure: Figure) -> None:
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    from tests.servers.household import Household

    household = Household(fresh_server.url).set_up()
    cookie = "; ".join(f"{c.name}={c.value}" for c in household.cookies)
    headers = {"Cookie": cookie, "X-CSRFToken": household.csrf, "Origin": fresh_server.url}
    schema = schemathesis.openapi.from_url(f"{fresh_server.url}/api/openapi.json", headers=headers)
    calls = 0
    for result in schema.get_all_operations():
        operation = result.ok()

        def check(case: Any) -> None:
            nonlocal calls
            calls += 1
            # What a moment may hold is in the table of definitions, not in the description: refusing it in words is right.
            case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

        test = settings(
            max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(given(case=operation.as_strategy())(check))  # fmt: skip
        test()
    figure("requests made up from the description of the API", calls)
    assert calls >= EXAMPLES
    assert "Traceback" not in fresh_server.log()


def test_it_describes_every_address(fresh_server: LiveServer) -> None:
    from tests.servers.household import Household

    household = Household(fresh_server.url).set_up()
    description = json.loads(household.page("/api/openapi.json"))
    assert set(description["paths"]) == {
        "/api/session",
        "/api/entries/{entry_id}",
        "/api/exercises/{note_id}",
        "/api/flares/{flare_id}",
        "/api/moves/{done_id}",
        "/api/recognise/{session_id}",
        "/api/sittings/{sitting_id}",
        "/api/touch/{go_id}",
    }
