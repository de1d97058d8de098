"""A repository in a folder, and operations that need no guest."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kaptar.errors import OperationFailed, UnknownOperation
from kaptar.ops.syntax_types import Diagnostic, Validation
from kaptar.runtime.operation import Result


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / "lib").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / ".git" / "config.js").write_text("x")
    for n in range(5):
        (root / "lib" / f"f{n}.js").write_text(f"let a = {n}\n")
    (root / "slip.js").write_text("let = broken\n")
    (root / "binary.js").write_bytes(b"a\0b")
    (root / "latin.js").write_bytes(b"// caf\xe9\n")
    (root / "big.js").write_text("//" + "x" * 5000)
    (root / "notes.txt").write_text("hello\n")
    (root / "loop").symlink_to(root)
    (root / "link.js").symlink_to(root / "notes.txt")
    return root


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder in which this process has no more rights than any user, also when root runs the tests."""
    folder = Path(tempfile.mkdtemp())
    user = os.geteuid()
    try:
        folder.chmod(0o777)
        if user == 0:
            os.seteuid(65534)
        yield folder
    finally:
        os.seteuid(user)
        shutil.rmtree(folder)


def answer(name: str, *args: Any) -> Result:
    """A stand-in for the runtime: a digest is a digest, ``broken`` does not parse, ``opt`` is replaced."""
    data: bytes = args[0]
    if name == "crypto.sha256":
        return Result(hashlib.sha256(data).digest(), "host", 1.0)
    if name == "syntax.validate":
        wrong = b"broken" in data
        diagnostics = (Diagnostic(1, 5, 1, 6, 4, 5, "unexpected", "error"),) if wrong else ()
        return Result(Validation(not wrong, diagnostics), "guest", 2.0)
    if name == "syntax.optimize":
        if b"crash" in data:
            raise OperationFailed("no good")
        edit = SimpleNamespace(line=1, rule="fold")
        value = SimpleNamespace(status="changed", reason=None, edits=[edit], output=data.replace(b"let a", b"var a"))
        return Result(value, "host", 3.0)
    raise UnknownOperation(name)


@pytest.fixture
def call() -> Callable[..., Result]:
    return answer
