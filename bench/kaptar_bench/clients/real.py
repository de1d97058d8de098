"""The real clients against the scripted model: how each is set up and run, and how its tools are called.

Each runs with a HOME of its own and a clean environment, without a key, an account or a network. The end-to-end tests and
`kaptar bench hooks` use them.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

SERVER = Path(__file__).with_name("scripted_model.py")
FOLDER = Path(os.environ.get("KAPTAR_CLIENTS", Path(__file__).parents[3] / ".cache" / "clients"))
"""Where ``.ci/run`` installs the pinned clients of a checkout; beside it those on the PATH are found."""
TIMEOUT_S = 120

Turn = dict[str, Any]


class Run(NamedTuple):
    """A client's whole run.

    Attributes:
        heard: for each turn what the client sent to the model after it, as JSON text.
    """

    code: int
    out: str
    err: str
    heard: list[str]


class Client:
    """One client. ``bin``: its command, looked for in the folder of npm packages first."""

    name: ClassVar[str]
    bin: ClassVar[str]
    history: ClassVar[str]
    """The field of a request that holds the conversation."""

    def missing(self) -> str:
        """Why the client cannot run here, or ""."""
        return "" if self.command() else f"{self.name} is not installed; `npm ci` in {FOLDER} does it"

    def command(self) -> str | None:
        return found(self.bin, FOLDER / "node_modules" / ".bin")

    def prepare(self, home: Path, repo: Path, port: int) -> dict[str, str]:
        """Write the settings that the run needs; its environment."""
        raise NotImplementedError

    def words(self) -> list[str]:
        """The arguments of a run."""
        raise NotImplementedError

    def edit(self, path: Path, old: str, new: str) -> list[Turn]:
        raise NotImplementedError

    def write(self, path: Path, content: str) -> list[Turn]:
        raise NotImplementedError

    def shell(self, command: str) -> list[Turn]:
        raise NotImplementedError

    def run(self, repo: Path, home: Path, turns: list[Turn], times: Path | None = None) -> Run:
        """Play the turns in the repository. ``times``: see the scripted model."""
        log, script = home / "requests.jsonl", home / "script.json"
        home.mkdir(exist_ok=True)
        script.write_text(json.dumps(turns))
        log.unlink(missing_ok=True)
        with model(script, log, *(["--times", str(times)] if times else [])) as port:
            env = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **self.prepare(home, repo, port)}
            command = self.command()
            assert command is not None
            done = subprocess.run(
                [command, *self.words()], cwd=repo, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                timeout=TIMEOUT_S, check=False,
            )  # fmt: skip
        return Run(done.returncode, done.stdout, done.stderr, self._heard(log))

    def _heard(self, log: Path) -> list[str]:
        requests = [json.loads(line)["body"] for line in log.read_text().splitlines()]
        histories = [r[self.history] for r in requests if self.counts(r)]
        return [json.dumps(after[len(before) :]) for before, after in pairwise(histories)]

    def counts(self, request: dict[str, Any]) -> bool:
        """Whether a request is one of the conversation, not one for a title or a summary."""
        return bool(request.get("tools")) and isinstance(request.get(self.history), list)


class Claude(Client):
    name, bin, history = "claude", "claude", "messages"

    def prepare(self, home: Path, repo: Path, port: int) -> dict[str, str]:
        switches = ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "DISABLE_TELEMETRY", "DISABLE_AUTOUPDATER")
        env = {"ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}", "ANTHROPIC_API_KEY": "scripted"}
        return env | dict.fromkeys(switches, "1")

    def words(self) -> list[str]:
        return ["-p", "go", "--permission-mode", "acceptEdits", "--allowedTools", "Bash"]

    def edit(self, path: Path, old: str, new: str) -> list[Turn]:
        quoted = {"file_path": str(path), "old_string": old, "new_string": new}
        return [{"tool": "Read", "input": {"file_path": str(path)}}, {"tool": "Edit", "input": quoted}]

    def write(self, path: Path, content: str) -> list[Turn]:
        return [{"tool": "Write", "input": {"file_path": str(path), "content": content}}]

    def shell(self, command: str) -> list[Turn]:
        return [{"tool": "Bash", "input": {"command": command}}]


class Codex(Client):
    name, bin, history = "codex", "codex", "input"

    def prepare(self, home: Path, repo: Path, port: int) -> dict[str, str]:
        settings = f"""
            model = "gpt-5.5"
            model_provider = "scripted"
            approval_policy = "never"
            sandbox_mode = "danger-full-access"
            [model_providers.scripted]
            name = "scripted"
            base_url = "http://127.0.0.1:{port}/v1"
            wire_api = "responses"
            [projects."{repo}"]
            trust_level = "trusted"
        """
        (home / ".codex").mkdir(exist_ok=True)
        (home / ".codex" / "config.toml").write_text(settings)
        return {}

    def words(self) -> list[str]:
        return ["exec", "--dangerously-bypass-hook-trust", "--skip-git-repo-check", "go"]

    def counts(self, request: dict[str, Any]) -> bool:
        return isinstance(request.get("input"), list)

    def edit(self, path: Path, old: str, new: str) -> list[Turn]:
        lines = [f"-{line}" for line in old.splitlines()] + [f"+{line}" for line in new.splitlines()]
        return self._patch(f"*** Update File: {path.name}\n@@\n" + "\n".join(lines))

    def write(self, path: Path, content: str) -> list[Turn]:
        lines = "\n".join(f"+{line}" for line in content.splitlines())
        return self._patch(f"*** Add File: {path.name}\n{lines}")

    def shell(self, command: str) -> list[Turn]:
        return [{"tool": "exec_command", "input": {"cmd": command}}]

    def _patch(self, body: str) -> list[Turn]:
        return [{"tool": "apply_patch", "input": f"*** Begin Patch\n{body}\n*** End Patch"}]


class Gemini(Client):
    name, bin, history = "gemini", "gemini", "contents"

    def prepare(self, home: Path, repo: Path, port: int) -> dict[str, str]:
        settings = {
            "security": {"auth": {"selectedType": "gemini-api-key"}, "folderTrust": {"enabled": False}},
            "general": {"disableAutoUpdate": True},
            "privacy": {"usageStatisticsEnabled": False},
            "telemetry": {"enabled": False},
        }
        (home / ".gemini").mkdir(exist_ok=True)
        (home / ".gemini" / "settings.json").write_text(json.dumps(settings))
        return {"GEMINI_API_KEY": "scripted", "GOOGLE_GEMINI_BASE_URL": f"http://127.0.0.1:{port}"}

    def words(self) -> list[str]:
        return ["-m", "gemini-2.5-pro", "--approval-mode", "yolo", "-p", "go"]

    def edit(self, path: Path, old: str, new: str) -> list[Turn]:
        quoted = {"file_path": str(path), "instruction": "as told", "old_string": old, "new_string": new}
        return [{"tool": "read_file", "input": {"file_path": str(path)}}, {"tool": "replace", "input": quoted}]

    def write(self, path: Path, content: str) -> list[Turn]:
        return [{"tool": "write_file", "input": {"file_path": str(path), "content": content}}]

    def shell(self, command: str) -> list[Turn]:
        return [{"tool": "run_shell_command", "input": {"command": command, "description": "as told"}}]


class Opencode(Client):
    name, bin, history = "opencode", "opencode", "messages"

    def prepare(self, home: Path, repo: Path, port: int) -> dict[str, str]:
        options = {"baseURL": f"http://127.0.0.1:{port}/v1", "apiKey": "scripted"}
        provider = {"npm": "@ai-sdk/openai-compatible", "options": options, "models": {"scripted": {"tool_call": True}}}
        settings = {"provider": {"scripted": provider}, "model": "scripted/scripted", "autoupdate": False, "share": "disabled"}
        folder = home / ".config" / "opencode"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "opencode.json").write_text(json.dumps(settings))
        return {"OPENCODE_DISABLE_AUTOUPDATE": "1", "OPENCODE_DISABLE_MODELS_FETCH": "1"}

    def words(self) -> list[str]:
        return ["run", "go"]

    def edit(self, path: Path, old: str, new: str) -> list[Turn]:
        quoted = {"filePath": str(path), "oldString": old, "newString": new}
        return [{"tool": "read", "input": {"filePath": str(path)}}, {"tool": "edit", "input": quoted}]

    def write(self, path: Path, content: str) -> list[Turn]:
        return [{"tool": "write", "input": {"filePath": str(path), "content": content}}]

    def shell(self, command: str) -> list[Turn]:
        return [{"tool": "bash", "input": {"command": command, "description": "as told"}}]


def found(name: str, folder: Path) -> str | None:
    """A program: in a folder, else on the PATH."""
    return shutil.which(name, path=f"{folder}{os.pathsep}{os.environ['PATH']}")


CLIENTS = {client.name: client for client in (Claude(), Codex(), Gemini(), Opencode())}


@contextmanager
def model(script: Path, log: Path, *words: str) -> Iterator[int]:
    """A model server that plays a script; its port."""
    command = [sys.executable, str(SERVER), "--script", str(script), "--log", str(log), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield int(server.stdout.readline())
        finally:
            server.send_signal(signal.SIGTERM)


def aider() -> str | None:
    """aider's command. It is no `Client`: it edits by text, and calls no tools."""
    return found("aider", FOLDER / "aider" / "bin")


def run_aider(command: str, repo: Path, home: Path, script: dict[str, list[Turn]], times: Path | None = None) -> Run:
    """Have aider play turns on ``a.py``; each list is played to the message that holds its key, "go" to the first.

    ``heard`` has the last message of the user in each request.
    """
    file, log = home / "script.json", home / "requests.jsonl"
    file.write_text(json.dumps(script))
    log.unlink(missing_ok=True)
    with model(file, log, "--without-tools", *(["--times", str(times)] if times else [])) as port:
        words = [command, "--model", "openai/scripted", "--edit-format", "diff", "--openai-api-base", f"http://127.0.0.1:{port}/v1",
                 "--yes-always", "--no-check-update", "--no-show-model-warnings", "--no-gitignore", "--no-stream",
                 "--message", "go", "a.py"]  # fmt: skip
        author = dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"), "n")
        env = {"PATH": os.environ["PATH"], "HOME": str(home), "OPENAI_API_KEY": "scripted", "AIDER_ANALYTICS": "false"}
        done = subprocess.run(
            words, cwd=repo, env=env | author, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT_S,
            check=False,
        )  # fmt: skip
    requests = [json.loads(line)["body"] for line in log.read_text().splitlines()]
    said = [[m["content"] for m in r["messages"] if m["role"] == "user"][-1] for r in requests if "messages" in r]
    return Run(done.returncode, done.stdout, done.stderr, said)


def aider_block(old: str, new: str) -> Turn:
    """A turn in which aider's model replaces lines of ``a.py``."""
    return {"text": f"a.py\n```python\n<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n```\n"}
