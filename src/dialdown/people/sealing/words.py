"""What a person is told when the key that seals is not the key that is hers."""

from __future__ import annotations

from django.utils.translation import gettext as _


def exchanged() -> str:
    """Her own words opened her key, and another one stands in its place."""
    return _(
        "Your key was exchanged on this machine. Do not write private things here until somebody you trust has looked "
        "at it and you have made a new key."
    )


def doubted() -> str:
    """What was open here does not fit any more; only her words tell whether she or somebody else changed it."""
    return _(
        "Your key is not the one it was. Type your password on the page “Only yours” before you write private things here."
    )
