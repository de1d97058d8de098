"""Guests compiled ahead of their first use: which a repository needs, which are not compiled, and the process that does it."""

import os
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaptar.checks.secrets.detector import detector_of
from kaptar.checks.secrets.engine import is_installed, is_to_compile
from kaptar.config.sections import Config
from kaptar.errors import KaptarError
from kaptar.folders import cache_folder, make_private
from kaptar.languages import language_of
from kaptar.repository.git import git
from kaptar.repository.interpreter import interpreter
from kaptar.repository.process import Finished
from kaptar.runtime.guests import NOT_INSTALLED
from kaptar.runtime.modules.module_files import find_builtin

if TYPE_CHECKING:
    from kaptar.runtime.modules.modules import Progress

ALWAYS = ("text", "edit", "data")
"""Modules that any repository needs."""
_TIMEOUT_S = 5.0
_MOST_FILES = 100_000
_KINDER = 10

_AGAIN_S = 600.0
"""Seconds in which one command after another starts no second process for what they leave."""

FIRST = "compiling what this command needs, once for this machine; the rest goes on in the background"

Launch = Callable[[list[str], Path], object]
"""Starts a program in a folder that outlives this process and prints nothing."""


def launch(command: list[str], folder: Path) -> object:
    """Start a program that nobody waits for."""
    nothing = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)


def begin(root: Path, config: Config, tell: Callable[[str], None], launch: Launch = launch) -> None:
    """Have the guests that a repository needs, and the engine for secrets, compiled in the background, and say so.

    Nothing is done where all are compiled.

    Args:
        tell: takes the line that says what goes on.
    """
    if not (config.wasm.enabled and config.wasm.compile_ahead):
        return
    try:
        missing, engine = uncompiled(config, wanted(root)), engine_to_compile(config)
        if missing or engine:
            launch([interpreter(), "-E", "-P", "-m", "kaptar", "modules", "compile", "--quietly", *missing], root)
    except (KaptarError, OSError) as problem:
        tell(f"guests are not compiled ahead: {problem}")
        return
    if missing or engine:
        tell(_said(len(missing), engine="the engine for secrets" if engine else ""))


def hurry(config: Config, tell: Callable[[str], None]) -> dict[str, Any]:
    """Options of a runtime for a process that lives for one answer; none where nothing is compiled after it.

    Args:
        tell: takes one line when the first guest is compiled.
    """
    if not config.wasm.compile_ahead:
        return {}
    told: list[str] = []

    def progress(step: "Progress") -> None:
        if step.step == "compiling" and not told:
            told.append(step.module)
            tell(FIRST)

    return {"in_haste": True, "progress": progress}


def go_on(left: Iterable[str], root: Path, config: Config, launch: Launch = launch, now: float | None = None) -> None:
    """Have compiled in the background what a process in haste has left, and the engine for secrets. Nothing is said or raised.

    Args:
        left: modules; see `kaptar.runtime.runtime.Runtime.to_compile`.
        now: seconds since the epoch, in place of the clock's.
    """
    if not (config.wasm.enabled and config.wasm.compile_ahead):
        return
    names = tuple(left)
    with suppress(OSError, KaptarError):
        if (names or engine_to_compile(config)) and _is_due(cache_folder(config.wasm.cache_dir), now or time.time()):
            launch([interpreter(), "-E", "-P", "-m", "kaptar", "modules", "compile", "--quietly", *(names or ALWAYS)], root)


def _is_due(cache: Path, now: float) -> bool:
    """Whether no process was begun in the last minutes; from now on one is. Not where nothing can be kept. Raises OSError."""
    if make_private(cache):
        return False
    stamp = cache / "ahead"
    with suppress(FileNotFoundError):
        if 0 <= now - stamp.stat().st_mtime < _AGAIN_S:
            return False
    stamp.touch()
    os.utime(stamp, (now, now))
    return True


def _said(guests: int, engine: str) -> str:
    what = " and ".join(each for each in (f"{guests} guests" if guests else "", engine) if each)
    verb = "are" if guests else "is"
    return f"{what} {verb} being compiled in the background, once for this machine; until then first checks wait"


def engine_to_compile(config: Config) -> bool:
    """Whether the engine for secrets is wanted here, and of its rules nothing is kept yet."""
    return config.hooks.secrets_engine and is_installed() and is_to_compile(config.wasm.cache_dir)


def compile_engine(config: Config) -> str:
    """Load the engine for secrets once, where it is wanted and of its rules nothing is kept. Why that failed; "" else."""
    if not engine_to_compile(config):
        return ""
    detector = detector_of(wanted=True, cache=config.wasm.cache_dir)
    detector.wait()
    detector.close()
    return detector.missing


def wanted(root: Path) -> tuple[str, ...]:
    """The built-in modules for the languages of the files that git knows, and those that all repositories need."""
    listed = git(["ls-files", "-z"], root, timeout_s=_TIMEOUT_S)
    names = listed.out.split(b"\0", _MOST_FILES)[:_MOST_FILES] if isinstance(listed, Finished) else []
    endings = {os.path.basename(os.fsdecode(name)) for name in names}
    languages = {language for name in endings if (language := language_of(name)) is not None}
    modules = (module for each in languages for module in (each.module, each.tolerant))
    return tuple(dict.fromkeys((*ALWAYS, *sorted(modules))))


def uncompiled(config: Config, names: Iterable[str]) -> tuple[str, ...]:
    """Those built-in modules of which no compiled code is kept. None where guests cannot run."""
    try:
        from kaptar.runtime.modules.compiled_cache import kept
        from kaptar.runtime.modules.engines import fingerprint

        suffix = fingerprint(fuel=False)
    except ImportError:
        raise KaptarError(NOT_INSTALLED) from None
    chosen = config.wasm.cache_dir
    cache, files = kept(cache_folder(chosen), of_system=chosen is None), find_builtin()
    return tuple(name for name in names if name in files and not cache.has(cache.path(files[name].digest, suffix)))


def make_way() -> None:
    """Let other processes go first: nobody waits for what is compiled ahead."""
    if hasattr(os, "nice"):
        os.nice(_KINDER)
