"""``kaptar bench NAME --against COMMIT``: two versions in one run, on the same inputs, in rounds that alternate."""
