"""What every page about moving starts with: whose plan it is, and whether moving is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dialdown.people import selectors as people
from dialdown.people.access import Denied, Sight, sight
from dialdown.people.current import current_person, ours
from dialdown.people.models import Account, Membership, Person

P = ParamSpec("P")
SCOPE = "move"


@dataclass(frozen=True)
class Visit:
    """One viewer at one person's moving."""

    viewer: Account
    person: Person
    sight: Sight
    owner: bool

    @property
    def writing(self) -> bool:
        """True when this viewer may write about it."""
        return self.sight.may_write


Opened = Callable[Concatenate[HttpRequest, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, Visit, P], HttpResponse]


def moving(view: View[P], *, gate: bool = True) -> Opened[P]:
    """Give a view its Visit. While a doctor has not looked (again), `gate` leads to that question instead.

    Without a diary a kind page says so; without leave for moving it is not found.
    """

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = current_person(request)
        if person is None:
            return render(request, "diary/nobody.html")
        found = sight(request.user, person.pk)
        if SCOPE not in found:
            raise Http404
        if gate and not people.clearance(request.user, person.pk).open:
            return redirect(f"{reverse('clearance')}?{urlencode({'next': request.path})}")
        role = people.role(request.user, person.pk)
        try:
            return view(
                request, Visit(request.user, person, found, role == Membership.Role.OWNER), *args, **kwargs
            )
        except Denied:
            raise Http404 from None

    return opened


def always(view: View[P]) -> Opened[P]:
    """As `moving`, but open while moving is locked: for what is no plan."""
    return moving(view, gate=False)


def writing(visit: Visit) -> None:
    """Not found for whoever only looks."""
    if not visit.writing:
        raise Http404


def say(request: HttpRequest, words: str, undo: str = "") -> None:
    """A word after a save, with its Undo."""
    messages.success(request, words, **({"extra_tags": f"undo {undo}"} if undo else {}))


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the page that a form names, when it is one of ours."""
    return redirect(ours(request, request.POST.get("next", ""), otherwise))


def problems_by_field(error: Any) -> dict[str, str]:
    """The words of a BadInput by the field they belong to."""
    return {problem.where: problem.message for problem in error.problems}
