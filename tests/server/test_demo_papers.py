"""The demo's papers: written through the same doors as a family's, and readable on every page of Care."""

from __future__ import annotations

import datetime as dt

import pytest

from dialdown.care.models import FlarePlan, Letter, Medicine, VisitQuestion
from dialdown.diary.selectors import today_of
from dialdown.server.demo import papers
from tests.access.households import client_of, owner

pytestmark = pytest.mark.django_db


def test_the_demo_has_a_believable_set_of_papers() -> None:
    login, person = owner("Robin", age_group="13_to_17")
    today = today_of(person)
    papers.fill(login, person, today, tablet_from=today - dt.timedelta(days=240))
    assert Medicine.objects.get().nickname == "Night tablet"
    assert VisitQuestion.objects.exclude(answer="").count() == 2
    assert VisitQuestion.objects.filter(answer="").count() == 2
    assert FlarePlan.objects.get().kit
    draft = Letter.objects.get()
    client = client_of(login)
    for path, words in (
        ("/care", "Night tablet"), ("/care/visits", "Pain clinic"), ("/care/team", papers.MADE_UP), ("/care/timeline", "Blood count"),
        ("/flare/plan", "Slow playlist"), (f"/care/letters/{draft.pk}", "Head of year"),
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert words in answer.content.decode(), path
