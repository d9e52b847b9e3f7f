"""Move: today's amounts, Done and I did less, the timer, and what is not the usual week."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dialdown.activity import amounts, looks, selectors, services
from dialdown.activity.activities import GROUPS, shipped
from dialdown.activity.models import Done, PlanFact
from dialdown.activity.pictures import even, weeks
from dialdown.activity.views.doors import Visit, back, moving, problems_by_field, say, writing
from dialdown.diary import selectors as diary
from dialdown.intake.records import BadInput
from dialdown.uuid7 import uuid7

# What a timer that runs on the server remembers in the session: the plan and when it began.
RUNNING = "move_timer"
ILL_WITHIN = dt.timedelta(days=7)


def group_words() -> dict[str, str]:
    """The groups of the list of activities."""
    return {"moving": _("Moving"), "school": _("School and desk"), "living": _("Home and friends")}


@require_safe
@moving
def move(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every plan with today's amount."""
    found = selectors.standings(visit.viewer, visit.person)
    _kept(request, visit, found)
    cards = [looks.card(standing) for standing in found]
    shown = {
        "visit": visit, "person": visit.person, "cards": cards, "today": selectors.today_of(visit.person),
        "waiting": selectors.waiting(visit.viewer, visit.person.pk), "flare_today": _noted_today(visit, found, PlanFact.Kind.FLARE),
        "ill_asked": _ill(visit, found), "hand_over": selectors.hand_over_due(visit.viewer, visit.person),
        "review": visit.writing and selectors.review_due(visit.viewer, visit.person),
    }  # fmt: skip
    return render(request, "activity/move.html", shown)


def _kept(request: HttpRequest, visit: Visit, found: list[selectors.Standing]) -> None:
    """A word about what a script has just stored, with its Undo."""
    try:
        identity = uuid.UUID(request.GET.get("kept", ""))
    except ValueError:
        return
    row, standing = selectors.done(visit.viewer, identity), None
    if row is not None:
        standing = next((s for s in found if s.plan.pk == row.plan_id), None)
    if row is not None and standing is not None and row.deleted_at is None and visit.writing:
        say(request, done_words(row, standing), f"/move/dones/{row.pk}/undo")


def _noted_today(visit: Visit, found: list[selectors.Standing], kind: str) -> PlanFact | None:
    today = selectors.today_of(visit.person)
    return next((f for s in found for f in s.facts.values() if f.kind == kind and f.day == today), None)


def _ill(visit: Visit, found: list[selectors.Standing]) -> dt.date | None:
    """A day of the last week that she noted as an illness in the diary and that no plan knows of yet."""
    if not found or "illness" not in visit.sight:
        return None
    today = selectors.today_of(visit.person)
    if any(
        f.kind == PlanFact.Kind.ILL and today - f.day <= ILL_WITHIN for s in found for f in s.facts.values()
    ):
        return None
    series = diary.day_series(visit.viewer, visit.person.pk, ["ill"], today - ILL_WITHIN, today).get("ill")
    days = [day for day, number in series.days.items() if number] if series else []
    return max(days, default=None)


@require_http_methods(["GET", "POST"])
@moving
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Choose an activity; the first floor is suggested and can be changed."""
    writing(visit)
    if request.method == "POST":
        try:
            key = request.POST.get("activity", "")
            services.begin_plan(viewer=visit.viewer, person=visit.person, activity=key)
        except BadInput as error:
            return _choose(request, visit, problems_by_field(error), 422)
        return back(request, "/move")
    return _choose(request, visit, {}, 200)


def _choose(request: HttpRequest, visit: Visit, problems: dict[str, str], status: int) -> HttpResponse:
    taken = {s.plan.activity for s in selectors.standings(visit.viewer, visit.person)}
    words = group_words()
    groups = [
        (words[name], [(row, amounts.words(row.first, row)) for row in shipped().values() if row.group == name and row.id not in taken])
        for name in GROUPS
    ]  # fmt: skip
    shown = {"visit": visit, "person": visit.person, "groups": groups, "problems": problems}
    return render(request, "activity/new.html", shown, status=status)


@require_http_methods(["GET", "POST"])
@moving
def plan(request: HttpRequest, visit: Visit, plan_id: uuid.UUID) -> HttpResponse:
    """One plan: pictures, what changed and why, and what can be changed."""
    found = selectors.plan_of(visit.viewer, plan_id, write=request.method == "POST")
    if found.person_id != visit.person.pk:
        raise Http404
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _change(request, visit, plan_id)
        except BadInput as error:
            problems = problems_by_field(error)
    standing = selectors.standing(visit.viewer, found)
    if standing is None:
        raise Http404
    ready = standing.day.state == "measuring" and len(standing.course.measured) >= 3
    shown = {
        "visit": visit, "person": visit.person, "plan": found, "card": looks.card(standing), "turns": looks.turns(standing),
        "figures": [figure for figure in (weeks(standing), even(standing)) if figure is not None], "ready": ready,
        "activity": standing.activity, "prescription": standing.prescription, "problems": problems, "tab": "move",
        "terms": looks.prescription_rows(standing.prescription) if standing.prescription else [],
        "stops": looks.stop_words(standing.prescription.stop_rules) if standing.prescription else [],
        "dones": _dones(visit, standing), "shares": looks.shares(standing), "typed": request.POST,
    }  # fmt: skip
    return render(request, "activity/plan.html", shown, status=422 if problems else 200)


def _dones(visit: Visit, standing: selectors.Standing) -> list[tuple[Done, str]]:
    rows = selectors.latest(visit.viewer, standing.plan)
    return [(row, amounts.words(row.amount, standing.activity)) for row in rows]


def _change(request: HttpRequest, visit: Visit, plan_id: uuid.UUID) -> HttpResponse:
    writing(visit)
    do = request.POST.get("do", "")
    here = f"/move/{plan_id}"
    if do in ("away", "again"):
        services.put_away(viewer=visit.viewer, plan_id=plan_id, away=do == "away")
        if do == "away":
            say(request, _("Put away. Everything that was written down stays."), f"{here}/again")
        return redirect("/move")
    if do == "keep":
        day = _day(request.POST.get("day", ""))
        fact = services.note_fact(
            viewer=visit.viewer, person=visit.person, kind="keep", plan_id=plan_id, day=day
        )
        say(request, _("Taken back. The plan is as it was."), f"/move/facts/{fact.pk}/undo")
        return redirect(here)
    if do in ("start_now", "measure"):
        fact = services.note_fact(viewer=visit.viewer, person=visit.person, kind=do, plan_id=plan_id)
        words = _("Your plan begins.") if do == "start_now" else _("You measure again.")
        say(request, words, f"/move/facts/{fact.pk}/undo")
        return redirect(here)
    said = {
        "hand": _("The amount is changed. The plan goes on from there."), "floor": _("The floor is changed."),
        "step": _("The size of a step is changed."),
    }  # fmt: skip
    if do in said:
        row = shipped()[selectors.plan_of(visit.viewer, plan_id).activity]
        amount = _share(request) if do == "step" else _amount(request, row, where=do)
        fact = services.note_fact(
            viewer=visit.viewer, person=visit.person, kind=do, plan_id=plan_id, amount=amount
        )
        say(request, said[do], f"/move/facts/{fact.pk}/undo")
        return redirect(here)
    raise Http404


@require_POST
@moving
def again(request: HttpRequest, visit: Visit, plan_id: uuid.UUID) -> HttpResponse:
    """Take a plan up again that was put away."""
    writing(visit)
    try:
        services.put_away(viewer=visit.viewer, plan_id=plan_id, away=False)
    except BadInput as error:
        say(request, error.problems[0].message)
    return redirect("/move")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def _amount(request: HttpRequest, row: Any, where: str = "amount") -> int:
    given = request.POST
    typed = (given.get("minutes", ""), given.get("seconds", ""), given.get("number", ""))
    return amounts.read(*typed, row, where=where)


def _share(request: HttpRequest) -> int | None:
    """A step in percent as it was chosen; None for what is no whole number, which no rule takes."""
    text = request.POST.get("share", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


# --- done ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@moving
def done(request: HttpRequest, visit: Visit, plan_id: uuid.UUID) -> HttpResponse:
    """Done: today's amount. Or how much it was, on which day: less is as good a row as any."""
    writing(visit)
    found = selectors.plan_of(visit.viewer, plan_id)
    standing = selectors.standing(visit.viewer, found)
    if found.person_id != visit.person.pk or standing is None:
        raise Http404
    if request.method != "POST":
        return _how_much(request, visit, standing, {}, 200)
    now = timezone.now()
    today = selectors.today_of(visit.person)
    try:
        how = request.POST.get("how", Done.How.TYPED)
        whole = how == Done.How.ALL and not any(
            request.POST.get(name) for name in ("minutes", "seconds", "number")
        )
        amount = standing.day.today if whole else _amount(request, standing.activity)
        day = request.POST.get("day") or today.isoformat()
        saved = services.save_done(
            viewer=visit.viewer, done_id=_identity(request), document={
                "plan": str(plan_id), "at": now.isoformat(), "zone": visit.person.zone, "day": day, "amount": amount, "how": how,
                "saved_at": now.isoformat(),
            },
        )  # fmt: skip
    except BadInput as error:
        return _how_much(request, visit, standing, problems_by_field(error), 422)
    request.session.pop(RUNNING, None)
    say(request, done_words(saved.done, standing), f"/move/dones/{saved.done.pk}/undo")
    return back(request, "/move")


def _identity(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        return uuid7()


def done_words(row: Done, standing: selectors.Standing) -> str:
    """What is said after a save: the same tone for the floor, the plan and less."""
    said = amounts.words(row.amount, standing.activity)
    if row.amount == 0:
        return _("Written down. Tomorrow is the same amount again.")
    day = standing.day
    if day.state != "measuring" and day.ceiling is not None and row.amount > day.ceiling:
        return _("%(amount)s written down. Tomorrow the plan again, no more and no less.") % {"amount": said}
    return _("%(amount)s. That counts.") % {"amount": said}


def _how_much(
    request: HttpRequest, visit: Visit, standing: selectors.Standing, problems: dict[str, str], status: int
) -> HttpResponse:
    today = selectors.today_of(visit.person)
    card = looks.card(standing)
    half = card.target // 2
    shown = {
        "visit": visit, "person": visit.person, "card": card, "activity": standing.activity, "problems": problems, "id": uuid7(),
        "less": request.GET.get("less") == "1" or request.POST.get("how") == "less", "today": today, "half": half,
        "half_words": amounts.words(half, standing.activity), "typed": request.POST, "tab": "move",
        "today_iso": today.isoformat(), "half_minutes": half // 60, "half_seconds": half % 60, "earliest": standing.plan.begins,
    }  # fmt: skip
    return render(request, "activity/done.html", shown, status=status)


@require_POST
@moving
def undo_done(request: HttpRequest, visit: Visit, done_id: uuid.UUID) -> HttpResponse:
    """Take what was written down back."""
    writing(visit)
    services.delete_done(viewer=visit.viewer, done_id=done_id)
    say(request, _("Taken back."))
    return back(request, "/move")


# --- not the usual week -------------------------------------------------------------------------------


@require_POST
@moving
def fact(request: HttpRequest, visit: Visit) -> HttpResponse:
    """I was ill, or a flare day: for every plan at once."""
    writing(visit)
    kind = request.POST.get("kind", "")
    texts = {
        "ill": _("Held for a week. The amount stays the same."),
        "flare": _("Today the floor, everywhere. It counts in full."),
    }
    if kind not in texts:
        raise Http404
    day = _day(request.POST["day"]) if request.POST.get("day") else None
    try:
        found = services.note_fact(viewer=visit.viewer, person=visit.person, kind=kind, day=day)
    except BadInput as error:
        say(request, error.problems[0].message)
        return redirect("/move")
    say(request, texts[kind], f"/move/facts/{found.pk}/undo")
    return back(request, "/move")


@require_POST
@moving
def undo_fact(request: HttpRequest, visit: Visit, fact_id: uuid.UUID) -> HttpResponse:
    """Take a change of the plan back; every amount is as if it had not been noted."""
    writing(visit)
    try:
        found = services.undo_fact(viewer=visit.viewer, fact_id=fact_id)
    except BadInput as error:
        say(request, error.problems[0].message)
        return redirect("/move")
    say(request, _("Taken back. The plan is as it was."))
    return back(request, f"/move/{found.plan_id}" if found.plan_id else "/move")


# --- the timer ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@moving
def timer(request: HttpRequest, visit: Visit, plan_id: uuid.UUID) -> HttpResponse:
    """The clock: in the browser where there is script, else the server remembers when it began."""
    writing(visit)
    found = selectors.plan_of(visit.viewer, plan_id)
    standing = selectors.standing(visit.viewer, found)
    if found.person_id != visit.person.pk or standing is None or not standing.activity.timed:
        raise Http404
    now = timezone.now()
    if request.method == "POST":
        if request.POST.get("do") == "start":
            request.session[RUNNING] = {"plan": str(plan_id), "at": now.isoformat()}
        else:
            request.session.pop(RUNNING, None)
        return redirect(f"/move/{plan_id}/timer")
    running = request.session.get(RUNNING)
    began = dt.datetime.fromisoformat(running["at"]) if running and running["plan"] == str(plan_id) else None
    elapsed = min(amounts.LONGEST, max(0, round((now - began).total_seconds()))) if began else 0
    card = looks.card(standing)
    shown = {
        "visit": visit, "person": visit.person, "card": card, "began": began, "id": uuid7(), "tab": "move",
        "until": began + dt.timedelta(seconds=card.target) if began else None, "elapsed": amounts.words(elapsed, standing.activity),
        "minutes": elapsed // 60, "seconds": elapsed % 60, "floor_seconds": standing.day.floor or 0,
        "ceiling_seconds": standing.day.ceiling or 0, "clock": amounts.short(card.target, standing.activity),
    }  # fmt: skip
    return render(request, "activity/timer.html", shown)
