"""A corpus is in the cache as a whole, or not at all."""

import os
from pathlib import Path

import pytest

from kaptar_bench.edit.corpus import put_in_place


def test_the_cases_come_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, done, replace = tmp_path / "new", list[str](), os.replace
    new.mkdir()
    for name in ("cases.jsonl", "files.jsonl", "downloads.txt", "a.jsonl", "z.jsonl"):
        (new / name).write_text("")

    def seen(old: Path, at: Path) -> None:
        done.append(at.name)
        replace(old, at)

    monkeypatch.setattr(os, "replace", seen)
    put_in_place(new, tmp_path / "cases.jsonl")
    assert done == ["a.jsonl", "files.jsonl", "z.jsonl", "cases.jsonl"]
    assert {each.name for each in tmp_path.glob("*.jsonl")} == set(done)
