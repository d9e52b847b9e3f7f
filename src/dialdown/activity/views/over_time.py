"""Over time: the first day, the look back after six weeks, the light watch, resting, getting back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import is_valid_path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dialdown.activity import amounts, looks, selectors, services
from dialdown.activity.activities import shipped
from dialdown.activity.keeping.stages import PARTS, QUESTIONS
from dialdown.activity.models import LightWatch, PlanFact, Review
from dialdown.activity.views.doors import Visit, always, problems_by_field, say, writing
from dialdown.diary import selectors as diary
from dialdown.diary import services as diary_services
from dialdown.intake.records import BadInput
from dialdown.people import selectors as people
from dialdown.people.models import Person
from dialdown.training import selectors as training

# What the first day offers first; the whole list is one tap away.
FIRST = ("walk", "stairs", "sit-class", "school-hours")


@require_http_methods(["GET", "POST"])
@always
def start(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The first day in ten minutes: has a doctor looked, up to three goals, a first floor amount. Any part can wait."""
    writing(visit)
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _start(request, visit)
        except BadInput as error:
            problems = problems_by_field(error)
    state = selectors.first_day(visit.viewer, visit.person)
    found = diary.goals(visit.viewer, visit.person.pk)
    cards = [looks.card(s) for s in selectors.standings(visit.viewer, visit.person)]
    shown = {
        "visit": visit, "person": visit.person, "state": state, "goals": found, "room": 3 - len(found), "problems": problems,
        "typed": request.POST, "cards": cards, "tab": "today",
        "offers": [(shipped()[key], amounts.words(shipped()[key].first, shipped()[key])) for key in FIRST],
        "flare": is_valid_path("/flare"), "letter": is_valid_path("/care/letters"),
        "clearance": people.clearance(visit.viewer, visit.person.pk),
    }  # fmt: skip
    return render(request, "activity/start.html", shown, status=422 if problems else 200)


def _start(request: HttpRequest, visit: Visit) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "goals":
        voice = diary_services.said_by_default(viewer=visit.viewer, person=visit.person)
        for text in request.POST.getlist("goal"):
            if text.strip():
                diary_services.add_goal(viewer=visit.viewer, person=visit.person, text=text, said_by=voice)
        return redirect("/start#first-amount")
    if do == "plan":
        if not people.clearance(visit.viewer, visit.person.pk).open:
            raise Http404
        services.begin_plan(
            viewer=visit.viewer, person=visit.person, activity=request.POST.get("activity", "")
        )
        return redirect("/start#hard-days")
    raise Http404


@require_http_methods(["GET", "POST"])
@always
def review(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Six weeks on: goals, school, plan, practice: go on, change, stop."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        writing(visit)
        try:
            services.keep_review(
                viewer=visit.viewer,
                person=visit.person,
                answers={name: request.POST.get(name, "") for name in PARTS},
            )
            say(request, _("Kept. What changes is on the pages it names."))
            return redirect("/review")
        except BadInput as error:
            problems = problems_by_field(error)
    words = review_words()
    rows = selectors.reviews(visit.viewer, visit.person.pk)
    standings = selectors.standings(visit.viewer, visit.person)
    shown = {
        "visit": visit, "person": visit.person, "problems": problems, "tab": "move",
        "due": selectors.review_due(visit.viewer, visit.person),
        "parts": [(name, *words[name]) for name in PARTS], "choices": Review.Verdict.choices,
        "rows": [(row, [(words[name][0], _verdict(getattr(row, name))) for name in PARTS if getattr(row, name)]) for row in reversed(rows)],
        "plans": [_since(s) for s in standings],
        "goals": diary.goals(visit.viewer, visit.person.pk),
    }  # fmt: skip
    return render(request, "activity/review.html", shown, status=422 if problems else 200)


def _since(standing: selectors.Standing) -> tuple[str, str]:
    """What a plan's amount was when it began and is now."""
    first = next(
        (d.amount for d in standing.course.days if d.amount is not None and d.state != "measuring"), None
    )
    title = looks.title(standing)
    if first is None or standing.day.amount is None:
        return title, looks.state_line(standing)
    return title, _("%(before)s at the start, %(now)s now") % {
        "before": amounts.words(first, standing.activity), "now": amounts.words(standing.day.amount, standing.activity)}  # fmt: skip


def _verdict(value: str) -> str:
    return str(dict(Review.Verdict.choices)[value])


def review_words() -> dict[str, tuple[str, str, str]]:
    """For each part of the look back: what it is called, what to ask, and where it is changed."""
    return {
        "goals": (_("Goals"), _("Are they still the right ones?"), "/goals"),
        "school": (_("School or work"), _("Does the way back fit?"), "/move"),
        "plan": (_("Moving"), _("Is it the right activity, the right amount?"), "/move"),
        "practice": (_("Practice"), _("Is it worth its time?"), "/train"),
    }


@require_http_methods(["GET", "POST"])
@always
def watch(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Three questions about function, once a week or once a month. Nothing about pain."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        writing(visit)
        try:
            services.answer_watch(
                viewer=visit.viewer,
                person=visit.person,
                answers={n: request.POST.get(n, "") for n in QUESTIONS},
            )
            say(request, _("Saved. That is all for now."))
            return redirect("/watch")
        except BadInput as error:
            problems = problems_by_field(error)
    rows = selectors.watch(visit.viewer, visit.person.pk)
    labels = dict(LightWatch.Answer.choices)
    questions = watch_words(visit.person)
    shown = {
        "visit": visit, "person": visit.person, "problems": problems, "tab": "today",
        "due": selectors.watch_due(visit.viewer, visit.person),
        "questions": [{"name": n, "label": questions[n], "value": request.POST.get(n)} for n in QUESTIONS],
        "options": [{"key": key, "label": label} for key, label in LightWatch.Answer.choices],
        "rows": [(row, [(questions[n], str(labels[getattr(row, n)])) for n in QUESTIONS if getattr(row, n)]) for row in rows[:12]],
        "asked": visit.person.stage in (Person.Stage.LIGHT, Person.Stage.MONTHLY),
        "less": sum(1 for row in rows[:2] if "none" in (row.school, row.wanted, row.moving)) == 2,
    }  # fmt: skip
    return render(request, "activity/watch.html", shown, status=422 if problems else 200)


def watch_words(person: Person) -> dict[str, str]:
    """The three questions, about a week or about a month."""
    if person.stage == Person.Stage.MONTHLY:
        return {
            "school": _("Were you at school or work as planned this month?"),
            "wanted": _("Did you do what you wanted this month?"), "moving": _("Did you move as usual this month?"),
        }  # fmt: skip
    return {
        "school": _("Were you at school or work as planned this week?"), "wanted": _("Did you do what you wanted this week?"),
        "moving": _("Did you move as usual this week?"),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@always
def pace(request: HttpRequest, visit: Visit) -> HttpResponse:
    """How much is asked: getting well means needing this less."""
    if request.method == "POST":
        writing(visit)
        before = visit.person.stage
        stage = request.POST.get("stage", "")
        if stage not in Person.Stage.values:
            raise Http404
        services.set_stage(viewer=visit.viewer, person=visit.person, stage=stage)
        request.session["pace_before"] = before
        words = {
            "every_day": _("Good to see you. The diary asks every day again."), "light": _("Three questions a week from now on."),
            "monthly": _("Once a month from now on."), "resting": _("Resting. Nothing is asked, everything is kept."),
        }  # fmt: skip
        say(request, words[stage], "/pace/undo" if before != stage else "")
        return redirect("/pace")
    helps = {
        "every_day": _("Check-in and plan, as now."), "light": _("About school, what you wanted, moving. No pain question."),
        "monthly": _("The same three, once a month."),
        "resting": _("No questions, no plan. Your data stays, and you can come back in one tap."),
    }  # fmt: skip
    shown = {
        "visit": visit, "person": visit.person, "stages": [(key, label, helps[key]) for key, label in Person.Stage.choices], "tab": "move",
    }  # fmt: skip
    return render(request, "activity/pace.html", shown)


@require_http_methods(["POST"])
@always
def undo_pace(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Back to how much was asked before."""
    writing(visit)
    before = request.session.pop("pace_before", None)
    if before in Person.Stage.values:
        services.set_stage(viewer=visit.viewer, person=visit.person, stage=before)
        say(request, _("It is as it was before."))
    return redirect("/pace")


@require_http_methods(["GET", "POST"])
@always
def getting_back(request: HttpRequest, visit: Visit) -> HttpResponse:
    """After a relapse: is it new pain, three floor days, a left-right check, whom to call."""
    state = people.clearance(visit.viewer, visit.person.pk)
    if request.method == "POST":
        writing(visit)
        if not state.open:
            raise Http404
        fact = services.note_fact(viewer=visit.viewer, person=visit.person, kind=PlanFact.Kind.RELAPSE)
        if visit.person.stage != Person.Stage.EVERY_DAY:
            services.set_stage(viewer=visit.viewer, person=visit.person, stage=Person.Stage.EVERY_DAY)
        say(request, _("Three floor days, then the plan again."), f"/move/facts/{fact.pk}/undo")
        return redirect("move")
    standings = selectors.standings(visit.viewer, visit.person) if state.open else []
    begun = [
        f
        for s in standings
        for f in s.facts.values()
        if f.kind == PlanFact.Kind.RELAPSE and s.day.state == "getting_back"
    ]
    shown: dict[str, Any] = {
        "visit": visit, "person": visit.person, "state": state, "cards": [looks.card(s) for s in standings], "begun": bool(begun),
        "train": is_valid_path("/train"), "team": is_valid_path("/care"), "tab": "move",
    }  # fmt: skip
    return render(request, "activity/getting_back.html", shown)


@require_http_methods(["GET"])
@always
def rules(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Every rule that may move a plan: its sentence and where it comes from."""
    return render(
        request,
        "activity/rules.html",
        {"visit": visit, "person": visit.person, "rules": rule_rows(), "tab": "move"},
    )


def rule_rows() -> list[tuple[str, str, bool]]:
    """The rules about moving as their page lists them: sentence, source, whether it is ours."""
    return [(_plain(training.rule(r.id).sentence), r.source, r.ours) for r in training.rules("move")]


def _plain(sentence: str) -> str:
    """A sentence without anybody's numbers in it."""
    return str(_(sentence)).replace("{baseline}", "…").replace("{who}", "…")
