"""The rules of the account for snippets. Each takes what the account sees, and gives a complaint or none."""
