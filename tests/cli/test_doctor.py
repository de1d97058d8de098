"""Doctor looks at the real things: breaking one shows."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaptar.api import doctor
from kaptar.cli import run
from kaptar.config.former import FILE, FORMER

Kaptar = Callable[..., Any]


def check(done: Any, name: str) -> dict[str, Any]:
    (found,) = (each for each in done.value["checks"] if each["name"] == name)
    return dict(found)


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("own") / "cache"  # a test may make a repository of its own folder
    monkeypatch.setenv("KAPTAR_WASM_CACHE_DIR", str(folder))
    return folder


def test_every_check_has_a_status_and_what_is_not_ok_a_remedy(kaptar: Kaptar) -> None:
    value = kaptar("doctor", "--json").value
    names = [each["name"] for each in value["checks"]]
    assert names[:7] == ["python", "wasmtime", "simd", "threads", "guests", "host", "plugins"]
    assert all(each["status"] in ("ok", "missing", "broken") for each in value["checks"])
    assert all(each["remedy"] for each in value["checks"] if each["status"] != "ok")


def test_what_has_no_answer_without_guests_is_listed(kaptar: Kaptar, monkeypatch: pytest.MonkeyPatch) -> None:
    unanswered = "syntax.table, syntax.tables, syntax.ast, syntax.analyze, syntax.optimize, syntax.validate_ast, syntax.format;"
    assert unanswered in check(kaptar("doctor", "--json"), "host")["detail"]
    monkeypatch.setenv("KAPTAR_WASM_ENABLED", "false")
    found = check(kaptar("doctor", "--json"), "host")
    assert (found["status"], found["needed"], found["remedy"]) == ("missing", False, "switch guests on")


def test_text_and_exit_code_agree_with_json(kaptar: Kaptar) -> None:
    value, done = kaptar("doctor", "--json").value, kaptar("doctor")
    assert done.code == (0 if value["healthy"] else 1)
    assert done.out.strip().splitlines()[-1].startswith("healthy" if value["healthy"] else "not healthy")


def test_without_wasmtime(kaptar: Kaptar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    done = kaptar("doctor", "--json")
    assert done.code == 1
    assert check(done, "wasmtime")["status"] == "broken"
    assert check(done, "simd")["status"] == "broken"


def test_a_module_whose_bytes_are_not_the_manifest_s(kaptar: Kaptar, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from kaptar.runtime.modules import module_files

    found = module_files.find_builtin()
    if not found:
        pytest.skip("no guest is built here: needs Rust")
    file = next(iter(found.values()))
    damaged = tmp_path / file.path.name
    damaged.write_bytes(file.path.read_bytes() + b"\0")
    entry = module_files.ModuleFile(file.name, file.version, damaged, file.digest, file.ops, file.origin)
    monkeypatch.setattr(module_files, "find_builtin", lambda: {file.name: entry})
    done = kaptar("doctor", "--json")
    assert done.code == 1
    guests = check(done, "guests")
    assert guests["status"] == "broken"
    assert "SHA-256" in guests["detail"]


def test_a_damaged_index_of_plugins_is_named(kaptar: Kaptar, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert check(kaptar("doctor", "--json"), "plugins")["detail"] == "none"
    index = tmp_path / "kaptar" / "plugins" / "plugins.json"
    index.parent.mkdir(parents=True)
    for content in (b"[" * 100_000, b"{", b"x" * (17 << 20)):
        index.write_bytes(content)
        found = check(kaptar("doctor", "--json"), "plugins")
        assert found["status"] == "broken"
        assert str(index) in found["detail"]
        assert str(index.parent) in found["remedy"]


def test_a_name_of_others_begins_no_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "a\nhealthy\nok      git"
    folder.mkdir()
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    monkeypatch.chdir(folder)
    run(["doctor"])
    out = capsys.readouterr().out
    assert "a\\nhealthy\\nok      git" in out
    assert out.splitlines().count("healthy") == 1


def test_a_cache_folder_that_others_may_write_to(kaptar: Kaptar, own_cache: Path) -> None:
    own_cache.mkdir()
    own_cache.chmod(0o777)
    found = check(kaptar("doctor", "--json"), "cache")
    assert found["status"] == "broken"
    assert "writable by others" in found["detail"]


@pytest.mark.parametrize(
    ("client", "path", "event"),
    [
        ("claude", ".claude/settings.local.json", "PostToolUseFailure"),
        ("codex", ".codex/hooks.json", "SessionEnd"),
        ("gemini", ".gemini/settings.json", "AfterTool"),
    ],
)
def test_a_hook_that_an_earlier_version_did_not_write_is_named(
    kaptar: Kaptar, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, client: str, path: str, event: str
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    monkeypatch.chdir(tmp_path)
    assert kaptar("init", "--client", client).code == 0
    assert check(kaptar("doctor", "--json"), "repository")["status"] == "ok"
    written = json.loads((tmp_path / path).read_text())
    written["hooks"].pop(event)
    (tmp_path / path).write_text(json.dumps(written))
    found = check(kaptar("doctor", "--json"), "repository")
    assert (found["status"], found["needed"]) == ("broken", False)
    assert f"{path} has no hook of kaptar's for {event}" in found["detail"]
    assert found["remedy"] == "run `kaptar init` again"
    assert kaptar("init", "--client", client).code == 0
    assert check(kaptar("doctor", "--json"), "repository")["status"] == "ok"


def test_a_missing_extra_is_missing_and_not_fatal(kaptar: Kaptar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "EXTRAS", {"no-such-distribution": "no_such_module"})
    found = check(kaptar("doctor", "--json"), "no-such-distribution")
    assert (found["status"], found["needed"]) == ("missing", False)
    assert found["remedy"] == f"{shlex.quote(sys.executable)} -m pip install no-such-distribution"


def test_remedies_name_this_interpreter_and_the_versions_that_fit(kaptar: Kaptar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "brotli", None)
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    done = kaptar("doctor", "--json")
    python = shlex.quote(sys.executable)
    assert sys.executable in check(done, "python")["detail"]
    assert check(done, "brotli")["remedy"] == f"{python} -m pip install 'brotli<2,>=1.1' --force-reinstall"
    assert check(done, "wasmtime")["remedy"].startswith(f"{python} -m pip install --force-reinstall 'wasmtime<")


def test_where_the_environment_has_no_pip_uv_installs(kaptar: Kaptar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "EXTRAS", {"no-such-distribution": "no_such_module"})
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    remedy = check(kaptar("doctor", "--json"), "no-such-distribution")["remedy"]
    assert remedy == f"uv pip install --python {shlex.quote(sys.executable)} no-such-distribution"


def test_settings_without_effect_are_named_where_they_are_given(kaptar: Kaptar, tmp_path: Path) -> None:
    assert check(kaptar("doctor", "--json"), "settings")["detail"] == "each that is given has its effect"
    file = tmp_path / "swarm.json"
    file.write_text(
        '{"wasm": {"maxRetries": 3}, "redis": {"keyPrefix": "swarm:phase-5:", "ttl": 3600, "healthCheckInterval": 30000}}'
    )
    found = check(kaptar("doctor", "--json", "--config", str(file)), "settings")
    assert found["status"] == "ok"
    places = [f"redis.prefix ({file}:redis.keyPrefix)", f"redis.booster_ttl_s ({file}:redis.ttl)",
              f"redis.health_check_interval_ms ({file}:redis.healthCheckInterval)"]  # fmt: skip
    assert found["detail"] == f"without effect yet: {', '.join(places)}"


@pytest.mark.parametrize(
    ("name", "text", "advice"),
    [
        (FILE, "", "rename the file to kaptar.toml"),
        ("pyproject.toml", f"[tool.{FORMER}]\n", "rename the table to [tool.kaptar]"),
        ("kaptar.toml", "[wasm]\nno_such = 1\n", "no_such"),
        ("kaptar.toml", "[hooks.checks]\nbogus = true\n", "bogus"),
        ("kaptar.toml", '[hooks]\nblocks_from = "fatal"\n', "fatal"),
    ],
)
def test_wrong_settings_are_named_and_the_rest_is_looked_at(
    name: str, text: str, advice: str, kaptar: Kaptar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(text)
    done = kaptar("doctor", "--json")
    assert done.code == 1
    found = check(done, "settings")
    assert found["status"] == "broken"
    assert advice in found["detail"]
    assert check(done, "python")["status"] == "ok"
    (tmp_path / name).unlink()
    monkeypatch.setenv(f"{FORMER.upper()}_NO_HIVE", "1")
    assert "set KAPTAR_NO_HIVE in its place" in check(kaptar("doctor", "--json"), "settings")["detail"]


def test_a_hive_is_found_and_ended_and_init_names_the_file_with_settings_of_the_former_name(
    kaptar: Kaptar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "former"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    monkeypatch.chdir(folder)
    (folder / FILE).write_text("")
    assert kaptar("status", "--json").value["running"] is False
    assert kaptar("down", "--json").value == {"ended": False, "pid": None}
    refused = kaptar("init", "--client", "codex")
    assert refused.code == 2
    assert "rename the file to kaptar.toml" in refused.err
    assert not (folder / ".kaptar").exists()


@pytest.mark.parametrize("value", ["h", "{here}/h"])
def test_a_variable_that_leads_into_a_repository(
    kaptar: Kaptar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KAPTAR_WASM_CACHE_DIR", "")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", value.replace("{here}", str(tmp_path)))
    found = check(kaptar("doctor", "--json"), "folders")
    assert found["status"] == "broken"
    assert found["detail"].startswith(f"not used: HOME={os.environ['HOME']}: ")
    cache = check(kaptar("doctor", "--json"), "cache")
    assert cache["status"] == "broken"
    assert "chmod" not in cache["remedy"]


@pytest.mark.skipif(os.name == "nt", reason="needs named pipes")
@pytest.mark.parametrize("name", ["config", "HEAD", "index"])
def test_where_git_does_not_answer_it_is_not_healthy(
    name: str, kaptar: Kaptar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = tmp_path / "repository"  # beside the caches of the tests, which no repository may hold
    subprocess.run(["git", "init", "-q", str(repository)], check=True)
    (repository / ".git" / name).unlink(missing_ok=True)
    os.mkfifo(repository / ".git" / name)
    monkeypatch.chdir(repository)
    done = kaptar("doctor", "--json")
    (found,) = [check for check in done.value["checks"] if check["name"] == "repository"]
    assert (done.value["healthy"], found["status"]) == (False, "broken")
    assert f"/.git/{name}, which is a named pipe" in found["detail"]
    assert kaptar("check", "--staged").code == 1


def lose_the_head(root: Path) -> str:
    (root / ".git" / "HEAD").unlink()
    return ".git has no HEAD"


def lead_nowhere(root: Path) -> str:
    (root / ".git").rename(root / "moved")
    (root / ".git").write_text("gitdir: ../gone/.git/worktrees/repo\n")
    return "where no git directory is"


def fill_the_database(root: Path) -> str:
    (root / ".kaptar").mkdir(mode=0o700)
    (root / ".kaptar" / "hive.db").touch(mode=0o600)
    (root / ".kaptar" / "hive.db").write_bytes(bytes(range(1, 256)) * 20)
    return "hive.db: cannot be used"


def break_its_settings(root: Path) -> str:
    """Git says as little as where the repository is another user's, also once there is a folder of a hive."""
    (root / ".kaptar").mkdir(mode=0o700)
    (root / ".git" / "config").write_text("[core\n")
    return "git "


@pytest.mark.parametrize("change", [lose_the_head, lead_nowhere, fill_the_database, break_its_settings])
def test_a_repository_that_cannot_be_used_is_not_healthy(
    change: Callable[[Path], str], kaptar: Kaptar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = tmp_path / "repository"
    subprocess.run(["git", "init", "-q", str(repository)], check=True)
    reason = change(repository)
    monkeypatch.chdir(repository)
    done = kaptar("doctor", "--json")
    (found,) = [check for check in done.value["checks"] if check["name"] == "repository"]
    assert (done.value["healthy"], found["status"], found["needed"]) == (False, "broken", True)
    assert reason in found["detail"]
