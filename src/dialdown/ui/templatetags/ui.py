"""The few filters that the shared templates need."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

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
