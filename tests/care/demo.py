"""The demo's household on a day that stands still, and its pages as plain text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from dialdown.care.week import WeekPage
from dialdown.people.models import Account, Grant, Person
from dialdown.server.demo import build, robin
from tests.care.families import TODAY

NOON = dt.datetime.combine(TODAY, dt.time(12), tzinfo=dt.UTC)


@contextmanager
def that_day() -> Iterator[None]:
    """Every clock of the product shows noon of TODAY."""
    begins = Grant._meta.get_field("starts_at")
    # The default of a field was bound to the real clock when the class was made; leave that begins later does not hold yet.
    with (
        patch("django.utils.timezone.now", return_value=NOON),
        patch.object(begins, "_get_default", return_value=NOON - dt.timedelta(seconds=1)),
    ):
        yield


def household() -> tuple[Account, Person]:
    """The made-up teenager of `dialdown demo`, with everything that was written for her."""
    build._household(TODAY)
    person = Person.objects.get(display_name=robin.NAME)
    return Account.objects.get(memberships__role="host"), person


def page_words(data: dict[str, Any]) -> str:
    """The one page as it is handed to paper, line by line; pictures by the words that stand for them."""
    said = [data["title"], data["under"]]
    said += [f"{one['question']}. {one['answer']}" for one in data["short"]]
    said += [f"{one['name']} [{one['voice']}] {one['value']} | {one['days']}" for one in data["facts"]]
    for one in data["figures"]:
        said += [f"# {one['heading']}", one["alt"], one["finding"], one["days"], *one["legend"]]
    for one in data["verdicts"]:
        rows = [
            f"{row['label']} | {row['verdict-words']} | {row['change']} | {row['numbers']}"
            for row in one["rows"]
        ]
        said += [f"# {one['heading']}", *rows, one["note"]]
    words = data["words"]
    for key in ("moving", "practice"):
        rows = [" | ".join(row) for row in data[key]]
        said += [f"# {words[key]}", *rows, data[f"more-{key}"]] if rows else []
    if data["sided"] or data["sat"]:
        rows = [" | ".join(row) for row in data["sided"]]
        said += [f"# {words['sided']}", *rows, data["more-sided"], words["sided-note"] if rows else ""]
        said += [f"{words['sat-head']}: {'; '.join(data['sat'])}"] if data["sat"] else []
    if data["signs"]:
        rows = [f"{one['name']} [{one['voice']}] | {one['value']} | {one['days']}" for one in data["signs"]]
        said += [f"# {words['signs']}", *rows, data["more-signs"], words["home"]]
    said += [f"{one['name']}: {one['alt']}" for one in data["map"]] + [data["map-note"]]
    if data["medicine"]:
        rows = [
            " | ".join([f"{one['title']} [{one['voice']}]", one["when"], *one["notes"]])
            for one in data["medicine"]
        ]
        said += [f"# {words['medicine']}", *rows, data["more-medicine"]]
    if data["examined"]:
        rows = [": ".join(row) for row in data["examined"]]
        said += [f"# {words['examined']}", data["examined-by"], *rows, data["more-examined"], words["adults"]]
    said += [f"# {words['asks']}", *data["asks"], data["more-asks"]] if data["show-asks"] else []
    return "\n".join(line for line in [*said, data["note"]] if line) + "\n"


def week_words(page: WeekPage) -> str:
    """The weekly summary, line by line."""
    said = [f"{page.first.isoformat()} to {page.last.isoformat()}"]
    said += [f"{line.words} | {line.small}" for line in page.lines]
    if page.school is not None:
        said += [
            page.school.finding,
            page.school.whose,
            *(" | ".join(map(str, row)) for row in page.school.rows),
        ]
    said += ["# wins", *page.wins, "# to do", *(f"{line.words} | {line.small}" for line in page.todo)]
    return "\n".join(said) + "\n"
