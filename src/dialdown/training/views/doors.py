"""What every page of practice starts with: whose diary is open, what the viewer may do, and whether practice is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dialdown.people import selectors as people
from dialdown.people.access import Denied, Sight, sight
from dialdown.people.current import current_person
from dialdown.people.models import Account, Membership, Person

P = ParamSpec("P")
SCOPE = "train"


@dataclass(frozen=True)
class Visit:
    """One viewer in one diary's practice."""

    viewer: Account
    person: Person
    sight: Sight
    owner: bool

    @property
    def writing(self) -> bool:
        """True when this viewer may practise and write it down."""
        return self.sight.may_write

    @property
    def asks_pain(self) -> bool:
        """False while she keeps a diary without pain: then practice asks for no number either."""
        return self.person.check_in != Person.CheckIn.OFF


def open_practice(
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give a view its Visit. While a doctor has not looked (again), every method leads to that question instead.

    Without a diary a kind page says so; without leave for practice it is not found.
    """

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = current_person(request)
        if person is None:
            return render(request, "diary/nobody.html")
        found = sight(request.user, person.pk)
        if SCOPE not in found:
            raise Http404
        if not people.clearance(request.user, person.pk).open:
            return redirect(f"{reverse('clearance')}?{urlencode({'next': request.path})}")
        owner = people.role(request.user, person.pk) == Membership.Role.OWNER
        try:
            return view(request, Visit(request.user, person, found, owner), *args, **kwargs)
        except Denied:
            raise Http404 from None

    return opened
