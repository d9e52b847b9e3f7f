"""The red flags for pages of other rooms."""

from django import template

from dialdown.learn.signs import RedFlag, red_flags

register = template.Library()


@register.simple_tag
def same_day() -> list[RedFlag]:
    """Signs for which a doctor is needed the same day."""
    return red_flags("same_day")
