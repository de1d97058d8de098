"""A hive that runs goes over to changed settings with the next event, and keeps the last good ones."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.server.conftest import Kaptar, opened_hive

from kaptar.api.hive_client import HiveClient
from kaptar.api.requests import CheckRequest
from kaptar.checks.verdict import Verdict
from kaptar.config.load import config_files, load_config
from kaptar.config.watched import ConfigSource
from kaptar.errors import Closed, ConfigError
from kaptar.hive.hive import Hive
from kaptar.repository.places import Places


def event(
    client: HiveClient, root: Path, content: str, name: str = "a.py", event: str = "PreToolUse", cwd: Path | None = None
) -> dict[str, Any]:
    """What Claude Code is told of a file that is written."""
    given = {"file_path": str(root / name), "content": content}
    payload = {"session_id": "s", "cwd": str(cwd or root), "tool_name": "Write", "tool_input": given}
    answer: dict[str, Any] = json.loads(client.post(f"/hook/claude/{event}", payload))
    return answer


@pytest.fixture
def hive(kaptar: Kaptar, places: Places) -> HiveClient:
    kaptar("up")
    return HiveClient(places.socket, repository=places.common)


def source(root: Path) -> ConfigSource:
    return ConfigSource(config_files(root), lambda: load_config(root, env={}))


def check(hive: Hive, root: Path) -> Verdict:
    """What a command is told of a file."""
    return hive.desk.check(CheckRequest(root=str(root), paths=(str(root / "a.py"),)))


def settings(places: Places, text: str, file: str = "kaptar.toml") -> None:
    (places.worktree / file).write_text(text)


def test_what_is_changed_holds_at_the_next_event(hive: HiveClient, places: Places, kaptar: Kaptar) -> None:
    root = places.worktree
    assert event(hive, root, "x\n", "m/1.sql")["exit"] == 0
    settings(places, '[hooks]\nprotected = ["m/**"]\n')
    stopped = event(hive, root, "x\n", "m/1.sql")
    assert stopped["exit"] == 2
    assert "protected" in stopped["stderr"]
    settings(places, "[hooks.checks]\nsyntax = false\n")
    assert event(hive, root, "{,}\n", "a.json")["exit"] == 0
    (root / "kaptar.toml").unlink()
    assert event(hive, root, "{,}\n", "a.json")["exit"] == 2
    settings(places, "[tool.kaptar.hooks.checks]\nsyntax = false\n", "pyproject.toml")
    assert event(hive, root, "{,}\n", "a.json")["exit"] == 0
    assert json.loads(kaptar("status", "--json").stdout)["configuration"]["problem"] == ""


def test_commands_get_them_too(hive: HiveClient, places: Places, kaptar: Kaptar) -> None:
    settings(places, "[hooks.checks]\nsize = true\n[hooks.limits]\nfile_lines = 1\n")
    (places.worktree / "long.txt").write_text("x\n" * 9)
    through = json.loads(kaptar("check", "long.txt", "--json").stdout)
    alone = json.loads(kaptar("check", "long.txt", "--json", XDG_RUNTIME_DIR="/nowhere").stdout)
    states = [{(r["check"], r["state"]) for r in verdict["results"]} for verdict in (through, alone)]
    assert states[0] == states[1]
    assert ("size", "findings") in states[0]


WRONG = (
    ("[hooks]\nprotected = 7\n", "kaptar.toml:hooks.protected"), ("[hooks", "kaptar.toml: not valid TOML"),
    ("[hooks.checks]\nnone_of_ours = true\n", "hooks.checks: there is no 'none_of_ours'"),
    ("[wasm]\ncache_dir = '/x'\n", "kaptar.toml:wasm.cache_dir"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "named"), WRONG)
def test_wrong_ones_are_said_and_the_last_good_ones_stay(
    text: str, named: str, hive: HiveClient, places: Places, kaptar: Kaptar
) -> None:
    root = places.worktree
    settings(places, '[hooks]\nprotected = ["m/**"]\n')
    assert event(hive, root, "x\n", "m/1.sql")["exit"] == 2
    settings(places, text)
    assert event(hive, root, "x\n", "m/1.sql")["exit"] == 2
    clean = event(hive, root, "x = 1\n")
    assert (clean["exit"], clean["stdout"]) == (0, "")
    assert named in clean["stderr"]
    assert "last good ones are in use" in clean["stderr"]
    after = event(hive, root, "x = 1\n", event="PostToolUse")
    assert "last good ones" in after["http"]["systemMessage"]
    status = kaptar("status")
    assert "the last good ones are in use" in status.stdout
    alone = kaptar("check", "a.py", code=2, XDG_RUNTIME_DIR="/nowhere").stderr
    assert kaptar("check", "a.py", code=2).stderr == alone
    (root / "kaptar.toml").unlink()
    assert "last good" not in event(hive, root, "x = 1\n")["stderr"]


def test_strict_mode_begins_and_stops_what_cannot_be_checked(hive: HiveClient, places: Places) -> None:
    root = places.worktree
    notebook = {"session_id": "s", "cwd": str(root), "tool_name": "NotebookEdit",
                "tool_input": {"notebook_path": str(root / "n.ipynb"), "new_source": "x"}}  # fmt: skip
    before = json.loads(hive.post("/hook/claude/PreToolUse", notebook))
    assert before["exit"] == 0
    assert "not checked" in before["stderr"]
    settings(places, "[hooks]\nstrict = true\n")
    stopped = json.loads(hive.post("/hook/claude/PreToolUse", notebook))
    assert stopped["exit"] == 2
    assert "strict mode" in stopped["stderr"]
    assert json.loads(hive.post("/hook/claude/PreToolUse", {}))["exit"] == 2
    assert event(hive, root, "x = 1\n") == {"exit": 0, "stdout": "", "stderr": "", "http": None}
    settings(places, "[hooks]\nstrict = true\nprotected = 7\n")
    wrong = event(hive, root, "x = 1\n")
    assert wrong["exit"] == 2, "in strict mode settings that cannot be read stop edits, as they do in process"
    assert "last good ones" in wrong["stderr"]


def test_what_takes_effect_later_is_said(hive: HiveClient, places: Places, kaptar: Kaptar) -> None:
    settings(places, "[hive]\nlog_files = 2\n")
    assert json.loads(kaptar("status", "--json").stdout)["configuration"]["at_next_start"] == ["hive.log_files"]
    assert "take effect at the next start: hive.log_files" in kaptar("status").stdout


def test_other_limits_of_guests_get_another_runtime(places: Places) -> None:
    places.state.mkdir(mode=0o700)
    with opened_hive(places, source) as hive:
        first = hive.runtime
        settings(places, "[wasm]\nenabled = false\n")
        hive.use_newest()
        assert hive.runtime is not first
        assert hive.runtime.call("syntax.validate", b"x = 1\n", "python").backend == "host"
        assert first.call("syntax.validate", b"x = 1\n", "python").value.valid, "what was begun may end"
    with pytest.raises(Closed):
        first.call("syntax.validate", b"x = 1\n", "python")


def test_limits_of_guests_that_cannot_be_used_are_said_and_the_last_runtime_stays(places: Places) -> None:
    places.state.mkdir(mode=0o700)
    with opened_hive(places, source) as hive:
        first = hive.runtime
        settings(places, '[wasm]\npreload = ["none_of_ours"]\n')
        for _ in range(2):
            with pytest.raises(ConfigError, match="none_of_ours"):
                check(hive, places.worktree)
        assert hive.runtime is first
        assert "none_of_ours" in hive.status().configuration.problem
        settings(places, "")
        assert check(hive, places.worktree).outcome == "pass"
        assert hive.status().configuration.problem == ""


def test_options_of_the_start_stay(kaptar: Kaptar, places: Places, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[hooks.checks]\nsyntax = false\n")
    kaptar("up", "--no-wasm", "--config", str(own))
    hive = HiveClient(places.socket, repository=places.common)
    assert event(hive, places.worktree, "{,}\n", "a.json")["exit"] == 0
    settings(places, "[hooks]\nstrict = true\n")
    assert event(hive, places.worktree, "{,}\n", "a.json")["exit"] == 0
    assert json.loads(kaptar("status", "--json").stdout)["configuration"]["files"] == [str(own)]
    own.write_text("")
    assert event(hive, places.worktree, "{,}\n", "a.json")["exit"] == 2


def test_each_worktree_has_its_own(hive: HiveClient, places: Places, kaptar: Kaptar) -> None:
    root, tree = places.worktree, places.worktree.parent / "tree"
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    for words in (["add", "a.py"], [*who, "commit", "-qm", "m"], ["worktree", "add", "-q", str(tree)]):
        subprocess.run(["git", *words], cwd=root, check=True)
    (tree / "kaptar.toml").write_text(
        '[hooks]\nprotected = ["m/**"]\n[hooks.checks]\nsize = true\n[hooks.limits]\nfile_lines = 1\n'
    )
    assert event(hive, root, "x\n", "m/1.sql")["exit"] == 0
    assert event(hive, tree, "x\n", "m/1.sql")["exit"] == 2
    assert event(hive, tree, "x\n", "m/1.sql", cwd=root)["exit"] == 2, "the file's worktree counts, not the client's folder"
    assert event(hive, root, "x\n", "m/1.sql", cwd=tree)["exit"] == 0
    (tree / "long.txt").write_text("x\n" * 9)
    (root / "long.txt").write_text("x\n" * 9)
    for folder, state in ((tree, "findings"), (root, "not_run")):
        for more in ({"DISABLE_WASM": ""}, {"XDG_RUNTIME_DIR": "/nowhere"}):
            verdict = json.loads(kaptar("check", "long.txt", "--json", cwd=folder, **more).stdout)
            assert [r["state"] for r in verdict["results"] if r["check"] == "size"] == [state]
    (tree / "kaptar.toml").write_text("")
    assert event(hive, tree, "x\n", "m/1.sql")["exit"] == 0
    (tree / "kaptar.toml").write_text("[hooks")
    assert "last good ones" in event(hive, tree, "x\n", "m/1.sql")["stderr"]
    assert "last good" not in event(hive, root, "x\n", "m/1.sql")["stderr"]
    assert str(tree) in json.loads(kaptar("status", "--json").stdout)["configuration"]["problem"]


def test_a_worktree_whose_settings_were_never_good_has_the_hives_own(places: Places) -> None:
    root, tree = places.worktree, places.worktree.parent / "tree"
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=e", "commit", "-q", "--allow-empty", "-m", "m"], cwd=root, check=True
    )
    subprocess.run(["git", "worktree", "add", "-q", str(tree)], cwd=root, check=True)
    (tree / "kaptar.toml").write_text("[hooks")
    places.state.mkdir(mode=0o700)
    with opened_hive(places, source) as hive:
        given = {"file_path": str(tree / "a.py"), "content": "x = 1\n"}
        body = json.dumps({"session_id": "s", "cwd": str(tree), "tool_name": "Write", "tool_input": given}).encode()
        answer = hive.handle_hook("claude", "PreToolUse", body)
        assert answer.exit == 0
        assert "kaptar.toml" in answer.stderr
        with pytest.raises(ConfigError, match=r"kaptar\.toml"):
            check(hive, tree)
