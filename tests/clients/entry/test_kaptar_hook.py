"""kaptar-hook as clients run it: as a process, with a real hive, without one, and with what only pretends to be one."""

import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.quiet import quiet

from kaptar.clients.entry import kaptar_hook, with_hive, without_hive
from kaptar.clients.entry.without_hive import common_directory, socket_path
from kaptar.clients.install.facts import HOOK_TIMEOUT_S, InstallFacts
from kaptar.clients.registry import ADAPTERS
from kaptar.repository.places import find_places

HOOK = Path(__file__).parents[3] / "src" / "kaptar" / "clients" / "entry" / "kaptar_hook.py"
BROKEN, CLEAN = '{"a": 1,, "b": 2}\n', '{"a": 1, "b": 2}\n'
"""JSON: its parser on the host stops edits, too."""
Hook = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """One in which no other hive and no other settings are found.

    The runtime folder has a short path: with a long one, sockets lie in a folder that all processes of the user share.
    """
    kept = {name: os.environ[name] for name in ("PATH", "DISABLE_WASM") if name in os.environ}
    with tempfile.TemporaryDirectory(prefix="sk") as runtime:
        yield kept | {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": runtime, "LANG": "C.UTF-8"}


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
    def kaptar(*words: str) -> None:
        command = [sys.executable, "-P", "-m", "kaptar", *words]
        subprocess.run(command, cwd=repo, env=environment | quiet(), capture_output=True, timeout=60, check=True)

    kaptar("up")
    yield
    kaptar("down")


def write(repo: Path, content: str, name: str = "a.json") -> str:
    """What Claude Code sends before a file is written."""
    given = {"file_path": str(repo / name), "content": content}
    return json.dumps({"session_id": "s", "cwd": str(repo), "tool_name": "Write", "tool_input": given})


def test_with_a_hive_a_clean_edit_is_silence(repo: Path, hook: Hook, hive: None) -> None:
    done = hook("claude", "PreToolUse", stdin=write(repo, CLEAN))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_with_a_hive_a_broken_edit_is_stopped(repo: Path, hook: Hook, hive: None) -> None:
    done = hook("claude", "PreToolUse", stdin=write(repo, BROKEN))
    assert (done.returncode, done.stdout) == (2, "")
    assert "a.json:1:" in done.stderr


def test_from_a_folder_below_and_with_a_large_file(repo: Path, hook: Hook, hive: None) -> None:
    below = repo / "x" / "y"
    below.mkdir(parents=True)
    large = "\n" * 1_000_000 + BROKEN
    assert hook("claude", "PreToolUse", stdin=write(repo, large[-100_000:]), cwd=below).returncode == 2


def test_without_a_hive_the_answer_is_the_same(repo: Path, hook: Hook) -> None:
    stopped = hook("claude", "PreToolUse", stdin=write(repo, BROKEN))
    assert stopped.returncode == 2
    assert stopped.stderr.startswith("kaptar stopped this Write")
    clean = hook("claude", "PreToolUse", stdin=write(repo, CLEAN))
    assert (clean.returncode, clean.stdout, clean.stderr) == (0, "", "")


@pytest.mark.parametrize("strict", [False, True])
def test_a_stop_is_a_stop_where_the_client_ignores_its_children(strict: bool, repo: Path, environment: dict[str, str]) -> None:
    """The signal's setting is inherited, and then the system does not say what a child ended with."""
    script = "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
    command = [sys.executable, "-c", script, sys.executable, "-I", "-S", str(HOOK), *(["--strict"] if strict else [])]
    done = subprocess.run(
        [*command, "claude", "PreToolUse"], input=write(repo, BROKEN), cwd=repo, env=environment, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("kaptar stopped this Write")


def test_a_sessions_start_starts_the_hive(repo: Path, hook: Hook, environment: dict[str, str]) -> None:
    start = json.dumps({"session_id": "s", "cwd": str(repo), "source": "startup"})
    done = hook("claude", "SessionStart", stdin=start)
    try:
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        places = find_places(repo, environment)
        assert places.socket.exists()
    finally:
        down = [sys.executable, "-P", "-m", "kaptar", "down", "--json"]
        ended = subprocess.run(down, cwd=repo, env=environment, capture_output=True, text=True, check=False)
    assert json.loads(ended.stdout)["ended"]


def test_why_no_hive_was_started_is_said(repo: Path, hook: Hook) -> None:
    (repo / ".kaptar").mkdir()
    (repo / ".kaptar" / "token").write_text("x" * 40)
    subprocess.run(["git", "add", "-f", ".kaptar"], cwd=repo, check=True)
    done = hook("claude", "SessionStart", stdin=json.dumps({"session_id": "s", "cwd": str(repo)}))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("kaptar: no hive was started: .kaptar/token")
    assert "git rm -r --cached .kaptar" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [(), ("claude",), ("claude", "PreToolUse", "more"), ("claude", "Pre/../Tool"), ("claude", "")])
@pytest.mark.parametrize("strict", [False, True])
def test_wrong_usage_is_0_and_a_line(words: tuple[str, ...], strict: bool, hook: Hook) -> None:
    done = hook(*(["--strict"] if strict else []), *words)
    assert done.returncode == (2 if strict else 0)
    assert done.stdout == ""
    assert done.stderr.startswith("kaptar: usage:")
    assert done.stderr.count("\n") == 1


BAD = {
    "nothing": "",
    "broken": "{",
    "array": "[]",
    "null": "null",
    "type": '{"tool_name": 1}',
    "missing": '{"tool_name": "Edit", "tool_input": {}}',
}


@pytest.mark.parametrize("stdin", BAD.values(), ids=BAD)
@pytest.mark.parametrize("with_hive", [True, False])
def test_input_that_cannot_be_read_stops_an_edit_that_is_to_be_made_and_nothing_else(
    stdin: str, with_hive: bool, repo: Path, hook: Hook, request: pytest.FixtureRequest
) -> None:
    if with_hive:
        request.getfixturevalue("hive")
    stopped = hook("claude", "PreToolUse", stdin=stdin)
    assert (stopped.returncode, stopped.stdout) == (2, "")
    assert "`stop_unreadable = false` under [hooks] in kaptar.toml" in stopped.stderr
    after = hook("claude", "PostToolUse", stdin=stdin)
    assert (after.returncode, after.stdout) == (0, "")
    (repo / "kaptar.toml").write_text("[hooks]\nstop_unreadable = false\n")
    gone_on = hook("claude", "PreToolUse", stdin=stdin)
    assert (gone_on.returncode, gone_on.stdout) == (0, "")
    for done in (stopped, after, gone_on):
        assert done.stderr.startswith("kaptar: ")
        assert done.stderr.count("\n") == 1
    assert "goes on unchecked" in after.stderr + gone_on.stderr


@pytest.mark.parametrize("with_hive", [True, False])
def test_no_encoding_and_no_folder_that_is_gone_keeps_a_stop_from_its_reader(
    with_hive: bool, repo: Path, environment: dict[str, str], hook: Hook, request: pytest.FixtureRequest
) -> None:
    if with_hive:
        request.getfixturevalue("hive")
    environment |= {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = hook("claude", "PreToolUse", stdin=write(repo, BROKEN, "\u00e4\u4e2d.json"))
    assert done.returncode == 2
    assert "\u00e4\u4e2d.json:1:" in done.stderr
    gone = repo / "gone"
    gone.mkdir()
    script = f"cd {gone} && rmdir {gone} && exec {sys.executable} -I -S {HOOK} claude PreToolUse"
    away = subprocess.run(
        ["sh", "-c", script],
        input=write(repo, "x", ".env"),
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert away.returncode == 2, away.stderr
    assert "protected/env-file" in away.stderr


def test_a_terminal_of_another_encoding_gets_the_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for show in (with_hive.show, without_hive.show):
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii", write_through=True) for _ in range(2))
        monkeypatch.setattr("sys.stdout", out)
        monkeypatch.setattr("sys.stderr", err)
        code = show('{"exit":2,"stdout":"\u00e4","stderr":"ghp_\u2026","http":null}'.encode())
        monkeypatch.undo()
        assert code == 2
        assert [each.buffer.getvalue().decode() for each in (out, err)] == ["\u00e4", "ghp_\u2026"]  # type: ignore[attr-defined]


def test_an_unknown_client_lets_the_edit_through(hook: Hook) -> None:
    done = hook("nobody", "PreToolUse", stdin="{}")
    assert done.returncode == 0
    assert "nobody" in done.stderr


def test_strict_stops_what_cannot_be_decided(hook: Hook) -> None:
    done = hook("--strict", "claude", "PreToolUse", stdin="{")
    assert done.returncode == 2
    assert "strict" in done.stderr


def whole_request(connection: socket.socket) -> bytes:
    """Headers and body; what there is, where the client goes before."""
    data, length = b"", 1
    while len(data) < length and (more := connection.recv(1 << 20)):
        data += more
        head, found, _ = data.partition(b"\r\n\r\n")
        length = len(head) + 4 + int(head.lower().partition(b"content-length:")[2].split()[0]) if found else len(data) + 1
    return data


class Impostor:
    """Something that listens, and answers what it likes. ``heard``: all that was sent to it."""

    def __init__(self, path: Path, answer: bytes | None) -> None:
        self._answer = answer
        self._server = socket.socket(socket.AF_UNIX)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.unlink(missing_ok=True)
        self._server.bind(str(path))
        self._server.listen()
        self.heard = b""
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
                self.heard += whole_request(connection)
                with suppress(OSError):  # who asks first only whether somebody listens has gone
                    connection.sendall(self._answer)
                connection.close()

    def close(self) -> None:
        self._server.close()
        for connection in self._open:
            connection.close()


MakeImpostor = Callable[[bytes | None], Impostor]


@pytest.fixture
def impostor(repo: Path, environment: dict[str, str]) -> Iterator[MakeImpostor]:
    """Listens where the hive would."""
    made: list[Impostor] = []

    def make(answer: bytes | None) -> Impostor:
        made.append(Impostor(find_places(repo, environment).socket, answer))
        return made[-1]

    yield make
    for each in made:
        each.close()
    find_places(repo, environment).socket.unlink(missing_ok=True)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 500 No\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nkaptar-protocol: 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nkaptar-protocol: 1\r\ncontent-length: 50\r\n\r\n{",
        b"nonsense",
    ],
)
def test_what_is_no_hive_is_passed_over(answer: bytes, repo: Path, impostor: MakeImpostor, hook: Hook) -> None:
    impostor(answer)
    assert hook("claude", "PreToolUse", stdin=write(repo, BROKEN)).returncode == 2


@pytest.mark.parametrize(("value", "asks"), [("", True), ("1", False)])
def test_an_empty_variable_counts_as_not_set(
    value: str, asks: bool, repo: Path, environment: dict[str, str], impostor: MakeImpostor, hook: Hook
) -> None:
    hive = impostor(b"nonsense")
    environment["KAPTAR_NO_HIVE"] = value
    hook("claude", "PreToolUse", stdin=write(repo, BROKEN))
    assert bool(hive.heard) is asks


def test_the_answer_of_another_repositorys_hive_is_not_believed(
    repo: Path, tmp_path: Path, impostor: MakeImpostor, hook: Hook
) -> None:
    """It speaks the protocol, and lets everything through."""
    other = "kaptar-repository: " + os.fsencode(tmp_path / "other" / ".git").hex()
    for headers in ([], [other]):
        hive = impostor(answered("200 OK", "kaptar-protocol: 1", *headers))
        assert hook("claude", "PreToolUse", stdin=write(repo, BROKEN)).returncode == 2
        assert b"\r\nkaptar-repository: " + os.fsencode(repo / ".git").hex().encode() in hive.heard
        assert b"\r\nkaptar-worktree: " + os.fsencode(repo).hex().encode() in hive.heard
    tree = worktree(repo, tmp_path / "tree")
    assert hook("claude", "PreToolUse", stdin=write(tree, BROKEN), cwd=tree).returncode == 2
    own = "kaptar-repository: " + os.fsencode(repo / ".git").hex()
    impostor(answered("200 OK", "kaptar-protocol: 1", own))
    assert hook("claude", "PreToolUse", stdin=write(repo, BROKEN)).returncode == 0, "it is the name that is looked at"


HARMLESS = b'{"exit":0,"stdout":"","stderr":"","http":null}'


def answered(status: str, *headers: str, body: bytes = HARMLESS) -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"content-length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


OTHERS = {
    "older, which has no protocol": answered("200 OK"),
    "older, by its own word": answered("200 OK", "kaptar-protocol: 0"),
    "newer, which refuses": answered("409 Conflict", "kaptar-protocol: 2", body=b"no\n"),
    "newer, which answers": answered("200 OK", "kaptar-protocol: 10"),
}


@pytest.mark.parametrize("answer", OTHERS.values(), ids=OTHERS)
def test_a_hive_of_another_version_is_not_believed(answer: bytes, repo: Path, impostor: MakeImpostor, hook: Hook) -> None:
    hive = impostor(answer)
    done = hook("claude", "PreToolUse", stdin=write(repo, BROKEN))
    assert b"\r\nkaptar-protocol: 1\r\n" in hive.heard
    assert (done.returncode, done.stdout) == (2, "")
    assert "a.json:1:" in done.stderr
    clean = hook("claude", "PreToolUse", stdin=write(repo, CLEAN))
    assert (clean.returncode, clean.stdout) == (0, "")
    assert (
        clean.stderr
        == "kaptar: the hive is of another version of Kaptar and was not asked; run `kaptar down`, then `kaptar up`\n"
    )


@pytest.mark.parametrize("answer", [OTHERS["newer, which refuses"], OTHERS["older, which has no protocol"]])
def test_it_is_said_once_from_a_linked_worktree_too(
    answer: bytes, repo: Path, tmp_path: Path, impostor: MakeImpostor, hook: Hook
) -> None:
    tree = worktree(repo, tmp_path / "tree")
    impostor(answer)
    done = hook("claude", "PreToolUse", stdin=write(tree, CLEAN), cwd=tree)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.count("another version") == 1


TOO_MUCH = " " * ((32 << 20) + 1)


def refused_as_too_large(hook: Hook, cwd: Path) -> None:
    for words in (("claude", "PreToolUse"), ("--strict", "claude", "PreToolUse")):
        done = hook(*words, stdin=TOO_MUCH, cwd=cwd)
        assert (done.returncode, done.stdout) == (2, "")
        assert "kaptar: the hook's input has more than 33,554,432 bytes; " in done.stderr
    done = hook("claude", "PostToolUse", stdin=TOO_MUCH, cwd=cwd)
    assert (done.returncode, done.stdout) == (0, "")
    assert "goes on unchecked" in done.stderr


def test_input_that_is_too_large_is_refused_with_a_hive(repo: Path, tmp_path: Path, impostor: MakeImpostor, hook: Hook) -> None:
    impostor(answered("200 OK", "kaptar-protocol: 1"))
    refused_as_too_large(hook, repo)
    refused_as_too_large(hook, worktree(repo, tmp_path / "tree"))


def test_input_that_is_too_large_is_refused_without_one(repo: Path, hook: Hook) -> None:
    refused_as_too_large(hook, repo)


def test_what_a_repository_says_about_sockets_is_not_believed(repo: Path, tmp_path: Path, hook: Hook) -> None:
    """A clone's ``.kaptar/socket`` could name any program's socket."""
    with tempfile.TemporaryDirectory(prefix="sk") as short:
        thief = Impostor(Path(short) / "s", answered("200 OK", "kaptar-protocol: 1"))
        (repo / ".kaptar").mkdir()
        (repo / ".kaptar" / "socket").write_text(str(Path(short) / "s"))
        try:
            assert hook("claude", "PreToolUse", stdin=write(repo, BROKEN)).returncode == 2
        finally:
            thief.close()
    assert thief.heard == b""


def test_a_folder_of_sockets_that_others_may_enter_is_not_used(repo: Path, environment: dict[str, str], hook: Hook) -> None:
    path = find_places(repo, environment).socket
    thief = Impostor(path, answered("200 OK", "kaptar-protocol: 1"))
    path.parent.chmod(0o777)
    try:
        done = hook("claude", "PreToolUse", stdin=write(repo, CLEAN))
    finally:
        thief.close()
        path.parent.chmod(0o700)
    assert (done.returncode, done.stdout, thief.heard) == (0, "", b"")
    assert done.stderr.startswith(f"kaptar: other users may enter {path.parent}")


@pytest.mark.slow
def test_a_hive_that_hangs_is_not_waited_for(repo: Path, impostor: MakeImpostor, hook: Hook) -> None:
    impostor(None)
    start = time.monotonic()
    done = hook("claude", "PreToolUse", stdin=write(repo, BROKEN))
    assert done.returncode == 2
    assert time.monotonic() - start < 40


def test_a_socket_that_nobody_listens_on_is_passed_over(repo: Path, impostor: MakeImpostor, hook: Hook) -> None:
    impostor(b"").close()
    assert hook("claude", "PreToolUse", stdin=write(repo, BROKEN)).returncode == 2


def test_a_repository_cannot_have_its_own_code_run(repo: Path, hook: Hook) -> None:
    for name in ("kaptar", "json", "msgspec", "without_hive"):
        (repo / f"{name}.py").write_text("raise SystemExit('this ran')")
    assert hook("claude", "PreToolUse", stdin=write(repo, BROKEN)).returncode == 2


def test_outside_of_any_repository_it_still_answers(tmp_path: Path, hook: Hook) -> None:
    done = hook("claude", "PreToolUse", stdin=write(tmp_path, CLEAN), cwd=tmp_path)
    assert done.returncode == 0


def worktree(repo: Path, folder: Path) -> Path:
    who = ["-c", "user.name=n", "-c", "user.email=e"]
    subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", "m"], cwd=repo, check=True)
    subprocess.run(["git", "worktree", "add", "-q", str(folder)], cwd=repo, check=True)
    return folder


@pytest.mark.parametrize("runtime", ["given", "long", "none", "relative"])
@pytest.mark.parametrize("kind", ["root", "below", "worktree", "bare", "looks bare", "submodule"])
def test_the_hives_socket_is_where_the_hive_says(
    kind: str, runtime: str, repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ("l" * 100) if runtime == "long" else tmp_path
    folder.mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_RUNTIME_DIR", {"none": "", "relative": "."}.get(runtime, str(folder)))
    who = ["-c", "user.name=n", "-c", "user.email=e"]
    subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", "m"], cwd=repo, check=True)
    start = repo
    if kind == "below":
        start = repo / "x"
        start.mkdir()
    elif kind == "worktree":
        start = worktree(repo, repo / ".trees" / "t")
    elif kind == "bare":
        start = tmp_path / "bare.git"
        subprocess.run(["git", "init", "-q", "--bare", str(start)], check=True)
    elif kind == "looks bare":
        start = repo / "bare.git"
        subprocess.run(["git", "init", "-q", "--bare", str(start)], check=True)
    elif kind == "submodule":
        start = repo / "sub"
        allow = ["-c", "protocol.file.allow=always"]
        subprocess.run(["git", *allow, "submodule", "--quiet", "add", str(repo), "sub"], cwd=repo, check=True)
    places = find_places(start)
    assert common_directory(str(start)) == str(places.common)
    assert socket_path(str(places.common)) == str(places.socket)


def test_the_plain_way_imports_next_to_nothing(repo: Path, environment: dict[str, str], hive: None) -> None:
    """What keeps it below twice a bare start; `kaptar bench hooks` measures that."""
    data = write(repo, CLEAN).encode()

    def imported(*words: str) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-X", "importtime", *words], input=data, cwd=repo, env=environment,
            capture_output=True, check=True,
        )  # fmt: skip
        return {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines() if line.startswith("import time:")}

    assert imported(str(HOOK), "claude", "PreToolUse") - imported("-c", "pass") <= {"with_hive", "_socket", "_blake2"}
    assert HOOK.read_text("utf-8").count("\n") < 50, "a script is compiled at each start"


@pytest.mark.parametrize(
    ("words", "effect", "code"),
    [
        (("claude", "PostToolUse"), "the edit goes on unchecked", 0),
        (("--strict", "claude", "PostToolUse"), "strict mode stops the edit", 2),
        *((("claude", event), without_hive.UNDECIDED, 2) for event in without_hive.BEFORE),
    ],
)
def test_a_script_without_the_files_beside_it_says_so(words: tuple[str, ...], effect: str, code: int, tmp_path: Path) -> None:
    alone = tmp_path / HOOK.name
    alone.write_bytes(HOOK.read_bytes())
    command = [sys.executable, "-I", "-S", str(alone), *words]
    done = subprocess.run(command, input="{}", cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    said = f"kaptar: unexpected ModuleNotFoundError: No module named 'with_hive'; {effect}\n"
    assert (done.returncode, done.stdout, done.stderr) == (code, "", said)


def cut_off(text: str) -> str:
    return text[: text.index("def main(") + 20]


SPOILT: dict[str, Callable[[str], str]] = {
    "cut off": cut_off,
    "empty": lambda _: "",
    "fails": lambda text: text.replace("def main(", "1 / 0\n\n\ndef main("),
}


@pytest.mark.parametrize("how", [*SPOILT, "missing"])
@pytest.mark.parametrize("name", ["with_hive.py", "without_hive.py"])
def test_each_file_beside_it_that_is_missing_or_broken_stops_an_edit_that_is_to_be_made(
    name: str, how: str, tmp_path: Path
) -> None:
    for file in HOOK.parent.glob("*.py"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    if how == "missing":
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_text(SPOILT[how]((tmp_path / name).read_text("utf-8")), "utf-8")
    cases = [(event, "", without_hive.UNDECIDED, 2) for event in without_hive.BEFORE]
    unchecked = "the edit goes on unchecked"
    for event, switch, effect, code in [*cases, ("PreToolUse", "false", unchecked, 0), ("PostToolUse", "", unchecked, 0)]:
        command = [sys.executable, "-I", "-S", str(tmp_path / HOOK.name), "claude", event]
        environment = {"PATH": os.environ["PATH"], "KAPTAR_HOOKS_STOP_UNREADABLE": switch, "KAPTAR_NO_HIVE": "1"}
        done = subprocess.run(
            command, input="{}", cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        assert done.stderr.startswith("kaptar: unexpected ")
        assert done.stderr.endswith(f"; {effect}\n")
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("how", ["cut off", "empty", "missing", "without its end"])
def test_a_broken_way_without_a_hive_stops_an_edit_that_is_to_be_made(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a package of the same name that is found first."""
    folder = tmp_path / "kaptar" / "clients" / "entry"
    folder.mkdir(parents=True)
    for package in (folder, folder.parent, folder.parents[1]):
        (package / "__init__.py").touch()
    whole = (HOOK.parent / "in_process.py").read_text("utf-8")
    spoilt = {"cut off": whole[:-40], "empty": "", "without its end": "import os\n"}
    if how in spoilt:
        (folder / "in_process.py").write_text(spoilt[how], "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(without_hive, "ALONE", ("-P",))
    assert without_hive.in_process("claude", "PreToolUse", False, b"{}") == 2
    assert without_hive.UNDECIDED in capsys.readouterr().err
    assert without_hive.in_process("claude", "PostToolUse", False, b"{}") == 0


def test_a_time_that_is_over_needs_no_file_beside_it(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def over(_: list[str]) -> int:
        raise with_hive.TimeIsOver

    monkeypatch.setattr(with_hive, "main", over)
    monkeypatch.setattr(with_hive, "stop_after", lambda _: None)
    monkeypatch.delattr(with_hive, "beside")
    monkeypatch.setitem(sys.modules, "with_hive", with_hive)
    monkeypatch.setattr(sys, "path", [*sys.path])
    assert kaptar_hook.end(["claude", "PreToolUse"]) == 2
    assert capfd.readouterr().err == f"kaptar: no answer within 40 s; {without_hive.UNDECIDED}\n"


@pytest.mark.parametrize("where", ["2>/dev/full", "2>&-", "2>&1 | true"])
def test_a_stop_for_missing_files_is_2_wherever_its_words_go(where: str, tmp_path: Path) -> None:
    (tmp_path / HOOK.name).write_bytes(HOOK.read_bytes())
    script = f"set -o pipefail; {sys.executable} -I -S {tmp_path / HOOK.name} claude PreToolUse {where}"
    done = subprocess.run(["bash", "-c", script], input=b"{}", capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.parametrize(("event", "switch", "code"), [("PreToolUse", "", 2), ("PreToolUse", "false", 0), ("PostToolUse", "", 0)])
def test_an_answer_that_was_cut_off_stops_an_edit_that_is_to_be_made(
    event: str, switch: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KAPTAR_HOOKS_STOP_UNREADABLE", switch)
    late = subprocess.TimeoutExpired("x", 30)
    killed = subprocess.CompletedProcess("x", -9, b"", b"")
    for ended in (late, killed):

        def run(*_: object, ended: object = ended, **__: object) -> object:
            if isinstance(ended, Exception):
                raise ended
            return ended

        monkeypatch.setattr(without_hive.subprocess, "run", run)
        assert without_hive.in_process("claude", event, False, b"") == code
        assert ("goes on unchecked" in capsys.readouterr().err) == (code == 0)
    assert set(without_hive.BEFORE) == {adapter.fields.before for adapter in ADAPTERS.values()}


def shell(words: str, stdin: str, cwd: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[bytes]":
    """The hook as a shell starts it; ``echo`` says its exit code."""
    script = f"set -o pipefail; {sys.executable} -I -S {HOOK} {words}"
    return subprocess.run(
        ["bash", "-c", script], input=stdin.encode(), cwd=cwd, env=environment, capture_output=True, timeout=60, check=False
    )


@pytest.mark.parametrize("with_hive", [True, False])
@pytest.mark.parametrize("where", ["2>&1 | true", "2>/dev/full", "2>&-", ">&-", ">/dev/full"])
@pytest.mark.parametrize(("client", "event"), [("claude", "PreToolUse"), ("cursor", "preToolUse")])
def test_a_decided_stop_is_2_wherever_its_words_go(
    client: str, event: str, where: str, with_hive: bool, repo: Path, environment: dict[str, str],
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    if with_hive:
        request.getfixturevalue("hive")
    assert shell(f"{client} {event} {where}", write(repo, "K=1", ".env"), repo, environment).returncode == 2


def test_a_stop_of_kaptar_hook_is_2_wherever_its_words_go(repo: Path, environment: dict[str, str]) -> None:
    for where in ("2>&1 | true", "2>/dev/full", "2>&-", ">/dev/full"):
        script = f"set -o pipefail; {sys.executable} -P -m kaptar hook claude PreToolUse {where}"
        done = subprocess.run(
            ["bash", "-c", script], input=write(repo, "K=1", ".env").encode(), cwd=repo, env=environment, capture_output=True,
            timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 2, where


@pytest.mark.parametrize("with_hive", [True, False])
def test_a_closed_stdin_is_input_that_cannot_be_read(
    with_hive: bool, repo: Path, environment: dict[str, str], request: pytest.FixtureRequest
) -> None:
    if with_hive:
        request.getfixturevalue("hive")
    done = shell("claude PreToolUse <&-", "", repo, environment)
    assert (done.returncode, b"stop_unreadable" in done.stderr) == (2, True)
    assert shell("claude PostToolUse <&-", "", repo, environment).returncode == 0


@pytest.mark.parametrize("linked", [True, False])
def test_a_pipe_in_place_of_a_note_of_gits_is_not_waited_for(linked: bool, repo: Path, tmp_path: Path, hook: Hook) -> None:
    if linked:
        start = worktree(repo, tmp_path / "w")
        pipe = repo / ".git" / "worktrees" / "w" / "commondir"
        pipe.unlink()
    else:
        start, pipe = repo / "s", repo / "x" / "commondir"
        for folder in (start, pipe.parent):
            folder.mkdir()
        (start / ".git").write_text("gitdir: ../x\n")
    os.mkfifo(pipe)
    began = time.monotonic()
    done = hook("claude", "PreToolUse", stdin=write(start, "K=1", ".env"), cwd=start)
    assert done.returncode == 2, done.stderr
    assert "protected/env-file" in done.stderr
    assert time.monotonic() - began < 20


LATE = """
import sys
sys.path.insert(0, {folder!r})
import kaptar_hook, with_hive, os
with_hive.ALL_S = 1
os.environ["KAPTAR_NO_HIVE"] = "1"
without = with_hive.beside()
without.repository_of = lambda folder: open({pipe!r})
os._exit(kaptar_hook.end(sys.argv[1:]))
"""


BLOCKED = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGCHLD})\n"


@pytest.mark.parametrize("before", ["", BLOCKED])
@pytest.mark.parametrize(("event", "code"), [("PreToolUse", 2), ("PostToolUse", 0)])
def test_a_hook_whose_time_is_over_stops_an_edit_that_is_to_be_made(
    event: str, code: int, before: str, repo: Path, tmp_path: Path
) -> None:
    """Also where the client blocks the alarm."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    script = before + LATE.format(folder=str(HOOK.parent), pipe=str(pipe))
    done = subprocess.run(
        [sys.executable, "-c", script, "claude", event], input="{}", cwd=repo, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == code
    assert done.stderr.startswith("kaptar: no answer within 1 s; ")


def test_its_time_is_shorter_than_the_clients() -> None:
    assert with_hive.ALL_S < HOOK_TIMEOUT_S


@pytest.mark.parametrize(("name", "value"), [("PYTHONHOME", "/nonexistent"), ("PYTHONPATH", ":/nonexistent")])
def test_no_variable_says_which_code_answers(name: str, value: str, repo: Path, environment: dict[str, str], hook: Hook) -> None:
    """An empty entry of PYTHONPATH is the current folder: a clone's own modules."""
    for module in ("enum", "sqlite3"):
        (repo / f"{module}.py").write_text("open('ran', 'w'); raise SystemExit(0)\n")
    environment[name] = value
    stopped = hook("claude", "PreToolUse", stdin=write(repo, "x", ".git/hooks/post-commit"))
    assert "is git's own" in stopped.stdout + stopped.stderr
    assert hook("claude", "SessionStart", stdin=json.dumps({"session_id": "s", "cwd": str(repo)})).returncode == 0
    subprocess.run([sys.executable, "-E", "-P", "-m", "kaptar", "down"], cwd=repo, env=environment, check=True, timeout=60)
    assert not (repo / "ran").exists()


@pytest.mark.parametrize("named", ["./x", "x", "{}/x", "python3"])
def test_no_variable_says_which_program_answers(named: str, repo: Path, environment: dict[str, str], hook: Hook) -> None:
    for name in ("x", "python3"):
        (repo / name).write_text("#!/bin/sh\ntouch ran\n")
        (repo / name).chmod(0o755)
    environment["PYTHONEXECUTABLE"] = named.format(repo)
    for name, content, code in (("a.json", BROKEN, 2), (".git/config", "x", 2), ("a.json", CLEAN, 0)):
        done = hook("claude", "PreToolUse", stdin=write(repo, content, name))
        assert done.returncode == code, done.stderr
    assert hook("claude", "SessionStart", stdin=json.dumps({"session_id": "s", "cwd": str(repo)})).returncode == 0
    del environment["PYTHONEXECUTABLE"]
    subprocess.run([sys.executable, "-E", "-P", "-m", "kaptar", "down"], cwd=repo, env=environment, check=True, timeout=60)
    assert not (repo / "ran").exists()


def test_a_command_that_was_written_loads_no_modules_of_python_from_beside_a_named_program(
    repo: Path, environment: dict[str, str]
) -> None:
    """A virtual environment of the clone names its own modules; they would be loaded before the hook's first line."""
    modules = repo / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    (modules / "lib-dynload").mkdir(parents=True)
    (modules / "os.py").write_text("")
    (modules / "encodings.py").write_text("open('ran', 'w')\n")
    (repo / "pyvenv.cfg").write_text(f"home = {repo}/bin\n")
    command = InstallFacts(repo, repo, repo, sys.executable, None, False).command("claude", "PreToolUse")
    done = subprocess.run(
        ["sh", "-c", command], input=write(repo, BROKEN), cwd=repo, env=environment | {"PYTHONEXECUTABLE": "./x"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, (repo / "ran").exists()) == (2, False), done.stderr


@pytest.mark.parametrize(("event", "code"), [("PreToolUse", 2), ("PostToolUse", 0)])
def test_an_interpreter_that_does_not_come_to_the_guards_stops_an_edit(
    event: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No descriptor is left, or a package is gone."""

    def fails(*_: object, **__: object) -> object:
        raise OSError(24, "Too many open files")

    def broken(*_: object, **__: object) -> object:
        return subprocess.CompletedProcess("x", 1, b"", b"ModuleNotFoundError: No module named 'msgspec'\n")

    for run in (fails, broken):
        monkeypatch.setattr(without_hive.subprocess, "run", run)
        assert without_hive.in_process("claude", event, False, b"") == code
        assert ("stopped before it is done" in capsys.readouterr().err) == (code == 2)


VARIABLES = {
    "GIT_CONFIG_GLOBAL": "", "GIT_CONFIG_SYSTEM": "", "KAPTAR_CONFIG": "", "CLAUDE_CONFIG_DIR": "settings.json",
    "CODEX_HOME": "config.toml", "GEMINI_CLI_SYSTEM_SETTINGS_PATH": "", "OPENCODE_CONFIG_DIR": "plugins/kaptar.js",
    "XDG_CONFIG_HOME": "git/config", "XDG_DATA_HOME": "kaptar/trust", "HOME": ".gitconfig",
}  # fmt: skip


def test_what_the_clients_own_variables_name_is_protected_whatever_the_hive_was_started_with(
    hive: None, repo: Path, environment: dict[str, str], hook: Hook, tmp_path: Path
) -> None:
    usual = dict(environment)
    for name, below in VARIABLES.items():
        named = tmp_path / "named" / name
        environment.clear()
        environment.update(usual | {name: str(named)})
        done = hook("claude", "PreToolUse", stdin=write(repo, "x", str(named / below)))
        assert (done.returncode, "protected/" in done.stderr) == (2, True), name
    environment.clear()
    environment.update(usual)


@pytest.mark.parametrize("with_hive", [True, False])
def test_the_folder_that_a_session_began_in_counts_wherever_it_goes(
    with_hive: bool, repo: Path, environment: dict[str, str], hook: Hook, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if with_hive:
        request.getfixturevalue("hive")
    (repo / "kaptar.toml").write_text("[hooks]\nstop_unreadable = false\n")
    began = tmp_path / "began"
    subprocess.run(["git", "init", "-q", str(began)], check=True, timeout=60)
    assert hook("claude", "PreToolUse", stdin="{").returncode == 0
    environment["CLAUDE_PROJECT_DIR"] = str(began)
    assert hook("claude", "PreToolUse", stdin="{").returncode == 2


def test_one_file_of_the_package_alone_is_named_as_a_hook() -> None:
    """Whoever looks for the file that clients start finds it by its name, in any order that a folder is listed in."""
    assert [*(HOOK.parents[2]).rglob("*_hook.py")] == [HOOK]
