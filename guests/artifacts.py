"""A folder of built modules: `NAME.wasm` files and the `manifest.json` that describes them."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import wasm_file
from compile_guest import Built
from source_digest import RECIPE

MANIFEST = "manifest.json"


class Mismatch(Exception):
    """Modules of two toolchains would stand in one manifest."""


def read(folder: Path) -> dict[str, Any]:
    """The manifest of `folder`; an empty one where there is none."""
    path = folder / MANIFEST
    manifest: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return manifest


def require_same_toolchain(folder: Path, toolchain: dict[str, str | None]) -> None:
    """Raises Mismatch if what is in `folder` was built with another toolchain."""
    recorded = read(folder).get("toolchain", toolchain)
    if recorded != toolchain:
        raise Mismatch(f"{folder} was built with {recorded}, here is {toolchain}: rebuild all modules, without --module")


def store(folder: Path, built: Built, toolchain: dict[str, str | None], *, keep: set[str]) -> dict[str, Any]:
    """Write one module and its entry, which is the answer. Entries of another toolchain, or not in `keep`, are dropped."""
    folder.mkdir(parents=True, exist_ok=True)
    name = built.guest.name
    entry = {
        "file": f"{name}.wasm",
        "version": built.manifest["version"],
        "digest": hashlib.sha256(built.wasm).hexdigest(),
        "source_digest": built.source_digest,
        "size": len(built.wasm),
        "stack": wasm_file.stack_bytes(built.wasm),
        "ops": built.manifest["ops"],
    }
    with _locked(folder):
        old = read(folder)
        kept = old.get("modules", {}) if old.get("toolchain") == toolchain else {}
        modules = {other: kept[other] for other in kept if other in keep} | {name: entry}
        for gone in set(old.get("modules", {})) - set(modules):
            (folder / f"{gone}.wasm").unlink(missing_ok=True)
        _replace(folder / f"{name}.wasm", built.wasm)
        manifest = {"convention": RECIPE["convention"], "toolchain": toolchain, "modules": dict(sorted(modules.items()))}
        _replace(folder / MANIFEST, (json.dumps(manifest, indent=1) + "\n").encode())
    return entry


def difference(folder: Path, name: str, fresh: dict[str, Any]) -> dict[str, str]:
    """How the module `name` in `folder` differs from its rebuild `fresh`: {name: reason}, empty if it does not."""
    path = folder / f"{name}.wasm"
    if not path.exists():
        return {name: f"{path} is missing"}
    if hashlib.sha256(path.read_bytes()).hexdigest() != fresh["digest"]:
        return {name: "the rebuilt module has other bytes"}
    if read(folder)["modules"].get(name) != fresh:
        return {name: "its entry in the manifest is not that of the rebuild"}
    return {}


def orphans(folder: Path, names: set[str]) -> dict[str, str]:
    """Modules in the manifest of `folder` that are none of `names`, as {name: reason}: no rebuild can show them."""
    recorded = read(folder).get("modules", {})
    return {name: "no crate builds it any more" for name in recorded if name not in names}


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Builds of several people may write to one local folder at the same time."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_bytes(content)
    os.replace(fresh, path)
