"""The few filters that the shared templates need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def undo_address(tags: str | None) -> str:
    """The address after "undo " in a message's extra tags, when it lies on this host."""
    _, found, address = (tags or "").partition("undo ")
    address = address.split(" ")[0]
    return address if found and address.startswith("/") and not address.startswith(("//", "/\\")) else ""


@register.filter
def styled(field: BoundField) -> SafeString:
    """A form field's widget in the kit's look, with its errors and help tied to it."""
    attrs: dict[str, Any] = {"class": "in"}
    described = [f"{field.auto_id}_help"] if field.help_text else []
    if field.errors:
        described.append(f"{field.auto_id}_error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)


@register.filter
def plain(value: Any) -> str:
    """A number as HTML wants it (7.5, never 7,5); nothing for None."""
    if value is None or value == "":
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@register.filter
def answers(value: Any, option: Any) -> bool:
    """True when `option` is the stored answer, or among the stored answers."""
    if value is None or value == "" or option == "":
        return False
    if isinstance(value, (list, tuple, set, frozenset)):
        return any(plain(item) == plain(option) for item in value)
    return plain(value) == plain(option)


@register.filter
def between(value: Any, below: int) -> bool:
    """True when a stored number lies after the step `below` and before the next one: a file may be finer than the form."""
    try:
        return below < float(value) < below + 1
    except (TypeError, ValueError):
        return False


@register.filter
def up_to(last: int) -> range:
    """0, 1, … last."""
    return range(int(last) + 1)


@register.simple_tag
def table_rows(rows: Iterable[Sequence[str]], kind: str = "") -> SafeString:
    """The rows of a table's body; the first cell names its row, the others are of class `kind` (n: numbers).

    Written here because ten years of a diary are thousands of cells, which a loop in a template takes long over.
    """
    cell = f'<td class="{kind}">' if kind else "<td>"
    return mark_safe(  # noqa: S308 (every cell is escaped)
        "".join(
            f'<tr><th scope="row">{conditional_escape(row[0])}</th>'
            + "".join(f"{cell}{conditional_escape(one)}</td>" for one in row[1:])
            + "</tr>"
            for row in rows
        )
    )
