"""A diary that was brought in on the command line waits for its person."""

import pytest

from dialdown.people import services
from dialdown.people.access import sight
from dialdown.people.models import Person

pytestmark = pytest.mark.django_db

TOLD = {
    "username": "robin", "password": "a long enough word", "role": "owner", "zone": "Europe/Berlin",
    "country": "DE", "age_group": "13_to_17", "limb_module": False,
}  # fmt: skip


def test_set_up_opens_the_diary_that_waits_under_this_name() -> None:
    waiting = services.create_person(account=None, display_name="Robin")
    account, person = services.first_account(person_name="Robin", **TOLD)
    assert person.pk == waiting.pk
    assert "mood" in sight(account, waiting.pk)
    assert (person.zone, person.country, person.age_group) == ("Europe/Berlin", "DE", "13_to_17")


def test_another_name_gets_a_diary_of_its_own() -> None:
    waiting = services.create_person(account=None, display_name="Robin")
    account, person = services.first_account(person_name="Kim", **TOLD)
    assert person.pk != waiting.pk
    assert not sight(account, waiting.pk)


def test_a_diary_that_somebody_can_open_is_never_taken_over() -> None:
    _first, hers = services.first_account(person_name="Robin", **TOLD)
    second, other = services.first_account(person_name="Robin", **{**TOLD, "username": "robin2"})
    assert other.pk != hers.pk
    assert not sight(second, hers.pk)
    assert Person.objects.filter(display_name="Robin").count() == 2
