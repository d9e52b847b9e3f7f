"""The table of definitions: whole, consistent, and what public names promise."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import yaml

from dialdown.intake import definitions as module
from dialdown.intake.definitions import MODES, ROLES, ROLLUPS, TYPES, own_factor, shipped
from dialdown.intake.guess import CORE


def test_every_core_column_exists() -> None:
    core = (
        "pain_now pain_worst pain_mean function school_hours school_hours_planned hours_up sleep_hours sleep_quality "
        "mood energy fog steps period ill note"
    ).split()
    assert tuple(core) == CORE
    for key in core:
        assert key in shipped().entries
    for key in ("pain_now", "pain_worst", "pain_mean", "function", "sleep_quality", "mood", "energy", "fog"):
        assert (shipped()[key].min, shipped()[key].max) == (0, 10), key


def test_keys_are_public_names() -> None:
    for definition in shipped():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", definition.key)
        assert len(definition.key) <= 80
        # `own.`, `pain.` and the columns of a table stay free for their meaning.
        assert definition.key not in ("date", "time", "zone", "person", "pain", "skipped", "said_by")
        keys = [option.key for option in definition.options]
        assert len(set(keys)) == len(keys)


def test_scopes_are_used_and_known() -> None:
    used = {definition.scope for definition in shipped()} | {shipped().region_pain.scope}
    # Own factors and goals have a scope of their own, though the table has no row for the first.
    assert used | {"factors", "goals"} == set(shipped().scopes)
    assert all(shipped().scopes.values())


def test_every_word_is_one_of_the_known_ones() -> None:
    for definition in shipped():
        assert definition.type in TYPES
        assert definition.role in ROLES
        assert definition.rollup in ROLLUPS
        assert set(definition.modes) <= set(MODES)
        # No check-in is stamped before the outcome of its day, so that none may use the same day.
        assert (definition.kind in ("behaviour", "state")) == (definition.role == "factor")
        assert definition.label


def test_types_fit_together() -> None:
    for definition in shipped():
        has_options = definition.type in ("choice", "choices")
        assert bool(definition.options) == has_options, definition.key
        if definition.type in ("text", "choices"):
            assert definition.rollup == "none"
            assert definition.role != "factor"
            assert not definition.numeric
        if definition.type == "scale":
            assert (definition.min, definition.max, definition.step) == (0, 10, 1)
        if definition.type == "choice" and definition.role != "record":
            assert all(option.value is not None for option in definition.options)
        if definition.rollup == "any":
            assert definition.type == "yes_no"


def test_function_comes_first_and_pain_is_asked_once_when_quick() -> None:
    quick = [definition.key for definition in shipped().for_mode("quick")]
    assert quick[0] == "function"
    assert [key for key in quick if key.startswith("pain")] == ["pain_now"]
    assert not [d.key for d in shipped().for_mode("off") if d.scope == "pain"]


def test_what_is_private() -> None:
    private = {definition.key for definition in shipped() if definition.private}
    assert {"mood", "energy", "fog", "note", "period"} <= private


def test_signs_have_two_sides_of_answers_and_finite_readings() -> None:
    assert list(shipped().signs) == ["colour", "temperature", "sweat", "swelling", "trophic"]
    for sign in shipped().signs.values():
        assert len(sign.options) >= 2
        if sign.reading is not None:
            assert sign.reading.min is not None
            assert sign.reading.max is not None
            assert sign.reading.unit


def test_looking_up() -> None:
    table = shipped()
    assert table is shipped()
    assert table["mood"].option("good") is not None
    assert table["mood"].option("none") is None
    assert table.get("nothing") is None
    assert [definition.key for definition in table.group("touch")] == ["touch_left", "touch_right"]
    with pytest.raises(KeyError):
        table["nothing"]


def test_the_number_behind_an_answer() -> None:
    table = shipped()
    assert table["medicine"].number(True) == 1.0
    assert table["medicine"].number(False) == 0.0
    assert table["fog"].number("foggy") == 10.0
    assert table["pain_now"].number(3) == 3.0
    assert table["note"].number("3") is None
    assert table["did"].number(("walking",)) is None


@pytest.mark.parametrize(
    ("type_", "minimum", "maximum", "step", "rollup"),
    [("yes_no", 0, None, None, "any"), ("count", 0, None, 1, "sum"), ("amount", None, None, None, "sum"), ("scale", 0, 10, 1, "mean")],
)  # fmt: skip
def test_an_own_factor(
    type_: str, minimum: float | None, maximum: float | None, step: float | None, rollup: str
) -> None:
    made = own_factor("tea", "Tea", type_, unit="cups", kind="state")
    assert (made.key, made.label, made.unit, made.kind) == ("own.tea", "Tea", "cups", "state")
    assert (made.group, made.role, made.scope, made.more) == ("own", "factor", "factors", True)
    assert (made.min, made.max, made.step, made.rollup) == (minimum, maximum, step, rollup)
    assert own_factor("own.tea", "Tea", type_).key == "own.tea"


def test_an_own_factor_of_another_type_or_kind_is_refused() -> None:
    with pytest.raises(ValueError, match=r"type: 'text'; expected yes_no, count, amount or scale"):
        own_factor("tea", "Tea", "text")
    with pytest.raises(
        ValueError, match=r"kind: 'taste'; expected one of behaviour, state, weather, calendar"
    ):
        own_factor("tea", "Tea", "count", kind="taste")
    assert own_factor("tea", "Tea", "count", max=20).max == 20


def test_own_factors_come_last_and_leave_the_shipped_table_alone() -> None:
    table = shipped().with_own([own_factor("tea", "Tea", "count")])
    assert list(table.entries)[-1] == "own.tea"
    assert shipped().get("own.tea") is None
    again = table.with_own([replace(table["own.tea"], label="Green tea")])
    assert again["own.tea"].label == "Green tea"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"type": "number"}, "wrong type"), ({"role": "other"}, "wrong role"), ({"rollup": "median"}, "wrong rollup"),
        ({"scope": "secret"}, "wrong scope"), ({"modes": ["slow"]}, "wrong modes"), ({"kind": "taste"}, "wrong kind"),
        ({"kind": None}, "wrong kind"), ({"role": "outcome"}, "wrong kind"),
    ],
)  # fmt: skip
def test_a_wrong_row_of_the_table_is_named(change: dict[str, object], message: str) -> None:
    row: dict[str, object] = {
        "key": "tea", "group": "x", "role": "factor", "type": "count", "label": "Tea", "rollup": "sum", "scope": "food",
        "kind": "behaviour",
    }  # fmt: skip
    module._definition(row, shipped().scopes)
    with pytest.raises(ValueError, match=f"tea: {message}"):
        module._definition({**row, **change}, shipped().scopes)


def test_words_that_other_readers_of_yaml_take_for_no_are_quoted() -> None:
    # `modes: [off]` is false for a reader of YAML 1.1.
    text = module.files("dialdown.intake").joinpath("data/definitions.yaml").read_text(encoding="utf-8")
    for row in yaml.safe_load(text)["definitions"]:
        assert all(isinstance(mode, str) for mode in row.get("modes", ())), row["key"]
