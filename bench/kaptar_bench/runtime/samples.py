"""Samples to measure on: bytes of several sizes, and real source files of about a thousand lines."""

import functools
import random
import socket
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

SIZES = {"100 B": 100, "1 KB": 1024, "100 KB": 100 * 1024}
"""Sizes of the data that operations are measured on, by the name in the rows."""
FEW_SIZES = {"1 KB": 1024}
"""Those of a short run."""

_WORDS = ("return", "value", "index", "const", "node", "result", "length", "for", "if", "else", "function", "path", "data")


class Sample(NamedTuple):
    """A source text, where it comes from, and how many lines it has."""

    source: bytes
    origin: str

    @property
    def lines(self) -> int:
        return self.source.count(b"\n") + 1


def text(size: int) -> bytes:
    """Text that looks like code to a compressor: the same bytes on every machine."""
    rng = random.Random(size)
    out = bytearray()
    while len(out) < size:
        out += f"{rng.choice(_WORDS)} {rng.randrange(1000)};\n".encode()
    return bytes(out[:size])


@functools.cache
def javascript() -> Sample | None:
    """Hand-written JavaScript of at least 1000 lines, from the sources that `make run` works on; None without them."""
    found = find_spec("django")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "contrib/admin/static/admin/js"
    return _joined(sorted(folder.glob("*.js")) + sorted(folder.glob("admin/*.js")), "the JavaScript of Django's admin")


@functools.cache
def python() -> Sample:
    """A module of the standard library of about 1000 lines."""
    return Sample(Path(socket.__file__).read_bytes(), "socket.py of this Python")


def repeated(sample: Sample, size: int) -> bytes:
    """The sample's text as often as fills ``size`` bytes, each copy in a function of its own."""
    copies = max(1, size // len(sample.source))
    return b"".join(b"(function(){\n%s\n})();\n" % sample.source for _ in range(copies))


def _joined(paths: list[Path], origin: str) -> Sample | None:
    out = b""
    for path in paths:
        out += path.read_bytes() + b"\n"
        if out.count(b"\n") >= 1000:
            return Sample(out, origin)
    return None
