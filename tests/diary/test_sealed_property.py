"""Any history of writing, correcting, undoing and new keys: what she reads is what was last said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialdown.diary import selectors, services
from dialdown.diary.models import Value
from dialdown.intake.definitions import shipped
from dialdown.people.sealing import keys
from tests.diary.household import Home, home
from tests.diary.private import WORDS, closed, with_key

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300).filter(
    lambda t: t.strip()
)
ANSWERS = st.fixed_dictionaries({}, optional={
    "mood": st.sampled_from(["low", "so_so", "good"]), "energy": st.sampled_from(["tired", "okay"]),
    "fog": st.sampled_from(["foggy", "clear"]), "period": st.booleans(), "note": TEXT.map(str.strip),
})  # fmt: skip
SKIPS = st.lists(st.sampled_from(["mood", "energy", "fog"]), unique=True)
STEP = st.one_of(
    st.tuples(st.just("open"), ANSWERS, SKIPS), st.tuples(st.just("closed"), ANSWERS, SKIPS),
    st.tuples(st.just("parent"), st.just({}), st.just([])), st.tuples(st.sampled_from(["undo", "key", "out"]), st.just({}), st.just([])),
)  # fmt: skip
PRIVATE = [d.key for d in shipped().sealed]


def read(mine: Home, entry_id: Any) -> tuple[dict[str, Any], list[str]]:
    """What she reads of her private answers."""
    found = selectors.entry_document(mine.robin, entry_id)
    assert found["sealed"] == []
    return {k: v for k, v in found["values"].items() if k in PRIVATE}, [
        k for k in found["skipped"] if k in PRIVATE
    ]


@given(first=ANSWERS, steps=st.lists(STEP, max_size=7))
def test_she_reads_what_was_last_said(
    first: dict[str, Any], steps: list[tuple[str, dict[str, Any], list[str]]]
) -> None:
    from django.db import transaction

    with transaction.atomic():
        try:
            _run(first, steps)
        finally:
            transaction.set_rollback(True)


def _run(first: dict[str, Any], steps: list[tuple[str, dict[str, Any], list[str]]]) -> None:
    mine = with_key(home())
    entry = mine.save(values={"function": 1, **first}).entry
    # What she should read, and what undo brings back.
    now: tuple[dict[str, Any], list[str]] = (dict(first), [])
    before: list[tuple[Any, tuple[dict[str, Any], list[str]]]] = []
    for number, (how, answers, skips) in enumerate(steps, 2):
        skipped = sorted(set(skips) - set(answers))
        if how in ("open", "closed", "parent"):
            viewer = {"open": mine.robin, "closed": closed(mine.robin), "parent": mine.kim}[how]
            seen = selectors.entry_document(viewer, entry.pk)
            said = {"function": float(number), **answers}
            saved = services.edit_entry(
                viewer=viewer,
                entry_id=entry.pk,
                document={**seen, "values": said, "skipped": skipped, "said_by": "self"},
            )
            before.append((saved.revision, now))
            if how == "open":
                now = (dict(answers), skipped)
            else:
                touched = {*answers, *skipped}
                kept = {k: v for k, v in now[0].items() if k not in touched}
                now = ({**kept, **answers}, sorted({*(k for k in now[1] if k not in touched), *skipped}))
        elif how == "undo" and before:
            revision, earlier = before.pop()
            services.undo(viewer=mine.robin, entry_id=entry.pk, revision=revision)
            now = earlier
        elif how == "key":
            keys.renew(account=mine.robin, person=mine.person, passphrase=WORDS)
        elif how == "out":
            services.delete_entry(viewer=mine.robin, entry_id=entry.pk)
            services.undo(viewer=closed(mine.robin), entry_id=entry.pk)
        assert read(mine, entry.pk) == now, how
        rows = Value.objects.filter(entry=entry, key__in=PRIVATE)
        assert all((r.number, r.text, r.tags, r.skipped) == (None, "", [], False) and r.sealed for r in rows)
