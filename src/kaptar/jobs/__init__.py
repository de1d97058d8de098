"""Path 3: a plan's tasks, the coordinator that runs them on the pool, and the report that comes out."""
