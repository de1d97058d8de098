"""Command lines of a shell: what they would run, where, and what of a worktree that would change. Nothing is run."""
