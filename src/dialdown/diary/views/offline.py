"""Today without a network: the same form, blank, for the service worker to keep."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dialdown.diary import check_in, services
from dialdown.diary.views import asking, looks
from dialdown.intake.definitions import shipped
from dialdown.people import selectors as people
from dialdown.people.access import Denied, Sight, sight
from dialdown.people.current import current_person
from dialdown.people.models import Grant, SaidBy

# Nothing of anyone's: the script fills in the moment, the day and the id.
BLANK = {"id": "", "person": "", "at": "", "zone": "", "day": "", "said_by": "", "saved_at": "", "remembered": None,
         "values": {}, "skipped": [], "sealed": [], "regions": [], "signs": []}  # fmt: skip


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """A blank check-in in the mode and with the questions of whoever may write in the open diary, or the shipped ones.

    Holds no name, no day and no stored value.
    """
    person = current_person(request) if request.user.is_authenticated else None
    if person is not None and not sight(request.user, person.pk).may_write:
        # Whoever only looks writes nothing without a network either, and this page is no look: her own factors stay out.
        person = None
    mode, asked, seen, said_by, limb = (
        "full",
        shipped().for_mode("full"),
        Sight([Grant(scopes=[Grant.ALL])]),
        "",
        False,
    )
    if person is not None:
        try:
            seen = sight(request.user, person.pk)
            mode = asking.mode_of(request.user, person)
            asked = asking.asked(request.user, person, mode, person.today())
            said_by, limb = services.said_by_default(viewer=request.user, person=person), person.limb_module
        except Denied:
            person = None
    document = {
        **BLANK,
        "person": str(person.pk) if person else "",
        "mode": mode,
        "said_by": said_by or SaidBy.SELF,
    }
    resting = person is not None and person.in_programme(person.today())
    shared = people.seen_by_others(request.user, person.pk) if person else frozenset()
    made = check_in.build(
        asked,
        document,
        mode=mode,
        sight=seen,
        limb=limb,
        body_map=mode == "full" and not resting,
        seen_by_others=shared,
    )
    shown = {
        "form": made, "mode": mode, "said_by": document["said_by"], "action": "/", "offline": True,
        "dates": looks.blank_days(), "owner": said_by in ("", SaidBy.SELF), "asking": True, "own_said_by": said_by, "words_are_mine": True,
    }  # fmt: skip
    return render(request, "diary/offline_today.html", shown)
