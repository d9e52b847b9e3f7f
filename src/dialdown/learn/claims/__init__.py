"""The guide's claims as questions with answers, verdicts and sources; and pain explained at three levels."""
