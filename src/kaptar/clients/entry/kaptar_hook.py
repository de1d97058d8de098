"""kaptar-hook: hands a client's hook to the hive of the repository, and prints its answer.

    python -I -S kaptar_hook.py [--strict] CLIENT EVENT

Runs before every edit. The interpreter compiles a script at each start, and keeps what a module was compiled to: so the work is
in ``with_hive.py`` beside it.

Exit code 2 is a stop: one that was decided, or that of an edit which is about to be made and which no guard was asked about.
"""

import sys


def end(words: list[str]) -> int:
    """Answer a hook. The work ends the process by itself: the exit code is for where it does not come to that."""
    try:
        sys.path.insert(0, __file__.rpartition("/")[0] or ".")
        import with_hive  # type: ignore[import-not-found]  # found only when this file runs by itself

        with_hive.run(words)
        raise SystemError("with_hive.py is cut off")
    except Exception as problem:  # noqa: BLE001 - whatever breaks or is missing: the guards have not answered
        late = f"{problem}" if isinstance(problem, TimeoutError) else ""
        return undecided(words, late or f"unexpected {type(problem).__name__}: {problem}")


def undecided(words: list[str], why: str) -> int:
    """Say that nobody has judged what was asked about; the exit code. As `without_hive.undecided`, which may be missing."""
    import os

    strict, event = words[:1] == ["--strict"], words[-1] if words else ""
    off = os.environ.get("KAPTAR_HOOKS_STOP_UNREADABLE", "").lower() in ("0", "false", "no", "off")
    stops = not off and event in ("PreToolUse", "BeforeTool", "preToolUse", "tool.execute.before")
    switch = "KAPTAR_HOOKS_STOP_UNREADABLE=false in the client's environment lets such edits through"
    stopped = "strict mode stops the edit" if strict else f"what nobody could judge is stopped before it is done; {switch}"
    effect = stopped if strict or stops else "the edit goes on unchecked"
    try:  # noqa: SIM105 - contextlib is not loaded
        os.write(2, f"kaptar: {' '.join(why.split())}; {effect}\n".encode("utf-8", "backslashreplace"))
    except OSError:
        pass
    return 2 if strict or stops else 0


if __name__ == "__main__":
    code = end(sys.argv[1:])
    from os import _exit

    _exit(code)  # the interpreter's own end would change the code where nobody reads
