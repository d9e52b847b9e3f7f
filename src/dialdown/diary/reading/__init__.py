"""Reads of a diary for its pages, one file a page; `diary/selectors.py` is the door to them."""
