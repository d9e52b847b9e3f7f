"""One number of the one page."""

from __future__ import annotations

from dataclasses import dataclass

VOICE = {"self": "S", "parent": "P", "clinician": "C", "device": "D", "import": "I"}


@dataclass(frozen=True)
class Fact:
    """One number with whose words it is and how many days it rests on (of signs: the same four weeks before)."""

    name: str
    voice: str
    value: str
    days: str
