"""Parts of letters that are the same for everyone, and the picture of a stuck volume knob."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.translation import gettext as _

from dialdown.care.letters.facts import MEASURES
from dialdown.care.paper.document import Block, heading, items, text

if TYPE_CHECKING:
    from dialdown.care.letters.compose import Filled

WIDE, TALL = 640, 210


def _tick(x: float, y: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="#111"/>'


def _knob(x: float, y: float, value: float) -> str:
    """A knob whose pointer stands at `value` of 10; 0 is at seven o'clock, 10 at five."""
    angle = math.radians(225 - 27 * value)
    dots = "".join(
        _tick(x + 44 * math.cos(math.radians(225 - 27 * n)), y - 44 * math.sin(math.radians(225 - 27 * n)))
        for n in range(11)
    )
    return (
        f'<circle cx="{x}" cy="{y}" r="34" fill="none" stroke="#111" stroke-width="5"/>{dots}'
        f'<line x1="{x}" y1="{y}" x2="{x + 28 * math.cos(angle):.1f}" y2="{y - 28 * math.sin(angle):.1f}" stroke="#111" '
        'stroke-width="6" stroke-linecap="round"/>'
    )


def _wave(x: float, y: float, high: float) -> str:
    points = [f"{x + n * 2:.1f} {y - high * math.sin(n / 40 * 6 * math.pi):.1f}" for n in range(41)]
    return (
        f'<path d="M{"L".join(points)}" fill="none" stroke="#111" stroke-width="4" stroke-linecap="round"/>'
    )


def knobs() -> dict[str, str]:
    """Our own picture as SVG in black and white, with its words (`alt`, `caption`, and the `labels` that stand in it)."""
    shapes: list[str] = []
    # Both say the same: which of them is so, and when, no picture knows.
    into, out = _("signal"), _("what I feel")
    for x, value, high in ((0, 9.6, 44), (340, 4.0, 20)):
        shapes += [_wave(x + 4, 90, 7), _knob(x + 150, 90, value), _wave(x + 212, 90, high)]
        shapes.append(f'<text x="{x + 44}" y="150" text-anchor="middle" font-size="18">{escape(into)}</text>')
        shapes.append(f'<text x="{x + 252}" y="168" text-anchor="middle" font-size="18">{escape(out)}</text>')
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {TALL - 30}" font-family="Atkinson Hyperlegible Next">'
        f"{''.join(shapes)}</svg>"
    )
    return {
        "svg": svg,
        "alt": _(
            "Two volume knobs. At the left one the knob is near ten: a small wave goes in and a large wave comes out. "
            "At the right one the knob is near four: the same small wave goes in and a middle-sized wave comes out."
        ),
        "labels": f"{into} · {out}",
        "caption": _("The signal can be small while the sound is loud. The knob can come down, slowly."),
    }  # fmt: skip


def picture(filled: Filled) -> list[Block]:
    """The picture of the page for teachers."""
    return [Block("picture", picture=knobs())]


def explain(filled: Filled) -> list[Block]:
    """What is going on, in four sentences. That a doctor has looked is said only where somebody has said so."""
    real = _("The pain is real, and a doctor has looked.") if filled.looked else _("The pain is real.")
    return [text(" ".join([
        _("My nervous system has its volume turned up: small signals feel loud."), real,
        _("Moving and being at school are part of getting the volume down. Some days are louder, and the plan stays the same."),
    ]))]  # fmt: skip


def please_do(filled: Filled) -> list[Block]:
    """What helps from the people around."""
    return [heading(_("Please")), items([
        _("Talk to me as usual, and invite me in."), _("Notice, remind me of the plan, then back to the task."),
        _("Count taking part, in whatever form."),
    ])]  # fmt: skip


def please_not(filled: Filled) -> list[Block]:
    """What makes it harder."""
    return [heading(_("Please do not")), items([
        _("ask me to rate the pain or to prove it"), _("send me home for pain alone"), _("leave me out in advance"),
    ])]  # fmt: skip


def phone_home(filled: Filled) -> list[Block]:
    """When the plan does not apply, with the number where one was typed."""
    number = filled.value("phone_home")
    said = (
        _(
            "Phone home (%(number)s), or a doctor, with: fever, vomiting, an injury, or a new or different problem. "
            "A known pain does not change that."
        )
        if number
        else _(
            "Phone home, or a doctor, with: fever, vomiting, an injury, or a new or different problem. "
            "A known pain does not change that."
        )
    )
    return [text(said % {"number": number})]


def sport_and_trips(filled: Filled) -> list[Block]:
    """Taking part, with a plan."""
    return [
        heading(_("Sports and trips")),
        text(
            _(
                "Every lesson and every trip, at an agreed amount: a set time, one sitting stop on a trip, and a person to phone."
            )
        ),
    ]


def private(filled: Filled) -> list[Block]:
    """Who may know."""
    return [
        heading(_("Who may know")),
        text(
            _("Staff who work with %(name)s read this page. What is not on it stays with the family.")
            % {"name": filled.called}
        ),
    ]


def offer(filled: Filled) -> list[Block]:
    """A note of a clinician, if the school wants one."""
    return [
        text(
            _(
                "We can bring a note of our clinician about function. What we share stays our choice. Thank you."
            )
        )
    ]


def how_measured(filled: Filled) -> list[Block]:
    """How one will see whether it helped: by the days and numbers that the letter holds, and not at all without any.

    What is only planned was not measured, so nothing can be held against it.
    """
    told = [_("Days at school or work, counted as above")] if filled.attendance else []
    known = dict.fromkeys(
        str(name)
        for key, (name, _unit) in MEASURES.items()
        if key in filled.measures and key not in filled.planned
    )
    told += [_("The numbers above: %(names)s") % {"names": ", ".join(known)}] if known else []
    if not told:
        return []
    again = _("The same numbers again at the end and three months later")
    return [heading(_("How we will see whether it helps")), items([*told, again])]


def ask_provider(filled: Filled) -> list[Block]:
    """What only the provider can say."""
    return [heading(_("For the provider to decide")), items([
        _("How often and how long episodes are likely to be"), _("Whether leave is continuous, on a reduced schedule, or in episodes"),
        _("Whether the current edition of the form is used (see dol.gov)"),
    ])]  # fmt: skip
