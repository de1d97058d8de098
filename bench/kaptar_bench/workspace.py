"""``kaptar bench workspace``: what leases cost an edit, and a commit of one session beside git's own."""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

from kaptar.api.commit import commit_session
from kaptar.api.hive_client import HiveClient
from kaptar.api.leases import open_book, open_store, versions_of
from kaptar.config.sections import Config
from kaptar.repository.places import Places, find_places
from kaptar.workspace.leases.book import Acquired, LeaseBook
from kaptar.workspace.leases.index import LeaseIndex
from kaptar.workspace.leases.model import Claim, Holder, Lease
from kaptar.workspace.ledger.book import OUTSIDE, EditBook, FileEdit
from kaptar.workspace.resources import Resource
from kaptar_bench.coherence import before_edit
from kaptar_bench.effort import Effort, timed
from kaptar_bench.hooks import Hive, a_hive
from kaptar_bench.rows import Measured, Target, measured
from kaptar_bench.timing import scaled

LEASES, FILES, PAIRS = 1000, 1000, 2000
FEW_LEASES, FEW_FILES, FEW_PAIRS = 20, 5, 40
"""Those of a short run."""
_SESSION = Holder("claude", "bench")
_NUMBERS = count(1)
"""No line is asked about twice: lines that were read are kept."""
_SOURCE = "".join(f"def f{n}(x):\n    y = x + {n}\n    return y\n\n\n" for n in range(60))


def measure(config: Config, effort: Effort) -> Sequence[Measured]:
    """All rows."""
    return [*_overlap(effort), *_book(effort), *_hook(effort), before_edit(_SOURCE, effort), *_command(effort), *_commit(effort)]


def _overlap(effort: Effort) -> Iterator[Measured]:
    many = effort.pick(LEASES, FEW_LEASES)
    patterns = (f"src/part{n}/**/*.py" if n % 2 else f"lib{n}/*.{{js,ts}}" for n in range(many))
    leases = [
        Lease(n, _SESSION, Resource("/w", pattern, is_pattern=True), "exclusive", "", 0, 1) for n, pattern in enumerate(patterns)
    ]
    index, asked = LeaseIndex(leases), [Resource("/w", f"src/part{n}/a/b/module.py") for n in range(1, many, 7)]
    seconds = timed({"index": lambda: [index.overlapping((each,)) for each in asked]}, effort)["index"]
    each = [second / len(asked) for second in seconds]
    name = f"overlap of a file with {many:,} leases on patterns"
    yield measured(name, scaled(each, "µs"), "µs", target=Target("value", "<=", 20))


def _book(effort: Effort) -> Iterator[Measured]:
    with tempfile.TemporaryDirectory(prefix="kaptar-bench-") as folder, open_book(_repository(Path(folder))) as book:
        for number in range(effort.pick(LEASES, FEW_LEASES) // 10):
            book.acquire(Claim(Holder("codex", str(number)), (Resource("/w", f"held{number}.py"),), 3600))
        asked = Claim(_SESSION, (Resource("/w", "src/a.py", "f"),), 60)
        checks = timed({"check": lambda: book.against(asked)}, effort)["check"]
        pairs = sorted(_acquired_and_released(book, asked) for _ in range(effort.pick(PAIRS, FEW_PAIRS)))
    yield measured("check of a claim in the book", scaled(checks, "ms"), "ms", target=Target("value", "<=", 0.35))
    slow = quantiles(pairs, n=20)[-1]
    reason = f"of {len(pairs):,} pairs, each two transactions"
    yield measured("acquire and release: p95", [1e3 * slow], "ms", target=Target("value", "<=", 1), reason=reason)


def _acquired_and_released(book: LeaseBook, claim: Claim) -> float:
    began = time.perf_counter()
    assert isinstance(book.acquire(claim), Acquired)
    book.release(claim.holder, lambda lease: lease.resource in claim.resources)
    return time.perf_counter() - began


def _hook(effort: Effort) -> Iterator[Measured]:
    """An edit of one function through two hives of two equal repositories: one with leases, one without."""
    with ExitStack() as end:
        answers: dict[str, Callable[[], object]] = {}
        for mode in ("enforce", "off"):
            files = {"a.py": _SOURCE.encode(), "kaptar.toml": f'[workspace]\nleases = "{mode}"\n'.encode()}
            hive = end.enter_context(a_hive(files))
            client = HiveClient(hive.places.socket, 60, hive.places.common)
            end.callback(client.close)
            answers[mode] = _Asking(client, hive).ask
            answers[mode]()
        seconds = timed(answers, effort, round_ms=100.0)
    more = [one - other for one, other in zip(seconds["enforce"], seconds["off"], strict=True)]
    with_leases, without = (1e3 * sorted(seconds[mode])[len(seconds[mode]) // 2] for mode in ("enforce", "off"))
    reason = f"answers before an edit: {with_leases:.2f} ms with leases, {without:.2f} ms without"
    name = "before-edit answer: more with leases"
    yield measured(name, scaled(more, "ms"), "ms", target=Target("value", "<=", 1), reason=reason)


class _Asking(NamedTuple):
    """Asks a hive before an edit of one function, each time of another session's or none's."""

    client: HiveClient
    hive: Hive

    def ask(self) -> None:
        given = {"file_path": str(self.hive.root / "a.py"), "old_string": "x + 7\n", "new_string": "x + 70\n"}
        self._hook("bench", "PreToolUse", "Edit", given)

    def command(self) -> None:
        self._hook("bench", "PreToolUse", "Bash", {"command": f"git status && git diff a.py | head -{next(_NUMBERS)}"})

    def edited(self, session: str) -> None:
        """A session has written a file."""
        given = {"file_path": str(self.hive.root / "a.py"), "content": _SOURCE.replace("x + 7\n", "x + 70\n")}
        self._hook(session, "PreToolUse", "Write", given)
        (self.hive.root / "a.py").write_text(given["content"])
        self._hook(session, "PostToolUse", "Write", given)

    def _hook(self, session: str, event: str, tool: str, given: Mapping[str, str]) -> None:
        body = {"session_id": session, "cwd": str(self.hive.root), "hook_event_name": event, "tool_name": tool,
                "tool_input": given}  # fmt: skip
        answer = json.loads(self.client.post(f"/hook/claude/{event}", body))
        assert answer["exit"] == 0, answer


def _command(effort: Effort) -> Iterator[Measured]:
    """A command that only reads, through a hive: of a session alone, and beside one whose work is not committed."""
    with ExitStack() as end:
        answers: dict[str, Callable[[], object]] = {}
        for mode in ("alone", "beside"):
            hive = end.enter_context(a_hive({"a.py": _SOURCE.encode()}))
            client = HiveClient(hive.places.socket, 60, hive.places.common)
            end.callback(client.close)
            asking = _Asking(client, hive)
            if mode == "beside":
                asking.edited("other")
            answers[mode] = asking.command
            answers[mode]()
        seconds = timed(answers, effort, round_ms=100.0)
    for mode, what in (("alone", "nobody else at work"), ("beside", "beside another session's work")):
        yield measured(f"before-command answer, {what}", scaled(seconds[mode], "ms"), "ms")


def _commit(effort: Effort) -> Iterator[Measured]:
    many = effort.pick(FILES, FEW_FILES)
    ours, theirs = list[float](), list[float]()
    for _ in range(effort.pick(5, 1)):
        with _changed(many) as places:
            began = time.perf_counter()
            commit_session(places, _SESSION, "bench")
            ours.append(time.perf_counter() - began)
            for file in places.worktree.glob("*.py"):
                file.write_text(file.read_text().replace("x + 8\n", "x + 80\n"))
            began = time.perf_counter()
            _git(places.worktree, "commit", "-qam", "bench")
            theirs.append(time.perf_counter() - began)
    name = f"commit of one session, {many:,} files"
    target = Target("ratio", ">=", round(1 / 1.5, 2))
    yield measured(name, ours, "s", peer="git commit -a", peer_rounds=theirs, target=target)


@contextmanager
def _changed(many: int) -> Iterator[Places]:
    """A repository in which a session has changed all files since the commit."""
    with tempfile.TemporaryDirectory(prefix="kaptar-bench-") as folder:
        places = _repository(Path(folder).resolve())
        top, versions = places.worktree, versions_of(places)
        for number in range(many):
            (top / f"f{number}.py").write_text(_SOURCE)
        _git(top, "add", ".")
        _git(top, "commit", "-qm", "first")
        with open_store(places) as store:
            book = EditBook(store)
            for number in range(many):
                file, new = top / f"f{number}.py", _SOURCE.replace("x + 7\n", f"x + 7{number}\n").encode()
                file.write_bytes(new)
                before, after = versions.keep(_SOURCE.encode()), versions.keep(new)
                book.note(FileEdit(0, 0, str(top), file.name, OUTSIDE, "", "", before))
                book.note(FileEdit(0, 0, str(top), file.name, _SESSION, "Edit", before, after))
        yield places


def _repository(folder: Path) -> Places:
    _git(folder, "init", "-q")
    for name, value in (("user.name", "bench"), ("user.email", "bench@example.com"), ("gc.auto", "0")):
        _git(folder, "config", name, value)
    (folder / ".git" / "info" / "exclude").write_text(".kaptar\n")
    return find_places(folder)


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, env=os.environ, timeout=60)
