"""The forms of set-up, sign-in, settings and the clearance question: words, checks, no writing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialdown.people import places
from dialdown.people.birth_month import BirthMonth
from dialdown.people.current import open_session
from dialdown.people.logins import arrivals, passphrase
from dialdown.people.logins.forms import limit
from dialdown.people.models import Account, Membership, Person, SaidBy

# Only forms that cannot be read two ways: 3/4/2025 is two different days.
DATES = ["%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%d.%m.%Y"]
NOT_A_DATE = _("We couldn’t read that date. Try 20 Nov 2025.")
NOT_YET = _("That day has not come yet. When was it?")


class PastDate(forms.DateField):
    """A day that lies behind us (or is today) in the time zone of `zone`."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    zone = "UTC"

    def __init__(self, **more: Any) -> None:
        messages = {"invalid": NOT_A_DATE, "required": _("When was it? About is fine.")}
        super().__init__(input_formats=DATES, error_messages=messages, **more)

    def clean(self, value: Any) -> dt.date | None:
        day = super().clean(value)
        if day is not None and day > timezone.localdate(timezone=places.zone_info(self.zone)):
            raise forms.ValidationError(NOT_YET)
        return day


class SetUpForm(forms.Form):
    """First-run set-up, all steps in one."""

    WHO = (("me", _("Me")), ("child", _("My child")), ("looking", _("Just looking")))
    AGE = (("under_13", _("Under 13")), ("13_to_17", _("13 to 17")), ("adult", _("18 or over")))
    DOCTOR = (("yes", _("Yes")), ("no", _("Not yet")))

    code = forms.CharField(required=False, max_length=20)
    who = forms.ChoiceField(choices=WHO, error_messages={"required": _("Please choose who it is for.")})
    age = forms.ChoiceField(
        choices=AGE, error_messages={"required": _("Please choose an age. It decides who leads.")}
    )
    birth_month = BirthMonth()
    country = forms.ChoiceField(required=False)
    # The zone as the browser knows it; without a script, the choice below it, else the country's.
    zone = forms.CharField(required=False, max_length=64)
    zone_choice = forms.CharField(required=False, max_length=64)
    limb_module = forms.BooleanField(required=False)
    doctor = forms.ChoiceField(choices=DOCTOR, required=False)
    doctor_who = forms.CharField(required=False, max_length=80)
    doctor_when = PastDate(required=False)
    person_name = forms.CharField(required=False, max_length=60)
    username = forms.CharField(
        max_length=60, error_messages={"required": _("Please type a name. A first name is enough.")}
    )
    password = forms.CharField(
        strip=False,
        max_length=passphrase.LONGEST,
        widget=forms.PasswordInput,
        error_messages={"required": _("Please choose a password."), "max_length": passphrase.TOO_LONG},
    )
    shared_device = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, code_wanted: bool = False, **more: Any) -> None:
        super().__init__(data, **more)
        self.code_wanted = code_wanted
        self.fields["country"].choices = [("", ""), *((c.code, c.name) for c in places.countries())]
        if data is not None:
            zone = self._zone(data.get("zone"), data.get("zone_choice"), data.get("country"))
            self.fields["doctor_when"].zone = self.fields["birth_month"].zone = zone

    @property
    def looking(self) -> bool:
        """True when somebody only wants to look around: nothing is made for them."""
        return self.is_bound and self.data.get("who") == "looking"

    def refuse_code(self) -> None:
        """The set-up code is missing or another one."""
        self.add_error(
            "code",
            _(
                "That is not the code. It stands where Dialdown was started, or in the file “setup-code” of its data folder."
            ),
        )

    @property
    def parent_leads(self) -> bool:
        """True when the login is the parent's and the diary a child's under 13."""
        return self.cleaned_data.get("who") == "child" and self.cleaned_data.get("age") == "under_13"

    @property
    def chosen_zone(self) -> str:
        data = self.cleaned_data
        return self._zone(data["zone"], data["zone_choice"], data["country"])

    @staticmethod
    def _zone(*told: str | None) -> str:
        *zones, country = told
        return next((zone for zone in zones if zone and places.is_zone(zone)), places.zone_of(country or ""))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("who") == "me" and data.get("age") == "under_13":
            self.add_error(
                "age", _("Under 13 a parent leads. Please choose “My child” above and do this together.")
            )
        if apart := self.fields["birth_month"].apart_from(data.get("age"), data.get("birth_month")):
            self.add_error("birth_month", apart)
        if self.parent_leads and not data.get("person_name"):
            self.add_error("person_name", _("Please type your child’s name. A nickname is fine."))
        if data.get("doctor") == "yes" and not data.get("doctor_when") and "doctor_when" not in self.errors:
            self.add_error("doctor_when", _("When was it? About is fine."))
        if data.get("password"):
            try:
                validate_password(data["password"], Account(username=data.get("username", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


class SignInForm(LoginForm):
    """Name, password, whether others use this device, and whether it remembers the name."""

    shared_device = forms.BooleanField(required=False)
    listed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit(self.fields["password"])
        for name, label in (("login", _("Name")), ("password", _("Password"))):
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].help_text = ""

    def clean_login(self) -> str:
        return Account.normalize_username(super().clean_login())

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> Any:
        arrivals.announce(
            request, shared=self.cleaned_data["shared_device"], listed=self.cleaned_data["listed"]
        )
        arrivals.proved(request, self.user, self.cleaned_data["password"])
        response = super().login(request, redirect_url)
        if request.user.is_authenticated:
            open_session(request, shared=self.cleaned_data["shared_device"])
        return response


class NewPasswordForm(ChangePasswordForm):
    """The old password and a new one, once: it can be looked at, so it need not be typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.fields["oldpassword"].label = _("Password you have now")
        self.fields["password1"].label = _("New password")
        for field in self.fields.values():
            limit(field)
            field.help_text = ""
        self.fields["password1"].help_text = passphrase.ADVICE

    def clean(self) -> dict[str, Any]:
        # The check that two new passwords are the same has nothing to compare.
        return self.cleaned_data


class AboutForm(forms.Form):
    """What Settings holds about the person whose diary is open."""

    PAUSES = (
        ("", _("No pause")),
        ("7", _("1 week")),
        ("14", _("2 weeks")),
        ("28", _("4 weeks")),
        ("keep", _("As it is")),
    )

    check_in = forms.ChoiceField(choices=Person.CheckIn.choices)
    limb_module = forms.BooleanField(required=False)
    pause = forms.ChoiceField(choices=PAUSES, required=False)
    country = forms.ChoiceField(required=False)
    zone = forms.ChoiceField()
    birth_month = BirthMonth()

    def __init__(self, data: Any = None, *, person: Person, **more: Any) -> None:
        super().__init__(data, **more)
        self.person = person
        self.fields["country"].choices = [("", ""), *((c.code, c.name) for c in places.countries())]
        self.fields["birth_month"].zone = person.zone
        # A zone that a browser told under an older name stays what it is.
        self.fields["zone"].choices = [(zone, zone) for zone in dict.fromkeys((person.zone, *places.zones()))]

    @property
    def today(self) -> dt.date:
        return timezone.localdate(timezone=places.zone_info(self.person.zone))

    @property
    def paused_until(self) -> dt.date | None:
        """The first day with prompts again, None without a pause."""
        chosen = self.cleaned_data["pause"]
        if chosen == "keep":
            return self.person.paused_until
        return self.today + dt.timedelta(days=int(chosen)) if chosen else None


class ClearanceForm(forms.Form):
    """A doctor has looked: who, when, and who says so."""

    by_whom = forms.CharField(
        max_length=80, error_messages={"required": _("Who looked? “Our GP” is enough.")}
    )
    on = PastDate()
    said_by = forms.ChoiceField()

    def __init__(
        self, data: Any = None, *, person: Person, role: str | None, not_before: dt.date | None, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.fields["on"].zone = person.zone
        self.fields["said_by"].choices = self.says(role)
        self.not_before = not_before

    @staticmethod
    def says(role: str | None) -> list[tuple[str, Any]]:
        """Who may be named as the one who says so, the viewer first."""
        me, child = (SaidBy.SELF, _("I say so")), (SaidBy.SELF, _("My child says so"))
        parent, clinic = (SaidBy.PARENT, _("A parent says so")), (SaidBy.CLINICIAN, _("The clinic says so"))
        if role == Membership.Role.PARENT:
            return [(SaidBy.PARENT, _("I say so")), child, clinic]
        if role == Membership.Role.CLINICIAN:
            return [(SaidBy.CLINICIAN, _("I say so")), (SaidBy.SELF, _("The person says so")), parent]
        return [me, parent, clinic]

    def clean_on(self) -> dt.date:
        day = self.cleaned_data["on"]
        if self.not_before is not None and day < self.not_before:
            raise forms.ValidationError(_("That was before the new pain. A doctor needs to look again."))
        return day
