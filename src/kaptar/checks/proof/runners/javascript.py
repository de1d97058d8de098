"""JavaScript and TypeScript: vitest, jest or ``node --test``, by the nearest package.json that names one."""

from pathlib import Path
from typing import Any

import msgspec

from kaptar.checks.check import CheckContext
from kaptar.checks.proof.runners import jest, node
from kaptar.checks.proof.runners.javascript_files import tests_of
from kaptar.checks.proof.runners.script import Script, read_script
from kaptar.checks.proof.runners.suite import Suite
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools import tool
from kaptar.decoding.json import decode_json
from kaptar.repository.files import content_of


class _Package(msgspec.Struct, frozen=True, rename="camel"):
    scripts: dict[str, str] = {}
    dependencies: dict[str, str] = {}
    dev_dependencies: dict[str, str] = {}
    jest: Any = None


def find(snapshot: Snapshot, context: CheckContext) -> Suite | Skipped:
    """The runner of the file's package, and the tests of the file."""
    named = next(((folder, found) for folder in tool.folders(snapshot, context) if (found := named_in(folder))), None)
    if named is None:
        why = Skipped(
            "the project uses none of vitest, jest and `node --test`", "Kaptar runs no other runner: switch `tests` off"
        )
        return why._replace(due=bool(tests_of(snapshot.file, context.root)))
    script = named[1]
    program = tool.locate(script.program, snapshot, context)
    if isinstance(program, Skipped):
        return program
    file, folder = snapshot.file.relative_to(context.root), named[0].relative_to(context.root)
    if script.runner == "node":
        return node.suite(script, program, file, folder, context)
    return jest.Jest(script.runner, file, folder, program, context, script)


def named_in(folder: Path) -> Script | None:
    """The runner that a folder's package.json or configuration names: its test scripts first, then all the rest."""
    package = _package(folder)
    scripts = sorted((name, text) for name, text in package.scripts.items() if name.startswith("test"))
    for _, text in scripts:
        if script := read_script(text):
            return script
    depends = {**package.dependencies, **package.dev_dependencies}
    if "vitest" in depends or any(folder.glob("vitest.config.*")) or any(folder.glob("vitest.workspace.*")):
        return Script("vitest", "vitest")
    if {"jest", "ts-jest"} & set(depends) or package.jest is not None or any(folder.glob("jest.config.*")):
        return Script("jest", "jest")
    return None


def _package(folder: Path) -> _Package:
    """What package.json says; nothing where there is none that can be read."""
    try:
        return decode_json(content_of(folder / "package.json") or b"{}", _Package)
    except msgspec.MsgspecError:
        return _Package()
