"""Warm servers that behave and that do not: real child processes that speak a language server's protocol, or do not."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kaptar.checks.tools.warm import pool
from kaptar.checks.tools.warm.channel import Patience
from kaptar.checks.tools.warm.lsp import LanguageServer
from kaptar.checks.tools.warm.pool import IDLE_S, MOST_FAILURES, Cold, ServerKind, Servers
from kaptar.checks.tools.warm.server import Question, Server
from kaptar.errors import Stopped
from kaptar.stop import Stop

SERVER = """
import json, os, sys, time

def read():
    length = 0
    while line := sys.stdin.buffer.readline().strip():
        length = int(line.split(b":")[1])
    return json.loads(sys.stdin.buffer.read(length)) if length else sys.exit()

def write(message):
    body = json.dumps(message).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\\r\\n\\r\\n" % len(body) + body)
    sys.stdout.buffer.flush()

def diagnostics(text):
    zero = {"line": 0, "character": 0}
    return [{"range": {"start": zero, "end": zero}, "message": text, "severity": 1}] if text else []

while True:
    message = read()
    method, document = message.get("method"), message.get("params", {}).get("textDocument", {})
    if method == "initialize":
        write({"id": message["id"], "result": {"capabilities": {}}})
    elif method in ("textDocument/didOpen", "textDocument/didChange"):
        text = document["text"] if "text" in document else message["params"]["contentChanges"][0]["text"]
        if text == "crash":
            os._exit(3)
        if text == "hang":
            time.sleep(60)
        if text == "garbage":
            sys.stdout.buffer.write(b"Segmentation fault\\r\\n\\r\\n")
            sys.stdout.buffer.flush()
        if text == "no object":
            write([1])
        if text == "wrong shape":
            write({"method": "textDocument/publishDiagnostics", "params": {"uri": document["uri"],
                   "version": document["version"], "diagnostics": [{"range": 1}]}})
        if text == "ask":
            write({"id": 7, "method": "workspace/configuration", "params": {"items": [{}, {}]}})
            text = json.dumps(read()["result"])
        if text == "loud":
            for _ in range(3000):
                write({"method": "window/logMessage", "params": {"message": "x" * 100}})
        write({"method": "textDocument/publishDiagnostics", "params": {"uri": document["uri"],
               "version": document["version"], "diagnostics": diagnostics(text)}})
"""


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def servers(clock: Time) -> Iterator[Servers]:
    made = Servers(most=2, clock=clock)
    yield made
    made.close()


def kind(folder: Path, checker: str = "fake", identity: str = "") -> ServerKind:
    def start(patience: Patience) -> Server:
        return LanguageServer([sys.executable, "-c", SERVER], folder, {}, patience)

    return ServerKind(checker, folder, identity, start, (".py",))


Say = Callable[..., object]


@pytest.fixture
def say(servers: Servers, tmp_path: Path) -> Say:
    """Ask about content; the fake server's one diagnostic is the content itself."""

    def ask(text: str, which: ServerKind | None = None, *, next_s: float = 20, stop: Stop | None = None) -> object:
        question = Question(tmp_path / "a.py", text.encode(), "python", True)
        answer = servers.ask(which or kind(tmp_path), question, first_s=20, next_s=next_s, stop=stop or Stop())
        return answer if isinstance(answer, Cold) else [each.message for each in answer]  # type: ignore[union-attr]

    return ask


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_one_server_answers_again_and_again(say: Say, servers: Servers) -> None:
    assert [say("one"), say("two"), say(""), say("ask")] == [["one"], ["two"], [], ["[null, null]"]]
    (live,) = servers.live()
    assert (live.checker, live.answers) == ("fake", 4)
    assert live.usual_ms > 0


def test_what_it_says_unasked_does_not_stop_it(say: Say) -> None:
    assert say("loud") == ["loud"]
    assert say("more") == ["more"]


@pytest.mark.parametrize(
    ("text", "said"), [("crash", "has ended"), ("garbage", "without a usable length"), ("no object", "no JSON object"),
                       ("wrong shape", "diagnostics are none")],
)  # fmt: skip
def test_a_server_that_fails_is_ended_and_the_next_question_starts_another(
    say: Say, servers: Servers, text: str, said: str
) -> None:
    say("fine")
    (live,) = servers.live()
    answer = say(text)
    assert isinstance(answer, Cold)
    assert said in answer.reason
    assert gone(live.pid)
    assert servers.live() == []
    assert say("fine again") == ["fine again"]


def test_a_server_that_hangs_is_ended(say: Say, servers: Servers) -> None:
    say("fine")
    (live,) = servers.live()
    answer = say("hang", next_s=0.2)
    assert isinstance(answer, Cold)
    assert "no answer in time" in answer.reason
    assert gone(live.pid)


def test_failures_have_a_budget(say: Say, servers: Servers, clock: Time) -> None:
    for _ in range(MOST_FAILURES):
        assert "has ended" in say("crash").reason  # type: ignore[attr-defined]
    assert f"failed {MOST_FAILURES} times, last: it has ended" in say("fine").reason  # type: ignore[attr-defined]
    clock.now += 3600
    assert say("fine") == ["fine"]


def test_a_server_that_does_not_start(servers: Servers, say: Say, tmp_path: Path) -> None:
    def start(patience: Patience) -> Server:
        return LanguageServer([str(tmp_path / "nothing")], tmp_path, {}, patience)

    answer = say("fine", ServerKind("fake", tmp_path, "", start, ()))
    assert isinstance(answer, Cold)
    assert "does not start" in answer.reason


def test_an_answer_that_nobody_needs_leaves_the_server_well(say: Say, servers: Servers) -> None:
    say("fine")
    (live,) = servers.live()
    stop = Stop()
    timer = threading.Timer(0.1, stop.request, ("enough",))
    timer.start()
    with pytest.raises(Stopped):
        say("hang", stop=stop)
    timer.join()
    assert [each.pid for each in servers.live()] == [live.pid]


class Pressed(Stop):
    """Raises while it is listened to, as Ctrl-C does."""

    def listen(self, callback: Callable[[], None]) -> Callable[[], None]:
        raise KeyboardInterrupt


def test_a_question_that_is_interrupted_does_not_keep_the_server_for_ever(say: Say, servers: Servers, clock: Time) -> None:
    say("fine")
    with pytest.raises(KeyboardInterrupt):
        say("fine", stop=Pressed())
    clock.now += IDLE_S + 1
    assert servers.some_are_idle(), "nobody uses it any more"


def test_a_start_goes_on_when_its_answer_is_not_needed_any_more(say: Say, servers: Servers, tmp_path: Path) -> None:
    stop = Stop()

    def start(patience: Patience) -> Server:
        stop.request("enough")
        return LanguageServer([sys.executable, "-c", SERVER], tmp_path, {}, patience)

    slow = ServerKind("fake", tmp_path, "", start, ())
    with pytest.raises(Stopped):
        say("hang", slow, stop=stop)
    (live,) = servers.live()
    assert live.answers == 0


def test_the_least_recently_used_makes_room(say: Say, servers: Servers, tmp_path: Path) -> None:
    for name in ("a", "b", "a", "c"):
        say("fine", kind(tmp_path, name))
    assert sorted(each.checker for each in servers.live()) == ["a", "c"]


def test_another_configuration_needs_another_server(say: Say, servers: Servers, tmp_path: Path) -> None:
    say("fine", kind(tmp_path, identity="1"))
    (before,) = servers.live()
    say("fine", kind(tmp_path, identity="2"))
    (after,) = servers.live()
    assert before.pid != after.pid
    assert gone(before.pid)


def test_idle_servers_end(say: Say, servers: Servers, clock: Time) -> None:
    say("fine")
    (live,) = servers.live()
    clock.now += IDLE_S - 1
    servers.end_idle()
    assert not servers.some_are_idle()
    assert not gone(live.pid)
    clock.now += 2
    assert servers.some_are_idle()
    servers.end_idle()
    assert gone(live.pid)
    assert servers.live() == []


def test_a_server_is_waited_for_where_it_is_quick(
    say: Say, servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not servers.soon("fake", tmp_path)
    say("fine")
    say("fine")
    assert servers.soon("fake", tmp_path)
    monkeypatch.setattr("kaptar.checks.tools.warm.pool.SOON_S", 0.0)
    assert not servers.soon("fake", tmp_path)


def test_close_ends_all_also_while_one_is_asked(servers: Servers, say: Say, tmp_path: Path) -> None:
    say("fine")
    say("fine", kind(tmp_path, "b"))
    pids = [each.pid for each in servers.live()]
    stopped = threading.Event()

    def ask() -> None:
        try:
            say("hang")
        except Stopped:
            stopped.set()

    thread = threading.Thread(target=ask)
    thread.start()
    servers.close()
    servers.close()
    thread.join(10)
    assert stopped.is_set()
    assert all(gone(pid) for pid in pids)
    with pytest.raises(Stopped):
        say("fine")


def test_a_server_that_starts_while_all_are_ended_ends_too(
    servers: Servers, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "CLOSE_WITHIN_S", 0.0)
    starting, go_on, started = threading.Event(), threading.Event(), []

    def start(patience: Patience) -> Server:
        started.append(kind(tmp_path).start(patience))
        starting.set()
        go_on.wait(60)
        return started[0]

    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(say, "fine", ServerKind("fake", tmp_path, "", start, (".py",)))
        assert starting.wait(30)
        servers.close()
        go_on.set()
        with pytest.raises(Stopped):
            asked.result(30)
    assert servers.live() == []
    assert gone(started[0].pid)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="/proc is not there")
def test_no_file_handle_is_left(servers: Servers, say: Say, clock: Time) -> None:
    say("fine")
    clock.now += IDLE_S + 1
    servers.end_idle()
    before = len(os.listdir("/proc/self/fd"))
    for text in ("fine", "crash", "garbage"):
        say(text)
        clock.now += IDLE_S + 1
        servers.end_idle()
    assert len(os.listdir("/proc/self/fd")) == before
