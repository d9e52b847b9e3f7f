"""The numbers behind Dialdown: pure NumPy, SciPy and numba, no Django.

Names are loaded on first use, so that `import dialdown.science` stays fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dialdown.science.multiplicity import outcome_budgets
    from dialdown.science.pattern_results import Dynamics, FactorPattern, LagEffect, Patterns
    from dialdown.science.patterns import find_patterns
    from dialdown.science.simulate import Effect, SimulatedDiary, simulate_diary
    from dialdown.science.strata import ConditionalLogit, conditional_logit

_HOME = {
    "ConditionalLogit": "strata",
    "conditional_logit": "strata",
    "Dynamics": "pattern_results",
    "FactorPattern": "pattern_results",
    "LagEffect": "pattern_results",
    "Patterns": "pattern_results",
    "find_patterns": "patterns",
    "outcome_budgets": "multiplicity",
    "Effect": "simulate",
    "SimulatedDiary": "simulate",
    "simulate_diary": "simulate",
}

__all__ = [
    "ConditionalLogit",
    "Dynamics",
    "Effect",
    "FactorPattern",
    "LagEffect",
    "Patterns",
    "SimulatedDiary",
    "conditional_logit",
    "find_patterns",
    "outcome_budgets",
    "simulate_diary",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"dialdown.science has no {name}")
    value = getattr(import_module(f"dialdown.science.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
