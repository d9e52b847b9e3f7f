"""The pages of the frame itself: the look of the screen, the page behind "More", and the offline page."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dialdown.people import services as people
from dialdown.people.access import sight
from dialdown.people.current import current_person, in_background, ours
from dialdown.ui import look, menu


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Change how the screen looks: for the login when there is one, and always for this device."""
    wanted = request.POST.get("theme", "")
    target = request.POST.get("next", "")
    # 204 for a script, which changes the page in place and keeps what was typed.
    in_place = in_background(request) or not target
    response = HttpResponse(status=204) if in_place else redirect(ours(request, target, "/"))
    if wanted in look.THEMES:
        if request.user.is_authenticated:
            people.set_theme(account=request.user, theme=wanted)
        look.remember(response, request, wanted)
    return response


@require_safe
def more(request: HttpRequest) -> HttpResponse:
    """What does not fit into the tabs."""
    person = current_person(request)
    seen = sight(request.user, person.pk) if person is not None else None
    rooms = menu.left_over(seen) if seen is not None else ()
    closed = frozenset() if seen is not None and seen.may_write else menu.KEEPERS
    shown_here = [item for item in menu.DIARY if item not in rooms and item.key not in closed]
    of_people = tuple(item for item in menu.PEOPLE if item.key != "clearance" or (seen and seen.new_pain))
    groups = [menu.shown(group) for group in (rooms, tuple(shown_here), of_people, menu.MACHINE)]
    return render(request, "more.html", {"groups": [group for group in groups if group]})


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the browser shows when there is no network and the page is not kept on the device."""
    response = render(request, "offline.html")
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


def _built(name: str, kind: str) -> HttpResponse:
    path = finders.find(f"built/{name}")
    if not isinstance(path, str):
        raise Http404(f"{name} was not built")
    # Asked for again every time: an old worker would keep old pages alive.
    return HttpResponse(Path(path).read_bytes(), content_type=kind, headers={"Cache-Control": "no-cache"})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Served from the root, as it may only look after what lies below it."""
    response = _built("sw.js", "text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put Dialdown on the home screen."""
    return _built("manifest.webmanifest", "application/manifest+json")
