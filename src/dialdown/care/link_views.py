"""The page of a link: for somebody without a login, who has the link and heard the digits."""

from __future__ import annotations

import time
import uuid

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from dialdown.care import selectors, services, showing
from dialdown.care.chosen import Chosen
from dialdown.people import selectors as people
from dialdown.people import services as sharing
from dialdown.people.access import LinkHolder, sight
from dialdown.people.current import show_time_of
from dialdown.people.models import Person

# In the session of a browser that opened a link: the grant. Read anew with every page, so that its end is at once.
OPEN_LINK = "link"
# When its page was last used, as a time of the clock; written at most once a minute.
SEEN, MINUTE = "link_seen", 60


def _holder(request: HttpRequest) -> LinkHolder | None:
    kept = request.session.get(OPEN_LINK)
    return LinkHolder(uuid.UUID(kept)) if kept else None


def _forget(request: HttpRequest) -> None:
    request.session.pop(OPEN_LINK, None)
    request.session.pop(SEEN, None)


def _left_alone(request: HttpRequest, holder: LinkHolder, person: Person) -> bool:
    """True when a clinician's screen was left alone for as long as a clinician's login may be."""
    now, seen = time.time(), request.session.get(SEEN)
    idle = settings.CLINICIAN_IDLE_MINUTES * 60
    if seen is not None and now - seen > idle and sight(holder, person.pk).audience == "clinician":
        return True
    # A clock that was set back counts as now.
    if seen is None or not 0 <= now - seen < MINUTE:
        request.session[SEEN] = now
    return False


@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """What the link opens, or the place to give its two parts."""
    holder = _holder(request)
    if holder is None:
        return _ask(request)
    person = next(iter(people.visible_to(holder)), None)
    if person is None:
        _forget(request)
        response = _ask(
            request, wrong=_("This link has ended. Nothing of it is kept in this browser."), status=410
        )
        response.headers["Clear-Site-Data"] = '"cache"'
        return response
    if _left_alone(request, holder, person):
        _forget(request)
        response = _ask(
            request, wrong=_("This page was left alone for a while, so it is closed. Open the link again.")
        )
        response.headers["Clear-Site-Data"] = '"cache"'
        return response
    pages = selectors.pages_for(holder, person.pk)
    name = request.GET.get("page", pages[0] if pages else "")
    if name not in pages:
        return redirect("shared") if pages and "page" in request.GET else _ask(request, status=404)
    # Sections can be chosen as with a login; how far back a link looks is not asked.
    wanted = Chosen(sections=showing.asked_for(request).sections)
    show_time_of(person)
    context = showing.page(holder, person, name, wanted) | {
        "pages": pages,
        "frame": "solo.html",
        "link": True,
    }
    return render(request, "care/shared.html", context)


def _ask(request: HttpRequest, *, wrong: str = "", status: int = 200) -> HttpResponse:
    return render(request, "care/link.html", {"wrong": wrong}, status=status)


@sensitive_post_parameters("secret", "spoken")
@require_POST
def open_link(request: HttpRequest) -> HttpResponse:
    """Give both parts. Tries are counted by address; wrong ones for the secret that was given, from wherever they come."""
    secret = sharing.secret_of(request.POST.get("secret", "")[:1000])
    limited = ratelimit.consume_or_429(request, action="link")
    if limited:
        return limited
    if not ratelimit.consume(request, action="link_secret", key=secret, dry_run=True):
        said = _("That was many wrong tries. Please wait a while, or ask for a new link.")
        return _ask(request, wrong=said, status=429)
    holder = sharing.open_link(secret=secret, spoken=request.POST.get("spoken", "")[:20])
    if holder is None:
        # Whoever has both parts opens it as often as she likes.
        ratelimit.consume(request, action="link_secret", key=secret)
        said = _("That link and those digits do not open anything. It may have ended. Ask for a new one.")
        return _ask(request, wrong=said, status=422)
    request.session.cycle_key()
    request.session[OPEN_LINK], request.session[SEEN] = str(holder.key), time.time()
    if not request.user.is_authenticated:
        # Gone with the browser.
        request.session.set_expiry(0)
    return redirect("shared")


@require_POST
def acknowledge(request: HttpRequest) -> HttpResponse:
    """Say that the page for school was read."""
    holder = _holder(request)
    person = next(iter(people.visible_to(holder)), None) if holder else None
    if holder is None or person is None or _left_alone(request, holder, person):
        return redirect("shared")
    services.acknowledge(viewer=holder, person_id=person.pk)
    messages.success(request, _("Thank you. It is noted that you read it."))
    return redirect("shared")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close it in this browser."""
    _forget(request)
    response = redirect("shared")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
