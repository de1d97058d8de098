"""Compiling of foreign modules, in a process of its own: a small module may take a compiler hours, and nothing stops a thread.

This file is also the program of that process: a module on stdin, its compiled code on stdout, a complaint on stderr.
"""

import os
import sys
from pathlib import Path
from typing import NamedTuple

from kaptar.errors import BadModule, Unavailable
from kaptar.repository.interpreter import interpreter
from kaptar.repository.process import Ended, run
from kaptar.stop import Stop

CODE_BYTES = 512 << 20
_TEXT = 300


class CompileBounds(NamedTuple):
    """Bounds of one compile: seconds of a processor, seconds on the clock, bytes of address space."""

    cpu_s: int = 60
    wall_s: float = 240.0
    memory: int = 4 << 30


BOUNDS = CompileBounds()


def compile_apart(wasm: bytes, bounds: CompileBounds = BOUNDS, stop: Stop | None = None) -> bytes:
    """The compiled code of a plugin, for the engine of plugins.

    Args:
        bounds: of the process that compiles.
        stop: ends it early.
    Raises:
        BadModule: it is no module, or it takes too much time or memory.
        Unavailable: no process can be started, or it was stopped.
    """
    command = [interpreter(), "-E", "-P", "-m", "kaptar.runtime.modules.compiling", str(bounds.cpu_s), str(bounds.memory)]
    done = run(command, Path(os.sep), timeout_s=bounds.wall_s, given=wasm, most=CODE_BYTES, stop=stop)
    if isinstance(done, Ended):
        if done.timed_out:
            raise BadModule(f"its compile takes more than {bounds.wall_s:g} s; give it less to compile")
        raise Unavailable(f"a plugin is compiled in a process of its own, which fails: {done.reason}")
    if done.cut:
        raise BadModule(f"its compiled code has more than {CODE_BYTES:,} bytes")
    if done.code < 0 or (done.code and not done.err):
        raise BadModule(
            f"its compile takes more than {bounds.cpu_s} s of a processor or {bounds.memory >> 20:,} MiB (signal {-done.code})"
        )
    if done.code:
        raise BadModule(" ".join(done.err.decode(errors="replace").split())[-_TEXT:])
    return done.out


def main(cpu_s: int, memory: int) -> int:
    """Compile what stdin has, under limits. The exit code is 1 for what is no module."""
    import wasmtime

    from kaptar.runtime.modules.engines import plugin_engine

    engine = plugin_engine(parallel=False)
    _limit(cpu_s, memory)
    try:
        code = wasmtime.Module(engine, sys.stdin.buffer.read()).serialize()
    except wasmtime.WasmtimeError as problem:
        print(problem, file=sys.stderr)
        return 1
    sys.stdout.buffer.write(code)
    return 0


def _limit(cpu_s: int, memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the time on the clock alone
        return
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
