"""Team, visits, questions, tests that were done, and the calendar."""
