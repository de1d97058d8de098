"""Plans run on a real folder: order, outcomes, changes, faults, interruption."""

import json
import os
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kaptar.checks.refusal import NewContent
from kaptar.edit.engine import Editor
from kaptar.errors import InputError, UsageError
from kaptar.jobs.coordinator import FileResult, Watcher
from kaptar.jobs.job import Job, JobOptions
from kaptar.jobs.kinds.kind import Tools
from kaptar.jobs.report import Report
from kaptar.jobs.report_html import render_html
from kaptar.runtime.operation import Result
from kaptar.stop import Stop

Call = Callable[..., Result]


def run(plan: Path, call: Call, *, watcher: Watcher | None = None, stop: Stop | None = None, **options: Any) -> Report:
    ticks = count()
    job = Job(plan, Tools(call, Editor(None)), lambda: (1, 2), JobOptions(**options), clock=lambda: next(ticks) / 1000)
    return job.run(watcher or Watcher(), stop)


def plan_for(repository: Path, *tasks: str, head: str = "") -> Path:
    path = repository.parent / "plan.toml"
    path.write_text(f'repository = "repository"\nmax_file_size = 4000\n{head}\n' + "".join(f"[[task]]\n{t}\n" for t in tasks))
    return path


VALIDATE = 'id = "v"\nkind = "validate"\nfiles = ["*.js"]'
OPTIMIZE = 'id = "o"\nkind = "optimize"\nfiles = ["*.js"]\nneeds = ["v"]'
SUMS = 'id = "s"\nkind = "checksum"\nfiles = ["lib/*"]\nneeds = ["o"]'


def test_each_file_has_its_outcome(repository: Path, call: Call) -> None:
    report = run(plan_for(repository, VALIDATE), call)
    task = report.tasks[0]
    assert (task.files, task.done, task.refused, task.failed, task.state) == (10, 5, 4, 1, "not done")
    reasons = {p.path: p.reason for p in task.problems}
    assert "zero byte" in reasons["binary.js"]
    assert "not UTF-8 at byte 6" in reasons["latin.js"]
    assert "over the limit of 4,000" in reasons["big.js"]
    assert "symbolic link" in reasons["link.js"]
    assert reasons["slip.js"] == "line 1: unexpected"
    assert not report.complete


LIMIT = "over the limit of {0:,} for this task; raise max_file_size of the [[task]] or leave it out"


def test_a_task_has_a_limit_of_its_own(repository: Path, call: Call) -> None:
    small = 'id = "v"\nkind = "validate"\nfiles = ["lib/*"]\nmax_file_size = 9'
    (repository / "lib" / "f0.js").write_text("let a = 10\n")
    task = run(plan_for(repository, small), call).tasks[0]
    assert (task.files, task.refused) == (5, 5)
    assert {p.path: p.reason for p in task.problems}["lib/f0.js"] == f"11 bytes, {LIMIT.format(9)}"


def test_a_limit_of_a_task_holds_for_what_the_run_made_of_a_file(repository: Path, call: Call) -> None:
    sums = SUMS + '\nmax_file_size = "9b"'
    tasks = run(plan_for(repository, OPTIMIZE, VALIDATE, sums), call).tasks
    assert {p.reason for p in tasks[2].problems} == {f"10 bytes, {LIMIT.format(9)}"}


def test_files_that_a_formatter_has_no_memory_for_are_refused(repository: Path, call: Call) -> None:
    (repository / "large.json").write_text("[" + "1,\n" * (400 << 10) + "1]\n")
    task = 'id = "f"\nkind = "format"\nfiles = ["large.json"]'
    plan = plan_for(repository, task)
    plan.write_text(plan.read_text().replace("max_file_size = 4000", ""))
    (problem,) = run(plan, call).tasks[0].problems
    assert (problem.status, problem.reason) == ("refused", f"1,228,804 bytes, {LIMIT.format(1 << 20)}")
    plan.write_text(plan.read_text() + '\nmax_file_size = "2MB"')
    (problem,) = run(plan, call).tasks[0].problems
    assert "syntax.format" in problem.reason  # the stand-in formats nothing


def test_a_bug_on_one_file_is_its_failure_and_the_others_are_done(repository: Path, call: Call) -> None:
    def broken(name: str, data: bytes, *args: Any, **options: Any) -> Result:
        if data == (repository / "lib" / "f0.js").read_bytes():
            raise ZeroDivisionError("by nought")
        return call(name, data, *args, **options)

    task = run(plan_for(repository, VALIDATE), broken).tasks[0]
    assert (task.files, task.done, task.refused, task.failed) == (10, 4, 4, 2)
    assert {p.path: p.reason for p in task.problems}["lib/f0.js"] == "ZeroDivisionError: by nought"


def test_a_needed_task_comes_first_and_its_failed_files_are_left_out(repository: Path, call: Call) -> None:
    seen: list[tuple[str, str]] = []

    class Order(Watcher):
        def file_ended(self, result: FileResult) -> None:
            seen.append((result.task, result.path))

    report = run(plan_for(repository, OPTIMIZE, VALIDATE), call, watcher=Order())
    assert [t for t, _ in seen] == ["v"] * 10 + ["o"] * 10
    optimized = next(t for t in report.tasks if t.id == "o")
    assert optimized.skipped == 1
    assert any(p.path == "slip.js" and p.reason == "failed in v" for p in optimized.problems)


def test_a_dry_run_shows_changes_to_later_tasks_and_writes_nothing(repository: Path, call: Call) -> None:
    before = {p: p.read_bytes() for p in sorted(repository.rglob("*.js")) if not p.is_symlink()}
    report = run(plan_for(repository, VALIDATE, OPTIMIZE, SUMS), call)
    assert [c.path for c in report.changes] == [f"lib/f{n}.js" for n in range(5)]
    assert not any(c.written for c in report.changes)
    assert {p: p.read_bytes() for p in before} == before
    digest = next(f.detail["sha256"] for f in report.files if f.task == "s" and f.path == "lib/f0.js")
    assert digest == call("crypto.sha256", b"var a = 0\n").value.hex()


def test_only_an_edit_has_compared_the_parse_errors(repository: Path, call: Call) -> None:
    (repository.parent / "edits.jsonl").write_text(
        json.dumps({"path": "lib/f0.js", "edit": "<<<<<<< SEARCH\nlet a = 0\n=======\nlet a = 9\n>>>>>>> REPLACE\n"})
    )
    edit = 'id = "e"\nkind = "edit"\noptions = { edits = "edits.jsonl" }'
    optimize = 'id = "o"\nkind = "optimize"\nfiles = ["lib/f1.js"]'
    asked: list[NewContent] = []

    def refusal(new: NewContent) -> str:
        asked.append(new)
        return "no" if new.path.name == "f1.js" else ""

    plan = plan_for(repository, edit, optimize)
    job = Job(plan, Tools(call, Editor(None)), lambda: (0, 0), JobOptions(write=True))
    report = job.run(Watcher(), refusal=refusal)
    assert [(new.path.name, new.errors_compared) for new in asked] == [("f0.js", True), ("f1.js", False)]
    assert [(c.written, c.reason) for c in report.changes] == [(True, ""), (False, "the checks stop it: no")]


def test_write_changes_the_files_and_keeps_their_modes(repository: Path, call: Call) -> None:
    (repository / "lib/f0.js").chmod(0o755)
    report = run(plan_for(repository, VALIDATE, OPTIMIZE), call, write=True)
    assert all(c.written for c in report.changes)
    assert (repository / "lib/f0.js").read_text() == "var a = 0\n"
    assert (repository / "lib/f0.js").stat().st_mode & 0o777 == 0o755
    assert [p.name for p in (repository / "lib").iterdir() if p.name.startswith(".")] == []


def test_a_file_that_somebody_else_changed_is_not_overwritten(repository: Path, call: Call) -> None:
    def meddling(name: str, *args: Any) -> Result:
        if name == "syntax.optimize" and b"= 3" in args[0]:
            (repository / "lib/f3.js").write_text("let a = mine\n")
        return call(name, *args)

    report = run(plan_for(repository, VALIDATE, OPTIMIZE), meddling, write=True)
    assert [(c.path, c.written) for c in report.changes if not c.written] == [("lib/f3.js", False)]
    assert (repository / "lib/f3.js").read_text() == "let a = mine\n"
    assert not report.complete


def test_a_task_that_fails_does_not_stop_the_others(repository: Path, call: Call) -> None:
    for path in (repository / "lib").iterdir():
        path.write_text("crash")
    broken = 'id = "o"\nkind = "optimize"\nfiles = ["lib/*"]'
    sums = 'id = "s"\nkind = "checksum"\nfiles = ["lib/*"]'
    report = run(plan_for(repository, broken, sums), call)
    assert [(t.failed, t.done) for t in report.tasks] == [(5, 0), (0, 5)]
    assert {p.reason for p in report.tasks[0].problems} == {"no good"}


def test_stopping_leaves_a_partial_report_and_writes_nothing(repository: Path, call: Call) -> None:
    stop = Stop()

    class Stopper(Watcher):
        def file_ended(self, result: FileResult) -> None:
            stop.request("enough")

    for n in range(100):
        (repository / "lib" / f"more{n}.js").write_text("let a = 1\n")
    optimize = 'id = "o"\nkind = "optimize"\nfiles = ["lib/*"]'
    report = run(plan_for(repository, optimize, VALIDATE), call, watcher=Stopper(), stop=stop, write=True, workers=1)
    assert report.interrupted
    assert 0 < report.tasks[0].files < 105
    assert report.tasks[0].state == "interrupted"
    assert not any(c.written for c in report.changes)
    assert not any(t.name.startswith("kaptar-run") for t in threading.enumerate())


def test_a_file_without_permission_fails_alone(call: Call, unprivileged: Path) -> None:
    repository = unprivileged / "repository"
    (repository / "lib").mkdir(parents=True)
    for n in range(5):
        (repository / "lib" / f"f{n}.js").write_text("a")
    (repository / "lib/f1.js").chmod(0)
    report = run(plan_for(repository, 'id = "s"\nkind = "checksum"\nfiles = ["lib/*"]'), call)
    assert report.tasks[0].problems[0].reason == "cannot be read: Permission denied"
    assert report.tasks[0].done == 4


def test_what_is_no_file_is_not_waited_for(repository: Path, call: Call) -> None:
    os.mkfifo(repository / "lib/pipe.js")
    report = run(plan_for(repository, 'id = "s"\nkind = "checksum"\nfiles = ["lib/*"]'), call)
    assert [(p.path, p.reason) for p in report.tasks[0].problems] == [("lib/pipe.js", "not a regular file")]


def test_a_file_that_disappears_fails_alone(repository: Path, call: Call) -> None:
    def deleting(name: str, *args: Any) -> Result:
        (repository / "lib/f4.js").unlink(missing_ok=True)
        return call(name, *args)

    report = run(plan_for(repository, 'id = "s"\nkind = "checksum"\nfiles = ["lib/*"]'), deleting, workers=1)
    assert report.tasks[0].problems[0].reason == "cannot be read: No such file or directory"


def test_wrong_options_are_said_before_anything_runs(repository: Path, call: Call) -> None:
    wrong = 'id = "o"\nkind = "optimize"\nfiles = ["*"]\noptions = { level = "wild" }'
    with pytest.raises(UsageError, match=r"task 'o': options: .*level"):
        run(plan_for(repository, wrong), call)
    with pytest.raises(UsageError, match="files is missing"):
        run(plan_for(repository, 'id = "o"\nkind = "optimize"'), call)


def test_patterns_that_match_nothing_are_said(repository: Path, call: Call) -> None:
    report = run(plan_for(repository, 'id = "s"\nkind = "checksum"\nfiles = ["*.zig"]'), call)
    assert report.tasks[0].state == "no files"


def test_the_page_escapes_what_it_shows(repository: Path, call: Call) -> None:
    (repository / "<b>.js").write_text("broken & <i>")
    page = render_html(run(plan_for(repository, VALIDATE), call))
    assert "<b>.js" not in page
    assert "&lt;b&gt;.js" in page
    assert page.count("<svg") == 3


def edits(repository: Path, *lines: str) -> str:
    (repository.parent / "edits.jsonl").write_text("\n".join(lines))
    return 'id = "e"\nkind = "edit"\noptions = { edits = "edits.jsonl" }'


def replacement(path: str, old: str, new: str) -> str:
    edit = json.dumps({"file_path": path, "old_string": old, "new_string": new})
    return json.dumps({"path": path, "edit": edit, "id": f"{old}-{new}"})


def test_edits_read_nothing_through_a_linked_folder(repository: Path, call: Call) -> None:
    outside = repository.parent / "outside"
    outside.mkdir()
    (outside / "s.txt").write_text("line1\nSECRET\n")
    (repository / "ld").symlink_to(outside)
    (repository / "in").symlink_to("lib")
    (repository / "g").symlink_to(".git")
    task = edits(repository, *(replacement(path, "line1", "x") for path in ("ld/s.txt", "g/config.js", "in/f1.js")))
    report = run(plan_for(repository, task), call, write=True)
    reasons = {each.path: each.reason for each in report.tasks[0].problems}
    assert "leads out of" in reasons["ld/s.txt"]
    assert "leads into .git" in reasons["g/config.js"]
    assert "lead" not in reasons["in/f1.js"]
    assert "SECRET" not in msgspec.json.encode(report).decode()


@pytest.mark.parametrize("named", ["{out}/e.jsonl", "../e.jsonl", "ld/e.jsonl", "a\\u0000b/e"])
def test_a_plan_reads_edits_from_its_own_worktree_alone(named: str, repository: Path, call: Call) -> None:
    outside = repository.parent / "outside"
    outside.mkdir()
    (outside / "e.jsonl").write_text("SECRET\n")
    (repository.parent / "e.jsonl").write_text("SECRET\n")
    (repository / "ld").symlink_to(outside)
    plan = repository / "plan.toml"
    named = named.format(out=outside)
    plan.write_text(f'[[task]]\nid = "e"\nkind = "edit"\noptions = {{ edits = "{named}" }}\n')
    with pytest.raises(UsageError, match=r"task 'e': edits = .*(outside of|not a path)") as caught:
        run(plan, call)
    assert "SECRET" not in str(caught.value)


def test_edits_of_one_file_follow_each_other(repository: Path, call: Call) -> None:
    task = edits(
        repository,
        replacement("lib/f1.js", "a = 1", "b = 1"),
        replacement("lib/f1.js", "b = 1", "c = 1"),
        replacement("lib/f1.js", "zzz", "y"),
        replacement("notes.txt", "missing", "x"),
    )
    report = run(plan_for(repository, task), call, write=True)
    assert (repository / "lib/f1.js").read_text() == "let c = 1\n"
    assert (report.tasks[0].done, report.tasks[0].refused) == (1, 1)
    assert report.tasks[0].figures == {"edits applied": 2, "edits refused": 2}
    answers = next(f.detail["edits"] for f in report.files if f.path == "lib/f1.js")
    assert [a["status"] for a in answers] == ["applied", "applied", "refused"]


@pytest.mark.parametrize(
    ("line", "error"), [("{", UsageError), ('{"path": "../x", "edit": "y"}', UsageError), ('{"edit": "y"}', UsageError)]
)
def test_a_wrong_line_of_edits_is_named(repository: Path, call: Call, line: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"edits.jsonl line 2"):
        run(plan_for(repository, edits(repository, "", line)), call)
    (repository.parent / "edits.jsonl").unlink()
    with pytest.raises(InputError, match="cannot be read"):
        run(repository.parent / "plan.toml", call)
