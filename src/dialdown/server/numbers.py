"""The bodies of the commands that need no database: patterns of a plain table, made-up diaries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dialdown.intake.table_error import TableError
from dialdown.server.mistakes import Mistake

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialdown.science import Patterns, Volume


def patterns(
    *, diary: Path, outcome: str, factors: list[str] | None, kinds: str, weather: Path | None, lags: int, fdr: float,
    peeking: Literal["none", "any"],
) -> tuple[Patterns, str]:  # fmt: skip
    """Which columns of a diary table go with its outcome, and what effects are counted in. Raises Mistake."""
    from dialdown.science import find_patterns
    from dialdown.science.diary_table import read_diary_table, read_kinds
    from dialdown.server.pattern_lines import unit_of
    from dialdown.server.weather_file import weather_table

    try:
        table = read_diary_table(diary)
        chosen = table.factors(outcome, factors)
        kind_of = read_kinds(kinds)
        if weather is not None:
            beside = table.beside(weather_table(weather))
            chosen |= beside
            kind_of = dict.fromkeys(beside, "weather") | kind_of
        column = table.column(outcome)
        found = find_patterns(
            column,
            chosen,
            dates=table.dates,
            kinds=kind_of,
            lags=lags,
            fdr=fdr,
            peeking=peeking,
            outcome_name=outcome,
        )
        return found, unit_of(outcome, column)
    except TableError as error:
        raise Mistake(str(error)) from None
    except ValueError as error:
        raise Mistake(f"{diary.name}: {error}") from None


def volume(
    *, diary: Path, outcome: str, load: str | None, load_lag: int, peeking: Literal["none", "any"]
) -> Volume:
    """How strongly an outcome answers to a load, over time; `load` None = the same load each time. Raises Mistake."""
    from dialdown.science import estimate_volume, estimate_volume_fixed
    from dialdown.science.diary_table import read_diary_table

    try:
        table = read_diary_table(diary)
        if load is None:
            return estimate_volume_fixed(table.column(outcome), dates=table.dates, peeking=peeking)
        chosen = table.factors(outcome, [load])[load]
        return estimate_volume(
            table.column(outcome), chosen, dates=table.dates, load_lag=load_lag, peeking=peeking
        )
    except TableError as error:
        raise Mistake(str(error)) from None
    except ValueError as error:
        raise Mistake(f"{diary.name}: {error}") from None


def simulate(
    *, folder: Path, people: int, days: int, seed: int, progress: Callable[[int], None], **choices: Any
) -> dict[str, Any]:
    """Write made-up people whose truth is known. Raises Mistake."""
    from dialdown.science.simulated_folder import MissingExtraError, write_simulation

    try:
        return write_simulation(folder, people=people, days=days, seed=seed, progress=progress, **choices)
    except (ValueError, MissingExtraError) as error:
        raise Mistake(str(error)) from None
    except OSError as error:
        raise Mistake(
            f"{folder}: {(error.strerror or str(error)).lower()}; expected a folder that can be written"
        ) from None
