"""Compiled code is code that runs here: a file that anybody else can have touched is never loaded."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kaptar.config.sections import Config, WasmConfig
from kaptar.errors import Unavailable
from kaptar.folders import temporary_folder
from kaptar.runtime.modules.compiled_cache import CompiledCache
from kaptar.runtime.modules.convention import CHECKS
from kaptar.runtime.modules.engines import Engines, fingerprint
from kaptar.runtime.modules.modules import Progress
from kaptar.runtime.runtime import Runtime

FINGERPRINT = "wasmtime 50 cpu"


@pytest.fixture
def cache(tmp_path: Path) -> CompiledCache:
    return CompiledCache(tmp_path / "cache")


@pytest.fixture
def file(cache: CompiledCache) -> Path:
    path = cache.path("digest", FINGERPRINT)
    cache.write(path, b"compiled" * 1000)
    return path


def test_what_was_written_is_read(cache: CompiledCache, file: Path) -> None:
    assert cache.read(file) == b"compiled" * 1000
    assert file.stat().st_mode & 0o777 == 0o600
    assert cache.folder.stat().st_mode & 0o777 == 0o700
    assert os.listdir(cache.folder) == [file.name]


def test_another_module_or_machine_is_another_file(cache: CompiledCache, file: Path) -> None:
    others = {cache.path("digest2", FINGERPRINT), cache.path("digest", FINGERPRINT + "2")}
    assert file not in others
    assert len(others) == 2
    assert all(cache.read(path) is None for path in others)


def test_where_the_first_folder_cannot_be_used_the_other_one_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    unusable, other = tmp_path / "file/cache", tmp_path / "other"
    cache = CompiledCache(unusable, other=other)
    assert (cache.reason, cache.folder) == ("", other / "compiled")
    assert other.stat().st_mode & 0o777 == 0o700
    cache.write(cache.path("digest", FINGERPRINT), b"compiled")
    assert CompiledCache(unusable, other=other).read(cache.path("digest", FINGERPRINT)) == b"compiled"
    assert CompiledCache(tmp_path / "cache", other=other).folder == tmp_path / "cache/compiled"


def test_no_temporary_folder_is_below_the_current_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("", "here", "./tmp"):
        monkeypatch.setenv("TMPDIR", variable)
        assert tmp_path not in temporary_folder().parents
        assert temporary_folder().is_absolute()
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    assert temporary_folder().parent == Path("/elsewhere")


@pytest.mark.parametrize("kind", ["link", "writable", "link inside"])
def test_an_other_folder_that_somebody_else_can_have_made_is_not_used(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").write_text("")
    other, theirs = tmp_path / "other", tmp_path / "theirs"
    theirs.mkdir(mode=0o700)
    if kind == "link":
        other.symlink_to(theirs)
    else:
        other.mkdir(mode=0o700)
    if kind == "writable":
        other.chmod(0o777)
    if kind == "link inside":
        (other / "compiled").symlink_to(theirs)
    assert CompiledCache(tmp_path / "file/cache", other=other).reason


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def of_another_key(path: Path) -> bytes:
    """A file that is whole, of the same folder and for another module."""
    cache = CompiledCache(path.parent.parent)
    other = cache.path("another digest", FINGERPRINT)
    cache.write(other, b"other code" * 1000)
    content = other.read_bytes()
    other.unlink()
    return content


DAMAGE: dict[str, Callable[[Path], object]] = {
    "one bit of the code": lambda path: flip(path, -100),
    "one bit of the digest": lambda path: flip(path, 20),
    "one bit of the header": lambda path: flip(path, 0),
    "truncated code": lambda path: os.truncate(path, 4000),
    "truncated header": lambda path: os.truncate(path, 7),
    "only the header": lambda path: os.truncate(path, 115),
    "code for another key": lambda path: path.write_bytes(of_another_key(path)),
    "empty": lambda path: os.truncate(path, 0),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"x"),
    "writable by the group": lambda path: path.chmod(0o620),
    "writable by all": lambda path: path.chmod(0o602),
    "a link": lambda path: (path.rename(path.with_suffix(".else")), path.symlink_to(path.with_suffix(".else"))),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_file_that_may_not_be_believed_is_removed(cache: CompiledCache, file: Path, damage: str) -> None:
    DAMAGE[damage](file)
    assert cache.read(file) is None
    assert not file.exists()
    assert not file.is_symlink()
    assert cache.rebuilt == 1
    cache.write(file, b"again")
    assert cache.read(file) == b"again"


def test_a_file_of_another_user_is_removed(cache: CompiledCache, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: file.stat().st_uid + 1)
    assert cache.read(file) is None
    assert not file.exists()


@pytest.mark.parametrize("mode", [0o770, 0o707])
def test_a_folder_that_others_can_write_is_not_used(tmp_path: Path, mode: int) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(mode)
    cache = CompiledCache(tmp_path / "open")
    assert "writable by others" in cache.reason
    path = cache.path("digest", FINGERPRINT)
    cache.write(path, b"code")
    assert not path.exists()
    assert cache.read(path) is None


def test_a_write_that_fails_leaves_the_old_file(cache: CompiledCache, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    cache.write(file, b"new")
    monkeypatch.undo()
    assert cache.read(file) == b"compiled" * 1000
    assert os.listdir(cache.folder) == [file.name]


def test_the_number_of_files_is_bounded(tmp_path: Path) -> None:
    cache = CompiledCache(tmp_path / "cache", most_files=3)
    paths = [cache.path(str(number), FINGERPRINT) for number in range(5)]
    for age, path in enumerate(paths):
        cache.write(path, b"code")
        os.utime(path, ns=(age, age))
    cache.write(cache.path("last", FINGERPRINT), b"code")
    assert [path.exists() for path in paths] == [False, False, False, True, True]


@pytest.mark.guest
def test_the_second_start_does_not_compile_and_a_damaged_file_is_compiled_again(
    artifacts: Path, tmp_path: Path, start: Callable[..., Runtime]
) -> None:
    pytest.importorskip("wasmtime")

    def from_cache() -> bool | None:
        with_cache = start()
        assert with_cache.call("probe.echo", b"x").value == b"x"
        found = next(row.from_cache for row in with_cache.modules() if row.name == "probe")
        with_cache.close()
        return found

    assert [from_cache(), from_cache()] == [False, True]
    (compiled,) = (tmp_path / "cache/compiled").iterdir()
    flip(compiled, -50)
    assert [from_cache(), from_cache()] == [False, True]
    CompiledCache(tmp_path / "cache").write(compiled, b"junk")
    assert [from_cache(), from_cache()] == [False, True]


@pytest.mark.guest
def test_compiled_code_from_the_cache_passes_the_checks_of_its_types(
    artifacts: Path, tmp_path: Path, start: Callable[..., Runtime]
) -> None:
    wasmtime = pytest.importorskip("wasmtime")
    start().close()
    (compiled,) = (tmp_path / "cache/compiled").iterdir()
    other = wasmtime.Module(Engines().builtin, '(module (memory (export "memory") 1) (func (export "kaptar_call")))')
    CompiledCache(tmp_path / "cache").write(compiled, bytes(other.serialize()))
    runtime = start()
    assert runtime.call("probe.echo", b"x").value == b"x"
    assert next(row.from_cache for row in runtime.modules() if row.name == "probe") is False


def test_other_checks_are_another_file(cache: CompiledCache, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cache.path("digest", fingerprint(fuel=True))
    monkeypatch.setattr("kaptar.runtime.modules.engines.CHECKS", CHECKS + 1)
    assert cache.path("digest", fingerprint(fuel=True)) != before


@pytest.mark.guest
def test_those_who_wait_go_on_after_the_progress_was_told(artifacts: Path, tmp_path: Path) -> None:
    pytest.importorskip("wasmtime")
    telling, go_on = threading.Event(), threading.Event()

    def hear(progress: Progress) -> None:
        if progress.step == "ready":
            telling.set()
            go_on.wait(10)

    config = Config(wasm=WasmConfig(cache_dir=str(tmp_path / "cache")))
    with Runtime(config, {}, artifacts=artifacts, plugins=tmp_path, progress=hear) as runtime:
        with pytest.raises(Unavailable):
            runtime.wait_ready(["probe"], timeout_s=0)
        assert telling.wait(60)
        with pytest.raises(Unavailable, match="still being compiled"):
            runtime.wait_ready(["probe"], timeout_s=0.05)
        go_on.set()
        runtime.wait_ready(["probe"])


@pytest.mark.guest
def test_progress_tells_of_compiles(artifacts: Path, tmp_path: Path) -> None:
    pytest.importorskip("wasmtime")
    told: list[Progress] = []
    config = Config(wasm=WasmConfig(cache_dir=str(tmp_path / "cache")))
    for _ in range(2):
        with Runtime(config, {}, artifacts=artifacts, plugins=tmp_path, progress=told.append) as runtime:
            runtime.wait_ready()
    assert [(each.module, each.step, each.done, each.total) for each in told] == [
        ("other", "compiling", 0, 2), ("other", "ready", 1, 2), ("probe", "compiling", 1, 2), ("probe", "ready", 2, 2),
        ("other", "ready", 1, 2), ("probe", "ready", 2, 2),
    ]  # fmt: skip
