"""skep-hook as clients run it: as a process, with a real hive, without one, and with what only pretends to be one."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from skep.hive.places import find_places
from skep.hook_entry.without_hive import state_folder

HOOK = Path(__file__).parents[2] / "src" / "skep" / "hook_entry" / "skep_hook.py"
BROKEN, CLEAN = "def f(:\n", "def f():\n    return 1\n"
Hook = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """One in which no other hive and no other settings are found."""
    runtime = tmp_path / "run"
    runtime.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "DISABLE_WASM") if name in os.environ}
    return kept | {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(runtime), "LANG": "C.UTF-8"}


@pytest.fixture
def hook(repo: Path, environment: dict[str, str]) -> Hook:
    def run(
        *words: str, stdin: str = "", cwd: Path = repo, timeout: float = 60, **more: str
    ) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-I", "-S", str(HOOK), *words]
        return subprocess.run(
            command, input=stdin, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    return run


@pytest.fixture
def hive(repo: Path, environment: dict[str, str]) -> Iterator[None]:
    def skep(*words: str) -> None:
        command = [sys.executable, "-P", "-m", "skep", *words]
        subprocess.run(command, cwd=repo, env=environment, capture_output=True, timeout=60, check=True)

    skep("up")
    yield
    skep("down")


def write(repo: Path, content: str, name: str = "a.py") -> str:
    """What Claude Code sends before a file is written."""
    given = {"file_path": str(repo / name), "content": content}
    return json.dumps({"session_id": "s", "cwd": str(repo), "tool_name": "Write", "tool_input": given})


def test_with_a_hive_a_clean_edit_is_silence(repo: Path, hook: Hook, hive: None) -> None:
    done = hook("claude", "PreToolUse", stdin=write(repo, CLEAN))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_with_a_hive_a_broken_edit_is_stopped(repo: Path, hook: Hook, hive: None) -> None:
    done = hook("claude", "PreToolUse", stdin=write(repo, BROKEN))
    assert (done.returncode, done.stdout) == (2, "")
    assert "a.py:1:" in done.stderr


def test_from_a_folder_below_and_with_a_large_file(repo: Path, hook: Hook, hive: None) -> None:
    below = repo / "x" / "y"
    below.mkdir(parents=True)
    large = "x = 1\n" * 300_000 + BROKEN
    assert hook("claude", "PreToolUse", stdin=write(repo, large[-100_000:]), cwd=below).returncode == 2


def test_without_a_hive_the_answer_is_the_same(repo: Path, hook: Hook) -> None:
    stopped = hook("claude", "PreToolUse", stdin=write(repo, BROKEN))
    assert stopped.returncode == 2
    assert stopped.stderr.startswith("skep stopped this Write")
    clean = hook("claude", "PreToolUse", stdin=write(repo, CLEAN))
    assert (clean.returncode, clean.stdout, clean.stderr) == (0, "", "")


def test_a_sessions_start_starts_the_hive(repo: Path, hook: Hook, environment: dict[str, str]) -> None:
    start = json.dumps({"session_id": "s", "cwd": str(repo), "source": "startup"})
    done = hook("claude", "SessionStart", stdin=start)
    try:
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        places = find_places(repo, environment)
        assert places.socket.exists()
    finally:
        down = [sys.executable, "-P", "-m", "skep", "down", "--json"]
        ended = subprocess.run(down, cwd=repo, env=environment, capture_output=True, text=True, check=False)
    assert json.loads(ended.stdout)["ended"]


@pytest.mark.parametrize("words", [(), ("claude",), ("claude", "PreToolUse", "more"), ("claude", "Pre/../Tool"), ("claude", "")])
@pytest.mark.parametrize("strict", [False, True])
def test_wrong_usage_is_0_and_a_line(words: tuple[str, ...], strict: bool, hook: Hook) -> None:
    done = hook(*(["--strict"] if strict else []), *words)
    assert done.returncode == (2 if strict else 0)
    assert done.stdout == ""
    assert done.stderr.startswith("skep: usage:")
    assert done.stderr.count("\n") == 1


BAD = {
    "nothing": "",
    "broken": "{",
    "array": "[]",
    "null": "null",
    "type": '{"tool_name": 1}',
    "missing": '{"tool_name": "Edit", "tool_input": {}}',
    "path": '{"tool_name": "Write", "tool_input": {"file_path": "\u0000", "content": ""}}',
}


@pytest.mark.parametrize("stdin", BAD.values(), ids=BAD)
@pytest.mark.parametrize("with_hive", [True, False])
def test_bad_input_lets_the_edit_through_and_says_so(
    stdin: str, with_hive: bool, hook: Hook, request: pytest.FixtureRequest
) -> None:
    if with_hive:
        request.getfixturevalue("hive")
    done = hook("claude", "PreToolUse", stdin=stdin)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("skep: ")
    assert "Traceback" not in done.stderr


def test_an_unknown_client_lets_the_edit_through(hook: Hook) -> None:
    done = hook("nobody", "PreToolUse", stdin="{}")
    assert done.returncode == 0
    assert "nobody" in done.stderr


def test_strict_stops_what_cannot_be_decided(hook: Hook) -> None:
    done = hook("--strict", "claude", "PreToolUse", stdin="{")
    assert done.returncode == 2
    assert "strict" in done.stderr


class Impostor:
    """Something that listens where the hive's note says, and answers what it likes."""

    def __init__(self, repo: Path, folder: Path, answer: bytes | None) -> None:
        self._answer = answer
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(folder / "s"))
        self._server.listen()
        (repo / ".skep").mkdir()
        (repo / ".skep" / "socket").write_text(str(folder / "s"))
        self._open: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self._open.append(connection)
            if self._answer is not None:
                connection.recv(1 << 20)
                connection.sendall(self._answer)
                connection.close()

    def close(self) -> None:
        self._server.close()
        for connection in self._open:
            connection.close()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 500 No\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{",
        b"nonsense",
    ],
)
def test_what_is_no_hive_is_passed_over(answer: bytes, repo: Path, tmp_path: Path, hook: Hook) -> None:
    impostor = Impostor(repo, tmp_path, answer)
    try:
        assert hook("claude", "PreToolUse", stdin=write(repo, BROKEN)).returncode == 2
    finally:
        impostor.close()


@pytest.mark.slow
def test_a_hive_that_hangs_is_not_waited_for(repo: Path, tmp_path: Path, hook: Hook) -> None:
    impostor = Impostor(repo, tmp_path, None)
    start = time.monotonic()
    try:
        done = hook("claude", "PreToolUse", stdin=write(repo, BROKEN))
    finally:
        impostor.close()
    assert done.returncode == 2
    assert time.monotonic() - start < 40


def test_a_note_that_leads_nowhere_is_passed_over(repo: Path, hook: Hook) -> None:
    (repo / ".skep").mkdir()
    (repo / ".skep" / "socket").write_text("/nowhere/s")
    assert hook("claude", "PreToolUse", stdin=write(repo, BROKEN)).returncode == 2


def test_a_repository_cannot_have_its_own_code_run(repo: Path, hook: Hook) -> None:
    for name in ("skep", "json", "msgspec", "without_hive"):
        (repo / f"{name}.py").write_text("raise SystemExit('this ran')")
    assert hook("claude", "PreToolUse", stdin=write(repo, BROKEN)).returncode == 2


def test_outside_of_any_repository_it_still_answers(tmp_path: Path, hook: Hook) -> None:
    done = hook("claude", "PreToolUse", stdin=write(tmp_path, CLEAN), cwd=tmp_path)
    assert done.returncode == 0


@pytest.mark.parametrize("kind", ["root", "below", "worktree", "bare", "submodule"])
def test_the_hives_folder_is_where_the_hive_says(kind: str, repo: Path, tmp_path: Path) -> None:
    who = ["-c", "user.name=n", "-c", "user.email=e"]
    subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", "m"], cwd=repo, check=True)
    start = repo
    if kind == "below":
        start = repo / "x"
        start.mkdir()
    elif kind == "worktree":
        start = repo / ".trees" / "t"
        subprocess.run(["git", "worktree", "add", "-q", str(start)], cwd=repo, check=True)
    elif kind == "bare":
        start = tmp_path / "bare.git"
        subprocess.run(["git", "init", "-q", "--bare", str(start)], check=True)
    elif kind == "submodule":
        start = repo / "sub"
        allow = ["-c", "protocol.file.allow=always"]
        subprocess.run(["git", *allow, "submodule", "--quiet", "add", str(repo), "sub"], cwd=repo, check=True)
    assert state_folder(str(start)) == str(find_places(start).state)


def test_it_takes_at_most_twice_a_bare_start(repo: Path, environment: dict[str, str], hive: None) -> None:
    """The middle of pairs, and half as much again: machines are busy. `skep bench hooks` measures it."""
    data = write(repo, CLEAN).encode()

    def seconds(*words: str) -> float:
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-I", "-S", *words], input=data, cwd=repo, env=environment, capture_output=True, check=True
        )
        return time.perf_counter() - start

    pairs = [(seconds(str(HOOK), "claude", "PreToolUse"), seconds("-c", "pass")) for _ in range(25)]
    ratios = sorted(with_hook / bare for with_hook, bare in pairs)
    assert ratios[len(ratios) // 2] < 3.0
