"""What a guest is built from, as one digest: needs no toolchain and nothing beyond the standard library.

`guests/build` writes the digest into the manifest beside the `.wasm`; tests and the runtime compute it again from a
checkout to see whether a built module is still the one of its sources. A digest covers

- the files of the module's crate and of the workspace crates it depends on (tests, benches and examples aside),
- the entries of Cargo.lock that the build reaches, without development dependencies and features that are off,
- the profile, package defaults and shared dependencies of the workspace, and the flags in `RECIPE`,

so that a crate added for another guest leaves it as it is.

There are two workspaces: that of the folder itself, and one for the formatters, whose `Cargo.toml` says why.
"""

import hashlib
import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RECIPE: dict[str, Any] = {
    "convention": 1,
    "target": "wasm32-unknown-unknown",
    "std": ["std", "panic_abort"],
    "rustflags": ["-Ctarget-feature=+simd128,+bulk-memory,+sign-ext,+nontrapping-fptoint"],
    "cflags": [
        *("-O3", "-msimd128", "-mbulk-memory", "-fvisibility=hidden"),
        # What the headers of tree-sitter-language leave out and the grammars of C++, Bash and Swift use.
        *("-includewchar.h", "-Dstatic_assert=_Static_assert", "-Disdigit=iswdigit", "-Dexit(code)=__builtin_trap()"),
    ],
    "exports": ["memory", "kaptar_abi", "kaptar_alloc", "kaptar_call"],
}
"""The flags that shape the bytes of every guest; `guests/build` uses these and no others."""

WORKSPACES = (".", "formatters")
"""Folders with a Cargo.lock of their own. A crate of one may have its sources in another (`lib.path`): they count for both."""

_NOT_BUILT = {"tests", "benches", "examples", "__pycache__"}
_NORMAL = ("dependencies", "build-dependencies")

Table = dict[str, Any]


@dataclass(frozen=True)
class Guest:
    """One module to build: its name, its crate, and the features of the crate (None: the default ones)."""

    name: str
    crate: str
    features: tuple[str, ...] | None


class Workspace:
    """The manifests and the lock file of the folder `root`, read once.

    Raises:
        OSError, tomllib.TOMLDecodeError: a manifest is missing or is not TOML.
        ValueError: two members name the same module.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.manifest = _toml(root / "Cargo.toml")
        folders = [root / member for member in self.manifest["workspace"]["members"]]
        manifests = [(folder, _toml(folder / "Cargo.toml")) for folder in folders]
        self.folders = {manifest["package"]["name"]: folder for folder, manifest in manifests}
        self.crates = {manifest["package"]["name"]: manifest for _, manifest in manifests}
        self.elsewhere = {name: found for name in self.crates if (found := _elsewhere(self.folders[name], self.crates[name]))}
        self.locked: dict[str, list[Table]] = {}
        for entry in _toml(root / "Cargo.lock").get("package", []):
            self.locked.setdefault(entry["name"], []).append(entry)
        self.guests = self._guests()

    def _guests(self) -> dict[str, Guest]:
        guests: dict[str, Guest] = {}
        for crate, manifest in self.crates.items():
            for guest in _guests_of(crate, manifest):
                if guest.name in guests:
                    raise ValueError(f"module {guest.name} is named by both {guests[guest.name].crate} and {crate}")
                guests[guest.name] = guest
        return dict(sorted(guests.items()))

    def reach(self, guest: Guest) -> tuple[list[str], list[Table]]:
        """The workspace crates (sorted names) and the lock entries (sorted) that a build of `guest` reads."""
        members: set[str] = set()
        entries: dict[tuple[str, str], Table] = {}
        waiting: list[tuple[str, str | None, tuple[str, ...] | None]] = [(guest.crate, None, guest.features)]
        while waiting:
            name, version, features = waiting.pop()
            if name in self.crates:
                # A crate reached as a dependency counts with all of its optional parts: its features are the caller's.
                wanted = _names(self.crates[name], features, everything=bool(members))
                if name not in members:
                    members.add(name)
                    waiting += [(n, v, None) for n, v in self._locked_dependencies(name) if n in wanted]
                continue
            for entry in self.locked.get(name, []):
                key = (name, entry["version"])
                if key not in entries and version in (None, entry["version"]):
                    entries[key] = entry
                    waiting += [(*_split(dependency), None) for dependency in entry.get("dependencies", [])]
        return sorted(members), [entries[key] for key in sorted(entries)]

    def _locked_dependencies(self, crate: str) -> list[tuple[str, str | None]]:
        return [_split(text) for entry in self.locked.get(crate, []) for text in entry.get("dependencies", [])]

    def digest(self, guest: Guest) -> str:
        """SHA-256 in hex of all that `guest` is built from."""
        members, entries = self.reach(guest)
        workspace = self.manifest["workspace"]
        named = {name for member in members for name in _names(self.crates[member], None, everything=True)}
        shared = {
            "recipe": RECIPE,
            "profile": self.manifest.get("profile", {}),
            "resolver": workspace.get("resolver"),
            "package": workspace.get("package", {}),
            "dependencies": {
                name: entry for name, entry in workspace.get("dependencies", {}).items() if _real_name(name, entry) in named
            },
            "lock": entries,
            "crate": guest.crate,
            "features": guest.features,
        }
        whole = hashlib.sha256(json.dumps(shared, sort_keys=True).encode())
        for member in members:
            away = [self.elsewhere[member]] if member in self.elsewhere else []
            for path in [path for folder in (self.folders[member], *away) for path in _files(folder)]:
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                name = os.path.relpath(path, self.root).replace(os.sep, "/")
                whole.update(f"{name}\0{content}\n".encode())
        return whole.hexdigest()


def workspaces(root: Path) -> list[Workspace]:
    """The workspaces of the folder `guests` of a checkout. Raises ValueError: two name the same module."""
    found = [Workspace(root / folder) for folder in WORKSPACES if (root / folder / "Cargo.toml").exists()]
    owner: dict[str, Workspace] = {}
    for workspace in found:
        for name, guest in workspace.guests.items():
            if name in owner:
                raise ValueError(f"module {name} is named by both {owner[name].guests[name].crate} and {guest.crate}")
            owner[name] = workspace
    return found


def source_digests(root: Path) -> dict[str, str]:
    """The source digest of every module that is built from `root`, the folder `guests` of a checkout."""
    digests = {name: space.digest(guest) for space in workspaces(root) for name, guest in space.guests.items()}
    return dict(sorted(digests.items()))


def _toml(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _elsewhere(folder: Path, manifest: Table) -> Path | None:
    """The folder of a crate's sources, where it is not in that of its manifest."""
    sources = Path(os.path.normpath(folder / manifest.get("lib", {}).get("path", "src/lib.rs"))).parent
    return None if sources.is_relative_to(folder) else sources


def _guests_of(crate: str, manifest: Table) -> list[Guest]:
    """Those of `package.metadata.kaptar`; without it a `cdylib` is one module, named like the crate without ``kaptar-``."""
    kaptar = manifest["package"].get("metadata", {}).get("kaptar", {})
    if "modules" in kaptar:
        return [
            Guest(module["name"], crate, tuple(module["features"]) if "features" in module else None)
            for module in kaptar["modules"]
        ]
    if "cdylib" not in manifest.get("lib", {}).get("crate-type", []):
        return []
    return [Guest(crate.removeprefix("kaptar-"), crate, None)]


def _names(manifest: Table, features: tuple[str, ...] | None, *, everything: bool) -> set[str]:
    """Package names of the non-development dependencies; the optional ones only as far as `features` turn them on."""
    tables = [manifest, *manifest.get("target", {}).values()]
    enabled = _enabled(manifest.get("features", {}), features)
    names: set[str] = set()
    for table in tables:
        for kind in _NORMAL:
            for name, entry in table.get(kind, {}).items():
                optional = isinstance(entry, dict) and entry.get("optional", False)
                if everything or not optional or name in enabled:
                    names.add(_real_name(name, entry))
    return names


def _real_name(name: str, entry: object) -> str:
    return str(entry.get("package", name)) if isinstance(entry, dict) else name


def _enabled(table: dict[str, list[str]], features: tuple[str, ...] | None) -> set[str]:
    """Features and optional dependencies that are on, transitively."""
    waiting = ["default"] if features is None else list(features)
    enabled: set[str] = set()
    while waiting:
        name = waiting.pop().removeprefix("dep:").split("/")[0]
        if name not in enabled and not name.endswith("?"):
            enabled.add(name)
            waiting += table.get(name, [])
    return enabled


def _split(dependency: str) -> tuple[str, str | None]:
    """Name and, where the lock file needs one to be clear, version: ``syn`` or ``syn 2.0.1 (source)``."""
    parts = dependency.split(" ")
    return parts[0], parts[1] if len(parts) > 1 else None


def _files(folder: Path) -> list[Path]:
    found = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in parts)
        if path.is_file() and not hidden and parts[0] not in _NOT_BUILT and not parts[0].startswith("target"):
            found.append(path)
    return found
