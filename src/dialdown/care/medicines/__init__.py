"""Medicines, aids and comforts: what was written down. No dose advice and no check of combinations, ever."""
