"""Encrypted backups of everything: made, kept for a while, restored with proof."""
