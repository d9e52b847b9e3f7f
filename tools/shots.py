"""Screenshots of every page of the demo: phone and desktop, light, dark and quiet, into `shots/`.

With a contact sheet of the left-or-right pictures of every part. `make shots`; `python -m tools.shots /history /insights` takes
only those pages, `python -m tools.shots --readme` the two pictures of the README.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests import pages
from tests.servers import chromium
from tests.servers.live import LiveServer
from tools.stimuli.studio import contact_sheets

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "shots"
IMAGES = ROOT / "docs" / "images"
# A picture in the README is loaded by everyone who reads it.
LARGEST = 200_000
# A page behind a link, like the page of one day: one of each kind is enough.
PARAMETER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\d")


def file_name(path: str, size: str, theme: str) -> str:
    """`/insights/pain` on a phone in dark becomes `insights-pain.phone.dark.png`."""
    plain = re.sub(r"[^\w.]+", "-", PARAMETER.sub("one", path)).strip("-")
    return f"{plain or 'today'}.{size}.{theme}.png"


def _known() -> tuple[str, ...]:
    """The addresses without a parameter, as the project itself has them."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DIALDOWN_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "dialdown.server.settings"
        import django

        django.setup()
        return (*pages.paths(), *pages.VIEWS)


def _everything(page: Page) -> list[str]:
    """Every page of the demo: the known addresses, and one of each kind that they lead to."""
    found = [path for path in _known() if pages.is_page(page, path)]
    kinds: dict[str, str] = {}
    for path in found:
        page.goto(path)
        links = page.evaluate(
            "[...document.querySelectorAll('a[href^=\"/\"]')].map((a) => a.getAttribute('href'))"
        )
        for link in links:
            if PARAMETER.search(link) and "#" not in link:
                kinds.setdefault(PARAMETER.sub("", link), link)
    return [*found, *(link for link in kinds.values() if pages.is_page(page, link))]


def _every_shot(page_for: chromium.PageFor, wanted: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    taken = 0
    for theme in chromium.THEMES:
        for size in chromium.SIZES:
            page = page_for(theme, size)
            page.goto("/")
            pages.wear(page, theme)
            wanted = wanted or _everything(page)
            for path in wanted:
                page.goto(path)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=FOLDER / file_name(path, size, theme), full_page=True)
                taken += 1
            page.context.close()
    print(f"{taken} screenshots in {FOLDER.name}/", file=sys.stderr)


def _readme(page_for: chromium.PageFor) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, path, size, scale in (
        ("today-phone", "/", "phone", 1.5),
        ("insights-desktop", "/insights", "desktop", 1),
    ):
        page = page_for("light", size, device_scale_factor=scale)
        page.goto("/")
        pages.wear(page, "light")
        page.goto(path)
        page.wait_for_load_state("networkidle")
        target = IMAGES / f"{name}.png"
        page.screenshot(path=target)
        page.context.close()
        kept = target.stat().st_size
        print(f"{target.relative_to(ROOT)}: {kept / 1000:.0f} kB", file=sys.stderr)
        if kept > LARGEST:
            raise SystemExit(f"{target.relative_to(ROOT)}: {kept} bytes; expected at most {LARGEST}")


def _contact_sheets() -> None:
    """Every picture of left and right that the trainer can show, one sheet a part."""
    FOLDER.mkdir(exist_ok=True)
    for path in contact_sheets(FOLDER):
        print(f"{FOLDER.name}/{path.name}", file=sys.stderr)


def main() -> int:
    with tempfile.TemporaryDirectory() as data:
        server = LiveServer(Path(data), demo=True)
        try:
            server.start()
            with chromium.launched() as browser, chromium.pages(browser, server.url) as page_for:
                if "--readme" in sys.argv[1:]:
                    _readme(page_for)
                else:
                    _every_shot(page_for, sys.argv[1:])
        finally:
            server.stop()
    if not sys.argv[1:]:
        _contact_sheets()
    return 0


if __name__ == "__main__":
    sys.exit(main())
