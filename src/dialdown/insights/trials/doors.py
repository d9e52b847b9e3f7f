"""What every page about personal trials starts with: whose they are, and who looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dialdown.insights.trials.selectors import SCOPE
from dialdown.people.access import Denied, Sight, sight
from dialdown.people.current import current_person
from dialdown.people.models import Account, Person

P = ParamSpec("P")


@dataclass(frozen=True)
class Visit:
    """One viewer at one person's trials."""

    viewer: Account
    person: Person
    sight: Sight

    @property
    def writing(self) -> bool:
        """True when this viewer may write about them."""
        return self.sight.may_write


Opened = Callable[Concatenate[HttpRequest, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, Visit, P], HttpResponse]


def testing(view: View[P]) -> Opened[P]:
    """Give a view its Visit. Without a diary a kind page says so; without leave for own factors it is not found."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = current_person(request)
        if person is None:
            if args or kwargs or request.method == "POST":
                raise Http404
            return render(request, "diary/nobody.html")
        found = sight(request.user, person.pk)
        if not found.line(SCOPE):
            raise Http404
        try:
            return view(request, Visit(request.user, person, found), *args, **kwargs)
        except Denied:
            raise Http404 from None

    return opened
