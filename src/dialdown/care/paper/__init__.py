"""Everything that is printed: data in, a tagged PDF out."""
