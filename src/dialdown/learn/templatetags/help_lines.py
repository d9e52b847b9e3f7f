"""Help lines for papers of other rooms."""

import datetime as dt

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dialdown.learn import lines

register = template.Library()


@register.simple_tag
def help_lines(country: str) -> list[str]:
    """The numbers of a country in words for paper, the emergency number first, and the day on which they were looked at."""
    day = date_format(dt.date.fromisoformat(lines.checked()), "j F Y")
    return [
        *lines.for_paper(country),
        _("Numbers: from a stored copy, checked %(day)s, not rung.") % {"day": day},
    ]
