"""Erase a diary so that nothing of it is left on this machine."""
