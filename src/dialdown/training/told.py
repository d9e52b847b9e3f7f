"""What a viewer may be told of a row of the table that a practice met, or that a stage waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dialdown.training.rules import shipped

if TYPE_CHECKING:
    from dialdown.training.rules import Rule


def tells_of_pain(rule: Rule) -> bool:
    """True when a row looks at pain, or is only reached when a row before it that does has not held."""
    rows = [one for one in shipped().about(rule.what) if one.event == rule.event]
    before = rows[: rows.index(rule) + 1]
    return any("pain" in condition.fact for one in before for condition in one.when)


def told(rule_id: str, *, sees_pain: bool) -> str:
    """The sentence of a row. A viewer without leave for pain reads the same whether it rose or not."""
    rule = shipped()[rule_id]
    if sees_pain or not tells_of_pain(rule):
        return _(rule.sentence)
    return _("What comes next is on the card. The reason is not shown to you.")
