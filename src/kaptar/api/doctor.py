"""Diagnosis of an installation and of the repository here: what works, what is missing or broken, and the remedy."""

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaptar import __version__
from kaptar.api.answers import Diagnosed, Diagnosis
from kaptar.config.load import given_settings
from kaptar.config.sections import Config
from kaptar.errors import ConfigError, KaptarError
from kaptar.folders import home
from kaptar.repository.interpreter import interpreter
from kaptar.repository.programs import program

if TYPE_CHECKING:
    from kaptar.repository.places import Places

EXTRAS = {
    "brotli": "brotli",
    "lz4": "lz4.frame",
    "blake3": "blake3",
    "tree-sitter": "tree_sitter",
    "tree-sitter-javascript": "tree_sitter_javascript",
    "tree-sitter-typescript": "tree_sitter_typescript",
}
"""Distributions of the extra `host`, each with the module that must import."""

_OWN_FOLDER = "name an absolute folder that no repository can bring; until then no trust is stored, and no plugin"
_NO_TWINS = "needed only where guests cannot run: it then answers the operations of its name (extra `host`)"
ENGINE = (
    "kingfisher-secret-scanner",
    "kingfisher_sdk.scanner",
    "of secrets, only tokens of some 50 formats, private keys and passwords are found, not the tokens of other providers",
)
"""The distribution of the extra `secrets`, its module, and what is missing without it."""

WATCH = (
    "watchfiles",
    "watchfiles",
    "the hive does not watch files that sessions know: a change from outside is seen at the next event of its file",
)
"""The distribution of the extra `watch`, its module, and what is missing without it."""

_WITHOUT_GIT = "until then only files are checked that an edit or a command names"
_WITHOUT_SESSIONS = "until then nobody knows what other sessions hold, and each event says so; strict mode stops edits"
_SIMD = """(module (func (export "lane") (result i32)
  (i32x4.extract_lane 1 (i32x4.add (v128.const i32x4 1 2 3 4) (v128.const i32x4 10 20 30 40)))))"""
_SHARED_MEMORY = "(module (memory 1 1 shared))"


def diagnose(load: Callable[[], Config], flags: Mapping[str, Any]) -> Diagnosis:
    """Look at everything, in the order in which the things build on one another.

    Args:
        load: gives the configuration of the current folder. Where that is wrong, the defaults are used and it is named.
        flags: the settings that the command's options gave.
    """
    config, wrong = _loaded(load)
    probes: list[Callable[[], Diagnosed]] = [
        _python,
        _wasmtime,
        _simd,
        _threads,
        lambda: _guests(config),
        lambda: _without_guests(config),
        _plugins,
        lambda: _cache(config),
        _folders,
    ]
    probes += [lambda name=name, module=module: _extra(name, module) for name, module in EXTRAS.items()]  # type: ignore[misc]
    probes += [lambda: _extra(*ENGINE), lambda: _extra(*WATCH)]
    probes += [lambda: _settings(flags, wrong), _repository]
    probes += [lambda: _program("git", "git: worktrees and diffs"), lambda: _program("node", "Node: peers of the bench")]
    checks = (*(probe() for probe in probes), *_former())
    healthy = not any(check.needed and check.status != "ok" for check in checks)
    return Diagnosis(__version__, healthy, checks)


def _loaded(load: Callable[[], Config]) -> tuple[Config, str]:
    """The configuration, and what is wrong with it, the names of checks and rules included."""
    from kaptar.checks.settings import make_settings

    try:
        config = load()
        make_settings(config, Path.cwd())
    except ConfigError as problem:
        return Config(), str(problem)
    return config, ""


def _python() -> Diagnosed:
    """Always ok: an older Python stops at the first import. Which one it is, is what people want to know."""
    return Diagnosed("python", "ok", True, f"{'.'.join(map(str, sys.version_info[:3]))}, {interpreter()}")


def _install(words: str) -> str:
    """A command that installs into this interpreter: a ``pip`` on the PATH may belong to another one.

    Environments that uv made have no pip; there uv installs.
    """
    python = shlex.quote(interpreter())
    return f"{python} -m pip install {words}" if find_spec("pip") else f"uv pip install --python {python} {words}"


def _requirement(name: str) -> str:
    """A distribution with the bounds that Kaptar's metadata gives it; the name alone where it gives none."""
    try:
        stated = requires("kaptar") or []
    except PackageNotFoundError:  # the sources run without being installed
        stated = []
    found = (text.partition(";")[0].strip() for text in stated)
    return next((text for text in found if re.match(rf"{re.escape(name)}(?![\w.-])", text)), name)


def _wasmtime() -> Diagnosed:
    remedy = f"{_install('--force-reinstall ' + shlex.quote(_requirement('wasmtime')))}; until then host twins answer"
    try:
        found = version("wasmtime")
    except PackageNotFoundError:
        return Diagnosed("wasmtime", "missing", True, "not installed", remedy)
    try:
        import_module("wasmtime")
    except Exception as error:  # noqa: BLE001 - a package that fails while it loads may raise anything
        return Diagnosed("wasmtime", "broken", True, f"{found} does not import: {error}", remedy)
    return Diagnosed("wasmtime", "ok", True, found)


def _simd() -> Diagnosed:
    remedy = "this CPU cannot run the shipped guests: set DISABLE_WASM=1"
    try:
        import wasmtime

        from kaptar.runtime.modules.engines import Engines

        store = wasmtime.Store(Engines().builtin)
        store.set_epoch_deadline(1)
        instance = wasmtime.Instance(store, wasmtime.Module(store.engine, _SIMD), [])
        function = instance.exports(store)["lane"]
        assert isinstance(function, wasmtime.Func)
        answer = function(store)
    except Exception as error:  # noqa: BLE001 - whatever stops the probe also stops the guests
        return Diagnosed("simd", "broken", True, f"the probe failed: {error}".splitlines()[0], remedy)
    if answer != 22:
        return Diagnosed("simd", "broken", True, f"2 + 20 in a vector gave {answer}", remedy)
    return Diagnosed("simd", "ok", True, "128-bit vectors compute in a guest")


def _threads() -> Diagnosed:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    detail = f"guests run in parallel on {cores} core{'s' if cores > 1 else ''}"
    try:
        import wasmtime

        from kaptar.runtime.modules.engines import make_engine

        wasmtime.Module(make_engine({"wasm_threads": True}), _SHARED_MEMORY)
    except Exception as error:  # noqa: BLE001 - as above; nothing needs shared memory, so this is told and no more
        return Diagnosed("threads", "missing", False, f"{detail}; no shared memory: {error}".splitlines()[0], "none needed")
    return Diagnosed("threads", "ok", False, f"{detail}; shared memory is supported (no guest needs it)")


def _guests(config: Config) -> Diagnosed:
    from kaptar.runtime.modules.module_files import find_builtin, read_verified

    remedy = "install Kaptar again, or run `make guests` in a checkout"
    try:
        files = find_builtin()
        for file in files.values():
            read_verified(file)
    except KaptarError as error:
        return Diagnosed("guests", "broken", True, str(error), remedy)
    if not files:
        return Diagnosed("guests", "missing", True, "no module is shipped", remedy)
    local = [file.name for file in files.values() if file.origin == "local build"]
    notes = [f"{len(files)} modules, digests as in the manifest"]
    notes += [f"local builds: {', '.join(local)}"] if local else []
    notes += [] if config.wasm.enabled else ["switched off by configuration"]
    return Diagnosed("guests", "ok", True, "; ".join(notes))


def _without_guests(config: Config) -> Diagnosed:
    """The operations that need guests, and those that the host answers in part."""
    from kaptar.ops import OPERATIONS, unanswered

    part = [operation.name for operation in OPERATIONS.values() if operation.partial_twin]
    detail = f"without guests {len(unanswered())} of {len(OPERATIONS)} operations have no answer: {', '.join(unanswered())}"
    detail += f"; answered in part, never so that an edit is stopped: {', '.join(part)}"
    return Diagnosed(
        "host", "ok" if config.wasm.enabled else "missing", False, detail, "" if config.wasm.enabled else "switch guests on"
    )


def _plugins() -> Diagnosed:
    """The index of the user's own modules, and the copies that it names."""
    from kaptar.folders import data_folder
    from kaptar.runtime.modules.module_files import read_verified
    from kaptar.runtime.modules.plugins import Plugins

    folder = data_folder() / "plugins"
    plugins = Plugins(folder)
    try:
        plugins.installed()
    except KaptarError as error:
        return Diagnosed("plugins", "broken", False, str(error), f"move {folder} away, then add the plugins again")
    files = plugins.files()
    try:
        for file in files.values():
            read_verified(file)
    except KaptarError as error:
        return Diagnosed("plugins", "broken", False, str(error), "add that plugin again, or take it out: `kaptar modules remove`")
    return Diagnosed("plugins", "ok", False, f"{len(files)} in {folder}, digests as in the index" if files else "none")


def _cache(config: Config) -> Diagnosed:
    from kaptar.folders import NOWHERE, cache_folder, make_private, temporary_folder

    folder = cache_folder(config.wasm.cache_dir)
    problem = make_private(folder)
    if folder == NOWHERE:
        return Diagnosed("cache", "broken", False, f"compiled code is kept in {temporary_folder()}: {problem}", _OWN_FOLDER)
    if not problem and not os.access(folder, os.W_OK):
        problem = "not writable"
    if problem:
        return Diagnosed("cache", "broken", False, f"{folder}: {problem}", f"chmod 700 {folder}, or set KAPTAR_WASM_CACHE_DIR")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Diagnosed("cache", "ok", False, f"{folder}, {size / (1 << 20):.1f} MiB")


def _folders() -> Diagnosed:
    """Variables that lead the user's folders into a repository: nothing is read there."""
    from kaptar.folders import passed_over

    if found := passed_over():
        return Diagnosed("folders", "broken", False, f"not used: {'; '.join(found)}", _OWN_FOLDER)
    return Diagnosed("folders", "ok", False, "no variable leads them into a repository")


def _settings(flags: Mapping[str, Any], wrong: str) -> Diagnosed:
    """Settings that the user has given and that nothing uses yet. To pass over them in silence would be to promise them."""
    if wrong:
        return Diagnosed("settings", "broken", True, wrong, "mend this; the other checks went by the defaults")
    given = (each for layer in given_settings(flags=flags) for each in layer)
    idle = [f"{each.setting.name} ({each.where})" for each in given if each.setting.without_effect]
    return Diagnosed(
        "settings", "ok", False, f"without effect yet: {', '.join(idle)}" if idle else "each that is given has its effect"
    )


def _repository() -> Diagnosed:
    """The repository here: whether git answers, a hive's folder that it brought along, the database, an edit that was cut off."""
    from kaptar.api.leases import WORKSPACE
    from kaptar.api.recovery import left_half_done, left_over
    from kaptar.database.looking import why_unusable
    from kaptar.repository.git import why_silent
    from kaptar.repository.git_pipes import pipe_of_git
    from kaptar.repository.own import refuse_foreign
    from kaptar.repository.places import NoRepository, find_places

    try:
        places = find_places(Path.cwd())
    except KaptarError as error:
        if pipe := pipe_of_git(Path.cwd()):
            return Diagnosed("repository", "broken", True, pipe, _WITHOUT_GIT)
        if not isinstance(error, NoRepository):
            return Diagnosed("repository", "broken", True, str(error), _WITHOUT_SESSIONS)
        return Diagnosed("repository", "ok", False, "none here")
    if silent := why_silent(places.worktree):
        return Diagnosed("repository", "broken", True, silent, _WITHOUT_GIT)
    try:
        refuse_foreign(places)
    except KaptarError as error:
        return Diagnosed(
            "repository", "broken", False, str(error), "until then there is no hive here, and hooks answer in process"
        )
    if unusable := why_unusable(places.database, WORKSPACE):
        return Diagnosed("repository", "broken", True, unusable, _WITHOUT_SESSIONS)
    if lost := _lost_call(places):
        return Diagnosed("repository", "broken", False, lost, "run `kaptar init --client git` again")
    if lacking := _lacking(places):
        return Diagnosed("repository", "broken", False, lacking, "run `kaptar init` again")
    if said := [*left_half_done(places.worktree), *left_over(places.worktree)]:
        return Diagnosed("repository", "broken", True, "; ".join(said), "run `kaptar up`; do by hand what it says besides")
    return Diagnosed("repository", "ok", False, str(places.worktree))


def _lost_call(places: "Places") -> str:
    """Why git no longer runs the hook that `kaptar init` wrote; "" where it does, or where nobody can tell."""
    from kaptar.api.init import lost_call

    try:
        return lost_call(places)
    except (KaptarError, OSError):
        return ""


def _lacking(places: "Places") -> str:
    """Which hooks of clients an earlier version did not write yet; "" for none, or where nobody can tell."""
    from kaptar.api.init import lacking_hooks

    try:
        return lacking_hooks(places)
    except (KaptarError, OSError):
        return ""


def _former() -> Iterator[Diagnosed]:
    """What a version under the project's former name left here and in the user's folders, a check for each."""
    from kaptar.api.init import git_hooks
    from kaptar.clients.install.former import Former, former_of_user
    from kaptar.clients.install.former_hive import findings, former_folders
    from kaptar.repository.places import find_places

    try:
        places = find_places(Path.cwd())
    except KaptarError:
        found = [*former_of_user(home()), *former_folders()]
    else:
        try:
            found = [*findings(Former(places, git_hooks(places.worktree), home())), *former_folders()]
        except KaptarError as error:
            yield Diagnosed("former", "broken", False, str(error), "move the file away, then run `kaptar init`")
            return
    for each in found:
        yield Diagnosed("former", "broken", False, f"{each.path}: {each.what}", each.remedy)
    if not found:
        yield Diagnosed("former", "ok", False, "nothing of an older version is left")


def _extra(name: str, module: str, without: str = _NO_TWINS) -> Diagnosed:
    remedy = _install(shlex.quote(_requirement(name)))
    try:
        found = version(name)
    except PackageNotFoundError:
        return Diagnosed(name, "missing", False, f"not installed; {without}", remedy)
    try:
        import_module(module)
    except Exception as error:  # noqa: BLE001 - as for wasmtime
        return Diagnosed(name, "broken", False, f"{found} does not import: {error}", f"{remedy} --force-reinstall")
    return Diagnosed(name, "ok", False, found)


def _program(name: str, use: str) -> Diagnosed:
    path = program(name)
    if path is None:
        return Diagnosed(name, "missing", False, use, f"install {name}")
    return Diagnosed(name, "ok", False, path)
