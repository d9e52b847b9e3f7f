"""Pictures as the browser draws them: none is blank, tones differ, and light says nothing about the side."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import ImageOps
from playwright.sync_api import Browser

from dialdown.training.stimuli.bank import bank, generate
from tests.counts import count
from tests.training.places import joints, outside
from tools.stimuli.studio import Studio, studio

if TYPE_CHECKING:
    from tests.report import Figure

pytestmark = pytest.mark.browser
DRAWN = count(quick=14, test=42, long=200)
GROUND = np.array([0xF2, 0xF1, 0xEE])


@pytest.fixture(scope="module")
def drawing(browser: Browser) -> Iterator[Studio]:
    with studio(running=browser) as made:
        yield made


def covered(picture: object) -> np.ndarray:
    return np.abs(np.asarray(picture, int) - GROUND).max(2) > 14


def test_two_hundred_pictures_are_not_blank(drawing: Studio, figure: Figure) -> None:
    """Something is drawn, it is not everything, it does not lie at the edge, has light and shade, and is the side that it is said to be:
    its joints lie in it, and those of the other side beside it."""
    parts, told_apart, limbs = bank().parts, 0, 0
    for seed in range(DRAWN):
        spec = generate(seed, part=parts[seed % len(parts)], side=("left", "right")[seed % 2])
        picture = drawing.draw(spec.to_dict(), 128)
        there = covered(picture)
        assert 0.04 < there.mean() < 0.95, spec
        assert np.asarray(picture.convert("L"), float)[there].std() > 4, spec
        own, other = (
            joints(spec.to_dict(), 128, side) for side in (None, "left" if spec.side == "right" else "right")
        )
        assert outside(there, own) == 0, spec
        if bank().poses["parts"][spec.part]["limb"]:
            assert not there[[0, -1]].any(), spec
            assert not there[:, [0, -1]].any(), spec
            told_apart, limbs = told_apart + (outside(there, other) > 0), limbs + 1
    figure("left or right: pictures drawn, none blank, every joint inside", DRAWN)
    figure("left or right: limbs drawn, and joints of the other side beside them", f"{told_apart} of {limbs}")
    assert told_apart >= 0.9 * limbs


def test_a_right_hand_is_a_mirrored_left_hand_under_the_same_light(drawing: Studio) -> None:
    """Under the light from the middle the two pictures are mirror images but for single pixels; the light from one side stays there."""
    left = generate(
        5, part="hand", side="left", posture="ok", view="palm", angle_deg=45, tone=2, light=0
    ).to_dict()
    right = left | {"side": "right", "angle_deg": 315}
    one, other = (np.asarray(drawing.draw(spec, 256), int) for spec in (left, right))
    assert (np.abs(one - other[:, ::-1]).max(2) > 8).mean() < 0.01
    lit = [np.asarray(drawing.draw(spec | {"light": 1}, 256), int) for spec in (left, right)]
    assert (np.abs(lit[0] - lit[1][:, ::-1]).max(2) > 8).mean() > 0.02


def test_six_tones_from_light_to_dark(drawing: Studio) -> None:
    spec = generate(1, part="hand", side="left", posture="open", view="back", angle_deg=0, light=0).to_dict()
    pictures = [drawing.draw(spec | {"tone": tone}, 96) for tone in range(6)]
    levels = [
        float(np.asarray(ImageOps.grayscale(picture), float)[covered(picture)].mean()) for picture in pictures
    ]
    assert all(darker < lighter - 6 for lighter, darker in pairwise(levels)), levels
