"""However much was looked at since: every look and every sign-in can be read, page by page, and none twice."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from dialdown.people import audit
from dialdown.people.models import AuditEvent
from tests.access.households import account, client_of, grant, owner

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ADDRESS = "/sharing/looks"


def pages(client: Any, name: str, start: str = ADDRESS) -> list[str]:
    """Every page of a list, as a reader reaches them by `Older` alone."""
    found, at = [], start
    while at:
        page = client.get(at)
        assert page.status_code == 200
        found.append(page.content.decode())
        section = re.search(rf'<section class="card" id="{name}">.*?</section>', found[-1], re.DOTALL)
        assert section
        on = re.search(r'<a class="btn" rel="next" href="([^"]+)"', section[0])
        at = ADDRESS + html.unescape(on[1]).partition("#")[0] if on else ""
        assert len(found) < 20
    return found


def told(found: list[str], what: str) -> list[int]:
    return [int(n) for page in found for n in re.findall(rf"{what}no(\d+)\b", page)]


def test_a_look_is_pushed_out_of_nobodys_sight() -> None:
    robin, person = owner()
    kim = account("Kim")
    grant(kim, person, ["pain"], audience="clinician")
    for number in range(1, 431):
        kind = AuditEvent.Kind.LOOK if number == 1 else AuditEvent.Kind.EXPORT
        audit.record(subject=person.pk, kind=kind, viewer=kim, audience="clinician", page=f"no{number}")
    for number in range(1, 121):
        audit.record(subject=robin.pk, kind=AuditEvent.Kind.OTHER, viewer=robin, page=f"mine no{number}")
    client = client_of(robin)
    found = pages(client, "diary")
    assert "Kim looked at no1<" in re.sub(r"\s+<", "<", found[-1])
    assert "Kim looked at no1<" not in re.sub(r"\s+<", "<", found[0])
    assert told(found, r"(?<!mine )") == list(range(430, 0, -1))
    assert told(pages(client, "login"), "mine ") == list(range(120, 0, -1))
    # Each list goes its own way: the other one stays where it was.
    third = client.get(f"{ADDRESS}?before=32&signed_before=21").content.decode()
    assert told([third], "mine ") == list(range(20, 0, -1))
    assert "?before=32" in third
    assert "?signed_before=21" in third


@pytest.mark.parametrize("wrong", ["", "x", "0", "1", "-3", "1.5", "9" * 40, "٣"])
def test_a_number_that_is_none_shows_the_newest(wrong: str) -> None:
    robin, person = owner()
    audit.record(subject=person.pk, kind=AuditEvent.Kind.LOOK, page="no1")
    assert (
        "looked at no1"
        in client_of(robin).get(ADDRESS, {"before": wrong, "signed_before": wrong}).content.decode()
    )
