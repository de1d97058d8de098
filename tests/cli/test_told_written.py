"""A signal that comes when files are written: the answer is printed, or stderr names the files. Each moment is struck exactly."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")

STRUCK = """
import os, signal, sys
import kaptar.checks.fix, kaptar.jobs.sources, kaptar.repository.journal, kaptar.repository.writer
from kaptar.repository.disk import Disk

def strike(owner, name, at=1):
    calls, real = iter(range(1, 1000)), getattr(owner, name)
    def struck(*args, **named):
        done = real(*args, **named)
        if next(calls) == at:
            os.kill(os.getpid(), getattr(signal, sys.argv[1]))
        return done
    setattr(owner, name, struck)

MOMENT
from kaptar.cli import main
main(sys.argv[2:])
"""
TWO = "*** Begin Patch\n*** Update File: a.py\n@@\n-x = 1\n+x = 2\n*** Update File: b.py\n@@\n-x = 1\n+x = 2\n*** End Patch\n"
ONE = "<<<<<<< SEARCH\nx = 1\n=======\nx = 2\n>>>>>>> REPLACE\n"
COMMIT = 'strike(kaptar.repository.journal, "end")'
ANSWER = 'strike(kaptar.repository.writer, "write")'
SIGNALS = ["SIGTERM", "SIGHUP", "SIGINT"]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("x = 1\n")
    (tmp_path / "two.txt").write_text(TWO)
    (tmp_path / "one.txt").write_text(ONE)
    return tmp_path


def struck(repo: Path, moment: str, number: str, *words: str) -> "subprocess.CompletedProcess[str]":
    script = STRUCK.replace("MOMENT", moment)
    command = [sys.executable, "-c", script, number, *words]
    return subprocess.run(command, cwd=repo, capture_output=True, text=True, timeout=120, check=False)


def ended(number: str) -> tuple[int, str]:
    said = "interrupted" if number == "SIGINT" else f"ended by {number}"
    return 128 + getattr(signal, number), said


@pytest.mark.guest
@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_in_the_commit_names_what_was_written(repo: Path, number: str) -> None:
    done = struck(repo, COMMIT, number, "apply", "--multi", "two.txt", "--write")
    code, said = ended(number)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.splitlines() == ["changed all the same: a.py, b.py", said]
    assert (repo / "b.py").read_text() == "x = 2\n"


@pytest.mark.parametrize("number", SIGNALS)
def test_after_the_commit_the_answer_is_printed(repo: Path, number: str) -> None:
    done = struck(repo, ANSWER, number, "apply", "a.py", "one.txt", "--write")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("a.py: update")
    assert (repo / "a.py").read_text() == "x = 2\n"


@pytest.mark.parametrize("number", SIGNALS)
def test_before_the_commit_nothing_is_written_and_nothing_named(repo: Path, number: str) -> None:
    done = struck(repo, 'strike(Disk, "rename", 2)', number, "apply", "a.py", "one.txt", "--write")
    code, said = ended(number)
    assert (done.returncode, done.stderr.splitlines()) == (code, [said])
    assert (repo / "a.py").read_text() == "x = 1\n"


def test_a_write_of_one_file_without_a_journal_is_named_too(repo: Path) -> None:
    moment = 'kaptar.repository.writer.make_store = lambda *_: "none"\nstrike(Disk, "rename", 1)'
    done = struck(repo, moment, "SIGTERM", "apply", "a.py", "one.txt", "--write")
    assert done.stderr.splitlines() == ["changed all the same: a.py", "ended by SIGTERM"]
    assert (repo / "a.py").read_text() == "x = 2\n"


FIX = """
def fix(snapshot, context, others):
    kaptar.repository.writer.write_below(snapshot.file.parent,
        [kaptar.repository.writer.Step(snapshot.file.name, snapshot.content, b"y = 1\\n")])
    return kaptar.checks.fix.Fixed(("test",), 1)
import kaptar.checks.checker
kaptar.checks.checker.fix = fix
strike(kaptar.repository.writer, "write_below", 2)
"""


@pytest.mark.parametrize("number", SIGNALS)
def test_check_with_fix_names_the_files_that_it_had_written(repo: Path, number: str) -> None:
    (repo / "c.py").write_text("x = 1\n")
    done = struck(repo, FIX, number, "check", "--fix", "a.py", "b.py", "c.py")
    code, said = ended(number)
    assert done.returncode == code
    assert done.stderr.splitlines() == ["changed all the same: a.py, b.py", said]
    assert [(repo / name).read_text()[0] for name in ("a.py", "b.py", "c.py")] == ["y", "y", "x"]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_run_that_a_signal_ends_says_so_with_its_code(repo: Path, number: str) -> None:
    (repo / "plan.toml").write_text('[[task]]\nid = "c"\nkind = "checksum"\nfiles = ["*.py"]\n')
    moment = 'from kaptar.jobs.kinds.checksum import Checksum\nstrike(Checksum, "files")'
    done = struck(repo, moment, number, "run", "plan.toml")
    code, said = ended(number)
    assert done.returncode == code, done.stderr
    assert "interrupted: this report is partial" in done.stdout
    assert done.stderr.splitlines()[-1] == said


LATE = textwrap.dedent("""
    import os, signal, sys, time
    from kaptar.cli import signals
    signals.end_at_once()
    signals.interrupt()
    try:
        with signals.answer_first(lambda: True, float(sys.argv[1])) as seen:
            os.kill(os.getpid(), signal.SIGTERM)
            print(seen.first.said, flush=True)
            time.sleep(60)
    except signals.EndedBySignal as ended:
        print(ended.code, flush=True)
""")


def test_an_answer_that_nobody_takes_does_not_hold_a_signal_up_for_ever() -> None:
    done = subprocess.run([sys.executable, "-c", LATE, "0.05"], capture_output=True, text=True, timeout=30, check=False)
    assert done.stdout.splitlines() == ["ended by SIGTERM", "143"]


def test_a_second_signal_does_not_wait(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", LATE, "60"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ended by SIGTERM\n"
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert out == "130\n"


def test_a_write_without_a_command_is_recorded_nowhere(tmp_path: Path) -> None:
    from kaptar.repository.writer import Step, write_below
    from kaptar.repository.written import recorded, recording

    with recording() as record:
        write_below(tmp_path, [Step("a", None, b"1")])
        assert list(record.files) == [tmp_path.resolve() / "a"]
    assert recorded() is None
    write_below(tmp_path, [Step("b", None, b"1")])
    assert list(record.files) == [tmp_path.resolve() / "a"]


def test_a_record_has_a_bound() -> None:
    from kaptar.repository.written import MOST_NAMED, Record

    record = Record()
    record.add(Path(f"{n}") for n in range(MOST_NAMED + 3))
    record.add([Path("0")])
    assert (len(record.files), record.more) == (MOST_NAMED, 3)


@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_that_the_parent_has_blocked_comes(number: str) -> None:
    script = "import os, signal, sys; signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGHUP, signal.SIGINT})\n"
    script += "os.execv(sys.executable, [sys.executable, '-c', 'import kaptar.cli.signals as s, sys, time; s.end_at_once();"
    script += " print(1, flush=True); time.sleep(60)'])"
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "1\n"
    process.send_signal(getattr(signal, number))
    _, error = process.communicate(timeout=30)
    assert (process.returncode, error.strip()) == ended(number)
