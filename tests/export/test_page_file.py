"""The encrypted page: the same content as the preview, readable with the code only, opened in a real browser."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from dialdown.export.page_file import sealing, services
from dialdown.people import selectors as people_read
from dialdown.people import services as people
from dialdown.people.models import Account, Person
from dialdown.people.scopes import WrongScopes
from dialdown.uuid7 import uuid7

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def robin() -> tuple[Account, Person]:
    account = Account.objects.create_user("robin", "a long pass phrase", display_name="Robin")
    person = people.create_person(account=account, display_name="Robin Rowan", zone="UTC")
    client = Client()
    client.force_login(account)
    now = dt.datetime.now(dt.UTC)
    for back in range(30):
        at = now - dt.timedelta(days=back)
        document = {
            "id": str(uuid7()), "person": str(person.pk), "at": at.isoformat(), "zone": "UTC", "day": at.date().isoformat(),
            "mode": "full", "said_by": "self", "saved_at": now.isoformat(),
            "values": {"function": 5 + back % 3, "pain_now": 3 + back % 4},
            "regions": [{"region": "front-left-knee"}],
        }  # fmt: skip
        answer = client.put(
            f"/api/entries/{document['id']}", json.dumps(document), content_type="application/json"
        )
        assert answer.status_code == 201, answer.content
    return account, person


def _opened(file: bytes, digits: str) -> dict[str, str]:
    text = file.decode()
    found = re.search(
        r'data-salt="([^"]+)" data-nonce="([^"]+)" data-rounds="(\d+)" data-meant="([^"]+)"[^>]*>([^<]+)<',
        text,
    )
    assert found
    salt, nonce, sealed = (base64.b64decode(html.unescape(found[n])) for n in (1, 2, 5))
    key = hashlib.pbkdf2_hmac("sha256", digits.encode(), salt, int(found[3]))
    return json.loads(AESGCM(key).decrypt(nonce, sealed, found[4].encode()))


def test_nothing_is_readable_without_the_code(robin: tuple[Account, Person]) -> None:
    account, person = robin
    code = sealing.new_code()
    file = services.make(viewer=account, person=person, scopes=services.SCOPES, label="Dr Who", code=code)
    # What is sealed has every four digits somewhere by chance.
    text = re.sub(r">[A-Za-z0-9+/=]{1000,}<", "><", file.decode())
    for words in ("Robin", "Rowan", "Dr Who", code.digits):
        assert words not in text, words
    # Colours and checksums have some of its groups by chance, too.
    text = re.sub(r"<style.*?</style>|sha\d+-[A-Za-z0-9+/=]+", "", text, flags=re.DOTALL)
    for group in code.groups:
        assert group not in text, group
    content = _opened(file, code.digits)
    assert content["title"] == "Robin Rowan"
    assert "School" in content["body"] or "0–10" in content["body"]
    with pytest.raises(InvalidTag):
        _opened(file, "0" * 20)


def test_what_is_not_chosen_is_not_in_it(robin: tuple[Account, Person]) -> None:
    account, person = robin
    code = sealing.new_code()
    both, one = (
        _opened(
            services.make(viewer=account, person=person, scopes=scopes, label="", code=code), code.digits
        )["body"]
        for scopes in (services.SCOPES, ("function:line",))
    )
    assert "Pain now" in both
    assert "Pain now" not in one
    with pytest.raises(WrongScopes):
        services.make(viewer=account, person=person, scopes=("mood", "note"), label="", code=code)


def test_it_is_told_in_the_list_and_no_link_stays_open(robin: tuple[Account, Person]) -> None:
    account, person = robin
    services.make(
        viewer=account, person=person, scopes=("function:line",), label="Dr Who", code=sealing.new_code()
    )
    assert people_read.seen_by_others(account, person.pk) == frozenset()
    assert people_read.chain_problems() == []


def test_only_whoever_may_share_makes_one(robin: tuple[Account, Person]) -> None:
    _, person = robin
    other = Account.objects.create_user("mallory", "a long pass phrase")
    with pytest.raises(people_read.Denied):
        services.make(viewer=other, person=person, scopes=services.SCOPES, label="", code=sealing.new_code())


def test_what_stands_beside_the_diary_makes_no_page_alone(robin: tuple[Account, Person]) -> None:
    client = Client()
    client.force_login(robin[0])
    for alone in (["visits"], ["move", "train"]):
        answer = client.post(reverse("page_file"), {"scopes": alone, "label": "Dr Who"})
        assert answer.status_code == 422
        assert "Choose something of the diary, too." in answer.content.decode()
        assert "page_file" not in client.session
    assert client.post(reverse("page_file"), {"scopes": ["visits", "goals"]}).status_code == 302
    assert client.post(reverse("page_file_download")).status_code == 200


def test_the_pages(robin: tuple[Account, Person]) -> None:
    account, _ = robin
    client = Client()
    client.force_login(account)
    address = reverse("page_file")
    assert client.post(reverse("page_file_download")).status_code == 302
    assert client.post(address, {"label": "x"}).status_code == 422
    client.post(address, {"scopes": ["function:line"], "label": "Dr Who"})
    shown = "".join(re.findall(r"<span>(\d{4})</span>", client.get(address).content.decode()))
    assert len(shown) == 20
    answer = client.post(reverse("page_file_download"))
    assert answer["Content-Type"] == "application/octet-stream"
    assert "Robin" not in answer["Content-Disposition"]
    assert _opened(answer.content, shown)["title"] == "Robin Rowan"
    # Taken once: the code is nowhere any more.
    assert shown[:4] not in client.get(address).content.decode()


@pytest.mark.browser
def test_it_opens_from_a_folder_in_a_browser(
    browser: Browser, robin: tuple[Account, Person], tmp_path: Path
) -> None:
    account, person = robin
    code = sealing.new_code()
    path = tmp_path / "page.html"
    path.write_bytes(
        services.make(viewer=account, person=person, scopes=services.SCOPES, label="", code=code)
    )
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 844})
    seen: list[str] = []
    context.on("request", lambda request: seen.append(request.url))
    context.on("console", lambda message: seen.append(f"console: {message.text}"))
    context.on("weberror", lambda error: seen.append(f"error: {error.error}"))
    page = context.new_page()
    page.goto(path.as_uri())
    page.get_by_label("The code").fill("12")
    page.get_by_role("button", name="Open the page").click()
    expect(page.get_by_text("Please compare")).to_be_visible()
    page.get_by_label("The code").fill("1" * 20)
    page.get_by_role("button", name="Open the page").click()
    page.get_by_text("does not open the page").wait_for()
    page.get_by_label("The code").fill(" ".join(code.groups))
    page.get_by_label("The code").press("Enter")
    page.get_by_role("heading", name="Robin Rowan").wait_for()
    expect(page.get_by_text("Pain now").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
    assert seen == [path.as_uri()]
