"""Prescriptions: offered, answered, one in use an activity, old ones kept, none overwritten."""

from __future__ import annotations

import datetime as dt

import pytest

from dialdown.activity import selectors, services
from dialdown.activity.models import PlanFact, Prescription
from dialdown.activity.prescribing import Written, code_of
from dialdown.intake.records import BadInput
from dialdown.people.access import Denied
from tests.activity.household import Moving, today

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def written(**changes: object) -> Written:
    fields = {
        "activity": "walk", "amount": 300, "floor": 120, "ceiling": 900, "weekly": 60, "weeks": 6, "written_on": today(),
        "stop_rules": ("dizzy",),
    }  # fmt: skip
    return Written(**(fields | changes))


def offer(here: Moving, **changes: object) -> Prescription:
    return services.offer(viewer=here.dana, person=here.person, written=written(**changes), who="Dana")


def test_nothing_changes_before_a_yes(here: Moving) -> None:
    plan = here.walking()
    before = here.amounts(plan)
    one = offer(here)
    assert here.amounts(plan) == before
    services.accept(viewer=here.robin, prescription_id=one.pk)
    day = here.standing(plan).day
    assert (day.floor, day.amount, day.ceiling) == (120, 300, 900)


def test_only_a_clinician_with_leave_offers_and_only_the_person_answers(here: Moving) -> None:
    for viewer in (here.robin, here.kim, here.lee):
        with pytest.raises(Denied):
            services.offer(viewer=viewer, person=here.person, written=written(), who="x")
    one = offer(here)
    with pytest.raises(Denied):
        services.accept(viewer=here.dana, prescription_id=one.pk)
    services.accept(viewer=here.kim, prescription_id=one.pk)


def test_a_no_says_why_and_can_be_taken_back(here: Moving) -> None:
    one = offer(here)
    with pytest.raises(BadInput):
        services.decline(viewer=here.robin, prescription_id=one.pk, why_not=" ")
    services.decline(viewer=here.robin, prescription_id=one.pk, why_not="too much on school days")
    assert selectors.prescription(here.dana, one.pk).why_not == "too much on school days"
    assert services.reopen(viewer=here.robin, prescription_id=one.pk).state == "offered"


def test_one_owner_an_activity_and_old_versions_stay(here: Moving) -> None:
    first, second = offer(here), offer(here, amount=420)
    services.accept(viewer=here.robin, prescription_id=first.pk)
    assert selectors.conflict(here.robin, here.person.pk, "walk")[0] == first
    services.accept(viewer=here.robin, prescription_id=second.pk)
    states = {p.pk: p.state for p in selectors.prescriptions(here.robin, here.person.pk)}
    assert states == {first.pk: "replaced", second.pk: "accepted"}
    services.reopen(viewer=here.robin, prescription_id=second.pk)
    states = {p.pk: p.state for p in selectors.prescriptions(here.robin, here.person.pk)}
    assert states == {first.pk: "accepted", second.pk: "offered"}


def test_the_same_offer_twice_is_one(here: Moving) -> None:
    assert offer(here).pk == offer(here).pk


def test_a_paper_is_typed_in_accepted_and_over_one_day(here: Moving) -> None:
    code = code_of(written())
    one = services.bring_code(viewer=here.kim, person=here.person, code=code.lower(), who="Dana")
    assert (one.amount, one.via, one.state) == (300, "code", "offered")
    assert services.bring_code(viewer=here.robin, person=here.person, code=code, who="Dana").pk == one.pk
    old = code_of(written(written_on=today() - dt.timedelta(weeks=7)))
    with pytest.raises(BadInput):
        services.bring_code(viewer=here.robin, person=here.person, code=old, who="Dana")


def test_our_rules_leave_it_alone_and_after_its_day_it_is_asked_about(here: Moving) -> None:
    plan = here.walking()
    one = offer(here, written_on=today() - dt.timedelta(days=10), weeks=1)
    services.accept(viewer=here.robin, prescription_id=one.pk)
    PlanFact.objects.filter(kind="prescribed").update(day=today() - dt.timedelta(days=10))
    for kind in ("ill", "flare", "relapse"):
        here.note(kind, ago=9)
    here.note("hand", plan, ago=9, amount=4000)
    here.note("measure", plan, ago=8)
    found = here.standing(plan)
    days = found.course.days[-11:]
    assert {(d.floor, d.ceiling) for d in days} == {(120, 900)}
    assert {d.amount for d in days} <= {300, 360}
    assert found.day.state == "ask"


def test_ending_it_goes_on_with_the_same_amount(here: Moving) -> None:
    plan = here.walking()
    one = offer(here)
    services.accept(viewer=here.robin, prescription_id=one.pk)
    services.end(viewer=here.robin, prescription_id=one.pk)
    found = here.standing(plan)
    assert (found.day.amount, found.prescription) == (300, None)
    assert Prescription.objects.get().state == "ended"


def test_an_ending_is_taken_back_unless_another_one_is_in_use(here: Moving) -> None:
    plan = here.walking()
    one, other = offer(here), offer(here, amount=420)
    services.accept(viewer=here.robin, prescription_id=one.pk)
    before = here.standing(plan).day
    services.end(viewer=here.robin, prescription_id=one.pk)
    assert services.reopen(viewer=here.robin, prescription_id=one.pk).state == "accepted"
    found = here.standing(plan)
    assert found.prescription == one
    assert found.day == before
    services.end(viewer=here.robin, prescription_id=one.pk)
    services.accept(viewer=here.robin, prescription_id=other.pk)
    with pytest.raises(BadInput, match="Another one is in use"):
        services.reopen(viewer=here.robin, prescription_id=one.pk)
    assert here.standing(plan).prescription == other


@pytest.mark.parametrize(
    "wrong",
    [{"floor": 0}, {"floor": 301}, {"ceiling": 299}, {"weekly": -1}, {"weeks": 0}, {"weeks": 60}, {"stop_rules": ("never",)}, {"activity": "fly"}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(here: Moving, wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        offer(here, **wrong)
