"""Whether a file is as the project's formatter would write it. Reports the difference; only ``--fix`` writes."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from skep.edit.diff import unified
from skep.hooks.checks import tool
from skep.hooks.checks.check import JAVASCRIPT, WRITTEN, Check, Context, Example, Ran
from skep.hooks.checks.linters import RUFF_CONFIGURATIONS
from skep.hooks.finding import Finding
from skep.hooks.snapshot import Skipped, Snapshot

_SHOWN_LINES = 40
_PRETTIER = (".prettierrc*", "prettier.config.*")
_WEB = JAVASCRIPT | {"json", "css", "html", "markdown", "yaml"}


def _rust_edition(file: Path) -> str:
    """As the nearest Cargo.toml says; rustfmt alone would take the oldest."""
    for folder in file.parents:
        try:
            found = re.search(r'^edition\s*=\s*"(20\d\d)"', (folder / "Cargo.toml").read_text("utf-8"), re.MULTILINE)
        except (OSError, UnicodeDecodeError):
            continue
        if found:
            return found[1]
    return "2021"


class Formatter(NamedTuple):
    """A formatter that reads stdin and writes stdout.

    Attributes:
        configurations: names of files of which it needs one; none: it runs without.
        command: its arguments for a file.
    """

    name: str
    languages: frozenset[str]
    configurations: tuple[str, ...]
    command: Callable[[Path], list[str]]


FORMATTERS = (
    Formatter("ruff", frozenset({"python"}), (), lambda file: ["format", "--stdin-filename", str(file), "-"]),
    Formatter("gofmt", frozenset({"go"}), (), lambda _file: []),
    Formatter("rustfmt", frozenset({"rust"}), ("Cargo.toml", "rustfmt.toml", ".rustfmt.toml"),
              lambda file: ["--emit", "stdout", "--edition", _rust_edition(file)]),
    Formatter("dprint", _WEB | {"toml", "python"}, ("dprint.json*", ".dprint.json*"), lambda file: ["fmt", "--stdin", str(file)]),
    Formatter("biome", JAVASCRIPT | {"json", "css"}, ("biome.json", "biome.jsonc"),
              lambda file: ["format", f"--stdin-file-path={file}"]),
    Formatter("prettier", _WEB, _PRETTIER, lambda file: ["--stdin-filepath", str(file)]),
)  # fmt: skip
"""The first one wins that is for the language and configured."""


class Formatted(NamedTuple):
    """What a formatter makes of a file."""

    content: bytes
    by: str


def formatted(snapshot: Snapshot, context: Context) -> Formatted | Skipped:
    """The content as the project's formatter writes it. Raises ToolFailed where the tool gives no answer.

    This is the one place that knows how a file gets formatted; a formatter in a guest belongs here, for files whose project
    configures none.
    """
    assert snapshot.content is not None
    formatter = _formatter(snapshot, context)
    if formatter is None:
        return Skipped("the project configures no formatter for this language", due=False)
    program = tool.locate(formatter.name, snapshot, context)
    if isinstance(program, Skipped):
        return program
    folder = tool.configured(snapshot, context, formatter.configurations) or context.root
    done = tool.execute([program, *formatter.command(snapshot.file)], folder, context, given=snapshot.content)
    if isinstance(done, Skipped):
        return done
    if done.code or (not done.out and snapshot.content.strip()):
        raise tool.ToolFailed(f"{formatter.name} ended with code {done.code}: {done.complaint}")
    out = _line_ends(done.out, snapshot.content, folder) if formatter.name == "rustfmt" else done.out
    return Formatted(out, formatter.name)


def _line_ends(out: bytes, content: bytes, folder: Path) -> bytes:
    """rustfmt keeps a file's own line ends unless it is configured, but not those of what it reads on stdin."""
    if any(b"newline_style" in tool.text(folder / name) for name in ("rustfmt.toml", ".rustfmt.toml")):
        return out
    keeps = content[: content.find(b"\n") + 1].endswith(b"\r\n") and b"\r\n" not in out
    return out.replace(b"\n", b"\r\n") if keeps else out


def _formatter(snapshot: Snapshot, context: Context) -> Formatter | None:
    dialect = snapshot.language.dialect if snapshot.language else ""
    able = (formatter for formatter in FORMATTERS if dialect in formatter.languages)
    return next((f for f in able if not f.configurations or tool.configured(snapshot, context, f.configurations)), None)


def _run(snapshot: Snapshot, context: Context) -> Ran | Skipped:
    assert snapshot.content is not None
    outcome = formatted(snapshot, context)
    if isinstance(outcome, Skipped):
        return outcome
    if outcome.content == snapshot.content:
        return Ran((), outcome.by)
    return Ran((_finding(snapshot.path, snapshot.content, outcome),), outcome.by)


def _finding(path: str, content: bytes, outcome: Formatted) -> Finding:
    lines = unified(path, content, outcome.content)
    shown = "\n".join(lines[:_SHOWN_LINES])
    rest = f"\n… {len(lines) - _SHOWN_LINES:,} more lines" if len(lines) > _SHOWN_LINES else ""
    return Finding(
        check="format", rule="format/differs", path="", line=_first_difference(content, outcome.content), column=1,
        severity="warning", message=f"{outcome.by} would write this file in another way",
        recommendation=f"`skep check --fix` writes it:\n{shown}{rest}",
    )  # fmt: skip


def _first_difference(before: bytes, after: bytes) -> int:
    pairs = zip(before.split(b"\n"), after.split(b"\n"), strict=False)
    same = next((number for number, (old, new) in enumerate(pairs) if old != new), None)
    return 1 + (same if same is not None else min(before.count(b"\n"), after.count(b"\n")))


def _facts(snapshot: Snapshot, context: Context) -> str | None:
    if snapshot.language is None or snapshot.language.dialect != "python":
        return None
    return tool.facts_of("ruff", RUFF_CONFIGURATIONS, snapshot, context)


CHECK = Check(
    name="format",
    summary="the file is as the project's formatter writes it: ruff, gofmt, rustfmt, dprint, biome or prettier",
    run=_run,
    example=Example("a.py", b"x  =  1\n", b"x = 1\n"),
    languages=frozenset().union(*(formatter.languages for formatter in FORMATTERS)),
    cost="tool",
    phases=WRITTEN,
    facts=_facts,
)
