"""What a prescription may say: templates to start from, stop rules to choose, and when it makes sense. Pure of storage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialdown.activity import codes
from dialdown.activity.activities import Activity, shipped
from dialdown.intake.records import BadInput, Problem

# Places in a printed code: new ones only at the end.
STOP_RULES = {
    "dizzy": gettext_lazy("Stop when dizzy or about to faint."),
    "limp": gettext_lazy("Stop with a new limp or no weight on a leg, and call me."),
    "swelling": gettext_lazy("Stop with new swelling that you can see, and call me."),
    "numb": gettext_lazy("Stop with numbness or weakness that is new, and call me."),
    "fever": gettext_lazy("Not with fever."),
    "breath": gettext_lazy("Stop when short of breath at rest or with pressure in the chest; call for help."),
}
CODE_ACTIVITIES = (
    "walk", "steps", "stairs", "swim", "cycle", "run", "sit-class", "stand", "write", "type", "screen", "sport-parts",
    "dance-yoga", "play", "hobby", "chores", "selfcare", "school-hours", "social", "travel",
)  # fmt: skip
MOST_WEEKS = 26


@dataclass(frozen=True)
class Template:
    """Where a form starts: amounts in the unit of the activity."""

    id: str
    title: str
    activity: str
    amount: int
    floor: int
    ceiling: int
    weekly: int
    weeks: int
    stop_rules: tuple[str, ...]


TEMPLATES = (
    Template("walk", gettext_lazy("A short walk every day"), "walk", 300, 120, 900, 60, 6, ("dizzy", "limp", "fever")),
    Template("stairs", gettext_lazy("Stairs, one by one"), "stairs", 8, 2, 36, 2, 6, ("dizzy", "limp")),
    Template("swim", gettext_lazy("Moving in water"), "swim", 600, 300, 1500, 120, 6, ("dizzy", "fever")),
    Template("sit", gettext_lazy("Sitting in class"), "sit-class", 1200, 600, 2700, 300, 6, ("numb",)),
    Template("school", gettext_lazy("Back to school by lessons"), "school-hours", 2, 1, 6, 1, 6, ("fever",)),
    Template("write", gettext_lazy("Writing by hand"), "write", 180, 60, 900, 60, 4, ("numb", "swelling")),
)  # fmt: skip


def template(key: str) -> Template | None:
    """A template by its id; for an activity without one, a plain start from its first floor."""
    found = next((t for t in TEMPLATES if t.id == key), None)
    if found is not None or key not in shipped():
        return found
    row = shipped()[key]
    step = max(1, row.first // 2)
    return Template(key, row.title, key, row.first * 2, row.first, row.first * 6, step, 6, ())


def others() -> list[Activity]:
    """The activities that no template is about."""
    taken = {t.activity for t in TEMPLATES}
    return [row for row in shipped().values() if row.id not in taken and row.id in CODE_ACTIVITIES]


@dataclass(frozen=True)
class Written:
    """A prescription as somebody wrote it. Amounts are whole numbers of the activity's unit."""

    activity: str
    amount: int
    floor: int
    ceiling: int
    weekly: int
    weeks: int
    written_on: dt.date
    hold_after_illness: bool = True
    stop_rules: tuple[str, ...] = ()
    note: str = ""

    @property
    def review_on(self) -> dt.date:
        """The day on which it ends and the question is asked at the next visit."""
        return self.written_on + dt.timedelta(weeks=self.weeks)

    @property
    def row(self) -> Activity:
        """The activity it is about."""
        return shipped()[self.activity]


def check(written: Written) -> None:
    """Raises BadInput with everything that does not make sense."""
    problems: list[Problem] = []
    if written.activity not in shipped():
        problems.append(Problem("activity", _("Choose an activity.")))
    if written.amount < 1:
        problems.append(Problem("amount", _("Write an amount, one or more.")))
    if not 1 <= written.floor <= max(written.amount, 1):
        problems.append(Problem("floor", _("The floor is one or more, and not over the amount.")))
    if written.ceiling < written.amount:
        problems.append(Problem("ceiling", _("The ceiling is not under the amount.")))
    if not 0 <= written.weekly <= max(written.amount, written.ceiling):
        problems.append(Problem("weekly", _("Write how much more each week, or nought.")))
    if not 1 <= written.weeks <= MOST_WEEKS:
        problems.append(Problem("weeks", _("Choose a review in 1 to %(most)d weeks.") % {"most": MOST_WEEKS}))
    if set(written.stop_rules) - STOP_RULES.keys():
        problems.append(Problem("stop_rules", _("Choose from the list.")))
    if problems:
        raise BadInput(problems)


def code_of(written: Written) -> str:
    """The code to print. Raises BadInput when the amounts do not fit into it."""
    check(written)
    keys: Sequence[str] = tuple(STOP_RULES)
    try:
        return codes.encode(
            codes.Carried(
                CODE_ACTIVITIES.index(written.activity),
                written.amount,
                written.floor,
                written.ceiling,
                written.weekly,
                written.written_on,
                written.weeks,
                written.hold_after_illness,
                frozenset(keys.index(k) for k in written.stop_rules),
            )
        )
    except codes.BadCode:
        raise BadInput(
            [Problem("amount", _("These amounts do not fit a code. Use whole minutes, or rounder numbers."))]
        ) from None


def from_code(text: str) -> Written:
    """What a code carries. Raises BadInput with what to look at."""
    try:
        found = codes.decode(text)
        activity = CODE_ACTIVITIES[found.activity]
    except IndexError:
        raise BadInput([Problem("code", _("This code is for a newer Dialdown."))]) from None
    except codes.BadCode as error:
        why = {
            "length": _("A code has 18 signs. Please compare with the paper."),
            "signs": _("There is a sign in it that codes do not have. Please compare with the paper."),
            "slip": _("One sign is not as on the paper. Please compare, group by group."),
            "newer": _("This code is for a newer Dialdown."),
        }
        raise BadInput([Problem("code", why[error.why])]) from None
    keys: Sequence[str] = tuple(STOP_RULES)
    written = Written(
        activity, found.amount, found.floor, found.ceiling, found.weekly, found.weeks, found.written_on,
        found.hold_after_illness, tuple(keys[n] for n in sorted(found.rules) if n < len(keys)),
    )  # fmt: skip
    check(written)
    return written
