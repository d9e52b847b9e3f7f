"""Adding and removing second steps: allauth's views with our words and only the methods they need."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateWithCodeView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from dialdown.people.current import shared_device
from dialdown.people.logins import arrivals, recovery, second_step
from dialdown.people.logins.confirming import confirmed, renew
from dialdown.people.logins.models import SignInNotice
from dialdown.people.models import Account
from dialdown.people.sealing import passkeys
from dialdown.people.views.sign_in import METHODS, sensitive

HOME = reverse_lazy("mfa_index")
# What a passkey is asked for by the page about what is only hers.
LET, OPEN = "let", "open"


def _tell(request: HttpRequest) -> None:
    arrivals.tell(request.user, SignInNotice.What.SECOND_STEP, request)


def let_open(request: HttpRequest, passkey: Any, secret: bytes | None) -> None:
    """Let a passkey open the private part, and say in words whether it does now."""
    account: Account = request.user  # type: ignore[assignment]
    if passkeys.let(account=account, passkey=passkey, secret=secret):
        messages.success(request, _("This passkey opens your private part, too."))
    elif secret is None:
        messages.info(
            request, _("Here a passkey cannot open your private part. Your password opens it, as before.")
        )
    else:
        messages.info(request, _("First open your private part. Then let the passkey open it, too."))


def _say(request: HttpRequest, is_open: bool) -> None:
    if is_open:
        messages.success(request, _("Open. It is locked again when you sign out."))
    else:
        messages.info(
            request, _("That passkey does not open your private part here. Your password opens it.")
        )


def _onwards(request: HttpRequest) -> HttpResponse:
    """Whoever has a second step needs the code on paper for the day it is lost."""
    return redirect("mfa_index" if recovery.has_code(request.user) else "recovery_code")


@method_decorator(confirmed, name="dispatch")
@sensitive
class AddPasskey(AddWebAuthnView):
    """A passkey of this device or of a security key."""

    http_method_names = METHODS

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context = super().get_context_data(**more)
        # Always one that opens this login by itself, with the finger or the face or the number of the device.
        options = auth.begin_registration(self.request.user, True)
        return context | {
            "options": json.dumps(options),
            "passkeys_work": second_step.passkeys_work(self.request),
            "may_open": passkeys.may(self.request.user),
        }

    def get_initial(self) -> dict[str, Any]:
        # On a device of several people, whoever knows its number would read what is only hers.
        return super().get_initial() | {"opens_private": not shared_device(self.request)}

    def form_valid(self, form: Any) -> HttpResponse:
        super().form_valid(form)
        data = form.cleaned_data
        made = passkeys.made_with(self.request.user, data["credential"])
        if made is not None and data["opens_private"] and passkeys.may(self.request.user):
            let_open(self.request, made, data["unlocks"])
        _tell(self.request)
        return _onwards(self.request)

    def get_success_url(self) -> str:
        return str(HOME)


@method_decorator(confirmed, name="dispatch")
class NamePasskey(EditWebAuthnView):
    """Another name for a passkey."""

    http_method_names = METHODS
    success_url = HOME


@method_decorator(confirmed, name="dispatch")
class RemovePasskey(RemoveWebAuthnView):
    """A passkey that is not used any more."""

    http_method_names = METHODS
    success_url = HOME

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _tell(self.request)
        return response


@method_decorator(confirmed, name="dispatch")
class AddCodeApp(ActivateTOTPView):
    """An app that shows a new code every half minute."""

    http_method_names = METHODS

    def form_valid(self, form: Any) -> HttpResponse:
        super().form_valid(form)
        _tell(self.request)
        return _onwards(self.request)

    def get_success_url(self) -> str:
        return str(HOME)


class RemoveCodeApp(DeactivateTOTPView):
    """No code app any more."""

    http_method_names = METHODS

    def dispatch(self, request: HttpRequest, *args: Any, **more: Any) -> Any:
        # Without an app there is nothing to confirm.
        if not second_step.is_on(request.user):
            raise Http404
        return confirmed(super().dispatch)(request, *args, **more)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _tell(self.request)
        return response


class Confirm(ReauthenticateView):
    """The password once more."""

    http_method_names = METHODS

    def form_valid(self, form: Any) -> HttpResponse:
        arrivals.proved(self.request, self.request.user, form.cleaned_data["password"])
        renew(self.request)
        return super().form_valid(form)


class ConfirmWithCode(ReauthenticateWithCodeView):
    """A code once more."""

    http_method_names = METHODS

    def form_valid(self, form: Any) -> HttpResponse:
        renew(self.request)
        return super().form_valid(form)


@sensitive
class ConfirmWithPasskey(ReauthenticateWebAuthnView):
    """The passkey once more."""

    http_method_names = METHODS

    def form_valid(self, form: Any) -> HttpResponse:
        renew(self.request)
        response = super().form_valid(form)
        passkey, secret = form.cleaned_data["credential"], form.cleaned_data["unlocks"]
        opens = arrivals.proved_by_passkey(self.request, self.request.user, passkey, secret)
        if self.request.POST.get("private") == LET:
            let_open(self.request, passkey, secret)
        elif self.request.POST.get("private") == OPEN:
            _say(self.request, opens and passkeys.is_open(self.request.user))
        return response

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context = super().get_context_data(**more)
        asked = self.request.GET.get("private", "")
        return context | {
            "options": json.dumps(context["js_data"]["request_options"]),
            "private": asked if asked in (LET, OPEN) else "",
        }

    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)
        # Asked once more, for the same.
        kept = {"next": self.request.POST.get("next", ""), "private": self.request.POST.get("private", "")}
        asked = urlencode({name: value for name, value in kept.items() if value})
        return redirect(f"{reverse('mfa_reauthenticate_webauthn')}?{asked}")
