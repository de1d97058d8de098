"""Two versions to compare: git trees of this checkout, each built as a wheel and installed in an environment of its own."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from kaptar.errors import InvalidArgument, Unavailable

MOST_KEPT = 6
"""Built versions that stay in the cache; the one that was used longest ago goes first."""
_GIT_TIMEOUT_S, _PIP_TIMEOUT_S = 60, 600
_NEEDED = ("src", "pyproject.toml", "requirements/run.txt", "README.md", "LICENSE")
"""What a wheel is built from."""


class Tree(NamedTuple):
    """The files of a version. ``label`` is how people call it, ``digest`` the object's name in git."""

    label: str
    digest: str


class Version(NamedTuple):
    """A version that is installed: its import package, and the interpreter that has it."""

    label: str
    package: str
    python: Path


def checkout() -> Path:
    """The top of the checkout that this package was installed from. Raises Unavailable where there is none."""
    top = Path(__file__).resolve().parents[3]
    if not (top / ".git").exists():
        raise Unavailable("two versions can only be compared in a git checkout of Kaptar")
    return top


def tree_of_commit(top: Path, commit: str) -> Tree:
    """The files of a commit. Raises InvalidArgument where this clone does not have it, Unavailable where git does not run."""
    _git(top, "rev-parse", "--git-dir")
    try:
        name = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}").decode().strip()
    except Unavailable:
        raise InvalidArgument(f"{commit} is no commit of {top}") from None
    return Tree(name[:12], _git(top, "rev-parse", f"{name}^{{tree}}").decode().strip())


def tree_of_work(top: Path) -> Tree:
    """The files as they are now, committed or not; those that git ignores are left out. Raises Unavailable."""
    with tempfile.TemporaryDirectory(prefix="kaptar-bench-index-") as folder:
        index = os.environ | {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        _git(top, "read-tree", "HEAD", environment=index)
        _git(top, "add", "--all", environment=index)
        return Tree("work tree", _git(top, "write-tree", environment=index).decode().strip())


def build(top: Path, tree: Tree, cache: Path, package: str | None = None) -> Version:
    """The version of a tree, from the cache or built now: its locked dependencies, then its own wheel.

    Args:
        cache: the folder that keeps built versions.
        package: the import package; by default the one that the tree's pyproject.toml names.
    Raises:
        Unavailable: git, the network or the build fails; with pip's last words.
    """
    folder = cache / f"{_digest_of_sources(top, tree)[:16]}-{sys.implementation.cache_tag}-compiled"
    if not (folder / "package").is_file():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="new-", dir=cache) as name:
            fresh = Path(name) / "version"
            _make(top, tree, fresh)
            with suppress(OSError):  # another process was quicker: its version is as good
                fresh.replace(folder)
    os.utime(folder)
    forget_old(cache)
    named = package or (folder / "package").read_text("utf-8")
    return Version(tree.label, named, folder / "bin" / "python")


def _digest_of_sources(top: Path, tree: Tree) -> str:
    """Equal for trees that give the same wheel."""
    return hashlib.sha256(_git(top, "ls-tree", tree.digest, "--", *_NEEDED)).hexdigest()


def _make(top: Path, tree: Tree, folder: Path) -> None:
    source = folder.with_name("source")
    try:
        with tarfile.open(fileobj=BytesIO(_git(top, "archive", tree.digest, "--", *_NEEDED))) as archive:
            newer: Any = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # Python before 3.11.4 has none
            archive.extractall(source, **newer)
        venv = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
        subprocess.run(venv, check=True, capture_output=True, timeout=_PIP_TIMEOUT_S)
        install_into(folder, "--require-hashes", "--requirement", str(source / "requirements" / "run.txt"))
        install_into(folder, "--no-deps", "--no-build-isolation", str(source))
    except (OSError, subprocess.SubprocessError) as problem:
        raise Unavailable(f"{tree.label} cannot be built: {_last_words(problem)}") from None
    project = tomllib.loads((source / "pyproject.toml").read_text("utf-8"))
    (package,) = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    (folder / "package").write_text(Path(package).name, "utf-8")


def install_into(folder: Path, *words: str) -> None:
    """Pip installs what ``words`` say into a virtual environment, as bytecode too. Raises CalledProcessError, TimeoutExpired.

    Whether a child writes bytecode depends on its environment. A hive ignores that environment, so a version that had run
    one would be compiled and the other not: both are compiled here, before anything is timed.
    """
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(folder / "bin" / "python"), "install"]
    subprocess.run([*command, "--quiet", "--compile", *words], check=True, capture_output=True, timeout=_PIP_TIMEOUT_S)


def _git(top: Path, *words: str, environment: Mapping[str, str] = os.environ) -> bytes:
    """What git prints. Raises Unavailable with its last words."""
    command = ["git", "-C", str(top), *words]
    try:
        return subprocess.run(command, env=environment, check=True, capture_output=True, timeout=_GIT_TIMEOUT_S).stdout
    except (OSError, subprocess.SubprocessError) as problem:
        raise Unavailable(f"git {words[0]} in {top}: {_last_words(problem)}") from None


def forget_old(cache: Path) -> None:
    """Remove all but the `MOST_KEPT` built versions that were used last."""
    kept = sorted((each for each in cache.iterdir() if (each / "package").is_file()), key=lambda each: -each.stat().st_mtime)
    for folder in kept[MOST_KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)


def _last_words(problem: Exception) -> str:
    said = getattr(problem, "stderr", None) or b""
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].strip()[:300] if lines else str(problem)[:300]
