"""The public pages. They read no session and no account, set no cookie, and are the same for everyone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.cache import patch_vary_headers
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from dialdown.learn import lines, selectors, signs


def _public(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context | {"review": selectors.review()})
    # May be kept on the device, which is what makes it open offline; asks again when there is a network.
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    # The cookie of the look changes the colours and nothing else.
    patch_vary_headers(response, ["Cookie"])
    return response


@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Whom to call. Every country is on the page, so that it works offline too."""
    chosen = lines.country(request.GET.get("country", "")[:2])
    return _public(
        request,
        "learn/help_now.html",
        {
            "chosen": chosen,
            "others": [c for c in lines.countries() if c is not chosen],
            "countries": lines.countries(),
            "directories": lines.directories(),
            "signs": signs.red_flags("same_day"),
            "checked": parse_date(lines.checked()),
        },
    )


@require_safe
def new_pain(request: HttpRequest) -> HttpResponse:
    """When to see a doctor, in plain words. Asks nothing and counts nothing."""
    return _public(
        request,
        "learn/new_pain.html",
        {"today": signs.red_flags("same_day"), "soon": signs.red_flags("soon")},
    )


@require_safe
def what_this_is(request: HttpRequest) -> HttpResponse:
    """What Dialdown is for, and what it is not; and what this installation has switched off."""
    return _public(
        request,
        "learn/what_this_is.html",
        {"switches": settings.SWITCHES, "insights": is_valid_path("/insights")},
    )
