"""Reads about moving, one file a matter."""
