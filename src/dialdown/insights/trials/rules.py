"""What a personal trial may be about, and what needs a clinician's word first.

Sources: the rules of product.md and section 6 of the clinical notes: no software starts, stops or doses a
medicine, advises a diet, or takes school, practice, movement or sleep away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

# Under 18 a clinician has to have said yes to these (also when the age is not known).
KINDS: dict[str, str | Promise] = {
    "swallowed": _("Something that is swallowed (a vitamin, a tea, a supplement)"),
    "food": _("A change of food or drink"),
    "warmth": _("Warmth"),
    "cold": _("Cold"),
    "electricity": _("Electricity (a TENS device, for example)"),
    "weight": _("Weight on the body (a weighted blanket, for example)"),
}
# Words that give a kind away when its box was left open. English; the boxes are what counts in other languages.
TELLING = {
    "swallowed": "vitamin|magnesium|zinc|iron|omega|supplement|probiotic|capsule|herbal|turmeric|curcumin|melatonin|cbd|tea|drops|powder",
    "food": "food|diet|sugar|sweeteners?|aspartame|gluten|dairy|milk|coffee|caffeine|chocolate|wheat|meat|eat|eating|fasting"
    "|(no|skip|skipping|without) (breakfast|lunch|dinner)|snacks?|cola|soda|drinks?",
    "warmth": "heat|heated|heating|hot|warm|sauna",
    "cold": "cold|ice|icy|cooling|cryo",
    "electricity": "tens|electric|electrical|electrode|current|stimulator",
    "weight": "weighted|weights?",
}  # fmt: skip
# Never an arm, at any age.
MEDICINE = (
    "medicine|medicines|medication|meds|tablet|tablets|pill|pills|dose|dosage|prescription|ibuprofen|paracetamol|acetaminophen|"
    "tylenol|advil|aspirin|naproxen|gabapentin|pregabalin|amitriptyline|nortriptyline|duloxetine|fluoxetine|sertraline|steroid|"
    "prednisone|opioid|tramadol|codeine|morphine|naltrexone|ldn|methotrexate|antibiotic|patch|injection|infusion"
)
TAKEN_AWAY = (
    "(no|not|without|skip|skipping|less|fewer|shorter|half of|half the|stop|stopping|pause|pausing|quit|quitting|drop|dropping"
    r"|cancel|cancelling|cut|cutting|cut out|give up|avoid|avoiding|miss|missing|leave out|off) (\w+ ){0,2}"
    "(school|class|classes|work|homework|practice|exercise|exercises|exercising|moving|movement|walk|walks|walking|swim|swimming|"
    "sport|sports|gym|pe|stretching|stretches|relaxation|desensiti[sz]ation|rehab|pt|ot|stairs|physio|physiotherapy|therapy|"
    "treatment|mirror|sleep|sleeping|bedtime|bath|touch practice|friends)"
)
TAKEN_AWAY_REST = (
    r"(stay|staying) (at )?home|bed rest|rest(ing)? all day|stay(ing)? up|short(er)? nights?|sleep(ing)? less|late nights?"
    r"|later bedtime|bed(time)? (\w+ ){0,3}later"
)


@dataclass(frozen=True)
class Idea:
    """Something to test that is small, safe and easy to switch on and off. `tries`: answers of a check-in it may change."""

    key: str
    icon: str
    title: str | Promise
    usual: str | Promise
    other: str | Promise
    kinds: tuple[str, ...] = ()
    tries: tuple[str, ...] = ()


IDEAS = (
    Idea("screens", "moon", _("Screens off at 8"), _("screens as usual"), _("screens off at 8")),
    Idea("earlier", "clock", _("Bed half an hour earlier"), _("bed as usual"), _("bed half an hour earlier"),
         tries=("sleep_hours", "sleep_quality")),
    Idea("slow-breathing", "wind", _("Five minutes of slow breathing"), _("no extra breathing time"), _("5 minutes of slow breathing")),
    Idea("daylight", "sun", _("Ten minutes outside in the morning"), _("mornings as usual"), _("10 minutes outside in the morning")),
    Idea("warm-feet", "thermometer", _("Warm feet before sleep"), _("feet as usual"), _("warm feet before sleep"), ("warmth",)),
    Idea("blanket", "moon-star", _("Weighted blanket at night"), _("usual blanket"), _("weighted blanket"), ("weight",)),
)  # fmt: skip


def refusal(arms: Iterable[str]) -> str:
    """Why arms of these words can never be tested here: "medicine", "taken_away", or ""."""
    for arm in arms:
        said = " ".join(arm.casefold().split())
        if re.search(rf"\b({MEDICINE})\b", said):
            return "medicine"
        if re.search(rf"\b({TAKEN_AWAY})\b", said) or re.search(rf"\b({TAKEN_AWAY_REST})\b", said):
            return "taken_away"
    return ""


def kinds_of(arms: Iterable[str], told: Iterable[str]) -> list[str]:
    """The kinds that were told and those that the words give away, in the order of `KINDS`."""
    said = " ".join(arm.casefold() for arm in arms)
    found = set(told) | {kind for kind, words in TELLING.items() if re.search(rf"\b({words})\b", said)}
    return [kind for kind in KINDS if kind in found]


def needs_clinician(kinds: Iterable[str], *, under_18: bool) -> bool:
    """True when a clinician has to have said yes before it begins."""
    return under_18 and any(kind in KINDS for kind in kinds)


def refusal_words(refused: str) -> str:
    """Why this cannot be tested here."""
    if refused == "medicine":
        return gettext(
            "Medicine is never tested here: not starting, not stopping, not another amount. Ask your doctor about it."
        )
    return gettext(
        "Going without school, practice, moving, sleep or what a doctor asked for is never tested here. Ask your team."
    )
