"""Golden inputs played against what ``kaptar init`` has written, with a real hive: by the clients' shells, and by HTTP."""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.quiet import quiet

GOLDEN = Path(__file__).parents[1] / "golden"
FILES = {"claude": ".claude/settings.local.json", "codex": ".codex/hooks.json", "gemini": ".gemini/settings.json",
         "cursor": ".cursor/hooks.json"}  # fmt: skip
CASES = [(c, case) for c in FILES for case in json.loads((GOLDEN / f"{c}.json").read_text()) if "edit" in case]


class Told(NamedTuple):
    """What a hook said: by HTTP there is no exit code."""

    code: int
    out: str
    err: str


class Installed(NamedTuple):
    """A repository with a hive and the hooks of a client."""

    repo: Path
    environment: dict[str, str]

    def kaptar(self, *words: str) -> None:
        command = [sys.executable, "-P", "-m", "kaptar", *words]
        environment = self.environment | (quiet() if words[0] in ("init", "up") else {})
        subprocess.run(command, cwd=self.repo, env=environment, capture_output=True, timeout=60, check=True)

    def hooks(self, client: str, event: str, tool: str) -> list[dict[str, Any]]:
        groups = json.loads((self.repo / FILES[client]).read_text())["hooks"].get(event, [])
        fitting = [g for g in groups if not tool or re.fullmatch(g.get("matcher", ".*"), tool)]
        return [hook for group in fitting for hook in group.get("hooks", [group])]

    def call(self, hook: dict[str, Any], payload: str) -> Told:
        if hook.get("type") == "http":
            request = urllib.request.Request(
                hook["url"], payload.encode(), hook["headers"] | {"content-type": "application/json"}
            )
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Told(0, answer.read().decode(), "")
        words = ["sh", "-c", hook["command"]]
        done = subprocess.run(
            words, cwd=self.repo, env=self.environment, input=payload, capture_output=True, text=True, timeout=60, check=False
        )
        return Told(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    folder = tmp_path_factory.mktemp("installed")
    repo, runtime = folder / "it's a repo", folder / "run"
    runtime.mkdir()
    subprocess.run(["git", "init", "-q", str(repo)], check=True)
    kept = {name: os.environ[name] for name in ("PATH", "DISABLE_WASM") if name in os.environ}
    here = Installed(repo, kept | {"HOME": str(folder), "XDG_RUNTIME_DIR": str(runtime), "LANG": "C.UTF-8"})
    here.environment["KAPTAR_WORKSPACE_LEASES"] = "off"  # the recorded clients edit the same files, one after the other
    here.kaptar("init", *(word for client in FILES for word in ("--client", client)))
    here.kaptar("up")
    (repo / "first.py").write_text("x = 1\n")
    here.kaptar("check", "first.py")  # waits until guests are compiled; an event would not, and would say so
    yield here
    here.kaptar("down")


@pytest.mark.parametrize(("client", "case"), CASES, ids=[f"{c}-{n}-{case['event']}" for n, (c, case) in enumerate(CASES)])
def test_an_input_gets_its_answer(client: str, case: dict[str, Any], installed: Installed) -> None:
    edit = case["edit"]
    for name in ("a.py", "k.py", "c.py", ".env"):
        (installed.repo / name).unlink(missing_ok=True)
    for name, text in case["files"].items():
        (installed.repo / name).write_text(text)
    payload = json.dumps(case["input"]).replace("@REPO@", str(installed.repo)).replace("@HOME@", str(installed.repo.parent))
    hooks = installed.hooks(client, case["event"], edit["tool"])
    assert len(hooks) == 1
    told = installed.call(hooks[0], payload)
    content = edit["content"] or case["files"].get(edit["path"], "")
    stops = edit["phase"] != "before" or "DISABLE_WASM" not in os.environ  # the host's parser of Python only warns
    bad = (stops and ("(2" in content or "def h(:" in content)) or (edit["phase"] == "before" and edit["path"] == ".env")
    if edit["phase"] == "before":
        assert told.code == (2 if bad else 0), told
        assert ("kaptar stopped" in told.err) == bad
    else:
        assert told.code == 0
        assert ("kaptar checked" in told.out) == (bad and case["event"] != "afterFileEdit"), told
    if not bad:
        said = json.loads(told.out.strip() or "{}")
        if "DISABLE_WASM" in os.environ:  # security is not checked then, and that is said
            assert set(said) <= {"systemMessage"}
        else:
            assert (said, told.err) == ({}, "")


def test_hooks_by_http_reach_the_hive_with_the_token_alone(installed: Installed) -> None:
    """Where the user's own setting asks for them."""
    asking = installed._replace(environment=installed.environment | {"KAPTAR_HOOKS_HTTP": "1"})
    asking.kaptar("init", "--client", "claude")
    (hook,) = asking.hooks("claude", "PostToolUse", "Edit")
    (asking.repo / "bad.py").write_text("def h(:\n")
    edit = {"file_path": str(asking.repo / "bad.py"), "old_string": "a", "new_string": "b"}
    event = {"session_id": "s", "cwd": str(asking.repo), "tool_name": "Edit", "tool_input": edit}
    assert "kaptar checked" in asking.call(hook, json.dumps(event)).out
    request = urllib.request.Request(hook["url"], b"{}", {"authorization": "Bearer wrong"})
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(request, timeout=30)
    installed.kaptar("init", "--client", "claude")
    assert [each["type"] for each in installed.hooks("claude", "PostToolUse", "Edit")] == ["command"]
