"""kaptar-hook: hands a client's hook to the hive of the repository, and prints its answer.

    python -I -S kaptar_hook.py [--strict] CLIENT EVENT

Runs before every edit. The interpreter compiles a script at each start, and keeps what a module was compiled to: so the work is
in ``with_hive.py`` beside it.

Exit code 2 is a stop: one that was decided, or that of an edit which is about to be made and which no guard was asked about.
"""

import sys


def without_work(words: list[str], problem: Exception) -> int:
    """Say that the work cannot be loaded; the exit code. `kaptar.clients.entry.without_hive.undecided` says the same."""
    import os  # it is part of the interpreter

    strict, event = words[:1] == ["--strict"], words[-1] if words else ""
    off = os.environ.get("KAPTAR_HOOKS_STOP_UNREADABLE", "").lower() in ("0", "false", "no", "off")
    stops = not off and event in ("PreToolUse", "BeforeTool", "preToolUse", "tool.execute.before")
    switch = "KAPTAR_HOOKS_STOP_UNREADABLE=false in the client's environment lets such edits through"
    effect = f"what nobody could judge is stopped before it is done; {switch}" if stops else "the edit goes on unchecked"
    effect = "strict mode stops the edit" if strict else effect
    print(f"kaptar: unexpected {type(problem).__name__}: {problem}; {effect}", file=sys.stderr)
    return 2 if strict or stops else 0


if __name__ == "__main__":
    try:
        sys.path.insert(0, __file__.rpartition("/")[0] or ".")
        import with_hive  # type: ignore[import-not-found]  # found only when this file runs by itself

        with_hive.run(sys.argv[1:])
        raise SystemError("with_hive.py is cut off")  # it ends the process
    except Exception as problem:  # noqa: BLE001 - whatever is missing: the guards have not answered
        sys.exit(without_work(sys.argv[1:], problem))
