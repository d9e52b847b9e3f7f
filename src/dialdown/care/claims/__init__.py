"""Insurance claims, calls with their deadlines, and costs."""
