"""``kaptar modules`` with Kaptar's operations and with a plugin made here: an echo, and ones that must be refused."""

import base64
import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

Kaptar = Callable[..., Any]

ECHO = """(module {extra}
  (memory (export "memory") 4)
  (func (export "kaptar_abi") (result i32) i32.const 1)
  (func (export "kaptar_alloc") (param i32) (result i32) i32.const 1024)
  (func (export "kaptar_call") (param i32 i32 i32) (result i64)
    (i64.or (i64.shl (i64.extend_i32_u (local.get 1)) (i64.const 32)) (i64.extend_i32_u (local.get 2)))))"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compiled code is shared by the tests of this file: compiling is tested elsewhere."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cache: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))


def module(path: Path, name: str = "echo", extra: str = "") -> Path:
    """An echo plugin: one operation that gives its bytes back."""
    wasmtime = pytest.importorskip("wasmtime")
    ops = [{"id": 1, "name": "say", "summary": "the same bytes", "pure": True, "params": "data: bytes", "result": "bytes"}]
    manifest = json.dumps({"abi": 1, "name": name, "version": "1.2.3", "ops": ops}).encode()
    title = b"kaptar.manifest"
    section = leb(len(title)) + title + manifest
    path.write_bytes(wasmtime.wat2wasm(ECHO.format(extra=extra)) + b"\0" + leb(len(section)) + section)
    return path


def leb(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


@pytest.mark.guest
def test_a_plugin_is_added_listed_called_and_removed(kaptar: Kaptar, tmp_path: Path) -> None:
    file = module(tmp_path / "echo.wasm")
    added = kaptar("modules", "add", str(file), "--json").value
    assert (added["name"], added["digest"]) == ("echo", hashlib.sha256(file.read_bytes()).hexdigest())
    file.unlink()
    rows = {row["name"]: row for row in kaptar("modules", "list", "--json").value}
    assert (rows["echo"]["origin"], rows["echo"]["ops"]) == ("plugin", ["say"])
    answer = kaptar("modules", "call", "echo.say", "hello", "--json").value
    assert (answer["backend"], base64.b64decode(answer["value"])) == ("guest", b"hello")
    assert kaptar("modules", "reload", "echo").code == 0
    assert kaptar("modules", "remove", "echo").code == 0
    assert "echo" not in {row["name"] for row in kaptar("modules", "list", "--json").value}
    assert kaptar("modules", "call", "echo.say", "hello").code == 2


@pytest.mark.guest
@pytest.mark.parametrize(
    ("name", "extra", "reason"),
    [
        ("text", "", "built-in"),
        ("echo", '(import "env" "f" (func))', "import"),
        ("echo", "(func $stop unreachable) (start $stop)", "start"),
    ],
)
def test_what_must_not_be_added_is_refused_with_the_reason(
    kaptar: Kaptar, tmp_path: Path, name: str, extra: str, reason: str
) -> None:
    done = kaptar("modules", "add", str(module(tmp_path / "bad.wasm", name, extra)))
    assert done.code == 1
    assert "bad.wasm" in done.err
    assert reason in done.err
    listed = {row["name"]: row["origin"] for row in kaptar("modules", "list", "--json").value}
    assert listed.get(name) == ("built-in" if name == "text" else None)


@pytest.mark.guest
def test_a_file_with_another_digest_or_that_is_no_module_is_refused(kaptar: Kaptar, tmp_path: Path) -> None:
    file = module(tmp_path / "echo.wasm")
    assert "SHA-256" in kaptar("modules", "add", str(file), "--digest", "0" * 64).err
    file.write_bytes(b"not wasm")
    assert kaptar("modules", "add", str(file)).code == 1
    assert kaptar("modules", "add", str(tmp_path / "none.wasm")).code == 1


def test_structured_results_are_json_and_text_and_bytes_are_themselves(kaptar: Kaptar, tmp_path: Path) -> None:
    assert kaptar("modules", "call", "text.fnv1a32", "hello").out == "1335831723\n"
    data = tmp_path / "in.bin"
    data.write_bytes(bytes(range(256)))
    done = kaptar("modules", "call", "text.base64_encode", "--input", str(data), "--output", "out.txt")
    assert (done.code, done.out) == (0, "")
    assert base64.b64decode((tmp_path / "out.txt").read_bytes()) == bytes(range(256))


def test_standard_input(kaptar: Kaptar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"hello")))
    assert kaptar("modules", "call", "text.fnv1a32", "--input", "-").out == "1335831723\n"


def test_without_guests_the_host_answers_and_says_so(kaptar: Kaptar) -> None:
    assert kaptar("modules", "call", "text.fnv1a32", "hello", "--json", "--no-wasm").value["backend"] == "host"
    done = kaptar("modules", "call", "text.fnv1a32", "hello", "--backend", "guest", "--no-wasm")
    assert done.code == 3
    assert "guest" in done.err


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (["text.fnv1a33", "x"], 2, "text.fnv1a33"),
        (["nothing", "x"], 2, "nothing"),
        (["text.fnv1a32"], 2, "missing"),
        (["text.fnv1a32", "a", "b"], 2, "too many"),
        (["text.fnv1a32", "--input", "none.bin"], 1, "none.bin"),
        (["text.fnv1a32", "x", "--backend", "cloud"], 2, "cloud"),
        (["text.fnv1a32", "x", "--output", "no/such/folder"], 1, "no/such/folder"),
    ],
)
def test_a_wrong_call_is_one_line(kaptar: Kaptar, words: list[str], code: int, part: str) -> None:
    done = kaptar("modules", "call", *words)
    assert (done.code, done.out) == (code, "")
    assert part in done.err
    assert done.err.startswith("error: ")
    assert done.err.strip().count("\n") == 0


@pytest.mark.guest
def test_stats_show_what_was_loaded_and_what_was_not(kaptar: Kaptar, tmp_path: Path) -> None:
    kaptar("modules", "add", str(module(tmp_path / "echo.wasm")))
    value = kaptar("modules", "stats", "echo", "--json").value
    states = {row["name"]: row["state"] for row in value["modules"]}
    assert states.pop("echo") == "ready"
    assert set(states.values()) <= {"found"}
    assert value["pool"]["created"] >= 1
    assert [row["module"] for row in value["pool"]["instances"]] == ["echo"] * value["pool"]["ready"]
    assert "pool: ready" in kaptar("modules", "stats", "echo").out
    assert kaptar("modules", "stats", "ech").code == 2


@pytest.mark.guest
def test_a_damaged_module_is_shown_as_broken_with_the_reason(kaptar: Kaptar, tmp_path: Path) -> None:
    kaptar("modules", "add", str(module(tmp_path / "echo.wasm", extra="(func)")))
    (copy,) = (tmp_path / "data").rglob("*.wasm")
    copy.write_bytes(copy.read_bytes()[:-1] + b" ")
    done = kaptar("modules", "reload", "echo", "--json")
    assert (done.code, done.value[0]["state"]) == (1, "broken")
    assert "SHA-256" in done.value[0]["reason"]


def test_stats_without_guests_say_why(kaptar: Kaptar) -> None:
    value = kaptar("modules", "stats", "--all", "--json", "--no-wasm").value
    assert value["guests_off"]
    assert value["pool"] is None


WATCH = "import sys\nsys.stdout.isatty = lambda: True\nfrom kaptar.cli import main\nmain(['modules', 'stats', '--watch'])"


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_watching_ends_with_ctrl_c(start: Callable[[str], subprocess.Popen[str]]) -> None:
    process = start(WATCH)
    assert process.stdout is not None
    first = process.stdout.readline()
    assert "guests" in first
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in error


def test_watch_and_json_exclude_each_other(kaptar: Kaptar) -> None:
    assert kaptar("modules", "stats", "--watch", "--json").code == 2
