"""The fixes of the project's linter that the linter itself calls safe, as new content. Nothing is written here."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.checks.check import CheckContext
from kaptar.checks.snapshot import Skipped, Snapshot, late, unanswered
from kaptar.checks.tools import tool
from kaptar.checks.tools.lint import linter_of
from kaptar.checks.tools.tool import ToolFailed, decode
from kaptar.errors import DeadlineExceeded, GuestError, OperationFailed, Unavailable
from kaptar.repository.process import Finished


class LintFixed(NamedTuple):
    """Content with a linter's fixes, which may be none."""

    content: bytes
    by: str


class _EslintFile(msgspec.Struct, frozen=True):
    output: str | None = None


class _Fixer(NamedTuple):
    """How a linter fixes what it reads on stdin: its arguments, and the reader of what it writes."""

    command: Callable[[Path], list[str]]
    read: Callable[[Finished, bytes], bytes]


def _output(done: Finished, _content: bytes) -> bytes:
    if done.code:
        raise ToolFailed(f"the linter ended with code {done.code}: {done.complaint}")
    return done.out


def _eslint_output(done: Finished, content: bytes) -> bytes:
    """eslint ends with 1 where findings stay, and reports the whole text where it has fixed something."""
    files = decode("eslint", done, done.out, list[_EslintFile])
    fixed = files[0].output if files else None
    return content if fixed is None else fixed.encode()


_FIXERS = {
    "ruff": _Fixer(
        lambda file: ["check", "--fix-only", "--no-unsafe-fixes", "--exit-zero", "--quiet", "--stdin-filename", str(file), "-"],
        _output,
    ),
    "eslint": _Fixer(
        lambda file: ["--stdin", "--stdin-filename", str(file), "--fix-dry-run", "--format", "json"], _eslint_output
    ),
    "biome": _Fixer(lambda file: ["lint", "--write", f"--stdin-file-path={file}"], _output),
}  # fmt: skip
"""biome ``--write`` and ruff without ``--unsafe-fixes`` leave what may change behaviour."""


def lint_fixed(snapshot: Snapshot, context: CheckContext) -> LintFixed | Skipped:
    """The content with the linter's safe fixes, if it has no parse error that was not there.

    Raises ToolFailed where the linter gives no answer.
    """
    assert snapshot.content is not None
    linter = linter_of(snapshot, context)
    if linter is None:
        return Skipped("the project configures no linter for this language", due=False)
    fixer = _FIXERS.get(linter.name)
    if fixer is None:
        return Skipped(f"{linter.name} fixes files itself only", f"run `{linter.name} --fix`")
    program = tool.locate(linter.name, snapshot, context)
    if isinstance(program, Skipped):
        # Nobody asked for ruff where the project does not configure it.
        return program._replace(due=bool(linter.configurations) or _named(snapshot, context))
    folder = tool.configured(snapshot, context, linter.configurations) or context.root
    done = tool.execute([program, *fixer.command(snapshot.file)], folder, context, given=snapshot.content)
    if isinstance(done, Skipped):
        return done
    content = fixer.read(done, snapshot.content)
    if not content and snapshot.content.strip():
        raise ToolFailed(f"{linter.name} wrote nothing: {done.complaint}")
    return _parsed(snapshot, context, LintFixed(content, linter.name))


def _named(snapshot: Snapshot, context: CheckContext) -> bool:
    return any((folder / name).is_file() for folder in tool.folders(snapshot, context) for name in ("ruff.toml", ".ruff.toml"))


def _parsed(snapshot: Snapshot, context: CheckContext, done: LintFixed) -> LintFixed | Skipped:
    assert snapshot.content is not None
    assert snapshot.language is not None
    if done.content == snapshot.content:
        return done
    try:
        before, after = (_errors(context, text, snapshot.language.dialect) for text in (snapshot.content, done.content))
    except DeadlineExceeded as problem:
        return late(problem)
    except (GuestError, OperationFailed, Unavailable) as problem:
        why = unanswered(problem)
        return why._replace(reason=f"nothing can parse what {done.by} wrote: {why.reason}")
    if after > before:
        return Skipped(f"the fixes of {done.by} make {after} parse errors of {before}", f"run {done.by} yourself")
    return done


def _errors(context: CheckContext, text: bytes, dialect: str) -> int:
    found = context.ask("syntax.validate", text, dialect).value
    return sum(each.severity == "error" for each in found.diagnostics)
