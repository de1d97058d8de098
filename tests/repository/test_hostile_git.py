"""A repository whose configuration names a program in every place that git's documentation knows: none runs when we read."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.repository.test_git import made

from kaptar.repository.changes import TreeChanges, changes_by_filters, changes_of
from kaptar.repository.committable import committable
from kaptar.repository.git import READS, filters_of, git, hooks_folder, tracks, trusted_git
from kaptar.repository.process import Ended, Finished, run
from kaptar.repository.staged import commit_of, staged_contents, staged_files
from kaptar.repository.stored_form import forms_of

HOOKS = ("applypatch-msg", "pre-commit", "post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman",
         "post-merge", "pre-auto-gc", "prepare-commit-msg", "sendemail-validate", "post-rewrite", "pre-push")  # fmt: skip
PROGRAMS = (
    "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy",
    "core.alternateRefsCommand", "sequence.editor", "credential.helper",
    "credential.https://example.org.helper", "gpg.program", "gpg.ssh.program",
    "gpg.x509.program", "gpg.ssh.defaultKeyCommand", "diff.external", "diff.evil.command", "diff.evil.textconv",
    "diff.tool", "difftool.evil.cmd", "merge.evil.driver", "mergetool.evil.cmd", "pager.status", "pager.diff", "pager.blame",
    "pager.config", "pager.ls-files", "interactive.diffFilter", "uploadpack.packObjectsHook", "remote.origin.uploadpack",
    "remote.origin.receivepack", "remote.origin.vcs", "trailer.evil.command", "trailer.evil.cmd", "tar.evil.command",
    "browser.evil.cmd", "man.evil.cmd", "guitool.evil.cmd", "instaweb.httpd", "imap.tunnel", "sendemail.toCmd",
    "sendemail.smtpServer", "hook.evil.command", "alias.evil",
)  # fmt: skip
FILTERS = ("evil", "a=b", "Evil", "a.b")
"""Names of filters: one with a sign that an option ``-c`` would be cut at, one in other letters."""
SETTINGS = {
    "alias.status": "!touch RAN-alias", "alias.ls-files": "!touch RAN-alias", "hook.evil.event": "post-index-change",
    "log.showSignature": "true", "status.submoduleSummary": "true", "submodule.recurse": "true", "diff.submodule": "log",
    "protocol.allow": "always", "protocol.ext.allow": "always", "protocol.file.allow": "always",
    "remote.origin.promisor": "true", "remote.origin.partialCloneFilter": "blob:none", "extensions.partialClone": "origin",
    "core.repositoryFormatVersion": "1", "submodule.sub.update": "!touch RAN-submodule", "core.fsmonitorHookVersion": "2",
    "index.threads": "2",
}  # fmt: skip


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that each program leaves a file in. The user's own configuration is there, too."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def program(beside: Path, name: str) -> str:
    """A program that can be any of these: it hands on what it is given."""
    script = beside / f"{''.join(c if c.isalnum() else '-' for c in name)}.sh"
    script.write_text(f"#!/bin/sh\ntouch '{beside}/RAN-{script.stem}'\ncat 2>/dev/null\n")
    script.chmod(0o755)
    return str(script)


@pytest.fixture
def hostile(beside: Path) -> Path:
    repo = beside / "repo"
    repo.mkdir()
    made(repo, "init", "-q")
    for name in ("a.py", "b.py", "c.py", "d.py", "plain"):
        (repo / name).write_text("x = 1\n")
    attributes = "a.py filter=evil diff=evil merge=evil\nb.py filter=a=b\nc.py filter=Evil\nd.py filter=a.b\nplain diff=evil\n"
    (repo / ".gitattributes").write_text(attributes)
    made(repo, "add", ".")
    made(repo, "commit", "-qm", "m")
    _submodule(repo, beside)
    made(repo, "commit", "-qm", "s")
    hooks = repo / ".git" / "hooks"
    for name in HOOKS:
        (hooks / name).unlink(missing_ok=True)
        (hooks / name).symlink_to(program(beside, f"hook {name}"))
    for name, value in SETTINGS.items():
        made(repo, "config", name, value.replace("RAN", f"{beside}/RAN"))
    for name in PROGRAMS:
        made(repo, "config", name, program(beside, name))
    for name in FILTERS:
        for kind in ("clean", "smudge"):
            made(repo, "config", f"filter.{name}.{kind}", program(beside, f"filter {name}"))
        made(repo, "config", f"filter.{name}.required", "true")
    made(repo, "config", "remote.origin.url", f"ext::{program(beside, 'remote')}")
    included = repo / ".git" / "included"
    included.write_text(f'[filter "included"]\n\tprocess = {program(beside, "process")}\n')
    made(repo, "config", "include.path", "included")
    with (repo / ".git" / "info" / "attributes").open("w") as file:
        file.write("e.py filter=included\n")
    for name in ("a.py", "b.py", "c.py", "d.py", "plain"):
        (repo / name).write_text("x = 2\n")
    (repo / "new.py").write_text("x = 3\n")
    for left in beside.glob("RAN-*"):
        left.unlink()
    return repo


def _submodule(repo: Path, beside: Path) -> None:
    """A repository inside, whose own configuration names programs too."""
    sub = repo / "sub"
    sub.mkdir()
    made(sub, "init", "-q")
    (sub / "s.py").write_text("x = 1\n")
    (sub / ".gitattributes").write_text("*.py filter=inner\n")
    made(sub, "add", ".")
    made(sub, "commit", "-qm", "m")
    (repo / ".gitmodules").write_text('[submodule "sub"]\n\tpath = sub\n\turl = ./sub\n')
    made(repo, "add", ".gitmodules", "sub")
    made(sub, "config", "core.fsmonitor", program(beside, "inner fsmonitor"))
    made(sub, "config", "filter.inner.clean", program(beside, "inner filter"))
    (sub / "s.py").write_text("x = 2\n")


def ran(beside: Path) -> list[str]:
    return sorted(path.name for path in beside.rglob("RAN-*"))


READING: Mapping[str, Callable[[Path], object]] = {
    "status": lambda repo: git(["status", "--porcelain"], repo),
    "status in words": lambda repo: git(["status", "--verbose"], repo),
    "diff": lambda repo: git(["diff"], repo),
    "diff of the last commit": lambda repo: git(["diff", "HEAD", "--stat", "-p"], repo),
    "diff of the index": lambda repo: git(["diff", "--cached", "--name-only"], repo),
    "blame": lambda repo: git(["blame", "a.py"], repo),
    "files": lambda repo: git(["ls-files", "--others", "--stage"], repo),
    "attributes": lambda repo: git(["check-attr", "-a", "a.py"], repo),
    "a tree": lambda repo: git(["ls-tree", "-r", "HEAD"], repo),
    "what a commit may take": lambda repo: committable(repo, commit_of(repo), ["a.py", "plain", "x/new"]),
    "what is stored": lambda repo: forms_of(repo, ["a.py", "plain"]),
    "an object": lambda repo: git(["cat-file", "blob", ":a.py"], repo),
    "changes": lambda repo: changes_of(repo, 30),
    "filters": lambda repo: filters_of(repo, ["a.py", "plain"]),
    "tracked": lambda repo: tracks(repo, repo / "a.py"),
    "hooks": hooks_folder,
    "staged": staged_files,
    "staged content": lambda repo: list(staged_contents(repo, [str(repo / "a.py")])),
}


@pytest.mark.parametrize("read", READING.values(), ids=READING)
def test_no_program_of_the_repository_runs(hostile: Path, beside: Path, read: Callable[[Path], object]) -> None:
    found = read(hostile)
    assert not isinstance(found, Ended), found
    assert (found.code if isinstance(found, Finished) else 0) == 0, found
    assert ran(beside) == []


ODD_NAMES = (
    b"ev\xffil",
    b"e\xc3il",
    b"\xf0\x9f\x90",
    b"\xed\xa0\x80",
    b"",
    b"a\\b",
    b"\x01\x7f",
    "größe".encode(),
    b"a]#;b",
    b".",
)
"""Names of filters as bytes: some are in no language. As git's settings and attributes read them."""
LOCALES = ("C", "C.UTF-8", "en_US.UTF-8")


def odd_filters(repo: Path, beside: Path) -> None:
    """A filter of each odd name, and a file under it."""
    settings = attributes = b""
    for number, name in enumerate((*ODD_NAMES, b"plain")):
        head = b"[FILTER.Plain]" if name == b"plain" else b'[filter "%s"]' % name.replace(b"\\", b"\\\\")
        key = (b"clean", b"process", b"CLEAN")[number % 3]
        settings += head + b"\n\t" + key + b" = " + os.fsencode(program(beside, f"odd {number}")) + b"\n"
        attributes += b"odd%d filter=%s\n" % (number, name)
        (repo / f"odd{number}").write_text("x = 1\n")
    with (repo / ".git" / "config").open("ab") as file:
        file.write(settings)
    made(
        repo,
        "-c",
        "core.fsmonitor=false",
        "-c",
        "core.hooksPath=/dev/null",
        "add",
        "--",
        *(f"odd{n}" for n in range(len(ODD_NAMES) + 1)),
    )
    (repo / ".git" / "info" / "attributes").write_bytes(attributes)
    for path in repo.glob("odd*"):
        path.write_text("x = 2\n")
    for left in beside.glob("RAN-*"):
        left.unlink()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("read", ["status", "diff", "changes", "blame odd"])
def test_no_filter_runs_whatever_its_name(
    hostile: Path, beside: Path, read: str, locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a locale of UTF-8 git's expressions match no byte that is none of it."""
    monkeypatch.setenv("LC_ALL", locale)
    odd_filters(hostile, beside)
    found = git(["blame", "odd0"], hostile) if read == "blame odd" else READING[read](hostile)
    assert not isinstance(found, Ended), found
    assert ran(beside) == []


def test_files_under_filters_with_odd_names_are_not_compared(
    hostile: Path, beside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    odd_filters(hostile, beside)
    names = [f"odd{number}" for number in range(len(ODD_NAMES) + 1)]
    assert filters_of(hostile, [*names, "plain"]) == frozenset(names)
    subprocess.run(["git", "status"], cwd=hostile, capture_output=True, timeout=60, check=False)
    assert len([name for name in ran(beside) if "odd" in name]) > len(ODD_NAMES) // 2  # so that the test above can fail


@pytest.mark.parametrize("language", ["de_DE.UTF-8", "C.UTF-8"])
def test_git_that_reads_has_no_locale_and_filters_have_the_users_own(
    hostile: Path, beside: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    seen = told_to_git(beside, monkeypatch)
    git(["status"], hostile)
    assert {line for line in seen.read_text().splitlines() if line.startswith("LC_ALL=")} == {"LC_ALL=C"}
    seen.unlink()
    trusted_git(["status"], hostile)
    assert [line for line in seen.read_text().splitlines() if line.startswith("LC_ALL=")][-1] == f"LC_ALL={language}"


def told_to_git(beside: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which each git that starts from now on writes down its variables."""
    real, seen = shutil.which("git"), beside / "seen"
    fake = beside / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\nenv >> '{seen}'\nexec {real} \"$@\"\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}{os.pathsep}{os.environ['PATH']}")
    return seen


VARIABLES = (
    "GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_SSH", "GIT_ASKPASS", "GIT_PAGER", "PAGER", "GIT_EDITOR", "GIT_SEQUENCE_EDITOR",
    "EDITOR", "SSH_ASKPASS", "GIT_PROXY_COMMAND", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_TEMPLATE_DIR",
)  # fmt: skip


@pytest.mark.parametrize("read", READING.values(), ids=READING)
def test_no_program_that_a_variable_names_runs(
    hostile: Path, beside: Path, read: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an agent or a hook of git has put into the environment."""
    for name in VARIABLES:
        monkeypatch.setenv(name, program(beside, name))
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", f"'core.fsmonitor'='{program(beside, 'parameter')}'")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "diff.external")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", program(beside, "counted"))
    for name in ("GIT_TRACE", "GIT_TRACE2_EVENT", "GIT_TRACE_SETUP"):
        monkeypatch.setenv(name, str(beside / f"RAN-{name}"))
    found = read(hostile)
    assert not isinstance(found, Ended), found
    assert ran(beside) == []


def test_each_command_that_reads_is_tried() -> None:
    asked = Path(__file__).read_text("utf-8")
    assert {name for name in READS if f'git(["{name}"' not in asked} == {"rev-parse"}  # `hooks_folder` asks that


def test_a_missing_object_is_not_fetched(hostile: Path, beside: Path) -> None:
    """A partial clone asks its remote for what it lacks, by programs that the configuration names."""
    made(hostile, "config", "--unset", "remote.origin.vcs")
    (beside / "remote.sh").write_text(f"#!/bin/sh\ntouch '{beside}/RAN-remote'\nexit 1\n")  # the usual one would wait for more
    done = git(["cat-file", "blob", "e" * 40], hostile)
    assert isinstance(done, Finished)
    assert done.code != 0
    assert ran(beside) == []
    plain = ["git", "-c", "core.fsmonitor=false", "cat-file", "blob", "e" * 40]
    run(plain, hostile, timeout_s=30)
    assert "RAN-remote" in ran(beside)  # so that this test can fail


def test_hooks_in_the_configuration_are_switched_off(hostile: Path, beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions of git that know them are newer than those that tests find."""
    seen = told_to_git(beside, monkeypatch)
    trusted_git(["read-tree", "HEAD"], hostile, index=beside / "index")
    variables = dict(line.split("=", 1) for line in seen.read_text().splitlines() if "=" in line)
    settings = {value: variables[name.replace("KEY", "VALUE")] for name, value in variables.items() if "CONFIG_KEY" in name}
    assert settings["hook.evil.enabled"] == "false"
    assert not any(name.startswith("filter.") for name in settings)


@pytest.mark.parametrize("words", [["status", "--porcelain"], ["diff"], ["blame", "a.py"]])
def test_they_run_where_git_is_left_alone(hostile: Path, beside: Path, words: list[str]) -> None:
    """So that the tests above can fail."""
    subprocess.run(["git", *words], cwd=hostile, capture_output=True, timeout=60, check=False)
    assert [name for name in ran(beside) if name.startswith("RAN-filter")], ran(beside)


def test_the_users_own_filter_does_not_run_either(hostile: Path, beside: Path) -> None:
    """git-lfs is one, and runs extensions that the repository's configuration names."""
    made(hostile, "config", "--global", "filter.mine.clean", program(beside, "mine"))
    (hostile / ".git" / "info" / "attributes").write_text("plain filter=mine\n")
    assert isinstance(changes_of(hostile, 30), TreeChanges)
    assert ran(beside) == []


def test_files_under_a_filter_are_not_called_modified(hostile: Path) -> None:
    found = changes_of(hostile, 30)
    assert found == TreeChanges(("plain", "new.py"), ("a.py", "b.py", "c.py", "d.py"))


def test_a_change_that_the_index_tells_of_needs_no_filter(hostile: Path) -> None:
    made(hostile, "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "add", "a.py")
    found = changes_of(hostile, 30)
    assert isinstance(found, TreeChanges)
    assert "a.py" in found.changed


def test_a_filter_that_nothing_defines_converts_nothing(hostile: Path) -> None:
    made(hostile, "config", "--remove-section", "filter.evil")
    found = changes_of(hostile, 30)
    assert isinstance(found, TreeChanges)
    assert "a.py" in found.changed


def test_of_a_trusted_repository_filters_run_and_nothing_else(hostile: Path, beside: Path) -> None:
    for left in FILTERS:
        made(hostile, "config", "--unset", f"filter.{left}.required")
    done = trusted_git(["diff", "-U0", "HEAD", "--", "a.py"], hostile)
    assert isinstance(done, Finished)
    assert b"+x = 2" in done.out
    found = changes_by_filters(hostile, 30)
    assert isinstance(found, TreeChanges)
    assert found.not_compared == ()
    index, tree = beside / "index", beside / "tree"
    assert trusted_git(["read-tree", "HEAD"], hostile, index=index) == Finished(0, b"", b"")
    assert isinstance(trusted_git(["checkout-index", "--all", f"--prefix={tree}/"], hostile, index=index), Finished)
    assert {name.partition("-")[2].partition("-")[0] for name in ran(beside)} <= {"filter", "process"}


def test_the_work_tree_is_the_folder_and_not_one_that_the_configuration_names(hostile: Path, beside: Path) -> None:
    elsewhere = beside / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "private").write_text("x\n")
    made(hostile, "config", "core.worktree", str(elsewhere))
    found = changes_of(hostile, 30)
    assert isinstance(found, TreeChanges)
    assert "private" not in found.changed
    assert "new.py" in found.changed


def test_a_configuration_that_cannot_be_read_is_no_answer(hostile: Path) -> None:
    """A pipe that nobody writes would be waited for, and what is in it would not be known."""
    os.mkfifo(hostile / ".git" / "pipe")
    made(hostile, "config", "include.path", "pipe")
    assert isinstance(git(["status"], hostile, timeout_s=0.5), Ended)


def test_a_damaged_configuration_is_no_answer(hostile: Path) -> None:
    with (hostile / ".git" / "included").open("a") as file:
        file.write("[damaged\n")
    found = git(["status"], hostile)
    assert isinstance(found, Ended)
    assert "configuration cannot be read" in found.reason
