"""``kaptar bench compare`` on files; a bench's own figures are tested where it is."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kaptar_bench.rows import measured, report, save

Kaptar = Callable[..., Any]

WITHOUT_BENCHES = """
import os, sys
sys.path = [each for each in sys.path if not os.path.isdir(os.path.join(each, "kaptar_bench"))]
from kaptar.cli import run
sys.exit(run(sys.argv[1:]))
"""


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


def test_without_the_package_of_benches_the_remedy_is_one_line() -> None:
    remedy = "error: the benches are not installed: from a checkout of Kaptar, run `python -m pip install ./bench`\n"
    for words in (["runtime"], ["op", "text.fnv1a32"], ["compare", "a", "b"]):
        command = [sys.executable, "-c", WITHOUT_BENCHES, "bench", *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (3, "", remedy)


def test_the_list_of_benches(kaptar: Kaptar) -> None:
    done = kaptar("bench", "--help")
    assert done.code == 0
    assert all(name in done.out for name in ("runtime", "edit", "op", "compare"))
