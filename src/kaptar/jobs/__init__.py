"""Path 3: the tasks of a plan, the coordinator that runs them, and the report."""
