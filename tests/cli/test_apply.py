"""``kaptar apply`` as a user runs it."""

import io
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from kaptar.cli.named_input import lines_of

pytestmark = pytest.mark.guest

SOURCE = "def f():\n    pass\n\n\ndef g():\n    return 2\n"
EDIT = "<<<<<<< SEARCH\n    return 2\n=======\n    return 3\n>>>>>>> REPLACE\n"
PATCH = "*** Begin Patch\n*** Update File: a.py\n@@\n-    return 2\n+    return 3\n*** Add File: b.py\n+x = 1\n*** End Patch\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(SOURCE)
    (tmp_path / "edit.txt").write_text(EDIT)
    return tmp_path


def kaptar(folder: Path, *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kaptar", "apply", *args]
    environment = os.environ | {"NO_COLOR": "1"}
    return subprocess.run(command, cwd=folder, input=stdin, capture_output=True, text=True, env=environment, check=False)


def test_a_dry_run_shows_the_difference_and_changes_nothing(folder: Path) -> None:
    done = kaptar(folder, "a.py", "edit.txt")
    assert done.returncode == 0, done.stderr
    assert "-    return 2\n+    return 3\n" in done.stdout
    assert "dry run" in done.stdout
    assert (folder / "a.py").read_text() == SOURCE


@pytest.mark.parametrize("args", [["a.py", "edit.txt"], ["a.py", "-"], ["a.py"]])
def test_write_changes_the_file(folder: Path, args: list[str]) -> None:
    done = kaptar(folder, *args, "--write", stdin=EDIT)
    assert done.returncode == 0, done.stderr
    assert (folder / "a.py").read_text() == SOURCE.replace("return 2", "return 3")
    assert sorted(p.name for p in folder.iterdir()) == ["a.py", "edit.txt"]
    again = kaptar(folder, *args, stdin=EDIT)
    assert again.returncode == 0
    assert "unchanged" in again.stdout


def test_a_refusal_says_why_and_ends_with_1(folder: Path) -> None:
    done = kaptar(folder, "a.py", stdin=EDIT.replace("return 2", "return 9"))
    assert done.returncode == 1
    assert done.stdout == ""
    assert "a.py: refused (no_match)" in done.stderr
    assert "Traceback" not in done.stderr


def test_json_is_one_value(folder: Path) -> None:
    (answer,) = json.loads(kaptar(folder, "a.py", "edit.txt", "--json").stdout)
    assert (answer["status"], answer["grade"], answer["written"]) == ("applied", "exact", False)
    assert answer["text"] == SOURCE.replace("return 2", "return 3")
    (answer,) = json.loads(kaptar(folder, "a.py", "--json", stdin="nothing like code or an edit").stdout)
    assert answer["status"] == "refused"
    assert answer["reason"]


def test_several_files_at_once(folder: Path) -> None:
    done = kaptar(folder, "--multi", "-", "--write", stdin=PATCH)
    assert done.returncode == 0, done.stderr
    assert (folder / "a.py").read_text().endswith("return 3\n")
    assert (folder / "b.py").read_text() == "x = 1\n"
    again = kaptar(folder, "--multi", "-", "--write", stdin=PATCH)
    assert again.returncode == 1
    assert "exists" in again.stderr


def test_one_file_through_a_linked_folder_is_refused_by_name(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    other = tmp_path_factory.mktemp("other")
    subprocess.run(["git", "init", "-q", str(other)], check=True)
    (other / "sub").mkdir()
    (other / "a.py").write_text(SOURCE)
    (folder / "ld").symlink_to(other)
    for named in ("ld/a.py", "./ld/a.py", "ld/sub/../a.py", str(folder / "ld" / "a.py")):
        done = kaptar(folder, named, "--write", stdin=EDIT)
        assert done.returncode == 1, named
        assert f"{named}: refused (path_outside)" in done.stderr
        assert kaptar(folder, named, stdin=EDIT).returncode == 1, "nor is it looked at"
    assert (other / "a.py").read_text() == SOURCE
    assert kaptar(folder, str(other / "a.py"), stdin=EDIT).returncode == 0


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_an_answer_that_cannot_be_written_still_says_what_changed(folder: Path, options: list[str]) -> None:
    command = [sys.executable, "-m", "kaptar", "apply", "--multi", "--write", *options, "-"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, cwd=folder, input=PATCH, stdout=full, stderr=subprocess.PIPE, text=True, env=os.environ, check=False
        )  # fmt: skip
    assert done.returncode == 1
    assert "changed all the same: a.py, b.py" in done.stderr
    assert "the answer cannot be written: No space left on device" in done.stderr
    assert (folder / "b.py").exists()


def test_of_a_line_without_an_end_only_the_beginning_is_read() -> None:
    stream = io.BytesIO(b"ab\n" + b"c" * 25 + b"\nde\n" + b"f" * 9 + b"\ng")
    assert list(lines_of(stream, 10)) == [b"ab\n", b"c" * 10, b"de\n", b"f" * 9 + b"\n", b"g"]


def test_lines_of_cases(folder: Path) -> None:
    good = json.dumps({"id": 1, "path": "a.py", "language": "python", "before": SOURCE, "format": "auto", "edit": EDIT})
    bad = ["not json", "[" * 200_000, '{"x":' * 100_000, '{"edit": "\\ud800"}']
    done = kaptar(folder, "--jsonl", stdin="\n".join([good, *bad, '{"id": 2}', "", good, ""]))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    refused = [(None, "refused")] * len(bad)
    assert [(a["id"], a["status"]) for a in answers] == [(1, "applied"), *refused, (2, "refused"), (1, "applied")]
    assert {answer["reason"] for answer in answers[1:-1]} == {"malformed_case"}
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        ([], 2, "give FILE and an edit"),
        (["a.py", "none.txt"], 1, "none.txt: cannot be read: No such file"),
        (["a.py", "/dev/zero"], 1, "/dev/zero: more than 67,108,864 bytes; give less"),
        (["none.py", "edit.txt"], 1, "none.py: cannot be read: No such file"),
        ([".", "edit.txt"], 1, "not a regular file"),
        (["a.py", "edit.txt", "--format", "zip"], 2, "there is no edit format 'zip'"),
        (["--jsonl", "--write"], 2, "give FILE and an edit"),
        (["--multi", "edit.txt", "--root", "nowhere"], 1, "nowhere: not a folder"),
    ],
)
def test_wrong_usage_is_one_line(folder: Path, args: list[str], code: int, says: str) -> None:
    done = kaptar(folder, *args)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_without_guests_exact_quotations_still_work(folder: Path) -> None:
    done = kaptar(folder, "a.py", "edit.txt", "--write", "--no-wasm")
    assert done.returncode == 0, done.stderr
    assert "syntax not run: " in done.stdout
    assert (folder / "a.py").read_text().endswith("return 3\n")
    done = kaptar(folder, "a.py", "--no-wasm", stdin="def g():\n    return 4\n")
    assert "refused (unavailable)" in done.stderr


def test_a_file_outside_is_written_only_where_the_user_says_so(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """It is in no git repository and not below the current folder: nothing would bring its old text back."""
    there = tmp_path_factory.mktemp("there")
    target = there / "a.py"
    target.write_text(SOURCE)
    (folder / "link").symlink_to(there)
    for args in ((str(target), "edit.txt"), ("link/a.py", "edit.txt"), ("--multi", "--root", str(there))):
        refused = kaptar(folder, *args, "--write", stdin=PATCH)
        assert refused.returncode == 1
        named = args[2] if args[0] == "--multi" else args[0]
        assert refused.stderr.startswith(f"error: {named} is in no git repository and not below the current folder")
        assert "--outside" in refused.stderr
        assert target.read_text() == SOURCE
        assert kaptar(folder, *args, stdin=PATCH).returncode == 0, "a look is free"
    assert kaptar(folder, str(target), "edit.txt", "--write", "--outside").returncode == 0
    assert target.read_text() != SOURCE
    target.write_text(SOURCE)
    (there / ".git").mkdir()
    assert kaptar(folder, str(target), "edit.txt", "--write").returncode == 0


def test_below_the_outermost_folder_everything_lies(folder: Path) -> None:
    done = kaptar(Path("/"), str(folder / "a.py"), str(folder / "edit.txt"), "--write")
    assert "is in no git repository and not below the current folder" in done.stderr
    assert (folder / "a.py").read_text() == SOURCE


def with_file_limit(folder: Path, size: int, *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """As `kaptar`, of a process that may write no larger file."""
    command = [sys.executable, "-m", "kaptar", "apply", *args]
    return subprocess.run(
        command, cwd=folder, input=stdin, capture_output=True, text=True, check=False, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )  # fmt: skip


def test_where_no_guest_starts_it_is_the_limit_that_is_named(folder: Path) -> None:
    """A guest's memory counts as a file; an exact quotation needs no guest."""
    limit = "a limit on the size of files is below what it needs (`ulimit -f`): raise it"
    lazy = "# ... existing code ...\ndef g():\n    return 3\n"
    without_edit_guest = with_file_limit(folder, 1 << 12, "a.py", stdin=lazy)
    assert "a.py: refused (unavailable)" in without_edit_guest.stderr
    assert limit in without_edit_guest.stderr
    without_grammar = with_file_limit(folder, 1 << 16, "a.py", stdin=lazy)
    assert "a.py: refused (unaccounted_removal)" in without_grammar.stderr
    assert limit in without_grammar.stderr
    patch = with_file_limit(folder, 1 << 12, "--multi", "--write", stdin=PATCH)
    assert "(unavailable)" in patch.stderr
    assert "`ulimit -f`" in patch.stderr
    done = with_file_limit(folder, 1 << 12, "a.py", "edit.txt", "--write")
    assert done.returncode == 0, done.stderr
    assert "return 3" in (folder / "a.py").read_text()


def test_a_file_beyond_the_limit_is_refused_with_the_limit(folder: Path) -> None:
    before = SOURCE + "# a comment\n" * 10_000
    (folder / "a.py").write_text(before)
    done = with_file_limit(folder, 1 << 16, "a.py", "edit.txt", "--write")
    assert done.returncode == 1
    assert "refused (cannot_write)" in done.stderr
    assert "File too large (a limit on the size of files stands in the way: see `ulimit -f`" in done.stderr
    assert "nothing was changed" in done.stderr
    assert (folder / "a.py").read_text() == before


def test_what_is_written_passes_the_checks_of_hooks(folder: Path) -> None:
    key = "AKIA" + "Q3EGRIYDVU5ZLT2B"
    secret = EDIT.replace("    return 3\n", f'    return "{key}"\n')
    for words in ((), ("--write",)):
        done = kaptar(folder, "a.py", *words, stdin=secret)
        assert done.returncode == 1
        assert "refused (blocked): the checks stop it: line 6" in done.stderr
    assert (folder / "a.py").read_text() == SOURCE
    (folder / ".env").write_text("API_KEY=a1\n")
    done = kaptar(folder, ".env", "--write", stdin="<<<<<<< SEARCH\nAPI_KEY=a1\n=======\nAPI_KEY=a2\n>>>>>>> REPLACE\n")
    assert done.returncode == 1
    assert (folder / ".env").read_text() == "API_KEY=a1\n"


def test_a_warning_that_blocks_stops_a_write_too(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / "kaptar.toml").write_text('[hooks]\nblocks_from = "warning"\nseverity = { secrets = "warning" }\n')
    key = "AKIA" + "Q3EGRIYDVU5ZLT2B"
    done = kaptar(folder, "a.py", "--write", stdin=EDIT.replace("    return 3\n", f'    return "{key}"\n'))
    assert done.returncode == 1
    assert "refused (blocked): the checks stop it: line 6" in done.stderr
    assert (folder / "a.py").read_text() == SOURCE


def test_a_broken_file_can_be_mended_bit_by_bit(folder: Path) -> None:
    (folder / "a.py").write_text(SOURCE.replace("def f():", "def f(:").replace("def g():", "def g(:"))
    done = kaptar(folder, "a.py", "--write", stdin="<<<<<<< SEARCH\ndef f(:\n=======\ndef f():\n>>>>>>> REPLACE\n")
    assert done.returncode == 0, done.stderr
    assert "def f():" in (folder / "a.py").read_text()
