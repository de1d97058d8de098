"""The proof of the account: right edits, wrong plans made of them, and how a plan may be cut into ranges."""
