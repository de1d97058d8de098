"""Edits of the kinds that made whole definitions disappear, each with the only result that is right."""
