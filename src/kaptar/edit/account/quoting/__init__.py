"""The account of edits that quote what they replace: read, found and carried out by the host alone."""
