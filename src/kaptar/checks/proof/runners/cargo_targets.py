"""Targets that cargo builds of a package, and those whose tests belong to a file."""

import re
from pathlib import Path
from typing import NamedTuple

import msgspec

from kaptar.checks.snapshot import Skipped
from kaptar.checks.tools import tool
from kaptar.repository.files import content_of
from kaptar.repository.process import Finished

_ROOTS = {"lib": "--lib", "bin": "--bin", "test": "--test"}
_MOST_TEST_PROGRAMS = 20
_MOST_BYTES = 1 << 20


class CargoTarget(msgspec.Struct, frozen=True):
    """One library or program. ``src_path`` is its root file."""

    kind: list[str]
    name: str
    src_path: str
    test: bool = True

    @property
    def sort(self) -> str:
        """lib, bin, test, bench, example or custom-build."""
        return (
            "lib"
            if any(kind in ("lib", "rlib", "dylib", "cdylib", "staticlib", "proc-macro") for kind in self.kind)
            else self.kind[0]
        )

    @property
    def options(self) -> tuple[str, ...]:
        return ("--lib",) if self.sort == "lib" else (_ROOTS[self.sort], self.name)


class _Package(msgspec.Struct, frozen=True):
    manifest_path: str
    targets: list[CargoTarget]


class _Metadata(msgspec.Struct, frozen=True):
    packages: list[_Package]
    workspace_root: str


class Crate(NamedTuple):
    """A package: its folder, that of its workspace, and what is built of it."""

    folder: Path
    workspace: Path
    targets: tuple[CargoTarget, ...]

    @classmethod
    def of(cls, done: Finished, folder: Path) -> "Crate | Skipped":
        """From ``cargo metadata``. Raises ToolFailed."""
        found = tool.decode("cargo metadata", done, done.out, _Metadata)
        for package in found.packages:
            if Path(package.manifest_path).parent == folder:
                return cls(folder, Path(found.workspace_root), tuple(t for t in package.targets if t.test and t.sort in _ROOTS))
        return Skipped("the Cargo.toml above this file is of no package", due=False)


class Selection(NamedTuple):
    """One run of ``cargo test``.

    Attributes:
        name: for people, and to tell equal names of tests apart.
        options: which programs.
        filters: what the names of tests contain; none: all.
    """

    name: str
    options: tuple[str, ...]
    filters: tuple[str, ...] = ()
    documentation: bool = False

    def takes(self, test: str, whole: bool) -> bool:
        """cargo's filters fit anywhere in a name; a module's tests begin with its path."""
        return whole or self.documentation or not self.filters or test.startswith(self.filters)


def selections(crate: Crate, file: Path, source: bytes) -> tuple[Selection, ...]:
    """The runs that make up the tests of a file; none where it has none."""
    root = next((target for target in crate.targets if Path(target.src_path) == file), None)
    if root is not None and root.sort == "test":
        return (Selection(root.name, root.options),)
    if file.is_relative_to(crate.folder / "tests"):
        return tuple(Selection(t.name, t.options) for t in _naming(crate, file.parent.name if file.stem == "mod" else file.stem))
    chosen: list[Selection] = []
    if root is not None:
        chosen.append(Selection(root.name, root.options))
    elif path := module_path(crate, file):
        owners = [
            target for target in crate.targets if target.sort != "test" and file.is_relative_to(Path(target.src_path).parent)
        ]
        chosen += [Selection(target.name, target.options, (f"{path}::",)) for target in owners[:_MOST_TEST_PROGRAMS]]
    if not chosen:
        return ()
    word = "" if root is not None else (file.parent.name if file.stem == "mod" else file.stem)
    chosen += [Selection(target.name, target.options) for target in _naming(crate, word) if root is None or root.sort == "lib"]
    if b"```" in source and any(target.sort == "lib" for target in crate.targets):
        relative = file.relative_to(crate.folder).as_posix()
        chosen.append(Selection("documentation", ("--doc",), (f"{relative} - ",), documentation=True))
    return tuple(chosen)


def module_path(crate: Crate, file: Path) -> str:
    """``shop::cart`` for ``src/shop/cart.rs`` and ``src/shop/cart/mod.rs``; "" for a file outside of the sources."""
    roots = [Path(target.src_path).parent for target in crate.targets if target.sort != "test"]
    folder = max((root for root in roots if file.is_relative_to(root)), key=lambda root: len(root.parts), default=None)
    if folder is None:
        return ""
    parts = file.relative_to(folder).with_suffix("").parts
    return "::".join(parts[:-1] if parts[-1] == "mod" else parts)


def _naming(crate: Crate, word: str) -> list[CargoTarget]:
    """Integration tests whose root file has a word as a name; all for "". At most `_MOST_TEST_PROGRAMS`."""
    tests = [target for target in crate.targets if target.sort == "test"]
    name = re.compile(rf"\b{re.escape(word)}\b".encode())
    return [t for t in tests if not word or t.name == word or name.search(content_of(t.src_path, _MOST_BYTES))][
        :_MOST_TEST_PROGRAMS
    ]
