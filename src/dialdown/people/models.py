"""Who: logins, the people whose diaries they open, and what allows it.

An Account (a login) is not a Person (whose diary). Every read starts at a Grant.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialdown.people import places
from dialdown.uuid7 import uuid7


class SaidBy(models.TextChoices):
    """Whose words a value is; sources are never merged."""

    SELF = "self", _("by you")
    PARENT = "parent", _("by a parent")
    CLINICIAN = "clinician", _("by a clinician")
    DEVICE = "device", _("by a device")
    IMPORT = "import", _("brought in")


class AccountManager(BaseUserManager["Account"]):
    """Finds and makes logins; names are compared without case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username__iexact=username)

    def able_to_sign_in(self) -> models.QuerySet[Account]:
        """Accounts with a password; the names of those who typed in a diary from another machine have none."""
        return self.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def create_user(self, username: str, password: str | None = None, **fields: object) -> Account:
        """A new login with a hashed password."""
        account = self.model(username=self.model.normalize_username(username.strip()), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A login. Holds how the screen looks for whoever signs in with it, and nothing of a diary."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("Like my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")
        QUIET = "quiet", _("Quiet")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(_("Name to sign in with"), max_length=60, unique=True)
    display_name = models.CharField(_("Name"), max_length=60, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    is_active = models.BooleanField(default=True)
    theme = models.CharField(_("Screen"), max_length=8, choices=Theme.choices, default=Theme.SYSTEM)
    motion = models.BooleanField(_("Gentle motion"), default=False)
    language = models.CharField(max_length=12, default="en")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(models.functions.Lower("username"), name="account_username_any_case")
        ]

    def __str__(self) -> str:
        return self.display_name or self.username


def completed_years(month: dt.date, on: dt.date) -> int:
    """The age on a date of whoever was born in a month (its first day)."""
    return on.year - month.year - (on.month < month.month)


# Days for which an age group without a month of birth counts.
A_YEAR = 366


class Person(models.Model):
    """Whose diary it is."""

    class CheckIn(models.TextChoices):
        QUICK = "quick", _("Quick")
        FULL = "full", _("Full")
        WEEKLY = "weekly", _("Weekly")
        OFF = "off", _("Pain off")

    class Stage(models.TextChoices):
        """How much this diary asks: getting well means needing it less."""

        EVERY_DAY = "every_day", _("Every day")
        LIGHT = "light", _("Three questions a week")
        MONTHLY = "monthly", _("Once a month")
        RESTING = "resting", _("Resting")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    display_name = models.CharField(_("Name"), max_length=60)
    # The first of a month. Unknown counts as under 18 in every rule.
    birth_month = models.DateField(null=True, blank=True)
    # What set-up was told when the month is not given: "under_13", "13_to_17", "adult" or "".
    age_group = models.CharField(max_length=8, blank=True)
    age_told_on = models.DateField(null=True, blank=True)
    country = models.CharField(max_length=2, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    check_in = models.CharField(max_length=6, choices=CheckIn.choices, default=CheckIn.FULL)
    paused_until = models.DateField(null=True, blank=True)
    limb_module = models.BooleanField(default=False)
    stage = models.CharField(max_length=9, choices=Stage.choices, default=Stage.EVERY_DAY)
    stage_since = models.DateField(null=True, blank=True)
    # An intensive programme: own amounts, practice and pain questions rest from the first to the last day.
    programme_from = models.DateField(null=True, blank=True)
    programme_until = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.display_name

    def local(self, at: dt.datetime) -> dt.datetime:
        """A moment by the clock of the place where she lives."""
        return at.astimezone(places.zone_info(self.zone))

    def day_of(self, at: dt.datetime) -> dt.date:
        """The day on which a moment falls where she lives."""
        return self.local(at).date()

    def today(self) -> dt.date:
        """The present day where she lives."""
        return self.day_of(timezone.now())

    def last_day(self, ends_at: dt.datetime | None) -> dt.date | None:
        """The last day, where she lives, on which something is open that ends then; None without an end."""
        return None if ends_at is None else self.day_of(ends_at - dt.timedelta(seconds=1))

    def in_programme(self, on: dt.date) -> bool:
        """True while an intensive programme has the say: our own amounts, practice and pain questions rest."""
        return (
            self.programme_from is not None
            and self.programme_from <= on
            and (self.programme_until is None or on <= self.programme_until)
        )

    def age(self, on: dt.date) -> int | None:
        """Completed years on a date; None when the month of birth is not known."""
        if self.birth_month is None:
            return None
        return completed_years(self.birth_month, on)

    def under_18(self, on: dt.date) -> bool:
        """True unless it is known that she is 18 or over."""
        age = self.age(on)
        return self.age_group != "adult" if age is None else age < 18

    def under_13(self, on: dt.date) -> bool:
        """True when it is known that she is under 13 (a group that was told counts for that year)."""
        age = self.age(on)
        if age is not None:
            return age < 13
        return self.age_group == "under_13" and self._told_for(on) < A_YEAR

    def age_runs_out(self, on: dt.date) -> bool:
        """True in the last weeks of the year for which "under 13" was told, and after it: how old she is should be told anew."""
        return self.birth_month is None and self.age_group == "under_13" and self._told_for(on) >= A_YEAR - 28

    def _told_for(self, on: dt.date) -> int:
        return 0 if self.age_told_on is None else (on - self.age_told_on).days


class Membership(models.Model):
    """What somebody is to a person. Says nothing about what may be seen: that is a Grant."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        PARENT = "parent", _("Parent or carer")
        CLINICIAN = "clinician", _("Clinician")
        HOST = "host", _("Runs this machine")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    # The host admin belongs to the machine, to no person, and reads nothing.
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="memberships", null=True, blank=True
    )
    role = models.CharField(max_length=10, choices=Role.choices)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "person", "role"], name="membership_once"),
            models.UniqueConstraint(fields=["account"], condition=models.Q(role="host"), name="host_once"),
            models.CheckConstraint(
                name="only_a_host_has_no_person",
                condition=models.Q(person__isnull=False) | models.Q(role="host"),
            ),
        ]


class Grant(models.Model):
    """Leave to see some of a person's diary: who (a login or a link), which scopes, from when to when.

    A row is never changed but for its end: other scopes are another grant.
    """

    ALL = "all"

    class Audience(models.TextChoices):
        """What the other one is to her; decides what a new grant starts with and which page opens."""

        SELF = "self", _("Yourself")
        PARENT = "parent", _("Parent or carer")
        CLINICIAN = "clinician", _("Doctor or therapist")
        SCHOOL = "school", _("School")
        OTHER = "other", _("Somebody else")
        # Never stored: whoever runs the machine, on the command line.
        HOST = "host", _("Runs this machine")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="grants", null=True, blank=True
    )
    # SHA-256 of the secret in a link; the secret itself is never stored.
    link_digest = models.CharField(max_length=64, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.OTHER)
    # How the owner calls whoever has the link.
    label = models.CharField(max_length=60, blank=True)
    scopes = models.JSONField(default=list)
    may_write = models.BooleanField(default=False)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="grants_made", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    @property
    def last_day(self) -> dt.date | None:
        """The last day, where the person lives, on which it is open; None without an end."""
        return self.person.last_day(self.ends_at)

    class Meta:
        indexes = [models.Index(fields=["account", "person"], name="grant_account_person")]
        constraints = [
            models.CheckConstraint(
                name="grant_is_for_a_login_or_a_link",
                condition=models.Q(account__isnull=False, link_digest="")
                | (models.Q(account__isnull=True) & ~models.Q(link_digest="")),
            )
        ]


class Offer(models.Model):
    """A grant that waits for a login: whoever signs in and types the code gets it, once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="offers")
    # Keyed hash of the code; the code itself is never stored.
    code_digest = models.CharField(max_length=64, unique=True)
    audience = models.CharField(max_length=10, choices=Grant.Audience.choices)
    label = models.CharField(max_length=60)
    scopes = models.JSONField(default=list)
    # When the grant will end, None = when she ends it.
    ends_at = models.DateTimeField(null=True, blank=True)
    open_until = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="offers_made")
    created_at = models.DateTimeField(default=timezone.now, editable=False)


class HealthLink(models.Model):
    """A link made for the software of a clinic: the grant is found by its digest, wrong passcodes are counted for good.

    The key of what it sends is stored nowhere: it is worked out from the address and this machine's own key.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="health_links")
    # SHA-256 of the 256 bits in its address; and what its grant keeps of address and passcode together.
    address_digest = models.CharField(max_length=64, unique=True)
    link_digest = models.CharField(max_length=64, unique=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)


class AuditHead(models.Model):
    """The end of one chain of audit events: how many there are, and the hash of the last."""

    # The person or login that the chain is about.
    subject = models.UUIDField(primary_key=True)
    length = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)


class AuditEvent(models.Model):
    """Something that the owner can look up later. Never changed, never removed alone (see `append_only`).

    No foreign keys: what is told stays as it was when people and logins are long gone.
    """

    class Kind(models.TextChoices):
        LOOK = "look", _("looked at")
        WROTE = "wrote", _("wrote in")
        EXPORT = "export", _("took out")
        COMMAND = "command", _("read on the command line")
        GRANT = "grant", _("opened to")
        GRANT_ENDED = "grant_ended", _("ended for")
        LINK_OPENED = "link_opened", _("opened the link")
        SIGN_IN = "sign_in", _("signed in")
        PASSWORD = "password", _("new password")
        OTHER = "other", _("noted")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.UUIDField()
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    # Who did it: the id of a login or a link (None: whoever runs the machine), its name then, what it was to her.
    who_id = models.UUIDField(null=True)
    who = models.CharField(max_length=80, blank=True)
    audience = models.CharField(max_length=10, blank=True)
    # Name of the address or command, and the scopes that were used.
    page = models.CharField(max_length=80, blank=True)
    scopes = models.JSONField(default=list)
    about = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["subject", "number"]
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="audit_number_once")]
        indexes = [models.Index(fields=["subject", "who_id", "at"], name="audit_subject_who")]


class SignOff(models.Model):
    """Somebody answered for something: what, who, when (for example that a doctor looked at the pain)."""

    CLEARANCE = "clearance"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_offs")
    what = models.CharField(max_length=40)
    by_whom = models.CharField(_("Who looked"), max_length=80, blank=True)
    on = models.DateField(_("When"))
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)


class NewPainReport(models.Model):
    """New or different pain was reported: Train and Move stay locked until a later clearance."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="new_pain_reports")
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.SELF)
    typed_by = models.ForeignKey(Account, on_delete=models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)


# What belongs to a login stands in a module of its own; Django looks for models here.
from dialdown.people.logins.models import (  # noqa: E402
    AgeReview,
    Invitation,
    KnownLogin,
    RecoveryCode,
    SignInNotice,
)
from dialdown.people.sealing.models import PasskeyBox, SealingKey  # noqa: E402

__all__ = [
    "Account", "AccountManager", "AgeReview", "Grant", "HealthLink", "Invitation", "KnownLogin", "Membership", "NewPainReport",
    "PasskeyBox", "Person", "RecoveryCode", "SaidBy", "SealingKey", "SignInNotice", "SignOff",
]  # fmt: skip
