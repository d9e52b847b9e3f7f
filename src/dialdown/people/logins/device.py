"""What a browser may keep about logins: one secret in a cookie, from which we know who signed in there before."""

from __future__ import annotations

import hashlib
import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

# What a browser has kept of this site: pages, the unsent queue, the offline copy. Browsers obey it over TLS and
# on localhost; elsewhere the script empties the queue before it lets the form go.
CLEAR = "Clear-Site-Data"
COOKIE = "device"
# Browsers keep no cookie longer.
KEPT = 60 * 60 * 24 * 400
NEW = "_new_device_secret"
SECRET = re.compile(r"^[A-Za-z0-9_-]{43}$")
BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


def cookie_name() -> str:
    """With TLS the name that no other host of the same domain can set."""
    return f"__Host-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE


def secret_of(request: HttpRequest) -> str:
    """The secret this browser sent, or ""."""
    sent = request.COOKIES.get(cookie_name(), "")
    return sent if SECRET.match(sent) else ""


def digest(secret: str) -> str:
    """What is kept of a secret with 256 bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def digest_of(request: HttpRequest) -> str:
    """The digest of this browser's secret, or "" when it has none."""
    secret = secret_of(request)
    return digest(secret) if secret else ""


def secret_for(request: HttpRequest) -> str:
    """This browser's secret; a new one, sent with the answer to this request, when it has none."""
    made = secret_of(request) or getattr(request, NEW, "")
    if not made:
        made = secrets.token_urlsafe(32)
        setattr(request, NEW, made)
    return made


def keep(response: HttpResponse, request: HttpRequest, *, lasting: bool) -> None:
    """Put the secret into the browser: for good, or until it is closed."""
    response.set_cookie(
        cookie_name(), secret_for(request), max_age=KEPT if lasting else None, secure=settings.SESSION_COOKIE_SECURE,
        httponly=True, samesite="Lax",
    )  # fmt: skip


def leave_nothing(response: HttpResponse) -> None:
    """Let the browser forget all that it kept of this site, but for its cookies."""
    response.headers[CLEAR] = '"cache", "storage"'


def words(user_agent: str) -> str:
    """A browser in words a person knows: "Firefox, Android"."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return ", ".join(part for part in (browser, system) if part) or _("a browser")


def words_of(request: HttpRequest) -> str:
    """The browser of this request in words."""
    return words(request.headers.get("User-Agent", ""))[:80]
