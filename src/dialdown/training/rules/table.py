"""The table of rules: read from YAML, checked row by row, frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

# What may happen. A practice or an activity that needs another event adds it here.
EVENTS = frozenset({
    "begins", "measured", "week_ends", "step_undone", "ill", "flare_day", "relapse", "away", "back", "locked", "opened",
    "programme_begins", "programme_ends", "resting", "changed_by_hand", "prescribed", "review_day", "practice_done",
    "stage_asked", "step_asked", "sitting_done",
})  # fmt: skip
ACTIONS = frozenset({
    "start", "restart", "step_up", "step_back", "stay", "hold", "floor", "measure", "pause", "resume", "follow", "ask", "stop",
    "next",
})  # fmt: skip
COMPARISONS = ("is", "at_least", "at_most", "more_than", "less_than")
# Pain does not steer movement: no rule of these names may look at a fact, or give an amount, whose name speaks of it.
MOVEMENT = "move"
OUR_RULE = "our rule"
FIELDS = {"id", "what", "event", "when", "action", "amounts", "sentence", "source", "seen"}

Number = int | float
Facts = Mapping[str, Number | str | bool | None]


class BadRules(ValueError):
    """The table is not one: says which row and why."""


@dataclass(frozen=True)
class Condition:
    """One comparison of a fact with a value; a fact that is not known never holds."""

    fact: str
    comparison: str
    value: Number | str | bool

    def holds(self, facts: Facts) -> bool:
        """True when the fact is known and compares so."""
        found = facts.get(self.fact)
        if found is None:
            return False
        if self.comparison == "is":
            return found == self.value
        if isinstance(found, str) or isinstance(self.value, str):
            raise BadRules(f"{self.fact}: {self.comparison} needs numbers")
        return {
            "at_least": found >= self.value, "at_most": found <= self.value,
            "more_than": found > self.value, "less_than": found < self.value,
        }[self.comparison]  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One row. `sentence` is English with {places}; pages pass it through gettext before they fill them."""

    id: str
    what: str
    event: str
    when: tuple[Condition, ...]
    action: str
    sentence: str
    source: str
    seen: bool
    amounts: Mapping[str, Number] = field(default_factory=dict[str, Number])

    @property
    def ours(self) -> bool:
        """True for a rule without an outside source: shown as "our rule, agree it with your therapist"."""
        return self.source == OUR_RULE


@dataclass(frozen=True)
class Decision:
    """What a rule decided: the action, its amounts, and the row that says why."""

    rule: Rule

    @property
    def action(self) -> str:
        """One of ACTIONS."""
        return self.rule.action

    def amount(self, name: str) -> Number:
        """An amount of the rule (a share, a number of days); KeyError when the row has none of that name."""
        return self.rule.amounts[name]


@dataclass(frozen=True)
class Rules:
    """The rows in the order of the table: the first that holds decides."""

    rows: tuple[Rule, ...]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rows)

    def __getitem__(self, rule_id: str) -> Rule:
        return next(rule for rule in self.rows if rule.id == rule_id)

    def about(self, what: str) -> tuple[Rule, ...]:
        """The rows of one activity or practice, the particular ones first."""
        return tuple(rule for rule in self.rows if rule.what == what)


def parse(text: str) -> Rules:
    """The table in YAML, checked. Raises BadRules with the row."""
    found = yaml.safe_load(text)
    if not isinstance(found, dict) or not isinstance(found.get("rules"), list):
        raise BadRules("expected a list called rules")
    rows = tuple(_rule(raw, at) for at, raw in enumerate(found["rules"], 1))
    ids = [rule.id for rule in rows]
    if len(set(ids)) != len(ids):
        raise BadRules(f"an id stands twice: {sorted({i for i in ids if ids.count(i) > 1})}")
    return Rules(rows)


def _rule(raw: Any, at: int) -> Rule:
    where = f"row {at}"
    if not isinstance(raw, dict):
        raise BadRules(f"{where}: expected named fields")
    where = f"row {at} ({raw.get('id')})"
    if not {"id", "what", "event", "action", "sentence", "source", "seen"} <= raw.keys() <= FIELDS:
        raise BadRules(f"{where}: expected the fields {', '.join(sorted(FIELDS))}")
    if raw["event"] not in EVENTS or raw["action"] not in ACTIONS:
        raise BadRules(f"{where}: {raw['event']} or {raw['action']} is no event or action of this table")
    amounts = dict(raw.get("amounts") or {})
    if not all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in amounts.values()):
        raise BadRules(f"{where}: amounts are numbers")
    rule = Rule(
        raw["id"], raw["what"], raw["event"], tuple(_condition(c, where) for c in raw.get("when") or ()), raw["action"],
        " ".join(str(raw["sentence"]).split()), str(raw["source"]), bool(raw["seen"]), amounts,
    )  # fmt: skip
    _check(rule, where)
    return rule


def _condition(raw: Any, where: str) -> Condition:
    comparison = next((name for name in COMPARISONS if isinstance(raw, dict) and name in raw), None)
    if comparison is None or raw.keys() != {"fact", comparison}:
        raise BadRules(f"{where}: a condition is a fact and one of {', '.join(COMPARISONS)}")
    return Condition(str(raw["fact"]), comparison, raw[comparison])


def _check(rule: Rule, where: str) -> None:
    if not rule.sentence:
        raise BadRules(f"{where}: every rule has its sentence")
    if rule.source == OUR_RULE and rule.seen:
        raise BadRules(f"{where}: a rule of our own was seen in no source")
    if rule.what.split(".")[0] == MOVEMENT:
        names = [c.fact for c in rule.when] + list(rule.amounts)
        if any("pain" in name for name in names):
            raise BadRules(f"{where}: pain never enters a rule about movement")


@cache
def shipped() -> Rules:
    """The table of this version."""
    return parse(files("dialdown.training.rules").joinpath("table.yaml").read_text(encoding="utf-8"))
