"""Carries the look of a login over to the device, for the pages that read no login."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dialdown.ui import look


def keep_look(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """After a page was drawn for a login, remember its theme on this device. Touches no page that reads none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        theme = getattr(request, look.DRAWN, None)
        if (
            theme is not None
            and request.COOKIES.get(look.name_of(look.COOKIE), "system") != theme
            and look.name_of(look.COOKIE) not in response.cookies
        ):
            look.remember(response, request, theme)
        return response

    return middleware
