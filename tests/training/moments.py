"""When the practice of a test was: a while ago, and still of today."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

ZONE = "Europe/Berlin"


def just_now() -> str:
    """Five minutes ago; in the first five of a day that day's beginning, for the page reckons by days."""
    now = timezone.now().astimezone(ZoneInfo(ZONE))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return max(now - dt.timedelta(minutes=5), midnight).isoformat()
