"""Formats the files below folders, by `kaptar.ops.proved_format`, and counts what became of them. Nothing is written.

    python -m kaptar_bench.formatted [--most N] FOLDER...

The folders are packages of registries that were fetched and unpacked. ``wrong`` counts results that say something else to another
reader than the proof's: Python's own parsers of JSON, TOML and Python, and markdown-it for Markdown. Exit code 1 if any is.
"""

import argparse
import ast
import json
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from kaptar.config.load import load_config
from kaptar.errors import KaptarError, NotProved, OperationFailed
from kaptar.languages import language_of
from kaptar.ops import OPERATIONS
from kaptar.ops.format import FORMATTERS
from kaptar.ops.proved_format import format_proved
from kaptar.runtime.runtime import Runtime

MOST_BYTES = 200_000


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--most", type=int, default=250, metavar="N", help="files of each language, chosen by lot (250)")
    parser.add_argument("folders", nargs="+", type=Path)
    options = parser.parse_args()
    counts: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as nothing, Runtime(load_config(Path(nothing)), OPERATIONS) as runtime:
        for dialect, files in sorted(_files(options.folders).items()):
            chosen = Random(2).sample(files, min(options.most, len(files)))
            counts[dialect] = Counter(_outcome(runtime, path, dialect) for path in chosen)
            print(f"{dialect}: {_shown(counts[dialect])}", flush=True)
    whole: Counter[str] = sum(counts.values(), Counter())
    print(f"all {whole.total():,}: {_shown(whole)}")
    return int(whole["wrong"] > 0)


def _shown(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[name]} {name}" for name in ("changed", "as it was", "refused", "unread", "failed", "wrong"))


def _files(folders: list[Path]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.is_file()):
        language = language_of(path)
        if language and language.dialect in FORMATTERS and 0 < path.stat().st_size <= MOST_BYTES and ".min." not in path.name:
            found.setdefault(language.dialect, []).append(path)
    return found


def _outcome(runtime: Runtime, path: Path, dialect: str) -> str:
    source = path.read_bytes()
    try:
        done = format_proved(runtime.call, source, dialect, {"stub": True} if path.suffix == ".pyi" else {}).value
    except NotProved as problem:
        print(f"{path}: {problem}", file=sys.stderr)
        return "refused"
    except OperationFailed:
        return "unread"
    except KaptarError as problem:
        print(f"{path}: {problem!r}", file=sys.stderr)
        return "failed"
    if done == source:
        return "as it was"
    before, after = list(meaning(dialect, source)), list(meaning(dialect, done))
    if before != after:
        print(f"{path}: WRONG", file=sys.stderr)
        return "wrong"
    return "changed"


def meaning(dialect: str, source: bytes) -> Iterator[Any]:
    """What another reader says of a source; nothing where there is none, or where it cannot read it."""
    text = source.decode("utf-8-sig")
    try:
        match dialect:
            case "json":
                yield json.loads(text, object_pairs_hook=list, parse_float=str, parse_int=str)
            case "toml":
                yield tomllib.loads(text)
            case "python":
                yield ast.dump(_without_docstrings(ast.parse(text)))
            case "markdown":
                from markdown_it import MarkdownIt

                yield " ".join(MarkdownIt("commonmark").enable(["table"]).render(text).split())
    except (ValueError, SyntaxError, RecursionError):
        return


def _without_docstrings(tree: ast.Module) -> ast.Module:
    """Their indentation is no part of what a program does; the proof compares their words."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Delete) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Tuple):
            node.targets = node.targets[0].elts
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.kind = None
        if (
            isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            and ast.get_docstring(node) is not None
        ):
            node.body = node.body[1:]
    return tree


if __name__ == "__main__":
    sys.exit(main())
