"""Money on pages of costs."""

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def money(hundredths: int, currency: str) -> str:
    """An amount with its currency, written as the language writes numbers."""
    return f"{number_format(hundredths / 100, 2, use_l10n=True)} {currency}"
