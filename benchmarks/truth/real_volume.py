"""Two real diaries worked through: the volume of docs/science/volume.md, and its pictures.

python -m benchmarks.truth.real_volume --data ../shared/data/diaries --pictures docs/images
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dialdown.science.flares import find_flares
from dialdown.science.same_pain import Stretch, load_at_same_pain
from dialdown.science.volume import estimate_volume
from dialdown.science.volume_results import Volume

Floats = NDArray[np.float64]
STEPS = ("fitbitSteps", "googlefitSteps", "movesSteps", "basisPeakSteps")
STYLE = (
    "text{font:13px sans-serif;fill:#333}.grid{stroke:#ddd}.axis{stroke:#777}.window{fill:#e9efec}"
    ".one{stroke-dasharray:5 4;stroke-width:2}.b1{fill:#bcd9d3}.l1{fill:none;stroke:#1f6f68;stroke-width:3}.d2{fill:#6b4a8f}"
    ".event{stroke:#999;stroke-dasharray:2 4;stroke-width:2}.wide{background:#fff}"
)


def kossakowski(folder: Path) -> tuple[list[dt.date], Floats, Floats, list[dt.date]]:
    """Dates, pain (mean of the day's prompts, 1-7), activity of the day (mean, 1-7), and the phases' first days."""
    pain: dict[dt.date, list[float]] = defaultdict(list)
    active: dict[dt.date, list[float]] = defaultdict(list)
    phases: dict[str, dt.date] = {}
    with (folder / "kossakowski-2017" / "ESMdata.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            day = dt.date(
                *(
                    int(part)
                    for part in f"20{row['date'][6:]}-{row['date'][3:5]}-{row['date'][:2]}".split("-")
                )
            )
            phases.setdefault(row["phase"], day)
            for where, name in ((pain, "phy_pain"), (active, "phy_physact")):
                if row[name] not in ("", "NA"):
                    where[day].append(float(row[name]))
    first, last = min(pain), max(pain)
    days = [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]

    def mean(values: dict[dt.date, list[float]]) -> Floats:
        return np.array([np.mean(values[day]) if values.get(day) else np.nan for day in days])

    return days, mean(pain), mean(active), sorted(phases.values())


def myaiguide(folder: Path, pain: str, first: dt.date, last: dt.date) -> tuple[list[dt.date], Floats, Floats]:
    """Dates, one pain, steps (the device that counted most that day); zero steps = not recorded."""
    days, outcome, steps = [], [], []
    with (folder / "myaiguide" / "participant1_daily.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            day = dt.date.fromisoformat(row[""])
            if first <= day <= last:
                count = max(float(row[name] or 0) for name in STEPS)
                days.append(day)
                outcome.append(float(row[pain]) if row[pain] else np.nan)
                steps.append(count if count > 0 else np.nan)
    return days, np.array(outcome), np.array(steps)


def told(name: str, found: Volume, days: list[dt.date], outcome: Floats, load: Floats) -> None:
    """What is said of one diary, in numbers."""
    print(
        f"{name}: {found.pairs} pairs of {found.calendar} days, {found.left_out} left out, model {found.model}"
    )
    if found.enough:
        c = found.change
        print(
            f"  now {c.end:.2f}, change {c.low:+.2f} to {c.high:+.2f}, went down {c.went_down}, went up {c.went_up}"
        )
    else:
        print(f"  refused ({found.reason}): {found.why_not}")
    dates = [day.isoformat() for day in days]
    for one in load_at_same_pain(outcome, load, dates=dates).stretches[-1:]:
        print(
            f"  at the same pain {one.first} to {one.last}: {one.more:+.2f} ({one.low:+.2f} to {one.high:+.2f})"
        )
    flares = find_flares(outcome, dates=dates)
    print(
        f"  flares {len(flares.flares)}, settle in {flares.median_days} ({flares.low_days} to {flares.high_days}) days"
    )


def picture(found: Volume, outcome: Floats, days: list[dt.date], events: list[dt.date]) -> str:
    """The picture of the page, with its colours inside."""
    from dialdown.insights.charts import volume as chart

    points = [(dt.date.fromisoformat(str(d.date)), d.volume, d.low, d.high) for d in found.days[::3]]
    window = (dt.date.fromisoformat(str(found.first)), dt.date.fromisoformat(str(found.last)))
    flares = find_flares(outcome, dates=[day.isoformat() for day in days]).flares
    starts = [dt.date.fromisoformat(str(flare.start)) for flare in flares]
    svg = chart.draw(points, window, starts, events, "Volume with its 90 % band")[1]
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace(
        ">", f"><style>{STYLE}</style>", 1
    )


def same_pain_picture(stretches: tuple[Stretch, ...], what: str) -> str:
    """What is done at the same pain, per 60 days against the first ones: points with their 90 % intervals."""
    ends = max(max(abs(one.low), abs(one.high)) for one in stretches) * 1.05
    room = 440.0 / len(stretches)

    def y(value: float) -> float:
        return 100.0 - 85.0 * value / ends

    parts = [f'<line class="axis" x1="80" x2="530" y1="{y(0):.1f}" y2="{y(0):.1f}"/>']
    parts += [
        f'<text x="72" y="{y(v) + 5:.1f}" text-anchor="end">{v:+.3g}</text>' for v in (-ends, 0.0, ends)
    ]
    for i, one in enumerate(stretches):
        x = 85.0 + room * (i + 0.5)
        parts.append(
            f'<path d="M{x:.1f} {y(one.low):.1f}V{y(one.high):.1f}" stroke="#bcd9d3" stroke-width="10"/>'
        )
        parts.append(f'<circle cx="{x:.1f}" cy="{y(one.more):.1f}" r="5" fill="#1f6f68"/>')
        parts.append(f'<text x="{x:.1f}" y="214" text-anchor="middle">{str(one.last)[2:7]}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 540 222" role="img" aria-label="{what}"><style>{STYLE}</style>'
        f"{''.join(parts)}</svg>"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pictures", type=Path)
    wanted = parser.parse_args()
    if wanted.pictures:
        import django
        from django.conf import settings

        settings.configure(USE_I18N=True, USE_TZ=True)
        django.setup()
    days, pain, active, phases = kossakowski(wanted.data)
    diaries = [("kossakowski", days, pain, active, phases, (1.0, 7.0))]
    both = myaiguide(wanted.data, "kneePain", dt.date(2016, 1, 1), dt.date(2017, 12, 31))
    diaries.append(("knee", *both, [], (0.0, 10.0)))
    for name, days, pain, load, events, scale in diaries:
        found = estimate_volume(pain, load, dates=[day.isoformat() for day in days], scale=scale)
        told(name, found, days, pain, load)
        if found.enough and wanted.pictures:
            path = wanted.pictures / f"volume-{name}.svg"
            path.write_text(picture(found, pain, days, events) + "\n", encoding="utf-8")
            print(f"  {path}")
        elif wanted.pictures:
            same = load_at_same_pain(pain, load, dates=[day.isoformat() for day in days]).stretches
            what = "What was done at the same pain, per 60 days, against the first ones"
            path = wanted.pictures / f"same-pain-{name}.svg"
            path.write_text(same_pain_picture(same, what) + "\n", encoding="utf-8")
            print(f"  {path}")


if __name__ == "__main__":
    main()
