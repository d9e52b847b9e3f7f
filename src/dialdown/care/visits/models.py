"""Who belongs to the team, visits with questions and answers, and tests that were done."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dialdown.care.records.models import Kept


class TeamMember(Kept):
    """Somebody who helps, and how to reach them."""

    class Role(models.TextChoices):
        PHYSIO = "physio", _("Physiotherapist")
        PSYCHOLOGIST = "psychologist", _("Psychologist")
        OCCUPATIONAL = "occupational", _("Occupational therapist")
        RHEUMATOLOGIST = "rheumatologist", _("Rheumatologist")
        PAIN = "pain", _("Pain doctor")
        FAMILY_DOCTOR = "family_doctor", _("Family doctor or paediatrician")
        NURSE = "nurse", _("Nurse")
        SCHOOL = "school", _("School contact")
        PROGRAMME = "programme", _("Programme")
        INSURANCE = "insurance", _("Insurance contact")
        OTHER = "other", _("Somebody else")

    name = models.CharField(max_length=80)
    role = models.CharField(max_length=14, choices=Role.choices)
    place = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta(Kept.Meta):
        ordering = ["name", "id"]


class Visit(Kept):
    """An appointment. `clock` is the local time in `zone` as HH:MM, empty when only the day is known."""

    title = models.CharField(max_length=120)
    member = models.ForeignKey(TeamMember, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    day = models.DateField()
    clock = models.CharField(max_length=5, blank=True)
    zone = models.CharField(max_length=64, editable=False)
    place = models.CharField(max_length=120, blank=True)
    agreed = models.TextField(max_length=2000, blank=True)

    class Meta(Kept.Meta):
        ordering = ["day", "clock", "id"]


class VisitQuestion(Kept):
    """Something to ask, and what was answered."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=300)
    answer = models.TextField(max_length=2000, blank=True)


class TestDone(Kept):
    """A test that was done, with its result in the words of the paper."""

    # pytest collects classes of this name otherwise.
    __test__ = False

    what = models.CharField(max_length=120)
    day = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    result = models.TextField(max_length=1000, blank=True)

    class Meta(Kept.Meta):
        ordering = ["-day", "-id"]
