"""Commands that take everything, narrowed to a session's own files, as each client takes them; run by a real shell."""

import json
import subprocess
from typing import Any

import pytest
from tests.clients.sessions import TEXT, Tree
from tests.clients.test_commanding import git, lines, run, runtime, tree, wrote

from kaptar.clients.adapter import HookAnswer
from kaptar.clients.registry import ADAPTERS

__all__ = ["runtime", "tree"]
pytestmark = pytest.mark.guest

OWN = TEXT.replace("return 1", "return 3")
BEFORE = {"claude": "PreToolUse", "codex": "PreToolUse", "gemini": "BeforeTool", "cursor": "preToolUse"}
TOOLS = {"claude": "Bash", "codex": "Bash", "gemini": "run_shell_command", "cursor": "Shell"}


def narrowed(answer: HookAnswer) -> str:
    """The command that Claude Code is told to run."""
    assert answer.exit == 0, answer.stderr
    said = json.loads(answer.stdout)["hookSpecificOutput"]
    assert "permissionDecision" not in said, "the user's own permissions hold"
    assert f"runs as: {said['updatedInput']['command']}".replace("\n", "\\n") in said["additionalContext"]
    return str(said["updatedInput"]["command"])


def staged(tree: Tree) -> list[str]:
    done = subprocess.run(
        ["git", "diff", "--cached", "--name-only", "-z"], cwd=tree.root, capture_output=True, check=True, timeout=60
    )
    return sorted(done.stdout.decode().split("\0")[:-1])


def shell(tree: Tree, command: str) -> None:
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
    path = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tree.root.parent)}
    subprocess.run(["bash", "-c", command], cwd=tree.root, env=who | path, check=True, capture_output=True, timeout=60)


ADDS = {
    "git add -A": "git add -- b.py", "git add --all": "git add -- b.py", "git add .": "git add -- b.py",
    "git add -A .": "git add -- b.py", "  git add -A ": "  git add -- b.py",
    "cd src/.. && git add .": "cd src/.. && git add -- b.py",
    "cd src && git add -A": "cd src && git add -- ../b.py", "git commit -a -m M": "git add -- b.py && git commit -m M",
    "git commit -am 'two words'": "git add -- b.py && git commit -m 'two words'",
    "git commit --all -q --message=\"it's\"": "git add -- b.py && git commit -q --message 'it'\"'\"'s'",
    "cd src && git commit -qsam M -m N": "cd src && git add -- ../b.py && git commit -q -s -m M -m N",
}  # fmt: skip


@pytest.mark.parametrize("command", ADDS)
def test_a_command_that_takes_everything_takes_the_sessions_own_files(command: str, tree: Tree) -> None:
    wrote(tree, "mine", "b.py", OWN)
    changed = narrowed(run(tree, command))
    assert changed == ADDS[command]
    shell(tree, changed)
    assert staged(tree) == ([] if "commit" in command else ["b.py"])
    left = subprocess.run(["git", "status", "--porcelain"], cwd=tree.root, capture_output=True, text=True, check=True, timeout=60)
    assert " M a.py" in left.stdout


STAY_DENIED = [
    "git add -A; ls", "git add -A && git commit -m x", "git add -A 2>&1", "git add -A &", "(git add -A)", "X=1 git add -A",
    "git add -A | cat", "ls && git add -A", "cd src || git add -A", "cd src; git add -A", "sudo git add -A", "git -C src add -A",
    "git add -u", "git add -Av", "git add -A a.py", "git add a.py", "git add '*.py'", "git add -p", "git add -Af",
    "if true; then git add -A; fi",
    "git commit -a", "git commit -am", "git commit -am \"$M\"", "git commit -am \"$(cat m)\"", "git commit -am x -- a.py",
    "git commit -a --amend -m x", "git commit -anm x", "git commit -amx", "git commit -a -m x a.py", "git commit -aF m",
    "git commit -a -S -m x",
    "git add -A > log", "git add -A # all", "bash -c 'git add -A'", "git stash", "git reset --hard", "git checkout topic",
    "cd - && git add -A",
]  # fmt: skip


@pytest.mark.parametrize("command", STAY_DENIED)
def test_what_is_not_clear_stays_denied(command: str, tree: Tree) -> None:
    wrote(tree, "mine", "b.py", OWN)
    assert run(tree, command).exit == 2, command


def test_all_that_was_denied_is_denied_or_narrowed(tree: Tree) -> None:
    """With a file of its own too, no harmful command goes on as it is."""
    wrote(tree, "mine", "b.py", OWN)
    for command in lines("harmful.txt"):
        answer = run(tree, command)
        ran = "" if answer.exit == 2 else narrowed(answer)
        assert ran != command


HERE = {
    "quoted": "git commit -am \"$(cat <<'EOF'\nFix it\n\nIt's $HOME, `date` and \\\\n.\nEOF\n)\"",
    "in double quotes": 'git commit -a -m "$(cat <<"END"\nFix it\nEND\n)"',
    "behind a backslash": 'git commit -a -m "$(cat <<\\END\nFix (it)\nEND\n)"',
    "without expansions": 'git commit -am "$(cat <<EOF\nFix it: "quoted" it\'s\nEOF\n)"',
    "with tabs": "git commit -am \"$(cat <<-'EOF'\n\t\tFix it\n\t  two\n\tEOF\n)\"",
    "two": "git commit -a -m \"$(cat <<'A'\none\nA\n)\" -m \"$(cat <<'B'\ntwo\n\n\nB\n  )\"",
    "behind an equals sign": "git commit -a --message=\"$(cat << 'EOF'\nFix it\nEOF\n)\"",
    "an end that is not": 'git commit -am "$(cat <<\'EOF\'\n EOF\nEOFS\nfix )" it\nEOF\n)" -q',
    "empty but for a line": "cd src && git commit -qam \"$(cat <<'EOF'\nx\nEOF\n)\"",
}


@pytest.mark.parametrize("command", HERE.values(), ids=HERE.keys())
def test_a_message_in_a_here_document_is_as_plain_as_a_quoted_one(command: str, tree: Tree) -> None:
    wrote(tree, "mine", "b.py", OWN)
    git(tree.root, "branch", "before")
    changed = narrowed(run(tree, command))
    shell(tree, changed)
    assert git_said(tree, "show", "--format=", "--name-only") == "b.py\n"
    mine = git_said(tree, "log", "-1", "--format=%B")
    git(tree.root, "reset", "-q", "--soft", "before")
    shell(tree, command)
    assert git_said(tree, "log", "-1", "--format=%B") == mine, "the message of the command as it was"


def git_said(tree: Tree, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=tree.root, capture_output=True, text=True, check=True, timeout=60).stdout


HERE_DENIED = {
    "expands": 'git commit -am "$(cat <<EOF\n$HOME\nEOF\n)"',
    "runs": 'git commit -am "$(cat <<EOF\n`date`\nEOF\n)"',
    "reads a file": "git commit -am \"$(cat - m <<'EOF'\nx\nEOF\n)\"",
    "goes on in the substitution": "git commit -am \"$(cat <<'EOF'\nx\nEOF\ngit reset --hard)\"",
    "goes on behind the end": "git commit -am \"$(cat <<'EOF' && date\nx\nEOF\n)\"",
    "goes on behind": "git commit -am \"$(cat <<'EOF'\nx\nEOF\n)\" && ls",
    "a second line": "git commit -am \"$(cat <<'EOF'\nx\nEOF\n)\"\nls",
    "glued": "git commit -am \"$(cat <<'EOF'\nx\nEOF\n)\"$M",
    "has no end": "git commit -am \"$(cat <<'EOF'\nx\n)\"",
    "in another quotation": "git commit -am ' \"$(cat <<'EOF'\nx\nEOF\n)\"",
    "another program": "git commit -am \"$(tac <<'EOF'\nx\nEOF\n)\"",
}


@pytest.mark.parametrize("command", HERE_DENIED.values(), ids=HERE_DENIED.keys())
def test_a_here_document_that_is_not_clear_stays_denied(command: str, tree: Tree) -> None:
    wrote(tree, "mine", "b.py", OWN)
    assert run(tree, command).exit == 2, command


ODD = ["two words.py", "it's.py", 'a "b".py', "line\nfeed.py", "-A", "--", "$(touch x).py", "a`b`.py", "[a].py", "*.py",
       ":(top)a.py", "\\.py",
       "é.py", "a;b&&c.py", "#.py", "~"]  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_added_and_nothing_else(name: str, tree: Tree) -> None:
    wrote(tree, "mine", name, TEXT)
    answer = run(tree, "git add -A")
    if answer.exit == 0:
        shell(tree, narrowed(answer))
        assert staged(tree) == [name]
    assert (answer.exit == 2) is (name in ("[a].py", "*.py", ":(top)a.py")), "it may mean a file of the other one"


def test_a_file_that_is_not_wholly_its_own_stays_out_of_it(tree: Tree) -> None:
    assert run(tree, "git add -A").exit == 2, "it has none"
    wrote(tree, "mine", "b.py", OWN)
    assert run(tree, "git add -A").exit == 0
    (tree.root / "b.py").write_text(OWN + "# by hand\n")
    assert run(tree, "git add -A").exit == 2, "a person has changed it too"


def test_a_folder_is_narrowed_to_what_it_has(tree: Tree) -> None:
    wrote(tree, "other", "src/other.py", TEXT)
    wrote(tree, "mine", "b.py", OWN)
    assert run(tree, "cd src && git add .").exit == 2
    wrote(tree, "mine", "src/c.py", OWN)
    assert narrowed(run(tree, "cd src && git add .")) == "cd src && git add -- c.py"


def test_a_commit_of_what_somebody_else_has_staged_is_denied(tree: Tree) -> None:
    wrote(tree, "mine", "b.py", OWN)
    (tree.root / "person.py").write_text(TEXT)
    for name in ("a.py", "person.py"):
        git(tree.root, "add", name)
        assert run(tree, "git commit -am x").exit == 2, name
        git(tree.root, "reset", "-q", name)
    git(tree.root, "add", "b.py")
    assert narrowed(run(tree, "git commit -am x")) == "git add -- b.py && git commit -m x"


def test_a_line_has_a_bound(tree: Tree) -> None:
    for number in range(101):
        wrote(tree, "mine", f"n{number}.py", "x = 1\n")
        if number == 99:
            assert narrowed(run(tree, "git add -A")).count(".py") == 100
    assert run(tree, "git add -A").exit == 2


def test_settings_and_files_that_the_session_may_not_touch_hold(tree: Tree) -> None:
    wrote(tree, "mine", "b.py", OWN)
    tree.config = tree.advising()
    answer = run(tree, "git add -A")
    assert (answer.exit, answer.stdout, "would take" in answer.stderr) == (0, "", True)


def test_a_command_that_is_narrowed_runs_as_any_other(tree: Tree) -> None:
    wrote(tree, "mine", "b.py", OWN)
    assert tree.running.living() == []
    assert run(tree, "git add -A").exit == 0
    assert [holder.session for holder, _ in tree.running.living()] == ["mine"]


TAKES: dict[str, Any] = {
    "claude": ("hookSpecificOutput", "updatedInput", "additionalContext", None),
    "codex": ("hookSpecificOutput", "updatedInput", "additionalContext", "allow"),
    "gemini": ("hookSpecificOutput", "tool_input", "additionalContext", None),
    "cursor": (None, "updated_input", "agent_message", None),
}


@pytest.mark.parametrize("client", ADAPTERS)
def test_each_client_is_given_the_command_in_its_own_field_or_denied(client: str, tree: Tree) -> None:
    wrote(tree, "mine", "b.py", OWN)
    with tree.store.writing() as connection:
        connection.execute("UPDATE workspace_edits SET client = ? WHERE session = 'mine'", (client,))
        connection.execute("UPDATE workspace_leases SET client = ? WHERE session = 'mine'", (client,))
    given = {"command": "git add -A", "description": "adds", "timeout": 5}
    if client not in TAKES:
        payload = {"sessionID": "mine", "cwd": str(tree.root), "tool": "bash", "args": given}
        assert tree.sent(client, "tool.execute.before", payload).exit == 2
        return
    payload = {
        "session_id": "mine",
        "conversation_id": "mine",
        "cwd": str(tree.root),
        "tool_name": TOOLS[client],
        "tool_input": given,
    }
    answer = tree.sent(client, BEFORE[client], payload)
    assert answer.exit == 0
    outer, field, told, decision = TAKES[client]
    whole = json.loads(answer.stdout)
    said = whole[outer] if outer else whole
    assert said[field] == {**given, "command": "git add -- b.py"}
    assert "narrowed to this session's own files, and runs as: git add -- b.py" in said[told]
    assert said.get("permissionDecision") == decision
    assert whole.get("permission") == ("ask" if client == "cursor" else None), "an allow could pass over the user's own question"
