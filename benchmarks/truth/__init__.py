"""Made-up diaries with known truth: error rates, coverage, power and the price of looking often."""
