"""``kaptar bench compare`` on files; a bench's own figures are tested where it is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kaptar_bench.rows import measured, report, save

Kaptar = Callable[..., Any]


def saved(path: Path, around: float) -> str:
    rounds = [around * (1 + share / 100) for share in (0, 1, -1, 0, 1, -1, 0, 1, -1)]
    save(report("demo", [measured("parse", rounds, "ms")]), path)
    return path.name


def test_compare_says_what_it_tested_and_exits_1_on_a_regression(kaptar: Kaptar, tmp_path: Path) -> None:
    old, new = saved(tmp_path / "old.json", 10), saved(tmp_path / "new.json", 15)
    done = kaptar("bench", "compare", old, new)
    assert done.code == 1
    assert "Wilcoxon" in done.out
    assert "regressed" in done.out
    assert kaptar("bench", "compare", new, old).code == 0
    value = kaptar("bench", "compare", old, new, "--json").value
    assert value["regressed"] == 1
    assert value["rows"][0]["outcome"] == "regressed"


def test_compare_with_a_missing_file(kaptar: Kaptar, tmp_path: Path) -> None:
    done = kaptar("bench", "compare", saved(tmp_path / "old.json", 10), "none.json")
    assert done.code == 1
    assert "none.json" in done.err


def test_the_list_of_benches(kaptar: Kaptar) -> None:
    done = kaptar("bench", "--help")
    assert done.code == 0
    assert all(name in done.out for name in ("runtime", "edit", "compare"))
