"""skep-hook: hands a client's hook to the hive of the repository, and prints its answer.

    python -I -S skep_hook.py [--strict] CLIENT EVENT

Runs before every edit, so it needs only what the interpreter has loaded anyway; it is never imported. The hive is found by
a note, ``.skep/socket``. Where no hive answers, the same work is done by `skep.hook_entry.in_process`, which takes longer.
At a session's start the hive is started.

Exit code 2 is a decided stop. Wrong usage, a crash, a missing package: 0 and a line on stderr; with ``--strict`` 2.
"""

import sys

CONNECT_S = 0.5
ANSWER_S = 12.0
"""How long a hive may take; its own limit for an answer is 5 s by default."""
START_S = 10.0
IN_PROCESS_S = 30.0
"""More than `in_process` allows itself."""
MAX_BYTES = 32 << 20
STARTS = ("SessionStart", "sessionStart", "session.start")
SILENCE = b'{"exit":0,"stdout":"","stderr":"",'


class NoHive(Exception):
    """Nobody answers, or not as a hive does."""


def main(words: list[str]) -> int:
    strict = words[:1] == ["--strict"]
    words = words[strict:]
    if len(words) != 2 or not all(word.replace(".", "").replace("-", "").replace("_", "").isalnum() for word in words):
        return cannot("usage: skep_hook.py [--strict] CLIENT EVENT", strict)
    try:
        return answer(words[0], words[1], strict)
    except Exception as problem:  # noqa: BLE001 - a hook must not harm its client, whatever breaks
        return cannot(f"unexpected {type(problem).__name__}: {problem}", strict)


def answer(client: str, event: str, strict: bool) -> int:
    try:
        import posix
    except ImportError:  # Windows: its Python has no Unix sockets
        return in_process(client, event, strict, None)
    body = None
    try:
        if b"SKEP_NO_HIVE" in posix.environ:
            raise NoHive
        folder = state_folder(posix.getcwd()) or state_folder(text_of(posix.environ.get(b"CLAUDE_PROJECT_DIR", b"")))
        connection = connected(folder) or (started(folder) if event in STARTS else None)
        if connection is None:
            raise NoHive
        body = sys.stdin.buffer.read(MAX_BYTES)
        return show(asked(connection, f"/hook/{client}/{event}", body))
    except (NoHive, OSError):
        return in_process(client, event, strict, body)


def state_folder(folder: str) -> str | None:
    """The hive's folder for a folder inside of a worktree; `skep.server.places` says the same."""
    while folder.startswith("/"):
        dot_git = folder + "/.git"
        if exists(dot_git + "/HEAD"):
            return folder + "/.skep"
        if exists(dot_git):
            own = joined(folder, note(dot_git).removeprefix("gitdir:").strip())
            common = joined(own, note(own + "/commondir") or ".")
            return common[: -len(".git")] + ".skep" if common.endswith("/.git") else common + "/skep"
        if exists(folder + "/HEAD") and exists(folder + "/objects"):
            return folder + "/skep"
        folder = folder.rpartition("/")[0]
    return None


def exists(path: str) -> bool:
    import posix

    try:
        posix.stat(path)
    except OSError:
        return False
    return True


def note(path: str) -> str:
    """A small file's text, "" where there is none."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read(4096).strip()
    except OSError:
        return ""


def joined(folder: str, path: str) -> str:
    """A path relative to a folder, without ``.`` and ``..``."""
    parts: list[str] = []
    for part in (path if path.startswith("/") else f"{folder}/{path}").split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)


def text_of(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def connected(folder: str | None):  # type: ignore[no-untyped-def]  # the type is one of `_socket`, which has none
    """A connection to the hive whose state is in the folder, or None."""
    import _socket

    path = note(folder + "/socket") if folder else ""
    if not path:
        return None
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    connection.settimeout(CONNECT_S)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        return None
    connection.settimeout(ANSWER_S)
    return connection


def started(folder: str | None):  # type: ignore[no-untyped-def]  # see `connected`
    """Start the hive in the background and connect to it; None where that fails."""
    import subprocess

    if folder is None:
        return None
    command = [sys.executable, "-P", "-m", "skep", "up"]
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
    try:
        process.wait(START_S)
    except subprocess.TimeoutExpired:
        print("skep: the hive takes long to start; it goes on starting", file=sys.stderr)
    return connected(folder)


def asked(connection, path: str, body: bytes) -> bytes:  # type: ignore[no-untyped-def]  # see `connected`
    """The body of the hive's answer. Raises NoHive, OSError (a time-out is one)."""
    head = f"POST {path} HTTP/1.1\r\nhost: skep\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode("ascii") + body)
    data = b""
    while b"\r\n\r\n" not in data:
        data += received(connection)
    lines, _, rest = data.partition(b"\r\n\r\n")
    length = next((int(x[15:]) for x in lines.lower().split(b"\r\n") if x.startswith(b"content-length:")), -1)
    if lines.split(b" ", 2)[1] != b"200" or not 0 < length <= MAX_BYTES:
        raise NoHive
    while len(rest) < length:
        rest += received(connection)
    connection.close()
    return rest


def received(connection) -> bytes:  # type: ignore[no-untyped-def]  # see `connected`
    data: bytes = connection.recv(65536)
    if not data:
        raise NoHive
    return data


def show(found: bytes) -> int:
    """Print the hive's answer; the exit code. JSON is read only where there is something to say."""
    if found.startswith(SILENCE):
        return 0
    import json

    fields = json.loads(found)
    sys.stdout.write(fields["stdout"])
    sys.stderr.write(fields["stderr"])
    return 2 if fields["exit"] == 2 else 0


def in_process(client: str, event: str, strict: bool, body: bytes | None) -> int:
    """Do without a hive, in an interpreter that finds Skep; what was read from stdin already is handed on."""
    import subprocess

    words = [sys.executable, "-P", "-m", "skep.hook_entry.in_process", *(["--strict"] if strict else []), client, event]
    done = subprocess.run(words, input=body, stderr=subprocess.PIPE, timeout=IN_PROCESS_S, check=False)
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode == 0 or (done.returncode == 2 and "skep" in said):  # an interpreter exits 2 by itself too
        sys.stderr.write(said)
        return done.returncode
    last = said.strip().splitlines()
    return cannot(f"{last[-1] if last else 'no answer'} (exit code {done.returncode})", strict)


def cannot(why: str, strict: bool) -> int:
    end = "strict mode stops the edit" if strict else "the edit goes on unchecked"
    print(f"skep: {why}; {end}", file=sys.stderr)
    return 2 if strict else 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        pass  # the client has stopped reading
    if sys.platform != "win32":
        import posix

        posix._exit(code)  # nothing is left to tidy up, and the interpreter's end takes milliseconds
    sys.exit(code)
