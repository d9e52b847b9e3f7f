"""`dialdown trial plan` and `dialdown trial analyse`: personal trials on plain files, no database."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from dialdown.intake.table_error import TableError
from dialdown.server.atomic_file import write_whole
from dialdown.server.mistakes import Mistake

# Outcomes of a diary table that one wants more of; everything else is better when it is lower.
MORE_IS_BETTER = {
    "function",
    "hours_up",
    "school_hours",
    "sleep_hours",
    "sleep_quality",
    "energy",
    "steps",
    "walking_minutes",
}
LOWER, HIGHER = "lower", "higher"

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


class Direction(StrEnum):
    """Which way is good."""

    less = LOWER
    more = HIGHER


def protocol_file(trial: Path) -> Path:
    """Where the protocol of a trial lies: beside its table."""
    return trial.with_suffix(".protocol.json")


def plan(*, out: Path, arms: list[str], force: bool = False, **choices: Any) -> dict[str, Any]:
    """Draw a trial, write its table and its protocol. Raises Mistake; then nothing is written."""
    from dialdown.science import plan_trial
    from dialdown.science.trials_rows import write_trial

    try:
        made = plan_trial(arms=arms, **choices)
    except ValueError as error:
        raise Mistake(str(error)) from None
    document = made.to_dict()
    protocol = {name: value for name, value in document.items() if name != "days"}
    with write_whole(out, force=force) as table, write_whole(protocol_file(out), force=force) as kept:
        table.write(write_trial(made.rows()).encode())
        kept.write((json.dumps(protocol, ensure_ascii=False, indent=1) + "\n").encode())
    return document


def analyse(
    *, trial: Path, outcome: str, arms: list[str] | None, smallest: float | None, better: str | None
) -> dict[str, Any]:
    """What a trial says. Raises Mistake."""
    from dialdown.science import analyse_trial
    from dialdown.science.trials_rows import read_trial

    try:
        table = read_trial(trial)
        kept = _protocol(trial, {str(arm) for arm in table["arm"]})
        order = arms or kept.get("arms")
        # What was settled beforehand is about the column that is called so.
        settled = kept if outcome == "outcome" else {}
        said = better or settled.get("better_is") or (HIGHER if outcome in MORE_IS_BETTER else LOWER)
        direction: Literal["lower", "higher"] = "higher" if said == HIGHER else "lower"
        smallest = smallest if smallest is not None else settled.get("smallest")
        return analyse_trial(
            table, outcome=outcome, arms=order, smallest=smallest, better_is=direction
        ).to_dict()
    except TableError as error:
        raise Mistake(str(error)) from None
    except ValueError as error:
        raise Mistake(f"{trial.name}: {error}") from None


def _protocol(trial: Path, found: set[str]) -> dict[str, Any]:
    """The protocol beside the table, when it is of these arms; {} when there is none."""
    try:
        kept = json.loads(protocol_file(trial).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    arms = kept.get("arms") if isinstance(kept, dict) else None
    return kept if isinstance(arms, list) and set(map(str, arms)) == found else {}


def planned_lines(document: dict[str, Any], out: Path) -> list[str]:
    """A plan for people."""
    lines = [
        f"{document['pairs']} pairs of {document['block_days']}-day blocks, {document['start']} to {document['end']}, written to {out}.",
        f"The smallest p-value it can give is {document['min_p']:.4g}.",
    ]
    if document["power"] is not None:
        lines.append(
            f"A real change of {document['effect']:g} would be found in {100 * document['power']:.0f} of 100 such trials."
        )
    return lines


def analysed_lines(document: dict[str, Any]) -> list[str]:
    """An answer for people."""
    first, second = document["arms"]
    found, gls = document["difference"], document["gls"]
    said = {"better": f"{second} did better than {first}.", "worse": f"{second} did worse than {first}."}
    lines = [said.get(document["verdict"], "Not clear yet which of the two does better.")]
    if found["low"] is not None:
        lines.append(
            f"{second} - {first}: {found['value']:+.2f}, 95 % interval {found['low']:+.2f} to {found['high']:+.2f} "
            f"(exact randomisation of {document['pairs']} pairs, p = {document['p']:.4f}; {document['better_is']} is better)."
        )
    if gls["value"] is not None:
        lines.append(
            f"Day by day, whitened: {gls['value']:+.2f} ({gls['low']:+.2f} to {gls['high']:+.2f}), p = {gls['p']:.4f}."
        )
    return lines + document["warnings"]


def commands(show: Callable[..., None], mistakes: Callable[[], AbstractContextManager[None]]) -> typer.Typer:
    """The group `trial` for the command line, with its way of showing results and mistakes."""
    group = typer.Typer(help="Plan and look at a randomised personal trial.", no_args_is_help=True)

    @group.command("plan")
    def plan_(
        start: Annotated[str, typer.Option(help="First day, 2026-01-31.", show_default=False)],
        seed: Annotated[int, typer.Option(help="The same seed draws the same order.", show_default=False)],
        arms: Annotated[str, typer.Option(help="Two names, A,B; B is set against A.", show_default=False)],
        out: Annotated[Path, typer.Option("--out", help="The table to write (TRIAL.csv).", show_default=False)],
        pairs: Annotated[int, typer.Option(help="Pairs of blocks, at least 6.")] = 6,
        block_days: Annotated[int, typer.Option(help="Days of a block, wash-out included.")] = 7,
        washout_days: Annotated[int, typer.Option(help="First days of a block that do not count.")] = 2,
        outcome_sd: Annotated[float | None, typer.Option(help="Spread of the outcome from day to day.", show_default=False)] = None,
        phi: Annotated[float | None, typer.Option(help="How much a day follows the day before, -1 to 1.", show_default=False)] = None,
        effect: Annotated[float | None, typer.Option(help="The change to be found.", show_default=False)] = None,
        force: Annotated[bool, typer.Option("--force", help="Replace a table of that name.")] = False,
        as_json: Json = False,
    ) -> None:  # fmt: skip
        """Draw the days of a trial by coin and write them as a table to fill in."""
        with mistakes():
            made = plan(
                out=out, arms=arms.split(","), force=force, start=start, seed=seed, pairs=pairs, block_days=block_days,
                washout_days=washout_days, outcome_sd=outcome_sd, phi=phi, effect=effect,
            )  # fmt: skip
        show(made, as_json=as_json, lines=lambda: planned_lines(made, out))

    @group.command("analyse")
    def analyse_(
        trial: Annotated[Path, typer.Argument(metavar="TRIAL.csv", help="The filled-in table.", show_default=False)],
        outcome: Annotated[str, typer.Option(help="The column that answers.")] = "outcome",
        smallest: Annotated[float | None, typer.Option(help="Smallest change that matters.", show_default=False)] = None,
        arms: Annotated[
            str | None, typer.Option(help="A,B: B - A is told; else as planned, else by the alphabet.", show_default=False)
        ] = None,
        better: Annotated[
            Direction | None, typer.Option(help="Which way is good; lower, but higher for function and the like.", show_default=False)
        ] = None,
        as_json: Json = False,
    ) -> None:  # fmt: skip
        """Say what a trial showed: exact randomisation, and a whitened regression beside it."""
        with mistakes():
            found = analyse(
                trial=trial, outcome=outcome, arms=arms.split(",") if arms else None, smallest=smallest,
                better=better.value if better else None,
            )  # fmt: skip
        show(found, as_json=as_json, lines=lambda: analysed_lines(found))

    return group
