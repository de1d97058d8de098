"""Type checkers that stay: one process a folder and checker, asked again after each edit."""
