"""``kaptar check`` and ``kaptar trust``: exit codes, one JSON value, the index, and what people read."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.checks.conftest import verdict_of

import kaptar as package
from kaptar.checks.finding import Finding
from kaptar.checks.registry import CHECKS, GUARDS
from kaptar.checks.verdict import CheckResult, Verdict
from kaptar.cli.check import lines_of
from kaptar.cli.grouped import grouped
from kaptar.config.sections import LEAST_MEMORY
from kaptar.repository.recovery import FileState
from kaptar.repository.writer import Written

Kaptar = Callable[..., Any]
TOKEN = "ghp_" + "a8Kd02LqPz71XvBn4TgRw65YcMsE39HuJfQo"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path.parent / f"{tmp_path.name}-data"))
    git(tmp_path, "init", "-q")
    (tmp_path / "good.txt").write_text("text\n")
    (tmp_path / "bad.txt").write_text(f"a\nT={TOKEN}\n")
    return tmp_path


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, timeout=60)


def test_nothing_that_blocks_is_0_and_something_is_1(kaptar: Kaptar, repository: Path) -> None:
    assert kaptar("check", "good.txt").code == 0
    done = kaptar("check", "bad.txt")
    assert done.code == 1
    assert "bad.txt:2:3: error: a GitHub token: ghp_… (40 characters) [secrets/github-token]" in done.out
    assert TOKEN not in done.out


@pytest.mark.parametrize(
    "words", [["check"], ["check", "--fix", "--staged"], ["check", "--explain", "no/such"], ["check", "--x"]]
)
def test_wrong_usage_is_2(kaptar: Kaptar, repository: Path, words: list[str]) -> None:
    assert kaptar(*words).code == 2


def test_json_is_one_value_also_for_what_is_no_file(kaptar: Kaptar, repository: Path) -> None:
    value = kaptar("check", "--json", "bad.txt", "gone.txt", "/etc/hosts", "/dev/null").value
    assert (value["outcome"], value["complete"]) == ("block", False)
    reasons = {r["path"]: r["reason"] for r in value["results"] if r["check"] == "file"}
    assert reasons["gone.txt"] == "there is no such file"
    assert len(reasons) == 3


@pytest.mark.parametrize("name", ["good.txt/", "good.txt/../good.txt"])
def test_a_name_of_nothing_is_told_where_a_part_of_it_is_a_file(name: str, kaptar: Kaptar, repository: Path) -> None:
    done = kaptar("check", name)
    assert done.code == 1
    assert f"{name}: there is no such file or folder; good.txt was checked" in done.err


def test_an_empty_name_is_wrong_usage(kaptar: Kaptar, repository: Path) -> None:
    done = kaptar("check", "")
    assert (done.code, done.out) == (2, "")
    assert "a name is empty" in done.err


def test_a_folder_stands_for_the_files_below_it_that_are_the_users_own(kaptar: Kaptar, repository: Path) -> None:
    """Those that git tracks and new ones; not what git ignores, links, and files that are deleted."""
    (repository / "sub").mkdir()
    for name in ("sub/bad.txt", "ignored.txt", "gone.txt"):
        (repository / name).write_text(f"T={TOKEN}\n")
    (repository / ".gitignore").write_text("ignored.txt\n")
    (repository / "link.txt").symlink_to("ignored.txt")
    git(repository, "add", "gone.txt", "bad.txt", "link.txt")
    (repository / "gone.txt").unlink()
    value = kaptar("check", "--json", ".").value
    assert {r["path"] for r in value["results"]} == {".gitignore", "bad.txt", "good.txt", "sub/bad.txt"}
    assert {f["path"] for r in value["results"] for f in r["findings"]} == {"bad.txt", "sub/bad.txt"}
    assert {r["path"] for r in kaptar("check", "--json", "sub", "bad.txt", "./sub").value["results"]} == {
        "sub/bad.txt",
        "bad.txt",
    }
    assert kaptar("check", "sub").code == 1
    (repository / "sub" / "bad.txt").write_text("x\n")
    assert kaptar("check", "sub").code == 0
    git(repository, "add", "sub")
    assert {r["path"] for r in kaptar("check", "--staged", "--json", "sub").value["results"]} == {"sub/bad.txt"}


def test_a_folder_without_files_is_no_success(kaptar: Kaptar, repository: Path) -> None:
    (repository / "sub").mkdir()
    done = kaptar("check", "sub")
    assert done.code == 1
    assert "sub: file not run: a directory; it has no file that git tracks or does not ignore" in done.out


def test_a_folder_in_no_repository_is_refused_with_what_to_do(kaptar: Kaptar, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("plain")
    done = kaptar("check", str(folder))
    assert done.code == 1
    assert "a folder in no git repository, so nothing says which of its files count; name files" in done.err


@pytest.mark.parametrize(("infos", "said"), [(0, "nothing found"), (1, "1 info"), (2, "2 infos")])
def test_the_last_line_counts_what_is_listed(infos: int, said: str) -> None:
    finding = Finding(check="size", rule="size/long", path="a.py", line=1, column=1, severity="info", message="long")
    findings = (finding,) * infos
    found = CheckResult(check="size", path="a.py", state="findings" if infos else "passed", findings=findings)
    assert f": {said} (" in list(lines_of(verdict_of([found])))[-1]


def test_each_line_of_an_advice_is_one_and_is_escaped() -> None:
    finding = Finding(
        check="format", rule="format/unformatted", path="a.py", line=1, column=1, severity="warning", message="not formatted",
        recommendation="run it:\n-x=1\n+x = 1\x1b[2J",
    )  # fmt: skip
    found = CheckResult(check="format", path="a.py", state="findings", findings=(finding,))
    assert next(lines_of(verdict_of([found]))).split("\n")[1:] == ["    run it:", "    -x=1", "    +x = 1\\x1b[2J"]


def test_what_was_not_run_is_said_and_never_shown_as_passed(kaptar: Kaptar, repository: Path) -> None:
    done = kaptar("check", "gone.txt")
    assert "gone.txt: file not run: there is no such file; name a file that exists" in done.out
    assert "incomplete: 1 not run" in done.out


@pytest.mark.parametrize(("named", "said"), [("gone.txt", "there is no such file"), ("folder", "a directory")])
def test_a_file_that_is_named_and_not_there_is_no_success(kaptar: Kaptar, repository: Path, named: str, said: str) -> None:
    (repository / "folder").mkdir()
    for words in ([named], ["good.txt", named]):
        done = kaptar("check", *words)
        assert done.code == 1
        assert f"{named}: file not run: {said}; " in done.out
    assert kaptar("check", "--json", named).code == 1


def test_files_of_other_worktrees_have_names_of_their_own(kaptar: Kaptar, repository: Path) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    git(repository, *who, "commit", "-q", "--allow-empty", "-m", "m")
    other = repository.parent / f"{repository.name}-other"
    git(repository, "worktree", "add", "-q", str(other))
    (other / "bad.txt").write_text(f"T={TOKEN}\n")
    done = kaptar("check", "bad.txt", str(other / "bad.txt"))
    places = [line.partition(": error")[0] for line in done.out.splitlines() if ": error" in line]
    assert sorted(places) == sorted(["bad.txt:2:3", f"{other}/bad.txt:1:3"])
    assert done.out.splitlines()[-1].startswith("2 files: ")
    (other / "gone.py").write_text("")
    assert {r["path"] for r in kaptar("check", "--json", str(other / "gone.py")).value["results"]} == {f"{other}/gone.py"}
    shown = kaptar("check", "--fix", "--json", "good.txt", str(other / "bad.txt")).value["results"]
    assert {r["path"] for r in shown if r["check"] == "fix"} == {"good.txt", f"{other}/bad.txt"}


def test_what_was_missed_is_asked_for_a_fixed_number_of_times(
    kaptar: Kaptar, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, asked = Verdict.missed, []
    monkeypatch.setattr(Verdict, "missed", property(lambda verdict: asked.append(1) or whole.fget(verdict)))  # type: ignore[attr-defined]
    done = kaptar("check", *(f"gone{number}.txt" for number in range(40)))
    assert "40 files: file not run: there is no such file" in done.out
    assert "(gone0.txt, gone1.txt, gone2.txt and 37 more)" in done.out
    assert len(asked) <= 2


def test_files_of_which_the_same_is_said_have_one_line(kaptar: Kaptar, repository: Path) -> None:
    for number in range(5):
        (repository / f"{number}.png").write_bytes(b"a\0b")
        (repository / f"{number}.css").write_text("a { color: red }\n")
    done = kaptar("check", ".")
    assert done.out.count("binary") == 1
    assert "5 files: file not run: binary (0.png, 1.png, 2.png and 2 more)" in done.out
    done = kaptar("check", "--fix", ".")
    assert done.err.count("not fixed:") == done.err.count("files: not fixed: ") + 2
    assert "5 files: not fixed: the project configures no formatter; " in done.err
    value = kaptar("check", "--json", ".").value
    assert len([r for r in value["results"] if r["reason"] == "binary"]) == 5


def test_lines_with_a_bound_say_how_many_files_are_left_out() -> None:
    said = [("a", "x"), ("b", "y"), ("c", "x"), ("d\n", "z"), ("e", "z"), ("f", "z"), ("g", "w")]
    assert list(grouped(said)) == ["a: x", "c: x", "b: y", r"3 files: z (d\n, e, f)", "g: w"]
    assert list(grouped(said, 2)) == ["a: x", "c: x", "and 5 more files, each with a reason of its own: --json has all"]


def test_staged_is_the_index_and_not_the_work_tree(kaptar: Kaptar, repository: Path) -> None:
    git(repository, "add", "bad.txt", "good.txt")
    (repository / "bad.txt").write_text("clean now\n")
    (repository / "good.txt").write_text(f"T={TOKEN}\n")
    assert kaptar("check", "bad.txt").code == 0
    value = kaptar("check", "--staged", "--json").value
    assert [(f["path"], f["line"]) for r in value["results"] for f in r["findings"]] == [("bad.txt", 2)]
    assert kaptar("check", "--staged", "good.txt").code == 0
    assert [r["check"] for r in value["results"] if r["path"] == "good.txt"] == [*GUARDS, *CHECKS]
    (repository / "new.txt").write_text("")
    assert kaptar("check", "--staged", "new.txt").code == 1


def test_the_outcome_of_a_file_that_is_not_there_is_that_of_the_exit_code(kaptar: Kaptar, repository: Path) -> None:
    for names in (["nope.txt"], ["good.txt", "nope.txt"]):
        done = kaptar("check", "--json", *names)
        assert (done.code, done.value["outcome"], done.value["complete"]) == (1, "block", False)
    assert "blocked" not in kaptar("check", "nope.txt").out, "no finding blocks"


def test_in_a_merge_what_the_other_commit_has_is_no_news(kaptar: Kaptar, repository: Path) -> None:
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "base")
    git(repository, "switch", "-qc", "other")
    (repository / "theirs.txt").write_text(f"T={TOKEN}\n")
    (repository / "good.txt").write_text(f"T={TOKEN}\nother\n")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "other")
    git(repository, "switch", "-q", "-")
    (repository / "good.txt").write_text("mine\n")
    git(repository, "commit", "-qam", "mine")
    subprocess.run(["git", "merge", "-q", "other"], cwd=repository, capture_output=True, check=False)
    (repository / "good.txt").write_text(f"T={TOKEN}\nmine and other\n")
    git(repository, "add", ".")
    done = kaptar("check", "--staged")
    assert (done.code, "2 there before" in done.out) == (0, True), done
    (repository / "good.txt").write_text(f"T={TOKEN}\nT={TOKEN}\n")
    git(repository, "add", ".")
    assert kaptar("check", "--staged").code == 1, "a second one is new"


def test_fix_leaves_a_file_outside_alone_unless_the_user_says_so(
    kaptar: Kaptar, repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    there = tmp_path_factory.mktemp("there") / "a.json"
    there.write_text("{}\n")
    done = kaptar("check", "--fix", str(there))
    assert done.code == 1
    assert "is in no git repository and not below the current folder" in done.err
    assert "--outside" in done.err
    assert kaptar("check", "--fix", "--outside", str(there)).code == 0
    assert kaptar("check", str(there)).code == 0


@pytest.mark.guest
def test_fix_says_why_a_file_was_not_fixed(kaptar: Kaptar, repository: Path) -> None:
    file = repository / "a.py"
    file.write_text("x  =  1\n")
    (repository / "kaptar.toml").write_text("[hooks.checks]\nformat = true\n")
    os.link(file, repository / "b.py")
    done = kaptar("check", "--fix", "a.py", "good.txt", "gone.py")
    assert "a.py: not fixed: the file cannot be written: " in done.err
    assert "good.txt: not fixed: " in done.err
    assert (done.out + done.err).count("gone.py") == 1
    assert "incomplete" in done.out
    (row, *_) = kaptar("check", "--fix", "--json", "a.py").value["results"]
    assert (row["check"], row["path"], row["state"]) == ("fix", "a.py", "not_run")
    os.unlink(repository / "b.py")
    done = kaptar("check", "--fix", "a.py", "good.txt")
    assert "a.py: fixed; 1 line changed: format of kaptar's format_python guest" in done.err
    assert "--fix: 1 written, 0 with nothing to do, 1 not fixed" in done.err
    assert kaptar("check", "--fix", "a.py").err == "kaptar: --fix: 0 written, 1 with nothing to do, 0 not fixed\n"
    assert file.read_text() == "x = 1\n"


def test_paths_are_of_the_current_folder(kaptar: Kaptar, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "sub").mkdir()
    (repository / "sub" / "bad.txt").write_text(f"T={TOKEN}\n")
    monkeypatch.chdir(repository / "sub")
    value = kaptar("check", "--json", "bad.txt").value
    assert {r["path"] for r in value["results"]} == {"sub/bad.txt"}


def test_a_wrong_setting_is_named(kaptar: Kaptar, repository: Path) -> None:
    (repository / "kaptar.toml").write_text("[hooks.checks]\nlnit = true\n")
    done = kaptar("check", "good.txt")
    assert done.code == 2
    assert "hooks.checks: there is no 'lnit'; there are lint" in done.err


def test_explain(kaptar: Kaptar) -> None:
    done = kaptar("check", "--explain", "secrets/github-token")
    assert done.code == 0
    assert all(part in done.out for part in ("a GitHub token", "why", "remedy"))
    assert kaptar("check", "--explain", "secrets/github-token", "--json").value["rule"] == "secrets/github-token"
    check = kaptar("check", "--explain", "syntax")
    assert (check.code, "'syntax' is a check; explain one of its rules: syntax/parse" in check.err) == (2, True)


def test_trust_is_given_shown_and_taken_back(kaptar: Kaptar, repository: Path) -> None:
    (repository / "conftest.py").write_text("")
    assert kaptar("trust", "--show").code == 1
    assert kaptar("trust", "--json").value == {
        "repository": str(repository), "trusted": True, "files": ["conftest.py"], "changed": [],
    }  # fmt: skip
    assert kaptar("trust", "--show").code == 0
    (repository / "conftest.py").write_text("x = 1\n")
    shown = kaptar("trust", "--show", "--json")
    assert (shown.code, shown.value["changed"]) == (1, ["conftest.py"])
    assert "not trusted" in kaptar("trust", "--revoke").out


def test_outside_of_a_repository_trust_says_what_to_do(
    kaptar: Kaptar, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("plain"))
    done = kaptar("trust")
    assert done.code == 1
    assert "in no git repository, so there is no project whose tools could be trusted; go to the project's folder" in done.err
    assert "`git init`" in done.err
    assert kaptar("trust", "--show").code == 1
    assert kaptar("trust", "--revoke").code == 0


@pytest.mark.parametrize("option", ["--staged", "--since=HEAD", "--baseline=known"])
def test_exit_codes_are_those_of_what_counts(kaptar: Kaptar, repository: Path, option: str) -> None:
    """0: nothing new blocks; 1: something does, or it cannot be asked; 2: wrong usage."""
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    git(repository, "add", ".")
    git(repository, *who, "commit", "-qm", "m")
    assert kaptar("baseline", "--to", "known").code == 0
    assert kaptar("check", "bad.txt").code == 1
    assert kaptar("check", option, "bad.txt").code == 0
    (repository / "bad.txt").write_text(f"T={TOKEN}\nU={TOKEN[:-1]}x\n")
    git(repository, "add", "bad.txt")
    done = kaptar("check", option, "bad.txt")
    assert done.code == 1
    assert "bad.txt:2:3: error" in done.out
    assert "bad.txt:1:3" not in done.out
    assert kaptar("check", option, "--nothing").code == 2


def test_a_commit_that_git_does_not_know_is_an_error_with_what_to_do(kaptar: Kaptar, repository: Path) -> None:
    done = kaptar("check", "--since", "nowhere")
    assert done.code == 1
    assert "nowhere: git knows no such commit; `git fetch` brings what a shallow clone lacks" in done.err


def test_the_same_from_python(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    verdict = package.check(["bad.txt", repository / "good.txt"])
    assert verdict.outcome == "block"
    assert [f.path for f in verdict.findings] == ["bad.txt"]
    git(repository, "add", "bad.txt")
    (repository / "bad.txt").write_text("")
    assert package.check([], staged=True).outcome == "block"


@pytest.mark.guest
def test_fix_says_what_the_disk_did_not_confirm(kaptar: Kaptar, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = repository / "a.py"
    file.write_text("x  =  1\n")
    (repository / "kaptar.toml").write_text("[hooks.checks]\nformat = true\n")
    warned = Written((FileState("a.py", "written"),), "the disk did not confirm the end of the write: Input/output error")
    monkeypatch.setattr("kaptar.checks.fix.write_below", lambda folder, steps: warned)
    done = kaptar("check", "--fix", "a.py")
    assert "a.py: fixed; 1 line changed: " in done.err
    assert "; the disk did not confirm the end of the write: Input/output error" in done.err


@pytest.mark.guest
def test_with_the_least_memory_that_may_be_set_each_guest_starts(
    kaptar: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True, timeout=60)
    texts = {"py": "def f():\n    return 1\n", "js": "export const x = 1\n", "ts": "let x: number = 1\n", "json": "{}\n",
             "toml": "a = 1\n", "yaml": "a: 1\n", "sh": "echo 1\n", "md": "# x\n", "css": "a { color: red }\n"}  # fmt: skip
    for end, text in texts.items():
        (tmp_path / f"a.{end}").write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WASM_MEMORY_LIMIT", str(LEAST_MEMORY))
    done = kaptar("check", *(f"a.{end}" for end in texts))
    assert "nothing found (" in done.out + done.err, done.out + done.err
    monkeypatch.setenv("WASM_MEMORY_LIMIT", str(LEAST_MEMORY - 1))
    assert "wasm.memory_limit" in kaptar("check", "a.py").err
