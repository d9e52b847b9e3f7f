"""The forms of signing in: words, checks, no writing."""

from __future__ import annotations

import base64
from itertools import pairwise
from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ConfirmCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from dialdown.people.birth_month import BirthMonth
from dialdown.people.logins import passphrase
from dialdown.people.models import Account

PIN_LENGTHS = (6, 8)
CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12"}


def limit(field: forms.Field) -> None:
    """Refuse a password that is too long in words, before anything is done with it."""
    field.max_length = passphrase.LONGEST
    field.validators = [*field.validators, _short_enough]
    field.widget.attrs.pop("placeholder", None)


def _short_enough(value: str) -> None:
    if len(value) > passphrase.LONGEST:
        raise forms.ValidationError(passphrase.TOO_LONG)


def password_field(label: Any, *, new: bool = False, **more: Any) -> forms.CharField:
    """A password to type: the one of now, or a new one."""
    attrs = {"autocomplete": "new-password" if new else "current-password"}
    field = forms.CharField(
        label=label, strip=False, widget=forms.PasswordInput(attrs=attrs), help_text=passphrase.ADVICE if new else "",
        error_messages={"required": _("Please type a password.")}, **more,
    )  # fmt: skip
    limit(field)
    return field


class ConfirmForm(ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit(self.fields["password"])
        self.fields["password"].label = _("Your password")
        self.fields["password"].help_text = ""


class _Code:
    """A code from an app, typed on a number pad."""

    fields: dict[str, forms.Field]

    def _plain(self) -> None:
        field = self.fields["code"]
        field.label = _("Code from your app")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs |= CODE
        field.max_length = 12
        field.validators = [*field.validators, _code_length]


def _code_length(value: str) -> None:
    if len(value) > 12:
        raise forms.ValidationError(_("That is too long for a code."))


class SecondStepForm(_Code, AuthenticateForm):
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plain()


class ConfirmWithCodeForm(_Code, ConfirmCodeForm):
    """A code once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plain()


class CodeAppForm(_Code, ActivateTOTPForm):
    """The first code of a code app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plain()


# What a device answers has a few kilobytes.
LARGEST_ANSWER = 64 << 10
KEPT_RESULTS = ("credProps",)
# 32 bytes in base64 for addresses, without the sign at the end.
UNLOCKS_LENGTH = 43
NO_ANSWER = _("That did not fit. Try the passkey once more.")


class DeviceAnswer(forms.JSONField):
    """What a device answered, as JSON with an object inside. Anything else is refused in words."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LARGEST_ANSWER:
            raise forms.ValidationError(NO_ANSWER)
        try:
            found = super().to_python(value)
        except (ValueError, RecursionError):
            raise forms.ValidationError(NO_ANSWER) from None
        if found in self.empty_values:
            return None
        if not isinstance(found, dict):
            raise forms.ValidationError(NO_ANSWER)
        told = found.get("clientExtensionResults")
        if isinstance(told, dict):
            # A new passkey's answer is stored. What a passkey gives for sealing must not be, whichever script sent it.
            found["clientExtensionResults"] = {key: told[key] for key in KEPT_RESULTS if key in told}
        return found


class Unlocks(forms.CharField):
    """What the browser derived from a passkey's secret: 32 bytes, or None when there is nothing of the kind."""

    def __init__(self) -> None:
        super().__init__(required=False, strip=False, widget=forms.HiddenInput)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or len(value) != UNLOCKS_LENGTH or not value.isascii():
            return None
        try:
            return base64.b64decode(value + "=", altchars=b"-_", validate=True)
        except ValueError:
            return None


class _Answered:
    """The library reads an answer part by part and trips over parts of another kind: that is a wrong answer, too."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (TypeError, ValueError, KeyError, AttributeError):
            raise forms.ValidationError(NO_ANSWER) from None


class PasskeySignInForm(_Answered, LoginWebAuthnForm):
    """A passkey alone."""

    credential = DeviceAnswer(error_messages={"required": NO_ANSWER})
    unlocks = Unlocks()


class PasskeyStepForm(_Answered, AuthenticateWebAuthnForm):
    """A passkey after the password."""

    credential = DeviceAnswer(error_messages={"required": NO_ANSWER})
    unlocks = Unlocks()


class ConfirmWithPasskeyForm(_Answered, ReauthenticateWebAuthnForm):
    """A passkey once more, before something that matters."""

    credential = DeviceAnswer(error_messages={"required": NO_ANSWER})
    unlocks = Unlocks()


class PasskeyForm(AddWebAuthnForm):
    """A new passkey; it always opens this login by itself, and the private part when she says so."""

    credential = DeviceAnswer(error_messages={"required": NO_ANSWER})
    opens_private = forms.BooleanField(required=False)
    unlocks = Unlocks()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"].label = _("What to call it")
        self.fields["name"].help_text = _("For example “My phone”.")
        self.fields["name"].max_length = 40
        self.fields["name"].widget.attrs |= {"maxlength": "40", "autocomplete": "off"}

    def clean_name(self) -> str:
        return super().clean_name()[:40]

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except (TypeError, ValueError, KeyError, AttributeError):
            self.add_error("credential", NO_ANSWER)
            return self.cleaned_data


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What to call it")
        self.fields["name"].widget.attrs |= {"maxlength": "40", "autocomplete": "off"}

    def clean_name(self) -> str:
        return self.cleaned_data["name"][:40]


class SwitchForm(forms.Form):
    """The short number of this device, or the password."""

    pin = forms.CharField(
        required=False, max_length=PIN_LENGTHS[1], label=_("Your number"),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "8"}),
    )  # fmt: skip
    password = password_field(_("Your password"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("pin") and not data.get("password"):
            raise forms.ValidationError(_("Please type your number or your password."))
        return data


class PinForm(forms.Form):
    """A short number for this device."""

    pin = forms.CharField(
        label=_("A number with 6 to 8 digits"),
        help_text=_("It works on this device only. After five wrong tries the password is asked."),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "8"}),
    )

    def clean_pin(self) -> str:
        pin = self.cleaned_data["pin"]
        least, most = PIN_LENGTHS
        if not (pin.isascii() and pin.isdecimal() and least <= len(pin) <= most):
            raise forms.ValidationError(_("Please type 6 to 8 digits."))
        steps = {int(b) - int(a) for a, b in pairwise(pin)}
        if steps in ({0}, {1}, {-1}) or len(set(pin)) < 3:
            raise forms.ValidationError(_("That one is easy to guess. Please mix the digits more."))
        return pin


class PrivatePartForm(forms.Form):
    """The password that opens the private part."""

    password = password_field(_("Your password, so that the code opens your private part, too"))


class EmailForm(forms.Form):
    """An address by which whoever runs the machine can tell a login apart."""

    email = forms.EmailField(
        required=False, label=_("E-mail address"), help_text=_("You can leave this out. Nothing is sent to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("That does not look like an e-mail address.")},
    )  # fmt: skip


class RecoverForm(forms.Form):
    """Name, code on paper, new password."""

    username = forms.CharField(
        max_length=60, label=_("Name"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Please type the name you sign in with.")},
    )  # fmt: skip
    code = forms.CharField(
        max_length=60, label=_("Recovery code"), help_text=_("Six groups of four. Dashes and capitals do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Please type the code from your paper.")},
    )  # fmt: skip
    password = password_field(_("New password"), new=True)


class JoinForm(forms.Form):
    """The code of an invitation, and a login of one's own."""

    AGE = (("under_13", _("Under 13")), ("13_to_17", _("13 to 17")), ("adult", _("18 or over")))

    code = forms.CharField(
        max_length=60, label=_("Invitation code"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Please type the code you were given.")},
    )  # fmt: skip
    username = forms.CharField(
        max_length=60, label=_("Your name"), help_text=_("You sign in with it. A first name is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "words", "spellcheck": "false"}),
        error_messages={"required": _("Please type a name. A first name is enough.")},
    )  # fmt: skip
    password = password_field(_("Password"), new=True)
    age = forms.ChoiceField(required=False, choices=AGE)
    birth_month = BirthMonth()
    person_name = forms.CharField(
        required=False, max_length=60, label=_("Your child’s name"), help_text=_("A nickname is fine.")
    )
    zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-zone": ""}))
    shared_device = forms.BooleanField(required=False)

    def clean_username(self) -> str:
        name = Account.normalize_username(self.cleaned_data["username"].strip())
        if Account.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("Somebody here has that name. Please add something to it."))
        return name

    def ask_age(self) -> None:
        """This login brings a diary of its own: then the age decides who leads."""
        if not self.cleaned_data.get("age"):
            self.add_error("age", _("Please choose an age. It decides who leads."))
        elif self.cleaned_data["age"] == "under_13" and not self.cleaned_data.get("person_name"):
            self.add_error("person_name", _("Please type your child’s name. A nickname is fine."))
        if apart := self.fields["birth_month"].apart_from(
            self.cleaned_data.get("age"), self.cleaned_data.get("birth_month")
        ):
            self.add_error("birth_month", apart)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("password"):
            try:
                validate_password(data["password"], Account(username=data.get("username", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data
