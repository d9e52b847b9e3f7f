"""Settings: the screen, the check-in, who she is, and what this machine has switched on."""

from __future__ import annotations

from django.conf import settings as deployment
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from dialdown.people import places, selectors, services
from dialdown.people.access import sight
from dialdown.people.current import current_person, shared_device
from dialdown.people.forms import AboutForm
from dialdown.people.logins import invitations
from dialdown.people.models import Account, Person

SWITCH_WORDS = {
    "patterns": gettext_lazy("Patterns in your data"),
    "volume": gettext_lazy("Volume over time"),
    "imagery": gettext_lazy("Left or right, imagine, mirror"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Everybody's screen and password; the diary's part only for those who may write in it."""
    person = current_person(request)
    if person is not None and not sight(request.user, person.pk).may_write:
        person = None
    if request.method != "POST":
        return _page(request, person, AboutForm(initial=_initial(person), person=person) if person else None)
    if person is None:
        raise Http404
    form = AboutForm(request.POST, person=person)
    if not form.is_valid():
        return _page(request, person, form, status=422)
    data = form.cleaned_data
    services.set_about(
        viewer=request.user, person=person, check_in=data["check_in"], limb_module=data["limb_module"],
        country=data["country"], zone=data["zone"], birth_month=data["birth_month"], paused_until=form.paused_until,
    )  # fmt: skip
    messages.success(request, _("Saved."))
    return redirect("settings")


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """The screen and gentle motion of this login."""
    wanted = request.POST.get("theme", "")
    theme = wanted if wanted in Account.Theme.values else request.user.theme
    services.set_look(account=request.user, theme=theme, motion="motion" in request.POST)
    messages.success(request, _("Saved."))
    return redirect("settings")


def _initial(person: Person) -> dict[str, object]:
    return {
        "check_in": person.check_in, "limb_module": person.limb_module, "country": person.country, "zone": person.zone,
        "pause": "keep" if person.paused_until else "",
        "birth_month": person.birth_month.strftime("%Y-%m") if person.birth_month else "",
    }  # fmt: skip


def _page(
    request: HttpRequest, person: Person | None, form: AboutForm | None, *, status: int = 200
) -> HttpResponse:
    switches = [(SWITCH_WORDS[name], on) for name, on in deployment.SWITCHES.items()]
    zones = (
        [{"key": zone, "label": places.zone_words(zone)} for zone, _name in form.fields["zone"].choices]
        if form
        else []
    )
    paused = bool(form and person and person.paused_until and person.paused_until > form.today)
    chosen = form["pause"].value() if form else ""
    context = {
        "person": person, "form": form, "switches": switches, "themes": Account.Theme.choices, "zones": zones,
        "countries": [{"key": c.code, "label": c.name} for c in places.countries()],
        "paused": paused, "no_pause": not chosen or (chosen == "keep" and not paused),
        "shared": shared_device(request), "runs_machine": selectors.runs_machine(request.user),
        "led": invitations.led_by(request.user),
    }  # fmt: skip
    return render(request, "people/settings.html", context, status=status)
