"""``kaptar bench hooks``: what a client waits for, measured against a real hive in a repository of its own."""

import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

import msgspec

from kaptar.api.hive_client import HiveClient
from kaptar.api.requests import CheckRequest
from kaptar.checks.verdict import Verdict
from kaptar.config.sections import Config
from kaptar.errors import Unavailable
from kaptar.repository.door import noted_token, port_of
from kaptar.repository.places import Places, find_places
from kaptar_bench import first_use, slow_clients
from kaptar_bench.clients import edits
from kaptar_bench.effort import Effort, timed
from kaptar_bench.rows import Measured, Target, measured
from kaptar_bench.runtime import samples
from kaptar_bench.timing import scaled

EVENTS, MEMORY_EVENTS, CLIENTS = 60, 10_000, 12
FEW_EVENTS, FEW_MEMORY_EVENTS, FEW_CLIENTS = 4, 50, 2
"""Those of a short run."""
_TIMEOUT_S = 60
_SHARED = {"syntax": "with the parse that security shares", "security": "without its parse, which syntax has done"}


class Hive(NamedTuple):
    """A hive that runs, its repository, and the environment that finds it."""

    root: Path
    places: Places
    environment: dict[str, str]
    pid: int


def measure(config: Config, effort: Effort) -> Sequence[Measured]:
    """All rows."""
    files = {"a.py": samples.python().source}
    if (script := samples.javascript()) is not None:
        files["a.js"] = script.source
    with a_hive(files) as hive:
        rows: list[Measured] = []
        for part in (_answers, _checks, _entry, _processes, _crowd, _slow_clients, _endurance):
            print(f"bench hooks: {part.__name__.strip('_')} ...", file=sys.stderr)
            rows += part(hive, list(files), effort)
        if script is None:
            rows.append(measured("JavaScript rows", [], "ms", reason="not run: the sample is missing; `make run` installs it"))
    return [*rows, *_starts(effort), *first_use.rows(effort), *edits.rows(effort)]


@contextmanager
def a_hive(files: dict[str, bytes]) -> Iterator[Hive]:
    """A repository with files and a hive, both gone at the end. Raises Unavailable."""
    with tempfile.TemporaryDirectory(prefix="sk") as name:
        root, runtime = Path(name) / "repository", Path(name) / "run"
        root.mkdir()
        runtime.mkdir()
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        for path, data in files.items():
            (root / path).write_bytes(data)
        environment = os.environ | {"XDG_RUNTIME_DIR": str(runtime)}
        done = _kaptar(["up", "--json"], root, environment)
        if done.returncode:
            raise Unavailable(f"the hive does not start: {done.stderr.strip()[-300:]}")
        try:
            yield Hive(root, find_places(root, environment), environment, json.loads(done.stdout)["pid"])
        finally:
            _kaptar(["down"], root, environment)


def _kaptar(words: list[str], root: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kaptar", *words]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)


def payload(hive: Hive, path: str) -> dict[str, Any]:
    """What Claude Code sends after an edit."""
    return {
        "session_id": "bench", "cwd": str(hive.root), "hook_event_name": "PostToolUse", "tool_name": "Edit",
        "tool_input": {"file_path": str(hive.root / path), "old_string": "a", "new_string": "b"},
        "tool_response": {"filePath": str(hive.root / path), "success": True},
    }  # fmt: skip


def ask(client: HiveClient, hive: Hive, path: str) -> dict[str, Any]:
    """One post-edit event."""
    answer: dict[str, Any] = json.loads(client.post("/hook/claude/PostToolUse", payload(hive, path)))
    if "unchecked" in answer["stderr"]:
        raise Unavailable(f"the hive did not check {path}: {answer['stderr'].strip()}")
    return answer


def _starts(effort: Effort) -> Iterator[Measured]:
    """From `kaptar up`'s look for a hive to the first answer of the one that it has started, with guests compiled before."""
    print("bench hooks: starts ...", file=sys.stderr)
    with a_hive({}) as hive:
        times = []
        for _ in range(effort.pick(7, 1)):
            _kaptar(["down"], hive.root, hive.environment)
            done = _kaptar(["up", "--json"], hive.root, hive.environment)
            if done.returncode:
                raise Unavailable(f"the hive does not start: {done.stderr.strip()[-300:]}")
            times.append(float(json.loads(done.stdout)["ready_ms"]))
    yield measured("hive: start to ready, warm", times, "ms", target=Target("value", "<=", 300))


def _answers(hive: Hive, files: list[str], effort: Effort) -> Iterator[Measured]:
    """From the request to the answer over the Unix socket, all built-in checks."""
    client = HiveClient(hive.places.socket, repository=hive.places.common)
    for path in files:
        source, comment = (hive.root / path).read_bytes(), b"#" if path.endswith(".py") else b"//"
        lines = source.count(b"\n")
        ask(client, hive, path)
        changed = []
        for number in range(effort.pick(EVENTS, FEW_EVENTS)):
            (hive.root / path).write_bytes(source + b"%s %d\n" % (comment, number))
            changed.append(_millis(lambda path=path: ask(client, hive, path)))  # type: ignore[misc]
        same = [_millis(lambda path=path: ask(client, hive, path)) for _ in range(effort.pick(EVENTS, FEW_EVENTS))]  # type: ignore[misc]
        (hive.root / path).write_bytes(source)
        name = f"post-edit answer, {path}, {lines} lines, all built-in checks"
        yield measured(f"{name}: p50", [median(changed)], "ms", target=Target("value", "<=", 3))
        yield measured(f"{name}: p95", [quantiles(changed, n=20)[-1]], "ms", target=Target("value", "<=", 8))
        yield measured(f"{name}: content that was seen before, p50", [median(same)], "ms", target=Target("value", "<=", 0.5))
    client.close()


def _checks(hive: Hive, files: list[str], effort: Effort) -> Iterator[Measured]:
    """Each built-in check by itself, as the verdict tells it."""
    client = HiveClient(hive.places.socket, repository=hive.places.common)
    for path in files:
        source, comment = (hive.root / path).read_bytes(), b"#" if path.endswith(".py") else b"//"
        times: dict[str, list[float]] = {}
        for number in range(effort.pick(EVENTS, FEW_EVENTS)):
            (hive.root / path).write_bytes(source + b"%s check %d\n" % (comment, number))
            raw = client.post("/call/check", CheckRequest(root=str(hive.root), paths=(str(hive.root / path),)))
            for result in msgspec.json.decode(raw, type=Verdict).results:
                if result.state in ("passed", "findings"):
                    times.setdefault(result.check, []).append(result.micros / 1e3)
        (hive.root / path).write_bytes(source)
        for check, millis in sorted(times.items()):
            yield measured(f"check {check}, {path}: p90", [quantiles(millis, n=10)[-1]], "ms", target=Target("value", "<=", 1),
                           reason=_SHARED.get(check))  # fmt: skip
    client.close()


def _entry(hive: Hive, files: list[str], effort: Effort) -> Iterator[Measured]:
    """``kaptar-hook`` as a process, beside a Python that does nothing."""
    from kaptar.clients.entry import kaptar_hook

    script = str(Path(kaptar_hook.__file__))
    event = json.dumps(payload(hive, files[0]) | {"hook_event_name": "PreToolUse"}).encode()
    alone = hive.environment | {"KAPTAR_NO_HIVE": "1"}

    def run(command: list[str], environment: dict[str, str] = hive.environment) -> Callable[[], object]:
        return lambda: subprocess.run(command, input=event, cwd=hive.root, env=environment, capture_output=True, check=True)

    hook = [sys.executable, "-I", "-S", script, "claude", "PreToolUse"]
    subjects = {"hook": run(hook), "bare": run([sys.executable, "-I", "-S", "-c", "pass"])}
    times = {name: scaled(rounds, "ms") for name, rounds in timed(subjects, effort, rounds=15, round_ms=1, warm_ups=2).items()}
    yield measured("kaptar-hook end to end, with a hive", times["hook"], "ms", peer="python -I -S -c pass",
                   peer_rounds=times["bare"], target=Target("ratio", ">=", 0.5))  # fmt: skip
    yield from _by_http(hive, files, effort)
    inside = timed({"in process": run(hook, alone)}, effort, rounds=5, round_ms=1)["in process"]
    yield measured("kaptar-hook end to end, without a hive", scaled(inside, "ms"), "ms")


def _by_http(hive: Hive, files: list[str], effort: Effort) -> Iterator[Measured]:
    """A hook after an edit: as a command that asks the Unix socket, and by HTTP, which starts no process."""
    from kaptar.clients.entry import kaptar_hook

    event = json.dumps(payload(hive, files[0])).encode()
    command = [sys.executable, "-I", "-S", str(Path(kaptar_hook.__file__)), "claude", "PostToolUse"]
    token = noted_token(hive.places)
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}

    def by_command() -> None:
        subprocess.run(command, input=event, cwd=hive.root, env=hive.environment, capture_output=True, check=True)

    def by_http() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port_of(hive.places), timeout=_TIMEOUT_S)
        connection.request("POST", "/hook/claude/PostToolUse?http=1", event, headers)
        if connection.getresponse().status != 200:
            raise Unavailable("the hive does not answer by HTTP")
        connection.close()

    times = timed({"command": by_command, "http": by_http}, effort, rounds=15, round_ms=1, warm_ups=2)
    yield measured("hook after an edit, by the command", scaled(times["command"], "ms"), "ms", peer="by HTTP",
                   peer_rounds=scaled(times["http"], "ms"))  # fmt: skip


def _processes(hive: Hive, files: list[str], effort: Effort) -> Iterator[Measured]:
    """The hive's answer beside the tools that a hook would start otherwise."""
    client = HiveClient(hive.places.socket, repository=hive.places.common)
    ruff = shutil.which("ruff", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))))
    node = shutil.which("node")
    name = "post-edit answer for both files beside `ruff check` and `node --check` as processes"
    if ruff is None or node is None or len(files) < 2:
        missing = "ruff" if ruff is None else "node" if node is None else "the JavaScript sample"
        yield measured(name, [], "ms", target=Target("ratio", ">=", 20), reason=f"not run: {missing} is not installed")
        return
    sources = {path: (hive.root / path).read_bytes() for path in files}
    number = iter(range(1_000_000))

    def answers() -> None:
        for path, source in sources.items():
            comment = b"#" if path.endswith(".py") else b"//"
            (hive.root / path).write_bytes(source + b"%s process %d\n" % (comment, next(number)))
            ask(client, hive, path)

    def tools() -> None:
        subprocess.run([ruff, "check", "--no-cache", "a.py"], cwd=hive.root, capture_output=True, check=False)
        subprocess.run([node, "--check", "a.js"], cwd=hive.root, capture_output=True, check=False)

    times = timed({"hive": answers, "tools": tools}, effort, rounds=9, round_ms=1)
    for path, source in sources.items():
        (hive.root / path).write_bytes(source)
    yield measured(name, scaled(times["hive"], "ms"), "ms", peer="the two processes", peer_rounds=scaled(times["tools"], "ms"),
                   target=Target("ratio", ">=", 20))  # fmt: skip
    client.close()


def _crowd(hive: Hive, files: list[str], effort: Effort) -> Iterator[Measured]:
    """Several clients at once, each with files of its own."""
    clients = effort.pick(CLIENTS, FEW_CLIENTS)
    source = (hive.root / files[0]).read_bytes()

    def one(who: int, out: list[float], errors: list[str]) -> None:
        client, path = HiveClient(hive.places.socket, repository=hive.places.common), f"crowd{who}.py"
        for number in range(effort.pick(20, FEW_EVENTS)):
            (hive.root / path).write_bytes(source + b"# %d %d\n" % (who, number))
            try:
                out.append(_millis(lambda: ask(client, hive, path)))
            except Exception as problem:  # noqa: BLE001 - counted, and any is a miss of the target
                errors.append(str(problem))
        client.close()

    alone: list[float] = []
    crowd: list[float] = []
    errors: list[str] = []
    one(99, alone, errors)
    threads = [threading.Thread(target=one, args=(who, crowd, errors)) for who in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for path in hive.root.glob("crowd*.py"):
        path.unlink()
    yield measured(f"{clients} clients at once: errors", [float(len(errors))], "cases", target=Target("value", "<=", 0))
    p95 = [quantiles(times, n=20)[-1] for times in (crowd, alone)]
    yield measured(f"{clients} clients at once: p95", p95[:1], "ms", peer="one client", peer_rounds=p95[1:],
                   target=Target("ratio", ">=", 0.2))  # fmt: skip


def _slow_clients(hive: Hive, _files: list[str], effort: Effort) -> Iterator[Measured]:
    """Hooks while another client has the hive do much, or waits."""
    return slow_clients.rows(hive, effort, lambda client, path: ask(client, hive, path))


def _endurance(hive: Hive, files: list[str], effort: Effort) -> Iterator[Measured]:
    """Very many events: memory, processes, file handles."""
    total = effort.pick(MEMORY_EVENTS, FEW_MEMORY_EVENTS)
    if not sys.platform.startswith("linux"):
        yield measured(f"{total:,} events", [], "%lost", reason="not run: figures are read from /proc")
        return
    client, small = HiveClient(hive.places.socket, repository=hive.places.common), hive.root / "small.py"

    def events(count: int) -> None:
        for number in range(count):
            small.write_bytes(b"x = %d\n" % number)
            ask(client, hive, "small.py")

    events(total // 10)
    before, handles = _resident(hive.pid), _handles(hive.pid)
    start = time.perf_counter()
    events(total)
    seconds = time.perf_counter() - start
    after = _resident(hive.pid)
    note = f"{before:.1f} MiB before, {after:.1f} MiB after, {total / seconds:,.0f} events a second"
    yield measured(f"resident memory grows by, after {total:,} events", [100 * (after - before) / before], "%lost",
                   target=Target("value", "<=", 5), reason=note)  # fmt: skip
    yield measured(
        "file handles left open", [float(max(0, _handles(hive.pid) - handles))], "cases", target=Target("value", "<=", 0)
    )
    yield measured("child processes left", [float(_children(hive.pid))], "cases", target=Target("value", "<=", 0))
    client.close()


def _millis(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def _resident(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def _handles(pid: int) -> int:
    """Open handles, but for the memory image that wasmtime keeps of each loaded module: a module may be loaded on the way."""
    return sum(_counts(handle) for handle in Path(f"/proc/{pid}/fd").iterdir())


def _counts(handle: Path) -> bool:
    try:
        return "wasm-memory-image" not in os.readlink(handle)
    except OSError:  # closed meanwhile
        return False


def _children(pid: int) -> int:
    return sum(len(path.read_text().split()) for path in Path(f"/proc/{pid}/task").glob("*/children"))
