"""Exact conditional logistic regression on published headache diaries, beside statsmodels."""

from __future__ import annotations

import csv
import importlib
import importlib.util
import os
import time
import warnings
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

import dialdown.science as ds
from benchmarks.table import Line

DIARY = "diaries/kostecki-dillon-migraine/KosteckiDillon.csv"
TIMES = 20


def measure() -> list[Line]:
    """4,152 days of 133 people; nothing when the published diaries are not there."""
    shared = Path(__file__).resolve().parents[2] / "shared" / "data"
    path = Path(os.environ.get("DIALDOWN_REFERENCE_DATA") or shared) / DIARY
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    yes = np.array([row["headache"] == "yes" for row in rows], dtype=float)
    covariates = np.array(
        [[float(row["time"]) >= 1.0, float(row["airq"]) / 10.0] for row in rows], dtype=float
    )
    people = np.array([int(row["id"]) for row in rows])
    fit = ds.conditional_logit(yes, covariates, people)
    taken: list[float] = []
    for _ in range(TIMES):
        before = time.perf_counter()
        fit = ds.conditional_logit(yes, covariates, people)
        taken.append(time.perf_counter() - before)
    ours = median(taken)
    lines = [
        Line("exact conditional logit, 4,152 days, 133 people", 1000.0 * ours, "ms"),
        Line("distance from R's log likelihood, -1806.968492", abs(fit.loglik + 1806.968492), "", 5e-7),
    ]
    if importlib.util.find_spec("statsmodels") is not None:
        models: Any = importlib.import_module("statsmodels.discrete.conditional_models")
        before = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = models.ConditionalLogit(yes, covariates, groups=people).fit(disp=0)
        # Written so that "at most" keeps its meaning: our share of their time, their optimum less ours.
        lines += [
            Line("our time as a share of statsmodels'", ours / (time.perf_counter() - before), "", 0.1),
            Line("statsmodels' log likelihood less ours", float(theirs.llf) - fit.loglik, "", 0.0),
        ]
    return lines
