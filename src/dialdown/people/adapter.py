"""How allauth behaves in a household: logins are made in set-up, never by a stranger."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class HouseholdAdapter(DefaultAccountAdapter):
    """No open sign-up; nothing is mailed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
