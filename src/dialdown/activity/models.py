"""What is kept of moving: plans, the facts that move them, what was done, what clinicians wrote, and how much is asked.

The amount of a day is never stored: it follows from the facts and from what was done (`quotas`), so that a correction,
an undo or something that arrives late from a phone leaves no wrong amount behind.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialdown.diary.models import Event
from dialdown.people.models import Account, Person, SaidBy
from dialdown.uuid7 import uuid7


class Plan(models.Model):
    """A plan for one activity. Amounts are whole numbers of its unit: seconds, or a count."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="plans")
    # A key of data/activities.yaml.
    activity = models.CharField(max_length=40)
    begins = models.DateField()
    first = models.PositiveIntegerField()
    step_share = models.FloatField(default=0.1)
    top = models.PositiveIntegerField(null=True)
    put_away_on = models.DateField(null=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["person", "activity"], name="plan_person_activity")]
        ordering = ["created_at", "id"]


class Prescription(models.Model):
    """What a clinician wrote for one activity. Never changed afterwards: a new one replaces it."""

    class Via(models.TextChoices):
        ACCOUNT = "account", _("by their own login")
        CODE = "code", _("by a code on paper")

    class State(models.TextChoices):
        OFFERED = "offered", _("Waits for your answer")
        ACCEPTED = "accepted", _("In use")
        DECLINED = "declined", _("Answered with a no")
        REPLACED = "replaced", _("Replaced by a newer one")
        ENDED = "ended", _("Ended")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="prescriptions")
    activity = models.CharField(max_length=40)
    amount = models.PositiveIntegerField()
    floor = models.PositiveIntegerField()
    ceiling = models.PositiveIntegerField()
    weekly = models.PositiveIntegerField(default=0)
    hold_after_illness = models.BooleanField(default=True)
    # Keys of STOP_RULES in prescribing.py.
    stop_rules = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)
    who = models.CharField(max_length=80)
    written_on = models.DateField()
    review_on = models.DateField()
    via = models.CharField(max_length=7, choices=Via.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OFFERED)
    answered_at = models.DateTimeField(null=True)
    why_not = models.CharField(max_length=200, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "id"]


class PlanFact(models.Model):
    """Something that moves plans: one plan, or every plan of the person when none is named."""

    class Kind(models.TextChoices):
        ILL = "ill", _("Ill")
        FLARE = "flare", _("Flare day")
        RELAPSE = "relapse", _("Getting back")
        HAND = "hand", _("Changed by hand")
        FLOOR = "floor", _("Floor chosen")
        STEP = "step", _("Size of a step chosen")
        START_NOW = "start_now", _("Start with what is measured")
        MEASURE = "measure", _("Measure again")
        KEEP = "keep", _("Kept as it was")
        PRESCRIBED = "prescribed", _("Plan from a clinician")
        OWN = "own", _("Own plan again")
        RESTING = "resting", _("Resting")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="plan_facts")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="facts", null=True)
    prescription = models.ForeignKey(Prescription, on_delete=models.CASCADE, related_name="facts", null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    day = models.DateField()
    until = models.DateField(null=True)
    # In the unit of the activity; of a step it is the share of the baseline a week, in percent.
    amount = models.PositiveIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["person", "day"], name="plan_fact_person_day")]
        ordering = ["day", "created_at", "id"]


class Done(models.Model):
    """What was done of a plan at one moment. Less than the plan is as good a row as any; nought too."""

    class How(models.TextChoices):
        TIMER = "timer", _("with the timer")
        ALL = "all", _("done")
        LESS = "less", _("did less")
        TYPED = "typed", _("written down")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="dones")
    at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    day = models.DateField()
    amount = models.PositiveIntegerField()
    how = models.CharField(max_length=5, choices=How.choices, default=How.TYPED)
    # When it was saved on her device: the later of two versions wins.
    saved_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["plan", "day"], name="done_plan_day")]
        ordering = ["at", "id"]


class Programme(models.Model):
    """An intensive programme, from its first to its last day. Own amounts, practice and pain questions rest meanwhile."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="programmes")
    name = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()
    handed_over_on = models.DateField(null=True)
    event = models.ForeignKey(Event, on_delete=models.SET_NULL, related_name="+", null=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="programme_ends_after_it_starts", condition=models.Q(ends_on__gte=models.F("starts_on"))
            )
        ]
        ordering = ["starts_on", "id"]


class ProgrammeDay(models.Model):
    """Hours of one programme day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="hours")
    day = models.DateField()
    physiotherapy = models.FloatField(null=True)
    occupational = models.FloatField(null=True)
    psychology = models.FloatField(null=True)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "day"], name="programme_day_once")]
        ordering = ["day", "id"]


class LightWatch(models.Model):
    """Three questions about function, for the week (or month) that begins on `since`. Nothing about pain."""

    class Answer(models.TextChoices):
        ALL = "all", _("Yes")
        MOST = "most", _("Mostly")
        SOME = "some", _("Some of it")
        NONE = "none", _("Not this time")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="light_watch")
    since = models.DateField()
    school = models.CharField(max_length=4, choices=[("", ""), *Answer.choices], blank=True)
    wanted = models.CharField(max_length=4, choices=[("", ""), *Answer.choices], blank=True)
    moving = models.CharField(max_length=4, choices=[("", ""), *Answer.choices], blank=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "since", "said_by"], name="light_watch_once_a_time")
        ]
        ordering = ["since", "id"]


class Review(models.Model):
    """The look back after six weeks: for each part of the plan whether it goes on, changes or stops."""

    class Verdict(models.TextChoices):
        CONTINUE = "continue", _("Go on")
        CHANGE = "change", _("Change it")
        STOP = "stop", _("Stop")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reviews")
    on = models.DateField()
    goals = models.CharField(max_length=8, choices=[("", ""), *Verdict.choices], blank=True)
    school = models.CharField(max_length=8, choices=[("", ""), *Verdict.choices], blank=True)
    plan = models.CharField(max_length=8, choices=[("", ""), *Verdict.choices], blank=True)
    practice = models.CharField(max_length=8, choices=[("", ""), *Verdict.choices], blank=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["on", "id"]
