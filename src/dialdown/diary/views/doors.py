"""What every page of the diary starts with: whose diary is open, and what this viewer may do in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dialdown.people import selectors as people
from dialdown.people.access import Denied, Sight, sight
from dialdown.people.current import current_person
from dialdown.people.models import Account, Membership, Person

P = ParamSpec("P")


@dataclass(frozen=True)
class Visit:
    """One viewer in one diary."""

    viewer: Account
    person: Person
    sight: Sight
    owner: bool
    role: str | None


def open_diary(
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give a view its Visit. Without a diary a kind page says so; what is denied is not found.

    Whoever may see sums and lines only is led to the page that is made for her.
    """

    @wraps(view)
    def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = current_person(request)
        if person is None:
            if people.visible_to(request.user):
                return redirect("care_people")
            return render(request, "diary/nobody.html")
        try:
            role = people.role(request.user, person.pk)
            seen = sight(request.user, person.pk)
            if not seen.answers:
                if request.method not in ("GET", "HEAD"):
                    raise Http404
                return redirect("seen", person.pk)
            visit = Visit(request.user, person, seen, role == Membership.Role.OWNER, role)
            return view(request, visit, *args, **kwargs)
        except Denied:
            raise Http404 from None

    return opened


def undo_tag(address: str) -> dict[str, Any]:
    """The keyword for a message whose toast carries an Undo to `address`."""
    return {"extra_tags": f"undo {address}"}
