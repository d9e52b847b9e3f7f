"""Which rule holds: the first row of the table that fits."""

from __future__ import annotations

from dialdown.training.rules.table import Decision, Facts, Rules, shipped


def decide(
    what: str, event: str, facts: Facts | None = None, *, rules: Rules | None = None
) -> Decision | None:
    """The decision about `what` when `event` happens, or None when no rule speaks of it.

    `what` is a practice ("touch") or a dotted name ("move.walk"): rules of the whole name come before those of its
    first part ("move"). Rows are tried in the order of the table; one without conditions always holds.
    """
    table = rules or shipped()
    names = [what, what.split(".")[0]] if "." in what else [what]
    known = facts or {}
    for name in names:
        for rule in table.about(name):
            if rule.event == event and all(condition.holds(known) for condition in rule.when):
                return Decision(rule)
    return None
