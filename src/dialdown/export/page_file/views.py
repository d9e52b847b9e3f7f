"""Choose what is in the file, hear its code once, take the file."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dialdown.export.page_file import services
from dialdown.export.page_file.sealing import Code, new_code
from dialdown.people import scopes as groups
from dialdown.people.current import current_person
from dialdown.people.models import Person
from dialdown.people.selectors import require_share

WAITING = "page_file"


def shared_person(request: HttpRequest) -> Person:
    """The open diary, for whoever may say who sees it. Raises Denied for others."""
    person = current_person(request)
    if person is None:
        raise Http404
    require_share(request.user, person.pk)
    return person


@require_http_methods(["GET", "HEAD", "POST"])
def page_file(request: HttpRequest) -> HttpResponse:
    """What is in it; then its code, shown until the file was taken."""
    person = shared_person(request)
    choices = [(scope, groups.words([scope])[0]) for scope in services.SCOPES]
    context = {
        "choices": choices,
        "chosen": services.SCOPES,
        "label": "",
        "public": bool(settings.PUBLIC_ADDRESS),
    }
    if request.method == "POST":
        chosen = [scope for scope in services.SCOPES if scope in request.POST.getlist("scopes")]
        label = request.POST.get("label", "").replace("\x00", "").strip()[:60]
        if not services.enough(scopes=chosen):
            problem = _("Choose something of the diary, too.") if chosen else _("Choose at least one.")
            context |= {"chosen": chosen, "label": label, "problem": problem}
            return render(request, "export/page_file/choose.html", context, status=422)
        request.session[WAITING] = {
            "person": str(person.pk), "scopes": chosen, "label": label, "code": new_code().digits,
        }  # fmt: skip
        return redirect("page_file")
    if "anew" in request.GET:
        request.session.pop(WAITING, None)
    waiting = request.session.get(WAITING)
    if waiting and waiting["person"] == str(person.pk):
        context["code"] = Code(waiting["code"]).groups
    return render(request, "export/page_file/choose.html", context)


@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """The file for the code that was just shown; after that the code is nowhere here."""
    person = shared_person(request)
    waiting = request.session.get(WAITING)
    if not waiting or waiting["person"] != str(person.pk):
        return redirect("page_file")
    data = services.make(
        viewer=request.user, person=person, scopes=waiting["scopes"], label=waiting["label"], code=Code(waiting["code"])
    )  # fmt: skip
    del request.session[WAITING]
    name = f"dialdown-page-{timezone.localdate().isoformat()}.html"
    # Never opened in the place of a page of ours: it is somebody's file.
    return HttpResponse(
        data,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
