"""Logins: what a browser remembers, second steps, recovery, invitations and growing up."""
