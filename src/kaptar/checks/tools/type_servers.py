"""Warm servers of type checkers: how each is started and asked about a file."""

import os
from collections.abc import Callable
from pathlib import Path

from kaptar.checks.check import CheckContext
from kaptar.checks.snapshot import Skipped, Snapshot
from kaptar.checks.tools import tool
from kaptar.checks.tools.type_checkers import MYPY_OPTIONS, Chosen, read_mypy
from kaptar.checks.tools.warm.channel import Patience
from kaptar.checks.tools.warm.dmypy import MypyDaemon
from kaptar.checks.tools.warm.lsp import LanguageServer
from kaptar.checks.tools.warm.native_typescript import NativeTypeScript
from kaptar.checks.tools.warm.pool import IDLE_S, Cold, ServerKind
from kaptar.checks.tools.warm.server import NotIncluded, Question, Server, ServerDiagnostic
from kaptar.checks.tools.warm.tsserver import TypeScriptServer
from kaptar.errors import Stopped
from kaptar.repository.project import stamp, upwards

_NEXT_S = 20.0
_STEERING = ("pyproject.toml", "setup.cfg", "pyrightconfig.json", "mypy.ini", ".mypy.ini", "tsconfig.json", "package.json")
_INSTALLED = ("node_modules", "node_modules/.package-lock.json", ".venv/pyvenv.cfg", "venv/pyvenv.cfg")
_PYTHON, _TYPESCRIPT = (".py", ".pyi"), (".ts", ".tsx", ".mts", ".cts", ".json", ".js", ".jsx", ".mjs", ".cjs")


def ask_warm(
    chosen: Chosen, snapshot: Snapshot, context: CheckContext
) -> tuple[ServerDiagnostic, ...] | NotIncluded | Skipped | Cold:
    """What a server that stays says of the content, or why the tool itself has to run."""
    if context.servers is None:
        return Cold("servers stay in a hive only")
    assert snapshot.content is not None
    assert snapshot.language is not None
    if chosen.checker.name == "mypy" and not snapshot.on_disk:
        return Cold("mypy's daemon reads the disk")
    kind = _kind(chosen, snapshot, context)
    if kind is None:
        return Cold(f"{chosen.checker.name} has no server here")
    question = Question(snapshot.file, snapshot.content, snapshot.language.dialect, snapshot.on_disk)
    try:
        return context.servers.ask(
            kind, question, first_s=context.timeout_s / 2, next_s=min(_NEXT_S, context.timeout_s / 2), stop=context.stop
        )  # fmt: skip
    except Stopped as problem:
        return Skipped(str(problem))


def _kind(chosen: Chosen, snapshot: Snapshot, context: CheckContext) -> ServerKind | None:
    name, folder = chosen.checker.name, chosen.folder
    start, program, endings = _STARTS[name](chosen)
    if not os.access(program, os.X_OK):
        return None
    return ServerKind(name, folder, _identity(program, folder, context.root), start, endings)


def _identity(program: str, folder: Path, root: Path) -> str:
    """Stamps of the files that a running server does not read again: program, configuration, installed packages."""
    parts = [stamp(program)]
    for each in upwards(folder / "-", root):
        parts += [stamp(each / name) for name in (*_STEERING, *_INSTALLED)]
        parts += [stamp(path) for venv in (".venv", "venv") for path in each.glob(f"{venv}/lib/python*/site-packages")]
    return "\n".join(parts)


_Start = Callable[[Patience], Server]


def _pyright(chosen: Chosen) -> tuple[_Start, str, tuple[str, ...]]:
    program = _beside(chosen.program, f"{chosen.checker.name}-langserver")

    def start(patience: Patience) -> Server:
        return LanguageServer([program, "--stdio"], chosen.folder, dict(tool.QUIET), patience)

    return start, program, _PYTHON


def _mypy(chosen: Chosen) -> tuple[_Start, str, tuple[str, ...]]:
    program = _beside(chosen.program, "dmypy")

    def start(patience: Patience) -> Server:
        return MypyDaemon(program, MYPY_OPTIONS, chosen.folder, dict(tool.QUIET), read_mypy, 2 * IDLE_S, patience)

    return start, program, _PYTHON


def _tsc(chosen: Chosen) -> tuple[_Start, str, tuple[str, ...]]:
    """TypeScript 7 has no tsserver; it is a language server itself."""
    tsserver = _beside(chosen.program, "tsserver")

    def start(patience: Patience) -> Server:
        if os.access(tsserver, os.X_OK):
            return TypeScriptServer([tsserver], chosen.folder, dict(tool.QUIET))
        server = LanguageServer([chosen.program, "--lsp", "--stdio"], chosen.folder, dict(tool.QUIET), patience, "TS")
        return NativeTypeScript(server, chosen.program, chosen.folder, dict(tool.QUIET))

    return start, chosen.program, _TYPESCRIPT


def _beside(program: str, name: str) -> str:
    return str(Path(program).parent / name)


_STARTS = {"pyright": _pyright, "basedpyright": _pyright, "mypy": _mypy, "tsc": _tsc}
