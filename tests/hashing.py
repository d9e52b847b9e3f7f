"""Passwords that take little work: tests sign in thousands of times."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The product's hasher with little work to do."""

    time_cost, memory_cost, parallelism = 1, 8, 1
