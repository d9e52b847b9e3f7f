"""Signing in and out: allauth's views with what a shared device needs."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from allauth.core import ratelimit
from allauth.decorators import rate_limit
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from dialdown.people.logins import arrivals, device, known, second_step
from dialdown.people.logins.changes import password_changed
from dialdown.people.models import Account
from dialdown.people.sealing import keys, session

# Django's form views would take a PUT for a POST.
METHODS = ["get", "head", "post"]
# How long a passkey's question may wait for its answer, in seconds.
QUESTION_LASTS = 600
sensitive = method_decorator(sensitive_post_parameters("credential", "unlocks"), name="dispatch")


def passkey_proved(request: HttpRequest, account: Account, form: Any) -> None:
    """After a sign-in by passkey: open the private part when she lets it; say so in words when it stays locked."""
    if not request.user.is_authenticated or request.user.pk != account.pk:
        return
    data = form.cleaned_data
    if not arrivals.proved_by_passkey(request, account, data["credential"], data["unlocks"]):
        messages.info(request, _("Your private part is still locked here. Your password opens it."))


class OnlyPages:
    """Answers 405 to every other method, before the page asks who is signed in and where to lead them."""

    http_method_names = METHODS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if (request.method or "").lower() not in METHODS:
            return HttpResponseNotAllowed([method.upper() for method in METHODS])
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class SignIn(OnlyPages, LoginView):
    """The household's way in."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(**more) | {
            "passkeys_work": second_step.passkeys_work(self.request),
            "names": known.listed(self.request),
            "idle": "idle" in self.request.GET,
        }


@sensitive
class PasskeySignIn(OnlyPages, LoginWebAuthnView):
    """Signing in with a passkey alone. A script asks for the question (GET) and sends the answer (POST)."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # Each question is kept in a session: asking is limited as well as answering.
        limited = ratelimit.consume_or_429(request, action="passkey", limit_get=True)
        if limited:
            return limited
        if not request.user.is_authenticated:
            request.session.set_expiry(QUESTION_LASTS)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=get_next_redirect_url(self.request))
        response = perform_passwordless_login(self.request, authenticator, login)
        passkey_proved(self.request, authenticator.user, form)
        return response


@sensitive
class SecondStep(AuthenticateView):
    """The passkey or the code that follows the password."""

    http_method_names = METHODS

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context = super().get_context_data(**more)
        user = self.stage.login.user
        return context | {
            "options": json.dumps(context["js_data"]["request_options"]),
            "has_passkey": bool(second_step.passkeys(user)) and second_step.passkeys_work(self.request),
            "has_app": second_step.code_app(user) is not None,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        account = self.stage.login.user
        session.load(self.request, account)
        response = super().form_valid(form)
        if "unlocks" in form.fields:
            passkey_proved(self.request, account, form)
        return response


class SignOut(LogoutView):
    """Asks, and on POST ends the session and leaves nothing on the device."""

    http_method_names = METHODS

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(*args, **kwargs)
        device.leave_nothing(response)
        return response


@method_decorator(login_required, name="dispatch")
@method_decorator(rate_limit(action="change_password"), name="dispatch")
class NewPassword(PasswordChangeView):
    """A new password for whoever is signed in; other devices are signed out."""

    http_method_names = METHODS

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        with transaction.atomic():
            # The old password opens the private part; the new one has to.
            arrivals.proved(self.request, user, form.cleaned_data["oldpassword"])
            keys.new_passphrase(account=user, passphrase=form.cleaned_data["password1"])
            response = super().form_valid(form)
            password_changed(account=self.request.user, request=self.request)
        return response

    def get_default_success_url(self) -> str:
        return reverse("settings")
