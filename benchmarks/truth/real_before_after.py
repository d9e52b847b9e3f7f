"""One real diary before and after: the phases of a medicine in Kossakowski and others 2017, and the picture of it.

    python -m benchmarks.truth.real_before_after --data ../shared/data/diaries --pictures docs/images

One adult, 239 days. The dose was lowered from the first day of phase 3 and was nought from the first day of phase 4 on; neither
the person nor the researchers knew when. Everything is on 1 to 7, the mean of the day's prompts.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.truth.real_volume import STYLE
from dialdown.science.before_and_after import BeforeAfter, before_after

Floats = NDArray[np.float64]

LOOKED_AT = {
    "phy_physact": "physical activity",
    "phy_pain": "pain",
    "phy_tired": "tired",
}
LOWER_FROM, NONE_FROM = "3", "4"
SHADES = ("#f3f1ea", "#e4ebe8")


def diary(folder: Path) -> tuple[list[dt.date], dict[str, Floats], dict[str, dt.date]]:
    """Days, the mean of each outcome by day (days,) with NaN = no prompt answered, and the first day of each phase."""
    answers: dict[str, dict[dt.date, list[float]]] = {name: defaultdict(list) for name in LOOKED_AT}
    phases: dict[str, dt.date] = {}
    with (folder / "kossakowski-2017" / "ESMdata.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            day = dt.datetime.strptime(row["date"], "%d/%m/%y").replace(tzinfo=dt.UTC).date()
            phases.setdefault(row["phase"], day)
            for name, by_day in answers.items():
                if row[name] not in ("", "NA"):
                    by_day[day].append(float(row[name]))
    seen = [day for by_day in answers.values() for day in by_day]
    days = [min(seen) + dt.timedelta(days=i) for i in range((max(seen) - min(seen)).days + 1)]
    return days, {
        name: np.array([np.mean(by_day[day]) if day in by_day else np.nan for day in days])
        for name, by_day in answers.items()
    }, phases  # fmt: skip


def look(days: list[dt.date], outcome: Floats, event: dt.date, level: float) -> BeforeAfter:
    """One outcome before and after `event`."""
    return before_after(outcome, [day.isoformat() for day in days], event, level=level)


def told(name: str, found: BeforeAfter) -> str:
    """One row of the table in the docs."""
    if found.by_itself is None or found.beyond is None or found.before is None:
        return f"{name} | {found.days_before} / {found.days_after} | cannot be told: {found.why_not}"
    cells = [
        f"{found.before:.2f} (usual {found.usual:.2f})", f"{found.after:.2f}", f"{found.change:+.2f}",
        f"{found.by_itself.value:.2f} ({found.by_itself.low:.2f} to {found.by_itself.high:.2f})",
        f"{found.beyond.value:+.2f} ({found.beyond.low:+.2f} to {found.beyond.high:+.2f})", found.verdict,
    ]  # fmt: skip
    return " | ".join([name, f"{found.days_before} / {found.days_after}", *cells])


def picture(days: list[dt.date], outcome: Floats, phases: dict[str, dt.date], found: BeforeAfter) -> str:
    """Days as dots over the phases; the two weeks before, what would have come by itself with its range, and what came."""
    assert found.by_itself is not None
    assert found.by_itself.low is not None
    assert found.by_itself.high is not None
    wide, top = 500.0 / len(days), float(np.ceil(np.nanmax(outcome)))

    def x(day: dt.date) -> float:
        return 30.0 + wide * (day - days[0]).days

    def y(value: float) -> float:
        return 180.0 - 145.0 * (value - 1.0) / (top - 1.0)

    edges = [*sorted(phases.values()), days[-1] + dt.timedelta(days=1)]
    parts = [
        f'<rect x="{x(a):.1f}" y="14" width="{x(b) - x(a):.1f}" height="170" fill="{SHADES[i % 2]}"/>'
        f'<text x="{(x(a) + x(b)) / 2:.1f}" y="28" text-anchor="middle">{i + 1}</text>'
        for i, (a, b) in enumerate(pairwise(edges))
    ]
    parts += [f'<text x="22" y="{y(v) + 5:.1f}" text-anchor="end">{v:g}</text>' for v in (1.0, top)]
    parts += [
        f'<circle cx="{x(day):.1f}" cy="{y(value):.1f}" r="1.8" fill="#777"/>'
        for day, value in zip(days, outcome, strict=True)
        if np.isfinite(value)
    ]
    start, last = x(found.event), x(found.event + dt.timedelta(days=60))
    low, high = found.by_itself.low, found.by_itself.high
    parts.append(
        f'<rect x="{start:.1f}" y="{y(high):.1f}" width="{last - start:.1f}" height="{y(low) - y(high):.1f}" class="b1" opacity=".6"/>'
    )
    before = x(found.event - dt.timedelta(days=14))
    for a, b, value, colour in (
        (before, start, found.before, "#6b4a8f"), (start, last, found.by_itself.value, "#1f6f68"), (start, last, found.after, "#6b4a8f"),
    ):  # fmt: skip
        parts.append(f'<path d="M{a:.1f} {y(value or 0.0):.1f}H{b:.1f}" stroke="{colour}" stroke-width="3"/>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 540 196" role="img" aria-label="Days over five phases; before, what '
        f'would have come by itself with its range, and after"><style>{STYLE}</style>{"".join(parts)}</svg>'
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pictures", type=Path)
    wanted = parser.parse_args()
    days, outcomes, phases = diary(wanted.data)
    for phase in (LOWER_FROM, NONE_FROM):
        event = phases[phase]
        level = 1.0 - 0.05 / len(LOOKED_AT)
        print(f"from {event} on (phase {phase}), each at {100 * level:.2f} %")
        for name, words in LOOKED_AT.items():
            found = look(days, outcomes[name], event, level)
            print("  " + told(words, found), flush=True)
            if phase == NONE_FROM and name == "phy_pain" and wanted.pictures and found.by_itself:
                path = wanted.pictures / "before-after-kossakowski.svg"
                path.write_text(picture(days, outcomes[name], phases, found) + "\n", encoding="utf-8")
                print(f"  {path}")


if __name__ == "__main__":
    main()
