"""``kaptar init`` in a real repository: what it writes, that it writes it once, and that nothing of it stays."""

import json
import os
import re
import shlex
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kaptar.cli import run
from kaptar.clients.install.facts import InstallFacts
from kaptar.clients.registry import INSTALLS

FILES = {
    "claude": ".claude/settings.local.json",
    "codex": ".codex/hooks.json",
    "gemini": ".gemini/settings.json",
    "cursor": ".cursor/hooks.json",
    "opencode": ".opencode/plugins/kaptar.js",
    "aider": ".aider.conf.yml",
    "pre-commit": ".pre-commit-config.yaml",
    "git": ".git/hooks/pre-commit",
}
OWN = {
    "claude": '{\n    "permissions": {"allow": ["Bash(ls:*)"]},\n\n    "hooks": {\n        "PreToolUse": [ ]\n    }\n}',
    "codex": '{"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [{"type": "command", "command": "mine"}]}]}}',
    "gemini": '{\n\t// mine\n\t"ui": {"theme": "dark"},\n\t"hooks": {\n\t\t"BeforeTool": []\n\t}\n}\n',
    "cursor": '{\r\n  "version": 1,\r\n  "hooks": {"afterFileEdit": [{"command": "mine"}]}\r\n}\r\n',
    "aider": "# mine\nmodel: x\nauto-commits: false",
    "pre-commit": "# mine\nrepos:\n- repo: local\n  hooks:\n  - {id: a, name: a, entry: a, language: system}\n",
    "git": "#!/bin/bash\nset -e\necho mine\n",
}
Kaptar = Callable[..., int]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "a repo's folder"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return folder


def everything(repo: Path) -> dict[str, tuple[bytes, int]]:
    """All files with their modes, but for the hive's own folder and git's list of ignored files, which lead to it."""
    files = (p for p in repo.rglob("*") if p.is_file() and p.relative_to(repo).parts[0] != ".kaptar")
    kept = (p for p in files if p.relative_to(repo).as_posix() != ".git/info/exclude")
    return {str(p.relative_to(repo)): (p.read_bytes(), stat.S_IMODE(p.stat().st_mode)) for p in kept}


def folders(repo: Path) -> set[str]:
    return {str(p.relative_to(repo)) for p in repo.rglob("*") if p.is_dir() and ".kaptar" not in p.parts}


def own(client: str, repo: Path) -> Path:
    path = repo / FILES[client]
    path.parent.mkdir(parents=True, exist_ok=True)
    if client in OWN:
        path.write_bytes(OWN[client].encode())
        path.chmod(0o755 if client == "git" else 0o640)
    return path


@pytest.mark.parametrize("client", sorted(INSTALLS))
@pytest.mark.parametrize("with_own", [True, False])
def test_twice_changes_nothing_more_and_undo_restores_all(client: str, with_own: bool, repo: Path) -> None:
    if with_own:
        own(client, repo)
    before, before_folders = everything(repo), folders(repo)
    assert run(["init", "--client", client]) == 0
    once = everything(repo)
    assert once != before
    assert run(["init", "--client", client]) == 0
    assert everything(repo) == once
    assert run(["init", "--undo"]) == 0
    assert everything(repo) == before
    assert folders(repo) == before_folders


@pytest.mark.parametrize("client", sorted(OWN))
def test_what_the_user_adds_later_stays(client: str, repo: Path) -> None:
    path = own(client, repo)
    before = path.read_bytes()
    run(["init", "--client", client])
    text = path.read_bytes()
    addition = b"# later\n" if client in ("aider", "pre-commit", "git") else b"\n\n"
    path.write_bytes(text + addition)
    assert run(["init", "--undo", "--client", client]) == 0
    if client == "aider":  # its last line had no end; it needs one now
        before += b"\n"
    left = path.read_bytes()
    assert left.rstrip().removesuffix(b"# later").split() == before.split()
    assert left.endswith(addition)


@pytest.mark.parametrize("client", sorted(set(OWN) - {"opencode"}))
def test_without_records_the_marks_tell(client: str, repo: Path) -> None:
    path = own(client, repo)
    before = path.read_bytes()
    run(["init", "--client", client])
    (repo / ".kaptar" / "init.json").unlink()
    assert run(["init", "--undo", "--client", client]) == 0
    left = path.read_text()
    assert "kaptar" not in left
    if client in ("codex", "cursor"):
        assert json.loads(left) == json.loads(before)


def test_two_clients_are_undone_one_by_one(repo: Path) -> None:
    before = everything(repo)
    run(["init", "--client", "claude", "--client", "gemini"])
    run(["init", "--undo", "--client", "gemini"])
    assert not (repo / FILES["gemini"]).exists()
    assert (repo / FILES["claude"]).exists()
    run(["init", "--undo"])
    assert everything(repo) == before


@pytest.mark.parametrize("client", sorted(INSTALLS))
def test_a_dry_run_changes_nothing(client: str, repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(client, repo)
    before = everything(repo)
    assert run(["init", "--client", client, "--dry-run"]) == 0
    assert everything(repo) == before
    assert not (repo / ".kaptar").exists()
    assert "dry run" in capsys.readouterr().out


@pytest.fixture
def by_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAPTAR_HOOKS_HTTP", "1")


def test_hooks_hold_no_address_and_no_token(repo: Path) -> None:
    """Another user may listen on the port while no hive runs, and a client cannot tell."""
    run(["init", *(word for client in INSTALLS for word in ("--client", client))])
    written = "".join((repo / FILES[client]).read_text() for client in INSTALLS)
    assert "127.0.0.1" not in written
    assert "Bearer" not in written
    assert not (repo / ".kaptar" / "token").exists()


def test_a_repositorys_file_does_not_ask_for_http(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repo / "kaptar.toml").write_text("[hooks]\nhttp = true\n")
    assert run(["init", "--client", "claude"]) == 2
    assert "KAPTAR_HOOKS_HTTP" in capsys.readouterr().err


def test_a_hook_by_http_is_replaced_by_a_command(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = own("claude", repo)
    before = path.read_text()
    with monkeypatch.context() as earlier:
        earlier.setenv("KAPTAR_HOOKS_HTTP", "1")
        run(["init", "--client", "claude"])
    token = (repo / ".kaptar" / "token").read_text()
    assert token in path.read_text()
    path.write_text(path.read_text() + "\n")  # now the copy of the file does not count, and marks alone tell
    assert run(["init", "--client", "claude"]) == 0
    assert token not in path.read_text()
    hooks = [hook for groups in json.loads(path.read_text())["hooks"].values() for group in groups for hook in group["hooks"]]
    assert [hook["type"] for hook in hooks] == ["command"] * 5
    run(["init", "--undo"])
    assert path.read_text().split() == before.split()


@pytest.mark.usefixtures("by_http")
def test_json_is_one_value_without_the_token(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--client", "claude", "--json"]) == 0
    out = capsys.readouterr().out
    token = (repo / ".kaptar" / "token").read_text()
    assert token in (repo / FILES["claude"]).read_text()
    assert token not in out
    assert [f["state"] for f in json.loads(out)["files"]] == ["written", "written"]


@pytest.mark.usefixtures("by_http")
def test_the_token_is_the_owners_and_git_does_not_see_it(repo: Path) -> None:
    run(["init", "--client", "claude"])
    assert stat.S_IMODE((repo / FILES["claude"]).stat().st_mode) == 0o600
    status = subprocess.run(["git", "status", "--porcelain", "-uall"], cwd=repo, capture_output=True, text=True, check=True)
    assert status.stdout == ""


@pytest.mark.usefixtures("by_http")
def test_a_file_that_git_has_gets_no_token(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = own("claude", repo)
    subprocess.run(["git", "add", "-f", str(path)], cwd=repo, check=True)
    before = everything(repo)
    assert run(["init", "--client", "claude"]) == 1
    assert "tracked by git" in capsys.readouterr().err
    assert everything(repo) == before


@pytest.mark.parametrize(
    ("client", "text"),
    [
        ("claude", "{"),
        ("claude", '{"hooks": []}'),
        ("codex", "\xff"),
        ("aider", "lint-cmd: mine\n"),
        ("git", "#!/usr/bin/env python3\nprint()\n"),
        ("pre-commit", "repos: []\n"),
        ("opencode", "// mine\n"),
    ],
)
def test_what_cannot_be_changed_is_refused_and_stays(
    client: str, text: str, repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = repo / FILES[client]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("latin-1"))
    before = everything(repo)
    assert run(["init", "--client", client]) == 1
    assert str(path) in capsys.readouterr().err
    assert everything(repo) == before


def test_nothing_found_says_what_to_do(repo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.path.dirname(subprocess.check_output(["which", "git"], text=True).strip()))
    if run(["init", "--dry-run"]) == 1:
        assert "--client" in capsys.readouterr().err


@pytest.mark.parametrize("gone", ["python", "file"])
@pytest.mark.parametrize("strict", [False, True])
def test_a_deleted_environment_stops_no_edit(gone: str, strict: bool, repo: Path, tmp_path: Path) -> None:
    python = sys.executable if gone == "file" else str(tmp_path / "no python")
    facts = InstallFacts(repo, repo, repo, python, None, strict)
    command = facts.command("claude", "PreToolUse")
    if gone == "file":
        command = command.replace("kaptar_hook.py", "no_hook.py")
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == (2 if strict else 0)
    assert "kaptar init" in done.stderr


def commit(repo: Path, name: str, content: str) -> "subprocess.CompletedProcess[str]":
    (repo / name).write_text(content)
    who = ["-c", "user.name=n", "-c", "user.email=e"]
    script = ["git", *who, "commit", "-q", "-m", "m"]
    subprocess.run(["git", "add", name], cwd=repo, check=True)
    return subprocess.run(script, cwd=repo, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("with_own", [True, False])
def test_gits_hook_stops_a_commit_that_breaks_the_syntax(with_own: bool, repo: Path) -> None:
    if with_own:
        own("git", repo)
    run(["init", "--client", "git"])
    stopped = commit(repo, "a.json", "{,}\n")
    assert stopped.returncode == 1
    assert "a.json:1" in stopped.stdout + stopped.stderr
    done = commit(repo, "a.json", "{}\n")
    assert done.returncode == 0, done.stderr
    assert ("mine" in done.stdout + done.stderr) == with_own


def test_a_hook_that_git_does_not_run_for_its_mode_is_refused(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = repo / FILES["git"]
    path.write_text("#!/bin/sh\necho mine\n")
    path.chmod(0o644)
    assert run(["init", "--client", "git"]) == 1
    assert f"git does not run {path}: it is not executable" in capsys.readouterr().err
    assert path.read_text() == "#!/bin/sh\necho mine\n"
    path.chmod(0o755)
    assert run(["init", "--client", "git"]) == 0
    path.chmod(0o644)
    assert run(["init", "--undo"]) == 0
    assert path.read_text() == "#!/bin/sh\necho mine\n"


def test_where_no_file_can_be_executed_commits_are_not_said_to_be_checked(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on a disk that is mounted so."""
    access = os.access
    monkeypatch.setattr("os.access", lambda path, mode: Path(path).name != "pre-commit" and access(path, mode))
    assert run(["init", "--client", "git"]) == 0
    said = capsys.readouterr().out
    assert f"git does not run {repo / FILES['git']}: it is not executable" in said
    assert "Commits are checked" not in said


@pytest.mark.parametrize("value", ["", "."])
def test_without_a_folder_of_hooks_nothing_is_written(value: str, repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run(["git", "config", "core.hooksPath", value], cwd=repo, check=True)
    assert run(["init", "--client", "git"]) == 1
    assert "core.hooksPath is empty" in capsys.readouterr().err
    assert not (repo / "pre-commit").exists()


@pytest.mark.parametrize("settings", ["[hooks", "[hooks]\nunknown = 1\n"])
def test_gits_hook_lets_nothing_pass_that_could_not_be_checked(settings: str, repo: Path) -> None:
    run(["init", "--client", "git"])
    (repo / "kaptar.toml").write_text(settings)
    stopped = commit(repo, "a.py", "x = 1\n")
    assert stopped.returncode == 1
    assert "kaptar.toml" in stopped.stderr


FORMER_CALLS = {
    "git": ("{{ {} -P -m kaptar check --staged; test $? -ne 1; }}", "{} -E -P -m kaptar check --staged"),
    "aider": ('{} -P -m kaptar check \\"$@\\"; test $? -ne 1', '{} -E -P -m kaptar check \\"$@\\"'),
}


@pytest.mark.parametrize(("client", "call"), [(client, call) for client, calls in FORMER_CALLS.items() for call in calls])
def test_a_former_call_of_the_check_is_replaced(client: str, call: str, repo: Path) -> None:
    run(["init", "--client", client])
    path = repo / FILES[client]
    new = path.read_text()
    former = re.sub(r"\(unset .*?\)(?= \|\| exit|' kaptar)", lambda _: call.format(sys.executable), new)
    assert former != new
    path.write_text(former)
    assert run(["init", "--client", client]) == 0
    assert path.read_text() == new
    path.write_text(former)
    assert run(["init", "--undo"]) == 0
    assert not path.exists()


def test_gits_hook_starts_the_interpreter_that_it_names_whatever_a_variable_does(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python would take the modules of a virtual environment of the clone for its own."""
    run(["init", "--client", "git"])
    modules = repo / "v" / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    (modules / "lib-dynload").mkdir(parents=True)
    (modules / "os.py").write_text("")
    (modules / "encodings.py").write_text("open('ran', 'w')\n")
    (repo / "v" / "pyvenv.cfg").write_text(f"home = {repo}/v/bin\n")
    monkeypatch.setenv("PYTHONEXECUTABLE", "./v/x")
    assert commit(repo, "a.json", "{}\n").returncode == 0
    stopped = commit(repo, "b.json", "{,}\n")
    assert (stopped.returncode, "syntax/parse" in stopped.stdout + stopped.stderr) == (1, True), stopped.stderr
    assert not (repo / "ran").exists()


def of_pre_commit(repo: Path, *files: str) -> "subprocess.CompletedProcess[str]":
    """What pre-commit runs: the words of ``entry``, and the files that are staged."""
    line = next(each for each in (repo / FILES["pre-commit"]).read_text().splitlines() if "entry: " in each)
    words = shlex.split(json.loads(line.partition("entry: ")[2]))
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    return subprocess.run([*words, *files], cwd=repo, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_pre_commit_stops_what_a_commit_brings_and_what_could_not_be_checked(repo: Path) -> None:
    commit(repo, "a.json", "{,}\n")
    run(["init", "--client", "pre-commit"])
    (repo / "a.json").write_text("\n\n{,}\n")
    (repo / "b.json").write_text("{,}\n")
    subprocess.run(["git", "add", "a.json", "b.json"], cwd=repo, check=True)
    assert of_pre_commit(repo, "a.json").returncode == 0, "it was there before"
    assert of_pre_commit(repo, "a.json", "b.json").returncode == 1
    (repo / "kaptar.toml").write_text("[hooks")
    stopped = of_pre_commit(repo, "a.json")
    assert stopped.returncode not in (0, 1)
    assert "kaptar.toml" in stopped.stderr


def test_a_former_block_of_pre_commit_is_replaced(repo: Path) -> None:
    run(["init", "--client", "pre-commit"])
    path = repo / FILES["pre-commit"]
    new = path.read_text()
    former = new.replace('exec kaptar check --staged \\"$@\\"', 'kaptar check \\"$@\\"; test $? -ne 1')
    assert former != new
    path.write_text(former)
    assert run(["init", "--client", "pre-commit"]) == 0
    assert path.read_text() == new
    path.write_text(former)
    assert run(["init", "--undo"]) == 0
    assert not path.exists()


def installed_husky(repo: Path, *names: str) -> None:
    """What husky 9 writes at each install, into a folder that git ignores."""
    folder = repo / ".husky" / "_"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "h").write_text('s=$(dirname "$(dirname "$0")")/$(basename "$0")\n[ ! -f "$s" ] && exit 0\nsh -e "$s" "$@"\n')
    (folder / ".gitignore").write_text("*")
    for name in names or ("pre-commit", "commit-msg"):
        (folder / name).write_text('#!/usr/bin/env sh\n. "$(dirname "$0")/h"\n')
        (folder / name).chmod(0o755)
    subprocess.run(["git", "config", "core.hooksPath", ".husky/_"], cwd=repo, check=True)


@pytest.fixture
def on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")


@pytest.mark.parametrize("names", [(), ("pre-commit",)], ids=["all files", "one file"])
@pytest.mark.usefixtures("on_path")
def test_husky_keeps_the_call(names: tuple[str, ...], repo: Path) -> None:
    """It writes ``_`` anew at each install, and runs the files above; a checkout may bring back one without the call."""
    installed_husky(repo, *names)
    (repo / ".husky" / "pre-commit").write_text("echo mine\n")
    assert run(["init", "--client", "git"]) == 0
    assert str(repo) not in (repo / ".husky" / "pre-commit").read_text()
    installed_husky(repo, *names)
    assert commit(repo, "a.json", "{,}\n").returncode == 1
    done = commit(repo, "a.json", "{}\n")
    assert done.returncode == 0, done.stderr
    assert "mine" in done.stdout + done.stderr
    assert "has lost its call" not in done.stderr
    (repo / ".husky" / "pre-commit").write_text("echo mine\n")
    stopped = commit(repo, "b.json", "{,}\n")
    assert stopped.returncode == 1
    assert "has lost its call" in stopped.stderr
    assert run(["init", "--undo"]) == 0
    assert (repo / ".husky" / "pre-commit").read_text() == "echo mine\n"
    assert not (repo / ".husky" / "commit-msg").exists()
    assert (repo / ".husky" / "_" / "commit-msg").exists() == (not names)


@pytest.mark.usefixtures("on_path")
def test_a_merge_is_not_checked_by_the_second_call(repo: Path) -> None:
    """Git runs no ``pre-commit`` for it: what it brings is in commits already."""
    installed_husky(repo)
    assert run(["init", "--client", "git"]) == 0
    git(repo, "commit", "-qm", "first", "--allow-empty", "--no-verify")
    git(repo, "checkout", "-qb", "other")
    (repo / "b.json").write_text("{,}\n")
    git(repo, "add", "b.json")
    git(repo, "commit", "-qm", "broken", "--no-verify")
    git(repo, "checkout", "-q", "-")
    git(repo, "commit", "-qm", "second", "--allow-empty", "--no-verify")
    (repo / ".husky" / "pre-commit").write_text("true\n")
    git(repo, "merge", "-q", "--no-edit", "other")


def git(repo: Path, *words: str) -> None:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words]
    done = subprocess.run(command, cwd=repo, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("on_path")
def test_husky_that_is_named_and_not_yet_installed_keeps_the_call_too(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repo / "package.json").write_text('{"devDependencies": {"husky": "^9.1.0"}}\n')
    assert run(["init", "--client", "git"]) == 0
    assert "once it is installed, git no longer runs .git/hooks/pre-commit" in capsys.readouterr().out
    assert commit(repo, "a.json", "{,}\n").returncode == 1
    installed_husky(repo)
    stopped = commit(repo, "a.json", "{,}\n")
    assert (stopped.returncode, "has lost its call" in stopped.stderr) == (1, False)
    assert run(["init", "--undo"]) == 0
    assert not (repo / ".husky" / "pre-commit").exists()
    assert not (repo / ".git" / "hooks" / "pre-commit").exists()


MANAGERS = {
    '{"devDependencies": {"husky": "4.3.8"}}': "add `kaptar check --staged` to husky.hooks in package.json",
    '{"devDependencies": {"lefthook": "^1.5.0"}}': "to its pre-commit in lefthook.yml",
    '{"dependencies": {"simple-git-hooks": "2"}}': "to its pre-commit in package.json",
}


@pytest.mark.parametrize(("package", "said"), MANAGERS.items(), ids=["husky 4", "lefthook", "simple-git-hooks"])
def test_a_manager_that_writes_git_s_hook_anew_is_named(
    package: str, said: str, repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repo / "package.json").write_text(package)
    assert run(["init", "--client", "git"]) == 0
    assert said in capsys.readouterr().out
    assert not (repo / ".husky").exists()


@pytest.mark.parametrize("package", ["[]", "{", '{"dependencies": 1, "devDependencies": {"husky": 9}}', "\xff", '{"a": "husky"}'])
def test_other_packages_change_nothing(package: str, repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repo / "package.json").write_text(package, encoding="latin-1")
    assert run(["init", "--client", "git"]) == 0
    assert "anew" not in capsys.readouterr().out
    assert not (repo / ".husky").exists()


def test_doctor_and_status_say_when_git_runs_another_hook(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--client", "git"]) == 0
    capsys.readouterr()
    run(["doctor"])
    assert "which has no call of Kaptar's" not in capsys.readouterr().out
    (repo / ".git" / "hooks" / "pre-commit").write_text("#!/bin/sh\ntrue\n")
    run(["doctor"])
    said = capsys.readouterr().out
    assert "which has no call of Kaptar's: commits are not checked" in said
    assert "run `kaptar init --client git` again" in said
    run(["status"])
    assert "commits are not checked; run `kaptar init --client git` again" in capsys.readouterr().err
    assert run(["init", "--client", "git"]) == 0
    capsys.readouterr()
    run(["status"])
    assert "commits" not in capsys.readouterr().err


@pytest.mark.parametrize("indent", ["", "  ", "    "])
def test_items_of_a_list_stand_below_each_other(indent: str, repo: Path) -> None:
    path = repo / FILES["pre-commit"]
    path.write_text(f"fail_fast: true\nrepos:  # mine\n\n{indent}- repo: meta\n{indent}  hooks: [{{id: identity}}]\n")
    run(["init", "--client", "pre-commit"])
    items = [line for line in path.read_text().splitlines() if line.lstrip().startswith("- repo")]
    assert items == [f"{indent}- repo: local", f"{indent}- repo: meta"]


def test_worktrees_are_kept_apart(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(repo, "a.py", "x = 1\n")
    tree = tmp_path / "tree"
    subprocess.run(["git", "worktree", "add", "-q", str(tree)], cwd=repo, check=True)
    for folder, text in ((repo, '{"a": 1}'), (tree, '{ "b": [] }')):
        monkeypatch.chdir(folder)
        (folder / ".gemini").mkdir()
        (folder / ".gemini" / "settings.json").write_text(text)
        assert run(["init", "--client", "gemini"]) == 0
    assert run(["init", "--undo", "--client", "gemini"]) == 0
    assert (tree / ".gemini" / "settings.json").read_text() == '{ "b": [] }'
    assert "kaptar" in (repo / ".gemini" / "settings.json").read_text()
    monkeypatch.chdir(repo)
    assert run(["init", "--undo"]) == 0
    assert (repo / ".gemini" / "settings.json").read_text() == '{"a": 1}'


def test_hooks_that_other_repositories_use_too_stay(repo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = tmp_path / "everybody's hooks"
    subprocess.run(["git", "config", "core.hooksPath", str(elsewhere)], cwd=repo, check=True)
    assert run(["init", "--client", "git"]) == 1
    assert "core.hooksPath" in capsys.readouterr().err
    assert not elsewhere.exists()


GUARDS = ("pre-push", "pre-rebase", "reference-transaction")
FOREIGN = {"a program": ("#!/usr/bin/env python3\nprint()\n", 0o755, "it is not a shell script"),
           "switched off": ("#!/bin/sh\necho mine\n", 0o644, "it is not executable")}  # fmt: skip


@pytest.mark.parametrize("name", GUARDS)
@pytest.mark.parametrize("kind", FOREIGN)
def test_a_hook_that_cannot_have_the_call_is_left_and_the_others_are_written(
    name: str, kind: str, repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, mode, why = FOREIGN[kind]
    hook = repo / ".git" / "hooks" / name
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(text)
    hook.chmod(mode)
    before = everything(repo)
    assert run(["init", "--client", "git"]) == 0
    assert f"{hook}: {why}; call `kaptar git-hook {name}` in it by hand" in capsys.readouterr().out
    assert hook.read_text() == text
    assert all("kaptar" in (hook.parent / each).read_text() for each in (*GUARDS, "pre-commit") if each != name)
    assert run(["init", "--undo"]) == 0
    assert everything(repo) == before


def test_a_hook_that_leads_out_of_the_repository_is_left(repo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "everybody's"
    mine.write_text("#!/bin/sh\n")
    mine.chmod(0o755)
    (repo / ".git" / "hooks").mkdir(exist_ok=True)
    (repo / ".git" / "hooks" / "pre-push").symlink_to(mine)
    assert run(["init", "--client", "git"]) == 0
    assert "it leads out of the repository" in capsys.readouterr().out
    assert mine.read_text() == "#!/bin/sh\n"


def test_a_hook_that_is_switched_off_later_is_taken_out_again(repo: Path) -> None:
    before = everything(repo)
    assert run(["init", "--client", "git"]) == 0
    (repo / ".git" / "hooks" / "pre-push").chmod(0o644)
    assert run(["init", "--undo"]) == 0
    assert everything(repo) == before


def test_hooks_of_another_interpreter_are_replaced(repo: Path) -> None:
    assert run(["init", "--client", "git"]) == 0
    once = everything(repo)
    for name in GUARDS:
        hook = repo / ".git" / "hooks" / name
        hook.write_text(hook.read_text().replace(shlex.quote(sys.executable), "'/old place/python'"))
    assert run(["init", "--client", "git"]) == 0
    assert everything(repo) == once
    for name in GUARDS:
        hook = repo / ".git" / "hooks" / name
        hook.write_text(hook.read_text().replace(shlex.quote(sys.executable), "'/old place/python'"))
    (repo / ".kaptar" / "init.json").unlink()
    assert run(["init", "--undo", "--client", "git"]) == 0
    assert not any((repo / ".git" / "hooks" / name).exists() and "kaptar" in (repo / ".git" / "hooks" / name).read_text()
                   for name in GUARDS)  # fmt: skip


@pytest.mark.usefixtures("on_path")
@pytest.mark.parametrize("names", [(), ("pre-commit", "pre-push", "pre-rebase")], ids=["all files", "three files"])
def test_husky_runs_the_other_hooks_too(names: tuple[str, ...], repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed_husky(repo, *names)
    before = everything(repo)
    assert run(["init", "--client", "git"]) == 0
    commit(repo, "a.py", "x = 1\n")
    called = repo / ".git" / "called"
    program = repo / ".git" / "bin" / "kaptar"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$*" >> "{called}"\nexit 9\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    (repo / "a.py").write_text("x = 2\n")
    bare = repo / ".git" / "bare"
    for words in (["init", "-q", "--bare", str(bare)], ["push", str(bare), "HEAD"], ["checkout", "-qb", "x"], ["stash"]):
        done = subprocess.run(["git", *words], cwd=repo, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode == 0) == (words[0] == "init"), done.stderr
    asked = ["git-hook pre-push", "git-hook reference-transaction", "git-hook reference-transaction"]
    assert called.read_text().splitlines() == asked
    assert run(["init", "--undo"]) == 0
    left = {name: text for name, text in everything(repo).items() if name.startswith((".husky", ".git/hooks"))}
    assert left == {name: text for name, text in before.items() if name.startswith((".husky", ".git/hooks"))}


def test_a_changed_plugin_is_left(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["init", "--client", "opencode"])
    path = repo / FILES["opencode"]
    path.write_text(path.read_text() + "// mine\n")
    assert run(["init", "--client", "opencode"]) == 1
    assert "not as Kaptar wrote it" in capsys.readouterr().err
    assert run(["init", "--undo"]) == 0
    assert path.read_text().endswith("// mine\n")
    assert f"Not touched: {path}" in capsys.readouterr().out


@pytest.mark.parametrize("client", ["aider", "git", "pre-commit"])
def test_a_block_of_another_interpreter_is_replaced_and_one_with_own_lines_refused(
    client: str, repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(sys, "executable", "/an old/it's/bin/python")
        run(["init", "--client", client])
    path = repo / FILES[client]
    path.write_text(path.read_text() + "# later\n")
    assert run(["init", "--client", client]) == 0
    assert "an old" not in path.read_text()
    changed = path.read_text().replace("# <<< kaptar <<<", "mine\n# <<< kaptar <<<")
    path.write_text(changed)
    capsys.readouterr()
    assert run(["init", "--undo"]) == 1
    assert f"{path}: lines " in capsys.readouterr().err
    assert path.read_text() == changed


def test_a_change_that_would_not_keep_the_rest_is_refused(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from kaptar.clients.install.json_part import JsonPart

    path = own("codex", repo)
    before = path.read_text()
    put = JsonPart.put
    monkeypatch.setattr(JsonPart, "put", lambda self, text: put(self, text).replace("mine", "other"))
    assert run(["init", "--client", "codex"]) == 1
    assert "would not leave all else as it is" in capsys.readouterr().err
    assert path.read_text() == before
