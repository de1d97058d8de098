"""From an event to a verdict: what blocks, what is not run, what goes on, and that nothing bad that comes in does harm."""

import dataclasses
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from tests.checks.conftest import Checks, Make, event, result, rules
from tests.waiting import wait_until

from kaptar.api.programs import Runtime
from kaptar.checks.check import Check, CheckContext, Cost, Example, Ran
from kaptar.checks.checker import Checker
from kaptar.checks.event import FileChange
from kaptar.checks.finding import Finding
from kaptar.checks.settings import make_settings
from kaptar.checks.snapshot import Skipped, Snapshot, late
from kaptar.config.load import load_config
from kaptar.errors import ConfigError
from kaptar.repository.process import run
from kaptar.repository.trust import Trust

TOKEN = "ghp_" + "a8Kd02LqPz71XvBn4TgRw65YcMsE39HuJfQo"
EVAL = b"def f(x):\n    return eval(x)\n"


def check_named(name: str, run: Callable[[Snapshot, CheckContext], Ran | Skipped], cost: Cost = "tool") -> dict[str, Check]:
    return {name: Check(name, "a test's own", run, Example("a.py", b"", b""), cost=cost, default=True)}


def finds(message: str) -> Ran:
    return Ran((Finding(check="own", rule="own/x", path="", line=1, column=1, severity="error", message=message),))


@pytest.mark.guest
def test_a_clean_file_passes_and_is_complete(make: Make, root: Path) -> None:
    (root / "a.py").write_text("x = 1\n")
    verdict = make().check_event(event(FileChange(str(root / "a.py"))), 30)
    result(verdict, "security")
    assert (verdict.outcome, verdict.complete, verdict.pending) == ("pass", True, ())


def test_one_verdict_over_several_files(make: Make, root: Path) -> None:
    (root / "a.py").write_text("x = 1\n")
    (root / "b.py").write_text(f"T = '{TOKEN}'\n")
    verdict = make().check_files(["a.py", str(root / "b.py")])
    assert verdict.outcome == "block"
    assert [(f.path, f.line, f.rule) for f in verdict.findings] == [("b.py", 1, "secrets/github-token")]


def test_more_files_than_workers_may_wait_for(make: Make, root: Path) -> None:
    for number in range(300):
        (root / f"{number}.txt").write_text(f"{number}\n")
    verdict = make().check_files([root / f"{number}.txt" for number in range(300)])
    assert verdict.complete
    assert len({r.path for r in verdict.results}) == 300


@pytest.mark.guest
def test_unchanged_content_is_answered_from_the_cache_also_under_another_name(make: Make, root: Path) -> None:
    (root / "a.py").write_bytes(EVAL)
    (root / "b.py").write_bytes(EVAL)
    checks = make()
    first = result(checks.check_files([root / "a.py"]), "security")
    again = result(checks.check_files([root / "b.py"]), "security")
    assert (first.cached, again.cached) == (False, True)
    assert [f.path for f in again.findings] == ["b.py"]
    assert [(f.rule, f.line) for f in again.findings] == [(f.rule, f.line) for f in first.findings]


@pytest.mark.guest
def test_settings_change_severity_switch_rules_off_and_exempt_paths(make: Make, root: Path) -> None:
    (root / "a.py").write_bytes(EVAL)
    assert make().check_files([root / "a.py"]).outcome == "pass"
    assert make(severity={"security/eval": "warning"}).check_files([root / "a.py"]).outcome == "warn"
    assert make(severity={"security/eval": "error"}).check_files([root / "a.py"]).outcome == "block"
    assert make(severity={"security": "info"}).check_files([root / "a.py"]).outcome == "pass"
    assert make(severity={"security/eval": "off"}).check_files([root / "a.py"]).findings == ()
    assert make(ignore={"security": ("*.py",)}).check_files([root / "a.py"]).findings == ()
    assert make(severity={"security": "warning"}, blocks_from="warning").check_files([root / "a.py"]).outcome == "block"
    off = result(make(checks={"security": False}).check_files([root / "a.py"]), "security")
    assert (off.state, off.due, off.reason) == ("not_run", False, "off")
    skipped = make(skip=("a.py",)).check_files([root / "a.py"])
    assert (skipped.outcome, skipped.complete) == ("pass", True)


@pytest.mark.parametrize(
    ("settings", "named"),
    [({"checks": {"lnit": True}}, "lnit"), ({"severity": {"secretz": "info"}}, "secretz"), ({"ignore": {"x/y": ()}}, "x/y"),
     ({"limits": {"lines": 1}}, "lines")],
)  # fmt: skip
def test_settings_that_name_nothing_are_refused(make: Make, settings: dict[str, object], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        make(**settings)


def test_a_comment_with_a_reason_silences_and_one_without_is_a_finding(make: Make, root: Path) -> None:
    silent = f"T = '{TOKEN}'  # kaptar: ignore[secrets] -- revoked, kept as a test vector\n"
    alone = f"# kaptar: ignore[secrets/github-token] -- revoked\nT = '{TOKEN}'\n"
    bare = f"T = '{TOKEN}'  # kaptar: ignore[secrets]\n"
    checks = make()

    def check(text: str) -> list[str]:
        (root / "a.py").write_text(text)
        return sorted(rules(checks.check_files([root / "a.py"])))

    assert check(silent) == []
    assert check(alone) == []
    assert check(bare) == ["secrets/github-token", "suppressions/incomplete"]
    assert check(alone + "\n" + f"S = '{TOKEN}'\n") == ["secrets/github-token"]


def test_a_broken_check_blocks_nobody_and_leaves_the_verdict_incomplete(make: Make, root: Path) -> None:
    def fail(_s: Snapshot, _c: CheckContext) -> Ran:
        raise ZeroDivisionError("boom\nsecond line")

    (root / "a.py").write_text("")
    for cost in ("host", "tool"):
        verdict = make(registry=check_named("own", fail, cost)).check_files([root / "a.py"])  # type: ignore[arg-type]
        found = result(verdict, "own")
        assert (verdict.outcome, verdict.complete, found.state) == ("pass", False, "broke")
        assert found.reason == "ZeroDivisionError: boom second line"


def test_what_is_slower_than_the_deadline_is_told_at_the_next_event(make: Make, root: Path) -> None:
    go = threading.Event()

    def slow(_s: Snapshot, _c: CheckContext) -> Ran:
        go.wait(30)
        return finds("late")

    checks = make(registry=check_named("own", slow))
    change = FileChange(str(root / "a.py"), content=b"x")
    start = time.monotonic()
    verdict = checks.check_event(event(change), 0.1)
    assert time.monotonic() - start < 5
    assert (verdict.outcome, verdict.complete, verdict.pending) == ("pass", False, ("own a.py",))
    assert checks.take_background("s") == ()
    go.set()
    late = wait_until(lambda: checks.take_background("s"), "the check ends")
    assert [f.message for r in late for f in r.findings] == ["late"]
    assert checks.take_background("s") == ()
    assert checks.take_background("another") == ()


def test_a_slow_check_is_not_waited_for_after_an_edit_but_by_the_command(make: Make, root: Path) -> None:
    go = threading.Event()

    def run(_s: Snapshot, _c: CheckContext) -> Ran:
        go.wait(30)
        return finds("slow")

    checks = make(registry=check_named("own", run, "slow"))
    change = FileChange(str(root / "a.py"), content=b"x")
    assert checks.check_event(event(change), 5).pending == ("own a.py",)
    go.set()
    assert checks.check_event(event(change, phase="check", session="t"), 30).outcome == "block"


def test_a_slow_check_that_will_be_quick_is_waited_for(make: Make, root: Path) -> None:
    go, quick = threading.Event(), threading.Event()

    def run(_s: Snapshot, _c: CheckContext) -> Ran:
        go.wait(30)
        return finds("told")

    registry = check_named("own", run, "slow")
    registry = {name: dataclasses.replace(check, soon=lambda _s, _c: quick.is_set()) for name, check in registry.items()}
    checks = make(registry=registry)
    change = FileChange(str(root / "a.py"), content=b"x")
    assert checks.check_event(event(change), 30).pending == ("own a.py",)
    quick.set()
    threading.Timer(0.2, go.set).start()
    verdict = checks.check_event(event(change, session="t"), 30)
    assert (verdict.pending, [f.message for f in verdict.findings]) == ((), ["told"])


def test_a_background_result_about_older_content_is_forgotten(make: Make, root: Path) -> None:
    def run(snapshot: Snapshot, _c: CheckContext) -> Ran:
        return finds((snapshot.content or b"").decode())

    checks = make(registry=check_named("own", run, "slow"))
    checks.check_event(event(FileChange(str(root / "a.py"), content=b"old")), 5)
    checks.check_event(event(FileChange(str(root / "a.py"), content=b"new")), 5)
    results = wait_until(lambda: checks.take_background("s"), "the check ends")
    assert [f.message for r in results for f in r.findings] == ["new"]


def test_a_hanging_check_is_a_time_out_and_does_not_hold_up_the_end(make: Make, root: Path) -> None:
    hang = threading.Event()

    def run(_s: Snapshot, _c: CheckContext) -> Ran:
        hang.wait(60)
        return Ran()

    checks = make(registry=check_named("own", run), tool_timeout_ms=200)
    (root / "a.py").write_text("")
    found = result(checks.check_files([root / "a.py"]), "own")
    assert (found.state, found.due) == ("not_run", True)
    assert found.timed_out
    start = time.monotonic()
    checks.close()
    checks.close()
    assert time.monotonic() - start < 5
    hang.set()


def test_a_check_that_is_dropped_while_it_waits_is_told_at_once(make: Make, root: Path) -> None:
    begun, hang = threading.Semaphore(0), threading.Event()

    def wait(_snapshot: Snapshot, _context: CheckContext) -> Ran:
        begun.release()
        hang.wait(60)
        return Ran()

    checks = make(registry=check_named("own", wait, "slow"))
    for name in "abc":
        (root / f"{name}.py").write_text(name)
    for name in "abc":
        edited = event(FileChange(str(root / f"{name}.py")), session=name)
        assert checks.check_event(edited, 5).pending == (f"own {name}.py",)
    assert all(begun.acquire(timeout=30) for _ in range(2))  # all slow workers hang
    checks.checker.runner.close()
    (dropped,) = checks.take_background("c")
    hang.set()
    assert (dropped.state, dropped.timed_out) == ("not_run", False)
    assert "closed before it began" in dropped.reason


def test_a_program_of_a_check_ends_with_the_checks(make: Make, root: Path) -> None:
    """Ctrl-C in `kaptar check` closes them while tests of the project run."""
    begun = root / "pid"

    def runs(_snapshot: Snapshot, context: CheckContext) -> Ran:
        command = ["sh", "-c", f"echo $$ > {begun}; exec sleep 60"]
        run(command, root, timeout_s=60, stop=context.stop)
        return Ran()

    checks = make(registry=check_named("own", runs))
    (root / "a.py").write_text("")
    waits = threading.Thread(target=lambda: checks.check_files([root / "a.py"]))
    waits.start()
    wait_until(lambda: begun.exists() and begun.read_text().endswith("\n"), "the program runs")
    checks.close()
    waits.join(5)
    with pytest.raises(ProcessLookupError):
        os.kill(int(begun.read_text()), 0)


def test_a_closed_pipeline_says_that_a_check_was_not_run(make: Make, root: Path) -> None:
    checks = make(registry=check_named("own", lambda _s, _c: Ran()))
    checks.close()
    (root / "a.py").write_text("")
    assert result(checks.check_files([root / "a.py"]), "own").state == "not_run"


@pytest.mark.parametrize(
    ("name", "content", "reason", "due"),
    [
        ("gone.py", None, "there is no such file", True),
        ("folder", None, "a directory", True),
        ("pipe", None, "not a regular file", True),
        ("binary.py", b"\x00\x01" * 10, "binary", False),
        ("large.py", b"x" * (17 << 20), "over the limit of 16,777,216 bytes", True),
        ("../outside.py", b"x = (", "outside of the repository", True),
        ("link.py", None, "leads out of the repository", True),
        ("a\0b", None, "zero byte", True),
    ],
)
def test_bad_input_has_a_clear_answer(make: Make, root: Path, name: str, content: bytes | None, reason: str, due: bool) -> None:
    (root / "folder").mkdir()
    os.mkfifo(root / "pipe")
    (root.parent / "outside.py").write_text("x = (\n")
    (root / "link.py").symlink_to(root.parent / "outside.py")
    if content is not None and "/" not in name:
        (root / name).write_bytes(content)
    verdict = make().check_files([root / name])
    found = result(verdict, "file")
    assert (found.state, found.due, verdict.outcome, verdict.complete) == ("not_run", due, "pass", not due)
    assert reason in found.reason


def test_a_file_without_permission(make: Make, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read every file, so the refusal is the test's own."""
    (root / "a.py").write_text("")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("kaptar.checks.snapshot.os.open", refuse)
    found = result(make().check_files([root / "a.py"]), "file")
    monkeypatch.undo()
    assert (found.state, found.reason) == ("not_run", "cannot be read: Permission denied")


def test_invalid_utf_8_is_a_finding_of_the_parser_and_hides_no_secret(make: Make, root: Path) -> None:
    content = b"x = '\xff'\nT = '" + TOKEN.encode() + b"'\n"
    verdict = make().check_event(event(FileChange(str(root / "a.py"), content=content)), 30)
    assert result(verdict, "syntax").state == "findings"
    assert "secrets/github-token" in rules(verdict)


@pytest.mark.guest
@pytest.mark.parametrize("check", ["syntax", "complexity"])
def test_a_script_that_its_parser_would_need_too_long_for_is_said_to_be_unparsed(check: str, make: Make, root: Path) -> None:
    made = make(checks={check: True})
    (root / "a.sh").write_text("<<A\n" * 50_000)
    found = result(made.check_files(["a.sh"]), check)
    assert (found.state, found.due, found.reason) == ("not_run", True, "more than 500 here documents without a command")
    (root / "a.sh").write_text("cat <<A\n1 << 2\nA\n" * 2_000)
    assert result(made.check_files(["a.sh"]), check).state == "passed"


def test_content_over_the_parse_limit_is_said_to_be_unparsed(make: Make, root: Path) -> None:
    verdict = make().check_event(event(FileChange(str(root / "a.py"), content=b"x = 1\n" * 200_000)), 30)
    assert "over the parse limit" in result(verdict, "syntax").reason
    assert not verdict.complete


def test_a_deleted_file_is_complete_without_content(make: Make, root: Path) -> None:
    verdict = make().check_event(event(FileChange(str(root / "a.py"), "delete")), 30)
    assert (verdict.outcome, verdict.complete) == ("pass", True)
    gone = make().check_event(event(FileChange(str(root / ".env"), "delete"), phase="before"), 30)
    assert gone.outcome == "block"


def test_new_content_that_could_not_be_computed_is_incomplete(make: Make, root: Path) -> None:
    late = make().check_event(event(FileChange(str(root / "a.py"), problem="not compared: filter")), 30)
    assert [(r.check, r.state, r.reason, r.remedy) for r in late.missed] == [
        ("file", "not_run", "not compared: filter", "run `kaptar trust`")
    ]
    verdict = make().check_event(event(FileChange(str(root / "a.py"), problem="no match"), phase="before"), 30)
    assert (verdict.outcome, verdict.complete) == ("pass", False)
    assert "no match" in result(verdict, "file").reason


def test_an_event_without_files_passes(make: Make) -> None:
    verdict = make().check_event(event(), 5)
    assert (verdict.outcome, verdict.complete, verdict.results) == ("pass", True, ())


@pytest.mark.guest
def test_many_threads_get_the_same_answers(make: Make, root: Path) -> None:
    checks = make()
    texts = [f"x{number} = eval(a)\nT = '{TOKEN}'\n".encode() for number in range(8)]

    def once(number: int) -> list[str]:
        change = FileChange(str(root / f"{number % 8}.py"), content=texts[number % 8])
        return rules(checks.check_event(event(change, session=str(number)), 30))

    result(checks.check_event(event(FileChange(str(root / "w.py"), content=b"")), 30), "security")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(once, range(64)))
    assert answers == [["secrets/github-token", "security/eval"]] * 64


def test_what_was_finished_meanwhile_is_a_part_of_the_next_verdict(make: Make, root: Path) -> None:
    done = threading.Event()

    def run(snapshot: Snapshot, _c: CheckContext) -> Ran:
        if snapshot.path == "b.py":
            return Ran()
        done.set()
        return finds("late")

    checks = make(registry=check_named("own", run, "slow"))
    checks.check_event(event(FileChange(str(root / "a.py"), content=b"x")), 5)
    assert done.wait(10)
    before = checks.check_event(event(FileChange(str(root / "b.py"), content=b"y"), phase="before"), 5)
    assert before.findings == ()
    deleted = event(FileChange(str(root / "c.py"), "delete"))
    after = wait_until(lambda: checks.check_event(deleted, 5).findings, "the result is told")
    assert [(f.path, f.message) for f in after] == [("a.py", "late")]


@pytest.mark.guest
def test_an_edit_of_more_files_than_may_wait_is_checked_as_a_whole(make: Make, root: Path) -> None:
    files = [FileChange(str(root / f"{number}.py"), content=b"x%d = (\n" % number) for number in range(400)]
    verdict = make().check_event(event(*files), 60)
    assert (verdict.complete, len(verdict.findings) >= 400) == (True, True)


def test_a_proposed_edit_leaves_the_results_of_the_last_one(make: Make, root: Path) -> None:
    checks = make(registry=check_named("own", lambda _s, _c: finds("late"), "slow"))
    checks.check_event(event(FileChange(str(root / "a.py"), content=b"x")), 5)
    checks.check_event(event(FileChange(str(root / "a.py"), content=b"y"), phase="before", session="s"), 5)
    results = wait_until(lambda: checks.take_background("s"), "the check ends")
    assert [f.message for r in results for f in r.findings] == ["late"]


def test_without_guests_security_is_not_run_and_the_verdict_says_so(root: Path, trust: Trust) -> None:
    config = load_config(root, env={"DISABLE_WASM": "1"})
    with Runtime(config) as runtime:
        checks = Checks(Checker(runtime, guests_on=False), make_settings(config, root, trust=trust))
        verdict = checks.check_event(event(FileChange(str(root / "a.py"), content=EVAL)), 30)
        checks.close()
    found = result(verdict, "security")
    assert (found.state, found.due, verdict.complete, verdict.outcome) == ("not_run", True, False, "pass")
    assert "guests are switched off" in found.reason
    assert result(verdict, "syntax").backend == "host"


def test_what_an_event_has_no_time_for_is_told(make: Make, root: Path) -> None:
    """What a check looks at before it begins counts too, and so do checks of the caller's own thread."""
    now, run = [0.0], []

    def facts(_snapshot: Snapshot, _context: CheckContext) -> str:
        now[0] += 2
        return ""

    def slow(snapshot: Snapshot, _context: CheckContext) -> Ran:
        now[0] += 2
        run.append(snapshot.path)
        return Ran()

    own = replace(check_named("own", slow, "host")["own"], facts=facts)
    paths = [str(root / name) for name in ("a", "b", "c", "d")]
    for path in paths:
        Path(path).write_text("x")
    verdict = make(registry={"own": own}, clock=lambda: now[0], own=lambda: now[0]).check_event(event(*map(FileChange, paths)), 5)
    late = [(r.check, r.path) for r in verdict.results if r.timed_out]
    assert late == [("own", "a"), ("own", "b"), ("own", "c"), ("file", "d")]
    assert not verdict.complete
    assert run == []
    now[0] = 0.0
    make(registry={"own": own}, clock=lambda: now[0]).check_event(event(FileChange(paths[0])), 5)
    assert run == ["a"]


def test_a_busy_machine_takes_no_time_from_checks_of_the_caller_s_own_thread(make: Make, root: Path) -> None:
    """The clock goes on while other programs run; twice an event's time is the bound there."""
    now, own = [0.0], [0.0]

    def busy(seconds: float) -> None:
        now[0] += seconds
        own[0] += 0.1

    run: list[float] = []

    def check(_snapshot: Snapshot, _context: CheckContext) -> Ran:
        run.append(now[0])
        busy(4)
        return Ran()

    (root / "a").write_text("x")
    one = check_named("own", check, "host")["own"]
    registry = {f"own{at}": replace(one, name=f"own{at}") for at in range(4)}
    verdict = make(registry=registry, clock=lambda: now[0], own=lambda: own[0]).check_event(event(FileChange(str(root / "a"))), 5)
    assert run == [0, 4, 8]
    assert [r.check for r in verdict.results if r.timed_out] == ["own3"]


def test_what_a_check_found_before_its_time_was_over_counts(make: Make, root: Path) -> None:
    rest = late("the rest")
    answers = iter([finds("a")._replace(rest=rest), Ran(rest=rest), finds("a")])
    (root / "a").write_text("x")
    checks = make(registry=check_named("own", lambda _snapshot, _context: next(answers), "host"))
    verdict = checks.check_files(["a"])
    assert (verdict.outcome, verdict.complete, rules(verdict)) == ("block", False, ["own/x"])
    assert [r.reason for r in verdict.missed] == ["time out: the rest"]
    verdict = checks.check_files(["a"])  # what was not finished is not kept
    assert (verdict.outcome, verdict.complete) == ("pass", False)
    assert result(verdict, "own").state == "not_run"
    assert checks.check_files(["a"]).complete


@pytest.mark.parametrize("known", [True, False])
def test_a_secret_anywhere_in_the_text_of_a_large_edit_is_found(known: bool, make: Make, root: Path) -> None:
    text = b"a\n" * (17 << 19) + TOKEN.encode()
    change = FileChange(str(root / "a.txt"), content=text) if known else FileChange(str(root / "a.txt"), problem="p", added=text)
    verdict = make().check_event(event(change, phase="before"), 60)
    assert (verdict.outcome, rules(verdict)) == ("block", ["secrets/github-token"])
