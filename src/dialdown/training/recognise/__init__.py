"""Recognise: left or right? The first stage."""
