"""Personal trials from the wizard to what came out: who may, what never, and that nothing is told too early."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from dialdown.diary import selectors as diary
from dialdown.insights.models import PersonalTrial, TrialDone
from dialdown.insights.trials import rules, selectors, services
from dialdown.intake.records import BadInput
from dialdown.people import services as people
from dialdown.people.access import Denied
from dialdown.people.models import NewPainReport, SignOff
from dialdown.science import analyse_trial
from tests.diary.household import browser

if TYPE_CHECKING:
    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]

OWN = {
    "idea": "own", "usual": "as usual", "other": "lights low after dinner", "about": "none", "takes_away": "no",
    "outcome": "function", "step": "2",
}  # fmt: skip


def wanted(home: Home, **changes: Any) -> services.Wanted:
    chosen: dict[str, Any] = {
        "usual": "as usual", "other": "lights low after dinner", "outcome": "function", "pairs": 6, "block": "2",
        "starts_on": diary.today_of(home.person).isoformat(),
    }  # fmt: skip
    return services.Wanted(**(chosen | changes))


def drawn(home: Home, **changes: Any) -> PersonalTrial:
    return services.draw(viewer=home.robin, person=home.person, wanted=wanted(home, **changes))


def days_ago(home: Home, trial: PersonalTrial, days: int) -> None:
    """As if it had been drawn and begun so many days earlier."""
    begun = diary.today_of(home.person) - dt.timedelta(days=days)
    PersonalTrial.objects.filter(pk=trial.pk).update(
        starts_on=begun, created_at=timezone.now() - dt.timedelta(days=days, hours=1)
    )


def write_days(home: Home, trial: PersonalTrial, better: float) -> None:
    """Function of every lived day: 4, and `better` more in the second arm."""
    found = selectors.trial(home.robin, home.person, trial.pk)
    for day in found.lived:
        at = dt.datetime.combine(day.date, dt.time(12), tzinfo=dt.UTC)
        home.save(
            at=at, values={"function": 4 + (better if day.arm == trial.other else 0) + day.date.day % 2}
        )


def test_the_wizard_draws_a_plan_that_stays_hidden(home: Home) -> None:
    client = browser(home.robin)
    first = client.get("/insights/trials/new")
    assert first.status_code == 200
    assert "What do you want to test?" in first.content.decode()
    second = client.get("/insights/trials/new", OWN).content.decode()
    assert "6 pairs · 84 days" in second
    assert "needs 42 days" in second
    sent = OWN | {
        "pairs": "6",
        "block": "2",
        "smallest": "1.0",
        "starts_on": diary.today_of(home.person).isoformat(),
    }
    made = client.post("/insights/trials/new", sent)
    assert made.status_code == 302
    trial = PersonalTrial.objects.get()
    assert (trial.pairs, trial.block_days, trial.washout_days, trial.outcome) == (6, 2, 0, "function")
    page = client.get(made["Location"]).content.decode()
    # One block of twelve has begun; the order of the others is told nowhere.
    assert page.count(">hidden<") == 11
    told = json.loads(client.get(f"/insights/trials/{trial.pk}/protocol").content)
    assert "seed" not in told
    assert "days" not in told
    table = list(
        csv.DictReader(io.StringIO(client.get(f"/insights/trials/{trial.pk}/table").content.decode()))
    )
    assert len(table) == 1
    calendar = client.get(f"/insights/trials/{trial.pk}/calendar").content.decode()
    assert calendar.count("BEGIN:VEVENT") == 12
    assert trial.other not in calendar


def test_power_is_told_from_her_own_days(home: Home) -> None:
    # At noon: late in the evening the change to winter time would put two of them on one day.
    noon = timezone.now().replace(hour=12)
    for back in range(50):
        home.save(at=noon - dt.timedelta(days=back + 1), values={"function": (back * 7 % 5) + 3})
    page = browser(home.robin).get("/insights/trials/new", OWN).content.decode()
    assert "From your own ups and downs, 50 days." in page
    # Fifty days know their own ups and downs roughly: each chance is a range.
    assert re.search(r"\d to \d+ of 10", page)
    assert drawn(home).promised is not None


@pytest.mark.parametrize(
    ("usual", "other"),
    [("ibuprofen at night", "nothing"), ("as usual", "no school"), ("as usual", "skip the exercises"), ("my tablets", "as usual"),
     ("as usual", "stay at home"), ("sleep", "less sleep"), ("gabapentin", "half dose"),
     ("as usual", "half of the classes"), ("PT as usual", "pause PT"), ("as usual", "bed an hour later"), ("as usual", "late nights")],
)  # fmt: skip
def test_some_things_are_never_tested(home: Home, usual: str, other: str) -> None:
    with pytest.raises(BadInput) as refused:
        drawn(home, usual=usual, other=other)
    assert refused.value.problems[0].where == "what"
    assert not PersonalTrial.objects.exists()


def test_doing_without_is_refused_by_the_answer_alone(home: Home) -> None:
    answer = browser(home.robin).get("/insights/trials/new", OWN | {"takes_away": "yes"})
    assert answer.status_code == 422
    assert "never tested here" in answer.content.decode()


def test_no_answer_is_not_a_no(home: Home) -> None:
    left = {key: value for key, value in OWN.items() if key not in ("about", "takes_away")}
    assert browser(home.robin).get("/insights/trials/new", left).status_code == 422
    assert (
        browser(home.robin).get("/insights/trials/new", OWN | {"about": ["none", "food"]}).status_code == 422
    )


@pytest.mark.parametrize("kind", rules.KINDS)
def test_under_18_a_clinician_says_yes_first(home: Home, kind: str) -> None:
    """Also when the box stays open and only the words tell, and when the age is not known."""
    home.person.age_group = ""
    home.person.save()
    trial = drawn(home, kinds=[kind])
    assert selectors.trial(home.robin, home.person, trial.pk).state == "waits"
    client = browser(home.robin)
    assert "Today’s test" not in client.get("/").content.decode()
    with pytest.raises(BadInput):
        services.note_day(
            viewer=home.robin,
            person=home.person,
            trial_id=trial.pk,
            day=trial.starts_on.isoformat(),
            adhered=True,
        )
    with pytest.raises(BadInput):
        services.sign_off(
            viewer=home.robin, person=home.person, trial_id=trial.pk, by_whom="", on="2025-01-01"
        )
    days_ago(home, trial, 5)
    services.sign_off(
        viewer=home.robin, person=home.person, trial_id=trial.pk, by_whom="Dr. Ellis",
        on=diary.today_of(home.person).isoformat(),
    )  # fmt: skip
    found = selectors.trial(home.robin, home.person, trial.pk)
    assert found.state == "running"
    assert found.trial.starts_on == diary.today_of(home.person)
    assert SignOff.objects.get(what=f"trial:{trial.pk.hex}").by_whom == "Dr. Ellis"
    assert "Today’s test" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("words", "kind"),
    [("magnesium in the evening", "swallowed"), ("no sweeteners", "food"), ("weighted blanket", "weight"), ("ice on the knee", "cold"),
     ("heat pad", "warmth"), ("TENS for ten minutes", "electricity")],
)  # fmt: skip
def test_words_give_a_kind_away(words: str, kind: str) -> None:
    assert kind in rules.kinds_of(("as usual", words), [])


def test_an_adult_needs_no_yes(home: Home) -> None:
    home.person.birth_month = dt.date(1990, 1, 1)
    home.person.save()
    trial = drawn(home, kinds=["weight"])
    assert selectors.trial(home.robin, home.person, trial.pk).state == "running"


def test_one_tap_a_day_and_back(home: Home) -> None:
    trial = drawn(home)
    client = browser(home.robin)
    today = diary.today_of(home.person).isoformat()
    assert "Did it" in client.get("/").content.decode()
    for did, kept in (("yes", [True]), ("no", [False]), ("", [])):
        client.post(f"/insights/trials/{trial.pk}/day", {"day": today, "did": did, "next": "/"})
        assert list(TrialDone.objects.values_list("adhered", flat=True)) == kept
    client.post(f"/insights/trials/{trial.pk}/day", {"day": "2001-01-01", "did": "yes"})
    assert not TrialDone.objects.exists()


def test_new_pain_ends_it_for_good(home: Home) -> None:
    trial = drawn(home)
    people.report_new_pain(viewer=home.robin, person=home.person)
    found = selectors.trial(home.robin, home.person, trial.pk)
    assert found.state == "new_pain"
    client = browser(home.robin)
    assert "Today’s test" not in client.get("/").content.decode()
    assert "New pain was reported" in client.get(f"/insights/trials/{trial.pk}").content.decode()
    # A doctor who looks afterwards opens moving again, not this test.
    people.record_clearance(
        viewer=home.robin, person=home.person, by_whom="Dr. Ellis", on=diary.today_of(home.person)
    )
    assert selectors.trial(home.robin, home.person, trial.pk).state == "new_pain"
    assert NewPainReport.objects.count() == 1


def test_nothing_is_begun_on_new_pain_that_nobody_has_looked_at(home: Home) -> None:
    people.report_new_pain(viewer=home.robin, person=home.person)
    with pytest.raises(BadInput, match="New pain was reported"):
        drawn(home)
    page = browser(home.robin).get("/insights/trials/new", OWN)
    assert page.status_code == 422
    assert "Nothing is tested until a clinician has looked at it." in page.content.decode()
    people.record_clearance(
        viewer=home.robin, person=home.person, by_whom="Dr. Ellis", on=diary.today_of(home.person)
    )
    assert drawn(home).pk


def test_nothing_is_told_while_it_runs_and_the_coin_decides_at_the_end(home: Home) -> None:
    trial = drawn(home)
    days_ago(home, trial, 10)
    write_days(home, trial, better=3)
    running = selectors.trial(home.robin, home.person, trial.pk)
    assert selectors.answer(home.robin, running) is None
    days_ago(home, trial, 30)
    write_days(home, trial, better=3)
    over = selectors.trial(home.robin, home.person, trial.pk)
    assert over.state == "over"
    found = selectors.answer(home.robin, over)
    assert found is not None
    assert found.verdict == "better"
    assert found.difference is not None
    assert found.difference.value == pytest.approx(3.0, abs=1.0)
    page = browser(home.robin).get(f"/insights/trials/{trial.pk}").content.decode()
    assert "You did more of what you wanted with: lights low after dinner." in page
    assert "went better in 6 of 6 pairs. Luck alone does this about 1 time in 32." in page
    assert ">hidden<" not in page
    # The exported table says the same to the command line.
    client = browser(home.robin)
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"/insights/trials/{trial.pk}/table").content.decode()))
    )
    columns = {name: [row[name] or None for row in rows] for name in rows[0]}
    again = analyse_trial(columns, arms=over.arms, smallest=1.0, better_is="higher")
    assert again.to_dict() == found.to_dict()
    told = json.loads(client.get(f"/insights/trials/{trial.pk}/protocol").content)
    assert told["seed"] == trial.seed
    assert len(told["days"]) == 24


def test_an_early_end_can_be_taken_back_and_says_too_little(home: Home) -> None:
    trial = drawn(home)
    days_ago(home, trial, 7)
    write_days(home, trial, better=5)
    client = browser(home.robin)
    client.post(f"/insights/trials/{trial.pk}/stop")
    # While it can be taken back, nothing of it is told: a look would be for free.
    page = client.get(f"/insights/trials/{trial.pk}").content.decode()
    assert "It can still go on today." in page
    assert "Luck can only be told" not in page
    assert "seed" not in client.get(f"/insights/trials/{trial.pk}/protocol").json()
    client.post(f"/insights/trials/{trial.pk}/go-on")
    assert selectors.trial(home.robin, home.person, trial.pk).state == "running"
    yesterday = selectors.trial(home.robin, home.person, trial.pk).today - dt.timedelta(days=1)
    PersonalTrial.objects.filter(pk=trial.pk).update(stopped_on=yesterday)
    page = client.get(f"/insights/trials/{trial.pk}").content.decode()
    assert "Luck can only be told from a change with six or more." in page
    assert "Unsure" in page


def test_while_it_waits_no_day_is_lived_and_a_second_yes_moves_nothing(home: Home) -> None:
    trial = drawn(home, other="weighted blanket")
    days_ago(home, trial, 7)
    waiting = selectors.trial(home.robin, home.person, trial.pk)
    assert (waiting.state, waiting.lived) == ("waits", ())
    yes = {
        "viewer": home.robin,
        "person": home.person,
        "trial_id": trial.pk,
        "by_whom": "Dr Ellis",
        "on": waiting.today.isoformat(),
    }
    services.sign_off(**yes)
    days_ago(home, trial, 7)
    begun = selectors.trial(home.robin, home.person, trial.pk)
    assert begun.state == "running"
    with pytest.raises(Denied):
        services.sign_off(**yes)
    assert selectors.trial(home.robin, home.person, trial.pk).trial.starts_on == begun.trial.starts_on


def test_one_at_a_time(home: Home) -> None:
    first = drawn(home)
    with pytest.raises(BadInput):
        drawn(home, other="music at dinner")
    services.stop(viewer=home.robin, person=home.person, trial_id=first.pk)
    drawn(home, other="music at dinner")


def test_who_may_see_and_write(home: Home) -> None:
    trial = drawn(home)
    assert browser(home.kim).get(f"/insights/trials/{trial.pk}").status_code == 200
    # Lee sees function, not her own factors: what is tested is hers.
    assert browser(home.lee).get("/insights/trials").status_code == 404
    assert browser(home.stranger).get(f"/insights/trials/{trial.pk}").status_code == 404
    with pytest.raises(Denied):
        services.stop(viewer=home.lee, person=home.person, trial_id=trial.pk)


def test_pain_is_not_offered_while_pain_is_off(home: Home) -> None:
    home.save(values={"pain_now": 5})
    assert "pain_now" in browser(home.robin).get("/insights/trials/new").content.decode()
    home.person.check_in = "off"
    home.person.save()
    assert 'value="pain_now"' not in browser(home.robin).get("/insights/trials/new").content.decode()
    with pytest.raises(BadInput):
        drawn(home, outcome="pain_now")


def chosen(html: str, name: str) -> list[str]:
    """The values of the ticked choices of a name."""
    return re.findall(rf'name="{name}" value="([^"]*)" checked', html)


def test_the_wizard_keeps_what_was_chosen_and_its_own_form_draws(home: Home) -> None:
    client = browser(home.robin)
    there = "/insights/trials/new?idea=screens&outcome=function&step=2"
    assert chosen(client.get(there).content.decode(), "block") == ["7"]
    second = client.get(f"{there}&block=2").content.decode()
    assert chosen(second, "block") == ["2"]
    own = "/insights/trials/new?idea=own&usual=as+usual&other=a+warm+blanket&takes_away=no&outcome=function"
    back = client.get(own).content.decode()
    assert (chosen(back, "idea"), chosen(back, "takes_away")) == (["own"], ["no"])
    # What the page itself would send, and nothing that a test knows better.
    form = second.split('<form method="post" action="/insights/trials/new"')[1].split("</form>")[0]
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    sent |= {"pairs": chosen(form, "pairs")[0], "starts_on": diary.today_of(home.person).isoformat()}
    assert client.post("/insights/trials/new", sent).status_code == 302
    assert PersonalTrial.objects.get().block_days == 2
