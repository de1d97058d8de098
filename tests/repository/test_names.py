"""Every name of a path, on file systems that are only described."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.repository.names import MAX_BYTES, MAX_LINKS, Look, fold, names_of


def disk(links: Mapping[str, str], files: Mapping[str, int] | None = None, *, folds: bool = False) -> Look:
    """A file system with these links, and these files by an own number each."""
    held = files or {}

    def identity(path: str) -> tuple[int, int] | None:
        names = {fold(name): number for name, number in held.items()} if folds else held
        number = names.get(fold(path) if folds else path)
        return None if number is None else (1, number)

    return Look(links.get, identity)


@pytest.mark.parametrize(
    ("path", "links", "every", "entry", "real"),
    [
        ("/r/a", {}, ["/r/a"], "/r/a", "/r/a"),
        ("/r//x/./../a", {}, ["/r//x/./../a", "/r/a"], "/r/a", "/r/a"),
        ("/r/.env", {"/r/.env": "config/dev"}, ["/r/.env", "/r/config/dev"], "/r/.env", "/r/config/dev"),
        ("/r/.env", {"/r/.env": "a", "/r/a": "/s/b"}, ["/r/.env", "/r/a", "/s/b"], "/r/.env", "/s/b"),
        (
            "/r/.claude/settings.json",
            {"/r/.claude": "dotfiles/claude"},
            ["/r/.claude/settings.json", "/r/dotfiles/claude/settings.json"],
            "/r/dotfiles/claude/settings.json",
            "/r/dotfiles/claude/settings.json",
        ),
        ("/r/hooks/x", {"/r/hooks": ".git/hooks"}, ["/r/hooks/x", "/r/.git/hooks/x"], "/r/.git/hooks/x", "/r/.git/hooks/x"),
        # `..` after a link leaves the link's target, not its folder
        ("/r/l/../a", {"/r/l": "/s/t"}, ["/r/l/../a", "/r/a", "/s/a"], "/s/a", "/s/a"),
        ("/r/l/..", {"/r/l": "/s/t"}, ["/r/l/..", "/r", "/s"], "/s", "/s"),
        ("/..", {}, ["/..", "/"], "/", "/"),
        ("/r/a\nb", {"/r/a\nb": ".ssh/x"}, ["/r/a\nb", "/r/.ssh/x"], "/r/a\nb", "/r/.ssh/x"),
        ("/r/up", {"/r/up": "../../../etc/x"}, ["/r/up", "/etc/x"], "/r/up", "/etc/x"),
    ],
)
def test_names(path: str, links: dict[str, str], every: list[str], entry: str, real: str) -> None:
    found = names_of(path, disk(links))
    assert found.problem == ""
    assert (sorted(found.every), found.entry, found.real) == (sorted(every), entry, real)


def test_other_letters_count_where_the_file_system_takes_them_for_the_same() -> None:
    files = {"/R": 1, "/R/.ENV": 2}
    assert "/r/.env" in names_of("/R/.ENV", disk({}, files, folds=True)).every
    assert "/r/.env" not in names_of("/R/.ENV", disk({}, files)).every
    assert "/r/.env.new" in names_of("/R/.ENV.new", disk({}, files, folds=True)).every, "a file that is not there yet"


def test_composed_and_decomposed_letters_are_one_name() -> None:
    composed, decomposed = "/r/\u00e9", "/r/e\u0301"
    assert composed in names_of(decomposed, disk({}, {composed: 7}, folds=True)).every
    assert fold(composed) == fold(decomposed)


@pytest.mark.parametrize(
    ("path", "links"),
    [
        ("/proc/self/cwd/../x", {"/proc/self": "123", "/proc/123/cwd": "/r"}),
        ("/proc/123/root/etc/passwd", {}),
        ("/proc/thread-self/cwd", {}),
        ("/r/here/x", {"/r/here": "/proc/self/cwd"}),
        ("/dev/fd/3", {"/dev/fd": "/proc/self/fd"}),
    ],
)
def test_what_leads_through_a_process_is_never_believed(path: str, links: dict[str, str]) -> None:
    found = names_of(path, disk(links))
    assert "is another place for each process" in found.problem
    assert path in found.every


@pytest.mark.parametrize(
    ("path", "links", "says"),
    [
        ("/r/a\0b", {}, "zero byte"),
        ("/" + "x/" * 1001, {}, "more than 1000 parts"),
        ("/" + "ä" * MAX_BYTES, {}, "more than 4,096 bytes"),
        ("/loop", {"/loop": "loop"}, "links follow each other"),
        ("/a", {"/a": "b", "/b": "a"}, "links follow each other"),
        ("/a", {"/a": "x/" * 1001}, "more than 1000 parts"),
        ("/a", {"/a": "a/a"}, "links follow each other"),
    ],
)
def test_bounds(path: str, links: dict[str, str], says: str) -> None:
    assert says in names_of(path, disk(links)).problem


def test_as_many_links_as_the_system_follows() -> None:
    chain = {f"/{n}": str(n + 1) for n in range(MAX_LINKS)}
    found = names_of("/0", disk(chain))
    assert found.problem == ""
    assert len(found.every) == MAX_LINKS + 1


def test_a_long_path_takes_no_time() -> None:
    start = time.process_time()
    assert names_of("/" + "a/" * 100_000).problem
    assert names_of("/" + "a/" * 999, disk({})).problem == ""
    assert time.process_time() - start < 0.5


def test_a_path_must_be_absolute() -> None:
    with pytest.raises(ValueError, match="not absolute"):
        names_of("a/b")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with links up, down and sideways."""
    base = tmp_path_factory.mktemp("names").resolve()
    (base / "a/b").mkdir(parents=True)
    for link, target in {"a/l": "b", "l": "a/b", "a/b/m": "..", "m": str(base / "a")}.items():
        (base / link).symlink_to(target)
    return base


@given(parts=st.lists(st.sampled_from(["a", "b", "l", "m", "..", ".", ""]), max_size=8))
def test_the_real_name_is_the_systems(real: Path, parts: list[str]) -> None:
    path = f"{real}/{'/'.join(parts)}"
    found = names_of(path)
    assert (found.real, found.problem) == (os.path.realpath(path), "")


def test_it_is_told_whether_the_file_system_folds() -> None:
    files = {"/r": 1, "/r/a": 2}
    assert names_of("/r/a", disk({}, files, folds=True)).folds
    assert names_of("/r/new/b", disk({}, files, folds=True)).folds
    assert not names_of("/r/a", disk({}, files)).folds
    assert not names_of("/r/\n/5", disk({}, {})).folds


@pytest.mark.parametrize("path", ["/r/\ud83d.env", "/r/\udfff"])
def test_halves_of_pairs_are_no_path_and_other_bytes_are(path: str) -> None:
    assert "half of a surrogate pair" in names_of(path, disk({})).problem
    assert names_of("/r/\udcff", disk({})).problem == ""
