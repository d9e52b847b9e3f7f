"""One phone, several people: choose a name, open it with a number, a password or a passkey; lock with one tap."""

from __future__ import annotations

import uuid

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django import forms
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dialdown.people.current import shared_device
from dialdown.people.logins import arrivals, known, second_step
from dialdown.people.logins.device import CLEAR
from dialdown.people.logins.forms import SwitchForm
from dialdown.people.logins.models import KnownLogin

# No page of whoever was here stays in the browser. Not the storage: her unsent check-ins lie there, sealed.
PAGES = '"cache"'


@require_safe
def names(request: HttpRequest) -> HttpResponse:
    """The names this browser remembers."""
    found = known.listed(request)
    if not found and not request.user.is_authenticated:
        return redirect("account_login")
    return render(request, "people/switch.html", {"names": found})


@sensitive_post_parameters("pin", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def open_name(request: HttpRequest, known_id: uuid.UUID) -> HttpResponse:
    """Open one of the remembered names. Whoever was signed in before is signed out first."""
    row = known.one(request, known_id)
    if row is None:
        return redirect("switch")
    if request.method != "POST":
        return _page(request, row, SwitchForm())
    limited = ratelimit.consume_or_429(request, action="switch")
    if limited:
        return limited
    form = SwitchForm(request.POST)
    if form.is_valid():
        response = _opened(request, row, form)
        if response is not None:
            response.headers[CLEAR] = PAGES
            return response
    return _page(request, row, form, status=422)


def _opened(request: HttpRequest, row: KnownLogin, form: SwitchForm) -> HttpResponse | None:
    shared = shared_device(request) if request.user.is_authenticated else False
    adapter = get_adapter()
    if form.cleaned_data["pin"]:
        if not known.pin_fits(row, form.cleaned_data["pin"]):
            row.refresh_from_db()
            form.add_error("pin", _wrong_pin(row))
            return None
        logout(request)
        arrivals.announce(request, shared=shared, listed=True)
        # The number counts on a device that has seen a whole sign-in: the device is the second step.
        adapter.login(request, row.account)
        return adapter.post_login(
            request, row.account, email_verification="none", signal_kwargs=None, email=None, signup=False, redirect_url=None
        )  # fmt: skip
    credentials = {"username": row.account.username, "password": form.cleaned_data["password"]}
    try:
        account = adapter.authenticate(request, **credentials)
    except forms.ValidationError as error:
        form.add_error("password", error)
        return None
    if account is None or account.pk != row.account_id:
        form.add_error("password", _("That is not the password of this name."))
        return None
    known.clear_wrong(row)
    logout(request)
    arrivals.announce(request, shared=shared, listed=True)
    arrivals.proved(request, account, form.cleaned_data["password"])
    return perform_password_login(request, credentials, Login(user=account))


def _wrong_pin(row: KnownLogin) -> str:
    if not known.takes_pin(row):
        return _("That was five times. Please type your password.")
    return _("That is not the number.")


def _page(request: HttpRequest, row: KnownLogin, form: SwitchForm, *, status: int = 200) -> HttpResponse:
    context = {
        "row": row, "form": form, "takes_pin": known.takes_pin(row),
        "has_passkey": bool(second_step.passkeys(row.account)) and second_step.passkeys_work(request),
    }  # fmt: skip
    return render(request, "people/switch_to.html", context, status=status)


@require_POST
def forget(request: HttpRequest, known_id: uuid.UUID) -> HttpResponse:
    """Take a name off this browser's list; whoever holds the phone may do that."""
    row = known.one(request, known_id)
    if row is None:
        raise Http404
    known.forget(row)
    return redirect("switch")


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Hide everything at once: the session is over, the names stay. What was not sent yet waits, sealed."""
    left_alone = "idle" in request.POST
    logout(request)
    response = redirect("/accounts/login/?idle=1" if left_alone else "switch")
    response.headers[CLEAR] = PAGES
    return response
