"""First-run set-up: one form, one save, under a minute."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dialdown.people import places, selectors, services, setup_code
from dialdown.people.forms import SetUpForm
from dialdown.people.logins import arrivals
from dialdown.people.models import Membership, SaidBy

# Where a new household arrives: the page of the first day, which leads on to Today.
FIRST_PAGE = "/start"


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Ask everything once, make everything at the end, sign in. Over for good as soon as a login exists."""
    if selectors.set_up():
        return redirect("/")
    code = setup_code.wanted(request, settings.DATA_FOLDER)
    if request.method != "POST":
        country = places.suggested_country(request.headers.get("Accept-Language", ""))
        return _page(request, SetUpForm(initial={"country": country}, code_wanted=code is not None))
    limited = ratelimit.consume_or_429(request, action="setup")
    if limited:
        return limited
    form = SetUpForm(request.POST, code_wanted=code is not None)
    if form.looking:
        return _page(request, form)
    if code is not None and not setup_code.same(code, form.data.get("code", "")):
        form.refuse_code()
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        account, _person = services.set_up_household(**_answers(form))
    except services.AlreadySetUp:
        return redirect("/")
    setup_code.remove(settings.DATA_FOLDER)
    arrivals.announce(request, shared=form.cleaned_data["shared_device"], listed=False)
    arrivals.proved(request, account, form.cleaned_data["password"])
    return perform_login(request, Login(user=account, redirect_url=FIRST_PAGE))


def _answers(form: SetUpForm) -> services.Household:
    data = form.cleaned_data
    child = data["who"] == "child"
    doctor = None
    if data["doctor"] == "yes":
        said_by = SaidBy.PARENT if child else SaidBy.SELF
        doctor = services.DoctorLooked(data["doctor_who"], data["doctor_when"], said_by)
    return {
        "username": data["username"], "password": data["password"],
        "role": Membership.Role.PARENT if form.parent_leads else Membership.Role.OWNER,
        "person_name": data["person_name"] if form.parent_leads else data["username"],
        "zone": form.chosen_zone, "country": data["country"], "age_group": data["age"],
        "limb_module": data["limb_module"], "birth_month": data["birth_month"], "doctor": doctor,
    }  # fmt: skip


def _page(request: HttpRequest, form: SetUpForm, *, status: int = 200) -> HttpResponse:
    # Strangers on the network need not know the paths of this machine.
    folder = None if form.code_wanted else settings.DATA_FOLDER
    context = {
        "form": form, "folder": folder, "problems": _problems(form),
        "countries": [{"key": c.code, "label": c.name} for c in places.countries()],
        "zones": [{"key": zone, "label": places.zone_words(zone)} for zone in places.zones(listed=True)],
    }  # fmt: skip
    return render(request, "people/setup.html", context, status=status)


def _problems(form: SetUpForm) -> list[tuple[str, str]]:
    """What to look at again, each with the place on the page it belongs to."""
    if form.looking or not form.is_bound:
        return []
    groups = {"who": "1", "age": "2", "country": "2"}
    return [(groups.get(name, f"id_{name}"), error) for name, found in form.errors.items() for error in found]
