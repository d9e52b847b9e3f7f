"""Before and after something began or ended, with what would have come by itself."""
