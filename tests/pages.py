"""Every page of the product that opens by a GET: for axe, screenshots and zoom."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.servers.live import LiveServer

# Leaving is not a page, and it would sign the browser out.
LEFT_OUT: set[str] = set()
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# What stands in an address: a stored row for each name. A new name without a row here makes the tests red.
EXAMPLES = {
    "entry_id": "SELECT e.id FROM diary_entry e JOIN diary_regionmark r ON r.entry_id = e.id WHERE e.deleted_at IS NULL ORDER BY e.day DESC, e.id LIMIT 1",
    "date": "SELECT day FROM diary_entry WHERE deleted_at IS NULL ORDER BY day DESC LIMIT 1",
    "goal_id": "SELECT id FROM diary_goal LIMIT 1",
    "step_id": "SELECT id FROM diary_goalstep LIMIT 1",
    "factor_id": "SELECT id FROM diary_factor LIMIT 1",
    "event_id": "SELECT id FROM diary_event LIMIT 1",
    "person_id": "SELECT id FROM people_person LIMIT 1",
    "plan_id": "SELECT id FROM activity_plan ORDER BY created_at",
    "done_id": "SELECT id FROM activity_done LIMIT 1",
    "fact_id": "SELECT id FROM activity_planfact LIMIT 1",
    "prescription_id": "SELECT id FROM activity_prescription",
    "programme_id": "SELECT id FROM activity_programme LIMIT 1",
    "ladder_id": "SELECT id FROM training_touchladder LIMIT 1",
    "go_id": "SELECT id FROM training_touchgo LIMIT 1",
    "session_id": "SELECT id FROM training_recognisesession LIMIT 1",
    "picture_id": "SELECT id FROM training_ownpicture LIMIT 1",
    "choice_id": "SELECT id FROM training_touchchoice LIMIT 1",
    "path_id": "SELECT id FROM training_stagepath LIMIT 1",
    "sitting_id": "SELECT id FROM training_sitting LIMIT 1",
    "note_id": "SELECT id FROM learn_lessonnote LIMIT 1",
    "letter_id": "SELECT id FROM care_letter LIMIT 1",
    "question_id": "SELECT 'claim-01' UNION SELECT 'claim-47'",
    "kind": "SELECT 'general'",
    "trial_id": "SELECT id FROM insights_personaltrial ORDER BY created_at",
    "lesson_id": "SELECT 'loud' UNION SELECT 'worry' UNION SELECT 'strain'",
    "medicine_id": "SELECT id FROM care_medicine LIMIT 1",
    "visit_id": "SELECT id FROM care_visit LIMIT 1",
    "claim_id": "SELECT id FROM care_claim LIMIT 1",
    "flare_id": "SELECT id FROM care_flare LIMIT 1",
    "key": "SELECT 'medicine' UNION SELECT 'visit' UNION SELECT 'cost' UNION SELECT 'rules'",
    "key row_id": "SELECT 'visit', id FROM care_visit UNION ALL SELECT 'medicine', id FROM care_medicine",
    # What a clinician wrote down: for the owner of the diary the address leads nowhere.
    "person_id row_id": "SELECT id, id FROM people_person LIMIT 1",
    "account_id": "SELECT id FROM people_account LIMIT 1",
    "grant_id": "SELECT id FROM people_grant WHERE audience <> 'self' ORDER BY created_at",
    "offer_id": "SELECT id FROM people_offer LIMIT 1",
    "known_id": "SELECT id FROM people_knownlogin LIMIT 1",
    # Nobody's: what opens is the question for the password, or nothing. The pages themselves: judges/test_axe_signing_in.py.
    "pk": "SELECT 1",
    "number": "SELECT 1",
    "notice_id": "SELECT '018f0000-0000-7000-8000-000000000000'",
    # One in each state: each has a page of its own.
    "batch_id": "SELECT MIN(CAST(id AS varchar(36))) FROM diary_importbatch GROUP BY state",
}
# The same address shows something else when it is asked for.
VIEWS = (
    "/?again=1", "/?again=1&mode=quick", "/?again=1&mode=weekly", "/?again=1&mode=off", "/?pain=1", "/history?month=2024-02",
    "/help-now?country=GB", "/help-now?country=US", "/writing?worse=1", "/insights?days=28", "/insights/trials/new?idea=screens&outcome=function&step=2", "/not-there",
    "/prescribe/paper?template=chores", "/train/recognise?part=hand&kind=weekly", "/train/recognise?part=hand&own=1",
)  # fmt: skip


def _walk(patterns: Any, before: str) -> Iterator[str]:
    for pattern in patterns:
        path = before + re.sub(r"^\^|\\Z$|\$$", "", str(pattern.pattern))
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, path)
        else:
            yield path


@cache
def _patterns() -> tuple[str, ...]:
    from django.urls import get_resolver

    found = set(_walk(get_resolver().url_patterns, "/"))
    return tuple(
        sorted(
            p for p in found if "(" not in p and not p.startswith(("/api/", "/shl/")) and p not in LEFT_OUT
        )
    )


def paths() -> tuple[str, ...]:
    """Addresses without a parameter, except those for programs. Needs Django to be set up."""
    return tuple(pattern for pattern in _patterns() if "<" not in pattern)


def addresses(server: LiveServer) -> tuple[str, ...]:
    """Every address, with rows of the server's database in the place of parameters, and the views of `VIEWS`."""
    found = [*paths(), *VIEWS]
    for pattern in _patterns():
        name = PARAMETER.search(pattern)
        if name is None:
            continue
        rows = server.query(EXAMPLES[" ".join(PARAMETER.findall(pattern))])
        assert rows, f"no example in the database for {pattern}: make one in tests/servers/household.py"
        found += [_filled(pattern, row) for row in rows]
    found += [f"/train/touch/go?ladder={_plain(row[0])}" for row in server.query(EXAMPLES["ladder_id"])]
    for row in server.query(EXAMPLES["path_id"]):
        found += [f"/train/{stage}?path={_plain(row[0])}" for stage in ("imagine", "mirror")]
    # A day that is still empty is a form.
    return (*sorted(set(found)), *(f"/history/{day}" for day in _empty_days(server)))


def _filled(pattern: str, row: Any) -> str:
    """The pattern with the columns of a row in the places of its parameters."""
    values = iter(row)
    return PARAMETER.sub(lambda _match: _plain(next(values)), pattern)


def _plain(value: Any) -> str:
    text = str(value)
    return str(uuid.UUID(text)) if re.fullmatch(r"[0-9a-f]{32}", text) else text


def _empty_days(server: LiveServer) -> list[str]:
    kept = {
        str(row[0]) for row in server.query("SELECT DISTINCT day FROM diary_entry WHERE deleted_at IS NULL")
    }
    days = (dt.datetime.now(dt.UTC).date() - dt.timedelta(days=back) for back in range(1, 60))
    return [day.isoformat() for day in days if day.isoformat() not in kept][:1]


# Whether an address is a page stays so while the tests run: asked once for each server.
_are_pages: dict[tuple[str, str], bool] = {}


def visit(page: Page, server: LiveServer, *, part: int = 0, of: int = 1) -> Iterator[str]:
    """Opens every page of the server (or each `of`-th), one after the other, with everything unfolded."""
    for path in addresses(server)[part::of]:
        key = (server.url, path)
        if key not in _are_pages:
            _are_pages[key] = is_page(page, path)
        if _are_pages[key]:
            page.goto(path)
            unfold(page)
            yield path


def unfold(page: Page) -> None:
    """Open everything that is folded away, but the list that would put the body map away, once all parts of the page are there."""
    page.wait_for_selector("[data-fragment] [data-waiting]", state="detached")
    page.evaluate(
        "document.querySelectorAll('details:not([data-list])').forEach((part) => (part.open = true))"
    )


def is_page(page: Page, path: str) -> bool:
    """True when `path` answers a GET with a page of its own (no download, no form target, no redirect)."""
    answer = page.request.get(path, max_redirects=0)
    return answer.status == 200 and answer.headers.get("content-type", "").startswith("text/html")


def wear(page: Page, theme: str) -> None:
    """Choose a theme for whoever is signed in on this page, as the switch on it does."""
    origin = page.evaluate("location.origin")
    cookies = {cookie.get("name"): cookie.get("value") for cookie in page.context.cookies(origin)}
    headers = {"X-CSRFToken": cookies.get("csrf") or "", "Origin": origin}
    answer = page.request.post("/settings/theme", form={"theme": theme}, headers=headers)
    assert answer.ok, f"{answer.status} from /settings/theme"
