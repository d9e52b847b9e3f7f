"""What a grant opens: from its start until its end, unless revoked, and the scopes it names and no other."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dialdown.diary import selectors as diary
from dialdown.diary import services as diary_services
from dialdown.intake.definitions import shipped
from dialdown.people import access, selectors, services
from dialdown.people.access import Denied
from dialdown.people.models import Account, Grant, Membership, Person
from dialdown.uuid7 import uuid7
from tests.access.households import account, document, member, owner

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
MOMENTS = st.integers(0, 400).map(lambda hours: START + dt.timedelta(hours=hours))
GRANTS = st.tuples(
    MOMENTS,
    st.none() | MOMENTS,
    st.none() | MOMENTS,
    st.sets(st.sampled_from(["function", "pain", "body", "goals", "all"]), max_size=3),
)
SCOPES = sorted(shipped().scopes)


class TestIntervals(TestCase):
    """Hypothesis needs a transaction an example."""

    @given(st.lists(GRANTS, max_size=4), MOMENTS, st.booleans())
    def test_visible_from_start_until_end_unless_revoked(
        self, rows: list[Any], now: dt.datetime, active: bool
    ) -> None:
        kim = account("Kim", is_active=active)
        person = Person.objects.create(display_name="Robin")
        other = Person.objects.create(display_name="Sam")
        expected: set[str] = set()
        for starts, ends, revoked, scopes in rows:
            Grant.objects.create(
                person=person,
                account=kim,
                scopes=sorted(scopes),
                starts_at=starts,
                ends_at=ends,
                revoked_at=revoked,
            )
            if active and starts <= now and (ends is None or now < ends) and revoked is None:
                expected |= scopes
        grants = list(access.open_grants(kim, at=now).filter(person=person))
        sight = access.Sight(grants)
        assert bool(sight) is bool(expected)
        for scope in SCOPES:
            assert (scope in sight) is (scope in expected or "all" in expected), scope
        assert not access.open_grants(kim, at=now).filter(person=other).exists()
        assert not access.open_grants(None, at=now).exists()


pytestmark = pytest.mark.django_db


def test_a_leave_has_another_mark_as_soon_as_any_of_it_changes() -> None:
    """By its mark a browser knows that what it kept may have to go; the order in which things were opened says nothing."""
    leaves: list[dict[str, Any]] = [
        {"scopes": ["pain", "sleep"]}, {"scopes": ["pain"]}, {"scopes": ["pain:line", "sleep"]}, {"scopes": ["all"]}, {"scopes": []},
        {"scopes": ["pain", "sleep"], "may_write": True}, {"scopes": ["pain", "sleep"], "audience": Grant.Audience.SELF},
    ]  # fmt: skip
    marks = [access.Sight([Grant(**leave)]).mark for leave in leaves]
    assert len(set(marks)) == len(leaves)
    assert access.Sight([Grant(scopes=["sleep"]), Grant(scopes=["pain"])]).mark == marks[0]
    assert not any("pain" in mark for mark in marks)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_the_start_belongs_to_a_grant_and_the_end_does_not(seconds: int) -> None:
    kim, (_robin, person) = account("Kim"), owner()
    now = timezone.now()
    shift = dt.timedelta(seconds=seconds)
    Grant.objects.create(
        person=person, account=kim, scopes=["function"], starts_at=now, ends_at=now + dt.timedelta(hours=1)
    )
    assert access.open_grants(kim, at=now + shift).exists() is (seconds >= 0)
    assert access.open_grants(kim, at=now + dt.timedelta(hours=1) + shift).exists() is (seconds < 0)


def test_a_membership_opens_nothing() -> None:
    _robin, person = owner()
    for role in Membership.Role.values:
        kim = account(f"Kim the {role}")
        member(kim, None if role == Membership.Role.HOST else person, role)
        assert selectors.visible_to(kim) == []
        assert selectors.own_person(kim) is None
        with pytest.raises(Denied):
            selectors.person(kim, person.pk)


def test_nobody_sees_anything_without_signing_in() -> None:
    _robin, person = owner()
    from django.contrib.auth.models import AnonymousUser

    for viewer in (None, AnonymousUser(), Account(username="never stored")):
        assert selectors.visible_to(viewer) == []
        with pytest.raises(Denied):
            selectors.clearance(viewer, person.pk)


def test_a_grant_without_scopes_opens_nothing() -> None:
    kim, (_robin, person) = account("Kim"), owner()
    Grant.objects.create(person=person, account=kim, scopes=[], may_write=True)
    with pytest.raises(Denied):
        access.require(kim, person.pk)


def test_a_grant_is_for_a_login_or_a_link_and_never_for_both_or_none() -> None:
    kim, (_robin, person) = account("Kim"), owner()
    Grant.objects.create(person=person, account=None, link_digest="a" * 64, scopes=["function"])
    for fields in ({"account": kim, "link_digest": "b" * 64}, {"account": None, "link_digest": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.create(person=person, scopes=["function"], **fields)


def test_only_someone_who_may_write_can_end_a_grant() -> None:
    kim, lou, (robin, person) = account("Kim"), account("Lou"), owner()
    grant = Grant.objects.create(person=person, account=kim, scopes=["all"])
    for viewer in (kim, lou, None):
        with pytest.raises(Denied):
            services.revoke(viewer=viewer, grant=grant)
    services.revoke(viewer=robin, grant=grant)
    with pytest.raises(Denied):
        access.require(kim, person.pk)


# --- scopes in every selector of the diary ------------------------------------------------------------------


@pytest.fixture
def full_diary() -> tuple[Account, Person, Any]:
    """Robin's diary of one day with an answer in every scope that has numbers or words."""
    robin, person = owner(limb_module=True)
    table = shipped()
    values: dict[str, Any] = {}
    for definition in table:
        if definition.type == "text":
            values[definition.key] = f"words of {definition.key}"
        elif definition.type == "choice":
            values[definition.key] = definition.options[0].key
        elif definition.type == "choices":
            values[definition.key] = [definition.options[0].key]
        elif definition.type == "yes_no":
            values[definition.key] = True
        else:
            values[definition.key] = definition.min or 0
    entry = uuid7()
    signs = [{"kind": "temperature", "side": "left", "answer": "cold", "reading": 28.4}]
    diary_services.save_entry(
        viewer=robin, document=document(person, entry, values=values, skipped=[], signs=signs)
    )
    diary_services.add_goal(viewer=robin, person=person, text="to swim")
    for kind in ("medicine", "illness", "programme"):
        diary_services.add_event(
            viewer=robin, person=person, kind=kind, title=kind, starts_on=timezone.now().date()
        )
    diary_services.add_factor(viewer=robin, person=person, label="Screen", type="count")
    return robin, person, entry


@pytest.mark.parametrize("scope", SCOPES)
def test_one_scope_shows_its_own_answers_and_no_other(scope: str, full_diary: Any) -> None:
    robin, person, entry = full_diary
    kim = account("Kim")
    Grant.objects.create(person=person, account=kim, scopes=[scope])
    table = diary.definitions(person.pk)
    of_scope = {d.key for d in table if d.scope == scope}

    assert set(diary.day_series(kim, person.pk)) == set(diary.day_series(robin, person.pk)) & of_scope
    every = diary.entry_document(robin, entry)
    seen = diary.entry_document(kim, entry)
    assert set(seen["values"]) == set(every["values"]) & of_scope
    assert bool(seen["regions"]) is bool(seen["signs"]) is (scope == "body")
    today = dt.date.fromisoformat(every["day"])
    assert diary.day_documents(kim, person.pk, today) == [seen]
    assert bool(diary.region_days(kim, person.pk)) is (scope == "body")
    assert bool(diary.goals(kim, person.pk)) is (scope == "goals")
    kinds = {event.kind for event in diary.events(kim, person.pk)}
    assert kinds == {"medicine": {"medicine"}, "illness": {"illness"}, "function": {"programme"}}.get(
        scope, set()
    )
    assert {d.key for d in diary.visible_definitions(kim, person.pk)} == of_scope
    for moment in diary.moments(kim, person.pk, today, today):
        assert {a.definition.key for a in moment.answers} <= of_scope
    with pytest.raises(Denied):
        diary_services.save_entry(viewer=kim, document=document(person, entry))


def test_the_owner_sees_everything(full_diary: Any) -> None:
    robin, _person, entry = full_diary
    seen = diary.entry_document(robin, entry)
    assert len(seen["values"]) > 20
    assert seen["regions"]
    assert seen["signs"]


def test_a_grant_that_ended_shuts_every_selector(full_diary: Any) -> None:
    _robin, person, entry = full_diary
    kim = account("Kim")
    Grant.objects.create(
        person=person, account=kim, scopes=["all"], may_write=True, revoked_at=timezone.now()
    )
    today = timezone.now().date()
    for read in (
        lambda: diary.day_series(kim, person.pk),
        lambda: diary.entry_document(kim, entry),
        lambda: diary.day_documents(kim, person.pk, today),
        lambda: diary.region_days(kim, person.pk),
        lambda: diary.goals(kim, person.pk),
        lambda: diary.events(kim, person.pk),
        lambda: diary.moments(kim, person.pk, today, today),
        lambda: diary.calendar(kim, person.pk, today, today),
        lambda: diary.span(kim, person.pk),
        lambda: diary.visible_definitions(kim, person.pk),
        lambda: diary.wins(kim, person.pk, today, today),
        lambda: diary.last_writing_check(kim, person.pk),
        lambda: selectors.person(kim, person.pk),
        lambda: selectors.clearance(kim, person.pk),
        lambda: selectors.seen_by_others(kim, person.pk),
    ):
        with pytest.raises(Denied):
            read()
    assert selectors.visible_to(kim) == []


def test_a_parent_who_leads_cannot_write_what_is_private() -> None:
    from dialdown.intake.records import BadInput

    kim = account("Kim")
    person = services.create_person(account=kim, role="parent", display_name="Mika", age_group="under_13")
    diary_services.save_entry(viewer=kim, document=document(person, uuid7(), values={"function": 3}))
    for key, answer in (("note", "hello"), ("mood", "good"), ("period", True)):
        with pytest.raises(BadInput):
            diary_services.save_entry(viewer=kim, document=document(person, uuid7(), values={key: answer}))


def test_no_page_can_be_whoever_runs_the_machine(root: Path) -> None:
    """The operator sees everything: what answers a request must not even know the name."""
    pages = [
        path
        for path in sorted((root / "src/dialdown").rglob("*.py"))
        if "views" in path.parts
        or path.stem in ("views", "api", "urls", "middleware", "context", "current", "gate", "forms")
    ]
    assert len(pages) > 20
    for path in pages:
        assert "Operator" not in path.read_text(encoding="utf-8"), path
