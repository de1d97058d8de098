"""The one reader: what it reads, what it does not, and that nobody reads a repository's files without it."""

import ast
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kaptar.repository import files
from kaptar.repository.files import Unread, content_of, read_file, read_no_link

SOURCE = Path(files.__file__).parents[1]


def test_content_up_to_the_bound(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"12345")
    assert read_file(file, 5) == read_no_link(str(file), 5) == content_of(file, 5) == b"12345"
    assert read_file(file, 4) == Unread("too_large", "5 bytes, over the limit of 4")
    assert content_of(file, 4) == b""
    file.write_bytes(b"")
    assert read_file(file, 0) == b""


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def unix_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


def link_to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


@pytest.mark.parametrize(
    ("make", "kind"),
    [(pipe, "not_regular"), (folder, "not_regular"), (unix_socket, "not_regular"), (link_to("/dev/zero"), "not_regular"),
     (link_to("/dev/tty"), "not_regular"), (link_to("nowhere"), "missing"), (link_to("x"), "failed")],
    ids=["pipe", "folder", "socket", "zeros", "terminal", "dangling link", "loop"],
)  # fmt: skip
def test_what_is_no_file_is_not_waited_for(make: Callable[[Path], None], kind: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    make(path)
    found = read_file(path)
    assert isinstance(found, Unread)
    assert found.kind == kind
    assert content_of(path) == b""


def test_links_are_followed_or_not(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "way").symlink_to(".")
    assert read_file(tmp_path / "link") == b"1"
    assert read_no_link(tmp_path / "link") == Unread("link", "a symbolic link, which is not followed")
    assert read_no_link(tmp_path / "way" / "a") == b"1"


def test_a_file_that_says_that_it_is_empty_is_read_and_bounded() -> None:
    """The system's own files."""
    assert content_of("/proc/self/status").startswith(b"Name:")
    assert read_file("/proc/self/status", 10) == Unread("too_large", "11 bytes, over the limit of 10")


def test_a_file_in_place_of_a_folder_above_is_a_missing_file(tmp_path: Path) -> None:
    """As with HOME=/dev/null."""
    (tmp_path / "a").write_bytes(b"1")
    found = read_file(tmp_path / "a" / "b")
    assert isinstance(found, Unread)
    assert found.kind == "missing"


def test_a_name_that_cannot_be_one() -> None:
    found = read_file("a\0b")
    assert isinstance(found, Unread)
    assert found.kind == "failed"


ALLOWED = {
    "repository/partial_commit.py": "git's index and its lock, and temporary files in the git directory",
    "atomic.py": "writes Kaptar's own files",
    "checks/proof/tdd.py": "writes tests into a work copy, which no user sees",
    "checks/tools/earlier_copy.py": "writes the content before an edit, with configuration, into a temporary folder of its own",
    "checks/tools/types.py": "writes the content of an edit into a temporary file of its own",
    "cli/dispatch.py": "/dev/null, where nobody reads what is printed",
    "cli/named_input.py": "input that the user names, which may be a pipe",
    "clients/entry/git_hooks.py": "notes of the system and of git; has the standard library alone",
    "clients/entry/without_hive.py": "has the standard library alone",
    "clients/opencode.py": "a file of the package",
    "clients/shell.py": "adds to notes in the git directory",
    "folders/tracked.py": "an index of git, bounded; the reader stands above it",
    "ops/document.py": "writes the documentation of this package",
    "repository/disk.py": "the writer's seam",
    "repository/files.py": "the reader itself",
    "repository/living.py": "/proc",
    "repository/own.py": "Kaptar's own files, with rules of their own",
    "runtime/modules/compiled_cache.py": "Kaptar's own cache, which only this user writes",
    "runtime/modules/engines.py": "/proc",
    "runtime/modules/turns.py": "locks beside Kaptar's own cache",
}
"""Modules that open files by themselves, each with the reason."""

WHOLE = {"read_bytes", "read_text", "write_bytes", "write_text"}
OF_OPEN = {"mode", "buffering", "encoding", "errors", "newline"}
NO_PATHS = {"hooks"}
"""Names of objects that are no paths, with a method ``open`` that takes nothing."""


def opens_a_path(call: ast.Call, of: ast.expr) -> bool:
    """Whether ``of.open(...)`` may be `Path.open`: without arguments, with a mode in quotes, or with one of its keywords."""
    words = {keyword.arg for keyword in call.keywords}
    if not call.args:
        return words <= OF_OPEN and not (isinstance(of, ast.Name) and of.id in NO_PATHS)
    return isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)


def opened(source: str) -> Iterator[str]:
    """The calls in a module that open a file: ``open``, ``os.open``, `Path.open`, and those of `WHOLE`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id="open"):
                yield "open"
            case ast.Attribute(value=ast.Name(id="os"), attr="open"):
                yield "os.open"
            case ast.Attribute(attr=name) if name in WHOLE:
                yield name
            case ast.Attribute(value=of, attr="open") if opens_a_path(node, of):
                yield ".open"


def test_nobody_else_opens_files() -> None:
    found = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if list(opened(path.read_text("utf-8")))}
    assert found == ALLOWED.keys()


@pytest.mark.parametrize(
    "line",
    ["open(p)", "os.open(p, 0)", "p.open()", "p.open('w')", "p.open(mode='w')", "p.open(encoding='utf-8')",
     "p.read_text()", "p.write_text('')", "p.write_bytes(b'')"],
)  # fmt: skip
def test_each_way_to_open_is_seen(line: str) -> None:
    assert list(opened(line))


@pytest.mark.parametrize("line", ["disk.open(path, flags)", "sessions.open(now)", "hooks.open()"])
def test_a_method_of_the_same_name_is_no_way(line: str) -> None:
    assert not list(opened(line))


CHANGES = {
    "clients/entry/git_hooks.py": "opens the database to read it alone; has the standard library alone",
    "workspace/ledger/versions.py": "versions below .kaptar, in a folder that is no link, opened by repository/own.py",
    "api/ahead.py": "the time of the last compile, in the user's own cache",
    "api/output.py": "reports, where the user says",
    "atomic.py": "writes Kaptar's own files",
    "checks/proof/runners/go.py": "a temporary folder",
    "checks/proof/runners/jest.py": "a temporary folder",
    "checks/proof/runners/node.py": "a temporary folder",
    "checks/proof/runners/node_modules.py": "a work copy, which no user sees",
    "checks/proof/runners/python.py": "a temporary folder",
    "checks/proof/runners/rust.py": "a work copy, and a temporary folder",
    "checks/proof/work_copy.py": "a work copy, which no user sees",
    "checks/tools/earlier_copy.py": "a temporary folder",
    "checks/tools/types.py": "a temporary folder",
    "checks/tools/warm/dmypy.py": "a temporary folder",
    "cli/run.py": "the folder for reports, where the user says",
    "clients/install/former_hive.py": "removes files of the former version, none of them a link's target",
    "clients/install/record.py": "the record below .kaptar, after its folder was looked at",
    "clients/shell.py": "notes in the git directory, in a folder that is no link",
    "folders/__init__.py": "the user's own folders",
    "hive/log.py": "a log below .kaptar, opened by repository/own.py",
    "hive/place.py": "its pid file below .kaptar, after its folder was looked at",
    "database/store.py": "its database below .kaptar, after its folder was looked at",
    "database/looking.py": "its database below .kaptar, which it only reads",
    "jobs/spool.py": "a temporary file",
    "repository/disk.py": "the writer's seam",
    "repository/door.py": "port and token below .kaptar, after their folder was looked at",
    "repository/partial_commit.py": "git's index and its lock, and temporary files in the git directory",
    "repository/living.py": "the pid file below .kaptar, after its folder was looked at",
    "repository/own.py": "closes Kaptar's own folders to others",
    "repository/trust.py": "the user's own folder",
    "runtime/measured/timings_file.py": "the user's own folder",
    "runtime/modules/compiled_cache.py": "the user's own folder",
    "runtime/modules/plugins.py": "the user's own folder",
    "runtime/modules/turns.py": "locks beside Kaptar's own cache",
    "server/serve.py": "its socket in the user's runtime folder",
}
"""Modules that change what is on the disk beside the writer, each with what it changes."""

OF_OS = {"replace", "rename", "renames", "remove", "removedirs", "unlink", "rmdir", "mkdir", "makedirs", "link", "symlink",
         "chmod", "chown", "truncate", "utime", "mkfifo", "mknod", "setxattr", "removexattr"}  # fmt: skip
OF_PATHS = {"mkdir", "unlink", "touch", "rename", "rmdir", "chmod", "symlink_to", "hardlink_to"}
OF_OURS = {"write_atomically", "write_new"}
MODULES = {"os": OF_OS, "sqlite3": {"connect"}, "logging.handlers": {"RotatingFileHandler"}}
WHOLLY = {"shutil": {"which", "get_terminal_size", "disk_usage"}, "tempfile": {"gettempdir"}}
"""Modules whose functions all change the disk, but for these."""


def changed(source: str) -> Iterator[str]:
    """Calls, and classes that are inherited from, that change what is on the disk. The seam's own methods are none."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in OF_OURS:
                yield name
            case ast.Attribute(value=of, attr=name):
                module = ast.unparse(of)
                if name in MODULES.get(module, ()) or (module in WHOLLY and name not in WHOLLY[module]):
                    yield f"{module}.{name}"
                elif name in OF_PATHS and module not in MODULES and module.rpartition(".")[2] not in ("disk", "_disk"):
                    yield f".{name}"


def test_nobody_else_changes_the_disk() -> None:
    found = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if list(changed(path.read_text("utf-8")))}
    assert found == CHANGES.keys()


@pytest.mark.parametrize(
    "line",
    ["os.replace(a, b)", "os.symlink(a, b)", "p.mkdir()", "(a / b).unlink()", "p.touch()", "shutil.copy(a, b)",
     "sqlite3.connect(p)", "write_atomically(p, b'')", "tempfile.mkdtemp()",
     "class A(logging.handlers.RotatingFileHandler): ..."],
)  # fmt: skip
def test_each_change_is_seen(line: str) -> None:
    assert list(changed(line))
    assert not list(changed("disk.mkdir(place, 0o700); self._disk.unlink(a); text.replace('a', 'b'); shutil.which('git')"))
