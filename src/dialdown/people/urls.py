"""Set-up, signing in and out, settings, clearance.

Only the pages of allauth that a household needs have an address; the others (sign-up, e-mail, reset by mail) have none.
"""

from __future__ import annotations

from allauth.account.views import AccountInactiveView
from django.urls import path

from dialdown.people.views.clearance import clearance
from dialdown.people.views.people import open_person, people
from dialdown.people.views.settings import look, settings
from dialdown.people.views.setup import set_up
from dialdown.people.views.sign_in import NewPassword, SignIn, SignOut

urlpatterns = [
    path("setup", set_up, name="setup"),
    path("settings", settings, name="settings"),
    path("settings/look", look, name="look"),
    path("people", people, name="people"),
    path("people/open/<uuid:person_id>", open_person, name="open_person"),
    path("clearance", clearance, name="clearance"),
    path("accounts/login/", SignIn.as_view(), name="account_login"),
    path("accounts/logout/", SignOut.as_view(), name="account_logout"),
    path("accounts/inactive/", AccountInactiveView.as_view(), name="account_inactive"),
    path("accounts/password/change/", NewPassword.as_view(), name="account_change_password"),
]
