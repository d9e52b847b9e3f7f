"""The table of rules: complete, sourced, and closed to pain where it is about movement."""

from __future__ import annotations

import pytest

from dialdown.training.rules import BadRules, decide, parse, shipped

ROW = """
rules:
- id: {id}
  what: {what}
  event: {event}
  when: {when}
  action: hold
  sentence: It stays.
  source: our rule
  seen: false
"""


def row(id: str = "a", what: str = "move", event: str = "ill", when: str = "[]") -> str:
    return ROW.format(id=id, what=what, event=event, when=when)


def test_every_rule_has_its_sentence_and_its_source() -> None:
    for rule in shipped():
        assert rule.sentence.endswith((".", "?")), rule.id
        assert rule.source, rule.id
        assert rule.seen != rule.ours, rule.id


def test_rules_about_movement_cannot_look_at_pain() -> None:
    with pytest.raises(BadRules, match="pain never enters"):
        parse(row(when="[{fact: pain_after, at_least: 5}]"))
    with pytest.raises(BadRules, match="pain never enters"):
        parse(row(what="move.walk", when="[{fact: mean_pain, is: 1}]"))
    # Practice may: it can hurt.
    assert len(tuple(parse(row(what="touch", when="[{fact: pain_after, at_least: 5}]")))) == 1


def test_a_table_that_is_none_says_which_row() -> None:
    for text in (
        "rules: 3", row(event="moon"), row(when="[{fact: x}]"), row() + row().replace("rules:\n", ""), "rules: [1]",
    ):  # fmt: skip
        with pytest.raises(BadRules):
            parse(text)


def test_the_first_row_that_holds_decides_and_what_is_unknown_holds_nothing() -> None:
    table = parse(
        row("near", "move.walk", "ill", "[{fact: days, at_most: 3}]") + row("far", "move.walk").replace("\nrules:\n", "")
        + row("any").replace("\nrules:\n", "")
    )  # fmt: skip

    def found(what: str, **facts: int | None) -> str | None:
        decision = decide(what, "ill", facts, rules=table)
        return decision.rule.id if decision else None

    assert found("move.walk", days=3) == "near"
    assert found("move.walk", days=4) == "far"
    assert found("move.walk", days=None) == "far"
    assert found("move.stairs") == "any"
    assert found("touch") is None


def test_a_number_is_not_compared_with_words() -> None:
    table = parse(row(when="[{fact: days, at_most: 3}]"))
    with pytest.raises(BadRules, match="needs numbers"):
        decide("move", "ill", {"days": "many"}, rules=table)
