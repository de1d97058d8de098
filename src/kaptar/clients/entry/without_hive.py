"""The slow path of kaptar-hook: no hive, another version, or a linked worktree.

Imported by ``with_hive.py`` as a file beside it, with the standard library alone. `in_process` uses its reading and writing.
"""

import hashlib
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

START_S = 10.0
ANSWER_S = 12.0
IN_PROCESS_S = 30.0
"""More than `in_process` allows itself."""
BEFORE = ("PreToolUse", "BeforeTool", "preToolUse", "tool.execute.before")
"""Events before a tool runs, of all clients."""
STARTS = ("SessionStart", "sessionStart", "session.start")
MAX_BYTES = 32 << 20
"""As in ``with_hive.py``."""
PROTOCOL = "1"
"""`kaptar.hive.PROTOCOL`."""
LONGEST, DIGEST_BYTES = 104, 16
"""As in `kaptar.repository.places`."""
ALONE = ("-E", "-P")
"""For Kaptar's interpreter: no variable (PYTHONPATH, PYTHONHOME) and no current folder says which code it loads."""
_IN_PROCESS = "from kaptar.clients.entry.in_process import run; run()"
"""Not ``-m``: a file that is empty or cut off would end with code 0, and let the edit through."""
UNDECIDED = (
    "what nobody could judge is stopped before it is done; "
    "KAPTAR_HOOKS_STOP_UNREADABLE=false in the client's environment lets such edits through"
)
OTHERS = ("PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__")
"""Variables that name another interpreter than the one that runs. Python believes them, also with ``-I``."""
_named = any(name in os.environ for name in OTHERS)
_WORD = re.compile(r"[A-Za-z0-9._-]{1,64}")


def main(words: list[str], body: bytes | None, other_protocol: bool = False) -> int:
    """Answer a hook; the exit code.

    Args:
        body: what was read from stdin already, or None.
        other_protocol: a hive has answered, in another protocol.
    """
    wait_for_children()
    for name in OTHERS:  # an interpreter that is started here would look for its packages there
        os.environ.pop(name, None)
    strict = words[:1] == ["--strict"]
    words = words[strict:]
    if len(words) != 2 or not all(map(_WORD.fullmatch, words)):
        return cannot("usage: kaptar_hook.py [--strict] CLIENT EVENT", strict)
    client, event = words
    repository = found_repository()
    path = socket_path(repository[1]) if repository is not None and hasattr(socket, "AF_UNIX") else None
    if body is None and repository is not None and path is not None and not os.environ.get("KAPTAR_NO_HIVE"):
        if not _listens(path) and event in STARTS:
            start()
        if _listens(path):
            body = received()
            found = asked(path, f"/hook/{client}/{event}", body, repository) if len(body) <= MAX_BYTES else None
            if found:
                return show(found)
            other_protocol = found == b""
    if other_protocol:
        say(
            sys.stderr,
            "kaptar: the hive is of another version of Kaptar and was not asked; run `kaptar down`, then `kaptar up`\n",
        )
    elif path is not None and os.path.lexists(os.path.dirname(path)) and not is_private(os.path.dirname(path)):
        folder = os.path.dirname(path)
        say(sys.stderr, f"kaptar: other users may enter {folder}, so no hive was asked; move the folder away\n")
    return in_process(client, event, strict, body)


def wait_for_children() -> None:
    """Have the system tell what children end with, also where the client ignores SIGCHLD: it would say nothing, which reads as
    the exit code 0."""
    if hasattr(signal, "SIGCHLD"):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def found_repository() -> tuple[str, str] | None:
    """The worktree and git's common directory of the current folder, else of CLAUDE_PROJECT_DIR."""
    try:
        here = os.getcwd()
    except OSError:  # somebody has removed it
        here = ""
    for folder in (here, os.environ.get("CLAUDE_PROJECT_DIR", "")):
        if (found := repository_of(folder)) is not None:
            return found
    return None


def common_directory(folder: str) -> str | None:
    """Git's common directory for a folder; `kaptar.repository.places` says the same."""
    found = repository_of(folder)
    return found[1] if found is not None else None


def repository_of(folder: str) -> tuple[str, str] | None:
    """The worktree's folder and git's common directory; a bare repository is both."""
    start = folder = os.path.realpath(folder) if folder else ""
    while folder and folder != os.path.dirname(folder):
        dot_git = os.path.join(folder, ".git")
        if _is_git_directory(dot_git):
            return folder, os.path.realpath(dot_git)
        if os.path.isfile(dot_git):
            own = os.path.join(folder, _note(dot_git).removeprefix("gitdir:").strip())
            common = os.path.realpath(os.path.join(own, _note(os.path.join(own, "commondir")) or "."))
            if _is_git_directory(common):
                return folder, common
        folder = os.path.dirname(folder)
    folder = start
    while folder and folder != os.path.dirname(folder):
        if _is_git_directory(folder):
            return folder, folder
        folder = os.path.dirname(folder)
    return None


def _is_git_directory(folder: str) -> bool:
    return os.path.isfile(os.path.join(folder, "HEAD")) and os.path.isdir(os.path.join(folder, "objects"))


def socket_path(common: str) -> str:
    """Where a repository's hive listens; `kaptar.repository.places` says the same."""
    name = f"{hashlib.blake2s(os.fsencode(common), digest_size=DIGEST_BYTES).hexdigest()}.sock"
    own = f"/run/user/{os.getuid()}"
    base = next((b for b in (os.environ.get("XDG_RUNTIME_DIR", ""), own) if os.path.isabs(b) and os.path.isdir(b)), None)
    folder = os.path.join(base, "kaptar") if base else ""
    if not folder or len(os.fsencode(folder)) + 1 + len(name) > LONGEST:
        folder = f"/tmp/kaptar-{os.getuid()}"
    return os.path.join(folder, name)


def is_private(folder: str) -> bool:
    """Whether only this user may enter a folder, so that what listens in it is the user's own."""
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def start() -> None:
    """Start the hive, and wait until it is ready or has failed to be; why it has, on stderr."""
    command = [kaptar] if (kaptar := _command()) else [interpreter(), *ALONE, "-m", "kaptar"]
    nothing = subprocess.DEVNULL
    process = subprocess.Popen([*command, "up"], stdin=nothing, stdout=nothing, stderr=subprocess.PIPE, start_new_session=True)
    try:
        said = process.communicate(timeout=START_S)[1].decode("utf-8", "replace").strip().splitlines()
    except subprocess.TimeoutExpired:  # then it goes on starting
        return
    if process.returncode and said:
        say(sys.stderr, f"kaptar: no hive was started: {plain(said[-1]).removeprefix('error: ')}\n")


def asked(path: str, target: str, body: bytes, repository: tuple[str, str]) -> bytes | None:
    """The body of the hive's answer; b"" from another protocol; None if no hive of this repository answers."""
    import http.client

    connection = http.client.HTTPConnection("kaptar", timeout=ANSWER_S)
    try:
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.settimeout(ANSWER_S)
        connection.sock.connect(path)
        worktree, common = (os.fsencode(each).hex() for each in repository)
        named = {"kaptar-protocol": PROTOCOL, "kaptar-repository": common, "kaptar-worktree": worktree, **whence()}
        connection.request("POST", target, body, {"content-type": "application/json", **named})
        answer = connection.getresponse()
        found = answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    if answer.getheader("kaptar-protocol") != PROTOCOL:
        return b""
    return found if answer.status == 200 and answer.getheader("kaptar-repository") == common else None


def whence() -> dict[str, str]:
    """Headers that say where the client's variables lead, and the folder that its session began in; as in ``with_hive.py``."""
    try:
        import with_hive  # type: ignore[import-not-found]  # the file beside this one, which has imported it
    except ImportError:
        from kaptar.clients.entry import with_hive

    said = with_hive.whence(os.environb).decode().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in said)}


def show(found: bytes) -> int:
    """Print the hive's answer; the exit code."""
    fields = json.loads(found)
    say(sys.stdout, fields["stdout"])
    say(sys.stderr, fields["stderr"])
    return 2 if fields["exit"] == 2 else 0


def say(stream: "TextIO | None", text: str) -> None:
    """Write a text as UTF-8, whatever the terminal's encoding is. That nobody can read it changes no answer."""
    if stream is None:
        return
    try:
        stream.flush()
        stream.buffer.write(text.encode("utf-8", "backslashreplace"))
        stream.buffer.flush()
    except (OSError, ValueError):
        pass


def received() -> bytes:
    """What the client sends, and one byte more than is taken, which tells that it is too much; b"" where stdin is closed."""
    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin is not None else b""
    except OSError:
        return b""


def drain() -> None:
    """Read what is left of stdin, up to 1 GiB: a client that cannot write to the end may take the hook for broken."""
    for _ in range(1024):
        if not sys.stdin.buffer.read(1 << 20):
            return


def in_process(client: str, event: str, strict: bool, body: bytes | None) -> int:
    """Do without a hive, in an interpreter that finds Kaptar; what was read from stdin already is handed on."""
    if body is not None and len(body) > MAX_BYTES:
        drain()
    command = [kaptar, "hook"] if (kaptar := _command()) else [interpreter(), *ALONE, "-c", _IN_PROCESS]
    words = [*command, *(["--strict"] if strict else []), client, event]
    try:
        known = {**os.environ, "KAPTAR_CLIENT_PROCESS": str(os.getppid())}
        done = subprocess.run(words, input=body, stderr=subprocess.PIPE, timeout=IN_PROCESS_S, check=False, env=known)
    except subprocess.TimeoutExpired:
        return undecided(event, f"no answer within {IN_PROCESS_S:.0f} s", strict)
    except OSError as problem:
        return undecided(event, str(problem), strict)
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode == 0 or (done.returncode == 2 and "kaptar" in said):  # an interpreter exits 2 by itself too
        say(sys.stderr, said)
        return done.returncode
    if done.returncode < 0:
        return undecided(event, f"the hook was ended by signal {-done.returncode}", strict)
    last = said.strip().splitlines()
    return undecided(event, f"{last[-1] if last else 'no answer'} (exit code {done.returncode})", strict)


def undecided(event: str, why: str, strict: bool) -> int:
    """Say that nobody has judged what was asked about, which an agent may have caused; the exit code."""
    off = os.environ.get("KAPTAR_HOOKS_STOP_UNREADABLE", "").lower() in ("0", "false", "no", "off")
    if strict or off or event not in BEFORE:
        return cannot(why, strict)
    say(sys.stderr, f"kaptar: {plain(why)}; {UNDECIDED}\n")
    return 2


def cannot(why: str, strict: bool) -> int:
    """Say on stderr that the hook's work was not done; the exit code."""
    end = "strict mode stops the edit" if strict else "the edit goes on unchecked"
    say(sys.stderr, f"kaptar: {plain(why)}; {end}\n")
    return 2 if strict else 0


def plain(text: str) -> str:
    """One line of a text, with an escape for each character that a terminal could act on; `kaptar.escaping` does more."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in " ".join(text.split()))


def interpreter() -> str:
    """The program that runs this file, whatever a variable names; `kaptar.repository.interpreter` says the same."""
    begun = sys.orig_argv[0] if sys.orig_argv else ""
    if os.path.isabs(begun) or not _named:
        return begun if os.path.isabs(begun) else sys.executable
    return os.path.abspath(begun) if os.path.dirname(begun) else _on_path(begun) or os.path.realpath("/proc/self/exe")


def _command() -> str | None:
    """The installed ``kaptar``, where the hook is part of a plugin: its interpreter is any, and need not have Kaptar."""
    if "CLAUDE_PLUGIN_ROOT" not in os.environ:
        return None
    return _on_path("kaptar")


def _on_path(name: str) -> str | None:
    """A program in the absolute folders of PATH: others are the repository's."""
    folders = [part for part in os.environ.get("PATH", "").split(os.pathsep) if os.path.isabs(part)]
    return shutil.which(name, path=os.pathsep.join(folders))


def _listens(path: str) -> bool:
    """Whether something of the user's own listens on a socket."""
    if not is_private(os.path.dirname(path)):
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        try:
            probe.connect(path)
        except OSError:
            return False
    return True


def _note(path: str) -> str:
    """The text of a small regular file, "" where there is none. Waits for nobody: a pipe or a device is not opened."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return ""
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        try:
            data = os.read(handle, 4097) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
        finally:
            os.close(handle)
    except (OSError, ValueError):
        return ""
    text = data.decode("utf-8", "surrogateescape").strip() if len(data) <= 4096 else ""
    return "" if "\0" in text else text
