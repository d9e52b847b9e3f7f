"""Rows that somebody writes and may take out again: one way to add, change, remove and bring back, for every kind."""
