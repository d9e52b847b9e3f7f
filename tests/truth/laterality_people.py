"""Made-up people who judge pictures of left and right, with a truth that is known.

Times are log-normal with the residual spread of real answers (0.296 in logs, research on 20 people), slower the further a picture is
turned; days differ, and both parts of one day share that.
"""

from __future__ import annotations

import numpy as np

ANGLES = np.arange(0, 360, 45)
RESIDUAL, DAY = 0.296, 0.08
MIDDLE_MS = 1800.0


def turned(angle: np.ndarray) -> np.ndarray:
    """Log time that a picture costs beyond an upright one."""
    return 0.4 * np.minimum(angle, 360 - angle) / 180


def series(
    rng: np.random.Generator,
    *,
    practice: float = 0.0,
    gain: float = 0.0,
    sessions: int = 8,
    trials: int = 32,
    lateral: float = 0.1,
) -> dict[str, list[object]]:
    """Sessions of one person, hand practised and foot as control. `practice` and `gain`: log time and logits over the whole series."""
    table: dict[str, list[object]] = {
        key: []
        for key in (
            "person",
            "session",
            "started_at",
            "part",
            "view",
            "side",
            "angle_deg",
            "rt_ms",
            "correct",
        )
    }
    for session in range(sessions):
        day = DAY * rng.standard_normal()
        done = session / (sessions - 1)
        for part in ("hand", "foot"):
            faster = practice * done + (gain * done if part == "hand" else 0)
            angle = np.tile(ANGLES, -(-trials // len(ANGLES)))[:trials]
            side = rng.permutation(np.arange(trials) % 2)
            outwards = np.where((angle % 180) == 0, 0, np.where((angle < 180) == (side == 1), 1, -1))
            log_time = (
                np.log(MIDDLE_MS)
                + turned(angle)
                + lateral * (outwards == 1)
                + day
                - faster
                + RESIDUAL * rng.standard_normal(trials)
            )
            right = rng.random(trials) < 1 / (1 + np.exp(-(2.2 - turned(angle) + 2 * faster)))
            table["person"] += ["robin"] * trials
            table["session"] += [f"s{session}"] * trials
            table["started_at"] += [f"2026-03-{session + 1:02d}T17:00"] * trials
            table["part"] += [part] * trials
            table["view"] += ["palm"] * trials
            table["side"] += ["right" if s else "left" for s in side]
            table["angle_deg"] += angle.tolist()
            table["rt_ms"] += np.exp(log_time).tolist()
            table["correct"] += right.astype(float).tolist()
    return table
