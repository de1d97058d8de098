"""JavaScript and TypeScript: which of vitest, jest and ``node --test`` a project uses, by its nearest package.json that says."""

import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from skep.hooks.checks import tool
from skep.hooks.checks.check import Context
from skep.hooks.checks.testing import jest, node
from skep.hooks.checks.testing.suite import Suite
from skep.hooks.snapshot import Skipped, Snapshot

_WORDS = {"vitest": re.compile(r"\bvitest\b"), "jest": re.compile(r"\bjest\b")}
_NODE = re.compile(r"(?:^|[;&|\s])(?:\S*/)?(?:node|tsx)\b[^;&|]*\s--test(?=\s|$)")


class _Package(msgspec.Struct, frozen=True, rename="camel"):
    scripts: dict[str, str] = {}
    dependencies: dict[str, str] = {}
    dev_dependencies: dict[str, str] = {}
    jest: Any = None


class Named(NamedTuple):
    """A runner, the folder that names it, and the words of the script that starts it ("" where there is none)."""

    runner: str
    folder: Path
    script: str = ""


def find(snapshot: Snapshot, context: Context) -> Suite | Skipped:
    """The runner of the file's package, and the tests of the file."""
    named = next((found for folder in tool.folders(snapshot, context) if (found := named_in(folder))), None)
    if named is None:
        return Skipped("the project uses none of vitest, jest and `node --test`", due=False)
    words = _words(named.script) if named.runner == "node" else []
    program = tool.locate(_program(words) if words else named.runner, snapshot, context)
    if isinstance(program, Skipped):
        return program
    file, folder = snapshot.file.relative_to(context.root), named.folder.relative_to(context.root)
    if named.runner == "node":
        return node.suite(program, words, file, folder, context)
    return jest.Jest(named.runner, file, folder, program, context)


def named_in(folder: Path) -> Named | None:
    """The runner that a folder's package.json or configuration names: its test scripts first, then all the rest."""
    package = _package(folder)
    scripts = sorted((name, text) for name, text in package.scripts.items() if name.startswith("test"))
    for _, script in scripts:
        for runner, word in _WORDS.items():
            if word.search(script):
                return Named(runner, folder)
        if _NODE.search(script):
            return Named("node", folder, script)
    depends = {**package.dependencies, **package.dev_dependencies}
    if "vitest" in depends or any(folder.glob("vitest.config.*")) or any(folder.glob("vitest.workspace.*")):
        return Named("vitest", folder)
    if {"jest", "ts-jest"} & set(depends) or package.jest is not None or any(folder.glob("jest.config.*")):
        return Named("jest", folder)
    return None


def _package(folder: Path) -> _Package:
    """What package.json says; nothing where there is none that can be read."""
    try:
        return msgspec.json.decode(tool.text(folder / "package.json") or b"{}", type=_Package)
    except msgspec.MsgspecError:
        return _Package()


def _words(script: str) -> list[str]:
    """The words of the one command in a script that runs node's tests."""
    command = next((part for part in re.split(r"&&|\|\||[;|]", script) if _NODE.search(part)), script)
    try:
        return shlex.split(command)
    except ValueError:
        return command.split()


def _program(words: list[str]) -> str:
    return next((name for word in words if (name := word.rpartition("/")[2]) in ("node", "tsx")), "node")
