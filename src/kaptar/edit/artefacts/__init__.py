"""Signs that a model put into the new text of an edit, and that are no part of a file."""
