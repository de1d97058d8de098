"""Agent clients: one file a client, with its adapter and its installation."""
