"""What may be shown to whom, as far as the leak test knows: words, the groups that open them, and a list of grants.

It knows nothing of the product's own rules.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

WEEK, LINE, EACH = 1, 2, 3
LEVEL = {"week": WEEK, "line": LINE, "": EACH}
# Planted words, or words that stand only where such an answer is shown: who may see them, from which level on.
WORDS: dict[str, tuple[set[str], int]] = {
    "marmot": (set(), EACH), "kestrel": (set(), EACH), "quokka": (set(), EACH), "ibex": (set(), EACH),
    "zebra": ({"goals"}, EACH), "walrus": ({"goals"}, WEEK), "gecko": ({"body"}, EACH), "ocelot": ({"factors"}, LINE),
    "tapir": ({"medicine"}, LINE), "bison": ({"illness"}, EACH), "heron": ({"function", "move"}, EACH),
    "puffin": ({"body"}, LINE), "dingo": ({"food"}, EACH), "okapi": ({"school"}, EACH), "lemur": ({"move"}, EACH),
    "numbat": ({"visits"}, EACH), "Robin has 1 question": ({"visits"}, WEEK),
    "chart-pain": ({"pain", "body"}, LINE), "Pain now, 0–10": ({"pain"}, LINE), "pain_now": ({"pain"}, EACH),
    "sleep_hours": ({"sleep"}, EACH), "Sleep, hours a night": ({"sleep"}, LINE),
    "chart-places": ({"body"}, LINE), "chart-doing-school_hours": ({"function"}, LINE),
    # The codes of numbers, which stand in what a link sends to the software of a clinic.
    "72514-3": ({"pain"}, LINE), "93832-4": ({"sleep"}, LINE),
    "School days, 4 weeks": ({"function"}, LINE), "School: ": ({"function"}, WEEK), "hours_up": ({"function"}, LINE),
    "Thing 2 of 12": ({"train"}, EACH), "Too much today": ({"senses"}, EACH),
}  # fmt: skip
# Only a whole grant ("all") shows these; a note once it is sealed not even that (tests of sealing), papers only with leave to write.
WHOLE = {"ibex", "marmot", "kestrel"}


@dataclass
class Opened:
    """What the model knows of one grant."""

    who: str
    scopes: list[str]
    grant: uuid.UUID
    open: bool = True
    # Ended by hand, which can be taken back for ten minutes.
    ended: bool = False


def may_show(scopes: list[str], word: str) -> bool:
    """What the model says: one of these scopes opens the word."""
    groups, level = WORDS[word]
    if "all" in scopes and (groups or word in WHOLE):
        return True
    parts = (name.partition(":") for name in scopes)
    return any(group in groups and LEVEL[how] >= level for group, _colon, how in parts)


@dataclass
class Followed:
    """What the software of a clinic holds: the address, the key and the passcode of a link, and the last address of a file."""

    secret: str
    key: str
    passcode: str
    file: str = ""


def stands_there_anyway(path: str) -> set[str]:
    """Words of the interface that happen to be the name of a field on a page without anybody's answers."""
    if path.startswith(("/offline/", "/api/openapi", "/import", "/settings")):
        return {"pain_now", "sleep_hours", "hours_up", "Too much today"}
    return set()
