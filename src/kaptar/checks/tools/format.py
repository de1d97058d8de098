"""Check `format`: the file differs from what its formatter writes. Reports the difference; only ``--fix`` writes."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from kaptar.checks.check import JAVASCRIPT, WRITTEN, Check, CheckContext, Example, Ran
from kaptar.checks.finding import Finding
from kaptar.checks.snapshot import Skipped, Snapshot, late, read, unanswered
from kaptar.checks.tools import tool
from kaptar.checks.tools.format_guest import Formatted, format_in_guest, options_of
from kaptar.checks.tools.guest_formatting import foreign, not_for_guests
from kaptar.checks.tools.linters import RUFF_CONFIGURATIONS
from kaptar.checks.tools.python_versions import oldest_python
from kaptar.decoding.json import decode_json
from kaptar.errors import DeadlineExceeded, GuestError, NotProved, Unavailable
from kaptar.ops.format import FORMATTERS as GUEST_FORMATTERS
from kaptar.ops.same import prove_same
from kaptar.repository.differences import unified
from kaptar.repository.files import content_of

_SHOWN_LINES = 40
_MANIFEST_BYTES = 1 << 20
_PRETTIER = (".prettierrc*", "prettier.config.*")
_WEB = JAVASCRIPT | {"json", "css", "html", "markdown", "yaml"}


def _rust_edition(file: Path) -> str:
    """As the nearest Cargo.toml says; rustfmt alone would take the oldest."""
    for folder in file.parents:
        found = re.search(rb'^edition\s*=\s*"(20\d\d)"', content_of(folder / "Cargo.toml", _MANIFEST_BYTES), re.MULTILINE)
        if found:
            return found[1].decode()
    return "2021"


class Formatter(NamedTuple):
    """A formatter that reads stdin and writes stdout.

    Attributes:
        configurations: names of files of which it needs one; none: it runs without.
        command: its arguments for a file.
        in_manifest: its name in `package.json`, where a dependency or a section configures it too.
    """

    name: str
    languages: frozenset[str]
    configurations: tuple[str, ...]
    command: Callable[[Path], list[str]]
    in_manifest: str = ""


FORMATTERS = (
    Formatter("ruff", frozenset({"python"}), (), lambda file: ["format", "--stdin-filename", str(file), "-"]),
    Formatter("gofmt", frozenset({"go"}), (), lambda _file: []),
    Formatter("rustfmt", frozenset({"rust"}), ("Cargo.toml", "rustfmt.toml", ".rustfmt.toml"),
              lambda file: ["--emit", "stdout", "--edition", _rust_edition(file)]),
    Formatter("dprint", _WEB | {"toml", "python"}, ("dprint.json*", ".dprint.json*"), lambda file: ["fmt", "--stdin", str(file)]),
    Formatter("biome", JAVASCRIPT | {"json", "css"}, ("biome.json", "biome.jsonc"),
              lambda file: ["format", f"--stdin-file-path={file}"]),
    Formatter("oxfmt", _WEB | {"toml"}, (".oxfmtrc*", "oxfmt.config.*"), lambda file: [f"--stdin-filepath={file}"], "oxfmt"),
    Formatter("prettier", _WEB, _PRETTIER, lambda file: ["--stdin-filepath", str(file)], "prettier"),
)  # fmt: skip
"""The first one wins that is for the language and configured: by a file of its own, else in `package.json`."""


_UNKNOWN = {
    "toml": (("taplo.toml", ".taplo.toml"), "taplo"),
    "yaml": ((".yamlfmt*", "yamlfmt.y*ml"), "yamlfmt"),
    "markdown": ((".mdformat.toml",), "mdformat"),
    **dict.fromkeys(JAVASCRIPT, (("deno.json*",), "deno")),
}
"""Formatters that Kaptar does not run, by dialect: a project that has one does not want another."""
_PYTHON_SECTION = re.compile(rb"^\[tool\.(ruff|black)\b", re.MULTILINE)


class _Choice(NamedTuple):
    """Who formats a file: a tool, with the program where it was found; or the guest."""

    formatter: Formatter | None
    program: str = ""


def formatted(snapshot: Snapshot, context: CheckContext) -> Formatted | Skipped:
    """The content as the project's formatter writes it, else, if the check is switched on, as a guest does.

    This is the one place that knows how a file gets formatted. Raises ToolFailed where the formatter gives no answer.
    """
    assert snapshot.content is not None
    choice = _choose(snapshot, context)
    if isinstance(choice, Skipped):
        return choice
    formatter = choice.formatter
    if formatter is None:
        return format_in_guest(snapshot, context)
    folder = tool.configured(snapshot, context, formatter.configurations) or context.root
    command = [choice.program, *formatter.command(snapshot.file)]
    done = tool.execute(command, folder, context, given=snapshot.content)
    if isinstance(done, Skipped):
        return done
    if done.code or (not done.out and snapshot.content.strip()):
        raise tool.ToolFailed(f"{formatter.name} ended with code {done.code}: {done.complaint}")
    out = _line_ends(done.out, snapshot.content, folder) if formatter.name == "rustfmt" else done.out
    return _as_it_says(snapshot, context, Formatted(out, formatter.name))


def _as_it_says(snapshot: Snapshot, context: CheckContext, done: Formatted) -> Formatted | Skipped:
    """A tool of the project may sort or rewrite; that is for people to look at."""
    assert snapshot.content is not None
    assert snapshot.language is not None
    if done.content != snapshot.content and (why := foreign(snapshot)):
        return why
    try:
        prove_same(context.ask, snapshot.content, done.content, snapshot.language.dialect, done.by)
    except NotProved as problem:
        return Skipped(f"{problem}: the file stays as it is", f"see what {done.by} does, or add the file to hooks.skip")
    except DeadlineExceeded as problem:
        return late(problem)
    except (GuestError, Unavailable) as problem:
        why = unanswered(problem)
        return why._replace(reason=f"nothing can compare what {done.by} wrote: {why.reason}")
    return done


def _line_ends(out: bytes, content: bytes, folder: Path) -> bytes:
    """rustfmt keeps a file's own line ends unless it is configured, but not those of what it reads on stdin."""
    if any(b"newline_style" in content_of(folder / name) for name in ("rustfmt.toml", ".rustfmt.toml")):
        return out
    keeps = content[: content.find(b"\n") + 1].endswith(b"\r\n") and b"\r\n" not in out
    return out.replace(b"\n", b"\r\n") if keeps else out


def _choose(snapshot: Snapshot, context: CheckContext) -> _Choice | Skipped:
    """The project's own formatter comes first; one that it does not ask for gives way to the guest where it may not run."""
    dialect = snapshot.language.dialect if snapshot.language else ""
    formatter = _formatter(snapshot, context)
    if formatter is not None:
        program = tool.locate(formatter.name, snapshot, context)
        if isinstance(program, str):
            return _Choice(formatter, program)
        if dialect not in GUEST_FORMATTERS or formatter.configurations or _python_is_configured(snapshot, context):
            return program
    names, other = _UNKNOWN.get(dialect, ((), ""))
    if tool.configured(snapshot, context, names):
        return Skipped(f"the project configures {other}, which Kaptar does not run", due=False)
    if dialect not in GUEST_FORMATTERS:
        return Skipped("the project configures no formatter for this language", due=False)
    if "format" not in context.settings.on:
        return Skipped(
            "the project configures no formatter", "`format = true` under [hooks.checks] has a guest format it", due=False
        )
    return _Choice(None)


def _formatter(snapshot: Snapshot, context: CheckContext) -> Formatter | None:
    dialect = snapshot.language.dialect if snapshot.language else ""
    able = [formatter for formatter in FORMATTERS if dialect in formatter.languages]
    by_file = (f for f in able if not f.configurations or tool.configured(snapshot, context, f.configurations))
    by_manifest = (f for f in able if f.in_manifest and _is_in_manifest(f.in_manifest, snapshot, context))
    return next(by_file, None) or next(by_manifest, None)


def _is_in_manifest(name: str, snapshot: Snapshot, context: CheckContext) -> bool:
    return any(_manifest_names(name, folder) for folder in tool.folders(snapshot, context))


def _manifest_names(name: str, folder: Path) -> bool:
    """Whether a package.json has a section of this name, or the name among its dependencies."""
    content = read(folder / "package.json", _MANIFEST_BYTES)
    if not isinstance(content, bytes) or f'"{name}"'.encode() not in content:
        return False
    try:
        manifest = decode_json(content, dict[str, Any])
    except msgspec.DecodeError:
        return False
    groups = (manifest, manifest.get("dependencies"), manifest.get("devDependencies"))
    return any(isinstance(group, dict) and name in group for group in groups)


def _python_is_configured(snapshot: Snapshot, context: CheckContext) -> bool:
    """Whether the project says how its Python is to be formatted, which the guest would not follow."""
    for folder in tool.folders(snapshot, context):
        if any((folder / name).is_file() for name in ("ruff.toml", ".ruff.toml")):
            return True
        if _PYTHON_SECTION.search(content_of(folder / "pyproject.toml")):
            return True
    return False


def _run(snapshot: Snapshot, context: CheckContext) -> Ran | Skipped:
    assert snapshot.content is not None
    outcome = formatted(snapshot, context)
    if isinstance(outcome, Skipped):
        return outcome
    if outcome.content == snapshot.content:
        return Ran((), outcome.by)
    return Ran((_finding(snapshot.path, snapshot.content, outcome),), outcome.by)


def _finding(path: str, content: bytes, outcome: Formatted) -> Finding:
    lines = list(unified(path, content, outcome.content))
    shown = "\n".join(lines[:_SHOWN_LINES])
    rest = f"\n… {len(lines) - _SHOWN_LINES:,} more lines" if len(lines) > _SHOWN_LINES else ""
    return Finding(
        check="format", rule="format/differs", path="", line=_first_difference(content, outcome.content), column=1,
        severity="warning", message=f"{outcome.by} would write this file in another way",
        recommendation=f"`kaptar check --fix` writes it:\n{shown}{rest}",
    )  # fmt: skip


def _first_difference(before: bytes, after: bytes) -> int:
    pairs = zip(before.split(b"\n"), after.split(b"\n"), strict=False)
    same = next((number for number, (old, new) in enumerate(pairs) if old != new), None)
    return 1 + (same if same is not None else min(before.count(b"\n"), after.count(b"\n")))


def _facts(snapshot: Snapshot, context: CheckContext) -> str | None:
    """For the guest: its options, and that it is the one. For ruff: its configuration. Other tools may read anything."""
    choice = _choose(snapshot, context)
    if isinstance(choice, Skipped) or (choice.formatter is not None and choice.formatter.name != "ruff"):
        return None
    if choice.formatter is None:
        unfit = not_for_guests(snapshot)
        python = oldest_python(snapshot.file, snapshot.root) if snapshot.file.suffix in (".py", ".pyi", ".pyw") else None
        return f"guest {sorted(options_of(snapshot, context).items())} {python} {unfit and unfit.reason}"
    return tool.facts_of("ruff", RUFF_CONFIGURATIONS, snapshot, context)


CHECK = Check(
    name="format",
    summary="the file is as the project's formatter (ruff, gofmt, rustfmt, dprint, biome, oxfmt, prettier) or a guest writes it",
    run=_run,
    example=Example("a.py", b"x  =  1\n", b"x = 1\n"),
    languages=frozenset(GUEST_FORMATTERS).union(*(formatter.languages for formatter in FORMATTERS)),
    cost="tool",
    phases=WRITTEN,
    compared="number",
    facts=_facts,
)
