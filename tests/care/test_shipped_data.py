"""A row of a shipped data file that is not what it should be is named in one sentence: where, what, and what was expected."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from dialdown.care import files as care_files
from dialdown.care.clinical.rules import rules
from dialdown.care.flare.suggestions import suggestions
from dialdown.care.letters.book import kinds, steps
from dialdown.care.medicines.notes import notes
from dialdown.care.visits.starters import starters
from dialdown.intake.shipped import BadData
from dialdown.learn import files as learn_files
from dialdown.learn.claims.book import claims, explained
from dialdown.learn.signs import _all as red_flags

Spoil = Callable[[dict[str, Any]], object]


def _set(*path: Any, to: Any) -> Spoil:
    """Puts `to` at a place of the document."""

    def spoil(document: dict[str, Any]) -> None:
        at: Any = document
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = to

    return spoil


CASES: dict[str, tuple[Any, tuple[str, ...], Spoil, str]] = {
    "claim without an answer": (claims, ("claims/claims.yaml",), _set("claims", 1, "answer", to=""),
        "claims.yaml, claim-02: answer is ''; expected words"),
    "mark without what it judges": (claims, ("claims/claims.yaml",), _set("claims", 2, "claim", to=""),
        "claims.yaml, claim-03: claim is ''; expected words"),
    "claim with a verdict of its own": (claims, ("claims/claims.yaml",), _set("claims", 0, "verdict", to="maybe"),
        "claims.yaml, claim-01: verdict is 'maybe'; expected one of contradicted, no source found, partly, supported"),
    "claim without a source": (claims, ("claims/claims.yaml",), _set("claims", 0, "sources", to=[]),
        "claims.yaml, claim-01: sources is []; expected a list with something in it"),
    "source without a title": (claims, ("claims/claims.yaml",), _set("claims", 0, "sources", 0, "title", to=None),
        "claims.yaml, claim-01, sources: title is None; expected words"),
    "claim for nobody": (claims, ("claims/claims.yaml",), _set("claims", 0, "for", to=["cat"]),
        "claims.yaml, claim-01: for is 'cat'; expected one of adult, clinician, parent, school, teen"),
    "level without text": (explained, ("claims/explain.yaml",), _set("levels", 2, "text", to=None),
        "explain.yaml, level 3: text is None; expected a list with something in it"),
    "red flag of no group": (red_flags, ("data/red_flags.yaml",), _set("signs", 0, "group", to="later"),
        "red_flags.yaml, new_limp: group is 'later'; expected one of same_day, soon"),
    "letter without parts": (kinds, ("letters.yaml", "letters"), _set("letters", 0, "parts", to=[]),
        "letters.yaml, general: parts is []; expected a list with something in it"),
    "fact without a source": (kinds, ("letters.yaml", "letters"), _set("letters", 0, "facts", 0, "sources", to=[]),
        "letters.yaml, general, facts: sources is []; expected a list with something in it"),
    "letter that stands there twice": (kinds, ("letters.yaml", "letters"), _set("letters", 1, "id", to="general"),
        "letters.yaml, general: id stands there twice; expected one of its own"),
    "step without a way out": (steps, ("accommodations.yaml", "letters"), _set("accommodations", 0, "exit", to=""),
        "accommodations.yaml, sch-gradual-return: exit is ''; expected words"),
    "step without a length": (steps, ("accommodations.yaml", "letters"), _set("accommodations", 0, "review_weeks", to="soon"),
        "accommodations.yaml, sch-gradual-return: review_weeks is 'soon'; expected a whole number"),
    "note without names": (notes, ("medicine_notes.yaml",), _set("notes", 1, "examples_for_matching", to=[]),
        "medicine_notes.yaml, gabapentinoids: examples_for_matching is []; expected a list with something in it"),
    "question without a reason": (starters, ("visits.yaml",), _set("starters", 0, "questions", 0, "why", to=""),
        "visits.yaml, doctor, questions: why is ''; expected words"),
    "rule without a source": (rules, ("adult_rules.yaml",), _set("rules", 0, "ref", to=""),
        "adult_rules.yaml, budapest: ref is ''; expected words"),
    "place of no region": (rules, ("adult_rules.yaml",), _set("rules", 1, "parts", 0, "items", "neck", "region", to="middle"),
        "adult_rules.yaml, acr, places, neck: region is 'middle'; expected one of axial, lower_left, lower_right, upper_left, upper_right"),
    "plan without first steps": (suggestions, ("flare.yaml",), _set("first_steps", to=None),
        "flare.yaml: first_steps is None; expected a list with something in it"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_bad_row_is_named_in_one_sentence(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    load, name, spoil, said = CASES[case]
    room = learn_files if "/" in name[0] else care_files
    spoiled = copy.deepcopy(room.document(*name))
    spoil(spoiled)
    module = __import__(load.__module__, fromlist=["document"])
    if room is learn_files:
        monkeypatch.setattr(learn_files, "document", lambda *_name: spoiled)
    else:
        monkeypatch.setattr(module, "document", lambda *_name: spoiled)
    with pytest.raises(BadData) as found:
        load.__wrapped__()
    assert str(found.value) == said
    monkeypatch.undo()
    assert load.__wrapped__()
