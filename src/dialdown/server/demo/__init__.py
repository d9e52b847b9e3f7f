"""The demo: a made-up household on a real published diary, on a copy that is thrown away."""

# The login of the demo; its password is random and known to nobody.
NAME = "demo"
# Opens the private part of the made-up person, so that the demo shows it. It is no secret: nothing there is anybody's.
PASSPHRASE = "made up from beginning to end"  # noqa: S105
