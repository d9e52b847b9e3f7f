"""The rules that change a plan or a practice, as one table of data, and what reads it.

`table.yaml` holds one row a rule: what it is about, the event, the conditions, the action, the sentence a person is
shown, and the source (or "our rule"). `decide` finds the row that holds. Nothing here knows of Django.
"""

from dialdown.training.rules.evaluate import decide
from dialdown.training.rules.table import BadRules, Condition, Decision, Facts, Rule, Rules, parse, shipped

__all__ = ["BadRules", "Condition", "Decision", "Facts", "Rule", "Rules", "decide", "parse", "shipped"]
