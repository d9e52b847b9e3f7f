"""A clock that jumps, on the phone or on the server, and the two nights with 23 and 25 hours: nothing acknowledged is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from dialdown.diary import selectors, services
from dialdown.people import services as people
from dialdown.people.access import open_grants
from dialdown.people.models import Grant
from tests.diary.household import Home, home

pytestmark = [pytest.mark.django_db, pytest.mark.database]
YEARS = dt.timedelta(days=800)


@pytest.fixture
def here() -> Home:
    return home()


def _function(here: Home, saved: services.Saved) -> object:
    return selectors.entry_document(here.robin, saved.entry.pk)["values"]["function"]


@pytest.mark.parametrize("jump", [YEARS, -YEARS, dt.timedelta(hours=1), -dt.timedelta(hours=1)], ids=str)
def test_a_phone_whose_clock_was_wrong(here: Home, jump: dt.timedelta) -> None:
    """What it sends is kept as it says; what is corrected on a page afterwards wins, and can be corrected again."""
    now = timezone.now()
    saved = here.save(
        at=now, saved_at=(now + jump).isoformat(), day=now.date().isoformat(), values={"function": 3}
    )
    assert saved.stored == "created"
    for value in (5, 7):
        page = here.document(values={"function": value})
        assert (
            services.edit_entry(viewer=here.robin, entry_id=saved.entry.pk, document=page).stored == "updated"
        )
        assert _function(here, saved) == value
    # The phone sends its first version once more: it is told that a newer one is there.
    sent = here.document(
        at=now, id=str(saved.entry.pk), saved_at=(now + jump).isoformat(), day=now.date().isoformat(), values={"function": 3}
    )  # fmt: skip
    assert services.save_entry(viewer=here.robin, document=sent).stored == "newer"
    assert _function(here, saved) == 7


@pytest.mark.parametrize("jump", [YEARS, -YEARS], ids=str)
def test_a_server_whose_clock_jumps_between_two_corrections(
    here: Home, jump: dt.timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ahead it goes on as ever. Back, today is a day that has not come: refused in words, and all that was there stays."""
    saved = here.save(values={"function": 3})
    real = timezone.now
    stands = 3
    for value, shift in ((4, dt.timedelta()), (5, jump), (6, dt.timedelta())):
        page = here.document(values={"function": value})
        monkeypatch.setattr(timezone, "now", lambda shift=shift: real() + shift)
        if shift < dt.timedelta():
            with pytest.raises(services.BadInput) as refused:
                services.edit_entry(viewer=here.robin, entry_id=saved.entry.pk, document=page)
            assert all(problem.message for problem in refused.value.problems)
        else:
            done = services.edit_entry(viewer=here.robin, entry_id=saved.entry.pk, document=page)
            assert done.stored == "updated"
            stands = value
        assert _function(here, saved) == stands
    services.delete_entry(viewer=here.robin, entry_id=saved.entry.pk)
    assert not selectors.calendar(here.robin, here.person.pk, saved.entry.day, saved.entry.day)


def test_a_clock_that_was_set_back_opens_no_ended_grant(here: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Grant.objects.get(account=here.lee)
    people.end(viewer=here.robin, grant_id=ended.pk)
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() - YEARS)
    assert not open_grants(here.lee).exists()


@pytest.mark.parametrize(
    ("day", "moments"),
    [
        # Clocks go forward: half past two does not exist, and is sent as one or the other all the same.
        ("2026-03-29", ["2026-03-29T01:30:00+01:00", "2026-03-29T02:30:00+01:00", "2026-03-29T03:45:00+02:00"]),
        # Clocks go back: half past two is there twice, an hour apart.
        ("2026-10-25", ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-25T03:30:00+01:00"]),
    ],
)  # fmt: skip
def test_the_nights_of_the_clock_change(here: Home, day: str, moments: list[str]) -> None:
    """Every check-in of the night is its own moment, in the order in which they happened, on the day it says."""
    for number, at in enumerate(moments):
        moment = dt.datetime.fromisoformat(at)
        here.save(at=moment, day=day, zone="Europe/Berlin", values={"function": number})
    found = selectors.day_documents(here.robin, here.person.pk, dt.date.fromisoformat(day))
    assert [one["values"]["function"] for one in found] == list(range(len(moments)))
    assert len({dt.datetime.fromisoformat(one["at"]).astimezone(dt.UTC) for one in found}) == len(
        set(moments)
    )
