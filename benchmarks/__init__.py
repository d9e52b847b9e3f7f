"""Measurements side by side with other software and with known truth; run as modules from the root."""
