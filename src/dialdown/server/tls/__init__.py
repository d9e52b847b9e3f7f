"""HTTPS without a proxy: an authority of this machine's own, and the way a phone comes to trust it."""
