"""Each check is one file; the registry names them all."""
