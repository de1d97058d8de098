"""Wrappers that clients put around an edit: tags, calls as JSON, commands of a shell. They are taken off before it is read."""
