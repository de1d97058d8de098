"""Shell commands of one session beside the work of another, through whole hooks."""

import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.clients.sessions import BOOKS, TEXT, Time, Tree

from kaptar import Runtime
from kaptar.clients.adapter import HookAnswer
from kaptar.config.sections import Config, WorkspaceConfig
from kaptar.database.store import Store
from kaptar.edit.engine import Editor
from kaptar.shell.line import reader
from kaptar.workspace.leases.book import Acquired
from kaptar.workspace.leases.model import Claim, Holder
from kaptar.workspace.resources import Resource

pytestmark = pytest.mark.guest


@pytest.fixture(scope="module")
def runtime() -> Iterator[Runtime]:
    with Runtime() as made:
        yield made


def git(root: Path, *words: str) -> None:
    names = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    subprocess.run(["git", *names, *words], cwd=root, check=True, capture_output=True, timeout=60)


@pytest.fixture
def tree(tmp_path: Path, runtime: Runtime) -> Iterator[Tree]:
    """A repository with a commit, of which session ``other`` has changed a.py."""
    root = (tmp_path / "r").resolve()
    (root / "src").mkdir(parents=True)
    (tmp_path / "home" / "other").mkdir(parents=True)
    for name in ("a.py", "b.py", "src/c.py"):
        (root / name).write_text(TEXT)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "first")
    git(root, "branch", "topic")
    with closing(Store(tmp_path / "hive.db", BOOKS)) as store:
        tree = Tree(root, store, Time(), Editor(runtime, judge_syntax=False))
        tree.read_line = reader(runtime)
        wrote(tree, "other", "a.py", TEXT.replace("return 1", "return 10"))
        yield tree


def wrote(tree: Tree, session: str, name: str, text: str) -> None:
    path = tree.root / name
    assert tree.hook("PreToolUse", session, "Write", file_path=str(path), content=text).exit == 0
    path.write_text(text)
    tree.hook("PostToolUse", session, "Write", file_path=str(path), content=text)


def run(tree: Tree, command: str, session: str = "mine", agent: str = "") -> HookAnswer:
    return tree.hook("PreToolUse", session, "Bash", agent, command=command)


def lines(name: str) -> list[str]:
    """The commands of a list; ``\\n`` stands for a line feed."""
    text = (Path(__file__).parent / "commands" / name).read_text("utf-8")
    return [line.replace("\\n", "\n") for line in text.splitlines()]


HARMFUL, HARMLESS = lines("harmful.txt"), lines("harmless.txt")
"""Beside another session's work in a.py: what loses it, moves it or takes it, and what does not."""


def test_commands_that_touch_the_work_of_another_session_are_stopped(tree: Tree) -> None:
    assert len(HARMFUL) >= 150
    answers = {command: run(tree, command) for command in HARMFUL}
    assert [command for command, answer in answers.items() if answer.exit != 2] == []
    assert {command for command, answer in answers.items() if "claude (session other" not in answer.stderr} == set()
    assert {command for command, answer in answers.items() if "a.py" not in answer.stderr} == set()
    assert {command: answer.stderr for command, answer in answers.items() if len(answer.stderr.split()) > 80} == {}


def test_only_a_command_that_goes_on_keeps_leases(tree: Tree) -> None:
    assert run(tree, "git reset --hard").exit == 2
    assert tree.running.living() == []
    assert run(tree, "ls").exit == 0
    assert [holder.session for holder, _ in tree.running.living()] == ["mine"]


def test_they_go_on_where_nobody_else_works(tree: Tree) -> None:
    """A session may do to its own work, and that of its sub-agents, what it likes."""
    assert [command for command in HARMFUL if run(tree, command, "other").exit] == []
    assert [command for command in HARMFUL[:20] if run(tree, command, "other", agent="helper").exit] == []


def test_harmless_commands_go_on_in_silence(tree: Tree) -> None:
    assert len(HARMLESS) >= 300
    answers = {command: run(tree, command) for command in HARMLESS}
    assert {command: answer.stderr for command, answer in answers.items() if answer.exit or answer.stderr} == {}


def test_what_is_committed_is_nobodys_work_any_more(tree: Tree) -> None:
    git(tree.root, "commit", "-qam", "theirs")
    tree.time.now_s += 300  # the lease of the edit has ended
    assert run(tree, "git reset --hard").exit == 0
    assert tree.edit("mine", "return 2", "return 20").exit == 0
    assert run(tree, "git checkout -- a.py").exit == 0


def test_a_commit_takes_nothing_that_another_session_has_staged(tree: Tree) -> None:
    assert run(tree, "git commit -m x").exit == 0
    git(tree.root, "add", "a.py")
    answer = run(tree, "git commit -m x")
    assert answer.exit == 2
    assert "`git commit -m x` would take work that is not committed by claude (session other): a.py" in answer.stderr
    assert run(tree, "git commit -m x -- b.py").exit == 0
    assert run(tree, "git commit -m x", "other").exit == 0


INCLUDING = ["-i b.py -m x", "--include b.py -m x", "--amend --no-edit -i b.py", "-im x b.py", "-m x --incl -- b.py", "-i . -m x"]


@pytest.mark.parametrize("words", INCLUDING)
def test_a_commit_that_includes_files_takes_what_is_staged_too(tree: Tree, words: str) -> None:
    assert (run(tree, f"git commit {words}").exit == 2) is ("." in words.split())
    git(tree.root, "add", "a.py")
    assert run(tree, f"git commit {words}").exit == 2
    assert run(tree, "git commit --only b.py -m x").exit == 0


@pytest.mark.parametrize("command", ["git push", "git push --force origin main", "cd src && npm publish", "twine upload dist/*"])
def test_nothing_is_published_that_another_session_holds_by_now(tree: Tree, command: str) -> None:
    wrote(tree, "mine", "b.py", TEXT.replace("return 1", "return 3"))
    assert run(tree, command).exit == 0
    tree.time.now_s += 300  # its lease has ended, and another session takes the file
    assert tree.edit("other", "return 3", "return 4", "b.py").exit == 0
    answer = run(tree, command)
    assert answer.exit == 2
    assert "would publish this session's changes of files held by claude (session other): b.py" in answer.stderr
    assert run(tree, "git push --dry-run").exit == 0
    assert run(tree, "git push", "third").exit == 0


def test_a_worktree_of_another_session_is_not_removed(tree: Tree) -> None:
    git(tree.root, "worktree", "add", "-q", "../w2", "topic")
    assert run(tree, "git worktree remove --force ../w2").exit == 0
    path = tree.root.parent / "w2" / "a.py"
    tree.hook("PreToolUse", "other", "Write", file_path=str(path), content=TEXT + "x = 1\n")
    path.write_text(TEXT + "x = 1\n")
    tree.hook("PostToolUse", "other", "Write", file_path=str(path), content=TEXT + "x = 1\n")
    for command in ("git worktree remove --force ../w2", "rm -rf ../w2", "cd ../w2 && git reset --hard"):
        assert run(tree, command).exit == 2, command


def test_the_work_of_an_ended_session_is_nobodys(tree: Tree) -> None:
    tree.hook("SessionEnd", "other")
    assert [command for command in HARMFUL if run(tree, command).exit] == []
    tree.time.now_s += 1
    wrote(tree, "other", "b.py", TEXT + "x = 1\n")
    assert run(tree, "git add -A").exit == 2, "it goes on"


def test_work_of_a_session_that_is_silent_is_only_protected_from_its_loss(tree: Tree) -> None:
    tree.time.now_s += 11 * 60
    assert [run(tree, command).exit for command in ("git add -A", "git checkout -b new", "git commit -am x")] == [0, 0, 0]
    assert run(tree, "git reset --hard").exit == 2
    tree.time.now_s += 25 * 3600
    assert run(tree, "git reset --hard").exit == 0


def test_what_git_ignores_is_in_nobodys_way(tree: Tree) -> None:
    (tree.root / ".gitignore").write_text("out.js\n")
    wrote(tree, "third", "out.js", "x\n")
    git(tree.root, "checkout", "-q", "a.py")
    tree.time.now_s += 130
    assert run(tree, "git add -A").exit == 0
    assert run(tree, "git clean -fd").exit == 0


def test_a_claim_of_a_folder_or_pattern_holds_against_commands(tree: Tree) -> None:
    git(tree.root, "checkout", "-q", "a.py")
    tree.time.now_s += 130
    for pattern in ("src/**", "**/c.py"):
        claim = Claim(Holder("codex", "far"), (Resource(str(tree.root), pattern, is_pattern=True),), 60)
        assert isinstance(tree.book.acquire(claim), Acquired)
        for command in (
            "rm -rf src",
            "echo x > src/c.py",
            "git checkout -- src",
            "cp a.py src/c.py",
            "rm -rf .",
            "mv a.py src/c.py",
        ):
            assert run(tree, command).exit == 2, (pattern, command)
        assert run(tree, "rm b.py").exit == 0
        tree.book.end_session("codex", "far")


def test_links_lead_to_what_another_session_has(tree: Tree) -> None:
    (tree.root / "link").symlink_to(".")
    (tree.root.parent / "outside").symlink_to(tree.root)
    for command in ("rm link/a.py", "> link/a.py", f"rm {tree.root.parent}/outside/a.py", "git checkout -- link/../a.py"):
        assert run(tree, command).exit == 2, command


def test_each_path_of_a_command_counts(tree: Tree) -> None:
    for command in ("rm -f /tmp/nosuch a.py", "mv /tmp/x a.py", "tee /tmp/log a.py", "rm b.py a.py"):
        assert run(tree, command).exit == 2, command


def test_a_command_that_the_text_names_goes_on_after_a_denial(tree: Tree) -> None:
    assert tree.edit("mine", "return 10", "return 11").exit == 2
    for command in ("kaptar claim a.py --as claude/mine --wait 120", "kaptar who a.py", "cat a.py > /tmp/out", "pytest a.py",
                    "mkdir -p build && cat a.py", "git commit -m 'about a.py' -- b.py", "python a.py"):  # fmt: skip
        assert run(tree, command).exit == 0, command
    for command in (
        "sed 'w a.py' b.py",
        "awk '{print > \"a.py\"}' b.py",
        "node -e 'fs.writeFileSync(\"a.py\", 1)'",
        "xxd -r x a.py",
    ):
        assert run(tree, command).exit == 2, command


@pytest.mark.parametrize("first", ["python", "bash", "python3; node", "rm $'\\x00'", "cat < x; sh"])
def test_no_odd_program_before_it_lets_a_command_through(tree: Tree, first: str) -> None:
    assert tree.edit("mine", "return 10", "return 11").exit == 2
    assert run(tree, first).exit == 0
    assert run(tree, f"{first}; node -e 'write(\"a.py\")'").exit == 2
    assert run(tree, f"{first}; git reset --hard").exit == 2


def test_thousands_of_patterns_cost_no_time_for_each(tree: Tree) -> None:
    assert run(tree, "rm " + " ".join(f"x{number}*.py" for number in range(5000))).exit == 2, "then it is the folder"


def test_the_text_names_the_files_that_can_be_added(tree: Tree) -> None:
    wrote(tree, "mine", "b.py", TEXT.replace("return 1", "return 3"))
    said = run(tree, "git add -Av").stderr
    assert "`git add -- b.py` takes your files" in said
    wrote(tree, "mine", "my $(touch x).py", TEXT)
    assert "`git add -- b.py 'my $(touch x).py'` takes your files" in run(tree, "git add -Av").stderr
    assert "`git add -- ../b.py " in run(tree, "cd src && git add -Av").stderr
    assert "commits yours alone" not in run(tree, "git stash", "third").stderr
    assert "`kaptar commit --session claude/mine -m TEXT` commits yours alone" in said


def test_an_edit_that_was_denied_is_denied_by_the_shell_too(tree: Tree) -> None:
    write = "python - <<'E'\nopen('a.py', 'w').write('')\nE"
    assert run(tree, write).exit == 0  # nobody knows what Python writes
    assert tree.edit("mine", "return 10", "return 11").exit == 2
    answer = run(tree, write)
    assert answer.exit == 2
    assert "a.py is held by claude (session other)" in answer.stderr
    assert run(tree, "cat a.py && git diff a.py").exit == 0
    assert run(tree, write.replace("a.py", "b.py")).exit == 0
    tree.time.now_s += 130
    assert run(tree, write).exit == 0


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ('rg "x (y)" a.py', 0), ('cat "old (1)/a.py"', 0), ('echo "see a.py; later" >> notes.md', 0), ("wc -l 'my app/a.py'", 0),
        ("kaptar claim 'my app/a.py' --wait 120", 0), ("awk '{print > \"a.py\"}' b.py", 2), ("sed -n 'w a.py' b.py", 2),
        ('echo "x" > a.py', 2), ("perl -e 'open(F, q(>a.py))'", 2),
    ],
)  # fmt: skip
def test_a_command_that_only_reads_goes_on_behind_a_denial(tree: Tree, command: str, code: int) -> None:
    assert tree.edit("mine", "return 10", "return 11").exit == 2
    assert run(tree, command).exit == code


COPIES = [
    "cp a.py {out}/x", "cp a.py {out}", "cp -a ./a.py {out}/x.py", "cp -t {out} a.py b.py", "cp a.py copy.py",
    "cp a.py src/copy.py",
    "install -m 644 a.py {out}/x", "rsync -a a.py {out}/", "dd if=a.py of={out}/x", "tar cf {out}/x.tgz a.py",
    "tar -czf {out}/x.tgz a.py b.py", "tar -c -f {out}/x.tar a.py", "tar cvf {out}/x.tar --exclude=.git a.py",
    "tar -cf - a.py > {out}/x.tar", "tar czvf {out}/x.tgz -C . a.py", "cp a.py {out}/x && cat {out}/x",
]  # fmt: skip
WRITES = [
    "cp {out}/x a.py", "cp {out}/a.py .", "cp a.py {out}/x; sed -i s/1/2/ {out}/x; cp {out}/x a.py",
    "ln a.py {out}/x", "ln -s a.py {out}/x", "rsync -a -e \"sh -c 'tee a.py'\" a.py host:x",
    "tar cf {out}/x --use-compress-program=\"sh -c 'tee a.py'\" a.py",
    "cp -l a.py {out}/x", "cp -al a.py {out}/x", "cp --sym a.py {out}/x", "cp a.py $X", "cp a.py {out}/to_a", "mv a.py {out}/x",
    "tar cf a.py b.py", "tar -xf {out}/x.tar a.py", "tar xf {out}/x.tar a.py", "tar --extract -f {out}/x.tar a.py",
    "tar -c --remove-files -f {out}/x.tar a.py", "tar -c -v -x -f {out}/x.tar a.py", "rsync --remove-source-files a.py {out}/",
    "dd if={out}/x of=a.py", "tar cf $X a.py", "tar -cT a.py -f {out}/x",
]  # fmt: skip


@pytest.mark.parametrize(("command", "code"), [*((each, 0) for each in COPIES), *((each, 2) for each in WRITES)])
def test_a_copy_out_of_a_file_goes_on_behind_a_denial_and_one_into_it_does_not(tree: Tree, command: str, code: int) -> None:
    out = tree.root.parent / "out"
    out.mkdir()
    (out / "to_a").symlink_to(tree.root / "a.py")
    assert tree.edit("mine", "return 10", "return 11").exit == 2
    answer = run(tree, command.replace("{out}", str(out)))
    assert answer.exit == code, answer.stderr


@pytest.mark.parametrize("held", ["*.py", "**/*.py", "[ab].py", "a*"])
def test_an_edit_that_was_denied_is_denied_by_the_shell_where_a_pattern_is_held(tree: Tree, held: str) -> None:
    git(tree.root, "commit", "-qam", "theirs")
    tree.book.release(Holder("claude", "other"), lambda _: True)
    claim = Claim(Holder("claude", "other"), (Resource(str(tree.root), held, is_pattern=True),), 600)
    assert isinstance(tree.book.acquire(claim), Acquired)
    again = "python3 -c \"open('a.py', 'w').write('x')\""
    assert run(tree, again).exit == 0
    assert tree.edit("mine", "return 2", "return 20").exit == 2
    answer = run(tree, again)
    assert (answer.exit, "an edit of it was denied just now" in answer.stderr) == (2, True)
    assert run(tree, "python3 -c \"open('b.txt', 'w').write('x')\"").exit == 0
    tree.book.release(Holder("claude", "other"), lambda _: True)
    assert run(tree, again).exit == 0


def test_settings_only_advise_or_switch_it_off(tree: Tree) -> None:
    tree.config = Config(workspace=WorkspaceConfig(leases="advise"))
    answer = run(tree, "git reset --hard")
    assert answer.exit == 0
    assert "would lose" in answer.stderr
    tree.config = Config(workspace=WorkspaceConfig(leases="off"))
    assert run(tree, "git reset --hard") == run(tree, "ls")


def test_an_alias_is_what_it_stands_for(tree: Tree) -> None:
    git(tree.root, "config", "alias.nuke", "!git reset --hard && git clean -fd")
    git(tree.root, "config", "alias.co", "checkout")
    git(tree.root, "config", "alias.st", "status -sb")
    assert run(tree, "git nuke").exit == 2
    assert run(tree, "git co -- a.py").exit == 2
    assert run(tree, "git st").exit == 0


def test_without_a_reader_of_lines_commands_go_on(tree: Tree) -> None:
    tree.read_line = reader(None)
    assert run(tree, "git reset --hard").exit == 0
