"""Flares: the plan that is made on a good day, the calm page, and what helped."""
