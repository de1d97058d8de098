"""What skep-hook does where the plain way does not lead: find the hive, start it, say something, or do the work itself.

Imported by ``skep_hook.py`` as a file beside it, with the standard library alone.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys

START_S = 10.0
ANSWER_S = 12.0
IN_PROCESS_S = 30.0
"""More than `in_process` allows itself."""
STARTS = ("SessionStart", "sessionStart", "session.start")
_WORD = re.compile(r"[A-Za-z0-9._-]{1,64}")


def main(words: list[str], body: bytes | None) -> int:
    """Answer a hook; the exit code.

    Args:
        body: what was read from stdin already, or None.
    """
    strict = words[:1] == ["--strict"]
    words = words[strict:]
    if len(words) != 2 or not all(map(_WORD.fullmatch, words)):
        return cannot("usage: skep_hook.py [--strict] CLIENT EVENT", strict)
    client, event = words
    folder = state_folder(os.getcwd()) or state_folder(os.environ.get("CLAUDE_PROJECT_DIR", ""))
    if body is None and folder is not None and "SKEP_NO_HIVE" not in os.environ:
        path = _socket_path(folder)
        if path is None and event in STARTS:
            start()
            path = _socket_path(folder)
        if path is not None:
            body = sys.stdin.buffer.read()
            found = asked(path, f"/hook/{client}/{event}", body)
            if found is not None:
                return show(found)
    return in_process(client, event, strict, body)


def state_folder(folder: str) -> str | None:
    """The hive's folder for a folder inside of a worktree; `skep.hive.places` says the same."""
    while folder and folder != os.path.dirname(folder):
        dot_git = os.path.join(folder, ".git")
        if os.path.isdir(dot_git):
            return os.path.join(folder, ".skep")
        if os.path.isfile(dot_git):
            own = os.path.join(folder, _note(dot_git).removeprefix("gitdir:").strip())
            common = os.path.realpath(os.path.join(own, _note(os.path.join(own, "commondir")) or "."))
            beside = os.path.basename(common) == ".git"
            return os.path.join(os.path.dirname(common), ".skep") if beside else os.path.join(common, "skep")
        if os.path.isfile(os.path.join(folder, "HEAD")) and os.path.isdir(os.path.join(folder, "objects")):
            return os.path.join(folder, "skep")
        folder = os.path.dirname(folder)
    return None


def start() -> None:
    """Start the hive, and wait until it is ready or has failed to be."""
    command = [skep] if (skep := _command()) else [sys.executable, "-P", "-m", "skep"]
    nothing = subprocess.DEVNULL
    process = subprocess.Popen([*command, "up"], stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
    with contextlib.suppress(subprocess.TimeoutExpired):  # then it goes on starting
        process.wait(START_S)


def asked(path: str, target: str, body: bytes) -> bytes | None:
    """What the hive on a socket answers; None when nobody does, or not as a hive."""
    import http.client

    connection = http.client.HTTPConnection("skep", timeout=ANSWER_S)
    try:
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.settimeout(ANSWER_S)
        connection.sock.connect(path)
        connection.request("POST", target, body, {"content-type": "application/json"})
        answer = connection.getresponse()
        found = answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return found if answer.status == 200 else None


def show(found: bytes) -> int:
    """Print the hive's answer; the exit code."""
    fields = json.loads(found)
    sys.stdout.write(fields["stdout"])
    sys.stderr.write(fields["stderr"])
    return 2 if fields["exit"] == 2 else 0


def in_process(client: str, event: str, strict: bool, body: bytes | None) -> int:
    """Do without a hive, in an interpreter that finds Skep; what was read from stdin already is handed on."""
    command = [skep, "hook"] if (skep := _command()) else [sys.executable, "-P", "-m", "skep.hook_entry.in_process"]
    words = [*command, *(["--strict"] if strict else []), client, event]
    try:
        done = subprocess.run(words, input=body, stderr=subprocess.PIPE, timeout=IN_PROCESS_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as problem:
        return cannot(str(problem), strict)
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode == 0 or (done.returncode == 2 and "skep" in said):  # an interpreter exits 2 by itself too
        sys.stderr.write(said)
        return done.returncode
    last = said.strip().splitlines()
    return cannot(f"{last[-1] if last else 'no answer'} (exit code {done.returncode})", strict)


def cannot(why: str, strict: bool) -> int:
    """Say on stderr that the hook's work was not done; the exit code."""
    end = "strict mode stops the edit" if strict else "the edit goes on unchecked"
    print(f"skep: {why}; {end}", file=sys.stderr)
    return 2 if strict else 0


def _command() -> str | None:
    """The installed ``skep``, where the hook is part of a plugin: its interpreter is any, and need not have Skep."""
    return shutil.which("skep") if "CLAUDE_PLUGIN_ROOT" in os.environ else None


def _socket_path(folder: str) -> str | None:
    """The hive's socket, where one listens."""
    path = _note(os.path.join(folder, "socket"))
    if not path or not hasattr(socket, "AF_UNIX"):
        return None
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        try:
            probe.connect(path)
        except OSError:
            return None
    return path


def _note(path: str) -> str:
    """A small file's text, "" where there is none."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read(4096).strip()
    except OSError:
        return ""
