"""How hard a text is to read, by the Flesch-Kincaid grade level.

grade = 0.39 * words / sentences + 11.8 * syllables / words - 15.59

(Kincaid, Fishburne, Rogers and Chissom 1975, Research Branch Report 8-75, Naval Technical Training.) A grade is a year
of school in the United States: 7 is about 12 years of age. The formula knows nothing of meaning or interest; it only
counts. Syllables are counted by rule and checked against a list counted by hand in test_reading_level.py.
"""

from __future__ import annotations

import re

WORD = re.compile(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*")
SENTENCE_END = re.compile(r"[.?!:;…]+(?=[”\"’)]*(?:\s|$))")
# Two vowels that are heard one by one.
APART = re.compile(r"ia(?!l)|io(?!n|us)|iu|eo(?!p)|uou|uie|ying|eing|oing|iest|ier$|uou")
# An e at the end, or before s or d, that is not heard.
SILENT = re.compile(
    r"(?<=[^aeiouy])e$(?<![^aeiouy]le)|(?<=[^aeiouytd])ed$|(?<=[^aeiouyszxcg])es$(?<!ches)(?<!shes)(?<![^aeiouy]les)"
)
BY_HAND = {
    "people": 2, "something": 2, "someone": 2, "somebody": 3, "everybody": 4, "everyone": 3, "sometimes": 2, "every": 2,
    "before": 2, "maybe": 2, "therefore": 2, "whole": 1, "are": 1, "were": 1, "there": 1, "more": 1, "one": 1, "once": 1,
    "hours": 2, "hour": 2, "our": 1, "real": 2, "really": 3, "idea": 3, "ideas": 3, "being": 2, "doing": 2, "going": 2,
    "seeing": 2, "saying": 2, "trying": 2, "lying": 2, "quiet": 2, "tired": 2, "science": 2, "diary": 3, "usual": 3, "easier": 3,
    "earlier": 3, "worried": 2, "worries": 2, "hurries": 2, "different": 3, "evening": 2, "interest": 3, "alone": 2, "likes": 1,
    "times": 1, "needs": 1, "places": 2, "used": 1, "loved": 1, "asked": 1, "helped": 1, "closed": 1, "needed": 2, "started": 2,
    "wanted": 2, "counted": 2, "decided": 3, "little": 2, "people’s": 2, "children’s": 2, "muscles": 2, "muscle": 2, "fire": 2, "area": 3,
}  # fmt: skip


def syllables(word: str) -> int:
    """Syllables of an English word, at least one; parts of a hyphenated word are counted one by one."""
    plain = word.lower().replace("'", "’")
    if plain in BY_HAND:
        return BY_HAND[plain]
    if "-" in plain:
        return sum(syllables(part) for part in plain.split("-") if part)
    plain = re.sub(r"’(?:s|t|re|ve|ll|d|m)?$", "", plain)
    if plain in BY_HAND:
        return BY_HAND[plain]
    vowels = len(re.findall(r"[aeiouy]+", plain))
    count = vowels + len(APART.findall(plain)) - len(SILENT.findall(plain))
    return max(count, 1)


def sentences(text: str) -> int:
    """Sentences of a text; a colon ends one too."""
    return max(len(SENTENCE_END.findall(text)), 1)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade level of a text."""
    words = WORD.findall(text)
    return 0.39 * len(words) / sentences(text) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
