"""What is kept: moments of a diary and the values they hold.

A value knows whose words it is (*said by*) and who typed it. An answer that was skipped is a row
of its own kind; an answer that is missing is no row at all.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialdown.people.models import Account, Person, SaidBy
from dialdown.uuid7 import uuid7


class Side(models.TextChoices):
    """Left and right are different facts."""

    LEFT = "left", _("Left")
    RIGHT = "right", _("Right")
    MIDDLE = "middle", _("Middle")
    NOT_STATED = "not_stated", _("Side not stated")


class ImportBatch(models.Model):
    """One file that was brought in: its name and map, how far it got, what came of it."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("Ready to look at")
        RUNNING = "running", _("Bringing it in")
        LEAVING = "leaving", _("Taking it out again")
        DONE = "done", _("It is in")
        STOPPED = "stopped", _("Could not be brought in")
        UNDONE = "undone", _("Taken out again")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="imports")
    format = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    # What undo has to find again of an archive, as packed JSON: the ids it brought, whose, and whether it brought her too.
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PREVIEW)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    message = models.CharField(max_length=500, blank=True)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    # Said outright: a login that is deleted meanwhile must not turn its import into the operator's.
    by_operator = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]


class Entry(models.Model):
    """One moment of the diary."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    day = models.DateField()
    mode = models.CharField(max_length=8)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    # True when the day was over before this was written.
    entered_later = models.BooleanField(default=False)
    remembered = models.CharField(max_length=8, blank=True)
    # When she saved it on her device: the later of two versions wins.
    saved_at = models.DateTimeField()
    # When a person last changed what had been stored; a re-import leaves such an entry's values alone.
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.SET_NULL, related_name="entries", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["person", "day"], name="entry_person_day")]
        ordering = ["day", "at", "id"]


class Value(models.Model):
    """One answer. `number` is what analyses use, `text` what was said (a choice's key, words)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="values")
    key = models.CharField(max_length=80)
    number = models.FloatField(null=True)
    text = models.TextField(blank=True)
    tags = models.JSONField(default=list)
    skipped = models.BooleanField(default=False)
    # A private answer (or that there is none), sealed with her key: then nothing stands in the four above.
    sealed = models.BinaryField(null=True)
    # The finest step that could be chosen and the wording of the ends, as they were asked.
    step = models.FloatField(null=True)
    anchors = models.PositiveSmallIntegerField(null=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.SET_NULL, related_name="+", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "key"], name="value_once_an_entry")]


class RegionMark(models.Model):
    """A place on the body map that was picked, with its side and, if she wishes, pain and quality."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="regions")
    region = models.CharField(max_length=40)
    side = models.CharField(max_length=10, choices=Side.choices)
    pain = models.FloatField(null=True)
    quality = models.JSONField(default=list)
    brings_on = models.JSONField(default=list)
    own_word = models.CharField(max_length=60, blank=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.SET_NULL, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "region", "side"], name="region_once_an_entry")
        ]


class ReplacedValue(models.Model):
    """How an imported answer stood before a later import changed it: what undoing that import brings back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="replaced")
    value = models.ForeignKey(Value, on_delete=models.CASCADE, related_name="+", null=True)
    region = models.ForeignKey(RegionMark, on_delete=models.CASCADE, related_name="+", null=True)
    before = models.JSONField(default=dict)

    class Meta:
        # In the order of the imports.
        ordering = ["id"]


class Sign(models.Model):
    """A left-right sign of the limb module: what was seen and, if measured, the reading."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="signs")
    kind = models.CharField(max_length=12)
    side = models.CharField(max_length=10, choices=Side.choices)
    answer = models.CharField(max_length=12, blank=True)
    reading = models.FloatField(null=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.SET_NULL, related_name="+", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "kind", "side"], name="sign_once_an_entry")]


class Revision(models.Model):
    """How an entry stood before a change: what undo brings back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="revisions")
    # Counts the changes of an entry: clocks step back and two changes can share an instant.
    number = models.PositiveIntegerField()
    # None: the entry did not exist before.
    document = models.JSONField(null=True)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="revision_number_once")]


class Factor(models.Model):
    """Something a person wants to note that the shipped table does not have."""

    class Type(models.TextChoices):
        YES_NO = "yes_no", _("Yes or no")
        COUNT = "count", _("How many")
        AMOUNT = "amount", _("How much")
        SCALE = "scale", _("0 to 10")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="factors")
    key = models.CharField(max_length=80)
    label = models.CharField(_("Name"), max_length=80)
    type = models.CharField(_("Answer"), max_length=6, choices=Type.choices)
    unit = models.CharField(_("Unit"), max_length=20, blank=True)
    kind = models.CharField(max_length=10, default="behaviour")
    asked = models.BooleanField(default=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.SET_NULL, related_name="factors", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="factor_once_a_person")]
        ordering = ["created_at", "id"]


class Goal(models.Model):
    """Something she wants to do again, in her own words; up to three at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="goals")
    text = models.CharField(max_length=200)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    reached_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "id"]


class GoalStep(models.Model):
    """A small step towards a goal."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="steps")
    text = models.CharField(max_length=200)
    done_on = models.DateField(null=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "id"]


class GoalRating(models.Model):
    """How close a goal feels, 0 to 10, once a week (`week` = its Monday)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="ratings")
    week = models.DateField()
    rating = models.FloatField(null=True)
    skipped = models.BooleanField(default=False)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["goal", "week", "said_by"], name="goal_rated_once_a_week")
        ]


class Event(models.Model):
    """Something that began (and perhaps ended): a programme, a medicine, an illness, a relapse."""

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("Programme")
        MEDICINE = "medicine", _("Medicine")
        ILLNESS = "illness", _("Illness")
        RELAPSE = "relapse", _("Getting back")
        OTHER = "other", _("Something else")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_it_starts",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
            )
        ]
        ordering = ["starts_on", "id"]


class WritingCheck(models.Model):
    """Every four weeks: does writing here help, make no difference, or make it worse?"""

    class Answer(models.TextChoices):
        HELPS = "helps", _("It helps")
        SAME = "same", _("No difference")
        WORSE = "worse", _("It makes it worse")
        LATER = "later", _("Not now")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="writing_checks")
    answer = models.CharField(max_length=6, choices=Answer.choices)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "id"]


class DiaryVersion(models.Model):
    """Counts the changes of a diary, so that a stored picture knows whether it still holds."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="diary_version"
    )
    number = models.PositiveBigIntegerField(default=0)
