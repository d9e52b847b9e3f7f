"""Every test here starts on a machine that nobody has used yet."""

from tests.access.conftest import fresh_machine

__all__ = ["fresh_machine"]
