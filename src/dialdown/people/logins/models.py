"""What belongs to a login and not to a diary. Secrets are kept as digests only."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialdown.uuid7 import uuid7


class KnownLogin(models.Model):
    """A login that signed in on a browser before; `listed` when its name may be shown there to choose from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="known_on")
    # SHA-256 of the secret in the browser's cookie; several logins of one browser share it.
    device_digest = models.CharField(max_length=64)
    device = models.CharField(max_length=80, blank=True)
    listed = models.BooleanField(default=False)
    # Argon2id of a short number that opens this login in this browser only. Empty: none.
    pin = models.CharField(max_length=160, blank=True)
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "device_digest"], name="known_login_once"),
        ]
        indexes = [models.Index(fields=["device_digest"], name="known_login_device")]


class SignInNotice(models.Model):
    """Something about signing in that this login should hear of on its next page."""

    class What(models.TextChoices):
        NEW_DEVICE = "new_device", _("Signed in on a new device")
        PASSWORD = "password", _("The password was changed")
        HOST_RESET = "host_reset", _("Whoever runs this machine gave a new password")
        RECOVERED = "recovered", _("A new password was set with the recovery code")
        SECOND_STEP = "second_step", _("The second step was changed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="notices")
    what = models.CharField(max_length=12, choices=What.choices)
    device = models.CharField(max_length=80, blank=True)
    # The session that did it: it need not be told.
    session_key = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "seen_at"], name="notice_account_seen")]


class RecoveryCode(models.Model):
    """The one code on paper that sets a new password. 118 bits, so a plain SHA-256 keeps it."""

    account = models.OneToOneField(
        "people.Account", on_delete=models.CASCADE, related_name="recovery_code", primary_key=True
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)


class Invitation(models.Model):
    """Leave to make one login: for whom, as what, and until when. Used once."""

    class Kind(models.TextChoices):
        PARENT = "parent", _("Parent or carer")
        CLINICIAN = "clinician", _("Clinician")
        CHILD = "child", _("The child whose diary it is")
        OWN = "own", _("Somebody with a diary of their own")
        HOST = "host", _("Somebody who only runs this machine")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code_digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # None for somebody who brings a diary of their own.
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="invitations", null=True, blank=True
    )
    # A child's login only: the parent's lead ends when it is made.
    ends_lead = models.BooleanField(default=False)
    made_by = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="invitations")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey("people.Account", on_delete=models.SET_NULL, related_name="+", null=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class AgeReview(models.Model):
    """She looked again at who sees what when she turned 13, 16 or 18."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="age_reviews")
    age = models.PositiveSmallIntegerField()
    reviewed_by = models.ForeignKey("people.Account", on_delete=models.SET_NULL, related_name="+", null=True)
    reviewed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "age"], name="age_review_once")]
