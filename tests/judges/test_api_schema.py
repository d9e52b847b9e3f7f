"""The API keeps to its own description, whatever is sent (schemathesis)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from tests.counts import count

if TYPE_CHECKING:
    from tests.servers.household import Household

CHECKS = (not_a_server_error, content_type_conformance, response_schema_conformance)
pytestmark = [pytest.mark.live, pytest.mark.database, pytest.mark.slow]


def test_every_operation(household: Household) -> None:
    description = household.send("GET", "/api/openapi.json", None, "application/json").body
    schema = schemathesis.openapi.from_dict(description)
    schema.config.update(base_url=household.origin)
    cookies = {cookie.name: cookie.value or "" for cookie in household.cookies}
    household.refresh()
    headers = {"X-CSRFToken": household.csrf, "Origin": household.origin}
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) >= 3
    for operation in operations:

        @settings(max_examples=count(test=15, long=300), phases=[Phase.generate], deadline=None,
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=operation.as_strategy())
        def keeps_to_it(case: schemathesis.Case) -> None:
            answer = case.call(cookies=cookies, headers=headers)
            case.validate_response(answer, checks=CHECKS)

        keeps_to_it()
