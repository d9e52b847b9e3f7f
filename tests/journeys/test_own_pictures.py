"""An own picture from the phone's photo to practice and out again: what is sent is bare, what is kept is sealed."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest
from PIL import Image
from playwright.sync_api import expect

from dialdown.training.recognise.own.jpeg import checked
from tests.journeys.hands import sign_in, wait_until
from tests.journeys.test_recognise import answered, begin, practising, shown

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

    from tests.servers.chromium import PageFor
    from tests.servers.live import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live]
PATH = "/train/recognise/own"
KEPT = "SELECT part, side, view, content, sealed FROM training_ownpicture"
GPS = 0x8825


def taken(folder: Path) -> Path:
    """A photo of a phone, wider than high, with where and when it was taken."""
    drawn = Image.new("RGB", (1200, 900), "#c68f68")
    drawn.paste((20, 60, 200), (0, 0, 600, 900))
    notes = drawn.getexif()
    notes[0x0110] = "Phone of Robin"
    notes.get_ifd(GPS)[2] = (51.0, 30.0, 26.0)
    path = folder / "hand.jpg"
    drawn.save(path, "JPEG", exif=notes.tobytes(), comment=b"at home")
    return path


def _adds(request: Request) -> bool:
    return request.method == "POST" and request.url.endswith(PATH)


def add(page: Page, photo: Path) -> list[str]:
    """Fill the form in and send it; the bodies that were sent."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if _adds(request) else None)
    for name, value in (("part", "hand"), ("side", "left"), ("view_hand", "palm")):
        page.check(f"[name={name}][value={value}]", force=True)
    page.set_input_files("[data-photo]", photo)
    page.wait_for_selector("[data-square]:not([hidden])")
    page.locator("[data-move=close]").focus()
    page.keyboard.press("ArrowRight")
    page.click("[data-turn]")
    page.click("form[data-own] button.main")
    page.wait_for_selector(".own-list img")
    return sent


def test_a_photo_is_made_bare_kept_sealed_practised_and_gone(
    fresh_page_for: PageFor, fresh_server: LiveServer, tmp_path: Path
) -> None:
    practising(fresh_server)
    page = fresh_page_for("light", "phone", service_workers="block")
    sign_in(page)
    page.goto(PATH)
    expect(page.locator("main")).to_contain_text("No pictures yet")
    page.click("form[data-own] button.main")
    expect(page.locator("[data-photo-error]")).to_contain_text("Choose a photo first.")
    (tmp_path / "drawn.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    page.set_input_files("[data-photo]", tmp_path / "drawn.svg")
    expect(page.locator("[data-photo-error]")).to_contain_text("drawing (SVG)")
    (tmp_path / "cut.jpg").write_bytes(taken(tmp_path).read_bytes()[:200])
    page.set_input_files("[data-photo]", tmp_path / "cut.jpg")
    expect(page.locator("[data-photo-error]")).to_contain_text("cannot read that file")

    (body,) = add(page, taken(tmp_path))
    picture = checked(base64.b64decode(parse_qs(body)["picture"][0]))
    assert b"Robin" not in picture
    assert b"Exif" not in picture
    ((part, side, view, content, sealed),) = fresh_server.query(KEPT)
    assert (part, side, view, content) == ("hand", "left", "palm", None)
    assert picture not in bytes(sealed)
    expect(page.locator("main")).to_contain_text("whoever runs this machine cannot open them")
    width = "document.querySelector('.own-list img').naturalWidth"
    wait_until(lambda: page.evaluate(width) == 512, "the photo is shown")

    page.goto("/train/recognise?part=hand&own=1")
    kinds = page.evaluate(
        "JSON.parse(document.getElementById('deal').textContent).places.map(place => [!!place[0].own, place[0].side, place[0].mirrored ?? false])"
    )
    assert (
        sorted([side, mirrored] for own, side, mirrored in kinds if own)
        == [["left", False]] * 2 + [["right", True]] * 2
    )
    begin(page)
    answered(page, len(kinds))
    page.click("[data-save]")
    page.wait_for_url("**/train?kept=*")
    stored = fresh_server.query("SELECT COUNT(*) FROM training_recogniseanswer WHERE posture = 'own'")
    assert stored[0][0] == 4

    page.goto(PATH)
    page.click(".own-list summary")
    page.click(".own-list button")
    page.wait_for_selector("text=Gone for good.")
    assert fresh_server.query(KEPT) == []


def test_nothing_of_it_is_kept_on_the_device(
    fresh_page_for: PageFor, fresh_server: LiveServer, tmp_path: Path
) -> None:
    """With the service worker on, no cache of the browser holds a picture afterwards."""
    practising(fresh_server)
    page = fresh_page_for("light", "phone")
    sign_in(page)
    page.goto(PATH)
    add(page, taken(tmp_path))
    address = page.get_attribute(".own-list img", "src") or ""
    page.goto("/train/recognise?part=hand&own=1")
    begin(page)
    shown(page)
    kept = page.evaluate(
        "async () => { const found = []; for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys())"
        " found.push(one.url); return found; }"
    )
    assert address
    assert not [url for url in kept if PATH in url]
