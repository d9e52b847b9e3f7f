"""What a viewer may be told of a row of the table that a go of touch practice, or of left or right, met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dialdown.training.rules import shipped

if TYPE_CHECKING:
    from dialdown.training.rules import Rule


def looks_at_pain(rule: Rule) -> bool:
    """True when a row asks for pain: then its sentence tells of it."""
    return any("pain" in condition.fact for condition in rule.when)


def told(rule_id: str, *, sees_pain: bool) -> str:
    """The sentence of a row. A viewer without leave for pain reads what follows, and not why."""
    rule = shipped()[rule_id]
    if sees_pain or not looks_at_pain(rule):
        return _(rule.sentence)
    return {
        "touch.still-up": _("This place rests until tomorrow, then goes on one step softer. The reason is not shown to you."),
        "touch.rise": _("The next go is half as long. The reason is not shown to you."),
        "recognise.still-up": _("Pictures rest until tomorrow, and the next go is easier. The reason is not shown to you."),
        "recognise.rise": _("The next go is half as long and one step easier. The reason is not shown to you."),
        "recognise.longer": _("A few more pictures next time."),
    }.get(rule_id, _("The reason is not shown to you."))  # fmt: skip
