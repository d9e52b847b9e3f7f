"""Diaries for tests: everything a diary can hold, made by the product itself."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from hypothesis import strategies as st

from dialdown.activity import services as moving
from dialdown.activity.prescribing import Written, code_of
from dialdown.care import services as care
from dialdown.care.letters import keeping as letters
from dialdown.care.models import ClinicianNote
from dialdown.diary import services as diary
from dialdown.diary.models import Entry, GoalRating, ImportBatch, WritingCheck
from dialdown.export.archive import write_archive
from dialdown.export.restore import Archive, read_archive
from dialdown.insights import services as insights
from dialdown.insights.models import WeatherRow
from dialdown.insights.trials import services as trials
from dialdown.insights.volume import services as volume
from dialdown.insights.weather import keeping
from dialdown.intake.definitions import shipped
from dialdown.intake.regions import drawn
from dialdown.learn import services as learn
from dialdown.people import services as people
from dialdown.people.access import Operator
from dialdown.people.models import Account, Person
from dialdown.training import services as training
from dialdown.training.models import StageChoice
from dialdown.uuid7 import uuid7
from tests.care import papers
from tests.training.looked import looked_at

ZONE = "Europe/London"
OPERATOR = Operator()
BEGIN = dt.date(2024, 3, 1)


def owner(name: str = "Robin") -> tuple[Account, Person]:
    """A login without a password that owns a diary."""
    account = Account.objects.create_user(name, None, display_name=name)
    return account, people.create_person(account=account, display_name=name, zone=ZONE)


def document(person: Person, day: dt.date, **more: Any) -> dict[str, Any]:
    """One moment of a day."""
    at = dt.datetime.combine(day, dt.time(18, 30), tzinfo=dt.UTC)
    return {
        "id": str(uuid7()), "person": str(person.pk), "at": at.isoformat(), "zone": ZONE, "day": day.isoformat(),
        "mode": "full", "said_by": "self", "saved_at": at.isoformat(), "values": {"function": 6}, "skipped": [],
        "regions": [], "signs": [], **more,
    }  # fmt: skip


def fill_moving(account: Account, person: Person) -> None:
    """At least one row of every table about moving; while a doctor's look is the last word."""
    plan = moving.begin_plan(viewer=account, person=person, activity="walk")
    moving.note_fact(viewer=account, person=person, kind="flare")
    for kind, amount in (("hand", 90), ("floor", 45), ("step", 20)):
        moving.note_fact(viewer=account, person=person, kind=kind, plan_id=plan.pk, amount=amount)
    at = timezone.now().isoformat()
    told = {"plan": str(plan.pk), "at": at, "zone": ZONE, "amount": 75, "how": "timer", "saved_at": at}
    moving.save_done(viewer=account, done_id=uuid7(), document=told)
    today = timezone.localdate()
    written = Written("stairs", 8, 2, 36, 2, 6, today, stop_rules=("dizzy",))
    offered = moving.bring_code(viewer=account, person=person, code=code_of(written), who="Dana")
    moving.accept(viewer=account, prescription_id=offered.pk)
    stay = moving.plan_programme(
        viewer=account, person=person, name="Day hospital", starts_on=today + dt.timedelta(days=9), ends_on=today + dt.timedelta(days=20)
    )  # fmt: skip
    day = stay.starts_on
    moving.note_hours(
        viewer=account, programme_id=stay.pk, day=day, hours={"physiotherapy": 2.5, "psychology": 1}
    )
    moving.answer_watch(viewer=account, person=person, answers={"school": "most"})
    moving.keep_review(viewer=account, person=person, answers={"plan": "change"})


def fill_stages(account: Account, person: Person, at: str) -> None:
    """At least one row of every table about the stages."""
    path = training.choose_side(viewer=account, person=person, part="hand", side="left", yes=["none"])
    now = timezone.now() - dt.timedelta(hours=4)
    StageChoice.objects.create(
        path=path, kind="open", stage="mirror", at=now, day=now.date(), said_by="clinician"
    )
    # One more, taken back: both lines go into the archive and come out of it.
    more = StageChoice.objects.create(path=path, kind="open", stage="imagine", at=now, day=now.date())
    training.undo_stage_choice(viewer=account, choice_id=more.pk)
    told = {"path": str(path.pk), "stage": "mirror", "step": "look", "how": "mirror", "at": at, "zone": ZONE, "saved_at": at,
            "planned": 120, "done": 95, "ended": "self", "before": 2.5, "odd": True, "later_swelling": True, "imagined": [1.5, 2.25]}  # fmt: skip
    training.save_sitting(viewer=account, sitting_id=uuid7(), document=told)


def fill_care(account: Account, person: Person) -> None:
    """The page for school, and a note that a clinician left."""
    review = timezone.now().date() + dt.timedelta(days=60)
    care.save_school_sheet(viewer=account, person=person, plan="Sits near the döör.", review_on=review)
    ClinicianNote.objects.create(person=person, author=account, author_name="Dr Okafor", text="Doing\nmore.")
    papers.fill(account, person, "Zoë 🏊")
    draft = letters.begin(viewer=account, person=person, kind="us-504-plan")
    told = letters.Typed(
        values={"recipient": "Ms Ångström", "goal": "All day\nat school"}, measures={"walk_min": 3.5}, own_steps="a chair",
        steps=[{"id": "sch-passing-time", "places": {"n": "7"}}], review_on=review,
    )  # fmt: skip
    letters.save(viewer=account, letter_id=draft.pk, typed=told)


def fill_practice(account: Account, person: Person) -> None:
    """At least one row of every table about touch practice and the lessons."""
    ladder = training.open_touch_ladder(viewer=account, person=person, place="hand", side="left")
    at = (timezone.now() - dt.timedelta(hours=3)).isoformat()
    told = {"ladder": str(ladder.pk), "at": at, "zone": ZONE, "saved_at": at, "rung": 1, "planned": 5, "done": 5,
            "before": 2.5, "after": 3, "felt": "okay", "skin": "okay"}  # fmt: skip
    go = training.save_go(viewer=account, go_id=uuid7(), document=told).go
    training.choose_touch(viewer=account, ladder_id=ladder.pk, kind="keep", go_id=go.pk)
    fill_stages(account, person, at)
    training.save_session(viewer=account, session_id=uuid7(), document=looked_at(person, at))
    learn.save_exercise(
        viewer=account,
        note_id=uuid7(),
        person_id=person.pk,
        lesson_id="worry",
        answers={"thought": "ünd\nso"},
        saved_at=at,
    )


def fill_trials(account: Account, person: Person) -> None:
    """A personal trial with a day that was noted, looked at by a clinician."""
    today = timezone.localdate(timezone=ZoneInfo(ZONE)).isoformat()
    wanted = trials.Wanted(
        usual="as usual", other="weighted blänket", outcome="function", kinds=["weight"], starts_on=today, by_whom="Dr Ellis",
        looked_on=today,
    )  # fmt: skip
    made = trials.draw(viewer=account, person=person, wanted=wanted)
    trials.note_day(viewer=account, person=person, trial_id=made.pk, day=today, adhered=True)


def fill_weather(account: Account, person: Person) -> None:
    """The table of a weather station, days that the service sent before, and what patterns said on two days."""
    WeatherRow.objects.create(person=person, source="service", day=BEGIN, temperature=44.0)
    table = b"date,pressure,temperature,rain\n2024-03-01,1013.2,-4.5,0\n2024-03-02,998.25,,12.5\n"
    keeping.bring_in_station(viewer=account, person=person, file=io.BytesIO(table))
    said = {"label": "W\u00e4rme", "verdict": "unsure", "later": None, "effect": -0.25}
    for verdict in ("unsure", "found"):
        one = {"weather.temperature": {**said, "verdict": verdict}}
        insights.keep_said(viewer=account, person=person, outcome="function", said=one)


def fill(account: Account, person: Person) -> None:
    """At least one row of every table of an archive."""
    people.record_clearance(viewer=account, person=person, by_whom="Dr Who", on=BEGIN)
    fill_moving(account, person)
    fill_practice(account, person)
    fill_care(account, person)
    insights.ask_about(viewer=account, person=person, outcomes=["hours_up"])
    insights.say_beliefs(viewer=account, person=person, thoughts={"rain": "harder"})
    fill_weather(account, person)
    volume.choose(viewer=account, person=person, shown=False, load="steps")
    fill_trials(account, person)
    people.report_new_pain(viewer=account, person=person)
    diary.add_factor(viewer=account, person=person, label="Screen time", type="amount", unit="hours")
    goal = diary.add_goal(viewer=account, person=person, text="Swim again — with Zoë 🏊")
    step = diary.add_step(viewer=account, goal_id=goal.pk, text="Feet in")
    diary.set_step(viewer=account, step_id=step.pk, done_on=BEGIN)
    GoalRating.objects.create(goal=goal, week=dt.date(2024, 3, 4), rating=3.5, typed_by=account)
    diary.add_event(viewer=account, person=person, kind="illness", title="A cold", starts_on=BEGIN)
    WritingCheck.objects.create(person=person, answer="helps", typed_by=account)
    saved = diary.save_entry(
        viewer=account,
        document=document(
            person, BEGIN, values={"function": 6, "pain_now": 4.5, "note": "line\nbreak \"quoted\" ü", "own.screen_time": 2.5, "did": ["rest"]},
            skipped=["mood"], regions=[{"region": "front-left-knee", "pain": 5, "quality": ["burning"], "own_word": "zing"}],
            signs=[{"kind": "temperature", "side": "left", "answer": "cold", "reading": 28.4}],
        ),
    )  # fmt: skip
    diary.edit_entry(
        viewer=account,
        entry_id=saved.entry.pk,
        document=document(person, BEGIN, values={"function": 7, "note": "again"}),
    )
    places = [
        {"region": "back-left-calf", "pain": 5.5, "own_word": "ünd"},
        {"region": "front-left-knee", "pain": None},
    ]
    signs = [{"kind": "sweat", "side": "left", "answer": "more"}]
    diary.save_entry(viewer=account, document=document(person, BEGIN, regions=places, signs=signs))
    diary.delete_entry(
        viewer=account, entry_id=diary.save_entry(viewer=account, document=document(person, BEGIN)).entry.pk
    )


def archive_bytes(person: Person | uuid.UUID, viewer: Any = OPERATOR) -> bytes:
    """The archive of a person."""
    out = io.BytesIO()
    write_archive(viewer, person.pk if isinstance(person, Person) else person, out)
    return out.getvalue()


def read(data: bytes) -> Archive:
    """An archive from its bytes, checked."""
    return read_archive(io.BytesIO(data), "diary.zip")


def wipe() -> None:
    """As on a machine that never saw anybody."""
    Entry.objects.all().delete()
    ImportBatch.objects.all().delete()
    Person.objects.all().delete()
    Account.objects.all().delete()


def _answers() -> st.SearchStrategy[dict[str, Any]]:
    """Answers to any of the shipped definitions."""
    kinds: dict[str, st.SearchStrategy[Any]] = {}
    for d in shipped():
        if d.type in ("scale", "amount", "count"):
            whole = st.integers(int(d.min or 0), int(min(d.max or 1000, 1000)))
            kinds[d.key] = (
                whole
                if d.type == "count"
                else st.floats(d.min or 0, min(d.max or 1000, 1000)).map(lambda x: x + 0.0)
            )
        elif d.type == "yes_no":
            kinds[d.key] = st.booleans()
        elif d.type == "choice":
            kinds[d.key] = st.sampled_from([o.key for o in d.options])
        elif d.type == "choices":
            kinds[d.key] = st.lists(st.sampled_from([o.key for o in d.options]), unique=True, min_size=1)
        else:
            kinds[d.key] = st.text(
                st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40
            ).filter(lambda t: t.strip())
    return st.fixed_dictionaries({}, optional=kinds)


PLACES = st.lists(
    st.fixed_dictionaries({
        "region": st.sampled_from([r.id for r in drawn()]), "pain": st.none() | st.integers(0, 10),
        "quality": st.lists(st.sampled_from(["burning", "aching"]), unique=True), "own_word": st.sampled_from(["", "fizz", "λ"]),
    }), max_size=4, unique_by=lambda r: r["region"],
)  # fmt: skip
SIGNS = st.lists(
    st.fixed_dictionaries({
        "kind": st.just("temperature"), "side": st.sampled_from(["left", "right"]), "answer": st.sampled_from([None, "cold", "warm"]),
        "reading": st.none() | st.floats(20, 40),
    }), max_size=2, unique_by=lambda s: s["side"],
)  # fmt: skip
MOMENT = st.fixed_dictionaries({
    "offset": st.integers(0, 400), "values": _answers(), "skipped": st.lists(st.sampled_from(["mood", "pain_now"]), unique=True),
    "regions": PLACES, "signs": SIGNS, "mode": st.sampled_from(["quick", "full", "weekly", "off"]),
    "remembered": st.sampled_from([None, "well", "barely"]), "after": st.sampled_from(["", "edit", "delete", "undo"]),
})  # fmt: skip


def write_moment(account: Account, person: Person, moment: dict[str, Any]) -> None:
    """Save a moment and do with it what it says."""
    told = {key: value for key, value in moment.items() if key not in ("offset", "after")}
    if not (told["values"] or told["skipped"] or told["regions"]):
        told["values"] = {"function": 1}
    entry = diary.save_entry(
        viewer=account, document=document(person, BEGIN + dt.timedelta(days=moment["offset"]), **told)
    ).entry
    if moment["after"] == "edit":
        diary.edit_entry(
            viewer=account, entry_id=entry.pk, document=document(person, entry.day, values={"function": 2})
        )
    elif moment["after"] == "delete":
        diary.delete_entry(viewer=account, entry_id=entry.pk)
    elif moment["after"] == "undo":
        diary.undo(viewer=account, entry_id=entry.pk)
