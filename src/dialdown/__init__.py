"""Dialdown: a free, private, self-hosted companion for families living with amplified pain."""

__version__ = "0.1.0"
