"""A new password with the code on paper."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dialdown.people.logins import arrivals, recovery
from dialdown.people.logins.forms import RecoverForm


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """Name, code, new password; signed in afterwards, with the next code on the page."""
    if request.user.is_authenticated:
        return redirect("mfa_index")
    form = RecoverForm(request.POST or None)
    if request.method != "POST":
        return render(request, "people/recover.html", {"form": form})
    limited = ratelimit.consume_or_429(request, action="recover")
    if limited:
        return limited
    if not form.is_valid():
        return render(request, "people/recover.html", {"form": form}, status=422)
    data = form.cleaned_data
    account = recovery.account_of(username=data["username"], code=data["code"])
    if account is None:
        form.add_error("code", _("That name and that code do not belong together."))
        return render(request, "people/recover.html", {"form": form}, status=422)
    try:
        next_code = recovery.use(
            account=account, code=data["code"], password=data["password"], request=request
        )
    except ValidationError as error:
        form.add_error("password", error)
        return render(request, "people/recover.html", {"form": form}, status=422)
    arrivals.announce(request, shared=False, listed=False)
    arrivals.proved(request, account, data["password"])
    response = perform_login(request, Login(user=account))
    if not request.user.is_authenticated:
        return response
    page = render(
        request,
        "people/recovery_code.html",
        {"code": next_code, "recovered": True, "closed": recovery.closed(request.user)},
    )
    # The cookies of the sign-in belong to this page.
    page.cookies = response.cookies
    return page
