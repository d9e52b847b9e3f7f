"""What was worked out once is handed out until something changes, and to nobody who may see less."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

if TYPE_CHECKING:
    from tests.diary.household import Home

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DAY = dt.datetime(2025, 5, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every time a result is worked out anew."""
    from dialdown.insights import composing, patterns

    calls: list[str] = []
    figures, answer = composing.figures, patterns.answer

    def counted(viewer: Any, person_id: Any, period: str) -> Any:
        calls.append(period)
        return figures(viewer, person_id, period)

    def asked(viewer: Any, person_id: Any, asking: Any) -> Any:
        calls.append("patterns")
        return answer(viewer, person_id, asking)

    monkeypatch.setattr(composing, "figures", counted)
    monkeypatch.setattr(patterns, "answer", asked)
    return calls


def test_the_second_view_works_nothing_out(home: Home, worked: list[str]) -> None:
    from dialdown.insights import services

    home.save(at=DAY, values={"function": 4})
    first = services.figures(viewer=home.robin, person=home.person, period="all")
    assert services.kept_pattern_answer(viewer=home.robin, person=home.person) is None
    services.pattern_answer(viewer=home.robin, person=home.person)
    again = services.figures(viewer=home.robin, person=home.person, period="all")
    assert services.kept_pattern_answer(viewer=home.robin, person=home.person) is not None
    services.pattern_answer(viewer=home.robin, person=home.person)
    assert worked == ["all", "patterns"]
    assert (again.data, again.made_at) == (first.data, first.made_at)


def test_every_change_of_the_diary_draws_it_anew(home: Home, worked: list[str]) -> None:
    from dialdown.diary import services as diary
    from dialdown.insights import services

    saved = home.save(at=DAY, values={"function": 4})
    factor = diary.add_factor(viewer=home.robin, person=home.person, label="Swing", type="yes_no")

    def changed() -> None:
        before = len(worked)
        for _ in range(2):
            services.figures(viewer=home.robin, person=home.person, period="all")
            services.pattern_answer(viewer=home.robin, person=home.person)
        assert worked[before:] == ["all", "patterns"]

    changed()
    home.save(at=DAY + dt.timedelta(days=1), values={"function": 6})
    changed()
    diary.rename_factor(viewer=home.robin, factor_id=factor.pk, label="Trampoline")
    changed()
    diary.undo(viewer=home.robin, entry_id=saved.entry.pk)
    changed()
    assert (
        services.figures(viewer=home.robin, person=home.person, period="all").data["span"]["entry_days"] == 1
    )


def test_a_change_meanwhile_makes_it_old(
    home: Home, worked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dialdown.insights import composing, services

    home.save(at=DAY, values={"function": 4})
    counted = composing.figures

    def meanwhile(viewer: Any, person_id: Any, period: str) -> Any:
        made = counted(viewer, person_id, period)
        if len(worked) == 1:
            home.save(at=DAY + dt.timedelta(days=1), values={"function": 6})
        return made

    monkeypatch.setattr(composing, "figures", meanwhile)
    services.figures(viewer=home.robin, person=home.person, period="all")
    assert (
        services.figures(viewer=home.robin, person=home.person, period="all").data["span"]["entry_days"] == 2
    )
    assert worked == ["all", "all"]


def test_another_version_of_the_program_draws_anew(
    home: Home, worked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dialdown.insights import services

    home.save(at=DAY, values={"function": 4})
    services.figures(viewer=home.robin, person=home.person, period="all")
    monkeypatch.setattr(services, "MADE_BY", "next")
    services.figures(viewer=home.robin, person=home.person, period="all")
    assert worked == ["all", "all"]


def test_nobody_gets_what_was_made_for_somebody_who_sees_more(home: Home, worked: list[str]) -> None:
    from dialdown.insights import services
    from dialdown.people.models import Grant

    home.save(
        at=DAY, values={"function": 4, "pain_now": 9}, regions=[{"region": "front-left-knee", "pain": 9}]
    )
    everything = services.figures(viewer=home.robin, person=home.person, period="all").data
    assert {f["key"] for f in everything["figures"]} == {"function", "pain", "distribution", "places"}
    little = services.figures(viewer=home.lee, person=home.person, period="all").data
    assert [f["key"] for f in little["figures"]] == ["function"]
    assert little["map"] is None
    assert worked == ["all", "all"]
    # And back again: each keeps its own.
    assert services.figures(viewer=home.robin, person=home.person, period="all").data == everything
    # Once the grant names pain, the picture without pain is no longer hers.
    Grant.objects.filter(account=home.lee).update(scopes=["function", "pain"])
    wider = services.figures(viewer=home.lee, person=home.person, period="all").data
    assert [f["key"] for f in wider["figures"]] == ["function", "pain", "distribution"]
    Grant.objects.filter(account=home.lee).update(scopes=["function"])
    assert services.figures(viewer=home.lee, person=home.person, period="all").data == little


def test_each_language_has_its_own(home: Home, worked: list[str]) -> None:
    from dialdown.insights import services

    home.save(at=DAY, values={"function": 4})
    for language in ("en", "de", "en"):
        with translation.override(language):
            services.figures(viewer=home.robin, person=home.person, period="all")
    assert worked == ["all", "all"]


def test_growing_up_and_pain_off_ask_again(home: Home, worked: list[str]) -> None:
    from dialdown.insights import services

    home.save(at=DAY, values={"function": 4})
    services.pattern_answer(viewer=home.robin, person=home.person)
    home.person.check_in = "off"
    services.pattern_answer(viewer=home.robin, person=home.person)
    home.person.age_group = "adult"
    services.pattern_answer(viewer=home.robin, person=home.person)
    assert services.kept_pattern_answer(viewer=home.robin, person=home.person) is not None
    assert worked == ["patterns"] * 3


def test_a_stranger_gets_nothing(home: Home) -> None:
    from dialdown.insights import services
    from dialdown.people.access import Denied

    home.save(at=DAY, values={"function": 4})
    services.figures(viewer=home.robin, person=home.person, period="all")
    for viewer in (home.stranger, home.host, None):
        with pytest.raises(Denied):
            services.figures(viewer=viewer, person=home.person, period="all")
        with pytest.raises(Denied):
            services.kept_pattern_answer(viewer=viewer, person=home.person)


def test_what_another_room_lends_stays_with_who_may_see_it(home: Home) -> None:
    """A load planned in Move is in the volume of whoever sees moving; also when somebody who does looked first, or did before."""
    from dialdown.insights import services
    from dialdown.people.models import Grant

    made: list[str] = []

    def work() -> dict[str, Any]:
        made.append("worked")
        return {"load": "planned"}

    def look(*scopes: str) -> bool:
        """True when the answer is worked out anew."""
        Grant.objects.filter(account=home.lee).update(scopes=list(scopes))
        before = len(made)
        services.stored(viewer=home.lee, person=home.person, name="volume:", work=work)
        return len(made) > before

    home.save(at=DAY, values={"function": 4})
    assert look("function:line", "pain:line", "move")
    assert look("function:line", "pain:line")
    assert not look("function:line", "pain:line", "move:week")
    assert not look("function:line", "pain:line", "move")
