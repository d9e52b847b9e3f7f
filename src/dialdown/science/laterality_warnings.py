"""What a reader of the scores must know: other devices, other signs, too young, too fast, not answered."""

from __future__ import annotations

import numpy as np

from dialdown.science.laterality_table import Responses, directions

TOO_YOUNG, ADULT = 9, 18
FEWEST, CHANCE, HURRIED_MS = 10, 0.6, 600.0


def warnings(data: Responses) -> tuple[str, ...]:
    """One sentence each."""
    return (*_signs(data), *_devices(data), *_ages(data), *_hurried(data), *_answers(data))


def _signs(data: Responses) -> list[str]:
    """Where the words of the file say the opposite of our rule."""
    ours = directions(data)
    theirs = np.array(
        [{"lateral": 1, "medial": -1}.get(word or "", 0) for word in data.direction], dtype=np.int64
    )
    said: list[str] = []
    for (view,), rows in data.groups("view", where=(ours != 0) & (theirs != 0)).items():
        opposite = int((ours[rows] != theirs[rows]).sum())
        if opposite:
            said.append(
                f"sign conflict, view {view}: the file calls {opposite} of {len(rows)} pictures medial that are lateral here, or the "
                "other way round. Counted here: a right hand turned 1-179 degrees clockwise is lateral, a left hand mirrored, "
                "whatever the view; the words of the file were not used."
            )
    return said


def _devices(data: Responses) -> list[str]:
    said: list[str] = []
    for (person,), rows in data.groups("person").items():
        devices = list(dict.fromkeys(device for row in rows if (device := data.device[int(row)])))
        if len(devices) > 1:
            said.append(
                f"{_who(person)}: {len(devices)} devices ({', '.join(devices)}); times on another device differ by themselves, "
                "so compare times within one device only."
            )
    return said


def _ages(data: Responses) -> list[str]:
    said: list[str] = []
    for (person,), rows in data.groups("person").items():
        ages = data.age[rows][~np.isnan(data.age[rows])]
        if len(ages) and ages.min() < TOO_YOUNG:
            said.append(f"{_who(person)}: under {TOO_YOUNG} years many children cannot do this task yet.")
        if len(ages) and ages.min() < ADULT:
            said.append(
                f"{_who(person)}: under {ADULT} years, so compared only with earlier days and the other side of the same person."
            )
    return said


def _hurried(data: Responses) -> list[str]:
    said: list[str] = []
    answered = ~np.isnan(data.correct) & ~np.isnan(data.rt_ms)
    for (person, session), rows in data.groups("person", "session", where=answered).items():
        if not data.judged or len(rows) < FEWEST:
            continue
        if data.correct[rows].mean() <= CHANCE and np.median(data.rt_ms[rows]) < HURRIED_MS:
            said.append(
                f"{_who(person)}, session {session or 'without a name'}: answers came faster than a picture can be judged and were "
                "right about as often as by chance; this session may have been tapped through."
            )
    return said


def _answers(data: Responses) -> list[str]:
    said: list[str] = []
    if not data.judged:
        said.append("no column says which answers were right: every time counts and accuracy is not known.")
    missing = int(np.isnan(data.correct).sum())
    if missing:
        said.append(f"{missing} pictures without an answer are left out.")
    return said


def _who(person: str | None) -> str:
    return person or "this person"
