"""Pages about moving."""
