"""Guards: what may stop an edit or a command by what it names alone."""
