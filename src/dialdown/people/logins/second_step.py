"""Passkeys and codes from an app: allauth's second steps with this machine's names and its key file."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialdown.people.models import Account


class HouseholdSecondStep(DefaultMFAAdapter):
    """Plain words; secrets of code apps are sealed with the key file, so a copy of the database alone opens nothing."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That did not fit. Try the next code, or the passkey once more."),
        "unverified_email": gettext_lazy("That does not work right now."),
    }

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _seal().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # Another key file (a restored copy without it): then no code fits, and the code on paper helps.
            return base64.b32encode(secrets.token_bytes(20)).decode("ascii")

    def get_totp_issuer(self) -> str:
        return "Dialdown"

    def get_totp_label(self, user: Account) -> str:
        return user.username

    def generate_authenticator_name(self, user: Account, type: str) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("My passkey") if number == 0 else _("Passkey %(number)s") % {"number": number + 1}

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Nothing is mailed; the next page of the other devices says it."""


def _seal() -> Fernet:
    key = hashlib.sha256(b"dialdown second step\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def passkeys_work(request: HttpRequest) -> bool:
    """True when browsers allow passkeys at this address: a name (no number) over TLS, or localhost."""
    host, _port = split_domain_port(request.get_host())
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost" or host.endswith(".localhost")
    return False


def passkeys(account: Account) -> list[Authenticator]:
    """The passkeys of a login, oldest first."""
    return list(Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).order_by("pk"))


def code_app(account: Account) -> Authenticator | None:
    """The code app of a login, or None."""
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()


def is_on(account: Account) -> bool:
    """True when a password alone does not open this login."""
    return Authenticator.objects.filter(
        user=account, type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    ).exists()
