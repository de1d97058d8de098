"""aider: it has no hooks, but runs a lint command after its edits, and gives the model what that prints."""

import json
import os
import shutil
import subprocess

import pytest
from tests.clients_e2e.clients import FOLDER, TIMEOUT_S, model
from tests.clients_e2e.place import MakePlace, Place

pytestmark = [pytest.mark.clients, pytest.mark.guest, pytest.mark.slow]

AIDER = shutil.which("aider", path=f"{FOLDER / 'aider' / 'bin'}{os.pathsep}{os.environ['PATH']}")


def block(old: str, new: str) -> dict[str, str]:
    return {"text": f"a.py\n```python\n<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n```\n"}


def run(place: Place, script: dict[str, list[dict[str, str]]]) -> tuple[str, list[str]]:
    """aider's output, and the last user message of each request."""
    if AIDER is None:
        pytest.skip(f"aider is not installed; .ci/run puts it into {FOLDER / 'aider'}")
    file, log = place.home / "script.json", place.home / "requests.jsonl"
    file.write_text(json.dumps(script))
    with model(file, log, "--without-tools") as port:
        words = [AIDER, "--model", "openai/scripted", "--edit-format", "diff", "--openai-api-base", f"http://127.0.0.1:{port}/v1",
                 "--yes-always", "--no-check-update", "--no-show-model-warnings", "--no-gitignore", "--no-stream",
                 "--message", "go", "a.py"]  # fmt: skip
        author = dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"), "n")
        env = {"PATH": os.environ["PATH"], "HOME": str(place.home), "OPENAI_API_KEY": "scripted", "AIDER_ANALYTICS": "false"}
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        done = subprocess.run(words, cwd=place.repo, env=env | author, text=True, timeout=TIMEOUT_S, check=False, **pipes)
    assert done.returncode == 0, done.stderr[-2000:]
    requests = [json.loads(line)["body"] for line in log.read_text().splitlines()]
    said = [[m["content"] for m in r["messages"] if m["role"] == "user"][-1] for r in requests if "messages" in r]
    return done.stdout, said


def test_the_model_reads_what_the_checks_found(make_place: MakePlace) -> None:
    place = make_place("aider")
    broken, mended = block("    return 1", "    return (2"), block("    return (2", "    return 2")
    out, said = run(place, {"syntax/parse": [mended], "go": [broken]})
    assert any("a.py:" in text and "syntax/parse" in text for text in said), out[-3000:]
    assert (place.repo / "a.py").read_text() == "def f():\n    return 2\n"
    assert place.gone() == []


def test_a_clean_edit_arrives_in_silence(make_place: MakePlace) -> None:
    place = make_place("aider")
    _, said = run(place, {"go": [block("    return 1", "    return 2")]})
    assert (place.repo / "a.py").read_text() == "def f():\n    return 2\n"
    assert not any("syntax/" in text for text in said)
    place.skep("init", "--undo")
    assert not (place.repo / ".aider.conf.yml").exists()
