"""Finds the files of guest modules: shipped ones, a local build where the sources of a checkout have changed, plugins."""

import hashlib
import importlib.util
import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from kaptar.decoding.json import decode_json
from kaptar.errors import BadModule
from kaptar.repository.files import Unread, read_file
from kaptar.runtime.modules.convention import GuestOp, read_manifest

MANIFEST = "manifest.json"
SHIPPED = Path(__file__).parents[1] / "artifacts"
_CHECKOUT = Path(__file__).parents[4] / "guests"
_MOST_BYTES = 64 << 20

Origin = Literal["built-in", "local build", "plugin"]
_log = logging.getLogger(__name__)


class ModuleFile(msgspec.Struct, frozen=True):
    """A module that can be loaded. ``digest`` is the SHA-256 of the file in hex.

    Attributes:
        stack: bytes of its stack, behind which all its state is; 0 where nobody has looked, and for plugins.
    """

    name: str
    version: str
    path: Path
    digest: str
    ops: tuple[GuestOp, ...]
    origin: Origin
    stack: int = 0


class _Entry(msgspec.Struct, frozen=True):
    file: str
    version: str
    digest: str
    ops: tuple[GuestOp, ...]
    source_digest: str = ""
    stack: int = 0


class _FolderManifest(msgspec.Struct, frozen=True):
    modules: dict[str, _Entry] = {}


def find_builtin(artifacts: Path | None = None) -> dict[str, ModuleFile]:
    """Built-in modules by name.

    Args:
        artifacts: a folder with a manifest to use alone; by default the shipped one, with those modules of a checkout's
            ``guests/local`` in front whose sources are no longer the ones that the shipped module was built from.
    Raises:
        BadModule: a manifest is damaged.
    """
    folder = artifacts or SHIPPED
    shipped = _read(folder)
    files = {name: _file(name, entry, folder, "built-in") for name, entry in shipped.items()}
    local = {} if artifacts else _read(_CHECKOUT / "local")
    differing = {name: entry for name, entry in local.items() if _differs(entry, shipped.get(name))}
    if differing:
        files |= _preferred(differing, shipped)
    return dict(sorted(files.items()))


def read_verified(file: ModuleFile) -> bytes:
    """The bytes of a module. Raises BadModule where they are not what the manifest says."""
    wasm = read_bounded(file.path)
    found = hashlib.sha256(wasm).hexdigest()
    if found != file.digest:
        raise BadModule(f"{file.path}: its SHA-256 is {found[:16]}…, the manifest says {file.digest[:16]}…; install Kaptar again")
    manifest = read_manifest(wasm)
    if manifest.name != file.name:
        raise BadModule(f"{file.path}: it is the module {manifest.name}, not {file.name}")
    return wasm


def read_bounded(path: Path) -> bytes:
    """The bytes of a file of at most 64 MiB. Raises BadModule."""
    found = read_file(path, _MOST_BYTES)
    if isinstance(found, Unread):
        raise BadModule(f"{path}: {found.reason}")
    return found


def _preferred(local: Mapping[str, _Entry], shipped: Mapping[str, _Entry]) -> dict[str, ModuleFile]:
    """Local builds to use in place of shipped ones, or beside them. Says so, once."""
    current = _source_digests()
    chosen = {
        name: _file(name, entry, _CHECKOUT / "local", "local build")
        for name, entry in local.items()
        if name not in shipped or current.get(name) != shipped[name].source_digest
    }
    if chosen:
        _log.info("guests/local is used for %s: the sources are newer than the shipped modules", ", ".join(sorted(chosen)))
    old = [name for name in chosen if name in current and current[name] != local[name].source_digest]
    if old:
        _log.warning("the local build of %s is older than its sources: run `guests/build --local`", ", ".join(sorted(old)))
    return chosen


def _differs(local: _Entry, shipped: _Entry | None) -> bool:
    return shipped is None or shipped.source_digest != local.source_digest


def _source_digests() -> dict[str, str]:
    """What the modules of the checkout would be built from now, as the build script computes it."""
    path = _CHECKOUT / "source_digest.py"
    spec = importlib.util.spec_from_file_location("kaptar_guest_source_digest", path)
    if spec is None or spec.loader is None or not path.exists():
        return {}
    module: Any = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    try:
        spec.loader.exec_module(module)
        digests: dict[str, str] = module.source_digests(_CHECKOUT)
    except (OSError, ValueError, KeyError, ImportError) as problem:
        _log.warning("the sources of the guests cannot be read (%s): local builds are used as they are", problem)
        return {}
    return digests


def _read(folder: Path) -> dict[str, _Entry]:
    path = folder / MANIFEST
    found = read_file(path)
    if isinstance(found, Unread):
        if found.kind == "missing":
            return {}
        raise BadModule(f"{path}: {found.reason}; install Kaptar again or run `make guests`")
    try:
        return decode_json(found, _FolderManifest).modules
    except msgspec.DecodeError as problem:
        raise BadModule(f"{path}: damaged: {problem}; install Kaptar again or run `make guests`") from None


def _file(name: str, entry: _Entry, folder: Path, origin: Origin) -> ModuleFile:
    return ModuleFile(name, entry.version, folder / entry.file, entry.digest, entry.ops, origin, entry.stack)
