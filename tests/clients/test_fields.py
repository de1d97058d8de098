"""Paths as clients name them."""

import json
import os
from pathlib import Path

import pytest

from kaptar.clients.fields import absolute, decoded, folder_of, meant, named, number_or_none, spellings
from kaptar.errors import InputError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "real/deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real/deep")
    (tmp_path / ".env").symlink_to("real/settings")
    return tmp_path.resolve()


@pytest.mark.parametrize(
    ("named", "path"),
    [
        ("a", "a"),
        ("./x//a", "x/a"),
        (".env", ".env"),
        ("link/a", "link/a"),
        ("link/../a", "real/a"),
        ("link/../../.env", ".env"),
        ("x/../link/a", "link/a"),
        ("link/..", "real"),
    ],
)
def test_the_names_of_links_stay(folder: Path, named: str, path: str) -> None:
    """But for those that a ``..`` follows, which are gone through as the system does."""
    assert absolute(named, str(folder)) == absolute(str(folder / named), "/") == str(folder / path)
    assert os.path.realpath(folder / path) == os.path.realpath(folder / named)


@pytest.mark.parametrize("named", ["", "a\0b", "x/" * 5000])
def test_what_cannot_be_a_path(named: str) -> None:
    with pytest.raises(InputError, match="cannot be a path"):
        absolute(named, "/")


def test_a_way_through_a_process_stays_as_it_is(folder: Path) -> None:
    """Its folder is another one for the client than for a hive."""
    (folder / "here").symlink_to("/proc/self/cwd")
    assert absolute("/proc/self/cwd/../a", str(folder)) == "/proc/self/cwd/../a"
    assert absolute("here/../a", str(folder)) == f"{folder}/here/../a"


@pytest.mark.parametrize("cwd", ["/x\0", "/" + "a/" * 5000, 7])
def test_a_folder_that_cannot_be_one_is_refused(cwd: object) -> None:
    with pytest.raises(InputError):
        folder_of({"cwd": cwd}, "/r")
    with pytest.raises(InputError):
        folder_of({"workspace_roots": ["/x\0"]}, "/r")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("a b", ["a b"]),
        (" .env\n", [" .env\n", ".env"]),
        ("~/.ssh/id", ["~/.ssh/id", "/home/user/.ssh/id"]),
        ("file:///r/%2eenv", ["file:///r/%2eenv", "/r/.env"]),
        ("~nobody-of-this-name/x", ["~nobody-of-this-name/x"]),
        ("  ", ["  "]),
        ("\ufeff.env", ["\ufeff.env", ".env"]),
        (".env \ufeff", [".env \ufeff", ".env"]),
        ("@.env", ["@.env", ".env"]),
        ("@/.git/config", ["@/.git/config", ".git/config"]),
    ],
)
def test_a_path_as_clients_may_read_it(given: str, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/user")
    assert list(spellings(given)) == read


@pytest.mark.parametrize(
    ("given", "read"),
    [("%2Eenv", ".env"), (".git%2Fconfig", ".git/config"), ("a%20b.py", "a b.py"), ("%C3%A9.py", "é.py"), ("é%41", "éA"),
     ("%252Eenv", "%2Eenv"), ("100%.py", "100%.py"), ("%2Eenv%", "%2Eenv%"), ("%zz%2Eenv", "%zz%2Eenv"), ("%", "%"),
     ("%2", "%2"), ("%ff.py", "%ff.py"), ("%ED%A0%80", "%ED%A0%80"), ("%C0%AEenv", "%C0%AEenv"), ("a.py", "a.py")],
)  # fmt: skip
def test_percent_signs_are_read_as_javascript_does(given: str, read: str) -> None:
    assert decoded(given) == read


def test_names_and_places_of_a_client_that_decodes() -> None:
    assert list(spellings("@%252Eenv", decodes=True)) == ["@%252Eenv", "%252Eenv", "@%2Eenv", "@.env", "%2Eenv", ".env"]
    assert "/r/.env" in {each.path for each in named({"path": "x/%2e%2e/%2Eenv"}, "/r", "path", decodes=True)}
    assert meant("%2Eenv", "/r", decodes=True) == ("/r/.env",)
    assert meant("@a%20b.py", "/r", decodes=True) == ("/r/a b.py", "/r/@a b.py")
    assert meant("%41/%2e%2e/b.py", "/r", decodes=True) == ("/r/b.py",)
    assert meant("a.py", "/r%41", decodes=True) == ("/rA/a.py",)


def test_places_of_a_client_that_does_not_decode() -> None:
    assert meant("%2Eenv", "/r") == ("/r/%2Eenv",)
    assert meant("@types/a.ts", "/r") == ("/r/@types/a.ts",)
    assert meant(" a.py\n", "/r") == ("/r/a.py", "/r/ a.py\n")
    assert meant("file:///r/%2eenv", "/r") == ("/r/.env", "/r/file:/r/%2eenv")
    assert [each.path for each in named({"path": "%2Eenv"}, "/r", "path")] == ["/r/%2Eenv"]


def test_every_spelling_of_every_field_is_named() -> None:
    found = named({"path": "a", "file_path": "~", "other": 7}, "/r", "file_path", "path", "target")
    assert [each.path for each in found][:2] == ["/r/~", "/r/a"]
    assert len(found) == 3
    for wrong in ({}, {"path": 7}, {"path": "a", "target": 7}, {"path": ""}):
        with pytest.raises(InputError):
            named(wrong, "/r", "path", "target")


@pytest.mark.parametrize(
    ("given", "expected"),
    [("10", 10.0), ("0", 0.0), ("1.5", 1.5), ("-1", None), ("1e400", None), ("-1e400", None), ("NaN", None), ("Infinity", None),
     ("9" * 400, None), ("1e308", None), ("true", None), ('"10"', None), ("null", None), ("[10]", None), ("101", None)],
)  # fmt: skip
def test_a_number_that_is_none_counts_as_not_told(given: str, expected: float | None) -> None:
    assert number_or_none(json.loads(f'{{"n": {given}}}'), "n", 100) == expected
    assert number_or_none({}, "n", 100) is None
