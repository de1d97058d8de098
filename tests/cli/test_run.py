"""``kaptar run`` as a user runs it: dry run, write, report, JSON, bad plans, Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.waiting import wait_until

pytestmark = pytest.mark.guest

PLAN = """
repository = "repository"
[[task]]
id = "syntax"
kind = "validate"
files = ["**/*.{js,py}"]
[[task]]
id = "smaller"
kind = "optimize"
files = ["**/*.js"]
needs = ["syntax"]
[[task]]
id = "hot"
kind = "analyze"
files = ["**/*.py"]
options = { max_complexity = 1 }
[[task]]
id = "sums"
kind = "checksum"
files = ["**"]
[[task]]
id = "packed"
kind = "compress"
files = ["**"]
options = { codec = "brotli", level = 5 }
"""
SCRIPT = "export function day() {\n  const unused = 1;\n  return 24 * 60 * 60; // seconds\n}\n"


BUSY_THREADS = 6
"""The main thread, the runtime's own, and the workers: the run has begun."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "repository").mkdir()
    (tmp_path / "repository/a.js").write_text(SCRIPT)
    (tmp_path / "repository/b.py").write_text("def f(x):\n    if x:\n        return 1\n    return 2\n")
    (tmp_path / "plan.toml").write_text(PLAN)
    return tmp_path


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "kaptar", "run", *args]


def kaptar(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*args), cwd=folder, capture_output=True, text=True, check=False)


def test_a_dry_run_shows_the_difference_and_a_report(folder: Path) -> None:
    done = kaptar(folder, "plan.toml")
    assert done.returncode == 0, done.stderr + done.stdout
    assert "-  return 24 * 60 * 60; // seconds" in done.stdout
    assert "+  return 86400; // seconds" in done.stdout
    assert "dry run, nothing written" in done.stdout
    assert "`f` has a cyclomatic complexity of 2" in done.stdout
    assert (folder / "repository/a.js").read_text() == SCRIPT


def test_write_and_report(folder: Path) -> None:
    done = kaptar(folder, "plan.toml", "--write", "--report", "out")
    assert done.returncode == 0, done.stderr + done.stdout
    assert (folder / "repository/a.js").read_text() == "export function day() {\n  return 86400; // seconds\n}\n"
    assert sorted(p.name for p in (folder / "out").iterdir()) == ["changes.diff", "report.html", "report.json"]
    report = json.loads((folder / "out/report.json").read_text())
    assert report["changes"][0]["written"] is True
    again = json.loads(kaptar(folder, "plan.toml", "--json").stdout)
    assert again["changes"] == []


def test_json_is_one_value_with_figures_that_were_measured(folder: Path) -> None:
    done = kaptar(folder, "plan.toml", "--json")
    report = json.loads(done.stdout)
    tasks = {t["id"]: t for t in report["tasks"]}
    assert {t["state"] for t in tasks.values()} == {"done"}
    assert tasks["syntax"]["files"] == 2
    assert sum(tasks["sums"]["backends"].values()) == 2
    assert all(f["micros"] > 0 for f in report["files"])
    assert report["seconds"] > 0


def test_an_invalid_file_is_failed_and_the_exit_code_says_so(folder: Path) -> None:
    (folder / "repository/slip.js").write_text("let = ;\n")
    done = kaptar(folder, "plan.toml")
    assert done.returncode == 1
    assert "slip.js: failed: line 1" in done.stdout
    assert "slip.js: skipped: failed in syntax" in done.stdout


@pytest.mark.parametrize(
    ("plan", "code", "says"),
    [
        ("none.toml", 1, "there is no such plan"),
        ("empty.toml", 2, "has no [[task]]"),
        ("circle.toml", 2, "a -> b -> a"),
        ("kind.toml", 2, "unknown kind 'dance'"),
    ],
)
def test_a_wrong_plan_is_one_line(folder: Path, plan: str, code: int, says: str) -> None:
    (folder / "empty.toml").write_text("")
    task = '[[task]]\nid = "{}"\nkind = "{}"\nfiles = ["*"]\nneeds = {}\n'
    (folder / "circle.toml").write_text(task.format("a", "validate", '["b"]') + task.format("b", "validate", '["a"]'))
    (folder / "kind.toml").write_text(task.format("a", "dance", "[]"))
    done = kaptar(folder, plan)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_large_file_and_a_link_are_refused_by_name(folder: Path) -> None:
    (folder / "repository/large.js").write_bytes(b"//" + b"x" * (50 << 20))
    (folder / "repository/round").symlink_to(folder / "repository")
    done = kaptar(folder, "plan.toml")
    assert done.returncode == 1
    assert "large.js: refused: 52,428,802 bytes, over the limit" in done.stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="not run: threads are counted in /proc")
def test_ctrl_c_ends_with_a_partial_report(folder: Path) -> None:
    for n in range(400):
        (folder / f"repository/f{n}.bin").write_bytes(os.urandom(200_000))
    slow = PLAN.replace("level = 5", "level = 11")
    (folder / "plan.toml").write_text(slow)
    process = subprocess.Popen(
        command("plan.toml", "--write"),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    threads = Path(f"/proc/{process.pid}/task")
    wait_until(lambda: len(list(threads.iterdir())) >= BUSY_THREADS, "the run begins", 30)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert process.returncode == 130, err
    assert "interrupted: this report is partial" in out
    assert (folder / "repository/a.js").read_text() == SCRIPT


def test_a_diff_is_made_only_as_far_as_it_is_shown(folder: Path) -> None:
    lines = "".join(f"export function f{n}() {{\n  const unused = 1;\n  return 24 * 60 * 60;\n}}\n" for n in range(100))
    (folder / "repository/a.js").write_text(lines)
    done = kaptar(folder, "plan.toml")
    assert "... and more lines of diff (--diff or --report shows them)" in done.stdout
    whole = kaptar(folder, "plan.toml", "--diff")
    assert "more lines of diff" not in whole.stdout
    assert whole.stdout.count("\n-") > done.stdout.count("\n-") > 0
