"""Paths as clients name them."""

import os
from pathlib import Path

import pytest

from kaptar.clients.fields import absolute
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
