"""Timings of backends, kept across runs in the user's cache folder."""

import logging
import platform
from pathlib import Path

import msgspec

from kaptar import __version__
from kaptar.atomic import write_atomically
from kaptar.folders import make_private
from kaptar.repository.files import content_of
from kaptar.runtime.measured.choice import Samples
from kaptar.runtime.modules.engines import cpu_identity

_NAME = "timings-1.msgpack"
_MOST_BYTES = 16 << 20
_log = logging.getLogger(__name__)


class _Kept(msgspec.Struct, frozen=True):
    machine: str
    operations: dict[str, dict[int, Samples]]


def read_timings(folder: Path) -> dict[str, dict[int, Samples]]:
    """What an earlier run kept; empty where there is nothing, it is damaged, or it is from another machine."""
    path = folder / _NAME
    try:
        if path.stat().st_size > _MOST_BYTES:
            return {}
        kept = msgspec.msgpack.decode(content_of(path), type=_Kept)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as problem:
        _log.warning("%s is not used: %s", path, problem)
        return {}
    return kept.operations if kept.machine == _machine() else {}


def write_timings(folder: Path, operations: dict[str, dict[int, Samples]]) -> None:
    """Keep timings. Where that fails, the next run measures again, and a warning says so."""
    reason = make_private(folder)
    try:
        if not reason:
            write_atomically(folder / _NAME, msgspec.msgpack.encode(_Kept(_machine(), operations)), 0o600)
    except OSError as problem:
        reason = str(problem.strerror)
    if reason:
        _log.info("timings are not kept in %s: %s", folder, reason)


def _machine() -> str:
    """What timings depend on: they are measured anew on another CPU, Python or version of Kaptar."""
    return f"{__version__} {platform.python_version()} {cpu_identity()}"
