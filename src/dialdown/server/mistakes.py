"""What the command line says when the input is bad: one clear line, exit code 1, nothing written."""

from __future__ import annotations


class Mistake(ValueError):
    """The text is one sentence: what is wrong, and what was expected."""
