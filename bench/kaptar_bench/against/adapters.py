"""Adapters to a version of Kaptar, whatever its package is named and wherever its modules lie.

Runs inside the interpreter of that version, so it imports nothing of this checkout. Only public names are used, and a few
stable ones, each with the places where it was. A version that has none of them is missing a subject; nothing else breaks.
"""

import inspect
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Subject = Callable[[], object]
_PLACES = {
    "Runtime": (":Runtime",),
    "Editor": ("edit.engine:Editor",),
    "HiveClient": ("api.hive_client:HiveClient", "server.client:HiveClient"),
    "Engines": ("runtime.modules.engines:Engines", "runtime.engines:Engines"),
    "FastCalls": ("runtime.pool.guest_call:FastCalls", "runtime.guest_call:FastCalls"),
    "find_builtin": ("runtime.modules.module_files:find_builtin", "runtime.module_files:find_builtin"),
    "read_verified": ("runtime.modules.module_files:read_verified", "runtime.module_files:read_verified"),
}
"""Where each name is below the package, the newest place first."""
_ENTRIES = ("clients/entry/kaptar_hook.py", "hook_entry/skep_hook.py")
_TIMEOUT_S = 120
_SETTLE_TRIES = 600
_EPOCHS = 1 << 40


class Missing(Exception):
    """This version does not have what a subject needs."""


class Version:
    """One version, with what its subjects share. `close` ends all that was started.

    Args:
        package: its import package.
        folder: an empty folder for a repository; its path must be short, because a socket lies below it.
        inputs: the texts to work on, by name: equal for both versions.

    Attributes:
        opened: all that was started, for `close`.
    """

    def __init__(self, package: str, folder: Path, inputs: dict[str, str]) -> None:
        self.package, self.folder, self.inputs = package, folder, inputs
        self.numbers: Iterator[int] = iter(range(1 << 62))
        self.opened = ExitStack()

    def find(self, name: str) -> Any:
        """A name of the version. Raises Missing."""
        for place in _PLACES[name]:
            module, attribute = place.split(":")
            try:
                return getattr(import_module(f"{self.package}.{module}".rstrip(".")), attribute)
            except (ModuleNotFoundError, AttributeError):
                continue
        raise Missing(f"{self.package} has no {name} in {', '.join(_PLACES[name])}")

    @cached_property
    def runtime(self) -> Any:
        runtime = self.find("Runtime")()
        self.opened.callback(runtime.close)
        runtime.wait_ready(["text", "python", "edit"])
        return runtime

    @cached_property
    def editor(self) -> Any:
        return self.find("Editor")(self.runtime)

    @cached_property
    def repository(self) -> Path:
        folder = self.folder / "repository"
        folder.mkdir()
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True, timeout=_TIMEOUT_S)
        return folder

    @cached_property
    def client(self) -> Any:
        """A client of a running hive of the repository."""
        answer = json.loads(self._command("up", "--json"))
        self.opened.callback(self._command, "down")
        kind = self.find("HiveClient")
        names_it = "repository" in inspect.signature(kind).parameters  # older versions do not name the repository
        common = {"repository": Path(os.path.realpath(self.repository)) / ".git"} if names_it else {}
        client = kind(Path(answer["socket"]), **common)
        self.opened.callback(client.close)
        return client

    def write(self, name: str, more: str = "") -> Path:
        """Put an input into the repository, with a line more at its end."""
        path = self.repository / name
        path.write_text(self.inputs[name] + more)
        return path

    def comment(self, name: str) -> str:
        """A comment line that no source has had."""
        return f"{'#' if name.endswith('.py') else '//'} {next(self.numbers)}\n"

    def entry(self) -> Path:
        """The script that agent clients start. Raises Missing."""
        spec = find_spec(self.package)
        assert spec is not None
        assert spec.origin is not None
        for name in _ENTRIES:
            path = Path(spec.origin).parent / name
            if path.is_file():
                return path
        raise Missing(f"{self.package} has none of {', '.join(_ENTRIES)}")

    def event(self, path: Path, name: str = "PostToolUse") -> dict[str, Any]:
        """What Claude Code sends about an edit."""
        return {
            "session_id": "bench", "cwd": str(self.repository), "hook_event_name": name, "tool_name": "Edit",
            "tool_input": {"file_path": str(path), "old_string": "a", "new_string": "b"},
            "tool_response": {"filePath": str(path), "success": True},
        }  # fmt: skip

    def settled(self, path: Path) -> None:
        """Ask until the hive checks the file: its guests may have to be compiled first. Raises Missing."""
        for _ in range(_SETTLE_TRIES):
            said = self.ask(path)["stderr"]
            if "unchecked" not in said:
                return
            time.sleep(0.1)
        raise Missing(f"the hive of {self.package} does not check {path.name}: {said.strip()[:200]}")

    def ask(self, path: Path) -> Any:
        return json.loads(self.client.post("/hook/claude/PostToolUse", self.event(path)))

    def close(self) -> None:
        """End all that was started, the last first, also where one of them raises."""
        self.opened.close()

    def _command(self, *words: str) -> bytes:
        command = [sys.executable, "-m", self.package, *words]
        done = subprocess.run(command, cwd=self.repository, capture_output=True, timeout=_TIMEOUT_S, check=False)
        if done.returncode:
            raise Missing(f"{self.package} {words[0]}: {done.stderr.decode(errors='replace').strip()[-200:]}")
        return done.stdout


def call(version: Version) -> Subject:
    runtime = version.runtime
    return lambda: runtime.call("text.fnv1a32", b"kaptar", backend="guest")


def bare_call(version: Version) -> Subject:
    import wasmtime

    engine = version.find("Engines")().builtin
    file = version.find("find_builtin")()["text"]
    store = wasmtime.Store(engine)
    store.set_epoch_deadline(_EPOCHS)
    module = wasmtime.Module(engine, version.find("read_verified")(file))
    calls = version.find("FastCalls")(store, wasmtime.Instance(store, module, []))
    (op,) = [op.id for op in file.ops if op.name == "fnv1a32"]
    return lambda: calls(op, b"kaptar", 1 << 16)


def import_package(version: Version) -> Callable[[], float]:
    """Gives the seconds itself: those of the interpreter's start are not counted."""
    program = f"import time; t = time.perf_counter(); import {version.package}; print(time.perf_counter() - t)"
    command = [sys.executable, "-c", program]

    def seconds() -> float:
        return float(subprocess.run(command, cwd=version.folder, capture_output=True, timeout=_TIMEOUT_S, check=True).stdout)

    return seconds


def first_answer(version: Version) -> Subject:
    program = f"import {version.package} as p\nwith p.Runtime() as r: r.call('text.fnv1a32', b'kaptar', backend='guest')"
    command = [sys.executable, "-c", program]
    return lambda: subprocess.run(command, cwd=version.folder, capture_output=True, timeout=_TIMEOUT_S, check=True)


def edit(version: Version, kind: str, seen: bool) -> Subject:
    """An edit of ``edit.py``; ``seen``: always of the same source, whose structure is kept."""
    editor, text, wanted = version.editor, version.inputs[kind], version.inputs["after.py"]
    source = version.inputs["edit.py"]

    def run() -> None:
        more = "" if seen else version.comment("edit.py")
        outcome = editor.apply_edit((source + more).encode(), text, path="edit.py")
        if getattr(outcome, "text", b"") != (wanted + more).encode():
            raise Missing(f"{version.package} does not make the edit {kind}: {getattr(outcome, 'message', outcome)!s:.200}")

    return run


def post_edit(version: Version, name: str, seen: bool) -> Subject:
    """The hive's answer to a post-edit event; ``seen``: about content that it has checked before."""
    path = version.write(name)
    version.settled(path)

    def run() -> None:
        if not seen:
            version.write(name, version.comment(name))
        version.ask(path)

    return run


def hook_process(version: Version) -> Subject:
    """The process that a client starts, with a hive that answers."""
    path = version.write("a.py")
    version.settled(path)
    command = [sys.executable, "-I", "-S", str(version.entry()), "claude", "PreToolUse"]
    event = json.dumps(version.event(path, "PreToolUse")).encode()
    where = version.repository

    def run() -> None:
        subprocess.run(command, input=event, cwd=where, env=os.environ, capture_output=True, timeout=_TIMEOUT_S, check=True)

    return run


SUBJECTS: dict[str, Callable[[Version], Subject]] = {
    "call": call,
    "bare call": bare_call,
    "import": import_package,
    "first answer": first_answer,
    "lazy, new source": lambda version: edit(version, "lazy", False),
    "lazy, known source": lambda version: edit(version, "lazy", True),
    "search, new source": lambda version: edit(version, "search", False),
    "search, known source": lambda version: edit(version, "search", True),
    "a.py, new content": lambda version: post_edit(version, "a.py", False),
    "a.py, seen content": lambda version: post_edit(version, "a.py", True),
    "a.js, new content": lambda version: post_edit(version, "a.js", False),
    "a.js, seen content": lambda version: post_edit(version, "a.js", True),
    "hook process": hook_process,
}
"""What can be timed, by the name that the parent asks for."""
SELF_TIMED = frozenset({"import"})
"""Those that give their seconds themselves."""
