"""Touch practice: one ladder of textures for each place and side, seconds that grow, a step back when pain rises."""
