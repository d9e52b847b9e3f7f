"""Short lessons, shipped as data in one folder a language, and what people save of their exercises."""
