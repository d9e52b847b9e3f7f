"""A passkey opens the private part in Chromium with a virtual authenticator: one that can (PRF), and one that cannot."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.test_passkeys import (
    DEVICE,
    Authenticator,
    arrive,
    at_localhost,
    confirm,
    sign_in_with_password,
    sign_out,
)
from tests.judges.test_axe import problems_of
from tests.servers.household import PASSWORD, Household

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Request

    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]
NOTE = "a marmot on the hill"
BOXES = "SELECT COUNT(*) FROM people_passkeybox WHERE wrapped IS NOT NULL"


class Able(Authenticator):
    """A device whose passkeys give a secret (WebAuthn PRF), or do not."""

    def __init__(self, page: Page, *, prf: bool) -> None:
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        options = {**DEVICE, "ctap2Version": "ctap2_1", "hasPrf": prf}
        self.id = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def written(server: LiveServer) -> str:
    """Robin's diary with one note; the address of the entry."""
    robin = Household(server.url).set_up()
    told = robin.document(function=5, note=NOTE) | {"mode": "full"}
    assert robin.put(told).status == 201
    return f"/entries/{told['id']}"


def make(page: Page, *, opens: bool = True) -> None:
    page.goto("/accounts/passkeys/add/")
    confirm(page)
    page.fill("#id_name", "My phone")
    expect(page.locator("[name=opens_private]")).to_be_checked()
    if not opens:
        page.locator("[name=opens_private]").press("Space")
    page.click("form[data-passkey] button.main")
    arrive(page, "/accounts/recovery-code/")


def use(page: Page) -> None:
    page.locator("form[data-passkey]").wait_for(state="visible")
    page.click("form[data-passkey] button")


def listen(page: Page) -> list[Request]:
    """Every request with a body, as it is sent."""
    sent: list[Request] = []
    page.on("request", lambda one: sent.append(one) if one.method == "POST" else None)
    return sent


def test_a_passkey_that_can_opens_it_and_leaves_nothing_behind(
    browser: Browser, fresh_server: LiveServer, tmp_path: Path
) -> None:
    entry = written(fresh_server)
    with at_localhost(browser, fresh_server) as page_for:
        page = page_for("light", "desktop")
        # What the device itself gives, as the page sees it.
        page.add_init_script(
            """const get = CredentialsContainer.prototype.get, make = CredentialsContainer.prototype.create;
            const keep = async (found) => { const raw = found.getClientExtensionResults().prf?.results?.first;
              if (raw) sessionStorage.setItem("raw", btoa(String.fromCharCode(...new Uint8Array(raw)))); return found; };
            CredentialsContainer.prototype.get = function (o) { return get.call(this, o).then(keep); };
            CredentialsContainer.prototype.create = function (o) { return make.call(this, o).then(keep); };"""
        )
        Able(page, prf=True)
        sent = listen(page)
        sign_in_with_password(page)
        arrive(page, "/")
        make(page)
        assert fresh_server.query(BOXES) == [(1,)]
        sign_out(page)
        use(page)
        arrive(page, "/")
        page.goto(entry)
        expect(page.locator('[name="values.note"]')).to_have_value(NOTE)
        raw = base64.b64decode(page.evaluate("sessionStorage.getItem('raw')"))
        assert len(raw) == 32
        # What was sent is 32 other bytes, the same each time, in the body alone.
        bodies = [parse_qs(one.post_data or "") for one in sent if "passkey" in one.url]
        keys = [body["unlocks"][0] for body in bodies if "unlocks" in body]
        assert len(keys) == 2
        assert len(set(keys)) == 1
        key = base64.urlsafe_b64decode(keys[0] + "=")
        assert (len(key), key != raw) == (32, True)
        told = "".join(str(body) for body in bodies)
        forms = [one for found in (raw, key) for one in coded(found)]
        assert not [one for one in coded(raw) if one in told]
        assert not [one for one in forms for request in sent if one in request.url]
        # Locked, and opened again by the same finger.
        page.goto("/private")
        expect(page.get_by_text("“My phone” opens this, too.")).to_be_visible()
        assert problems_of(Axe(), page, "/private, open, with a passkey") == []
        page.get_by_role("button", name="Lock it now").click()
        page.get_by_role("link", name="Use my passkey").click()
        arrive(page, "/accounts/confirm/passkey/")
        assert problems_of(Axe(), page, "the passkey for the private part") == []
        page.get_by_role("button", name="Use my passkey").click()
        arrive(page, "/private")
        expect(page.get_by_text("Open for you")).to_be_visible()
    made = tmp_path / "backup"
    done = fresh_server.run("backup", "--recipient", recipient(tmp_path), "--out", str(made))
    assert done.returncode == 0, done.stderr
    fresh_server.stop()
    inside = opened(made, tmp_path)
    log = fresh_server.log().encode()
    files = {path: path.read_bytes() for path in fresh_server.data.rglob("*") if path.is_file()}
    for found in (raw, key):
        for one in (found, *(text.encode() for text in coded(found))):
            assert one not in log
            assert one not in inside
            assert not [path.name for path, held in files.items() if one in held]
    assert NOTE.encode() not in inside
    assert not [path.name for path, held in files.items() if NOTE.encode() in held]


def coded(found: bytes) -> tuple[str, ...]:
    plain = base64.b64encode(found).decode().rstrip("=")
    return found.hex(), plain, plain.replace("+", "-").replace("/", "_")


def recipient(folder: Path) -> str:
    from dialdown.server.backup import sealing

    identity, public = sealing.new_key()
    (folder / "key.txt").write_bytes(sealing.key_file(identity, ""))
    return public


def opened(made: Path, folder: Path) -> bytes:
    """Everything in a backup, in the hands of whoever has its key."""
    import gzip

    import pyrage

    text = (folder / "key.txt").read_text()
    line = next(one for one in text.splitlines() if one.startswith("AGE-SECRET-KEY-"))
    return gzip.decompress(pyrage.decrypt(made.read_bytes(), [pyrage.x25519.Identity.from_str(line)]))


def test_one_that_cannot_works_as_before_and_the_page_says_so(
    browser: Browser, fresh_server: LiveServer
) -> None:
    entry = written(fresh_server)
    with at_localhost(browser, fresh_server) as page_for:
        page = page_for()
        Able(page, prf=False)
        sent = listen(page)
        sign_in_with_password(page)
        arrive(page, "/")
        make(page)
        expect(page.get_by_text("Your password opens it, as before.")).to_be_visible()
        sign_out(page)
        use(page)
        arrive(page, "/")
        locked = "Your private part is still locked here. Your password opens it."
        expect(page.get_by_text(locked)).to_be_visible()
        assert not [one for one in sent if "unlocks" in (one.post_data or "")]
        page.goto(entry)
        assert NOTE not in page.content()
        page.get_by_role("link", name="Open it").click()
        page.get_by_label("Your password, or the code from your paper").fill(PASSWORD)
        page.keyboard.press("Enter")
        arrive(page, entry)
        expect(page.locator('[name="values.note"]')).to_have_value(NOTE)
    assert fresh_server.query(BOXES) == [(0,)]


def test_let_later_by_keyboard_and_taken_back(browser: Browser, fresh_server: LiveServer) -> None:
    entry = written(fresh_server)
    with at_localhost(browser, fresh_server) as page_for:
        page = page_for("light", "desktop")
        Able(page, prf=True)
        sent = listen(page)
        sign_in_with_password(page)
        arrive(page, "/")
        make(page, opens=False)
        assert not [one for one in sent if "unlocks" in (one.post_data or "")]
        page.goto("/private")
        page.get_by_role("link", name="Let a passkey open it").press("Enter")
        arrive(page, "/accounts/confirm/passkey/")
        page.get_by_role("button", name="Use my passkey").press("Enter")
        arrive(page, "/private")
        expect(page.get_by_text("“My phone” opens this, too.")).to_be_visible()
        sign_out(page)
        use(page)
        arrive(page, "/")
        page.goto(entry)
        expect(page.locator('[name="values.note"]')).to_have_value(NOTE)
        page.goto("/private")
        page.get_by_role("button", name="Only my password").press("Enter")
        page.get_by_text("No passkey opens this any more.").wait_for()
        sign_out(page)
        use(page)
        arrive(page, "/")
        page.goto(entry)
        assert NOTE not in page.content()


def test_after_the_password_as_the_second_step(browser: Browser, fresh_server: LiveServer) -> None:
    """A new key empties the box; password and passkey together make it anew, without another page."""
    entry = written(fresh_server)
    with at_localhost(browser, fresh_server) as page_for:
        page = page_for("light", "desktop")
        Able(page, prf=True)
        sign_in_with_password(page)
        arrive(page, "/")
        make(page)
        page.goto("/private")
        page.get_by_text("Somebody may know my password").click()
        page.fill("#id_new-password", PASSWORD)
        page.get_by_role("button", name="Make a new key").click()
        page.get_by_text("“My phone” does not open this yet.").wait_for()
        assert fresh_server.query(BOXES) == [(0,)]
        sign_out(page)
        sign_in_with_password(page)
        arrive(page, "/accounts/second-step/")
        page.click("form[data-passkey] button")
        arrive(page, "/")
        assert fresh_server.query(BOXES) == [(1,)]
        sign_out(page)
        use(page)
        arrive(page, "/")
        page.goto(entry)
        expect(page.locator('[name="values.note"]')).to_have_value(NOTE)
