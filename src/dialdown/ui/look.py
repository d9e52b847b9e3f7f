"""How the screen looks: from the login, else from a cookie on this device. Set by the server, so nothing flashes."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

THEMES = ("system", "light", "dark", "quiet")
COOKIE, BEFORE = "theme", "theme-before"
# Where a request keeps the theme that was drawn for a login.
DRAWN = "drawn_theme"
YEAR = 60 * 60 * 24 * 365
# The same values as --bg in tokens.css: what the browser paints around the page.
COLOURS = {"light": "#f1f4f0", "dark": "#141b1a", "quiet": "#1d2220"}


@dataclass(frozen=True)
class Look:
    """Theme, motion and language of one page."""

    theme: str
    motion: bool = False
    language: str = "en"
    before: str = "system"

    @property
    def quiet(self) -> bool:
        return self.theme == "quiet"

    @property
    def switch_to(self) -> str:
        """What the quiet-screen switch asks for next."""
        return self.before if self.quiet else "quiet"

    @property
    def colour(self) -> str:
        return COLOURS.get(self.theme, COLOURS["light"])


def name_of(name: str) -> str:
    """The cookie's name: with TLS one that no other host of the same domain can set."""
    return f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name


def _cookie(request: HttpRequest, name: str) -> str:
    value = request.COOKIES.get(name_of(name), "")
    return value if value in THEMES else "system"


def _before(request: HttpRequest) -> str:
    value = _cookie(request, BEFORE)
    return "system" if value == "quiet" else value


def device_look(request: HttpRequest) -> Look:
    """The look this device remembers. Reads no session and no account."""
    return Look(_cookie(request, COOKIE), language=get_language() or "en", before=_before(request))


def account_look(request: HttpRequest) -> Look:
    """The look of whoever is signed in, else of the device."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return device_look(request)
    setattr(request, DRAWN, user.theme)
    return Look(user.theme, user.motion, get_language() or user.language, _before(request))


def remember(response: HttpResponse, request: HttpRequest, theme: str) -> None:
    """Keep the look on this device, so that pages without a sign-in and the offline pages have it too."""
    now = _cookie(request, COOKIE)
    if theme == "quiet" and now != "quiet":
        _set(response, request, BEFORE, now)
    _set(response, request, COOKIE, theme)


def _set(response: HttpResponse, request: HttpRequest, name: str, value: str) -> None:
    # Readable by the script: the offline page has to look the same. It says nothing about anyone.
    response.set_cookie(
        name_of(name), value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=False
    )  # fmt: skip


__all__ = ["COOKIE", "DRAWN", "THEMES", "Look", "account_look", "device_look", "name_of", "remember"]
