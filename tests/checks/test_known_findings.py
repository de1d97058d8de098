"""Old findings stop nobody: what an edit brings counts, by the content before it, wherever that is known from."""

import subprocess
from pathlib import Path

import pytest

from kaptar.checks.event import FileChange
from kaptar.checks.verdict import CheckResult, Verdict
from kaptar.errors import InputError

from .conftest import Checks, Make, event, result

TOKEN = b'TOKEN = "ghp_' + b'a8Kd02LqPz71XvBn4TgRw65YcMsE39HuJfQo"\n'
OTHER = b'OTHER = "ghp_' + b'b7Kd02LqPz71XvBn4TgRw65YcMsE39HuJfQp"\n'
SILENT = TOKEN.rstrip() + b"  # kaptar: ignore[secrets] -- an example\n"


def git(root: Path, *words: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True, timeout=60)


@pytest.fixture
def repo(root: Path) -> Path:
    """A repository whose last commit has a token in ``a.py``."""
    git(root, "init", "-q")
    (root / "a.py").write_bytes(TOKEN)
    git(root, "add", ".")
    git(root, "commit", "-qm", "m")
    return root


def secrets(verdict: Verdict) -> CheckResult:
    return result(verdict, "secrets")


def before(checks: Checks, file: Path, content: bytes) -> CheckResult:
    return secrets(checks.check_event(event(FileChange(str(file), content=content), phase="before"), 30))


def counted(found: CheckResult) -> tuple[list[int], int]:
    return [each.line for each in found.findings], found.known


def test_before_an_edit_what_the_disk_has_is_known(make: Make, root: Path) -> None:
    (root / "a.py").write_bytes(TOKEN)
    checks = make()
    assert counted(before(checks, root / "a.py", b"x = 1\n" + TOKEN)) == ([], 1)
    assert counted(before(checks, root / "a.py", TOKEN + OTHER)) == ([2], 1)
    assert counted(before(checks, root / "a.py", TOKEN + TOKEN)) == ([2], 1)
    assert counted(before(checks, root / "new.py", TOKEN)) == ([1], 0)
    assert counted(before(checks, root / "a.py", TOKEN + OTHER)) == ([2], 1), "kept answers are compared too"


def test_an_agents_own_comment_does_not_let_its_secret_pass(make: Make, root: Path) -> None:
    checks = make()
    assert "came with this edit" in before(checks, root / "a.py", SILENT).findings[0].recommendation
    (root / "a.py").write_bytes(SILENT)
    assert counted(before(checks, root / "a.py", SILENT + b"x = 1\n")) == ([], 0)
    assert secrets(checks.check_files([str(root / "a.py")])).findings == ()


def test_after_an_edit_the_event_before_it_tells_what_was_there(make: Make, root: Path) -> None:
    file, checks = root / "a.py", make()
    file.write_bytes(TOKEN)
    before(checks, file, TOKEN + b"x = 1\n")
    file.write_bytes(TOKEN + b"x = 1\n")
    assert counted(secrets(checks.check_event(event(FileChange(str(file))), 30))) == ([], 1)
    assert counted(secrets(checks.check_event(event(FileChange(str(file))), 30))) == ([1], 0), "no event before it, no commit"


def test_after_an_edit_without_one_the_last_commit_does(make: Make, repo: Path) -> None:
    (repo / "a.py").write_bytes(b"x = 1\n" + TOKEN + OTHER)
    (repo / "new.py").write_bytes(TOKEN)
    checks = make()
    assert counted(secrets(checks.check_event(event(FileChange(str(repo / "a.py"))), 30))) == ([3], 1)
    assert counted(secrets(checks.check_event(event(FileChange(str(repo / "new.py"))), 30))) == ([1], 0)


def test_asked_for_without_an_edit_all_counts(make: Make, repo: Path) -> None:
    assert counted(secrets(make().check_files([str(repo / "a.py")]))) == ([1], 0)


def test_staged_and_since_a_commit(make: Make, repo: Path) -> None:
    file, checks = repo / "a.py", make()
    file.write_bytes(TOKEN + OTHER)
    git(repo, "add", ".")
    file.write_bytes(TOKEN)
    assert counted(secrets(checks.check_files([str(file)], staged=True))) == ([2], 1)
    assert counted(secrets(checks.check_files([str(file)], since="HEAD"))) == ([], 1)
    git(repo, "commit", "-qm", "n")
    assert counted(secrets(checks.check_files([str(file)], staged=True))) == ([], 2)
    with pytest.raises(InputError, match="no such commit"):
        checks.check_files([str(file)], since="nowhere")


def test_a_file_that_git_sees_renamed_brings_what_it_had_not(make: Make, repo: Path) -> None:
    text = b"".join(b"line %d\n" % number for number in range(30))
    (repo / "a.py").write_bytes(TOKEN + text)
    (repo / "b.py").write_bytes(b"x\n")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "n")
    (repo / "sub").mkdir()
    git(repo, "mv", "a.py", "sub/new name.py")
    new, checks = repo / "sub" / "new name.py", make()
    new.write_bytes(text + b" " + TOKEN + OTHER)
    (repo / "b.py").write_bytes(TOKEN)
    git(repo, "add", ".")
    new.write_bytes(text + TOKEN + TOKEN)
    assert counted(secrets(checks.check_files([str(new)], staged=True))) == ([32], 1)
    assert counted(secrets(checks.check_files([str(new)], since="HEAD"))) == ([32], 1)
    assert counted(secrets(checks.check_files([str(repo / "b.py")], staged=True))) == ([1], 0), "another file is not excused"


def test_a_file_that_an_edit_moves_brings_what_it_had_not(make: Make, repo: Path) -> None:
    new, checks = repo / "new.py", make()
    moved = FileChange(str(new), "create", TOKEN + OTHER, moved_from=str(repo / "a.py"))
    assert counted(secrets(checks.check_event(event(moved, phase="before"), 30))) == ([2], 1)
    (repo / "a.py").rename(new)
    new.write_bytes(OTHER + TOKEN)
    made = FileChange(str(new), "create", moved_from=str(repo / "a.py"))
    assert counted(secrets(make().check_event(event(made), 30))) == ([1], 1), "no event before it: by the last commit"


def test_what_is_moved_here_from_outside_is_new(make: Make, repo: Path) -> None:
    (repo.parent / "a.py").write_bytes(TOKEN)
    for outside in (repo.parent / "a.py", repo / ".." / "a.py"):
        moved = FileChange(str(repo / "new.py"), "create", TOKEN, moved_from=str(outside))
        assert counted(secrets(make().check_event(event(moved, phase="before"), 30))) == ([1], 0)


def test_in_a_repository_without_a_commit_all_that_is_staged_is_new(make: Make, root: Path) -> None:
    git(root, "init", "-q")
    (root / "a.py").write_bytes(SILENT)
    git(root, "add", ".")
    (root / "b.py").write_bytes(TOKEN)
    git(root, "add", ".")
    checks = make()
    assert counted(secrets(checks.check_files([str(root / "b.py")], staged=True))) == ([1], 0)
    assert counted(secrets(checks.check_files([str(root / "a.py")], staged=True))) == ([], 0), "a person commits the comment"


def test_where_the_content_before_is_not_known_no_comment_silences_what_blocks(make: Make, root: Path) -> None:
    file, checks = root / "a.py", make()
    file.write_bytes(SILENT)
    after = secrets(checks.check_event(event(FileChange(str(file))), 30))
    assert counted(after) == ([1], 0), "no event before it, no commit"
    assert "nobody can tell" in after.findings[0].recommendation
    assert counted(secrets(checks.check_files([str(file)]))) == ([], 0), "a person's own question"
    file.write_bytes(b"x" * ((16 << 20) + 1))
    assert counted(before(checks, file, SILENT)) == ([1], 0)


def test_a_file_that_was_too_long_before_an_edit_is_known(make: Make, root: Path) -> None:
    file, checks = root / "a.py", make(checks={"size": True})
    file.write_bytes(b"x = 1\n" * 801)
    checks.check_event(event(FileChange(str(file), content=b"y = 1\n" * 802), phase="before"), 30)
    file.write_bytes(b"y = 1\n" * 802)
    assert counted(result(checks.check_event(event(FileChange(str(file))), 30), "size")) == ([], 1)


VALUE = TOKEN.split(b'"')[1]
KEY = b"-----BEGIN OPENSSH PRIVATE " + b"KEY-----\n%s\n%s\n-----END OPENSSH PRIVATE KEY-----\n"
SAME = b"b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW"


@pytest.mark.parametrize(
    "line",
    [b"TOKEN = '%s'", b'TOKEN: str = "%s"', b'NAME = "%s"', b'TOKEN = "%s",', b'TOKEN = "%s"  # why', b'f("K", "%s")',
     b'\xef\xbb\xbfTOKEN = "%s"', b'\xc3\xa4 = "%s"; x = 1'],
)  # fmt: skip
def test_a_secret_is_known_by_its_value_whatever_else_is_on_its_line(make: Make, root: Path, line: bytes) -> None:
    file, checks = root / "a.py", make()
    file.write_bytes(TOKEN)
    assert counted(before(checks, file, line % VALUE + b"\n")) == ([], 1)
    assert counted(before(checks, file, line % VALUE + b"\n" + TOKEN)) == ([2], 1), "a second copy"
    assert counted(before(checks, file, line % OTHER.split(b'"')[1] + b"\n")) == ([1], 0), "another one in its place"


def test_a_baseline_knows_a_secret_by_its_value(make: Make, root: Path) -> None:
    checks, file = make(), root / "a.py"
    prints = []
    for line in (b'TOKEN = "%s"\n' % VALUE, b"x\n  NAME: str = '%s',  # why\n" % VALUE, OTHER):
        file.write_bytes(line)
        (found,) = secrets(checks.check_files([file])).findings
        assert VALUE.decode() not in str(found)
        prints.append(found.fingerprint)
    assert prints[0] == prints[1] != prints[2]


def test_a_private_key_is_known_by_all_of_it(make: Make, root: Path) -> None:
    """The first line of OpenSSH's format is the same in all keys of a kind."""
    file, checks = root / "a.txt", make()
    one, other = KEY % (SAME, VALUE[4:]), KEY % (SAME, OTHER.split(b'"')[1][4:])
    file.write_bytes(one)
    assert counted(before(checks, file, b"x\n" + one + b"y\n")) == ([], 1)
    assert counted(before(checks, file, other)) == ([1], 0)


@pytest.mark.guest
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("a.py", b"import subprocess\ndef f(c):\n    subprocess.run(c + 'x', shell=True)\n",
         b"import subprocess\ndef f(d):\n    r = subprocess.run(\n      d + 'x',\n      shell=True,\n      check=1,\n    )\n"),
        ("a.js", b"module.exports = (a) => { eval(a); };\n", b"module.exports = (b) => { eval(b) }\n"),
    ],
)  # fmt: skip
def test_unsafe_code_that_an_edit_touches_is_known_and_more_of_it_is_not(
    make: Make, root: Path, name: str, old: bytes, new: bytes
) -> None:
    checks = make()
    (root / name).write_bytes(old)
    assert result(checks.check_files([name]), "security").findings
    checks.check_event(event(FileChange(str(root / name), content=new), phase="before"), 30)
    (root / name).write_bytes(new)
    found = result(checks.check_event(event(FileChange(str(root / name))), 30), "security")
    assert (found.findings, found.known) == ((), 1)
    checks.check_event(event(FileChange(str(root / name), content=new + new), phase="before"), 30)
    (root / name).write_bytes(new + new)
    found = result(checks.check_event(event(FileChange(str(root / name))), 30), "security")
    assert (len(found.findings), found.known) == (1, 1)
