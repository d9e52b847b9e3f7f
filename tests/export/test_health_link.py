"""A SMART Health Link: followed as the software of a clinic follows it, down to the numbers, and nothing more than was granted."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import time
import zlib
from html import unescape
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dialdown.diary import services as diary
from dialdown.export.health_link import services
from dialdown.intake.definitions import shipped
from dialdown.people import selectors as people
from dialdown.people import services as sharing
from dialdown.people.models import Account, AuditEvent, Grant, HealthLink, Person
from dialdown.people.scopes import WrongScopes
from dialdown.server import config as configuration
from tests.export import diaries

pytestmark = pytest.mark.django_db
HERE = "https://diary.example.org"
WEEK = dt.timedelta(days=7)
ALL = services.SCOPES


@pytest.fixture
def robin(settings: Any) -> tuple[Account, Person]:
    settings.PUBLIC_ADDRESS = HERE
    cache.clear()
    account, person = diaries.owner()
    # Somebody can sign in here, so set-up is over.
    account.password = "never typed"
    account.save()
    now = timezone.now()
    for back in range(3):
        moment = now - dt.timedelta(days=back)
        told = diaries.document(
            person, moment.date(), at=moment.isoformat(), saved_at=now.isoformat(),
            values={"pain_now": 3 + back, "function": 6, "sleep_hours": 7.5, "note": "marmot", "mood": "good"},
        )  # fmt: skip
        diary.save_entry(viewer=account, document=told)
    diary.add_event(viewer=account, person=person, kind="medicine", title="tapir", starts_on=now.date())
    return account, person


def made(
    robin: tuple[Account, Person], scopes: tuple[str, ...] = ALL, lasts: dt.timedelta = WEEK
) -> services.Made:
    return services.make(viewer=robin[0], person=robin[1], scopes=scopes, label="Dr Who", lasts=lasts)  # fmt: skip


def payload(address: str) -> dict[str, Any]:
    packed = address.partition("#shlink:/")[2]
    return json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))


def ask(told: dict[str, Any], passcode: str, **more: object) -> Any:
    path = told["url"].removeprefix(HERE)
    body = {"recipient": "Ward 7", "passcode": passcode, **more}
    return Client(enforce_csrf_checks=True).post(path, json.dumps(body), content_type="application/json")


def plain(jwe: str, key: str) -> dict[str, Any]:
    """RFC 7516 by hand, with nothing of ours."""
    head, none, nonce, sealed, tag = jwe.split(".")
    back = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in (key, nonce, sealed, tag)]
    told = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    assert none == ""
    assert told == {"alg": "dir", "enc": "A256GCM", "zip": "DEF", "cty": "application/fhir+json"}
    packed = AESGCM(back[0]).decrypt(back[1], back[2] + back[3], head.encode())
    return json.loads(zlib.decompress(packed, -15))


def table() -> Any:
    return {one.key: one for one in shipped()}


def numbers(bundle: dict[str, Any], text: str) -> dict[str, float]:
    found = [
        one["resource"] for one in bundle["entry"] if one["resource"].get("code", {}).get("text") == text
    ]
    return {one["effectiveDateTime"]: one["valueQuantity"]["value"] for one in found}


def test_from_the_picture_to_the_numbers(robin: tuple[Account, Person]) -> None:
    link = made(robin)
    told = payload(link.address)
    assert (told["flag"], told["v"]) == ("LP", 1)
    assert abs(told["exp"] - (timezone.now() + WEEK).timestamp()) < 60
    assert len(base64.urlsafe_b64decode(told["key"] + "=")) == 32
    assert len(told["url"]) <= 128
    answer = ask(told, link.passcode)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    (file,) = answer.json()["files"]
    assert file["contentType"] == "application/fhir+json"
    assert "Robin" not in answer.content.decode()
    bundle = plain(file["embedded"], told["key"])
    today = timezone.now().date()
    assert numbers(bundle, table()["pain_now"].label) == {
        (today - dt.timedelta(days=back)).isoformat(): 3 + back for back in range(3)
    }
    kinds = {one["resource"]["resourceType"] for one in bundle["entry"]}
    assert kinds == {"Patient", "Observation", "MedicationStatement"}
    words = json.dumps(bundle)
    assert "tapir" in words
    for hers in ("marmot", "mood", "good", "note"):
        assert hers not in words, hers
    with pytest.raises(InvalidTag):
        plain(file["embedded"], base64.urlsafe_b64encode(bytes(32)).decode().rstrip("="))


def test_every_resource_has_what_fhir_r4_demands(robin: tuple[Account, Person]) -> None:
    """The fields that HL7's definitions make obligatory, their types, and that every reference leads somewhere."""
    link = made(robin)
    told = payload(link.address)
    bundle = plain(ask(told, link.passcode).json()["files"][0]["embedded"], told["key"])
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", bundle["timestamp"])
    urls = [one["fullUrl"] for one in bundle["entry"]]
    assert len(urls) == len(set(urls))
    for entry in bundle["entry"]:
        one = entry["resource"]
        assert entry["fullUrl"] == f"urn:uuid:{one['id']}"
        if one["resourceType"] == "Patient":
            continue
        assert one["subject"]["reference"] in urls
        if one["resourceType"] == "Observation":
            assert one["status"] == "final"
            assert one["code"]["text"]
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", one["effectiveDateTime"])
            assert isinstance(one["valueQuantity"]["value"], int | float)
        else:
            assert one["status"] in ("active", "completed")
            assert one["medicationCodeableConcept"]["text"]


def test_exactly_what_was_chosen(robin: tuple[Account, Person]) -> None:
    link = made(robin, ("sleep:line",))
    told = payload(link.address)
    bundle = plain(ask(told, link.passcode).json()["files"][0]["embedded"], told["key"])
    asked = {one["resource"]["code"]["text"] for one in bundle["entry"] if "code" in one["resource"]}
    assert asked == {table()["sleep_hours"].label}
    assert "tapir" not in json.dumps(bundle)
    with pytest.raises(WrongScopes):
        made(robin, ("mood", "note"))


def test_ten_wrong_passcodes_end_it_for_good_at_either_door(robin: tuple[Account, Person]) -> None:
    link = made(robin)
    told = payload(link.address)
    wrong = "000000" if link.passcode != "000000" else "111111"
    left = []
    for _turn in range(8):
        cache.clear()
        answer = ask(told, wrong)
        assert answer.status_code == 401
        left.append(answer.json()["remainingAttempts"])
    assert left == [9, 8, 7, 6, 5, 4, 3, 2]
    browser = Client()
    for _turn in range(2):
        cache.clear()
        # A space in the secret is the same link.
        spaced = "# " + told["url"].rpartition("/")[2] if _turn else link.address
        assert browser.post("/shared/open", {"secret": spaced, "spoken": wrong}).status_code == 422
    cache.clear()
    assert ask(told, link.passcode).status_code == 404
    assert Grant.objects.get(pk=link.grant.pk).revoked_at is not None
    said = [one.words for one in people.looks(robin[0], robin[1].pk)]
    assert "Dr Who lost the link after ten wrong passcodes" in said
    assert people.chain_problems() == []


def test_she_reads_who_asked_and_ends_it_at_once(robin: tuple[Account, Person]) -> None:
    link = made(robin)
    told = payload(link.address)
    assert ask(told, link.passcode).status_code == 200
    said = [one.words for one in people.looks(robin[0], robin[1].pk)]
    assert "Dr Who opened the link, for “Ward 7”" in said
    assert "Dr Who looked at the numbers behind the link" in said
    assert not AuditEvent.objects.filter(subject=robin[1].pk, kind="wrote").exists()
    later = ask(told, link.passcode, embeddedLengthMax=10).json()["files"][0]["location"].removeprefix(HERE)
    assert plain(Client().get(later).content.decode(), told["key"])["entry"]
    sharing.end(viewer=robin[0], grant_id=link.grant.pk)
    assert ask(told, link.passcode).status_code == 404
    assert Client().get(later).status_code == 404


def test_a_token_of_a_file_is_ours_fresh_and_for_that_alone(
    robin: tuple[Account, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    link = made(robin)
    told = payload(link.address)
    later = ask(told, link.passcode, embeddedLengthMax=10).json()["files"][0]["location"].removeprefix(HERE)
    place, _slash, token = later.rpartition("/")
    content = signing.loads(token, salt="health_link")
    assert Client().get(later).status_code == 200
    others = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token.partition(":")[0],
        # Signed here for something else, or elsewhere for this.
        signing.dumps(content, salt="other", compress=True),
        signing.dumps(content, key="another machine", salt="health_link", compress=True),
        base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=") + "::",
    ]
    for other in others:
        assert Client().get(f"{place}/{other}").status_code == 404, other
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3601)
    assert Client().get(later).status_code == 404


def test_only_the_two_addresses_of_a_link_answer_other_sites(robin: tuple[Account, Person]) -> None:
    client = Client(headers={"origin": "https://viewer.example"})
    path = payload(made(robin).address)["url"].removeprefix(HERE)
    asked = client.options(path)
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Access-Control-Allow-Credentials" not in asked.headers
    client.force_login(robin[0])
    assert client.post(path, "{}", content_type="application/json").status_code == 403
    for other in ("/", "/shared", "/sharing", "/api/session", "/healthz", "/help-now"):
        answer = client.get(other)
        assert not [name for name in answer.headers if name.lower().startswith("access-control")], other


def test_it_ends_by_itself(robin: tuple[Account, Person]) -> None:
    link = made(robin)
    Grant.objects.filter(pk=link.grant.pk).update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    assert ask(payload(link.address), link.passcode).status_code == 404


def test_the_database_alone_opens_nothing(robin: tuple[Account, Person]) -> None:
    link = made(robin)
    told = payload(link.address)
    secret = told["url"].rpartition("/")[2]
    kept = json.dumps(
        [*Grant.objects.values(), *HealthLink.objects.values(), *AuditEvent.objects.values()], default=str
    )
    for word in (secret, told["key"], link.passcode):
        assert word not in kept


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"passcode":"123456"}', b'{"recipient":5}', b'{"recipient":" "}', b"\xff", b"[" * 5000]
)  # fmt: skip
def test_what_is_no_question_is_refused_in_words(robin: tuple[Account, Person], body: bytes) -> None:
    path = payload(made(robin).address)["url"].removeprefix(HERE)
    answer = Client().post(path, body, content_type="application/json")
    assert answer.status_code == 400
    assert "expected" in answer.json()["problem"]


def test_the_page_makes_one_and_the_page_of_links_opens_it(robin: tuple[Account, Person]) -> None:
    client = Client()
    client.force_login(robin[0])
    assert client.post("/sharing/health-link", {"label": "Dr Who", "days": "7"}).status_code == 422
    assert (
        client.post("/sharing/health-link", {"scopes": ALL, "label": "x", "days": "9999"}).status_code == 422
    )
    page = client.post(
        "/sharing/health-link", {"scopes": ALL, "label": "Dr Who", "days": "7"}
    ).content.decode()
    assert "<svg" in page
    address = unescape(re.search(r'value="(https://[^"]+)"', page)[1])  # type: ignore[index]
    spoken = re.search(r'class="paper"[^>]*>(\d{6})<', page)[1]  # type: ignore[index]
    assert ask(payload(address), spoken).status_code == 200
    browser = Client()
    assert browser.post("/shared/open", {"secret": address, "spoken": spoken}).status_code == 302
    assert "Robin" in browser.get("/shared").content.decode()


def test_without_a_public_address_it_is_not_offered(robin: tuple[Account, Person], settings: Any) -> None:
    settings.PUBLIC_ADDRESS = ""
    client = Client()
    client.force_login(robin[0])
    assert "no public address" in client.get("/sharing/health-link").content.decode()
    assert client.post("/sharing/health-link", {"scopes": ALL, "label": "x", "days": "7"}).status_code == 404
    assert "/sharing/health-link" not in client.get("/sharing").content.decode()


@pytest.mark.parametrize(
    "address",
    ["http://diary.example.org", "https://192.168.1.4", "https://diary.local", "https://localhost", "https://a.example/x",
     "https://me@diary.example.org", "diary.example.org"],
)  # fmt: skip
def test_an_address_that_nobody_outside_reaches_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIALDOWN_ADDRESS", address)
    monkeypatch.setenv("DIALDOWN_HTTPS", "1")
    configuration.config.cache_clear()
    with pytest.raises(configuration.ConfigError, match="address"):
        configuration.config()
    configuration.config.cache_clear()
