"""What every page of these papers starts with: whose they are, and whether the viewer keeps them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dialdown.care.records.doors import may_keep
from dialdown.people.access import Denied, sight
from dialdown.people.current import current_person
from dialdown.people.models import Account, Person

P = ParamSpec("P")


@dataclass(frozen=True)
class At:
    """One viewer at one person's papers."""

    viewer: Account
    person: Person
    writes: bool


Opened = Callable[Concatenate[HttpRequest, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, At, P], HttpResponse]


def at_papers(view: View[P], *, keeper: bool = True) -> Opened[P]:
    """Give a view its place. Without a diary a kind page says so; without leave it is not found.

    `keeper` = only for whoever keeps the diary; otherwise the view's selectors decide.
    """

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = current_person(request)
        if person is None:
            return render(request, "diary/nobody.html")
        try:
            if keeper:
                may_keep(request.user, person.pk)
            return view(
                request, At(request.user, person, sight(request.user, person.pk).may_write), *args, **kwargs
            )
        except Denied:
            raise Http404 from None

    return opened


def at_medicines(view: View[P]) -> Opened[P]:
    """As `at_papers`, for pages that whoever may see medicines opens too."""
    return at_papers(view, keeper=False)
