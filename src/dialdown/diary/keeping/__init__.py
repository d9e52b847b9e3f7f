"""Writes to a diary beside its entries, one file a thing; `diary/services.py` is the door to them."""
