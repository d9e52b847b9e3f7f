"""Screenshots of every page of the demo: phone and desktop, light, dark and quiet, into `shots/`.

`make shots`; `python -m tools.shots /history /insights` takes only those pages.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests import pages
from tests.servers import chromium
from tests.servers.live import LiveServer

FOLDER = Path(__file__).resolve().parent.parent / "shots"


def file_name(path: str, size: str, theme: str) -> str:
    """`/insights/pain` on a phone in dark becomes `insights-pain.phone.dark.png`."""
    return f"{path.strip('/').replace('/', '-') or 'today'}.{size}.{theme}.png"


def wanted() -> tuple[str, ...]:
    """The pages named on the command line, else all."""
    if len(sys.argv) > 1:
        return tuple(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DIALDOWN_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "dialdown.server.settings"
        import django

        django.setup()
        return pages.paths()


def main() -> int:
    paths = wanted()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        server = LiveServer(Path(data), demo=True)
        try:
            server.start()
            with chromium.launched() as browser, chromium.pages(browser, server.url) as page_for:
                for theme in chromium.THEMES:
                    for size in chromium.SIZES:
                        page = page_for(theme, size)
                        page.goto("/")
                        pages.wear(page, theme)
                        for path in paths:
                            if pages.is_page(page, path):
                                page.goto(path)
                                page.screenshot(path=FOLDER / file_name(path, size, theme), full_page=True)
                        page.context.close()
        finally:
            server.stop()
    print(f"{len(list(FOLDER.glob('*.png')))} screenshots in {FOLDER.name}/", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
