"""Several agents in one tree: who holds what, what an edit touches, and what a denied one is told."""
