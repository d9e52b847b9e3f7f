"""What an archive holds: one table a model, each row as plain JSON, sorted by id.

Grants, memberships and passwords are about one machine and never leave it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models

from dialdown.activity import models as activity
from dialdown.care import models as care
from dialdown.diary import models as diary
from dialdown.insights import models as insights
from dialdown.learn import models as learn
from dialdown.people import models as people
from dialdown.people.models import Grant, SaidBy
from dialdown.training import models as training

if TYPE_CHECKING:
    from dialdown.export.private import Private
    from dialdown.intake.definitions import Definitions
    from dialdown.people.access import Sight

EVENT_SCOPE = {"medicine": "medicine", "illness": "illness"}
# Files that were only looked at, or that are out again, left nothing that refers to them; an archive that was read
# in is no part of what it brought.
BROUGHT_IN = models.Q(state__in=["done", "running", "leaving"]) & ~models.Q(format="archive")
# Nothing is asked outside for it, and nothing can be asked for again.
STATION = models.Q(source=insights.WeatherSetting.Source.STATION)


@dataclass(frozen=True)
class Table:
    """One model of the archive. `person` is the path from a row to its person."""

    name: str
    model: type[models.Model]
    person: str
    scope: str | None = None
    left_out: tuple[str, ...] = ()
    only: models.Q = field(default_factory=models.Q)

    def fields(self) -> list[models.Field[Any, Any]]:
        """The stored fields, in the order of the model."""
        return [f for f in self.model._meta.concrete_fields if f.attname not in self.left_out]


# Parents before children: the order in which rows are read back.
TABLES = (
    Table("person", people.Person, "pk"),
    Table("sign_off", people.SignOff, "person_id", "pain"),
    Table("new_pain_report", people.NewPainReport, "person_id", "pain"),
    Table(
        "import_batch", diary.ImportBatch, "person_id", left_out=("content", "by_operator"), only=BROUGHT_IN
    ),
    Table("factor", diary.Factor, "person_id", "factors"),
    Table("goal", diary.Goal, "person_id", "goals"),
    Table("goal_step", diary.GoalStep, "goal__person_id", "goals"),
    Table("goal_rating", diary.GoalRating, "goal__person_id", "goals"),
    Table("event", diary.Event, "person_id"),
    Table("writing_check", diary.WritingCheck, "person_id"),
    Table("plan", activity.Plan, "person_id", "move"),
    Table("prescription", activity.Prescription, "person_id", "move"),
    Table("plan_fact", activity.PlanFact, "person_id", "move"),
    Table("done", activity.Done, "plan__person_id", "move"),
    Table("programme", activity.Programme, "person_id", "move"),
    Table("programme_day", activity.ProgrammeDay, "programme__person_id", "move"),
    Table("light_watch", activity.LightWatch, "person_id", "move"),
    Table("review", activity.Review, "person_id", "move"),
    Table("touch_ladder", training.TouchLadder, "person_id", "train"),
    Table("touch_go", training.TouchGo, "ladder__person_id", "train"),
    Table("touch_choice", training.TouchChoice, "ladder__person_id", "train"),
    Table("stage_path", training.StagePath, "person_id", "train"),
    Table("sitting", training.Sitting, "path__person_id", "train"),
    Table("stage_choice", training.StageChoice, "path__person_id", "train"),
    Table("recognise_session", training.RecogniseSession, "person_id", "train"),
    Table("recognise_answer", training.RecogniseAnswer, "session__person_id", "train"),
    # Which letter school reads is, like a grant, about one machine; the letter itself is in `letter`.
    Table("school_sheet", care.SchoolSheet, "person_id", "school", left_out=("letter",)),
    Table("clinician_note", care.ClinicianNote, "person_id"),
    Table("medicine", care.Medicine, "person_id", "medicine"),
    Table("dose", care.Dose, "person_id", "medicine"),
    Table("taken", care.Taken, "person_id", "medicine"),
    Table("medicine_effect", care.MedicineEffect, "person_id", "medicine"),
    Table("aid", care.Aid, "person_id"),
    Table("team_member", care.TeamMember, "person_id"),
    Table("visit", care.Visit, "person_id"),
    Table("visit_question", care.VisitQuestion, "person_id"),
    Table("test_done", care.TestDone, "person_id"),
    Table("rule_items", care.RuleItems, "person_id"),
    Table("claim", care.Claim, "person_id"),
    Table("claim_call", care.ClaimCall, "person_id"),
    Table("cost", care.Cost, "person_id"),
    Table("flare_plan", care.FlarePlan, "person_id"),
    Table("flare_contact", care.FlareContact, "person_id"),
    Table("flare", care.Flare, "person_id"),
    Table("letter", care.Letter, "person_id"),
    # What a parent writes about herself stays with the parent's login.
    Table(
        "lesson_note",
        learn.LessonNote,
        "person_id",
        "note",
        left_out=("sealed",),
        only=models.Q(said_by=SaidBy.SELF),
    ),
    # Which place is asked about outside is about one machine, and so is what came back. A station's table is hers, and so is
    # what she thinks of weather, and that she was asked.
    Table(
        "weather_setting",
        insights.WeatherSetting,
        "person_id",
        "factors",
        left_out=("name", "latitude", "longitude", "tried_at", "problem", "detail"),
    ),
    Table("weather_row", insights.WeatherRow, "person_id", "factors", only=STATION),
    Table("belief", insights.Belief, "person_id", "factors"),
    Table("asked_outcome", insights.AskedOutcome, "person_id", "function"),
    Table("personal_trial", insights.PersonalTrial, "person_id", "factors"),
    Table("trial_done", insights.TrialDone, "trial__person_id", "factors"),
    Table("pattern_record", insights.PatternRecord, "person_id", "factors"),
    Table("volume_choice", insights.VolumeChoice, "person_id", "function"),
    Table("entry", diary.Entry, "person_id"),
    Table("value", diary.Value, "entry__person_id", left_out=("sealed",)),
    Table("region_mark", diary.RegionMark, "entry__person_id", "body"),
    Table("sign", diary.Sign, "entry__person_id", "body"),
    Table("revision", diary.Revision, "entry__person_id"),
    Table("replaced_value", diary.ReplacedValue, "batch__person_id"),
)
BY_NAME = {table.name: table for table in TABLES}
# Who typed a row; on another machine they become names without a password.
TYPISTS = ("id", "display_name")
# What has to be read beside the columns of a table to know what is private in its rows.
BESIDE = {
    "value": ("sealed",),
    "lesson_note": ("sealed",),
    "replaced_value": ("value__key", "value__entry_id"),
}
# What of a person goes with a part of her diary. How she keeps it and how old she is to the month stays hers, and so does
# every field that a person gets some day.
TOLD = ("id", "display_name", "age_group", "zone", "is_demo", "created_at")
# How much a practice hurt: it goes with pain, as on the pages.
PRACTICE = ("touch_go", "sitting", "recognise_session")
# Only for whoever sees all of a diary: they speak of every scope at once.
WHOLE = (
    "import_batch",
    "writing_check",
    "revision",
    "replaced_value",
    "personal_trial",
    "trial_done",
    "weather_setting",
    "pattern_record",
)
# Only for whoever keeps the diary: a clinician wrote it to her, or it is one of her papers.
KEPT = (
    "clinician_note", "aid", "team_member", "visit", "visit_question", "test_done", "rule_items", "claim", "claim_call", "cost",
    "flare_plan", "flare_contact", "flare", "letter",
)  # fmt: skip


def plain(value: Any) -> Any:
    """A stored value as JSON."""
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return value


def rows(
    table: Table, person_id: uuid.UUID, definitions: Definitions, sight: Sight, private: Private
) -> Iterator[dict[str, Any]]:
    """The rows of one table that the viewer may see, sorted by id; `private` says what becomes of private answers."""
    if table.scope is not None and table.scope not in sight:
        return
    if table.name in (*WHOLE, *KEPT) and Grant.ALL not in sight:
        return
    if table.name in KEPT and not sight.may_write:
        return
    whole = Grant.ALL in sight
    if table.name == "weather_row" and not (whole or _station_in_use(person_id)):
        return
    names = [field.attname for field in table.fields()]
    query = (
        table.model._default_manager.filter(table.only, **{table.person: person_id})
        .order_by("pk")
        .values(*names, *BESIDE.get(table.name, ()))
    )
    for stored in query.iterator(2000):
        row = _private(table, stored, private)
        if row is None:
            continue
        if table.name == "weather_setting":
            row["source"] = told_source(row["source"])
        if not whole:
            if not _visible(table, row, definitions, sight):
                continue
            if table.name in PRACTICE and not sight.line("pain"):
                row |= dict.fromkeys(("before", "after", "later"))
                if row.get("ended") == "pain":
                    row["ended"] = "self"
            if table.model is people.Person:
                row |= {
                    field.attname: field.get_default()
                    for field in table.fields()
                    if field.attname not in TOLD
                }
            if "batch_id" in row:
                row["batch_id"] = None
            if "event_id" in row and "function" not in sight:
                # What began and ended is not in an archive of moving alone.
                row["event_id"] = None
        yield {name: plain(value) for name, value in row.items()}


def told_source(source: str) -> str:
    """Where weather comes from, as a file says it: no file makes another machine ask for anything outside."""
    sources = insights.WeatherSetting.Source
    return str(sources.STATION if source == sources.STATION else sources.OFF)


def _station_in_use(person_id: uuid.UUID) -> bool:
    """As on the pages: weather is open to others while it is what patterns are asked with."""
    return insights.WeatherSetting.objects.filter(STATION, person_id=person_id).exists()


def _private(table: Table, row: dict[str, Any], private: Private) -> dict[str, Any] | None:
    """A row with its private answers as the file holds them; None when it is left out."""
    if table.name == "value":
        return private.value(row)
    if table.name == "lesson_note":
        return private.exercise(row)
    if table.name == "pattern_record":
        return private.record(row)
    if table.name == "revision":
        return {**row, "document": private.document(row["document"], row["entry_id"])}
    if table.name == "replaced_value":
        key, entry_id = row.pop("value__key"), row.pop("value__entry_id")
        if key is not None:
            before = private.before(row["before"], key, entry_id)
            return None if before is None else {**row, "before": before}
    return row


def _visible(table: Table, row: dict[str, Any], definitions: Definitions, sight: Sight) -> bool:
    if table.name == "value":
        found = definitions.get(row["key"])
        return found is not None and found.scope in sight
    if table.name == "event":
        return EVENT_SCOPE.get(row["kind"], "function") in sight
    return True


def schema(table: Table) -> dict[str, Any]:
    """A JSON Schema of one row."""
    kinds: dict[str, dict[str, Any]] = {
        "UUIDField": {"type": "string", "format": "uuid"}, "DateTimeField": {"type": "string", "format": "date-time"},
        "DateField": {"type": "string", "format": "date"}, "FloatField": {"type": "number"},
        "BooleanField": {"type": "boolean"}, "PositiveIntegerField": {"type": "integer", "minimum": 0},
        "PositiveSmallIntegerField": {"type": "integer", "minimum": 0},
        "PositiveBigIntegerField": {"type": "integer", "minimum": 0}, "JSONField": {},
    }  # fmt: skip
    properties: dict[str, Any] = {}
    for one in table.fields():
        target = one.target_field if isinstance(one, models.ForeignKey) else one
        kind = dict(kinds.get(type(target).__name__, {"type": "string"}))
        if one.null and "type" in kind:
            kind["type"] = [kind["type"], "null"]
        properties[one.attname] = kind
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": table.name, "type": "object",
        "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip
