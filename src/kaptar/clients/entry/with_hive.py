"""The plain way of kaptar-hook: a hive answers.

Imported by ``kaptar_hook.py`` as a file beside it, before every edit: it needs only what is loaded anyway. All that is not the
plain way (no hive, a linked worktree) is in ``without_hive.py``.
"""

import sys

TYPE_CHECKING = False  # as type checkers know it; importing `typing` costs more than all the rest
if TYPE_CHECKING:
    from _socket import socket
    from types import ModuleType
    from typing import TextIO

CONNECT_S = 0.5
ANSWER_S = 12.0
"""How long a hive may take; its own limit for an answer is 5 s by default."""
ALL_S = 40
"""How long the whole hook may take: clients end it after 45 s, and then let the edit through."""
MAX_BYTES = 32 << 20
SILENCE = b'{"exit":0,"stdout":"","stderr":"",'
PROTOCOL = b"kaptar-protocol: 1\r\n"
"""`kaptar.hive.PROTOCOL`, as each request and each answer says it."""
LONGEST, DIGEST_BYTES = 104, 16
"""As in `kaptar.repository.places`."""

STEERING = (
    (b"HOME", b""), (b"XDG_CONFIG_HOME", b"/.config"), (b"XDG_DATA_HOME", b"/.local/share"),
    (b"XDG_STATE_HOME", b"/.local/state"), (b"XDG_CACHE_HOME", b"/.cache"), (b"GIT_CONFIG_GLOBAL", b""),
    (b"GIT_CONFIG_SYSTEM", b""), (b"KAPTAR_CONFIG", b""), (b"CLAUDE_CONFIG_DIR", b""), (b"CODEX_HOME", b""),
    (b"GEMINI_CLI_SYSTEM_SETTINGS_PATH", b""), (b"OPENCODE_CONFIG_DIR", b""),
)  # fmt: skip
"""As in `kaptar.repository.environment`."""
MOST_PROJECT = 4096


class TimeIsOver(BaseException):
    """The time is over. No handler of errors on the way keeps it."""


def main(words: list[str]) -> int:
    body = found = None
    try:
        import posix

        client_event = words[words[:1] == ["--strict"] :]
        if len(client_event) == 2 and not posix.environ.get(b"KAPTAR_NO_HIVE"):
            top = top_of(posix.getcwdb())
            connection = connected(top, posix.environ.get(b"XDG_RUNTIME_DIR", b""))
            if connection is not None:
                body = sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""  # one more: too much is answered beside
                if len(body) <= MAX_BYTES:
                    found = asked(connection, "/hook/" + "/".join(client_event), body, top)
                if found:
                    return 0 if found.startswith(SILENCE) else show(found)
    except Exception:  # noqa: BLE001 - whatever it is (Windows has no posix module), the slow path answers
        found = found or None
    return int(beside().main(words, body, found == b""))


def top_of(folder: bytes) -> bytes:
    """The folder with ``.git`` that a folder lies in; b"" where there is none."""
    from posix import stat

    while folder:
        try:
            stat(folder + b"/.git")
            break
        except OSError:
            folder = folder.rpartition(b"/")[0]
    return folder


def connected(top: bytes, runtime: bytes) -> "socket | None":
    """A connection to the hive of the repository whose folder this is, or None.

    Nothing in the repository says where: a fresh clone could name another program's socket.
    """
    from _blake2 import blake2s
    from _socket import AF_UNIX, SOCK_STREAM, socket
    from posix import getuid, lstat

    name = b"/%s.sock" % blake2s(top + b"/.git", digest_size=DIGEST_BYTES).hexdigest().encode()
    sockets = b"/tmp/kaptar-%d" % getuid()
    for base in (runtime, b"/run/user/%d" % getuid()):
        if base[:1] == b"/" and is_folder(base):  # a relative one counts as not set
            sockets = base + b"/kaptar" if len(base + b"/kaptar" + name) <= LONGEST else sockets
            break
    try:
        found = lstat(sockets)
        if found.st_uid != getuid() or found.st_mode & 0o170077 != 0o40000:
            return None
        connection = socket(AF_UNIX, SOCK_STREAM)
        connection.settimeout(CONNECT_S)
        connection.connect(sockets + name)
        connection.settimeout(ANSWER_S)
    except OSError:
        return None
    return connection


def is_folder(path: bytes) -> bool:
    from posix import stat

    try:
        return stat(path).st_mode & 0o170000 == 0o40000
    except OSError:
        return False


def asked(connection: "socket", path: str, body: bytes, top: bytes) -> bytes | None:
    """The body of the hive's answer; b"" from a hive of another protocol, None when it is not this repository's hive.

    Args:
        top: the worktree's folder; its repository is named in the request, and must be in the answer.

    Raises OSError, also when it takes too long.
    """
    from posix import environ

    repository = b"kaptar-repository: %s\r\n" % (top + b"/.git").hex().encode()
    head = f"POST {path} HTTP/1.1\r\nhost: kaptar\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
    named = PROTOCOL + repository + b"kaptar-worktree: %s\r\n" % top.hex().encode() + whence(environ)
    connection.sendall(head.encode() + named + b"\r\n" + body)
    data, length = b"", MAX_BYTES
    while len(data) < length:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
        start = data.find(b"\r\n\r\n") + 4
        if length == MAX_BYTES and start > 3:
            at = data.lower().find(b"content-length:", 0, start)
            if data.find(PROTOCOL, 0, start) < 0:
                return b"" if data.startswith(b"HTTP/1.1 ") else None
            if at < 0 or data[8:13] != b" 200 " or data.find(repository, 0, start) < 0:
                return None
            length = start + int(data[at + 15 : data.find(b"\r", at)])
    return data[start:]


def whence(environ: "dict[bytes, bytes]") -> bytes:
    """Headers that say where the client's variables lead, the folder that its session began in, and its process."""
    from _blake2 import blake2s
    from posix import getppid

    home = environ.get(b"HOME", b"")
    said = b"\0".join([environ.get(name) or (home + below if below else b"") for name, below in STEERING])
    digest = blake2s(said, digest_size=DIGEST_BYTES).hexdigest()
    project = environ.get(b"CLAUDE_PROJECT_DIR", b"")[:MOST_PROJECT].hex()
    said_project = f"kaptar-project: {project}" if project else "kaptar-project:"
    return f"kaptar-environment: {digest}\r\n{said_project}\r\nkaptar-process: {getppid()}\r\n".encode()


def show(found: bytes) -> int:
    """Print the hive's answer; the exit code. Its fields have a fixed order, and importing `json` costs a start."""
    from _json import scanstring

    text = found.decode()
    out, at = scanstring(text, text.index('"stdout":"') + 10, True)
    err, _ = scanstring(text, text.index('"stderr":"', at) + 10, True)
    code = 2 if text.startswith('{"exit":2,') else 0
    put(sys.stdout, out)
    put(sys.stderr, err)
    return code


def put(stream: "TextIO | None", text: str) -> None:
    """Write a text as UTF-8, whatever the terminal's encoding is. That nobody can read it changes no answer."""
    try:
        if stream is not None and text:
            stream.buffer.write(text.encode("utf-8", "backslashreplace"))
            stream.buffer.flush()
    except (OSError, ValueError):
        pass


def beside() -> "ModuleType":
    """The module in the same folder that does the rest."""
    import without_hive  # type: ignore[import-not-found]  # found only when this file runs by itself

    module: ModuleType = without_hive
    return module


def stop_after(seconds: int) -> None:
    """Raise `TimeIsOver` in what is done then, where the system can: Windows has no such signal.

    A client that blocks signals blocks them for the hook too: those that are relied on come all the same.
    """
    try:
        import _signal as signals  # type: ignore[import-not-found]  # `signal` costs an import
        from _signal import SIG_UNBLOCK, SIGALRM, alarm, pthread_sigmask, signal
    except ImportError:
        return

    def late(*_: object) -> None:
        raise TimeIsOver

    pthread_sigmask(SIG_UNBLOCK, (SIGALRM, signals.SIGTERM, signals.SIGHUP, signals.SIGCHLD))
    signal(SIGALRM, late)
    alarm(seconds)


def run(words: list[str]) -> None:
    """Answer a hook, and end the process. Raises whatever breaks, and TimeoutError: then nobody has judged the edit."""
    try:
        stop_after(ALL_S)
        code = main(words)
    except TimeIsOver:
        raise TimeoutError(f"no answer within {ALL_S} s") from None
    try:
        from posix import _exit
    except ImportError:  # this is Windows
        from os import _exit
    _exit(code)  # all is written; the interpreter's own end takes milliseconds, and would change the code where nobody reads
