"""Versions: what is kept comes back as it was, damage is seen, and the oldest go first."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaptar.errors import InputError
from kaptar.workspace.ledger.versions import LARGEST, Versions, try_to_keep


@given(st.binary(max_size=2000))
def test_what_is_kept_comes_back(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    versions = Versions(tmp_path_factory.mktemp("v", numbered=True) / "versions")
    assert versions.content(versions.keep(content)) == content


def test_damage_is_seen(tmp_path: Path) -> None:
    versions = Versions(tmp_path / "versions")
    digest = versions.keep(b"one")
    packed = (tmp_path / "versions" / digest).read_bytes()
    for damaged in (b"", b"x", packed[:-1], packed + packed):
        (tmp_path / "versions" / digest).write_bytes(damaged)
        assert versions.content(digest) in (None, b"one")
        if len(damaged) < 2:
            assert versions.content(digest) is None


def test_the_oldest_go_first(tmp_path: Path) -> None:
    digests = [Versions(tmp_path / "versions").keep(os.urandom(400)) for _ in range(5)]
    versions = Versions(tmp_path / "versions", most_bytes=1000)
    for age, digest in enumerate(reversed(digests)):
        os.utime(tmp_path / "versions" / digest, (1000 - age, 1000 - age))
    versions.forget_oldest()
    assert [versions.content(digest) is not None for digest in digests] == [False, False, False, True, True]


def test_a_large_content_is_known_by_its_digest_alone(tmp_path: Path) -> None:
    versions = Versions(tmp_path / "versions")
    assert versions.content(versions.keep(bytes(LARGEST + 1))) is None


def test_a_folder_that_is_a_link_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "versions").symlink_to("elsewhere")
    with pytest.raises(InputError):
        Versions(tmp_path / "versions").keep(b"one")
    assert len(try_to_keep(Versions(tmp_path / "versions"), b"one")) == 64
    assert not list((tmp_path / "elsewhere").iterdir())


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    assert Versions(tmp_path / "versions").content("../x") is None


@pytest.mark.parametrize(("count", "size", "most"), [(200, 100, 5000), (12, 10_000, 50_000), (2000, 1, 500)])
def test_the_bound_is_kept_with_few_looks(tmp_path: Path, count: int, size: int, most: int) -> None:
    versions, looks = Versions(tmp_path / "versions", most_bytes=most), 0

    def look() -> None:
        nonlocal looks
        looks += 1
        Versions.forget_oldest(versions)

    versions.forget_oldest = look  # type: ignore[method-assign]
    for number in range(count):
        versions.keep(number.to_bytes(4, "big") + bytes(size))
    kept = sum(each.stat().st_size for each in (tmp_path / "versions").iterdir())
    assert kept <= most * 9 // 8 + size + 4
    assert looks <= 12 + count * (size + 4) * 8 // most + 1
