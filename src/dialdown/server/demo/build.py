"""Make the prepared database of the demo, once a version. Runs as a process of its own: `python -m …demo.build`."""

from __future__ import annotations

import datetime as dt
import gzip
import os
import secrets
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

PUBLISHED = "Participant 1 (real, published)"


def main() -> None:
    """Fill the database that the environment names."""
    from dialdown.server.start import setup

    setup()
    from django.db import connection

    today = dt.datetime.now(ZoneInfo("Europe/London")).date()
    _household(today)
    _published()
    with connection.cursor() as cursor:
        # The day it was made for: later copies are moved on to their own day.
        cursor.execute(f"PRAGMA user_version = {today.toordinal()}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _household(today: dt.date) -> None:
    from django.db.models import F

    from dialdown.diary import models as diary_models
    from dialdown.diary import services as diary
    from dialdown.people import services as people
    from dialdown.people.models import Account, Membership, SignOff
    from dialdown.people.sealing import keys
    from dialdown.server.demo import NAME, PASSPHRASE, moving, papers, robin

    account = Account.objects.create_user(NAME, secrets.token_urlsafe(32), display_name="Demo")
    Membership.objects.create(account=account, person=None, role=Membership.Role.HOST)
    begin = today - dt.timedelta(days=robin.DAYS - 1)
    person = people.create_person(
        account=account, display_name=robin.NAME, zone=robin.ZONE, country="GB", age_group="13_to_17",
        age_told_on=today, limb_module=True, is_demo=True,
    )  # fmt: skip
    keys.make(account=account, person=person, passphrase=PASSPHRASE)
    people.record_clearance(viewer=account, person=person, by_whom="Dr Example", on=begin)
    SignOff.objects.update(created_at=_at(begin))
    diary.add_factor(viewer=account, person=person, label="Screen hours", type="amount", unit="hours")
    diary_models.Factor.objects.update(key="own.screen_hours", created_at=_at(begin))
    for document in robin.moments(person.pk, today - dt.timedelta(days=1)):
        diary.save_entry(viewer=account, document=document)
    # As if each had been written in the evening of its day.
    diary_models.Entry.objects.update(created_at=F("saved_at"), entered_later=False)
    diary_models.Revision.objects.all().delete()
    _goals(account, person, begin)
    moving.fill(account, person, today)
    papers.fill(account, person, today, tablet_from=begin + dt.timedelta(days=30))
    for kind, title, days in (
        ("programme", "Three weeks of day programme", robin.PROGRAMME),
        ("illness", "A bad cold", robin.COLD), ("relapse", "Getting back after a fall", robin.SETBACK),
    ):  # fmt: skip
        first = begin + dt.timedelta(days=days[0])
        last = begin + dt.timedelta(days=days[-1]) if len(days) > 1 else None
        diary.add_event(viewer=account, person=person, kind=kind, title=title, starts_on=first, ends_on=last)
    diary_models.Event.objects.update(created_at=_at(begin))


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(18), tzinfo=dt.UTC)


def _goals(account: object, person: object, begin: dt.date) -> None:
    from dialdown.diary import models as diary_models
    from dialdown.diary import services as diary
    from dialdown.server.demo import robin

    for place, (text, steps, reached) in enumerate(robin.GOALS):
        goal = diary.add_goal(viewer=account, person=person, text=text)
        for number, step in enumerate(steps):
            made = diary.add_step(viewer=account, goal_id=goal.pk, text=step)
            done = begin + dt.timedelta(days=60 + 70 * number + 9 * place)
            if reached or number < len(steps) - 1:
                diary.set_step(viewer=account, step_id=made.pk, done_on=done)
        first = diary_models.Goal.objects.filter(pk=goal.pk)
        first.update(created_at=_at(begin))
        monday = begin - dt.timedelta(days=begin.weekday())
        diary_models.GoalRating.objects.bulk_create(
            diary_models.GoalRating(
                goal=goal, week=monday + dt.timedelta(weeks=week), rating=min(10, 1 + week // 5 + (week * 7 + place) % 3), typed_by=account
            )
            for week in range(2, 38) if week % 6 != 5
        )  # fmt: skip
        if reached:
            first.update(reached_at=_at(begin + dt.timedelta(days=220)))


def _published() -> None:
    """Eight years of a real diary; the demo may look at it and not write in it."""
    from dialdown.diary import imports
    from dialdown.intake.map_file import shipped_mapping
    from dialdown.people import services as people
    from dialdown.people.access import Operator
    from dialdown.people.models import Account, Grant
    from dialdown.server.demo import NAME

    person = people.create_person(
        account=None, display_name=PUBLISHED, zone="Europe/Paris", age_group="adult", is_demo=True
    )
    Grant.objects.create(person=person, account=Account.objects.get(username=NAME), scopes=[Grant.ALL])
    packed = files("dialdown.server.demo").joinpath("data/participant1_daily.csv.gz")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "participant1_daily.csv"
        with packed.open("rb") as source, gzip.open(source) as table, path.open("wb") as out:
            shutil.copyfileobj(table, out)
        chosen = {"yaml": shipped_mapping("myaiguide").to_yaml(), "file": "myaiguide.yaml"}
        batch = imports.prepare(
            viewer=Operator(),
            person_id=person.pk,
            path=path,
            file_name=path.name,
            format="table",
            mapping=chosen,
        )
        imports.bring_in(batch, imports.check(batch, path))


if __name__ == "__main__":
    os.umask(0o077)
    main()
