"""How often a repeated check repeats: few times in `make quick`, the named counts in `make long`."""

from __future__ import annotations

import os

SCALE = os.environ.get("DIALDOWN_TEST_COUNTS", "quick")
SCALES = ("quick", "test", "long")


def count(*, test: int, long: int, quick: int | None = None) -> int:
    """The number of repetitions at the present scale; `quick` defaults to a fifth of `test`, at least 1."""
    if SCALE not in SCALES:
        raise ValueError(f"DIALDOWN_TEST_COUNTS is {SCALE!r}; expected one of {', '.join(SCALES)}")
    if quick is None:
        quick = max(1, test // 5)
    return {"quick": quick, "test": test, "long": long}[SCALE]
