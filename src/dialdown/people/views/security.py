"""Signing in, in Settings: passkeys, a code app, the recovery code, this device's number, where one is signed in."""

from __future__ import annotations

import uuid

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dialdown.people.current import shared_device
from dialdown.people.logins import arrivals, contact, known, notices, opened, recovery, second_step
from dialdown.people.logins.arrivals import LISTED
from dialdown.people.logins.confirming import confirmed
from dialdown.people.logins.forms import EmailForm, PinForm, PrivatePartForm
from dialdown.people.sealing import passkeys


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Everything about how this login signs in."""
    opening = passkeys.wanted(request.user)
    context = {
        "passkeys": [
            {"pk": row.pk, "name": row.wrap().name, "made": row.created_at, "used": row.last_used_at, "opens": opening.get(row.pk)}
            for row in second_step.passkeys(request.user)
        ],
        "passkeys_work": second_step.passkeys_work(request), "code_app": second_step.code_app(request.user),
        "has_recovery": recovery.has_code(request.user), "known": known.here(request, request.user),
        "places": len(opened.sessions(request, request.user)), "shared": shared_device(request),
    }  # fmt: skip
    return render(request, "people/security.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def recovery_code(request: HttpRequest) -> HttpResponse:
    """Make the code on paper. It is on this page once, in the answer to the form."""
    return _recovery_code(request)


@confirmed
def _recovery_code(request: HttpRequest) -> HttpResponse:
    # A passkey or a code opened the login but not the private part: the password does that.
    form = PrivatePartForm(request.POST or None) if recovery.closed(request.user) else None
    if request.method == "POST" and form is not None and form.is_valid():
        _open_private_part(request, form)
    if request.method == "POST" and (form is None or form.is_valid()):
        code = recovery.make(request.user)
        return render(
            request, "people/recovery_code.html", {"code": code, "closed": recovery.closed(request.user)}
        )
    status = 422 if request.method == "POST" else 200
    context = {"has_recovery": recovery.has_code(request.user), "form": form}
    return render(request, "people/recovery_code.html", context, status=status)


def _open_private_part(request: HttpRequest, form: PrivatePartForm) -> None:
    """Try the password; the form says when it is not the right one."""
    try:
        fits = get_adapter().reauthenticate(request.user, form.cleaned_data["password"])
    except ValidationError as error:
        form.add_error("password", error)
        return
    if fits:
        arrivals.proved(request, request.user, form.cleaned_data["password"])
    else:
        form.add_error("password", _("That is not your password."))


@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """An e-mail address, and a warning when another login has the same one."""
    form = EmailForm(request.POST or None, initial={"email": request.user.email})
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        shares = contact.shared_address(request.user, request.user.email)
        return render(request, "people/address.html", {"form": form, "shares": shares}, status=status)
    contact.set_address(request.user, form.cleaned_data["email"])
    if contact.shared_address(request.user, request.user.email):
        # The page says why that matters.
        return redirect("address")
    messages.success(request, _("Saved."))
    return redirect("mfa_index")


@require_http_methods(["GET", "HEAD"])
def devices(request: HttpRequest) -> HttpResponse:
    """Where this login is signed in, and what happened lately."""
    context = {"sessions": opened.sessions(request, request.user), "lately": notices.lately(request.user)}
    return render(request, "people/devices.html", context)


@require_POST
def end_there(request: HttpRequest, number: int) -> HttpResponse:
    """Sign out in one place. Another login's place is not found."""
    if not opened.end(request.user, number):
        raise Http404
    messages.success(request, _("Signed out there."))
    return redirect("devices")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    opened.end_others(request, request.user)
    messages.success(request, _("Signed out everywhere else."))
    return redirect("devices")


@require_POST
def notice_seen(request: HttpRequest, notice_id: uuid.UUID) -> HttpResponse:
    """This was me. Or: it was not; then everywhere else is signed out and a new password is asked for."""
    notices.put_away(request.user, notice_id)
    if request.POST.get("answer") == "not_me":
        opened.end_others(request, request.user)
        # Whoever it was may have let a passkey of theirs open what is only hers.
        passkeys.none_any_more(account=request.user)
        messages.warning(request, _("Signed out everywhere else. Now choose a new password."))
        return redirect("account_change_password")
    return redirect("devices")


@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    """A short number for this login on this device."""
    return _pin(request)


@confirmed
def _pin(request: HttpRequest) -> HttpResponse:
    row = known.here(request, request.user)
    form = PinForm(request.POST or None)
    if row is None or request.method != "POST":
        return render(request, "people/pin.html", {"form": form, "known": row})
    if request.POST.get("do") == "remove":
        known.set_pin(row, "")
        messages.success(request, _("The number is gone. Your password still works."))
        return redirect("mfa_index")
    if not form.is_valid():
        return render(request, "people/pin.html", {"form": form, "known": row}, status=422)
    known.set_pin(row, form.cleaned_data["pin"])
    request.session[LISTED] = True
    messages.success(request, _("Your number works on this device now."))
    return redirect("mfa_index")


@require_safe
def still_here(request: HttpRequest) -> HttpResponse:
    """Somebody is at the screen without loading a page: the gate in front has noted it."""
    return HttpResponse(status=204)
