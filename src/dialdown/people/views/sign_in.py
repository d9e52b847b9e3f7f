"""Signing in and out, and a new password: allauth's views with what a shared device needs."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator

from dialdown.people.current import shared_device

# What a browser has kept of this site: pages, the unsent queue, the offline copy. Browsers obey it over TLS and
# on localhost; elsewhere the script empties the queue before it lets the form go.
CLEAR = "Clear-Site-Data"
# Django's form views would take a PUT for a POST.
METHODS = ["get", "head", "post"]


class SignIn(LoginView):
    """The household's way in."""

    http_method_names = METHODS

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if self.request.user.is_authenticated and shared_device(self.request):
            # Pages of whoever was here before. Not the storage: what she wrote and could not send yet lies there.
            response.headers[CLEAR] = '"cache"'
        return response


class SignOut(LogoutView):
    """Asks, and on POST ends the session and leaves nothing on the device."""

    http_method_names = METHODS

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(*args, **kwargs)
        response.headers[CLEAR] = '"cache", "storage"'
        return response


@method_decorator(login_required, name="dispatch")
@method_decorator(rate_limit(action="change_password"), name="dispatch")
class NewPassword(PasswordChangeView):
    """A new password for whoever is signed in; other devices are signed out."""

    http_method_names = METHODS

    def get_default_success_url(self) -> str:
        return reverse("settings")
