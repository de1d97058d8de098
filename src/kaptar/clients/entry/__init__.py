"""Programs that clients start: `kaptar_hook.py` with the files beside it, and `in_process` where no hive answers."""
