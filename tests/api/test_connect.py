"""Who answers a request: a hive that can be asked, this process otherwise, and the reason for it."""

import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from kaptar.api import connect
from kaptar.api.connect import InProcess
from kaptar.api.protocol import PROTOCOL, PROTOCOL_HEADER, Health
from kaptar.api.requests import ApplyRequest, CheckRequest
from kaptar.api.there import There
from kaptar.api.wire import problem_of
from kaptar.errors import Busy, ConfigError, Unavailable
from kaptar.repository.places import find_places

Answer = Callable[[str], tuple[int, bytes]]


class Scripted:
    """A hive of the test: answers each request with what the test's function gives for its path."""

    def __init__(self, path: Path, answer: Answer) -> None:
        self.asked: list[str] = []
        self._answer = answer
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as lines:
                while line := lines.readline():
                    self._one(connection, line.split()[1].decode(), lines)

    def _one(self, connection: socket.socket, path: str, lines: Any) -> None:
        size = 0
        while (header := lines.readline().strip()) != b"":
            if header.lower().startswith(b"content-length:"):
                size = int(header.split(b":")[1])
        lines.read(size)
        self.asked.append(path)
        status, body = self._answer(path)
        head = f"HTTP/1.1 {status} X\r\n{PROTOCOL_HEADER}: {PROTOCOL}\r\ncontent-length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "repository"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / ".git" / "objects").mkdir()
    (folder / ".git" / "refs").mkdir()
    with tempfile.TemporaryDirectory(prefix="kp") as runtime:
        monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
        find_places(folder).socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield folder


def health(folder: Path, **changes: Any) -> bytes:
    found = Health("ok", "9.9", PROTOCOL, 1, 0.0, str(find_places(folder).common))
    return msgspec.json.encode(msgspec.structs.replace(found, **changes))


def source(own_settings: str = "", told: list[str] | None = None) -> InProcess:
    """Gives a desk in this process that says so."""

    @contextmanager
    def here() -> Iterator[Any]:
        yield SimpleNamespace(check=lambda request: "from here", apply=lambda request: "from here")

    make: Callable[[], AbstractContextManager[Any]] = here
    return InProcess(make, own_settings, (told if told is not None else []).append)


@contextmanager
def hive_with(folder: Path, answer: Answer) -> Iterator[Scripted]:
    hive = Scripted(find_places(folder).socket, answer)
    try:
        yield hive
    finally:
        hive.close()


def test_without_a_hive_this_process_answers(repository: Path) -> None:
    with connect.connect(repository, source()) as found:
        assert (found.where, found.passed_over) == ("here", False)
        assert "no hive" in found.why


def test_outside_of_a_repository_too(tmp_path: Path) -> None:
    with connect.connect(tmp_path, source()) as found:
        assert (found.where, found.passed_over) == ("here", False)
        assert "no git repository" in found.why


def test_a_hive_of_the_repository_answers(repository: Path) -> None:
    with hive_with(repository, lambda _: (200, health(repository))), connect.connect(repository, source()) as found:
        assert found.where == "there"


def test_settings_of_the_callers_own_keep_it_in_this_process(repository: Path) -> None:
    with hive_with(repository, lambda _: (200, health(repository))) as hive:
        with connect.connect(repository, source("options of this command set wasm.enabled")) as found:
            assert (found.where, found.why) == ("here", "options of this command set wasm.enabled")
        assert hive.asked == []


@pytest.mark.parametrize(("changes", "says"), [({"protocol": PROTOCOL + 1}, "kaptar down"), ({"repository": "/x"}, "is of /x")])
def test_a_hive_that_must_not_be_asked_is_passed_over_and_named(changes: dict[str, Any], says: str, repository: Path) -> None:
    with (
        hive_with(repository, lambda _: (200, health(repository, **changes))),
        connect.connect(repository, source()) as found,
    ):
        assert (found.where, found.passed_over) == ("here", True)
        assert says in found.why


def test_an_error_of_the_hive_is_the_same_error_here(repository: Path) -> None:
    problem = msgspec.json.encode(problem_of(ConfigError("hooks.x is unknown")))
    answers = {"/health": (200, health(repository))}
    with (
        hive_with(repository, lambda path: answers.get(path, (400, problem))),
        connect.connect(repository, source()) as found,
        pytest.raises(ConfigError, match=r"^hooks\.x is unknown$"),
    ):
        found.desk.check(CheckRequest(root=str(repository), paths=("a",)))


def test_a_check_is_made_here_when_the_hive_cannot_answer_it_and_that_is_said(repository: Path) -> None:
    told: list[str] = []
    problem = msgspec.json.encode(problem_of(Busy("all are in use")))
    answers = {"/health": (200, health(repository))}
    with (
        hive_with(repository, lambda path: answers.get(path, (503, problem))),
        connect.connect(repository, source(told=told)) as found,
    ):
        checked: Any = found.desk.check(CheckRequest(root=str(repository), paths=("a",)))
        assert checked == "from here"
    assert told == ["begun again without the hive: all are in use"]


def test_an_edit_that_is_only_shown_is_made_here_when_the_hive_cannot_answer_it(repository: Path) -> None:
    """It changes nothing, so nothing is unknown about its outcome."""
    problem = msgspec.json.encode(problem_of(Busy("all are in use")))
    answers = {"/health": (200, health(repository))}
    with (
        hive_with(repository, lambda path: answers.get(path, (503, problem))),
        connect.connect(repository, source()) as found,
    ):
        shown: Any = found.desk.apply(ApplyRequest(edit="x", folder=str(repository), path="a"))
        assert shown == "from here"
        with pytest.raises(Busy):
            found.desk.apply(ApplyRequest(edit="x", folder=str(repository), path="a", write=True))


def test_an_edit_is_never_sent_twice(tmp_path: Path) -> None:
    """A connection that breaks leaves open whether the edit was written: the error says so, and nothing is repeated."""
    with tempfile.TemporaryDirectory(prefix="kp") as folder:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(f"{folder}/s")
        listener.listen()
        accepted = []

        def serve() -> None:
            for _ in range(2):
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                accepted.append(connection.recv(1 << 16))
                connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        from kaptar.api.hive_client import HiveClient

        there = There(HiveClient(Path(folder) / "s", 5), lambda _why: source().here())
        with pytest.raises(Unavailable, match="whether files were changed is not known"):
            there.apply(ApplyRequest(edit="x", folder=str(tmp_path), path="a", write=True))
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
        assert len(accepted) == 1
