"""What Insights keeps: answers that were worked out, the weather, what she thinks, and what left this machine."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialdown.people.models import Account, Person, SaidBy
from dialdown.uuid7 import uuid7


class StoredResult(models.Model):
    """What was worked out for one person, for one set of scopes, from one state of her diary."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stored_results")
    # "figures:6m" or "patterns"
    name = models.CharField(max_length=40)
    # What the viewer may see is part of the name: nobody gets a picture made for somebody who sees more.
    scopes = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    diary_version = models.PositiveBigIntegerField()
    app_version = models.CharField(max_length=20)
    result = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "name", "scopes", "language"], name="one_result_a_name")
        ]


class InsightsState(models.Model):
    """Counts what changes an answer beside the diary: weather that came in, outcomes that were chosen, sign-offs."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="insights_state"
    )
    number = models.PositiveBigIntegerField(default=0)


class PatternRecord(models.Model):
    """What the patterns of one outcome said from one day on; the next row says what was different."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pattern_records")
    outcome = models.CharField(max_length=80)
    scopes = models.CharField(max_length=200)
    app_version = models.CharField(max_length=20)
    # Factor to what was said of it: verdict, later, label.
    said = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["person", "outcome", "scopes"], name="record_person_outcome")]


class AskedOutcome(models.Model):
    """A further outcome that she wants to know about, beside function and pain; `place` never changes.

    Each further question has a share of the error budget of its own, by its place (see `outcomes`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="asked_outcomes")
    key = models.CharField(max_length=80)
    place = models.PositiveSmallIntegerField()
    asked = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="outcome_asked_once")]


class WeatherSetting(models.Model):
    """Where a person's weather comes from; no row means that it was never switched on."""

    class Source(models.TextChoices):
        OFF = "off", _("Off")
        SERVICE = "service", _("Open-Meteo")
        STATION = "station", _("A weather station")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="weather_setting")
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.OFF)
    name = models.CharField(_("Name of the place"), max_length=60, blank=True)
    # Already coarse: the place that she typed is never stored.
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    # When she said what she thinks, or that she would rather just see.
    beliefs_asked_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    # What came of the last try: "" = fine, else the kind of problem and the service's words.
    problem = models.CharField(max_length=12, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now)


class WeatherRow(models.Model):
    """The weather of one day at the person's place, so that no day is asked for twice. Units as in intake.weather."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="weather_rows")
    source = models.CharField(max_length=8, choices=WeatherSetting.Source.choices)
    day = models.DateField()
    pressure = models.FloatField(null=True)
    temperature = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    humidity = models.FloatField(null=True)
    wind = models.FloatField(null=True)
    rain = models.FloatField(null=True)
    # False while a day is so young that the archive does not have it.
    settled = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "source", "day"], name="weather_once_a_day")]


class Belief(models.Model):
    """What a person thinks a kind of weather does, said with its date; an earlier one stays when she says another."""

    class Thought(models.TextChoices):
        MUCH_HARDER = "much_harder", _("makes it a lot harder")
        HARDER = "harder", _("makes it a bit harder")
        NONE = "none", _("makes no difference")
        EASIER = "easier", _("makes it a bit easier")
        MUCH_EASIER = "much_easier", _("makes it a lot easier")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="beliefs")
    factor = models.CharField(max_length=80)
    thought = models.CharField(max_length=12, choices=Thought.choices)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "id"]


class OutgoingRequest(models.Model):
    """One request that left this machine, as the page that lists them shows it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="outgoing_requests")
    at = models.DateTimeField(default=timezone.now)
    host = models.CharField(max_length=100)
    address = models.CharField(max_length=600)
    size = models.PositiveIntegerField()
    # A status, "no answer" or "unreadable".
    outcome = models.CharField(max_length=20)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["person", "-at"], name="outgoing_person_at")]


# What belongs to personal trials stands in a module of its own; Django looks for models here.
from dialdown.insights.trials.models import PersonalTrial, TrialDone  # noqa: E402
from dialdown.insights.volume.models import VolumeChoice  # noqa: E402

__all__ = [
    "AskedOutcome", "Belief", "InsightsState", "OutgoingRequest", "PatternRecord", "PersonalTrial", "StoredResult", "TrialDone",
    "VolumeChoice", "WeatherRow", "WeatherSetting",
]  # fmt: skip
