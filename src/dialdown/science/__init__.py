"""The numbers behind Dialdown: pure NumPy, SciPy and numba, no Django.

Names are loaded on first use, so that `import dialdown.science` stays fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dialdown.science.before_and_after import BeforeAfter, before_after
    from dialdown.science.flares import Flare, Flares, find_flares
    from dialdown.science.laterality import score_laterality
    from dialdown.science.laterality_results import Laterality
    from dialdown.science.mean_interval import MeanLevel, mean_level
    from dialdown.science.multiplicity import outcome_budgets
    from dialdown.science.pattern_results import Dynamics, FactorPattern, LagEffect, Patterns
    from dialdown.science.patterns import find_patterns
    from dialdown.science.same_pain import SamePain, load_at_same_pain
    from dialdown.science.simulate import Effect, SimulatedDiary, simulate_diary
    from dialdown.science.strata import ConditionalLogit, conditional_logit
    from dialdown.science.trials import TrialAnswer, analyse_trial
    from dialdown.science.trials_plan import TrialPlan, plan_trial
    from dialdown.science.trials_power import UpsAndDowns, trial_power, ups_and_downs
    from dialdown.science.trials_randomisation import overlap_free
    from dialdown.science.volume import estimate_volume
    from dialdown.science.volume_fixed import estimate_volume_fixed
    from dialdown.science.volume_results import Volume, VolumeChange, VolumeDay

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
    "Volume": "volume_results",
    "VolumeChange": "volume_results",
    "VolumeDay": "volume_results",
    "estimate_volume": "volume",
    "estimate_volume_fixed": "volume_fixed",
    "Flare": "flares",
    "Flares": "flares",
    "find_flares": "flares",
    "SamePain": "same_pain",
    "load_at_same_pain": "same_pain",
    "BeforeAfter": "before_and_after",
    "before_after": "before_and_after",
    "MeanLevel": "mean_interval",
    "mean_level": "mean_interval",
    "TrialAnswer": "trials",
    "analyse_trial": "trials",
    "TrialPlan": "trials_plan",
    "plan_trial": "trials_plan",
    "UpsAndDowns": "trials_power",
    "ups_and_downs": "trials_power",
    "trial_power": "trials_power",
    "overlap_free": "trials_randomisation",
    "Laterality": "laterality_results",
    "score_laterality": "laterality",
}

__all__ = [
    "BeforeAfter",
    "ConditionalLogit",
    "Dynamics",
    "Effect",
    "FactorPattern",
    "Flare",
    "Flares",
    "LagEffect",
    "Laterality",
    "MeanLevel",
    "Patterns",
    "SamePain",
    "SimulatedDiary",
    "TrialAnswer",
    "TrialPlan",
    "UpsAndDowns",
    "Volume",
    "VolumeChange",
    "VolumeDay",
    "analyse_trial",
    "before_after",
    "conditional_logit",
    "estimate_volume",
    "estimate_volume_fixed",
    "find_flares",
    "find_patterns",
    "load_at_same_pain",
    "mean_level",
    "outcome_budgets",
    "overlap_free",
    "plan_trial",
    "score_laterality",
    "simulate_diary",
    "trial_power",
    "ups_and_downs",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"dialdown.science has no {name}")
    value = getattr(import_module(f"dialdown.science.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
