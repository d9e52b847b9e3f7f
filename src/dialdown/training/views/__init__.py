"""The pages of Train."""
