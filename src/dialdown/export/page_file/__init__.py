"""A page of the diary as one encrypted file, for somebody without a login: opens in any browser, without a network."""
