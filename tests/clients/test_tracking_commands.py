"""Commands and edits through whole hooks: what each session, and a person, has changed since the last commit."""

import os
import subprocess
from collections.abc import Callable
from itertools import count, repeat
from pathlib import Path

import pytest
from tests.clients.sessions import Tree
from tests.clients.test_commanding import git

from kaptar.clients.patch import changed_by
from kaptar.workspace.leases.model import Holder
from kaptar.workspace.ledger.book import OUTSIDE
from kaptar.workspace.uncommitted import Ledger, uncommitted


@pytest.fixture
def tree(committed: Tree) -> Tree:
    return committed


def user(tree: Tree, name: str, old: str, new: str) -> None:
    path = tree.root / name
    path.write_text(path.read_text().replace(old, new) if path.exists() else new)


def ran(tree: Tree, session: str, command: str) -> None:
    assert tree.hook("PreToolUse", session, "Bash", command=command).exit == 0
    subprocess.run(["bash", "-c", command], cwd=tree.root, check=True, timeout=60)
    tree.hook("PostToolUse", session, "Bash", command=command)


def makers(tree: Tree, *names: str) -> dict[str, list[set[str]]]:
    files = uncommitted(tree.root, Ledger(tree.edits, tree.versions), names or ("a.py", "b.py")).files
    return {
        file.path: [{"outside" if owner == OUTSIDE else owner.session for owner in change.owners} for change in file.changes]
        for file in files
    }


SESSIONS = pytest.mark.parametrize("session", ["one", "late"], ids=["from its start", "without a start that a hook told"])


@SESSIONS
def test_what_a_person_has_changed_before_a_command_is_not_the_commands(tree: Tree, session: str) -> None:
    user(tree, "a.py", "return 2", "return 22")
    user(tree, "new.py", "", "n = 1\n")
    (tree.root / "b.py").unlink()
    ran(tree, session, "true")
    assert makers(tree, "a.py", "b.py", "new.py") == {"a.py": [{"outside"}], "b.py": [{"outside"}], "new.py": [{"outside"}]}
    ran(tree, session, "sed -i 's/return 1/return 11/' a.py && rm new.py")
    assert makers(tree, "a.py") == {"a.py": [{session}, {"outside"}]}


@pytest.mark.parametrize("command", ["rm new.py", "mv new.py moved.py", "git add new.py && git rm -qf new.py"])
def test_a_new_file_that_a_command_takes_away_is_the_commands(tree: Tree, command: str) -> None:
    ran(tree, "one", "printf 'n = 1\\n' > new.py")
    ran(tree, "one", command)
    assert [(each.by.session, each.after == "") for each in tree.edits.history(str(tree.root), "new.py", 9)] == [
        ("one", True), ("one", False),
    ]  # fmt: skip
    ran(tree, "one", "true")
    assert len(tree.edits.history(str(tree.root), "new.py", 9)) == 2


def test_a_new_file_that_a_person_takes_away_is_nobodys(tree: Tree) -> None:
    ran(tree, "one", "printf 'n = 1\\n' > new.py")
    (tree.root / "new.py").unlink()
    ran(tree, "one", "true")
    assert [each.by == OUTSIDE for each in tree.edits.history(str(tree.root), "new.py", 9)] == [True, False]


COMMANDS = {
    "one line": ("sed -i 's/return 1/return 11/' a.py", {"a.py": [{"one"}]}),
    "a file that goes": ("rm b.py", {"b.py": [{"one"}]}),
    "a file that git moves": ("git mv b.py c.py", {"b.py": [{"one"}], "c.py": [{"one"}]}),
    "a file that is moved": ("mv b.py c.py", {"b.py": [{"one"}], "c.py": [{"one"}]}),
    "a new file": ("printf 'x\\n' > c.py", {"c.py": [{"one"}]}),
    "an empty file": (": > c.py", {"c.py": [{"one"}]}),
    "a link": ("ln -s a.py c.py", {"c.py": [{"one"}]}),
    "a mode": ("chmod +x b.py", {"b.py": []}),
    "nothing": ("cat a.py", {}),
}


@SESSIONS
@pytest.mark.parametrize(("command", "expected"), COMMANDS.values(), ids=COMMANDS.keys())
def test_a_commands_change_begins_from_the_last_commit(
    tree: Tree, command: str, expected: dict[str, list[set[str]]], session: str
) -> None:
    ran(tree, session, command)
    assert makers(tree, "a.py", "b.py", "c.py") == {path: [{session} for _ in each] for path, each in expected.items()}
    if command.startswith("chmod"):
        found = uncommitted(tree.root, Ledger(tree.edits, tree.versions), ["b.py"]).files
        assert [file.mode_by and file.mode_by.session for file in found] == [session]


@pytest.mark.parametrize(("setting", "mode"), [("true", "100755"), ("false", "100644")])
def test_a_mode_counts_as_far_as_git_looks_at_it(tree: Tree, setting: str, mode: str) -> None:
    git(tree.root, "config", "core.fileMode", setting)
    ran(tree, "one", "printf 'x\\n' > run.sh && chmod +x run.sh")
    found = uncommitted(tree.root, Ledger(tree.edits, tree.versions), ["run.sh"]).files
    assert [file.standing.mode for file in found] == [mode]


MANY = "for i in $(seq 450); do {}; done"


@pytest.mark.parametrize(
    "command",
    [
        MANY.format("echo n > n$i.txt"),
        MANY.format("mkdir -p d$((i % 7)); echo n > d$((i % 7))/n$i.txt"),
        MANY.format("ln -s a.py n$i.txt"),
        "rm old/*",
        "sed -i s/1/2/ old/*",
        "mv old new",
        "chmod +x old/*",
    ],
)
def test_a_mass_change_is_its_commands_as_a_whole(tree: Tree, command: str) -> None:
    (tree.root / "old").mkdir()
    for number in range(450):
        (tree.root / f"old/o{number}.txt").write_text(f"{number} 1\n")
    git(tree.root, "add", ".")
    git(tree.root, "commit", "-qm", "many")
    ran(tree, "one", command)
    user(tree, "person.txt", "", "of a person\n")
    for session in ("two", "one", "two"):
        ran(tree, session, "true")
    names = subprocess.run(["git", "status", "--porcelain", "-uall", "-z"], cwd=tree.root, check=True, capture_output=True).stdout
    paths = [entry[3:].decode() for entry in names.split(b"\0") if entry]
    files = uncommitted(tree.root, Ledger(tree.edits, tree.versions), paths).files
    assert len(files) > 450
    owners = {file.path: {each.session for change in file.changes for each in change.owners} or {file.mode_by.session}
              for file in files if file.changes or file.mode_by}  # fmt: skip
    assert owners.pop("person.txt") == {""}
    assert [path for path, who in owners.items() if who != {"one"}] == []


@pytest.mark.parametrize("bound", ["files", "time"])
def test_where_not_all_can_be_noted_the_answer_says_so(tree: Tree, monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    monkeypatch.setattr("kaptar.clients.tracking.MOST_FILES", 300 if bound == "files" else 20_000)
    tree.clock_s = (count(step=8) if bound == "time" else repeat(0)).__next__
    assert tree.hook("PreToolUse", "one", "Bash", command="x").stderr == ""
    for number in range(1000):
        user(tree, f"n{number}.txt", "", "n\n")
    said = tree.hook("PostToolUse", "one", "Bash", command="x").stderr
    done = 300 if bound == "files" else 500
    assert f"1,000 files have changed; there was time to note who has changed {done} of them" in said
    assert f"The other {1000 - done} count as changed from outside" in said
    assert len(tree.edits.paths_of(str(tree.root), Holder("claude", "one"))) == done


def test_a_name_that_is_no_utf_8_is_written_down_and_hinders_no_other(tree: Tree) -> None:
    name = os.fsdecode(b"b\xff.txt")
    ran(tree, "one", "printf 'n\n' > $'b\\xff.txt'; sed -i 's/return 1/return 11/' a.py")
    assert makers(tree, "a.py", name) == {"a.py": [{"one"}], name: [{"one"}]}
    assert set(tree.edits.recent_paths(str(tree.root))) == {"a.py", name}


def test_what_was_changed_when_the_session_began_can_be_restored(tree: Tree) -> None:
    user(tree, "a.py", "return 2", "return 'precious'")
    tree.hook("SessionStart", "two")
    ran(tree, "two", "printf 'b = 1\\n' > a.py")
    rows = tree.edits.history(str(tree.root), "a.py")
    assert [row.by.session for row in rows] == ["two", ""]
    assert b"precious" in (tree.versions.content(rows[0].before) or b"")


def test_two_edits_at_once_are_each_its_makers(tree: Tree) -> None:
    path = str(tree.root / "a.py")
    edits = {"one": ("return 1", "return 11"), "two": ("return 2", "return 22")}
    tree.config = tree.advising()
    for session, (old, new) in edits.items():
        assert tree.edit(session, old, new).exit == 0
    for old, new in edits.values():
        user(tree, "a.py", old, new)
    for session, (old, new) in edits.items():
        tree.hook("PostToolUse", session, "Edit", file_path=path, old_string=old, new_string=new)
    assert makers(tree) == {"a.py": [{"one"}, {"two"}]}


SEEN: dict[str, Callable[[Tree], None]] = {
    "an edit beside it": lambda tree: edited(tree, "one", "return 2", "return 22"),
    "a command": lambda tree: ran(tree, "one", "true"),
    "a command that changes the file": lambda tree: ran(tree, "one", "sed -i 's/return 2/return 22/' a.py"),
}


def edited(tree: Tree, session: str, old: str, new: str) -> None:
    assert tree.edit(session, old, new).exit == 0
    user(tree, "a.py", old, new)
    tree.hook("PostToolUse", session, "Edit", file_path=str(tree.root / "a.py"), old_string=old, new_string=new)


@pytest.mark.parametrize("does", SEEN.values(), ids=SEEN.keys())
def test_a_session_has_not_seen_what_it_was_not_shown(tree: Tree, does: Callable[[Tree], None]) -> None:
    edited(tree, "one", "return 1", "return 11")
    user(tree, "a.py", "import os", "import os, precious")
    does(tree)
    path = str(tree.root / "a.py")
    stopped = tree.hook("PreToolUse", "one", "Write", file_path=path, content="x = 1\n")
    assert stopped.exit == 2
    assert "precious" in stopped.stderr
    assert tree.hook("PreToolUse", "one", "Write", file_path=path, content="x = 1\n").exit == 0


@pytest.mark.parametrize(
    "patch",
    [
        "*** Add File: a.py\n+mine",
        "*** Update File: b.py\n*** Move to: a.py\n@@\n-import os\n+import sys",
        "*** Delete File: a.py",
        "*** Add File: new.py\n+x = 1\n*** Add File: a.py\n+mine",
        "*** Delete File: b.py\n*** Add File: a.py\n+mine",
    ],
)
def test_a_patch_over_what_its_session_has_not_seen_is_stopped_once(tree: Tree, patch: str) -> None:
    edited(tree, "two", "return 1", "return 1234")
    tree.book.release(Holder("claude", "two"), lambda _: True)
    given = {"command": f"*** Begin Patch\n{patch}\n*** End Patch\n"}
    stopped = tree.hook("PreToolUse", "one", "apply_patch", client="codex", **given)
    assert stopped.exit == 2
    assert "a.py was changed by claude (session two)" in stopped.stderr
    assert "1234" in stopped.stderr
    assert tree.hook("PreToolUse", "one", "apply_patch", client="codex", **given).exit == 0
    assert [each.by.session for each in tree.edits.intents.of(str(tree.root), "a.py", 0)] == ["one"]


def test_what_a_session_has_written_itself_it_has_seen(tree: Tree) -> None:
    edited(tree, "one", "return 1", "return 11")
    ran(tree, "one", "sed -i 's/return 2/return 22/' a.py")
    path = str(tree.root / "a.py")
    assert tree.hook("PreToolUse", "one", "Write", file_path=path, content="x = 1\n").exit == 0


def test_a_command_shows_nothing_to_who_has_never_seen_the_file(tree: Tree) -> None:
    edited(tree, "two", "return 1", "return 11")
    tree.hook("SessionEnd", "two")
    ran(tree, "one", "python3 -c \"t = open('a.py').read(); open('a.py', 'w').write(t.replace('return 2', 'return 22'))\"")
    path = str(tree.root / "a.py")
    assert tree.hook("PreToolUse", "one", "Write", file_path=path, content="x = 1\n").exit == 2


def test_a_difference_that_is_cut_says_so(tree: Tree) -> None:
    lines = [f"l{number} = {number}" for number in range(100)]
    tree.wrote("one", "\n".join(lines))
    user(tree, "a.py", " = ", " = 7")
    stopped = tree.hook("PreToolUse", "one", "Write", file_path=str(tree.root / "a.py"), content="x\n")
    assert stopped.exit == 2
    assert "more lines of this difference are not shown" in stopped.stderr


def test_a_patch_tells_what_it_deletes_and_moves(tmp_path: Path) -> None:
    for name in ("c.py", "d.py"):
        (tmp_path / name).write_text("")
    patch = (
        "*** Begin Patch\n*** Delete File: a.py\n*** Update File: b.py\n*** Move to: c.py\n@@\n-1\n+2\n*** Add File: d.py\n+d\n"
        "*** Delete File: d.py\n*** End Patch\n"
    )  # fmt: skip
    told = {os.path.basename(change.path): change.op for change in changed_by(patch, str(tmp_path))}
    assert told == {"a.py": "delete", "b.py": "delete", "c.py": "create"}, "d.py is there, whatever the patch says"


def last_of(tree: Tree, name: str) -> tuple[str, str]:
    row = tree.edits.last(str(tree.root), name)
    assert row is not None
    return row.by.session or "outside", row.tool


TAKES_BACK = ["git checkout a.py", "git restore a.py", "git checkout -- .", "cp b.py a.py && git show HEAD:a.py > a.py"]


@pytest.mark.parametrize("command", TAKES_BACK)
@pytest.mark.parametrize("by", ["the session", "a person"])
def test_what_a_command_makes_as_it_is_committed_is_its_own(tree: Tree, command: str, by: str) -> None:
    committed = (tree.root / "a.py").read_text()
    if by == "a person":
        user(tree, "a.py", "return 1", "return 9")
        ran(tree, "one", "true")
        assert last_of(tree, "a.py")[0] == "outside"
    else:
        ran(tree, "one", "sed -i 's/return 1/return 9/' a.py")
        assert last_of(tree, "a.py")[0] == "one"
    ran(tree, "one", command)
    assert (tree.root / "a.py").read_text() == committed
    assert last_of(tree, "a.py") == ("one", "Bash")
    assert makers(tree, "a.py") == {}


def test_a_branch_that_a_command_switches_to_is_its_change_of_known_files(tree: Tree) -> None:
    ran(tree, "one", "sed -i 's/return 1/return 9/' a.py")
    git(tree.root, "commit", "-qam", "nine")
    ran(tree, "one", "git checkout -q HEAD~1")
    assert last_of(tree, "a.py") == ("one", "Bash")
    edits = tree.edits.history(str(tree.root), "a.py")
    ran(tree, "one", "true")
    assert tree.edits.history(str(tree.root), "a.py") == edits


def test_a_command_that_writes_nothing_has_no_row(tree: Tree) -> None:
    ran(tree, "one", "sed -i 's/return 1/return 9/' a.py")
    ran(tree, "two", "cat a.py && touch a.py")
    assert last_of(tree, "a.py")[0] == "one"
