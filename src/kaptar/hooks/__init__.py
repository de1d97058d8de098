"""Path 1: what an agent's client reports of an edit, the checks it is put through, and the verdict."""
