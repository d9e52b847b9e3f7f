"""The lessons are as easy to read as they claim, by a formula that is written down in reading.py."""

from __future__ import annotations

import pytest

from dialdown.learn.calm import scripts
from dialdown.learn.skills.lessons import ADULT, PARENT, TEEN, Lesson, lessons
from tests.learn.reading import grade, sentences, syllables
from tests.report import Figure

MOST = {TEEN: 7.0, ADULT: 9.0, PARENT: 9.0}
COUNTED_BY_HAND = {
    1: "pain loud knob touch scan film walk friend school night loved asked helped tried moved times likes whole clothes one breathe",
    2: "alarm body doctor volume moving signal music guesses places needed started little people something maybe wanted lessons evening",
    3: "different family animal somebody decided area usual idea tomorrow remember grandparent easier earlier",
    4: "everybody emergency ordinary psychology education relaxation necessary understanding",
    5: "university imagination possibility",
    6: "physiotherapist",
}  # fmt: skip
# Graded by hand with the same formula: words, sentences and syllables were counted on paper.
BY_HAND = (
    ("The cat sat on the mat.", 6, 1, 6, -1.45),
    ("Pain is an alarm. It is made to look after you.", 11, 2, 13, 0.5),
    ("A sensitised system, poor sleep and worry are places where something can be done.", 14, 1, 20, 6.73),
)  # fmt: skip


def test_syllables_as_counted_by_hand() -> None:
    words = [(word, number) for number, row in COUNTED_BY_HAND.items() for word in row.split()]
    wrong = {word: (syllables(word), number) for word, number in words if syllables(word) != number}
    assert wrong == {}


@pytest.mark.parametrize(("text", "words", "ends", "sounds", "expected"), BY_HAND)
def test_grade_as_counted_by_hand(text: str, words: int, ends: int, sounds: int, expected: float) -> None:
    assert len(text.split()) == words
    assert sentences(text) == ends
    assert sum(syllables(word.strip(".,")) for word in text.split()) == sounds
    assert grade(text) == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_lesson_is_easy_to_read(lesson: Lesson, figure: Figure) -> None:
    for name, voice in lesson.voices.items():
        found = grade(voice.words())
        assert found <= MOST[name], f"{lesson.id}, {name}: grade {found:.1f}"
        figure(
            f"reading level (Flesch-Kincaid grade) of the lesson {lesson.id}, {name} voice", f"{found:.1f}"
        )
        for part in voice.parts:
            for block in part.blocks:
                if len(block.text.split()) >= 30:
                    assert grade(block.text) <= MOST[name] + 2, block.text


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_sentences_are_short(lesson: Lesson) -> None:
    for name, voice in lesson.voices.items():
        words = len(voice.words().split())
        assert words / sentences(voice.words()) <= (12 if name == TEEN else 16)
        # About five minutes with the exercise, for somebody who reads 100 words a minute on a foggy day.
        assert 130 <= words <= 420, (lesson.id, name, words)


def test_captions_are_easy_to_read() -> None:
    for script in scripts():
        assert grade(" ".join(caption.text for caption in script.captions)) <= MOST[TEEN], script.id
