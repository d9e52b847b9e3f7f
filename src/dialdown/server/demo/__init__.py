"""The demo: a made-up household on a real published diary, on a copy that is thrown away."""

# The login of the demo; its password is random and known to nobody.
NAME = "demo"
