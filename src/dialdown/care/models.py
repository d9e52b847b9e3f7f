"""What others than the owner read and write: the page for school, and a clinician's notes."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from dialdown.care.claims.models import Claim, ClaimCall, Cost
from dialdown.care.clinical.models import RuleItems
from dialdown.care.flare.models import Flare, FlareContact, FlarePlan
from dialdown.care.letters.models import Letter
from dialdown.care.medicines.models import Aid, Dose, Medicine, MedicineEffect, Taken
from dialdown.care.visits.models import TeamMember, TestDone, Visit, VisitQuestion
from dialdown.people.models import Account, Grant, Person
from dialdown.uuid7 import uuid7


class SchoolSheet(models.Model):
    """The page for school: what helps on a hard day, and when to look at it again. One a person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="school_sheet")
    plan = models.TextField(max_length=4000, blank=True)
    review_on = models.DateField(null=True, blank=True)
    # The letter that school reads, as it stood when it was chosen: `id` of the draft, `page` its blocks. Empty: none.
    letter = models.JSONField(default=dict, blank=True)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    # Grows with every change: what was read is that state and no later one.
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)


class Acknowledgement(models.Model):
    """Somebody at school says that the page was read, as it stood then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sheet = models.ForeignKey(SchoolSheet, on_delete=models.CASCADE, related_name="acknowledgements")
    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="+")
    by_whom = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)


class ClinicianNote(models.Model):
    """What a clinician wrote about a person. She reads it too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="clinician_notes")
    author = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    # As the author was called then: it stays when the login is gone.
    author_name = models.CharField(max_length=60)
    text = models.TextField(max_length=4000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]


__all__ = [
    "Acknowledgement", "Aid", "Claim", "ClaimCall", "ClinicianNote", "Cost", "Dose", "Flare", "FlareContact", "FlarePlan", "Letter",
    "Medicine",
    "MedicineEffect", "RuleItems", "SchoolSheet", "Taken", "TeamMember", "TestDone", "Visit", "VisitQuestion",
]  # fmt: skip
