"""What stands on the one page this time: which stretch of the diary, and which sections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

PERIODS = {"6w": _("6 weeks"), "6m": _("6 months"), "1y": _("A year"), "all": _("All")}
DEFAULT_PERIOD = "6m"
SECTIONS = {
    "short": _("In short"),
    "facts": _("Numbers of four weeks"),
    "function": _("Doing things, as a picture"),
    "volume": _("Volume"),
    "pain": _("Pain, as a picture"),
    "places": _("Where"),
    "patterns": _("Patterns"),
    "signs": _("Left against right"),
    "moving": _("Moving and practice"),
    "medicine": _("Medicine"),
    "asks": _("Questions and goals"),
    "examined": _("What an examination recorded"),
}
# Stands there only for whoever asks for it: it is of one day and needs its words beside it.
WHEN_ASKED = frozenset({"examined"})
AT_FIRST = frozenset(SECTIONS) - WHEN_ASKED


@dataclass(frozen=True)
class Chosen:
    """One choice. Unknown names are left out, so that an old link still opens.

    A choice names all that stands there, so one of before shows no section that came later.
    """

    period: str = DEFAULT_PERIOD
    sections: frozenset[str] = AT_FIRST

    def __contains__(self, section: str) -> bool:
        return section in self.sections

    def turned(self, section: str) -> Chosen:
        """The same choice with one section put in, or taken out."""
        return Chosen(self.period, self.sections ^ {section})

    @property
    def query(self) -> str:
        """The same choice as the end of an address."""
        if self == Chosen():
            return ""
        return "&".join(
            [f"period={self.period}", "chosen=1", *(f"section={s}" for s in SECTIONS if s in self.sections)]
        )


def chosen(period: str, sections: Iterable[str] | None) -> Chosen:
    """A choice from what a form sent; `sections` None = nobody chose, so what stands there at first."""
    kept = AT_FIRST if sections is None else frozenset(sections) & frozenset(SECTIONS)
    return Chosen(period if period in PERIODS else DEFAULT_PERIOD, kept)
