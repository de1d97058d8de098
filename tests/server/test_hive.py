"""A real hive: started, found, asked over both of its doors, killed, ended."""

import http.client
import http.server
import json
import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from tests.server.conftest import Kaptar
from tests.waiting import wait_until

from kaptar.api.hive_client import HiveClient
from kaptar.api.hive_process import HiveProcess, start_hive
from kaptar.api.protocol import PROTOCOL, REPOSITORY_HEADER, WORKTREE_HEADER, as_header
from kaptar.api.requests import ApplyRequest, CheckRequest, TrustRequest
from kaptar.errors import InvalidArgument, Unavailable
from kaptar.repository.living import living, started_at
from kaptar.repository.places import Places


def loopback(places: Places, path: str = "/health", method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", int(places.port.read_text()), timeout=5)
    connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_it_starts_once_answers_and_ends(kaptar: Kaptar, places: Places, repository: Path) -> None:
    first = json.loads(kaptar("up", "--json").stdout)
    second = json.loads(kaptar("up", "--json").stdout)
    assert (first["began"], second["began"]) == (True, False)
    assert first["pid"] == second["pid"] == HiveClient(places.socket).health().pid  # type: ignore[union-attr]
    status = json.loads(kaptar("status", "--json").stdout)
    assert status["running"]
    assert status["pid"] == first["pid"]
    assert "pid" in kaptar("status").stdout
    assert json.loads(kaptar("down", "--json").stdout) == {"ended": True, "pid": first["pid"]}
    assert started_at(first["pid"]) is None
    assert not places.socket.exists()
    assert kaptar("status", code=3).stdout.startswith("no hive runs here")
    assert kaptar("down").stdout == "no hive runs here\n"
    ignored = subprocess.run(["git", "status", "--short"], cwd=repository, capture_output=True, text=True, check=True)
    assert ignored.stdout == "?? a.py\n"


def test_worktrees_share_it(kaptar: Kaptar, repository: Path) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", "m"], cwd=repository, check=True)
    subprocess.run(["git", "worktree", "add", "-q", "../other"], cwd=repository, check=True)
    first = json.loads(kaptar("up", "--json").stdout)
    assert json.loads(kaptar("up", "--json", cwd=repository.parent / "other").stdout)["pid"] == first["pid"]


def test_the_port_and_the_token_are_kept(kaptar: Kaptar, places: Places) -> None:
    first = json.loads(kaptar("up", "--json").stdout)
    token = places.token.read_text()
    assert places.token.stat().st_mode & 0o777 == 0o600
    kaptar("down")
    assert json.loads(kaptar("up", "--json").stdout)["port"] == first["port"]
    assert places.token.read_text() == token


def test_loopback_wants_the_token_and_its_own_name(kaptar: Kaptar, places: Places) -> None:
    kaptar("up")
    token = places.token.read_text()
    assert loopback(places).status == 401
    assert loopback(places).getheader(REPOSITORY_HEADER) is None, "a stranger does not learn whose hive this is"
    assert loopback(places, authorization="Bearer wrong").status == 401
    assert loopback(places, authorization=f"Bearer {token}").status == 200
    assert loopback(places, authorization=f"Bearer {token}", host="evil.example").status == 403
    assert loopback(places, authorization=f"Bearer {token}", origin="https://evil.example").status == 403
    assert loopback(places, "/none", authorization=f"Bearer {token}").status == 404
    assert loopback(places, "/shutdown", "POST").status == 401
    assert HiveClient(places.socket).usable()


def test_a_killed_hive_is_replaced(kaptar: Kaptar, places: Places) -> None:
    first = json.loads(kaptar("up", "--json").stdout)
    os.kill(first["pid"], signal.SIGKILL)
    wait_until(lambda: started_at(first["pid"]) is None, "the hive ends")
    assert places.socket.exists()
    second = json.loads(kaptar("up", "--json").stdout)
    assert second["began"]
    assert second["pid"] != first["pid"]


def test_a_signal_ends_it_cleanly(kaptar: Kaptar, places: Places) -> None:
    first = json.loads(kaptar("up", "--json").stdout)
    os.kill(first["pid"], signal.SIGTERM)
    wait_until(lambda: started_at(first["pid"]) is None, "the hive ends")
    assert not places.socket.exists()
    assert not places.pid.exists()


def test_a_hive_that_hangs_is_seen_and_killed(kaptar: Kaptar) -> None:
    first = json.loads(kaptar("up", "--json").stdout)
    os.kill(first["pid"], signal.SIGSTOP)
    wait_until(lambda: Path(f"/proc/{first['pid']}/stat").read_text().split()[2] == "T", "the hive stands still")
    process = HiveProcess(first["pid"], started_at(first["pid"]))
    assert not process.ends_within(0.1)
    process.signal(signal.SIGKILL)
    assert process.ends_within(10.0)


@pytest.mark.guest
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the state of a process is read from /proc")
def test_a_hive_that_is_stopped_is_told_from_none_and_not_waited_for(kaptar: Kaptar, repository: Path) -> None:
    first = json.loads(kaptar("up", "--json").stdout)
    os.kill(first["pid"], signal.SIGSTOP)
    wait_until(lambda: Path(f"/proc/{first['pid']}/stat").read_text().split()[2] == "T", "the hive stands still")
    said = f"the hive here (pid {first['pid']}) is stopped (by SIGSTOP or Ctrl-Z); `kaptar down` ends it"
    assert kaptar("status", code=3).stdout == f"{said}\n"
    status = json.loads(kaptar("status", "--json", code=3).stdout)
    assert status == {"running": True, "repository": str(repository / ".git"), "pid": first["pid"], "problem": said}
    assert said in kaptar("up", code=3).stderr
    assert kaptar("check", "a.py").stderr == f"kaptar: done without the hive: {said}\n"
    begun = time.monotonic()
    down = kaptar("down", "--json")
    assert json.loads(down.stdout) == {"ended": True, "pid": first["pid"]}
    assert "is stopped" in down.stderr
    assert time.monotonic() - begun < 10  # and not the 15 s that a hive which answers may take
    assert started_at(first["pid"]) is None


def test_many_starts_at_once_give_one_hive(kaptar: Kaptar, repository: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "kaptar", "up", "--json"]
    crew = [subprocess.Popen(command, cwd=repository, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers: list[dict[str, Any]] = [json.loads(p.communicate(timeout=60)[0]) for p in crew]
    assert len({a["pid"] for a in answers}) == 1


def test_in_the_foreground_it_says_that_it_is_ready_and_what_it_logs(
    kaptar: Kaptar, places: Places, repository: Path, environment: dict[str, str]
) -> None:
    command = [sys.executable, "-m", "kaptar", "up", "--foreground"]
    with subprocess.Popen(
        command, cwd=repository, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as hive:
        assert hive.stdout is not None
        assert hive.stdout.readline().startswith(f"hive started: pid {hive.pid}, http://127.0.0.1:{places.port.read_text()}, ")
        assert HiveClient(places.socket).usable()
        kaptar("down")
        said = hive.communicate(timeout=60)[1]
    assert "kaptar: info: the hive ends: " in said
    assert hive.returncode == 0
    kaptar("up")
    assert (places.state / "start.log").read_text() == ""


@pytest.mark.guest  # without guests the command asks no hive
def test_a_check_that_a_hive_leaves_unanswered_says_so_and_begins_again(
    kaptar: Kaptar, places: Places, repository: Path, environment: dict[str, str]
) -> None:
    hive = json.loads(kaptar("up", "--json").stdout)
    (repository / "many").mkdir()
    names = [f"many/{number}.py" for number in range(300)]
    for name in names:
        (repository / name).write_text("x = 1\n" * 2000)
    command = [sys.executable, "-c", _CHECK_AFTER_HEALTH, *names]
    asking = subprocess.Popen(command, cwd=repository, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert asking.stdout is not None
    assert asking.stdout.readline() == "asked\n"
    os.kill(hive["pid"], signal.SIGKILL)
    out, err = asking.communicate(timeout=120)
    assert asking.returncode == 0, err
    assert "kaptar: begun again without the hive: the hive does not answer: " in err
    assert "300 files: nothing found" in out


_CHECK_AFTER_HEALTH = """
import sys
from kaptar.api.hive_client import HiveClient
waits = HiveClient._await_answer
def said(self):
    print("asked", flush=True)
    waits(self)
HiveClient._await_answer = said
from kaptar.cli import main
sys.argv = ["kaptar", "check", *sys.argv[1:]]
sys.exit(main())
"""


def test_a_taken_port_is_said(kaptar: Kaptar) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = kaptar("up", "--port", str(taken.getsockname()[1]), code=3)
    assert "is taken" in done.stderr
    assert "Traceback" not in done.stderr


def test_outside_of_a_repository(kaptar: Kaptar, tmp_path: Path) -> None:
    done = kaptar("up", cwd=tmp_path, code=1)
    assert "no git repository" in done.stderr


def test_wrong_requests_are_answered(kaptar: Kaptar, places: Places) -> None:
    kaptar("up")
    client = HiveClient(places.socket)
    for path, body, says in (
        ("/call/nothing", b"{}", "no call"),
        ("/call/check", b"{", "not valid"),
        ("/call/check", b"[]", "not valid"),
    ):
        connection = client.connection
        connection.request("POST", path, body)
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 400
        assert says in text
    own = {REPOSITORY_HEADER: as_header(places.common), WORKTREE_HEADER: as_header(places.worktree)}
    connection.request("POST", "/hook/nobody/Event", b"{}", own)
    answer = connection.getresponse()
    assert answer.getheader(REPOSITORY_HEADER) == own[REPOSITORY_HEADER]
    said = json.loads(answer.read())
    assert said["exit"] == 0
    assert "no adapter" in said["stderr"]
    client.close()


@pytest.mark.parametrize("path", ["/hook/claude/PreToolUse", "/call/status", "/shutdown", "/status"])
def test_requests_that_name_another_repository_or_worktree_are_refused(
    path: str, kaptar: Kaptar, places: Places, tmp_path: Path
) -> None:
    kaptar("up")
    other = as_header(tmp_path / "other" / ".git")
    wrong = [{REPOSITORY_HEADER: other}, {REPOSITORY_HEADER: as_header(places.common), WORKTREE_HEADER: as_header(tmp_path)},
             {REPOSITORY_HEADER: as_header(places.common), WORKTREE_HEADER: "not hexadecimal"}]  # fmt: skip
    wrong += [{}] if path.startswith("/hook/") else []
    client = HiveClient(places.socket)
    for headers in wrong:
        client.connection.request("POST", path, b"{}", headers)
        answer = client.connection.getresponse()
        assert (answer.status, answer.read()) == (421, b"this is the hive of another repository\n")
    assert client.usable()
    client.close()


def test_the_answer_of_another_repositorys_hive_is_refused(kaptar: Kaptar, places: Places, tmp_path: Path) -> None:
    kaptar("up")
    client = HiveClient(places.socket, repository=tmp_path / "other" / ".git")
    assert client.health() is None
    with pytest.raises(Unavailable, match="of another repository"):
        client.post("/shutdown", {})
    client.close()
    assert HiveClient(places.socket, repository=places.common).usable()


def test_requests_about_another_repository_are_refused(kaptar: Kaptar, places: Places, repository: Path, tmp_path: Path) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", "m"], cwd=repository, check=True)
    own, other, bare = tmp_path / "own", tmp_path / "other", tmp_path / "none"
    subprocess.run(["git", "worktree", "add", "-q", str(own)], cwd=repository, check=True)
    subprocess.run(["git", "init", "-q", str(other)], check=True)
    bare.mkdir()
    for folder in (own, other, bare):
        (folder / "a.py").write_text("x = 1\n")
    edit = "<<<<<<< SEARCH\nx = 1\n=======\nx = 2\n>>>>>>> REPLACE\n"

    def requests(folder: Path) -> list[tuple[str, Any]]:
        return [
            ("check", CheckRequest(root=str(folder), paths=(str(folder / "a.py"),))),
            ("trust", TrustRequest(root=str(folder))),
            ("apply", ApplyRequest(edit=edit, folder=str(repository), path=str(folder / "a.py"), write=True)),
        ]

    kaptar("up")
    client = HiveClient(places.socket)
    several = ApplyRequest(edit=edit, folder=str(other), write=True)
    wrong = [*requests(other), *requests(bare), ("apply", several), ("trust", TrustRequest(root=".")),
             ("check", CheckRequest(root="/\0"))]  # fmt: skip
    for name, request in wrong:
        with pytest.raises(InvalidArgument, match="is not in the repository of this hive, which is "):
            client.post(f"/call/{name}", request)
    assert [(folder / "a.py").read_text() for folder in (other, bare)] == ["x = 1\n", "x = 1\n"]
    for name, request in requests(own):
        client.post(f"/call/{name}", request)
    assert (own / "a.py").read_text() == "x = 2\n"
    client.close()


class OtherHive(socketserver.ThreadingUnixStreamServer):
    """A hive of another version: it knows ``/health`` and ``/shutdown``, as all do. ``asked``: the paths."""

    daemon_threads = True

    def __init__(self, places: Places, protocol: int | None) -> None:
        places.socket.parent.mkdir(mode=0o700, exist_ok=True)
        self.protocol, self.places, self.asked = protocol, places, list[str]()
        super().__init__(str(places.socket), OtherHandler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def get_request(self) -> tuple[Any, Any]:
        return super().get_request()[0], ("", 0)


class OtherHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: OtherHive

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.asked.append(self.path)
        protocol = self.server.protocol
        health = {"status": "ok", "version": "9.9", "protocol": protocol or 0, "pid": 1, "started": 0.0,
                  "repository": str(self.server.places.common)}  # fmt: skip
        body = json.dumps(health if self.path == "/health" else {"outcome": "pass", "complete": True, "results": []}).encode()
        self.send_response(200)
        if protocol is not None:
            self.send_header("kaptar-protocol", str(protocol))
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.mark.parametrize("protocol", [None, 0, PROTOCOL + 1])
def test_a_hive_of_another_version_is_left_out(protocol: int | None, kaptar: Kaptar, places: Places, repository: Path) -> None:
    (repository / "b.py").write_text("def f(:\n")
    alone = json.loads(kaptar("check", "b.py", "--json", code=1, DISABLE_WASM="").stdout)
    hive = OtherHive(places, protocol)
    try:
        checked = kaptar("check", "b.py", "--json", code=1, DISABLE_WASM="")
        assert json.loads(checked.stdout)["outcome"] == alone["outcome"] == "block"
        assert checked.stderr.count("\n") == 1
        assert checked.stderr.startswith("kaptar: done without the hive: the hive here is another one's (version 9.9")
        assert "/call/check" not in hive.asked
        assert "kaptar down" in kaptar("up", code=3).stderr
        status = json.loads(kaptar("status", "--json", code=3).stdout)
        assert (status["running"], status["version"]) == (True, "9.9")
        assert "kaptar down" in status["problem"]
        assert "kaptar down" in kaptar("hooks", "top", code=3).stderr
    finally:
        hive.shutdown()
        hive.server_close()
        places.socket.unlink()


def test_a_client_of_another_version_is_refused_but_for_health_and_shutdown(kaptar: Kaptar, places: Places) -> None:
    kaptar("up")
    connection = HiveClient(places.socket).connection
    for path, method, status in (("/health", "GET", 200), ("/status", "GET", 409), ("/hook/claude/PreToolUse", "POST", 409),
                                 ("/call/check", "POST", 409), ("/shutdown", "POST", 200)):  # fmt: skip
        connection.request(method, path, b"{}", {"kaptar-protocol": str(PROTOCOL + 1)})
        answer = connection.getresponse()
        answer.read()
        assert (answer.status, answer.getheader("kaptar-protocol")) == (status, str(PROTOCOL))
    connection.close()
    wait_until(lambda: living(places.pid) is None, "the hive ends")


def test_a_start_that_was_outrun_ends_and_takes_no_place_later(
    kaptar: Kaptar, places: Places, environment: dict[str, str]
) -> None:
    """It could do so after `kaptar down`, which has ended the one that was faster."""
    first = json.loads(kaptar("up", "--json").stdout)
    begun: list[subprocess.Popen[bytes]] = []

    def launch(places: Places, options: list[str], log: int) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "kaptar", "up", "--foreground", *options]
        begun.append(subprocess.Popen(command, cwd=places.worktree, env=environment, stdout=log, stderr=log))
        return begun[-1]

    health = start_hive(places, HiveClient(places.socket), {}, launch)
    assert health.pid == first["pid"]
    assert [process.poll() is not None for process in begun] == [True]


def test_down_finds_a_hive_that_does_not_answer_yet(kaptar: Kaptar, places: Places, environment: dict[str, str]) -> None:
    script = "from kaptar.hive.place import taken_place\nfrom kaptar.repository.places import find_places\n"
    script += "import sys, time, pathlib\n"
    script += "with taken_place(find_places(pathlib.Path.cwd())): print('taken', flush=True); time.sleep(60)"
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, cwd=places.worktree, env=environment, stdout=subprocess.PIPE, text=True) as starting:
        assert starting.stdout is not None
        assert starting.stdout.readline() == "taken\n"
        assert json.loads(kaptar("down", "--json").stdout) == {"ended": True, "pid": starting.pid}


def test_a_connection_that_the_hive_has_closed_meanwhile_is_opened_anew(kaptar: Kaptar, places: Places) -> None:
    kaptar("up")
    client = HiveClient(places.socket)
    assert client.usable()
    client.connection.sock.shutdown(2)  # type: ignore[union-attr]
    assert client.usable()
    client.close()
    kaptar("down")
    assert client.health() is None
