"""Adding and removing second steps: allauth's views with our words and only the methods they need."""

from __future__ import annotations

import json
from typing import Any

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
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy

from dialdown.people.logins import arrivals, recovery, second_step
from dialdown.people.logins.confirming import renew
from dialdown.people.logins.models import SignInNotice
from dialdown.people.views.sign_in import METHODS

HOME = reverse_lazy("mfa_index")


def _tell(request: HttpRequest) -> None:
    arrivals.tell(request.user, SignInNotice.What.SECOND_STEP, request)


def _onwards(request: HttpRequest) -> HttpResponse:
    """Whoever has a second step needs the code on paper for the day it is lost."""
    return redirect("mfa_index" if recovery.has_code(request.user) else "recovery_code")


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
        }

    def form_valid(self, form: Any) -> HttpResponse:
        super().form_valid(form)
        _tell(self.request)
        return _onwards(self.request)

    def get_success_url(self) -> str:
        return str(HOME)


class NamePasskey(EditWebAuthnView):
    """Another name for a passkey."""

    http_method_names = METHODS
    success_url = HOME


class RemovePasskey(RemoveWebAuthnView):
    """A passkey that is not used any more."""

    http_method_names = METHODS
    success_url = HOME

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _tell(self.request)
        return response


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


class ConfirmWithPasskey(ReauthenticateWebAuthnView):
    """The passkey once more."""

    http_method_names = METHODS

    def form_valid(self, form: Any) -> HttpResponse:
        renew(self.request)
        return super().form_valid(form)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context = super().get_context_data(**more)
        return context | {"options": json.dumps(context["js_data"]["request_options"])}

    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)
        return redirect("mfa_reauthenticate_webauthn")
