"""git's hook: looks whether it concerns an agent that works beside others, and only then starts ``kaptar git-hook``.

    python -E -P -m kaptar.clients.entry.git_hooks HOOK

Runs before each push, rebase and merge, and where a branch or a stash is made, mostly for a person: so it reads the processes
above it and one table, with the standard library alone. What it cannot tell, the whole command finds out.

Exit code 9 is a stop that was decided and nothing else: 1 and 2 are also those of an interpreter that finds no Kaptar.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

STOPS = 9
"""The exit code of a decided stop, here and of ``kaptar git-hook``."""
MOST_ABOVE = 32
"""Processes above this one that are looked at."""
_MOST_EDITS = 5000
"""Newest edits that are looked at, as in `kaptar.workspace.ledger.book`."""
_MOST_BYTES = 4096


def is_asked(top: str) -> bool:
    """Whether this process runs for a session of a client, beside others in the repository of a worktree, or may do so."""
    try:
        database = os.path.join(state_folder(top), "hive.db")
        return os.path.isfile(database) and is_beside_others(database, list(above(os.getpid())))
    except Exception:  # noqa: BLE001 - whatever cannot be read here: the whole command says what is wrong
        return True


def state_folder(top: str) -> str:
    """The folder of the hive of a worktree's repository, as `kaptar.repository.places` says."""
    common = os.path.realpath(os.path.join(top, ".git"))
    if os.path.isfile(common):
        own = os.path.join(top, _text(common).removeprefix("gitdir:").strip())
        common = os.path.realpath(os.path.join(own, _text(os.path.join(own, "commondir")) or "."))
    return os.path.join(os.path.dirname(common), ".kaptar") if os.path.basename(common) == ".git" else f"{common}/kaptar"


def is_beside_others(database: str, lineage: "list[tuple[int, str]]") -> bool:
    """Whether one of some processes is a client's whose session is not the only one that has leases or edits.

    Args:
        lineage: processes with their starts, the nearest first.
    """
    import sqlite3

    connection = sqlite3.connect(database, timeout=1)
    try:
        rows = connection.execute("SELECT process, started, client, session FROM workspace_processes")
        sessions = {(process, started): (client, session) for process, started, client, session in rows}
        client = next((each for each in lineage if each in sessions), None)
        if client is None:
            return False
        running = connection.execute(_RUNNING, client).fetchall()
        mine = [*dict.fromkeys((sessions[client], *running))]
        return len(mine) > 1 or any(connection.execute(query, mine[0]).fetchone() for query in _OF_OTHERS)
    finally:
        connection.close()


_RUNNING = "SELECT DISTINCT client, session FROM workspace_commands WHERE process = ? AND started = ? AND announced"
_OF_OTHERS = (
    "SELECT 1 FROM workspace_leases WHERE NOT (client = ? AND session = ?) LIMIT 1",
    f"SELECT 1 FROM (SELECT client, session FROM workspace_edits ORDER BY number DESC LIMIT {_MOST_EDITS}) "
    "WHERE client != 'outside' AND NOT (client = ? AND session = ?) LIMIT 1",
)


def above(process: int) -> "Iterator[tuple[int, str]]":
    """The processes above one with their starts, the nearest first. Raises OSError where the system has no ``/proc``."""
    for _ in range(MOST_ABOVE):
        process = int(_stat(process)[1])
        if process <= 1:
            return
        yield process, _stat(process)[19]


def _stat(process: int) -> "list[str]":
    with open(f"/proc/{process}/stat", "rb") as file:
        return file.read().rpartition(b")")[2].decode("ascii").split()


def _text(path: str) -> str:
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return file.read(_MOST_BYTES).strip()


def run(words: "list[str]") -> int:
    """Answer a hook. Becomes the whole command where that is to be asked."""
    if len(words) == 1 and is_asked(os.getcwd()):
        from kaptar.clients.entry.without_hive import OTHERS, interpreter  # only now: it imports more

        python = interpreter()
        for name in OTHERS:
            os.environ.pop(name, None)
        os.execv(python, [python, "-E", "-P", "-m", "kaptar", "git-hook", words[0]])
    return 0


if __name__ == "__main__":
    try:
        run(sys.argv[1:])
    except Exception as problem:  # noqa: BLE001 - whatever breaks: git goes on
        from kaptar.clients.entry.without_hive import plain, say

        say(sys.stderr, plain(f"kaptar: not checked: {problem}") + "\n")
    os._exit(0)
