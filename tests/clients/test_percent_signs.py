"""Gemini CLI decodes percent signs in each path: guards, content and what is looked at afterwards go by what it writes."""

from pathlib import Path

import pytest
from tests.clients.test_home_in_paths import answered, repo, wrote
from tests.clients.test_patch import SECRET

from kaptar.clients.registry import ADAPTERS
from kaptar.clients.unread import named_anyway

__all__ = ["repo"]
SETTINGS = "[tool.kaptar.hooks.checks]\nsecrets = false\n"


@pytest.mark.parametrize("name", ["%2Eenv", ".git%2Fconfig", "%2egit/hooks/pre-commit", "kaptar%2Etoml", "k%61ptar.toml",
                                  "x/%2e%2e/.env", "%252Eenv", "@%2Eenv", "~/%2Egitconfig", "~/other/%6digrations/1.py", "file:///%2Eenv",
                                  ".gemini/settings%2Ejson", "%2E%65%6E%76", " %2Eenv"])  # fmt: skip
def test_a_protected_file_is_protected_by_names_with_percent_signs(name: str, repo: Path) -> None:
    assert wrote(repo, "gemini", name, "x = 1\n")[0] == 2
    edit = {"file_path": f"{repo}/{name}", "old_string": "x", "new_string": "y"}
    if not name.startswith(("~", "@", "file:", " ")):
        assert answered(repo, "gemini", "BeforeTool", {"tool_name": "replace", "tool_input": edit})[0] == 2


@pytest.mark.parametrize("name", ["pyproject%2Etoml", "@pyproject.toml", "@pyproject%2etoml", "%70yproject.toml"])
def test_content_is_judged_at_the_name_that_is_written(name: str, repo: Path) -> None:
    (repo / "pyproject.toml").write_text("[tool.x]\n")
    (repo / "pyproject%2Etoml").write_text("[tool.x]\n")
    assert wrote(repo, "gemini", "pyproject.toml", SETTINGS)[0] == 2
    assert wrote(repo, "gemini", name, SETTINGS)[0] == 2


def test_an_edit_is_computed_in_the_file_that_is_written(repo: Path) -> None:
    """Another file, with the name as it stands, is none that Gemini CLI reads."""
    (repo / "pyproject.toml").write_text("[tool.y]\n")
    (repo / "pyproject%2Etoml").write_text("[tool.x]\n")
    edit = {"file_path": f"{repo}/pyproject%2Etoml", "old_string": "[tool.y]\n", "new_string": SETTINGS}
    assert answered(repo, "gemini", "BeforeTool", {"tool_name": "replace", "tool_input": edit})[0] == 2


def test_after_an_edit_the_decoded_name_is_looked_at(repo: Path) -> None:
    (repo / "a b.py").write_text(f"{SECRET}\n")
    (repo / "a%20b.py").write_text("x = 1\n")
    given = {"file_path": f"{repo}/a%20b.py", "content": SECRET}
    assert "secrets/github-token" in answered(repo, "gemini", "AfterTool", {"tool_name": "write_file", "tool_input": given})[1]


@pytest.mark.parametrize("name", ["a%20b.py", "100%.py", "%zz.py", "50%25.py", "%E4%BD%A0.py", "%ff.py"])
def test_other_names_with_percent_signs_stay_editable(name: str, repo: Path) -> None:
    assert wrote(repo, "gemini", name, "y = 2\n")[0] == 0


@pytest.mark.parametrize("client", ["claude", "opencode", "cursor", "codex"])
def test_to_other_clients_a_percent_sign_is_one(client: str, repo: Path) -> None:
    assert wrote(repo, client, "%2Eenv", "x = 1\n")[0] == 0


def test_input_that_cannot_be_read_names_what_is_written() -> None:
    found = named_anyway(ADAPTERS["gemini"], "BeforeTool", b'{"tool_name": "write_file", "file_path": "%2Eenv", ', "/r")
    assert "/r/.env" in {each.path for each in found.files}
