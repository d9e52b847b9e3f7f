"""The forms of the page about what is only hers: words, no writing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dialdown.people.logins.forms import limit, password_field

OFF = {"autocapitalize": "none", "spellcheck": "false"}


class OpenForm(forms.Form):
    """What opens the private part: the password, or the code on paper."""

    words = forms.CharField(
        label=_("Your password, or the code from your paper"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", **OFF}),
        error_messages={"required": _("Please type your password or your code.")},
    )  # fmt: skip

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, prefix="open", **more)
        limit(self.fields["words"])


class NewKeyForm(forms.Form):
    """A new key, wrapped by the password."""

    password = password_field(_("Your password"))

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, prefix="new", **more)


class BeginAgainForm(forms.Form):
    """A new key without the old one."""

    password = password_field(_("The password you sign in with now"))
    sure = forms.BooleanField(
        error_messages={"required": _("Please say that you know it: what is locked now is gone for good.")}
    )

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, prefix="again", **more)
