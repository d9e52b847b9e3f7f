"""What people save of the lessons' exercises."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from dialdown.people.models import Account, Person, SaidBy
from dialdown.uuid7 import uuid7


class LessonNote(models.Model):
    """The answers of one exercise, at one time. Saving again makes another row, so nothing is written over.

    Private: the owner's own stand under the scope of her notes, a parent's are read by that login only.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="lesson_notes")
    lesson = models.CharField(max_length=30)
    # The text of each field by its key; a field that was left empty is not in it.
    answers = models.JSONField(default=dict)
    # The owner's own answers once she has a key: `answers` is empty then.
    sealed = models.BinaryField(null=True)
    saved_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["person", "lesson"], name="lesson_note_person")]
        ordering = ["-saved_at", "-id"]
