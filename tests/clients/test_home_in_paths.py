"""``~`` in a path is the user's folder to some clients, and a folder of that name to others: both places are looked at."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.clients.test_patch import SECRET

from kaptar.api.hook import Hook, HooksHere
from kaptar.clients.fields import meant
from kaptar.clients.patch import changed_by, named_in, readings

PROTECTED = (".gitconfig", ".config/git/config", ".env", "other/migrations/1.py", "other/kaptar.toml", "repo/kaptar.toml")
HEADINGS = ("Add File", "Update File", "Delete File")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in the user's folder, beside another one with rules of its own."""
    monkeypatch.setenv("DISABLE_WASM", "1")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    for name in ("repo", "other"):
        (tmp_path / name / ".git" / "objects").mkdir(parents=True)
        (tmp_path / name / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "other" / "kaptar.toml").write_text('[hooks]\nprotected = ["migrations/**"]\n')
    (tmp_path / "repo" / "a.py").write_text("x = 1\n")
    return (tmp_path / "repo").resolve()


def answered(repo: Path, client: str, event: str, payload: dict[str, Any]) -> tuple[int, str]:
    with HooksHere(repo, strict=False).open() as answer:
        found = answer(Hook(client, event, json.dumps({"cwd": str(repo), **payload}).encode()))
    return found.exit, found.stdout + found.stderr


def patched(repo: Path, body: str, event: str = "PreToolUse") -> tuple[int, str]:
    patch = f"*** Begin Patch\n{body}\n*** End Patch\n"
    return answered(repo, "codex", event, {"tool_name": "apply_patch", "tool_input": {"command": patch}})


def wrote(repo: Path, client: str, path: str, content: str) -> tuple[int, str]:
    if client == "codex":
        return patched(repo, f"*** Add File: {path}\n+{content}")
    if client == "opencode":
        return answered(repo, client, "tool.execute.before", {"tool": "write", "args": {"filePath": path, "content": content}})
    tool, event = {"claude": ("Write", "PreToolUse"), "gemini": ("write_file", "BeforeTool"), "cursor": ("Write", "preToolUse")}[
        client
    ]
    return answered(repo, client, event, {"tool_name": tool, "tool_input": {"file_path": path, "content": content}})


@pytest.mark.parametrize("name", PROTECTED)
def test_a_patch_names_the_users_folder(name: str, repo: Path) -> None:
    for heading in HEADINGS:
        assert patched(repo, f"*** {heading}: ~/{name}\n+x = 1")[0] == 2, heading
    assert patched(repo, f"***  add file :  ~/{name} \n+x = 1")[0] == 2
    assert patched(repo, f"*** Update File: a.py\n*** Move to: ~/{name}\n@@\n-x = 1\n+x = 2")[0] == 2
    assert patched(repo, f"*** Update File: a.py\n@@\n-x = 1\n+x = 2\n*** Add File: ~/{name}\n+x = 1")[0] == 2


@pytest.mark.parametrize("client", ["claude", "gemini", "cursor", "opencode", "codex"])
def test_each_client_is_stopped_at_both_places(client: str, repo: Path) -> None:
    assert wrote(repo, client, "~/.gitconfig", "x")[0] == 2
    assert wrote(repo, client, "~/other/migrations/1.py", "x = 1\n")[0] == 2
    assert wrote(repo, client, "~/.git/hooks/pre-commit", "x = 1\n")[0] == 2
    assert wrote(repo, client, "~/repo/b.py", "x = 1\n") in ((0, ""), (0, "{}\n"))
    code, said = wrote(repo, client, "~/repo/b.py", SECRET)
    assert (code, "secrets/github-token" in said) == (2, True)


def test_content_is_looked_at_in_the_repository_that_the_path_leads_to(repo: Path) -> None:
    """The rules of the repository there let such content through, and those of the other one do not."""
    (repo / "kaptar.toml").write_text("[hooks.checks]\nsecrets = false\n")
    for client in ("codex", "claude"):
        code, said = wrote(repo, client, "~/other/b.py", SECRET)
        assert (code, "secrets/github-token" in said) == (2, True), client


@pytest.mark.parametrize("path", ["~/repo/a.py", "a.py"])
def test_an_update_is_computed_at_the_place_that_is_there(path: str, repo: Path) -> None:
    assert patched(repo, f"*** Update File: {path}\n@@\n-x = 1\n+x = 2") == (0, "")
    code, said = patched(repo, f"*** Update File: {path}\n@@\n-x = 1\n+{SECRET}")
    assert (code, "a.py:1" in said) == (2, True)
    edit = {"file_path": path, "old_string": "x = 1", "new_string": "x = 2"}
    assert answered(repo, "claude", "PreToolUse", {"tool_name": "Edit", "tool_input": edit}) == (0, "")


def test_after_an_edit_the_file_that_is_there_is_looked_at(repo: Path) -> None:
    (repo / "a.py").write_text(f"{SECRET}\n")
    edit = {"file_path": "~/repo/a.py", "old_string": "x = 1", "new_string": SECRET}
    assert "secrets/github-token" in answered(repo, "claude", "PostToolUse", {"tool_name": "Edit", "tool_input": edit})[1]
    assert "secrets/github-token" in patched(repo, f"*** Update File: ~/repo/a.py\n@@\n-x = 1\n+{SECRET}", "PostToolUse")[1]
    (repo / "~").mkdir()
    (repo / "~" / "b.py").write_text(f"{SECRET}\n")
    assert "secrets/github-token" in patched(repo, f"*** Add File: ~/b.py\n+{SECRET}", "PostToolUse")[1]


def test_the_readings_of_a_patch(repo: Path) -> None:
    home = str(repo.parent)
    one = "*** Add File: a~b\n+~/x\n"
    assert readings(one) == (one,)
    two = "*** Add File: ~/x ~/y\n+~/x\n"
    assert readings(two) == (f"*** Add File: {home}/x ~/y\n+~/x\n", two)
    assert list(named_in("*** Add File: ~\n*** Delete File: ~/~\n", "/r")) == ["/r/~", "/r/~/~", home, f"{home}/~"]
    assert changed_by("*** Add File: ~/nowhere\n+x\n", "/r") == ()


def test_the_places_that_a_path_may_mean(repo: Path) -> None:
    home = str(repo.parent)
    assert meant("a/~", "/r") == ("/r/a/~",)
    assert meant(" ~/x", "/r") == (f"{home}/x", "/r/~/x", "/r/ ~/x")
    assert meant("~nobody-of-this-name/x", "/r") == ("/r/~nobody-of-this-name/x",)
