"""Programs that clients start: `kaptar_hook.py` as a file of its own, and `in_process` where no hive answers."""
