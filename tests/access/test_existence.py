"""Whether something is there is told to nobody who may not see it: an id of Robin's is answered like one of nobody."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse

from tests.access.households import World, world
from tests.access.matrix import HIDDEN, SHUT, WEEKLY, Row, get
from tests.access.rows import ROWS
from tests.access.test_matrix import ask, body, visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# The first has a diary of her own, may write and so comes farthest.
NAMED = ("other teen", "clinician", WEEKLY, "revoked mid-session", "host")
IN_PATH = re.compile(r"\{")
UNLIKE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}')
# An id behind the question mark, which no row of the matrix has.
BESIDE = tuple(
    get(address, {}, path)
    for address, path in (
        ("move", "/move?kept={done}"),
        ("care/new/<slug:key>", "/care/new/dose?of={medicine}"),
    )
)


@pytest.fixture(scope="module")
def here(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)


def nowhere(here: World) -> World:
    """The same world with ids that nobody has."""
    ids = {name: uuid.uuid4() for name, value in vars(here).items() if isinstance(value, uuid.UUID)}
    return replace(here, person=cast(Any, SimpleNamespace(pk=uuid.uuid4())), **ids)


def told(response: HttpResponse) -> tuple[int, dict[str, str], str]:
    """All that an answer says, without what differs from request to request."""
    headers = {
        name: UNLIKE.sub("", value) for name, value in response.headers.items() if name != "Content-Length"
    }
    return response.status_code, headers, UNLIKE.sub("", body(response))


def asked(client: Any, row: Row, here: World) -> tuple[int, dict[str, str], str]:
    cache.clear()
    cookies = client.cookies.copy()
    with transaction.atomic():
        found = told(ask(client, row, here))
        transaction.set_rollback(True)
    client.cookies = cookies
    return found


@pytest.mark.parametrize("role", NAMED)
def test_an_id_of_hers_is_answered_like_one_of_nobody(role: str, here: World) -> None:
    client, unknown = visitor(role, here), nowhere(here)
    shut = [row for row in ROWS if IN_PATH.search(row.path) and row.answers[role] in (HIDDEN, SHUT)]
    rows = [*shut, *(BESIDE if role == "other teen" else ())]
    assert len(rows) > 60 or role != "other teen"
    different = {
        f"{row.method} {row.path}": (one[0], other[0])
        for row in rows
        if (one := asked(client, row, here)) != (other := asked(client, row, unknown))
    }
    assert different == {}
