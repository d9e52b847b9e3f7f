"""Made-up people as a folder: `diaries.parquet` (one row a person and day) and `truth.json`."""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from dialdown.science.simulate import Effects, SimulatedDiary, simulate_diary

DIARIES, TRUTH = "diaries.parquet", "truth.json"
# People that are made and written at a time, so that memory stays bounded.
PORTION = 200


class MissingExtraError(RuntimeError):
    """Something that the family's install does not carry is needed; the message says how to get it."""


def _pyarrow() -> Any:
    if importlib.util.find_spec("pyarrow") is None:
        raise MissingExtraError(f"writing {DIARIES} needs pyarrow; install dialdown[cohort]")
    return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")


def simulate_person(person: int, days: int, *, seed: int, **choices: Any) -> SimulatedDiary:
    """Diary of person number `person` (from 0) of the made-up people of `seed`; see `simulate_diary`."""
    own = int(np.random.SeedSequence([seed, person]).generate_state(1)[0])
    return simulate_diary(days, seed=own, **choices)


def write_simulation(
    folder: Path,
    *,
    people: int,
    days: int,
    seed: int,
    effects: Effects | None = None,
    phi: float = 0.7,
    missing: float = 0.2,
    drift: float = 0.0,
    factors: int = 20,
    progress: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Write `people` standard diaries of `days` days and their truth into `folder`; returns the truth.

    Columns `person,date,pain,f0...`, null = not recorded. The same arguments write the same values.
    `progress` is called with the number of people done. Both files appear whole or not at all.
    ValueError on an argument out of range, MissingExtraError without pyarrow, OSError when the
    folder cannot be written.
    """
    if people < 1 or seed < 0:
        raise ValueError(
            f"people: {people}, seed: {seed}; expected at least 1 person and a seed of 0 or more"
        )
    effects = effects if effects is None or hasattr(effects, "items") else list(effects)
    choices: dict[str, Any] = {
        "effects": effects, "phi": phi, "missing": missing, "drift": drift, "factors": factors,
    }  # fmt: skip
    example = simulate_person(0, days, seed=seed, **choices)
    truth = {
        "people": people, "days": days, "seed": seed, "phi": phi, "missing": missing, "drift": drift,
        "outcome": "pain", "factors": list(example.factors), "effects": example.truth(),
    }  # fmt: skip
    arrow, parquet = _pyarrow()
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{DIARIES}.part"
    types = {"person": arrow.string(), "date": arrow.date32(), "pain": arrow.float64()}
    schema = arrow.schema({**types, **dict.fromkeys(example.factors, arrow.float64())})
    width = len(str(people - 1))
    try:
        with parquet.ParquetWriter(unfinished, schema) as writer:
            for start in range(0, people, PORTION):
                group = range(start, min(start + PORTION, people))
                diaries = [simulate_person(person, days, seed=seed, **choices) for person in group]
                columns = {
                    "person": np.repeat([f"p{person:0{width}d}" for person in group], days),
                    "date": np.concatenate([diary.dates for diary in diaries]).astype("datetime64[D]"),
                    "pain": np.concatenate([diary.outcome for diary in diaries]),
                }
                for name in example.factors:
                    columns[name] = np.concatenate([diary.factors[name] for diary in diaries])
                writer.write_table(
                    arrow.table(
                        [
                            arrow.array(values, type=schema.field(name).type, from_pandas=True)
                            for name, values in columns.items()
                        ],
                        schema=schema,
                    )
                )
                if progress is not None:
                    progress(group.stop)
        (folder / TRUTH).write_text(json.dumps(truth, indent=2, allow_nan=False) + "\n", encoding="utf-8")
        unfinished.replace(folder / DIARIES)
    finally:
        unfinished.unlink(missing_ok=True)
    return truth
