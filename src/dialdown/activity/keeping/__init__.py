"""Writes about moving, one file a matter."""
