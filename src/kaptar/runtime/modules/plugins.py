"""The user's own guest modules: installed per user, by digest; they can compute and nothing else."""

import contextlib
import hashlib
import logging
import time
from collections.abc import Container, Iterable
from pathlib import Path

import msgspec

from kaptar.atomic import write_atomically
from kaptar.decoding.json import decode_json
from kaptar.errors import BadModule, GuestError, InputError, Unavailable, UnknownOperation
from kaptar.folders import make_private
from kaptar.repository.files import Unread, read_file
from kaptar.runtime.modules.convention import GuestOp, read_manifest
from kaptar.runtime.modules.loading import compile_module
from kaptar.runtime.modules.module import Module
from kaptar.runtime.modules.module_files import ModuleFile, read_bounded

_log = logging.getLogger(__name__)

_INDEX = "plugins.json"
_MOST_INDEX = 16 << 20
"""Bytes of the index: what is read back, and so the most that is written."""

_PROBE_S = 1.0
_PROBE_BYTES = 512 << 20


class Plugin(msgspec.Struct, frozen=True):
    """An installed module. ``added`` is seconds since the epoch."""

    name: str
    version: str
    digest: str
    size: int
    added: float
    ops: tuple[GuestOp, ...]


class Plugins:
    """The plugins in a folder: an index, and the modules under their digests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def installed(self) -> tuple[Plugin, ...]:
        """All of them by name. Raises InputError where the index is damaged."""
        path = self.folder / _INDEX
        found = read_file(path, _MOST_INDEX)
        if isinstance(found, Unread):
            if found.kind == "missing":
                return ()
            raise InputError(f"{path}: {found.reason}; move it away and add the plugins again")
        try:
            return decode_json(found, tuple[Plugin, ...])
        except msgspec.DecodeError as problem:
            raise InputError(f"{path}: {problem}; move it away and add the plugins again") from None

    def files(self) -> dict[str, ModuleFile]:
        """The modules for `Modules`; their digests are compared when they are compiled. None where the index is damaged.

        Built-in modules and checks do not depend on it; `installed`, which ``kaptar modules`` and ``kaptar doctor`` ask, says so.
        """
        try:
            installed = self.installed()
        except InputError as problem:
            _log.warning("no plugin is used: %s", problem)
            return {}
        return {
            plugin.name: ModuleFile(plugin.name, plugin.version, self._path(plugin.digest), plugin.digest, plugin.ops, "plugin")
            for plugin in installed
        }

    def add(self, path: Path, builtin: Container[str], digest: str | None = None) -> Plugin:
        """Check a module and keep a copy of it; an older plugin of the same name is replaced.

        Args:
            builtin: names that a plugin must not have.
            digest: the SHA-256 in hex that the file must have.
        Raises:
            BadModule: it breaks the convention, has imports, another digest or a taken name, or its start function fails;
                or the index would be too large with it.
            Unavailable: there is no wasmtime to check it with, or no folder to keep it in.
        """
        wasm = read_bounded(path)
        found = hashlib.sha256(wasm).hexdigest()
        if digest is not None and digest.lower() != found:
            raise BadModule(f"{path}: its SHA-256 is {found}, not {digest}: do not use it")
        try:
            manifest = read_manifest(wasm)
            if manifest.name in builtin:
                raise BadModule(f"the name {manifest.name} is that of a built-in module or family; choose another")
            plugin = Plugin(manifest.name, manifest.version, found, len(wasm), time.time(), manifest.ops)
            _try(ModuleFile(plugin.name, plugin.version, path, found, plugin.ops, "plugin"))
        except BadModule as problem:
            raise BadModule(f"{path}: {problem}") from None
        if reason := make_private(self.folder):
            raise Unavailable(f"{self.folder} cannot keep plugins: {reason}")
        installed = self.installed()
        index = _encoded((*(each for each in installed if each.name != plugin.name), plugin))
        if len(index) > _MOST_INDEX:
            raise BadModule(
                f"{path}: the index of plugins would have more than {_MOST_INDEX:,} bytes; remove one that is not used"
            )
        write_atomically(self._path(found), wasm, 0o600)
        write_atomically(self.folder / _INDEX, index, 0o600)
        self._clear([each for each in installed if each.name == plugin.name])
        return plugin

    def remove(self, name: str) -> Plugin:
        """Forget a plugin and delete its copy. Raises UnknownOperation."""
        plugins = self.installed()
        gone = [plugin for plugin in plugins if plugin.name == name]
        if not gone:
            raise UnknownOperation(f"there is no plugin {name}; installed: {', '.join(each.name for each in plugins) or 'none'}")
        write_atomically(self.folder / _INDEX, _encoded(plugin for plugin in plugins if plugin.name != name), 0o600)
        self._clear(gone)
        return gone[0]

    def _clear(self, gone: list[Plugin]) -> None:
        """Delete copies that no plugin needs any more."""
        used = {plugin.digest for plugin in self.installed()}
        for plugin in gone:
            if plugin.digest not in used:
                with contextlib.suppress(OSError):
                    self._path(plugin.digest).unlink()

    def _path(self, digest: str) -> Path:
        return self.folder / f"{digest}.wasm"


def _encoded(plugins: Iterable[Plugin]) -> bytes:
    """The index of them, as a file."""
    return msgspec.json.format(msgspec.json.encode(sorted(plugins, key=lambda plugin: plugin.name))) + b"\n"


def _try(file: ModuleFile) -> None:
    """Compile, check and start the module once, under the limits of a call. Raises BadModule, Unavailable."""
    try:
        from kaptar.runtime.modules.engines import Engines
        from kaptar.runtime.pool.limits import Ticker
    except (ImportError, OSError, RuntimeError) as problem:
        raise Unavailable(f"a plugin is checked with wasmtime, which cannot be loaded: {problem}") from None
    engines = Engines()
    module = compile_module(file, engines.plugin)
    ticker = Ticker(engines.all).start(lambda: 1)
    try:
        healthy = _starts(module)
    except GuestError as problem:
        raise BadModule(str(problem)) from None
    finally:
        ticker.close()
    if not healthy:
        raise BadModule("its kaptar_abi does not answer 1")


def _starts(module: Module) -> bool:
    from kaptar.runtime.pool.instance import Instance
    from kaptar.stop import Stop

    instance = Instance(module, _PROBE_BYTES, Stop())
    try:
        return instance.start(_PROBE_S).probe(_PROBE_S)
    finally:
        instance.close()
