"""Two people change one plan in the same moment: one of them is first, the other hears so, and nothing hangs."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from dialdown.activity import services
from dialdown.activity.models import Prescription, Programme
from dialdown.activity.prescribing import Written
from dialdown.intake.records import BadInput
from dialdown.people.access import Denied
from tests.activity import household
from tests.activity.household import today
from tests.counts import count

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
ROUNDS = count(quick=5, test=10, long=40)


@pytest.fixture
def here(transactional_db: None) -> household.Moving:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an SQLite database in memory has one connection; the rule is tested on PostgreSQL")
    return household.moving()


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """What each of them ran into."""
    start, problems = threading.Barrier(len(acts)), list[BaseException]()

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except BaseException as error:
            problems.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def written(amount: int) -> Written:
    return Written("walk", amount, 120, 900, 60, 6, today(), stop_rules=("dizzy",))


@pytest.mark.parametrize("change", [services.end_programme, services.remove_programme])
def test_a_programme_is_ended_or_taken_out_while_its_dates_are_changed(
    here: household.Moving, change: Callable[..., object]
) -> None:
    day = dt.timedelta(days=1)
    for _ in range(ROUNDS):
        Programme.objects.all().delete()
        dates = {"starts_on": today() - 5 * day, "ends_on": today() + 5 * day}
        made = services.plan_programme(viewer=here.robin, person=here.person, name="Block", **dates)
        problems = at_once(
            lambda made=made: change(viewer=here.robin, programme_id=made.pk),
            lambda made=made, dates=dates: services.plan_programme(
                viewer=here.kim, person=here.person, name="Other", programme_id=made.pk, **dates
            ),
        )
        assert [error for error in problems if not isinstance(error, (Denied, BadInput))] == []


@pytest.mark.parametrize("beside", [services.end, services.reopen])
def test_one_prescription_is_in_use_whoever_answers_first(
    here: household.Moving, beside: Callable[..., object]
) -> None:
    for n in range(ROUNDS):
        old = services.offer(viewer=here.dana, person=here.person, written=written(300 + n), who="Dana")
        services.accept(viewer=here.robin, prescription_id=old.pk)
        if beside is services.reopen:
            services.end(viewer=here.robin, prescription_id=old.pk)
        new = services.offer(viewer=here.dana, person=here.person, written=written(500 + n), who="Dana")
        problems = at_once(
            lambda new=new: services.accept(viewer=here.robin, prescription_id=new.pk),
            lambda old=old: beside(viewer=here.kim, prescription_id=old.pk),
        )
        assert [error for error in problems if not isinstance(error, BadInput)] == []
        assert Prescription.objects.filter(state=Prescription.State.ACCEPTED).count() == 1
        Prescription.objects.update(state=Prescription.State.DECLINED)
