"""Set-up, signing in and out, settings, clearance.

Only the pages of allauth that a household needs have an address; the others (sign-up, e-mail, reset by mail) have none.
"""

from __future__ import annotations

from allauth.account.views import AccountInactiveView
from django.urls import path

from dialdown.people.views import joining, passkeys, security, sharing, switch
from dialdown.people.views.ages import age_review
from dialdown.people.views.clearance import clearance
from dialdown.people.views.people import open_person
from dialdown.people.views.private import private
from dialdown.people.views.recover import recover
from dialdown.people.views.settings import look, settings
from dialdown.people.views.setup import set_up
from dialdown.people.views.sign_in import NewPassword, PasskeySignIn, SecondStep, SignIn, SignOut

urlpatterns = [
    path("setup", set_up, name="setup"),
    path("settings", settings, name="settings"),
    path("settings/look", look, name="look"),
    path("sharing", sharing.sharing, name="sharing"),
    path("sharing/offer", sharing.offer, name="sharing_offer"),
    path("sharing/link", sharing.link, name="sharing_link"),
    path("sharing/accept", sharing.accept, name="sharing_accept"),
    path("sharing/looks", sharing.looks, name="looks"),
    path("sharing/login/<uuid:account_id>", sharing.open_to, name="sharing_open_to"),
    path("sharing/offers/<uuid:offer_id>", sharing.change_offer, name="sharing_change_offer"),
    path("sharing/offers/<uuid:offer_id>/withdraw", sharing.withdraw, name="sharing_withdraw"),
    path("sharing/<uuid:grant_id>", sharing.change, name="sharing_change"),
    path("sharing/<uuid:grant_id>/end", sharing.end, name="sharing_end"),
    path("sharing/<uuid:grant_id>/again", sharing.again, name="sharing_again"),
    path("people/open/<uuid:person_id>", open_person, name="open_person"),
    path("clearance", clearance, name="clearance"),
    path("private", private, name="private"),
    path("accounts/login/", SignIn.as_view(), name="account_login"),
    path("accounts/logout/", SignOut.as_view(), name="account_logout"),
    path("accounts/inactive/", AccountInactiveView.as_view(), name="account_inactive"),
    path("accounts/password/change/", NewPassword.as_view(), name="account_change_password"),
    path("accounts/passkey/", PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("accounts/second-step/", SecondStep.as_view(), name="mfa_authenticate"),
    path("accounts/recover/", recover, name="recover"),
    path("accounts/confirm/", passkeys.Confirm.as_view(), name="account_reauthenticate"),
    path("accounts/confirm/code/", passkeys.ConfirmWithCode.as_view(), name="mfa_reauthenticate"),
    path(
        "accounts/confirm/passkey/", passkeys.ConfirmWithPasskey.as_view(), name="mfa_reauthenticate_webauthn"
    ),
    path("accounts/security/", security.security, name="mfa_index"),
    path("accounts/passkeys/add/", passkeys.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("accounts/passkeys/<int:pk>/", passkeys.NamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("accounts/passkeys/<int:pk>/remove/", passkeys.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("accounts/code-app/add/", passkeys.AddCodeApp.as_view(), name="mfa_activate_totp"),
    path("accounts/code-app/remove/", passkeys.RemoveCodeApp.as_view(), name="mfa_deactivate_totp"),
    path("accounts/recovery-code/", security.recovery_code, name="recovery_code"),
    path("accounts/address/", security.address, name="address"),
    path("accounts/pin/", security.pin, name="pin"),
    path("accounts/devices/", security.devices, name="devices"),
    path("accounts/devices/<int:number>/end", security.end_there, name="end_there"),
    path("accounts/devices/end-others", security.end_others, name="end_others"),
    path("accounts/notices/<uuid:notice_id>", security.notice_seen, name="notice_seen"),
    path("accounts/here/", security.still_here, name="still_here"),
    path("lock", switch.lock, name="lock"),
    path("switch", switch.names, name="switch"),
    path("switch/<uuid:known_id>", switch.open_name, name="switch_to"),
    path("switch/<uuid:known_id>/forget", switch.forget, name="switch_forget"),
    path("join", joining.join, name="join"),
    path("logins", joining.logins, name="logins"),
    path("logins/invite", joining.invite, name="invite"),
    path("logins/give-up", joining.give_up, name="give_up"),
    path("logins/<uuid:account_id>/rest", joining.rest, name="rest"),
    path("own-login/<uuid:person_id>", joining.own_login, name="own_login"),
    path("own-login/<uuid:person_id>/end-lead", joining.end_lead, name="end_lead"),
    path("age-review", age_review, name="age_review"),
]
