"""Own pictures of hands and feet: a private bank that nobody but the person herself ever sees."""
