"""Households for tests: who is there, what they may see, and a way to sign in."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone

from dialdown.activity import services as moving
from dialdown.activity.prescribing import Written, code_of
from dialdown.care import services as care
from dialdown.care.clinical import keeping as examining
from dialdown.care.letters import keeping as letters
from dialdown.diary import services as diary
from dialdown.diary.models import ImportBatch
from dialdown.insights.models import PersonalTrial
from dialdown.insights.trials import services as trials
from dialdown.learn import services as learn
from dialdown.people import services
from dialdown.people.models import Account, Grant, Membership, Person
from dialdown.people.scopes import DEFAULTS
from dialdown.training import services as training
from dialdown.training.models import StageChoice
from dialdown.uuid7 import uuid7
from tests.care import papers
from tests.training.looked import looked_at
from tests.training.photos import photo, text

PASSWORD = "four quiet plain words"
NOW = dt.timedelta(0)


def account(name: str = "Robin", **fields: object) -> Account:
    """A login with the password of every test login."""
    return Account.objects.create_user(name, PASSWORD, **fields)


def owner(name: str = "Robin", **fields: object) -> tuple[Account, Person]:
    """A login with its own diary."""
    login = account(name)
    return login, services.create_person(account=login, display_name=name, zone="Europe/London", **fields)


def client_of(login: Account | None = None) -> Client:
    """A browser on this machine, signed in when a login is given."""
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "en-GB,en;q=0.9"})
    if login is not None:
        client.force_login(login)
    return client


# A word that stands in what Robin wrote, by the scope that it takes to read it.
MARKS = {
    "note": "marmot", "goals": "zebra", "medicine": "tapir", "illness": "bison", "function": "heron",
    "body": "gecko", "import": "ibex", "factors": "ocelot", "name": "Robin", "school": "okapi", "clinic": "quokka",
    "move": "lemur", "papers": "kestrel", "examined": "puffin", "visits": "numbat",
}  # fmt: skip


@dataclass
class World:
    """The diaries of two teenagers of one house, everything Robin's holds, and everybody who might want to look into it."""

    person: Person
    other_person: Person
    entry: uuid.UUID
    goal: uuid.UUID
    step: uuid.UUID
    factor: uuid.UUID
    event: uuid.UUID
    batch: uuid.UUID
    link: uuid.UUID
    offer: uuid.UUID
    unseeing: uuid.UUID
    clinician_grant: uuid.UUID
    ended_grant: uuid.UUID
    clinic_note: uuid.UUID
    examination: uuid.UUID
    plan: uuid.UUID
    done: uuid.UUID
    fact: uuid.UUID
    prescription: uuid.UUID
    programme: uuid.UUID
    ladder: uuid.UUID
    recognise_session: uuid.UUID
    own_picture: uuid.UUID
    stage_path: uuid.UUID
    sitting: uuid.UUID
    stage_choice: uuid.UUID
    go: uuid.UUID
    choice: uuid.UUID
    lesson_note: uuid.UUID
    trial: uuid.UUID
    waiting_trial: uuid.UUID
    medicine: uuid.UUID
    visit: uuid.UUID
    claim: uuid.UUID
    aid: uuid.UUID
    flare: uuid.UUID
    letter: uuid.UUID
    logins: dict[str, Account | None] = field(default_factory=dict)


def grant(
    login: Account,
    person: Person,
    scopes: list[str],
    *,
    write: bool = False,
    start: dt.timedelta = NOW,
    **more: object,
) -> Grant:
    """Leave to see `scopes`; `start` counts from now."""
    begins = timezone.now() + start - dt.timedelta(seconds=1)
    return Grant.objects.create(
        person=person, account=login, scopes=scopes, may_write=write, starts_at=begins, **more
    )


def member(login: Account, person: Person | None, role: str) -> None:
    """What somebody is to a person; opens nothing by itself."""
    Membership.objects.create(account=login, person=person, role=role)


def world() -> World:
    """Robin, a teenager, owns a diary; Sam, another teenager of the house, has one too; everybody else stands in some relation to hers."""
    robin, person = owner("Robin", age_group="13_to_17")
    sam, other = owner("Sam", age_group="13_to_17")
    for login, whose in ((robin, person), (sam, other)):
        services.record_clearance(viewer=login, person=whose, by_whom="", on=timezone.now().date())
    long_ago = -dt.timedelta(days=30)
    yesterday = timezone.now() - dt.timedelta(days=1)
    logins: dict[str, Account | None] = {"anonymous": None, "owner": robin, "other teen": sam}

    def someone(role: str, membership: str | None = None, **fields: object) -> Account:
        login = account(role.title(), **fields)
        if membership:
            member(login, None if membership == Membership.Role.HOST else person, membership)
        logins[role] = login
        return login

    grant(someone("parent who leads", "parent"), person, services.PARENT_LED, write=True, audience="parent")
    unseeing = someone("parent without grant", "parent")
    clinic = someone("clinician", "clinician")
    seeing = grant(clinic, person, ["function", "body:line"], audience="clinician")
    grant(someone("parent by default", "parent"), person, list(DEFAULTS["parent"]), audience="parent")
    grant(someone("revoked mid-session", "clinician"), person, ["all"], write=True, audience="clinician")
    grant(someone("expired", "clinician"), person, ["all"], write=True, start=long_ago, ends_at=yesterday)
    grant(someone("revoked", "parent"), person, ["all"], write=True, start=long_ago, revoked_at=yesterday)
    grant(someone("too early", "clinician"), person, ["all"], write=True, start=dt.timedelta(days=1))
    someone("host", "host")
    grant(someone("inactive", "parent"), person, ["all"], write=True)
    resting = logins["inactive"]
    assert resting is not None
    resting.is_active = False
    resting.save()
    logins["school link"] = None
    link = services.make_link(
        viewer=robin,
        person=person,
        audience="school",
        label="Ms Lee",
        scopes=["school"],
        lasts=dt.timedelta(days=7),
    )
    ended = grant(
        account("Ended"), person, ["pain"], audience="other", revoked_at=timezone.now() + dt.timedelta(days=1)
    )
    offer, _code = services.make_offer(
        viewer=robin, person=person, audience="parent", label="Dad", scopes=DEFAULTS["parent"], ends_at=None
    )
    draft = letters.begin(viewer=robin, person=person, kind="hard-day")
    told = letters.Typed(values={"hard": "okapi"}, review_on=timezone.now().date() + dt.timedelta(days=30))
    letters.save(viewer=robin, letter_id=draft.pk, typed=told)
    care.save_school_sheet(viewer=robin, person=person, plan="okapi", review_on=None, letter=draft.pk)
    note = care.add_note(viewer=clinic, person=person, text="quokka")
    seen = {"day": "2026-03-01", "examiner": "Dr Ellis", "items": ["budapest.seen.motor"], "note": "puffin"}
    examined = examining.record(viewer=clinic, person=person, given=seen)
    more = {
        "link": link.grant.pk, "offer": offer.pk, "unseeing": unseeing.pk, "clinician_grant": seeing.pk,
        "ended_grant": ended.pk, "clinic_note": note.pk, "examination": examined.pk,
    }  # fmt: skip
    return World(person, other, logins=logins, **_diary(robin, person), **more)


def _diary(login: Account, person: Person) -> dict[str, uuid.UUID]:
    """One of everything, each with its mark."""
    today = timezone.now().date()
    factor = diary.add_factor(viewer=login, person=person, label="ocelot", type="count")
    goal = diary.add_goal(viewer=login, person=person, text="zebra")
    step = diary.add_step(viewer=login, goal_id=goal.pk, text="zebra too")
    diary.rate_goal(viewer=login, goal_id=goal.pk, day=today, rating=4, said_by="self")
    for kind, title in (("medicine", "tapir"), ("illness", "bison")):
        diary.add_event(viewer=login, person=person, kind=kind, title=title, starts_on=today)
    event = diary.add_event(viewer=login, person=person, kind="programme", title="heron", starts_on=today)
    entry = uuid7()
    diary.save_entry(viewer=login, document=document(person, entry))
    batch = ImportBatch.objects.create(
        person=person, format="table", file_name="ibex.csv", sha256="0" * 64, typed_by=login, rows_total=3,
        state=ImportBatch.State.STOPPED, message="line 3: not a number",
    )  # fmt: skip
    return {
        **_moving(login, person),
        **_practice(login, person),
        **_papers(login, person),
        **_tests(login, person),
        "batch": batch.pk,
        "entry": entry,
        "goal": goal.pk,
        "step": step.pk,
        "factor": factor.pk,
        "event": event.pk,
    }


def _moving(login: Account, person: Person) -> dict[str, uuid.UUID]:
    """A plan, what was done of it, a flare day, a paper with a code, and a programme that comes later."""
    now = timezone.now()
    plan = moving.begin_plan(viewer=login, person=person, activity="walk")
    told = {
        "plan": str(plan.pk),
        "at": now.isoformat(),
        "zone": "UTC",
        "amount": 60,
        "saved_at": now.isoformat(),
    }
    done = moving.save_done(viewer=login, done_id=uuid7(), document=told)
    fact = moving.note_fact(viewer=login, person=person, kind="flare")
    code = code_of(Written("stairs", 8, 2, 36, 2, 6, now.date(), stop_rules=("dizzy",)))
    offered = moving.bring_code(viewer=login, person=person, code=code, who="lemur")
    begins = now.date() + dt.timedelta(days=40)
    stay = moving.plan_programme(
        viewer=login,
        person=person,
        name="heron house",
        starts_on=begins,
        ends_on=begins + dt.timedelta(days=9),
    )
    return {
        "plan": plan.pk,
        "done": done.done.pk,
        "fact": fact.pk,
        "prescription": offered.pk,
        "programme": stay.pk,
    }


def _practice(login: Account, person: Person) -> dict[str, uuid.UUID]:
    """A touch ladder with a go and a change by hand, and the exercise of a lesson."""
    at = timezone.now() - dt.timedelta(minutes=70)
    ladder = training.open_touch_ladder(viewer=login, person=person, place="foot", side="left")
    told = {"ladder": str(ladder.pk), "at": at, "zone": "UTC", "saved_at": at, "rung": 1, "planned": 5, "done": 5,
            "before": 2, "after": 5, "felt": "okay", "skin": "okay"}  # fmt: skip
    go = training.save_go(viewer=login, go_id=uuid7(), document=told).go
    choice = training.choose_touch(viewer=login, ladder_id=ladder.pk, kind="next")
    note = learn.save_exercise(
        viewer=login, note_id=uuid7(), person_id=person.pk, lesson_id="worry", answers={"thought": "marmot"}, saved_at=at
    ).note  # fmt: skip
    path = training.choose_side(viewer=login, person=person, part="hand", side="left", yes=["none"])
    opened = StageChoice.objects.create(
        path=path, kind="open", stage="mirror", at=at, day=at.date(), said_by="clinician"
    )
    sat = {"path": str(path.pk), "stage": "mirror", "step": "look", "how": "mirror", "at": at, "zone": "UTC", "saved_at": at,
           "planned": 120, "done": 60, "ended": "self", "before": 2}  # fmt: skip
    sitting = training.save_sitting(viewer=login, sitting_id=uuid7(), document=sat).sitting
    seen = training.save_session(viewer=login, session_id=uuid7(), document=looked_at(person, at)).session
    # Of Robin, whoever types the rest: nobody else can.
    owner = Membership.objects.get(person=person, role=Membership.Role.OWNER).account
    mine = training.add_own_picture(
        viewer=owner,
        person_id=person.pk,
        picture_id=uuid7(),
        part="hand",
        side="left",
        view="palm",
        picture=text(photo()),
    )
    stages = {
        "recognise_session": seen.pk,
        "own_picture": mine.pk,
        "stage_path": path.pk,
        "sitting": sitting.pk,
        "stage_choice": opened.pk,
    }
    return {**stages, "ladder": ladder.pk, "go": go.pk, "choice": choice.pk, "lesson_note": note.pk}


def _tests(login: Account, person: Person) -> dict[str, uuid.UUID]:
    """A personal trial that runs since today, with its mark, and one that waits for a clinician's word."""
    today = timezone.localdate(timezone=ZoneInfo(person.zone)).isoformat()
    wanted = trials.Wanted(usual="as usual", other="ocelot lamp", outcome="function", starts_on=today)
    runs = trials.draw(viewer=login, person=person, wanted=wanted)
    waits = PersonalTrial.objects.get(pk=runs.pk)
    waits.pk, waits.kinds, waits._state.adding = uuid7(), ["warmth"], True
    waits.save()
    return {"trial": runs.pk, "waiting_trial": waits.pk}


def _papers(login: Account, person: Person) -> dict[str, uuid.UUID]:
    """One of every paper; the aid is taken out."""
    found = papers.fill(login, person, "kestrel", "tapir", asked="numbat")
    papers.services.take_out(viewer=login, kind=papers.services.KINDS["aid"], row_id=found["aid"])
    draft = letters.begin(viewer=login, person=person, kind="general")
    told = letters.Typed(
        values={"recipient": "kestrel", "exit": "kestrel"},
        measures={"walk_min": 3},
        own_steps="kestrel",
        review_on=timezone.localdate() + dt.timedelta(days=30),
    )
    letter = letters.save(viewer=login, letter_id=draft.pk, typed=told)
    return {
        "letter": letter.pk,
        **{name: found[name] for name in ("medicine", "visit", "claim", "aid", "flare")},
    }


def document(person: Person, identity: uuid.UUID, **more: object) -> dict[str, object]:
    """A moment of today that touches every scope it can."""
    moment = timezone.now()
    return {
        "id": str(identity), "person": str(person.pk), "at": moment.isoformat(), "zone": "UTC",
        "day": moment.date().isoformat(), "mode": "full", "said_by": "self", "saved_at": moment.isoformat(),
        "values": {"function": 6, "pain_now": 4, "note": "marmot", "mood": "good"}, "skipped": ["sleep_hours"],
        "regions": [{"region": "front-left-knee", "pain": 5, "own_word": "gecko"}], "signs": [], **more,
    }  # fmt: skip
