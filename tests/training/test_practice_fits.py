"""Practice of left or right fits simulated people: right as often as aimed at, and every turn comes."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from dialdown.training.recognise.ability import START, STEP, chance, moved
from dialdown.training.recognise.dealing import AIM, FLARE_AIM, Deal, fitting, pictures
from dialdown.training.stimuli.bank import UPSIDE_DOWN


def practised(part: str, level: int, ability: float, aim: float) -> tuple[float, Counter[int]]:
    """Share of right answers and turns shown of somebody of this ability, from her fifth go on."""
    rng, believed, seen, right = np.random.default_rng(7), START, 0, list[bool]()
    turned = Counter[int]()
    for go in range(24):
        deal = Deal(int(rng.integers(2**32)), "training", part, 20, level, believed, aim)
        for place in pictures(deal):
            spec = place[fitting(len(place), believed, deal.ability)]
            right.append(bool(rng.random() < chance(ability, spec["difficulty"])))
            believed = moved(believed, spec["difficulty"], right[-1], seen)
            seen += 1
            if go >= 4:
                turned[min(spec["angle_deg"], 360 - spec["angle_deg"])] += 1
    return sum(right[80:]) / len(right[80:]), turned


@pytest.mark.parametrize("part", ["hand", "foot"])
def test_whom_the_pictures_can_fit_is_right_as_often_as_aimed_and_sees_every_turn(part: str) -> None:
    assert pytest.approx(UPSIDE_DOWN / 4) == STEP
    # 400 answers: a share is known to two standard errors of 3.5 points.
    for ability in (-0.3, 0.0, 0.3):
        share, turned = practised(part, 2, ability, AIM)
        assert 0.80 - 0.035 <= share <= 0.85 + 0.035, (ability, share)
        # Whom most of it is hard sees it nearer to upright.
        assert ability < 0 or len([turn for turn, count in turned.items() if count >= 20]) >= 4, turned
        flare, _turned = practised(part, 2, ability, FLARE_AIM)
        assert 0.90 - 0.045 <= flare <= 0.95, (ability, flare)
    # Harder pictures than these there are not: still three turns, never those upside down alone.
    assert len(practised(part, 3, 3.0, AIM)[1]) >= 3
