"""Plans in the database: what moves them, what takes that back, and that pain is not part of it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dialdown.activity import looks, selectors, services
from dialdown.activity.models import Done, Plan, PlanFact
from dialdown.activity.prescribing import Written, code_of
from dialdown.diary import services as diary
from dialdown.diary.models import Entry, Value
from dialdown.intake.records import BadInput
from dialdown.people import services as people
from dialdown.people.access import Denied
from dialdown.people.models import NewPainReport, Person, SignOff
from dialdown.uuid7 import uuid7
from tests.activity.household import ZONE, Moving, today

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def pains(here: Moving, days: int) -> None:
    """A diary with pain on every day."""
    for ago in range(days):
        at = timezone.now() - dt.timedelta(days=ago)
        diary.save_entry(viewer=here.robin, document={
            "id": str(uuid7()), "person": str(here.person.pk), "at": at.isoformat(), "zone": ZONE, "saved_at": at.isoformat(),
            "mode": "full", "said_by": "self", "values": {"function": ago % 11, "pain_now": ago * 3 % 11, "pain_worst": 10},
            "skipped": [], "regions": [{"region": "front-left-knee", "pain": ago % 11}], "signs": [],
        })  # fmt: skip


def test_pain_permuted_raised_or_deleted_leaves_every_amount(here: Moving) -> None:
    plan = here.walking()
    here.note("ill", ago=9)
    pains(here, 28)
    before = [(d.floor, d.amount, d.ceiling, d.today) for d in here.standing(plan).course.days]
    rows = list(Value.objects.filter(key__startswith="pain").order_by("pk"))
    numbers = [row.number for row in rows]
    random.Random(7).shuffle(numbers)
    for row, number in zip(rows, numbers, strict=True):
        row.number = number
    Value.objects.bulk_update(rows, ["number"])
    assert [(d.floor, d.amount, d.ceiling, d.today) for d in here.standing(plan).course.days] == before
    Value.objects.filter(key__startswith="pain").update(number=10)
    assert [(d.floor, d.amount, d.ceiling, d.today) for d in here.standing(plan).course.days] == before
    Value.objects.filter(key__startswith="pain").delete()
    assert [(d.floor, d.amount, d.ceiling, d.today) for d in here.standing(plan).course.days] == before
    Entry.objects.all().delete()
    assert [(d.floor, d.amount, d.ceiling, d.today) for d in here.standing(plan).course.days] == before


RATING = st.none() | st.integers(0, 10)
# Any answers about pain on any days of five weeks; a day may hold several.
RATED = st.lists(
    st.fixed_dictionaries({
        "ago": st.integers(0, 34), "pain_now": RATING, "pain_worst": RATING, "place": st.none() | st.integers(0, 10),
    }), min_size=1, max_size=6,
)  # fmt: skip


def test_whatever_pain_is_written_every_plan_is_the_same(here: Moving) -> None:
    """Own plans with all that moves them, one counted by a device, one as a clinician wrote it: no rating reaches them."""
    walk, swim = here.walking(ago=34), here.plan("swim", ago=34)
    here.did(swim, 300, range(34, 20, -1))
    here.plan("steps", ago=10)
    for kind, ago in (("ill", 20), ("flare", 12), ("relapse", 9)):
        here.note(kind, ago=ago)
    here.note("hand", walk, ago=5, amount=200)
    written = Written("stairs", 8, 2, 36, 2, 6, today(), stop_rules=("dizzy",))
    paper = services.bring_code(viewer=here.robin, person=here.person, code=code_of(written), who="Dana")
    services.accept(viewer=here.robin, prescription_id=paper.pk)

    def courses() -> dict[str, object]:
        return {s.plan.activity: s.course for s in selectors.standings(here.robin, here.person)}

    before = courses()
    assert set(before) == {"walk", "swim", "steps", "stairs"}

    @given(rated=RATED)
    def unmoved(rated: list[dict[str, int | None]]) -> None:
        with transaction.atomic():
            for row in rated:
                at = timezone.now() - dt.timedelta(days=row["ago"] or 0)
                values = {key: row[key] for key in ("pain_now", "pain_worst") if row[key] is not None}
                places = [] if row["place"] is None else [{"region": "front-left-knee", "pain": row["place"]}]
                diary.save_entry(viewer=here.robin, document={
                    "id": str(uuid7()), "person": str(here.person.pk), "at": at.isoformat(), "zone": ZONE, "mode": "full",
                    "said_by": "self", "saved_at": at.isoformat(), "values": values | {"function": 5}, "skipped": [],
                    "regions": places, "signs": [],
                })  # fmt: skip
            assert Value.objects.filter(key__startswith="pain").count() == sum(
                row[key] is not None for row in rated for key in ("pain_now", "pain_worst")
            )
            assert courses() == before
            transaction.set_rollback(True)

    unmoved()


def test_every_change_says_its_rule_and_can_be_taken_back(here: Moving) -> None:
    plan = here.walking()
    plain = here.amounts(plan)
    for kind, more in (
        ("ill", {}),
        ("flare", {}),
        ("relapse", {}),
        ("hand", {"amount": 300}),
        ("measure", {}),
        ("floor", {"amount": 45}),
        ("step", {"amount": 20}),
    ):
        fact = here.note(kind, plan if kind in ("hand", "measure", "floor", "step") else None, ago=8, **more)
        standing = here.standing(plan)
        row = next(turn for turn in looks.turns(standing, most=99) if turn.undo == str(fact.pk))
        assert row.sentence
        assert "{" not in row.sentence
        services.undo_fact(viewer=here.robin, fact_id=fact.pk)
        assert here.amounts(plan) == plain
        services.undo_fact(viewer=here.robin, fact_id=fact.pk, undone=False)
        services.undo_fact(viewer=here.robin, fact_id=fact.pk)
    step = next(turn for turn in looks.turns(here.standing(plan)) if turn.keep)
    kept = here.note("keep", plan, ago=(today() - dt.date.fromisoformat(step.keep)).days)
    assert here.amounts(plan)[-1] != plain[-1]
    services.undo_fact(viewer=here.robin, fact_id=kept.pk)
    assert here.amounts(plan) == plain


@pytest.mark.parametrize(("kind", "amount", "fits"), [("step", 20, True), ("step", 30, False), ("step", 9, False), ("step", None, False),
                                                      ("floor", 45, True), ("floor", None, False), ("keep", 5, False)])  # fmt: skip
def test_a_step_or_floor_that_was_written_elsewhere_must_fit(
    here: Moving, kind: str, amount: int | None, fits: bool
) -> None:
    row = PlanFact(person=here.person, plan=here.plan(), kind=kind, day=today(), amount=amount)
    assert (services.unfit("plan_fact", row) == "") is fits


def _away(here: Moving) -> Plan:
    plan = here.plan(ago=45)
    here.did(plan, 150, range(45, 38, -1))
    here.did(plan, 120, range(38, 24, -1))
    here.did(plan, 120, range(4, 0, -1))
    return plan


def _relapsed(here: Moving) -> Plan:
    plan = here.walking()
    here.note("relapse", ago=9)
    return plan


def _after_a_programme(here: Moving) -> Plan:
    plan = here.walking(ago=45)
    services.plan_programme(
        viewer=here.robin, person=here.person, name="Day hospital", starts_on=today() - dt.timedelta(days=25),
        ends_on=today() - dt.timedelta(days=2),
    )  # fmt: skip
    return plan


@pytest.mark.parametrize(
    ("rule", "made"),
    [
        ("start", Moving.walking), ("step-up", Moving.walking), ("away", _away), ("restart", _away),
        ("relapse-over", _relapsed), ("programme-over", _after_a_programme),
    ],
)  # fmt: skip
def test_what_the_calendar_changed_has_its_undo_and_that_has_one(
    here: Moving, page: Client, rule: str, made: Callable[[Moving], Plan]
) -> None:
    plan = made(here)
    before = here.standing(plan)
    turn = next(turn for turn in reversed(before.course.turns) if turn.rule == f"move.{rule}")
    path = f"/move/{plan.pk}"
    row = next(
        row
        for row in looks.turns(before, most=99)
        if row.sentence == looks.turn_words(turn, before) and row.keep
    )
    assert row.keep == turn.day.isoformat()
    assert f'name="day" value="{row.keep}"' in page.get(path).content.decode()
    assert page.post(path, {"do": "keep", "day": row.keep}).status_code == 302
    kept = here.standing(plan)
    assert kept.course != before.course
    assert not [t for t in kept.course.turns if (t.rule, t.day) == (turn.rule, turn.day)]
    fact = PlanFact.objects.get(kind="keep")
    assert next(row for row in looks.turns(kept, most=99) if row.undo == str(fact.pk)).sentence
    page.post(f"/move/facts/{fact.pk}/undo")
    assert here.standing(plan).course == before.course


def test_the_same_tap_twice_is_one(here: Moving) -> None:
    plan = here.plan()
    assert here.plan().pk == plan.pk
    assert here.note("ill").pk == here.note("ill").pk
    first, second = here.note("hand", plan, amount=120), here.note("hand", plan, amount=150)
    assert PlanFact.objects.get(pk=first.pk).undone_at is not None
    assert here.standing(plan).day.amount == 150
    assert second.pk != first.pk


def test_new_pain_locks_and_the_look_opens_again(here: Moving) -> None:
    plan = here.walking()
    before = here.standing(plan).course.days[-4].amount
    report = people.report_new_pain(viewer=here.robin, person=here.person)
    assert here.standing(plan).day.state == "locked"
    for write in (
        lambda: here.note("flare"), lambda: services.begin_plan(viewer=here.robin, person=here.person, activity="swim"),
    ):  # fmt: skip
        with pytest.raises(Denied):
            write()
    NewPainReport.objects.filter(pk=report.pk).update(created_at=timezone.now() - dt.timedelta(days=3))
    people.record_clearance(viewer=here.robin, person=here.person, by_whom="Dr Who", on=today())
    found = here.standing(plan)
    assert (found.day.state, found.day.amount) == ("plan", before)
    states = [d.state for d in found.course.days[-4:]]
    assert states == ["locked"] * 3 + ["plan"]


def test_what_was_done_is_kept_while_moving_is_locked(here: Moving) -> None:
    """A row that waits on a phone was true when it was saved."""
    plan = here.walking()
    people.report_new_pain(viewer=here.robin, person=here.person)
    here.did(plan, 60, [0])
    assert Done.objects.filter(day=today()).count() == 1


def test_sending_again_changes_nothing_and_the_later_save_wins(here: Moving) -> None:
    plan, identity = here.plan(), uuid7()
    at = timezone.now().replace(microsecond=0)

    def put(amount: int, seconds: int) -> str:
        saved = (at + dt.timedelta(seconds=seconds)).isoformat()
        told = {"plan": str(plan.pk), "at": at.isoformat(), "zone": ZONE, "amount": amount, "saved_at": saved}
        return services.save_done(viewer=here.robin, done_id=identity, document=told).stored

    assert [put(60, 0), put(60, 0), put(75, 5), put(60, 0)] == ["created", "same", "updated", "newer"]
    assert Done.objects.get().amount == 75
    services.delete_done(viewer=here.robin, done_id=identity)
    assert put(75, 5) == "newer"
    assert here.standing(plan).done_today is None


@pytest.mark.parametrize(
    "wrong",
    [{"amount": -1}, {"amount": True}, {"amount": "60"}, {"amount": 10**9}, {"zone": "Moon/Base"}, {"at": "now"}, {"at": "2026-01-01T10:00"},
     {"saved_at": None}, {"how": "stolen"}, {"day": "2999-01-01"}, {"plan": "x"}, {"at": "0001-01-01T00:00:00+00:00"}],
)  # fmt: skip
def test_what_does_not_fit_is_refused(here: Moving, wrong: dict[str, object]) -> None:
    plan = here.plan()
    now = timezone.now().isoformat()
    told = {"plan": str(plan.pk), "at": now, "zone": ZONE, "amount": 60, "saved_at": now} | wrong
    with pytest.raises(BadInput):
        services.save_done(viewer=here.robin, done_id=uuid7(), document=told)
    assert not Done.objects.exists()


def test_what_a_device_counted_is_done_and_own_words_come_first(here: Moving) -> None:
    plan = here.plan("steps", ago=6)
    for ago in range(7):
        at = timezone.now() - dt.timedelta(days=ago)
        entry = Entry.objects.create(
            person=here.person,
            at=at,
            zone=ZONE,
            day=today() - dt.timedelta(days=ago),
            mode="device",
            said_by="device",
            saved_at=at,
        )
        Value.objects.create(entry=entry, key="steps", number=2000 + ago, said_by="device")
    here.did(plan, 500, [0])
    found = here.standing(plan)
    assert (found.done[today()], found.done[today() - dt.timedelta(days=1)]) == (500, 2001)
    assert today() not in found.counted
    assert len(found.counted) == 6
    # The plan is the same for a clinician who may not see the steps themselves.
    assert here.standing(plan, here.dana).course == found.course


def test_minutes_walked_that_a_device_brought_in_are_done_in_seconds(here: Moving) -> None:
    walk, swim = here.plan(ago=3), here.plan("swim", ago=3)
    for ago, minutes in ((3, 4), (2, 2.5), (5, 90)):
        at = timezone.now() - dt.timedelta(days=ago)
        entry = Entry.objects.create(
            person=here.person, at=at, zone=ZONE, day=today() - dt.timedelta(days=ago), mode="device", said_by="device", saved_at=at
        )  # fmt: skip
        Value.objects.create(entry=entry, key="walking_minutes", number=minutes, said_by="device")
    here.did(walk, 60, [2])
    found = here.standing(walk)
    days = [today() - dt.timedelta(days=ago) for ago in (3, 2)]
    # A day before the plan is none of it, and what she wrote down herself comes first.
    assert found.done == {days[0]: 240, days[1]: 60}
    assert found.counted == {days[0]}
    assert found.course.measured == (240, 60)
    assert here.standing(swim).done == {}


def test_who_may_not_see_moving_sees_none(here: Moving) -> None:
    plan = here.plan()
    for read in (
        lambda: selectors.standings(here.lee, here.person), lambda: selectors.prescriptions(here.lee, here.person.pk),
        lambda: selectors.programmes(here.lee, here.person.pk), lambda: services.put_away(viewer=here.dana, plan_id=plan.pk),
        lambda: services.note_fact(viewer=here.dana, person=here.person, kind="flare"),
    ):  # fmt: skip
        with pytest.raises(Denied):
            read()
    assert selectors.standings(here.dana, here.person)


def test_a_programme_pauses_plan_practice_and_pain_and_ends_in_a_hand_over(here: Moving) -> None:
    plan = here.walking()
    stay = services.plan_programme(
        viewer=here.robin,
        person=here.person,
        name="Day hospital",
        starts_on=today() - dt.timedelta(days=15),
        ends_on=today(),
    )
    person = Person.objects.get(pk=here.person.pk)
    assert person.in_programme(today())
    assert not person.in_programme(today() + dt.timedelta(days=1))
    assert here.standing(plan).day.state == "programme"
    services.note_hours(
        viewer=here.robin, programme_id=stay.pk, day=today(), hours={"physiotherapy": 3, "psychology": 1.5}
    )
    services.end_programme(viewer=here.robin, programme_id=stay.pk)
    found = here.standing(plan)
    assert found.day.state == "measuring"
    assert found.day.today == found.day.floor
    assert looks.turn_words(found.course.turns[-1], found).startswith("The programme is over")
    person.refresh_from_db()
    assert not person.in_programme(today())
    due = selectors.hand_over_due(here.robin, person)
    assert due is not None
    services.handed_over(viewer=here.robin, programme_id=stay.pk, on=today())
    assert selectors.hand_over_due(here.robin, person) is None
    services.remove_programme(viewer=here.robin, programme_id=stay.pk)
    assert here.standing(plan).day.state == "plan"


def test_resting_asks_nothing_and_coming_back_measures_again(here: Moving) -> None:
    plan = here.walking()
    services.set_stage(viewer=here.robin, person=here.person, stage="resting")
    assert here.standing(plan).day.state == "resting"
    services.set_stage(viewer=here.robin, person=here.person, stage="every_day")
    assert here.standing(plan).day.state == "plan"
    assert not PlanFact.objects.filter(kind="resting").exists()
    services.set_stage(viewer=here.robin, person=here.person, stage="resting")
    PlanFact.objects.filter(kind="resting").update(day=today() - dt.timedelta(days=20))
    Done.objects.filter(day__gte=today() - dt.timedelta(days=20)).delete()
    services.set_stage(viewer=here.robin, person=here.person, stage="every_day")
    assert here.standing(plan).day.state == "measuring"


def test_six_weeks_ask_for_a_look_back_once(here: Moving) -> None:
    here.plan(ago=41)
    assert not selectors.review_due(here.robin, here.person)
    Plan.objects.update(begins=today() - dt.timedelta(days=42))
    assert selectors.review_due(here.robin, here.person)
    services.keep_review(viewer=here.robin, person=here.person, answers={"plan": "continue"})
    assert not selectors.review_due(here.robin, here.person)


def test_the_light_watch_asks_three_things_about_function_once_a_week(here: Moving) -> None:
    assert not selectors.watch_due(here.robin, here.person)
    services.set_stage(viewer=here.robin, person=here.person, stage="light")
    assert selectors.watch_due(here.robin, here.person)
    services.answer_watch(viewer=here.robin, person=here.person, answers={"moving": "some"})
    assert not selectors.watch_due(here.robin, here.person)
    with pytest.raises(BadInput):
        services.answer_watch(viewer=here.robin, person=here.person, answers={"pain": "8"})


def test_nobody_who_was_never_cleared_has_a_plan(here: Moving) -> None:
    SignOff.objects.all().delete()
    with pytest.raises(Denied):
        here.plan()
