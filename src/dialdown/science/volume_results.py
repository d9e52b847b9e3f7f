"""What the volume says: plain frozen records, as JSON and as a data frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from dialdown.science.pattern_results import frame_of, plain


class VolumeDay(NamedTuple):
    """One day: the volume (1.0 = the reference window) with its 90 % band, and the gain behind it.

    `gain`, `gain_low`, `gain_high` in outcome units per reference SD of the load.
    """

    date: str | int
    volume: float
    low: float
    high: float
    gain: float
    gain_low: float
    gain_high: float


@dataclass(frozen=True)
class VolumeChange:
    """From the reference window (`start`, 1.0) to the last 60 days (`end`); `low`, `high` of end - start.

    `score` = how many standard errors the end lies above the start.
    """

    start: float | None = None
    end: float | None = None
    low: float | None = None
    high: float | None = None
    score: float | None = None

    @property
    def went_down(self) -> bool:
        """True when the whole interval lies below 0."""
        return self.high is not None and self.high < 0.0

    @property
    def went_up(self) -> bool:
        """True when the whole interval lies above 0."""
        return self.low is not None and self.low > 0.0

    def to_dict(self) -> dict[str, Any]:
        """The `change` object of `volume --json`."""
        return {
            "from": plain(self.start), "to": plain(self.end), "low": plain(self.low), "high": plain(self.high),
            "went_down": self.went_down,
        }  # fmt: skip


@dataclass(frozen=True)
class Volume:
    """The volume of one diary for one load.

    When `enough` is False there are no `days`, `why_not` is a sentence and `reason` a word for it:
    few_days, constant, load_varies, load_moved, band, denominator, search. `enough_on` (ISO) is the first
    date on which few_days can be over. `first`, `last` of the reference window, `pairs` days on which
    outcome and load are both known, `left_out` of them with a load far outside of the window's. `model` is
    "bounded" or "gaussian"; `load_sd` one reference SD in the load's own units; `calendar` days in all.
    """

    days: tuple[VolumeDay, ...]
    level: float
    enough: bool
    why_not: str | None
    reason: str | None
    first: str | int | None
    last: str | int | None
    change: VolumeChange
    peeking: str
    model: str
    pairs: int
    left_out: int
    calendar: int
    load_sd: float | None = None
    enough_on: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The document of `volume --json`; never NaN, not known = None."""
        return {
            "days": [{"date": d.date, "volume": plain(d.volume), "low": plain(d.low), "high": plain(d.high)}
                     for d in self.days],
            "level": self.level, "enough": self.enough, "why_not": self.why_not,
            "reference": {"from": self.first, "to": self.last}, "change": self.change.to_dict(),
        }  # fmt: skip

    def to_frame(self) -> Any:
        """One row a day, as a pandas data frame (else polars; ImportError without either)."""
        names = ["date", "volume", "low", "high", "gain", "gain_low", "gain_high"]
        return frame_of([{name: plain(getattr(day, name)) for name in names} for day in self.days], names)
