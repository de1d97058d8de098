"""Type checkers that stay running: one process for each folder and checker, asked again after each edit."""
