"""The simulated year in the docs: every turn of it is there, and the page is what the shipped rules make."""

from __future__ import annotations

import pytest

from dialdown.training import selectors as training
from tools import move_year

# What the year has to hold, and the rules whose sentences say so.
TURNS = {
    "baseline": ("measure", "start", "step-up"), "school": ("measure", "start", "step-up", "ill-hold"), "flu": ("ill", "ill-hold"),
    "flare": ("flare", "flare-over"), "away": ("away", "restart"), "programme": ("programme", "programme-over", "restart"),
    "relapse": ("locked", "opened", "relapse", "relapse-over"),
}  # fmt: skip


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return {path.name: text for path, text in move_year.files().items()}


def test_the_page_and_its_pictures_are_what_the_rules_make(made: dict[str, str]) -> None:
    kept = [move_year.PAGE, *move_year.IMAGES.glob("move-year*.svg")]
    assert {path.name for path in kept} == set(made)
    for path in kept:
        assert path.read_text(encoding="utf-8") == made[path.name], (
            f"{path.name}: run python -m tools.move_year"
        )


def test_every_turn_has_its_picture_and_its_sentence(made: dict[str, str]) -> None:
    page = made[move_year.PAGE.name]
    assert {part.key for part in move_year.PARTS} == set(TURNS)
    for part in move_year.PARTS:
        said = page.split(f"## {part.title}\n")[1].split("\n## ")[0]
        assert f"../images/move-year-{part.key}.svg" in said
        for rule in TURNS[part.key]:
            # Up to the first place that is filled in.
            sentence = training.rule(f"move.{rule}").sentence.split("{")[0]
            assert sentence in said, (part.key, rule)
