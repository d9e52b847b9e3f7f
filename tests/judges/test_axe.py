"""axe finds nothing on any page: three themes, two sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import pages
from tests.servers.chromium import SIZES, THEMES

if TYPE_CHECKING:
    from tests.servers.chromium import PageFor

pytestmark = [pytest.mark.browser, pytest.mark.live]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", THEMES)
def test_every_page(page_for: PageFor, theme: str, size: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    page = page_for(theme, size)
    looked: list[str] = []
    problems: list[str] = []
    for path in pages.paths():
        if not pages.is_page(page, path):
            continue
        page.goto(path)
        looked.append(path)
        for violation in axe.run(page).response["violations"]:
            where = "; ".join(" ".join(node["target"]) for node in violation["nodes"][:4])
            problems.append(f"{path}: {violation['id']}: {violation['help']}: {where}")
    assert problems == []
    assert len(looked) >= 5, looked
