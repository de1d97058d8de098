"""``kaptar init`` and ``kaptar doctor`` where a version under the project's former name had written its hooks and files.

``former.json`` has files as that version wrote them, beside what the user had there before.
"""

import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kaptar.api.answers import Diagnosis
from kaptar.cli import run
from kaptar.repository.living import ProcessNote, started_at
from kaptar.repository.places import find_places

RECORDED = json.loads(Path(__file__).with_name("former.json").read_text("utf-8"))
OWN: dict[str, str] = RECORDED["own"]
WRITTEN: dict[str, str] = RECORDED["written"]
MODES = {entry["path"]: entry["mode"] for entry in RECORDED["record"]}
CLIENTS = {entry["client"] for entry in RECORDED["record"]}
HIVE = ("token", "port", "lock", "start.log", "hive.db", "hive.db-wal", "hive.db-shm")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    (folder / "run").mkdir(parents=True)
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder / "run"))
    return folder


@pytest.fixture
def empty(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with what the user had before any version."""
    folder = tmp_path / "a repo"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    for name, text in OWN.items():
        write(folder / name, text, MODES[name])
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def repo(empty: Path) -> Path:
    """That repository with the former version's hooks, record and hive's folder."""
    for name, text in WRITTEN.items():
        write(empty / name, text, MODES[name] or 0o644)
    (empty / ".claude" / "settings.local.json").chmod(0o600)
    state = empty / ".skep"
    for name in ("init", "log"):
        (state / name).mkdir(mode=0o700, parents=True)
    state.chmod(0o700)
    record = json.dumps(RECORDED["record"]).replace("@REPO@", str(empty))
    write(state / "init.json", record, 0o600)
    for name, text in RECORDED["copies"].items():
        write(state / "init" / name, text, 0o600)
    for name in HIVE:
        write(state / name, RECORDED.get(name, "x"), 0o600)
    write(state / "log" / "hive.jsonl", "{}\n", 0o600)
    write(empty / ".git" / "skep" / "seen-0123456789abcdef.jsonl", "[]\n", 0o600)
    return empty


def write(path: Path, text: str, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    path.chmod(mode)


def everything(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): (p.read_bytes(), stat.S_IMODE(p.stat().st_mode)) for p in files}


def former_names(folder: Path) -> list[str]:
    """Files, git's objects aside, that say the former name in their path or content."""
    found = []
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if "skep" in name or (path.is_file() and b"skep" in path.read_bytes()):
            found.append(name)
    return sorted(found)


def init(*words: str) -> None:
    assert run(["init", *words]) == 0


def clients(*names: str) -> list[str]:
    return [word for name in names for word in ("--client", name)]


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Runs a verb with ``--json`` and gives its value."""

    def call(*words: str) -> Any:
        capsys.readouterr()
        assert run([*words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return call


def found_by_doctor(answer: Callable[..., Any]) -> dict[str, str]:
    """What doctor says of the former version: detail and remedy."""
    diagnosis = answer("doctor")
    assert set(Diagnosis.__struct_fields__) == set(diagnosis)
    checks = [check for check in diagnosis["checks"] if check["name"] == "former"]
    assert checks
    assert all(check["status"] == "ok" or check["remedy"] for check in checks)
    return {check["detail"]: check["remedy"] for check in checks if check["status"] != "ok"}


def test_hooks_are_replaced_and_undo_then_gives_every_byte_back(repo: Path, empty: Path) -> None:
    init(*clients(*CLIENTS))
    assert former_names(repo) == []
    for name in (*WRITTEN, ".opencode/plugins/kaptar.js"):
        if name != ".opencode/plugins/skep.js":
            assert "kaptar" in (repo / name).read_text(), name
    init("--undo")
    left = {name: text for name, (text, _) in everything(repo).items() if name in OWN or ".git" not in name}
    kept = {name: text.encode() for name, text in OWN.items()}
    kept[".git/info/exclude"] += b"/.kaptar/\n"
    assert {name: text for name, text in left.items() if not name.startswith(".kaptar/")} == kept
    assert {name: stat.S_IMODE((repo / name).stat().st_mode) for name in OWN} == {name: MODES[name] for name in OWN}
    assert not (repo / ".gemini").exists()
    assert not (repo / ".opencode").exists()


def test_without_a_client_named_those_that_the_former_version_knew_are_replaced(repo: Path) -> None:
    init()
    assert former_names(repo) == []
    assert "kaptar_hook.py" in (repo / ".cursor/hooks.json").read_text()


def test_without_the_record_the_marks_tell(repo: Path) -> None:
    (repo / ".skep" / "init.json").unlink()
    init()
    assert former_names(repo) == []
    init("--undo")
    for name in (".claude/settings.local.json", ".codex/hooks.json", ".cursor/hooks.json"):
        left, own = (json.loads(text) for text in ((repo / name).read_text(), OWN[name]))
        assert without_empty_hooks(left) == without_empty_hooks(own)
    for name in (".aider.conf.yml", ".git/hooks/pre-commit"):
        assert (repo / name).read_text().rstrip() == OWN[name].rstrip()


def without_empty_hooks(content: dict[str, Any]) -> dict[str, Any]:
    """Without a record nobody knows whether an empty list was there before."""
    hooks = {event: groups for event, groups in content.pop("hooks", {}).items() if groups}
    return content | ({"hooks": hooks} if hooks else {})


def test_what_the_user_wrote_into_such_a_file_stays(repo: Path) -> None:
    path = repo / ".aider.conf.yml"
    path.write_text("# first\n" + WRITTEN[".aider.conf.yml"] + "dark-mode: true\n")
    init()
    text = path.read_text()
    assert text.startswith("# first\n# mine\n")
    assert "dark-mode: true\n" in text
    assert text.count("lint-cmd") == 1
    assert former_names(repo) == []


def test_hooks_of_today_beside_the_former_ones_are_no_harm(repo: Path) -> None:
    """As where the former version was run again later."""
    former = (repo / ".claude/settings.local.json").read_bytes()
    shutil.move(repo / ".skep", repo.parent / "kept")
    init()
    shutil.move(repo.parent / "kept", repo / ".skep")
    ours = json.loads((repo / ".claude/settings.local.json").read_text())
    mixed = json.loads(former)
    for event, groups in ours["hooks"].items():
        mixed["hooks"].setdefault(event, []).extend(groups)
    (repo / ".claude/settings.local.json").write_text(json.dumps(mixed))
    init()
    assert former_names(repo) == []
    hooks = json.loads((repo / ".claude/settings.local.json").read_text())["hooks"]
    assert {event: len(groups) for event, groups in hooks.items()} == dict.fromkeys(hooks, 1)


def test_a_dry_run_changes_nothing_and_shows_no_token(repo: Path, home: Path, answer: Callable[..., Any]) -> None:
    before = everything(repo.parent)
    told = answer("init", "--dry-run")
    assert everything(repo.parent) == before
    assert RECORDED["token"] not in json.dumps(told)
    states = {(file["path"], file["state"]) for file in told["files"]}
    assert (".gemini/settings.json", "removed") in states
    assert (".gemini/settings.json", "written") in states
    assert (".skep", "removed") in states
    (added,) = [f["diff"] for f in told["files"] if f["path"] == ".aider.conf.yml" and f["state"] == "written"]
    assert "skep" not in added


def test_only_the_named_client_is_replaced_and_the_others_are_said(repo: Path, answer: Callable[..., Any]) -> None:
    told = answer("init", *clients("codex"))
    assert "skep" not in (repo / ".codex/hooks.json").read_text()
    assert (repo / ".gemini/settings.json").read_text() == WRITTEN[".gemini/settings.json"]
    assert (repo / ".skep" / "init.json").exists()
    assert any(".gemini/settings.json" in line and "kaptar init" in line for line in told["next"])
    init()
    assert former_names(repo) == []


def test_codex_and_gemini_are_said_to_take_renamed_hooks_for_new_ones(repo: Path, answer: Callable[..., Any]) -> None:
    told = " ".join(answer("init")["next"])
    assert "skips them without a word until you trust them" in told
    assert "asks again" in told


def test_one_file_that_cannot_be_changed_leaves_all_as_it_was(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = repo / ".gemini" / "settings.json"
    path.write_text(WRITTEN[".gemini/settings.json"][:-4])
    before = everything(repo)
    assert run(["init"]) == 1
    assert str(path) in capsys.readouterr().err
    after = {name: kept for name, kept in everything(repo).items() if not name.startswith(".kaptar/")}
    exclude = ".git/info/exclude"
    assert after.pop(exclude)[0] == before.pop(exclude)[0] + b"/.kaptar/\n"
    assert after == before


def test_undo_takes_the_former_hooks_out_too(repo: Path) -> None:
    init("--undo")
    assert former_names(repo) == []
    assert {name: (repo / name).read_text() for name in OWN} == {name: text.replace("\r\n", "\n") for name, text in OWN.items()}


def test_the_user_s_own_client_files_lose_the_hooks_and_nothing_else(repo: Path, home: Path, answer: Callable[..., Any]) -> None:
    for name in (".codex/hooks.json", ".aider.conf.yml"):
        write(home / name, WRITTEN[name], 0o640)
    write(home / ".claude/settings.json", json.dumps({"model": "x"} | json.loads(WRITTEN[".claude/settings.local.json"])), 0o640)
    told = answer("init")
    assert former_names(home) == []
    assert json.loads((home / ".codex/hooks.json").read_text()) == json.loads(OWN[".codex/hooks.json"])
    assert (home / ".aider.conf.yml").read_text() == OWN[".aider.conf.yml"] + "\n"
    assert any("~/.codex/hooks.json" in line and "each of them" in line for line in told["next"])


@pytest.fixture
def old_hive(repo: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that the former hive's pid file names. It ends when its input does."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    note = ProcessNote(process.pid, started_at(process.pid) or "", "0.1.0")
    write(repo / ".skep" / "pid", json.dumps({"pid": note.pid, "started": note.started, "version": note.version}), 0o600)
    yield process
    process.kill()
    process.wait()


def test_a_hive_that_runs_is_named_and_not_ended(
    repo: Path, old_hive: "subprocess.Popen[bytes]", answer: Callable[..., Any]
) -> None:
    assert any(f"pid {old_hive.pid}" in said for said in found_by_doctor(answer))
    told = answer("init")
    assert old_hive.poll() is None
    (line,) = [line for line in told["next"] if "older hive" in line]
    assert f"kill {old_hive.pid}" in line
    assert all((repo / ".skep" / name).exists() for name in HIVE)
    assert "/.skep/" in (repo / ".git/info/exclude").read_text()
    assert "skep" not in (repo / ".codex/hooks.json").read_text()
    old_hive.kill()
    old_hive.wait()
    init()
    assert [name for name in former_names(repo) if not name.startswith(".kaptar/init/")] == []


def test_a_journal_is_never_read_and_stays(repo: Path, answer: Callable[..., Any]) -> None:
    steps = repo / ".skep" / "journal" / "edit-1" / "steps.json"
    write(steps, '[{"path": "a.py", "backup": "0", "before": null, "after": null, "mode": 420}]', 0o600)
    write(steps.with_name("0"), "old content", 0o600)
    write(repo / "a.py", "new content", 0o644)
    said = found_by_doctor(answer)
    (remedy,) = [remedy for detail, remedy in said.items() if "its journal is never read" in detail]
    assert "compare your files" in remedy
    told = answer("init")
    assert (repo / "a.py").read_text() == "new content"
    assert sorted(p.name for p in (repo / ".skep").rglob("*") if p.is_file()) == ["0", "steps.json"]
    assert "/.skep/" in (repo / ".git/info/exclude").read_text()
    assert any("journal" in line for line in told["next"])


def test_a_file_in_the_folder_that_it_did_not_write_stays(repo: Path) -> None:
    write(repo / ".skep" / "notes.txt", "mine", 0o600)
    init()
    assert [p.name for p in (repo / ".skep").iterdir()] == ["notes.txt"]
    assert "/.skep/" in (repo / ".git/info/exclude").read_text()


def test_a_folder_that_the_repository_brought_along_is_not_believed(repo: Path, answer: Callable[..., Any]) -> None:
    """Its record could have any file of a client replaced by what a copy says."""
    copies = repo / ".skep" / "init"
    for copy in copies.iterdir():
        copy.write_text("planted")
    subprocess.run(["git", "add", "-f", ".skep"], cwd=repo, check=True)
    assert any("added to git" in said for said in found_by_doctor(answer))
    told = answer("init")
    assert not [name for name in WRITTEN if (repo / name).exists() and "planted" in (repo / name).read_text()]
    assert "skep" not in (repo / ".codex/hooks.json").read_text()
    assert (copies / "codex-82c735c2.before").read_text() == "planted"
    assert any("added to git" in line for line in told["next"])


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime folder in whose path a socket fits."""
    with tempfile.TemporaryDirectory(prefix="k") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


def test_the_socket_of_a_hive_that_has_ended_goes(repo: Path, short: Path, answer: Callable[..., Any]) -> None:
    number = int.from_bytes(os.fsencode(find_places(repo).common), "big") % ((1 << 64) - 59)
    path = short / "skep" / f"{number:016x}.sock"
    path.parent.mkdir(mode=0o700)
    other = path.with_name("0000000000000000.sock")
    for each in (path, other):
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(each))
    assert f"{path}: is the socket of an older hive" in found_by_doctor(answer)
    init()
    assert not path.exists()
    assert other.exists()
    other.unlink()
    init()
    assert not path.parent.exists()


def test_other_worktrees_keep_what_is_to_be_given_back_to_them(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = tmp_path / "tree"
    who = ["-c", "user.name=n", "-c", "user.email=e"]
    subprocess.run(["git", *who, "commit", "-q", "--no-verify", "--allow-empty", "-m", "m"], cwd=repo, check=True)
    subprocess.run(["git", "worktree", "add", "-q", str(tree)], cwd=repo, check=True)
    write(tree / ".gemini/settings.json", WRITTEN[".gemini/settings.json"], 0o644)
    record = json.loads((repo / ".skep/init.json").read_text())
    (there,) = [entry for entry in record if entry["path"] == ".gemini/settings.json"]
    record.append(there | {"path": "../tree/.gemini/settings.json", "folders": [str(tree / ".gemini")]})
    write(repo / ".skep/init.json", json.dumps(record), 0o600)
    init()
    assert [entry["path"] for entry in json.loads((repo / ".skep/init.json").read_text())] == ["../tree/.gemini/settings.json"]
    monkeypatch.chdir(tree)
    init(*clients("gemini"))
    assert former_names(tree) == []
    assert not (repo / ".skep").exists()


def test_doctor_names_each_file_and_nothing_once_they_are_replaced(repo: Path, home: Path, answer: Callable[..., Any]) -> None:
    write(home / ".cache" / "skep" / "code", "x", 0o600)
    said = found_by_doctor(answer)
    named = {detail.partition(": ")[0] for detail in said}
    expected = {str(repo / name) for name in (*WRITTEN, ".skep", ".git/skep/seen-0123456789abcdef.jsonl")}
    assert named == expected | {str(home / ".cache" / "skep")}
    replaced = {remedy for detail, remedy in said.items() if not detail.startswith(str(home))}
    assert replaced == {"run `kaptar init`, which replaces it"}
    init()
    assert set(found_by_doctor(answer)) == {
        f"{home / '.cache' / 'skep'}: may be the cache of an older version; Kaptar does not use it"
    }


def test_doctor_finds_the_user_s_files_outside_of_a_repository(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Callable[..., Any]
) -> None:
    write(home / ".cursor/hooks.json", WRITTEN[".cursor/hooks.json"], 0o640)
    monkeypatch.chdir(tmp_path)
    assert list(found_by_doctor(answer)) == [f"{home / '.cursor/hooks.json'}: has hooks for cursor that an older version wrote"]


def test_a_pre_commit_hook_that_the_user_wrote_is_named_and_left(repo: Path, answer: Callable[..., Any]) -> None:
    path = repo / ".pre-commit-config.yaml"
    own = "repos:\n  - repo: https://example.com/x\n    rev: v1\n    hooks:\n      - id: skep-check\n"
    path.write_text(own)
    assert found_by_doctor(answer)[f"{path}: names the hook skep-check"] == "name kaptar-check in its place"
    init(*clients("codex"))
    assert path.read_text() == own


def test_a_file_that_cannot_be_written_leaves_both_versions_as_they_were(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The writer refuses a file with two names, after all plans were made."""
    path = repo / ".claude/settings.local.json"
    path.with_name("other name").hardlink_to(path)
    before = everything(repo)
    assert run(["init"]) == 1
    assert "nothing was changed" in capsys.readouterr().err
    after = {name: kept for name, kept in everything(repo).items() if not name.startswith(".kaptar/")}
    assert after.pop(".git/info/exclude")[0] == before.pop(".git/info/exclude")[0] + b"/.kaptar/\n"
    assert after == before
    path.with_name("other name").unlink()
    init()
    assert former_names(repo) == []


def test_what_only_looks_like_the_former_version_s_stays(repo: Path, answer: Callable[..., Any]) -> None:
    kept = [".git/skep/seen-my-notes", ".git/skep/seen-0123456789abcdef.jsonl.mine", ".skep/log/hive.jsonl.mine",
            ".skep/init/my.before", ".skep/user.txt"]  # fmt: skip
    for name in kept:
        write(repo / name, "mine", 0o600)
    write(repo / ".skep/log/hive.jsonl.3", "{}", 0o600)
    told = " ".join(answer("init")["next"])
    left = {name for name in former_names(repo) if (repo / name).is_file() and "skep" in name}
    assert left == set(kept)
    assert all(str(repo / name) in told for name in kept)


def test_hooks_that_only_look_like_the_former_version_s_stay(repo: Path) -> None:
    path = repo / ".claude/settings.local.json"
    mine = {"SessionStart": {"type": "command", "command": "/home/u/audit.sh --not-for my_skep_hook.py.bak"},
            "PostToolUse": {"type": "http", "url": "http://audit.example.com/hook/claude/PostToolUse"}}  # fmt: skip
    content = json.loads(path.read_text())
    for event, hook in mine.items():
        content["hooks"][event].insert(0, {"hooks": [hook]})
    path.write_text(json.dumps(content))
    init("--undo")
    assert json.loads(path.read_text())["hooks"] == {"PreToolUse": [], **{e: [{"hooks": [h]}] for e, h in reversed(mine.items())}}


def test_a_plugin_that_the_user_changed_is_named_and_left(repo: Path, answer: Callable[..., Any]) -> None:
    path = repo / ".opencode/plugins/skep.js"
    path.write_text(path.read_text() + "// mine\n")
    told = " ".join(answer("init")["next"])
    assert path.read_text().endswith("// mine\n")
    assert f"Not touched: {path}" in told
    assert found_by_doctor(answer)[f"{path}: has hooks for opencode that an older version wrote and somebody changed"]


@pytest.mark.parametrize("name", [".aider.conf.yml", ".git/hooks/pre-commit", ".pre-commit-config.yaml"])
def test_a_block_that_the_user_wrote_into_is_refused_with_its_lines(
    name: str, repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = repo / name
    path.write_text(path.read_text().replace("# <<< skep <<<", "mine\n# <<< skep <<<"))
    before = everything(repo / ".codex"), path.read_text()
    assert run(["init"]) == 1
    said = capsys.readouterr().err
    assert f"{path}: lines " in said
    assert "not as it was written" in said
    assert (everything(repo / ".codex"), path.read_text()) == before


def test_the_user_s_own_file_that_cannot_be_changed_is_said(repo: Path, home: Path, answer: Callable[..., Any]) -> None:
    path = home / ".codex/hooks.json"
    write(path, WRITTEN[".codex/hooks.json"], 0o640)
    path.with_name("other name").hardlink_to(path)
    told = " ".join(answer("init")["next"])
    assert f"{path}: the hooks of an older version are left in it" in told
    assert "skep" not in (repo / ".codex/hooks.json").read_text()
