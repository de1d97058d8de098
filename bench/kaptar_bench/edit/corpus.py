"""The visible corpus: built from package registries by its own generator, once, in the user's cache."""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from kaptar.errors import Unavailable
from kaptar.folders import cache_folder
from kaptar_bench.edit import by_rule, few
from kaptar_bench.effort import Effort

DIGEST = "b88a00f5774f26ba2a2e011d2d694c4bd5b32cf881ef2617260069e5d65b0767"
"""SHA-256 of the cases of ``packages.toml`` with seed 0: another corpus gives other figures."""

_TIMEOUT_S = 900


class Cases(NamedTuple):
    """The folder of the cases; with ``path`` None the reason why they could not be built."""

    path: Path | None
    missing: str


@contextmanager
def cases(effort: Effort) -> Iterator[Cases]:
    """The corpus of a full run; or a handful of cases that need no download, gone at the end."""
    if effort is Effort.FULL:
        found = built("edit_corpus", DIGEST)
        yield found._replace(path=by_rule.relabelled(found.path, found.path.parent)) if found.path else found
        return
    with tempfile.TemporaryDirectory(prefix="kaptar-bench-few-") as name:
        folder = Path(name)
        build("edit_corpus", folder, few.write(folder))
        yield Cases(folder / "cases.jsonl", "")


def built(maker: str, digest: str) -> Cases:
    """The whole corpus of a maker of this package, built when it is not in the cache."""
    folder = cache_folder(None) / maker.replace("_", "-")
    path = folder / "cases.jsonl"
    if _digest(path) == digest:
        return Cases(path, "")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with (
            as_file(files(f"kaptar_bench.{maker}") / "packages.toml") as packages,
            tempfile.TemporaryDirectory(prefix="new-", dir=folder) as name,
        ):
            new = Path(name)
            build(maker, new, packages, folder / "downloads")
            if _digest(new / path.name) != digest:
                return Cases(None, "the corpus that was built is not the one whose figures are known (its digest differs)")
            put_in_place(new, path)
    except Unavailable as problem:
        return Cases(None, str(problem))
    return Cases(path, "")


def put_in_place(new: Path, path: Path) -> None:
    """All that a maker has written; the cases at ``path`` last, so that a bench that is ended leaves no half corpus."""
    for made in sorted(new.glob("*.jsonl"), key=lambda each: (each.name == path.name, each.name)):
        os.replace(made, path.with_name(made.name))


def build(maker: str, folder: Path, packages: Path, downloads: Path | None = None) -> None:
    """Raises Unavailable with the generator's last words."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", f"kaptar_bench.{maker}", "--packages", str(packages), "--out", str(folder),
               "--cache", str(downloads or folder / "downloads")]  # fmt: skip
    print("bench edit: building the corpus ...", file=sys.stderr)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        raise Unavailable(f"the corpus was not built within {_TIMEOUT_S} s") from None
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise Unavailable(f"the corpus cannot be built: {last}")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
