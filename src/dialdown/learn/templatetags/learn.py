"""Words on the buttons of help lines."""

from django import template

from dialdown.learn.lines import Line, first_words

register = template.Library()
register.filter("first_words", first_words)


@register.filter
def first_address(line: Line) -> str:
    """Where the big button of a line leads: a call, else a text message."""
    if line.phones:
        return f"tel:{line.phones[0].dial}"
    return f"sms:{line.text.dial}" if line.text else ""


@register.filter
def answer(typed: dict[str, str] | None, key: str) -> str:
    """What was typed into a field of an exercise."""
    return (typed or {}).get(key, "")
