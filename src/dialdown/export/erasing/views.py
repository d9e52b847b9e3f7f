"""Erasing, asked twice: what goes and what stays, then her name typed."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dialdown.export.erasing import services
from dialdown.export.page_file.views import shared_person
from dialdown.people.logins import device
from dialdown.people.logins.confirming import confirmed
from dialdown.people.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """The two questions, and the page that says what is left elsewhere."""
    return _erase(request, shared_person(request))


@confirmed
def _erase(request: HttpRequest, person: Person) -> HttpResponse:
    context = {"person": person, "backups": services.backups(), "step": 1}
    if request.method != "POST":
        return render(request, "export/erase.html", context)
    context["step"] = 2
    if "name" not in request.POST:
        return render(request, "export/erase.html", context)
    typed = " ".join(request.POST["name"].split())
    if typed != " ".join(person.display_name.split()):
        context["problem"] = _("Type the name as it is written above.")
        return render(request, "export/erase.html", context, status=422)
    if "sure" not in request.POST:
        context |= {"typed": typed, "problem": _("Tick the box first.")}
        return render(request, "export/erase.html", context, status=422)
    left = services.erase(viewer=request.user, person_id=person.pk)
    logout(request)
    response = render(request, "export/erased.html", {"left": left, "name": typed})
    device.leave_nothing(response)
    return response
