"""Personal trials: a fair test of one thing, with an order drawn by coin."""
