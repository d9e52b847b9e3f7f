"""The pictures of a plan: over and under it, day by day, and its steps."""

from __future__ import annotations

import pytest
from django.test import Client

from dialdown.activity.pictures import even, weeks
from tests.activity.household import Moving

pytestmark = pytest.mark.django_db


def walked(here: Moving, *amounts: int) -> object:
    """A plan at 2 min with floor 1 min 30 s and ceiling 2 min 15 s, and the last days as they were done."""
    plan = here.plan(ago=7 + len(amounts))
    here.did(plan, 150, range(7 + len(amounts), len(amounts), -1))
    for ago, amount in enumerate(reversed(amounts), 1):
        here.did(plan, amount, [ago])
    return plan


def test_big_days_and_small_days_are_seen_and_said(here: Moving, page: Client) -> None:
    plan = walked(here, 400, 30, 120, 400, 20)
    figure = even(here.standing(plan))  # pyright: ignore[reportArgumentType]
    assert figure is not None
    # Seven measured days and one between; two over the ceiling, two under the floor.
    assert figure.finding.startswith("8 days of 12 lay between floor and ceiling.")
    assert "Big days and small days took turns." in figure.finding
    for svg in (figure.narrow, figure.wide):
        assert (svg.count('class="mv-over"'), svg.count('class="mv-under"'), svg.count('class="d3"')) == (
            2,
            2,
            8,
        )
    assert [words for _cls, words in figure.legend][1:] == ["within", "over the ceiling", "under the floor"]
    assert [row[1:] for row in figure.table_rows[-2:]] == [["6:40", "1:30", "2:15"], ["0:20", "1:30", "2:15"]]
    said = page.get(f"/move/{plan.pk}").content.decode()  # pyright: ignore[reportAttributeAccessIssue]
    assert "Even or up and down?" in said
    assert "Big days and small days took turns." in said


def test_the_edges_of_the_plan_are_within_it(here: Moving) -> None:
    figure = even(here.standing(walked(here, 90, 135, 120)))  # pyright: ignore[reportArgumentType]
    assert figure is not None
    assert figure.finding == "Even: every day lay between floor and ceiling."
    assert len(figure.legend) == 2


def test_one_big_day_is_no_pattern(here: Moving) -> None:
    figure = even(here.standing(walked(here, 400, 30, 120)))  # pyright: ignore[reportArgumentType]
    assert figure is not None
    assert figure.finding == "8 days of 10 lay between floor and ceiling."


def test_two_days_are_no_picture(here: Moving) -> None:
    plan = here.plan(ago=2)
    here.did(plan, 60, [2, 1])
    assert even(here.standing(plan)) is None
    assert weeks(here.standing(plan)) is None
