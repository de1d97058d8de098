"""``kaptar init``: clients' configurations changed in place, so that the user's own part stays as it was, byte by byte."""
