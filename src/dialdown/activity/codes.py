"""A prescription in a code that can be printed on paper and typed in: nothing else is needed, and nobody's name is in it.

Eighteen signs, of which the last two are a checksum: any one wrong sign and any two neighbours in the wrong order are
noticed; of two wrong signs about one pair in a thousand slips through (10 bits of a polynomial over GF(2); measured in the
tests). Signs are Crockford's base 32: no I, L, O or U; what is typed in small letters or as O, I, L is understood.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
EPOCH = dt.date(2026, 1, 1)
VERSION = 1
SIGNS = 16
# Field by field: how many bits each takes. Amounts are in units of `scale` (below).
BITS = {
    "version": 2, "activity": 5, "scale": 2, "amount": 11, "floor": 11, "ceiling": 11, "weekly": 9, "written": 13, "weeks": 6,
    "hold": 1, "rules": 6,
}  # fmt: skip
SCALES = (1, 5, 60, 100)
GENERATOR, DEGREE = 0b10000001001, 10


class BadCode(ValueError):
    """Not a code, or one with a slip in it. `why` is "length", "signs", "slip" or "newer"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Carried:
    """What a code carries. `activity` and `rules` count places in lists that only ever grow at the end."""

    activity: int
    amount: int
    floor: int
    ceiling: int
    weekly: int
    written_on: dt.date
    weeks: int
    hold_after_illness: bool
    rules: frozenset[int]


def _scale(carried: Carried) -> int:
    """The finest scale in which every amount fits; raises BadCode when none does without rounding."""
    amounts = (carried.amount, carried.floor, carried.ceiling, carried.weekly)
    for place, scale in enumerate(SCALES):
        fits = all(
            n % scale == 0 and n // scale < 1 << BITS[b]
            for n, b in zip(amounts, ("amount", "floor", "ceiling", "weekly"), strict=True)
        )
        if fits:
            return place
    raise BadCode("signs")


def encode(carried: Carried) -> str:
    """The code, in groups of four. Raises BadCode for amounts that need more signs."""
    place = _scale(carried)
    scale = SCALES[place]
    values = {
        "version": VERSION, "activity": carried.activity, "scale": place, "amount": carried.amount // scale,
        "floor": carried.floor // scale, "ceiling": carried.ceiling // scale, "weekly": carried.weekly // scale,
        "written": (carried.written_on - EPOCH).days, "weeks": carried.weeks, "hold": int(carried.hold_after_illness),
        "rules": sum(1 << n for n in carried.rules),
    }  # fmt: skip
    bits, length = 0, 0
    for name, width in BITS.items():
        if not 0 <= values[name] < 1 << width:
            raise BadCode("signs")
        bits, length = bits << width | values[name], length + width
    bits <<= SIGNS * 5 - length
    signs = _signs(bits, SIGNS) + _signs(_remainder(bits), 2)
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))


def decode(text: str) -> Carried:
    """What a typed code carries. Raises BadCode."""
    signs = "".join(text.upper().split()).replace("-", "").replace("–", "").translate(MISREAD)
    if len(signs) != SIGNS + 2:
        raise BadCode("length")
    if any(sign not in ALPHABET for sign in signs):
        raise BadCode("signs")
    bits, check = _number(signs[:SIGNS]), _number(signs[SIGNS:])
    if _remainder(bits) != check:
        raise BadCode("slip")
    left = SIGNS * 5
    values: dict[str, int] = {}
    for name, width in BITS.items():
        left -= width
        values[name] = bits >> left & ((1 << width) - 1)
    if values["version"] != VERSION:
        raise BadCode("newer")
    scale = SCALES[values["scale"]]
    return Carried(
        values["activity"], values["amount"] * scale, values["floor"] * scale, values["ceiling"] * scale, values["weekly"] * scale,
        EPOCH + dt.timedelta(days=values["written"]), values["weeks"], bool(values["hold"]),
        frozenset(n for n in range(BITS["rules"]) if values["rules"] >> n & 1),
    )  # fmt: skip


def _signs(bits: int, count: int) -> str:
    return "".join(ALPHABET[bits >> 5 * (count - 1 - at) & 31] for at in range(count))


def _number(signs: str) -> int:
    number = 0
    for sign in signs:
        number = number << 5 | ALPHABET.index(sign)
    return number


def _remainder(bits: int) -> int:
    """The remainder of the polynomial division by x^10 + x^3 + 1 (primitive: every slip of up to ten bits in a row shows)."""
    # A start value other than nought, so that an empty code is no code.
    rest = (bits ^ 0b1010110011 << SIGNS * 5 - DEGREE) << DEGREE
    for at in range(SIGNS * 5 - 1, -1, -1):
        if rest >> at + DEGREE & 1:
            rest ^= GENERATOR << at
    return rest
