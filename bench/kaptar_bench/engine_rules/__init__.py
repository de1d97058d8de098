"""Needs of the rules of the engine for secrets: words and expressions, taken from the rules' own expressions."""
